//! What a client can do. A refusal is data: `userErrors`.

mod access;
mod consent;
mod correction;
mod find;
mod rights;

use async_graphql::{MergedObject, SimpleObject};

/// What a client can do. One mutation a request.
#[derive(MergedObject, Default)]
pub struct Mutation(
    find::FindMutation,
    consent::ConsentMutation,
    rights::RightsMutation,
    access::AccessMutation,
    correction::CorrectionMutation,
);

/// Why something was not done.
#[derive(SimpleObject)]
pub(crate) struct UserError {
    /// A published code.
    code: String,
    /// For a person to read.
    message: String,
    /// The input that is meant.
    path: Vec<String>,
}

impl UserError {
    pub(crate) fn new(code: &str, message: &str, path: &[&str]) -> Self {
        let path = path.iter().map(|p| (*p).to_owned()).collect();
        Self { code: code.to_owned(), message: message.to_owned(), path }
    }

    /// The same about this field of the input.
    fn at(self, field: &str) -> Self {
        Self { path: vec!["input".to_owned(), field.to_owned()], ..self }
    }
}
