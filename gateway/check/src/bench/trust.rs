//! The check's own invented member, who holds what the partner holds. The doors of consent stay the gateway's: it hands
//! them over.

use std::sync::Arc;

use accord_consent::{
    Agreements, Desk, DeskSetup, Directives, Keys, Ledger, LedgerFault, LogEntry, Organisations, PastDisclosure,
    PolicyChanges, PolicyWrite, Population, Request, Stamp, StandingOrder, StoreFault, Viewer,
};
use accord_model::{Organisation, OrganisationId, OrganisationKind, PartnerId, Purpose, Role, SubjectId};
use async_trait::async_trait;
use jiff::Timestamp;

use crate::CheckError;

/// The three places where trust begins, as the gateway hands them over for a check.
#[derive(Clone, Copy)]
pub struct Trust {
    /// Opens a desk.
    pub desk: fn(DeskSetup) -> Desk,
    /// Asserts a viewer.
    pub viewer: fn(OrganisationId, Role, Purpose) -> Option<Viewer>,
    /// Makes a standing order.
    pub order: fn(&Desk, PartnerId, OrganisationId, Population, Timestamp) -> Option<StandingOrder>,
}

const MEMBER: &str = "connector-check";

/// What the check's member may see: everything, as the holder of the record. It is in no partnership; nobody can log in
/// for it, and its desk is over no database.
const AGREEMENT: &str = r#"
[[agreement]]
id = "connector-check"
version = 1
title = "What a partner holds, for the partner"
regime = "GENERAL"
valid_from = "1970-01-01T00:00:00Z"
valid_until = "9000-01-01T00:00:00Z"

[[agreement.permits]]
organisations = ["connector-check"]
roles = ["SUPPORT_WORKER"]
purposes = ["SUPPORT"]
actions = ["VIEW"]
categories = [CATEGORIES]
basis = "OWN_RECORD"

[[agreement.permits]]
organisations = ["connector-check"]
sources = ["connector-check"]
purposes = ["RECORD_LINKAGE"]
actions = ["VIEW"]
categories = ["IDENTITY", "LOCATION", "OFFENCE"]
basis = "PUBLIC_TASK"
"#;

/// A desk, its viewer and its member.
pub(crate) struct Rehearsal {
    pub(crate) desk: Desk,
    pub(crate) viewer: Viewer,
    pub(crate) owner: OrganisationId,
}

impl Rehearsal {
    pub(crate) fn open(trust: &Trust) -> Result<Self, CheckError> {
        let owner: OrganisationId = MEMBER.parse().map_err(|_| CheckError::Rehearsal)?;
        let organisations = Organisations::new(vec![Organisation {
            id: owner,
            name: "Connector check".to_owned(),
            kind: OrganisationKind::Council,
            parent: None,
            ods_code: None,
            areas: Vec::new(),
            contacts: Vec::new(),
        }]);
        let categories: Vec<String> =
            accord_model::Category::ALL.iter().map(|category| format!("\"{category}\"")).collect();
        let text = AGREEMENT.replace("CATEGORIES", &categories.join(", "));
        let agreements = Agreements::read(&text, &organisations).map_err(|_| CheckError::Rehearsal)?;
        let desk = (trust.desk)(DeskSetup {
            keys: Keys::new([0; 32]),
            agreements,
            organisations,
            ledger: Arc::new(Unwritten),
            directives: Arc::new(Unwritten),
        });
        let viewer = (trust.viewer)(owner, Role::SupportWorker, Purpose::Support).ok_or(CheckError::Rehearsal)?;
        Ok(Self { desk, viewer, owner })
    }
}

/// A check discloses nothing, so it logs nothing; and nobody has said anything about consent.
struct Unwritten;

#[async_trait]
impl Ledger for Unwritten {
    async fn append(&self, _: &Request, _: &[LogEntry]) -> Result<Stamp, LedgerFault> {
        Err(LedgerFault)
    }

    async fn disclosed(&self, _: &[SubjectId], _: Timestamp) -> Result<Vec<PastDisclosure>, LedgerFault> {
        Err(LedgerFault)
    }
}

#[async_trait]
impl Directives for Unwritten {
    async fn changes_since(&self, sequence: u64) -> Result<PolicyChanges, StoreFault> {
        Ok(PolicyChanges { sequence, ..PolicyChanges::default() })
    }

    async fn write(&self, _: &[PolicyWrite]) -> Result<u64, StoreFault> {
        Err(StoreFault)
    }
}
