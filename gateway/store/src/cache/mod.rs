//! Partners' wire bytes for a short time, sealed by the kit before they get here.

mod memory;
mod redis;

pub use self::memory::MemoryCache;
pub use self::redis::RedisCache;
