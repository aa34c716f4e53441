#![doc = include_str!("../README.md")]

use std::sync::Arc;

use accord_federation::House;
use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema};

/// The one schema.
pub type Api = Schema<Query, EmptyMutation, EmptySubscription>;

/// The roots.
pub struct Query;

#[Object]
impl Query {
    async fn hello(&self) -> bool {
        true
    }
}

/// Builds the schema over the house.
pub fn api(house: Arc<House>, introspection: bool) -> Api {
    let schema = Schema::build(Query, EmptyMutation, EmptySubscription).data(house);
    if introspection { schema.finish() } else { schema.disable_introspection().finish() }
}
