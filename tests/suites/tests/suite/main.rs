//! One binary: each file is one thing that must be true in the end.

mod caseload;
mod consent;
mod entry;
mod find;
mod ids;
mod links;
mod partners;
mod roles;
mod scene;
mod withheld;
