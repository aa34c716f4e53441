use std::collections::HashMap;

/// A table that each decision looks into: its keys are handles, which are keyed hashes themselves, or words of our own
/// configuration. Nobody outside can choose keys that collide, so the hash need not be one against attackers.
pub(crate) type Table<K, V> = HashMap<K, V, foldhash::fast::RandomState>;
