use accord_model::{Basis, CategorySet, OrganisationId, PartnerId, Private, Regime, SubjectId, Victim};
use jiff::Timestamp;

use zeroize::Zeroizing;

use crate::desk::{Sought, whole_date};
use crate::{AgreementId, FieldSet, Fingerprint, Identifier, Keys};

/// The people and incidents that an agreement lets sync ask for: never a partner's whole book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Population {
    /// Records that carry a hate flag, and those a rule proposes.
    HateFlagged,
    /// Everything in the export, which the partner has cut to the agreed population itself.
    AsExported,
}

/// What `sync` may ask one partner for under an agreement with purpose `RECORD_LINKAGE`. Only
/// [`crate::Desk::standing_order`] makes one.
#[derive(Clone)]
pub struct StandingOrder {
    pub(crate) partner: PartnerId,
    pub(crate) owner: OrganisationId,
    pub(crate) agreement: (AgreementId, u32),
    pub(crate) regime: Regime,
    pub(crate) grounds: Vec<(CategorySet, Basis)>,
    pub(crate) categories: CategorySet,
    /// What the coded strand of an incident may reveal to the index; nothing else of these is read.
    pub(crate) strands: CategorySet,
    pub(crate) population: Population,
    pub(crate) victim_fields: FieldSet,
    pub(crate) incident_fields: FieldSet,
    pub(crate) referral_fields: FieldSet,
    pub(crate) at: Timestamp,
}

impl StandingOrder {
    /// The partner it is for.
    pub const fn partner(&self) -> PartnerId {
        self.partner
    }

    /// The organisation whose records it reads.
    pub const fn owner(&self) -> OrganisationId {
        self.owner
    }

    /// The agreement it stands on.
    pub const fn agreement(&self) -> AgreementId {
        self.agreement.0
    }

    /// Which records may be asked for.
    pub const fn population(&self) -> &Population {
        &self.population
    }

    /// Which fields of a person record may be asked for.
    pub const fn victim_fields(&self) -> FieldSet {
        self.victim_fields
    }

    /// Which fields of an incident record may be asked for.
    pub const fn incident_fields(&self) -> FieldSet {
        self.incident_fields
    }

    /// Which fields of a referral may be asked for.
    pub const fn referral_fields(&self) -> FieldSet {
        self.referral_fields
    }
}

/// What linkage may know of a person: keyed fingerprints, and the identifiers sealed for a reviewer. Only
/// [`crate::Desk::features`] makes one.
#[non_exhaustive]
pub struct Features {
    /// One fingerprint for each identifier that the record holds.
    pub fingerprints: Vec<(Identifier, Fingerprint)>,
    /// The identifiers, sealed under the linkage key; opened by `accord links review` alone.
    pub sealed: Vec<u8>,
    /// The NHS number among them was traced and its check digit holds: then it links by itself.
    pub strong_number: bool,
}

/// The features of a person record.
pub(crate) fn features(keys: &Keys, victim: &Victim, subject: SubjectId) -> Features {
    let name = victim.name.as_ref().map(Private::reveal);
    let values = [
        (Identifier::Family, name.map(|n| n.family.clone())),
        (Identifier::Given, name.and_then(|n| n.given.first().cloned())),
        (Identifier::DateOfBirth, victim.date_of_birth.as_ref().and_then(|d| whole_date(d.reveal()))),
        (Identifier::Postcode, victim.address.as_ref().and_then(|a| a.reveal().postcode.clone())),
        (Identifier::NhsNumber, victim.nhs_number.as_ref().map(|n| n.reveal().digits.clone())),
    ];
    let strong_number = victim.nhs_number.as_ref().is_some_and(|n| n.reveal().is_strong());
    Features { strong_number, ..sealed(keys, subject, values) }
}

/// Seals what was said of a person who is being introduced.
pub(crate) fn seal_sought(keys: &Keys, subject: SubjectId, sought: &Sought) -> Vec<u8> {
    let values = [
        (Identifier::Family, Some(sought.family.clone())),
        (Identifier::Given, sought.given.clone()),
        (Identifier::DateOfBirth, sought.date_of_birth.map(|d| d.to_string())),
        (Identifier::Postcode, sought.postcode.clone()),
        (Identifier::NhsNumber, sought.nhs_number.clone()),
    ];
    sealed(keys, subject, values).sealed
}

fn sealed(keys: &Keys, subject: SubjectId, values: [(Identifier, Option<String>); 5]) -> Features {
    let known: Vec<(Identifier, String)> =
        values.into_iter().filter_map(|(what, value)| Some((what, value?))).collect();
    let fingerprints = known.iter().filter_map(|(what, value)| Some((*what, keys.fingerprint(*what, value)?)));
    let fingerprints = fingerprints.collect();
    let plain: Vec<(u8, &str)> = known.iter().map(|(what, value)| (*what as u8, value.as_str())).collect();
    // A list of numbers and texts always becomes JSON.
    let plain = Zeroizing::new(serde_json::to_vec(&plain).unwrap_or_default());
    Features { fingerprints, sealed: keys.seal(subject.0.as_bytes(), &plain), strong_number: false }
}

/// The identifiers behind a seal.
pub(crate) fn unseal(keys: &Keys, subject: SubjectId, sealed: &[u8]) -> Option<Vec<(Identifier, String)>> {
    const ALL: [Identifier; 5] =
        [Identifier::Family, Identifier::Given, Identifier::DateOfBirth, Identifier::Postcode, Identifier::NhsNumber];
    let plain = keys.unseal(subject.0.as_bytes(), sealed)?;
    let values: Vec<(u8, String)> = serde_json::from_slice(&plain).ok()?;
    let named = values.into_iter().filter_map(|(tag, value)| Some((*ALL.iter().find(|i| **i as u8 == tag)?, value)));
    Some(named.collect())
}
