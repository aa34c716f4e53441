//! One binary: each file is one thing that must be true in the end.

mod caseload;
mod consent;
mod crash;
mod dice;
mod entry;
mod find;
mod fresh;
mod hostile;
mod ids;
mod links;
mod partners;
mod postgres;
mod roles;
mod scene;
mod state;
mod withheld;
