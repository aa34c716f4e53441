//! The change feed is read under a standing order.
use accord_federation::Connector;

async fn sync(connector: &dyn Connector) {
    let _page = connector.changes(None).await;
}

fn main() {}
