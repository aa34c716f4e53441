#![doc = include_str!("../README.md")]

mod codes;
mod cost;
mod directives;
mod errors;
mod inputs;
mod mutation;
mod objects;
mod query;
mod startup;
mod wanted;

use async_graphql::{EmptySubscription, SDLExportOptions, Schema, SchemaBuilder};

pub use errors::Published;
pub use mutation::Mutation;
pub use query::Query;
pub use startup::SchemaFault;

/// The one schema.
pub type Api = Schema<Query, Mutation, EmptySubscription>;

fn builder() -> SchemaBuilder<Query, Mutation, EmptySubscription> {
    Schema::build(Query::default(), Mutation::default(), EmptySubscription).disable_suggestions().enable_federation()
}

/// Builds the schema. Each request brings its data: an `Arc<House>`, and a session where it is not of public
/// roots alone. Introspection is for the demo alone.
///
/// # Errors
/// Each field of a record type that no directive protects, or whose directive differs from the table that decides.
pub fn api(introspection: bool) -> Result<Api, SchemaFault> {
    startup::check(&builder().finish().sdl())?;
    let schema = builder();
    Ok(if introspection { schema.finish() } else { schema.disable_introspection().finish() })
}

/// The schema in GraphQL's own language; as a subgraph of a supergraph where `federation` is set.
pub fn sdl(federation: bool) -> String {
    let schema = builder().finish();
    let options = SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items();
    let options = if federation { options.federation().compose_directive() } else { options };
    schema.sdl_with_options(options)
}
