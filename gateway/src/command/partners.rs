use std::fmt::Write as _;

use crate::config::Config;
use crate::house::{self, StartError};

/// One line a system, in order of precedence: name, owner, connector, records in the index, when synced. Then what was
/// not taken in, by code.
pub(super) async fn run(config: Config) -> Result<(), StartError> {
    let store = house::store(&config).await?;
    let sync = store.sync();
    let mut text = String::new();
    for partner in &config.partners {
        let status = sync.status(partner.id).await.map_err(|e| StartError::Io(e.to_string()))?;
        let synced = status.synced_at.map_or_else(|| "never synced".to_owned(), |at| format!("synced {at}"));
        let (id, owner, connector) = (partner.id, partner.owner, &partner.connector);
        // Writing to a String does not fail.
        writeln!(
            text,
            "{id}\t{owner}\t{connector}\t{} persons\t{} incidents\t{synced}",
            status.victims, status.incidents
        )
        .unwrap_or_default();
        for (code, places) in &status.notes {
            writeln!(text, "\t{code}\t{places}").unwrap_or_default();
        }
    }
    store.close().await?;
    super::say(&text)
}
