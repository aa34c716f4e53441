//! A gateway that serves real people has no page.

use accord_harness::{World, WorldOptions};

#[tokio::test]
async fn a_gateway_that_serves_has_no_query_page() {
    let world = World::start(WorldOptions { people: Some(10), incidents: Some(10), ..WorldOptions::default() }).await;
    let gateway = world.serve();
    for path in ["/graphiql", "/graphiql/page.js", "/graphiql/words.js", "/graphiql/page.css", "/graphiql/icon.svg"] {
        let answer = reqwest::get(format!("{}{path}", gateway.base())).await.unwrap();
        assert_eq!(answer.status(), 404, "{path}");
    }
}
