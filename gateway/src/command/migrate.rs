use crate::config::Config;
use crate::house::{self, StartError};

pub(super) async fn run(config: Config) -> Result<(), StartError> {
    let store = house::store(&config).await?;
    store.migrate().await?;
    store.close().await?;
    super::say("The database has the tables of this version.\n")
}
