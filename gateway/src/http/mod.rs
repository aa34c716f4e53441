//! The endpoint. One step, one file: read, screen, identify, run, respond.

mod accept;
mod callers;
mod codes;
mod errors;
mod front;
mod graphiql;
mod health;
mod identify;
mod keys;
mod limits;
mod measure;
mod public;
mod read;
mod respond;
mod run;
mod screen;
mod server;
mod tokens;

pub use codes::Code;
pub use front::Front;
pub use limits::Limits;
pub use server::serve;
