use std::fmt::Write as _;

use crate::config::Config;
use crate::house::{self, StartError};

pub(super) async fn run(config: Config) -> Result<(), StartError> {
    let store = house::store(&config).await?;
    let end = store.verify_ledger().await.map_err(|fault| StartError::Audit(fault.to_string()))?;
    store.close().await?;
    let mut hash = String::with_capacity(64);
    for byte in end.hash {
        // Writing to a String does not fail.
        write!(hash, "{byte:02x}").unwrap_or_default();
    }
    crate::command::say(&format!("The log holds: {} rows, last hash {hash}\n", end.number))
}
