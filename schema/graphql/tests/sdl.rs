//! The schema is a promise: a change of it is seen in review.

#[test]
fn the_schema_is_as_published() {
    insta::assert_snapshot!("schema", accord_graphql::sdl(false));
}

#[test]
fn the_subgraph_is_as_published() {
    insta::assert_snapshot!("subgraph", accord_graphql::sdl(true));
}
