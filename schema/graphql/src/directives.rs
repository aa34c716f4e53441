//! The directives that say what protects a field. They are documentation that cannot lie: at start-up each is compared
//! with the table in `accord-consent`, which decides.

use async_graphql::TypeDirective;

use crate::codes::Category;

/// This category must be granted.
#[TypeDirective(location = "FieldDefinition", composable = "https://accord.example/directives/v1.0")]
pub fn consent(category: Category) {}

/// Every category that the value reveals must be granted.
#[TypeDirective(
    location = "FieldDefinition",
    name = "consentByValue",
    composable = "https://accord.example/directives/v1.0"
)]
pub fn consent_by_value() {}

/// Shown whenever the object is, for this reason.
#[TypeDirective(location = "FieldDefinition", composable = "https://accord.example/directives/v1.0")]
pub fn open(reason: String) {}
