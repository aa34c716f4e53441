#![doc = include_str!("../README.md")]
#![expect(
    elided_lifetimes_in_paths,
    reason = "the signature of `MigrationTrait` elides the manager's lifetime, and a method of an async trait cannot \
              write it out"
)]

mod m0001_index;
mod m0002_person;
mod m0003_policy;
mod m0004_ledger;
mod m0005_spool;
mod m0006_sync;
mod m0007_referral;
mod m0008_candidate;
mod m0009_firm;
mod m0010_access;
mod m0020_rights;
mod m0021_correction;
mod m0030_staff;
mod m0031_paper;
mod m0040_ends;
mod table;

use sea_orm_migration::prelude::{MigrationTrait, MigratorTrait};

/// All migrations, in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_index::Migration),
            Box::new(m0002_person::Migration),
            Box::new(m0003_policy::Migration),
            Box::new(m0004_ledger::Migration),
            Box::new(m0005_spool::Migration),
            Box::new(m0006_sync::Migration),
            Box::new(m0007_referral::Migration),
            Box::new(m0008_candidate::Migration),
            Box::new(m0009_firm::Migration),
            Box::new(m0010_access::Migration),
            Box::new(m0020_rights::Migration),
            Box::new(m0021_correction::Migration),
            Box::new(m0030_staff::Migration),
            Box::new(m0031_paper::Migration),
            Box::new(m0040_ends::Migration),
        ]
    }
}
