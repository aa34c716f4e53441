//! Leave to read people is no leave to read incidents.
use accord_consent::Permitted;
use accord_federation::Connector;
use accord_model::Victim;

async fn ask(connector: &dyn Connector, permit: &Permitted<Victim>) {
    let _all = connector.incidents(permit).await;
}

fn main() {}
