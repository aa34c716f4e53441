//! A connector cannot be asked without a permit.
use accord_federation::Connector;

async fn ask(connector: &dyn Connector) {
    let _all = connector.victims().await;
}

fn main() {}
