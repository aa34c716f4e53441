//! Partners, people and incidents, and the desk that indexes them.

use accord_consent::{Agreements, Desk, DeskSetup, Keys, Organisations, Population, Sealed, StandingOrder};
use accord_federation::ChangeCursor;
use accord_model::{
    Address, AreaCode, CategorySet, HumanName, Incident, LocalId, NhsNumber, Organisation, OrganisationKind,
    PartialDate, PartnerId, PartnerReference, Precision, Private, QuotedReference, RecordRef, RecordType, Referral,
    Reveals, SourceDirective, SourceTerm, SubjectId, TimeSpan, Victim,
};
use accord_store::{Applied, Batch, Store, Taken};
use jiff::Timestamp;

pub(crate) const POLICE: &str = "police";
pub(crate) const COUNTY: &str = "county";
pub(crate) const KEY: [u8; 32] = [3; 32];

const AGREEMENTS: &str = r#"
[[agreement]]
id = "linkage"
version = 1
title = "What the index may hold"
regime = "GENERAL"
valid_from = "2026-01-01T00:00:00Z"
valid_until = "2028-01-01T00:00:00Z"

[[agreement.permits]]
organisations = ["police", "county"]
sources = ["police", "county"]
purposes = ["RECORD_LINKAGE"]
actions = ["VIEW"]
categories = ["IDENTITY", "LOCATION", "OFFENCE", "NARRATIVE", "SUPPORT"]
basis = "PUBLIC_TASK"
"#;

pub(crate) struct Town {
    pub(crate) desk: Desk,
    pub(crate) store: Store,
}

impl Town {
    pub(crate) fn new(store: &Store) -> Self {
        let organisations = Organisations::new(vec![
            organisation(POLICE, OrganisationKind::Police),
            organisation(COUNTY, OrganisationKind::MonitoringProject),
            organisation("charity", OrganisationKind::Charity),
        ]);
        let setup = DeskSetup {
            keys: Keys::new(KEY),
            agreements: Agreements::read(AGREEMENTS, &organisations).unwrap(),
            organisations,
            ledger: store.ledger(),
            directives: store.directives(),
        };
        #[expect(clippy::disallowed_methods, reason = "the test's own gateway")]
        let desk = Desk::new(setup);
        Self { desk, store: store.clone() }
    }

    #[expect(clippy::disallowed_methods, reason = "the test's own sync")]
    pub(crate) fn order(&self, owner: &str) -> StandingOrder {
        let partner = owner.parse().unwrap();
        self.desk.standing_order(partner, owner.parse().unwrap(), Population::AsExported, at(0)).unwrap()
    }

    pub(crate) fn victim(&self, record: Victim) -> Taken {
        let order = self.order(record.at.partner.as_str());
        let sealed = Sealed::new(record);
        let features = self.desk.features(&order, &sealed);
        Taken::Record(Box::new(self.desk.index(&order, &sealed)), Some(features))
    }

    pub(crate) fn referral(&self, record: Referral) -> Taken {
        let order = self.order(record.at.partner.as_str());
        Taken::Record(Box::new(self.desk.index(&order, &Sealed::new(record))), None)
    }

    pub(crate) fn incident(&self, record: Incident) -> Taken {
        let order = self.order(record.at.partner.as_str());
        Taken::Record(Box::new(self.desk.index(&order, &Sealed::new(record))), None)
    }

    /// Writes one page of a partner.
    pub(crate) async fn apply(&self, partner: &str, taken: Vec<Taken>, minute: i64) -> Applied {
        let next = ChangeCursor(format!("after {minute}"));
        let batch = Batch { taken, notes: Vec::new() };
        self.store.sync().apply(&self.order(partner), batch, &next, at(minute)).await.unwrap()
    }

    pub(crate) fn handle(&self, of: &RecordRef) -> SubjectId {
        self.desk.handle(of)
    }
}

fn organisation(id: &str, kind: OrganisationKind) -> Organisation {
    Organisation {
        id: id.parse().unwrap(),
        name: id.to_owned(),
        kind,
        parent: None,
        ods_code: None,
        areas: Vec::new(),
        contacts: Vec::new(),
    }
}

/// That many minutes after noon.
pub(crate) fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + 60 * minute).unwrap()
}

pub(crate) fn place(partner: &str, kind: RecordType, local: &str) -> RecordRef {
    RecordRef { partner: partner.parse().unwrap(), kind, local: LocalId::new(local) }
}

pub(crate) fn person(partner: &str, local: &str) -> RecordRef {
    place(partner, RecordType::Victim, local)
}

pub(crate) fn case(partner: &str, local: &str) -> RecordRef {
    place(partner, RecordType::Incident, local)
}

/// Identifying values, planted so that a dump can be searched for them.
#[derive(Clone, Copy)]
pub(crate) struct Who {
    pub(crate) family: &'static str,
    pub(crate) given: &'static str,
    pub(crate) born: (i16, i8, i8),
    pub(crate) postcode: &'static str,
    pub(crate) nhs: Option<&'static str>,
}

pub(crate) const MARY: Who = Who {
    family: "Canaryfield",
    given: "Marigold",
    born: (1971, 3, 14),
    postcode: "LE88 8XQ",
    nhs: Some("9434765919"),
};

pub(crate) fn victim(partner: &str, local: &str, who: Who) -> Victim {
    let (year, month, day) = who.born;
    let address = Address {
        lines: vec!["17 Quillfeather Row".to_owned()],
        postcode: Some(who.postcode.to_owned()),
        ..Address::default()
    };
    let mut record = Victim::at(person(partner, local), at(0));
    record.name = Some(Private::new(HumanName { family: who.family.to_owned(), given: vec![who.given.to_owned()] }));
    record.date_of_birth = Some(Private::new(PartialDate::Day(jiff::civil::date(year, month, day))));
    record.address = Some(Private::new(address));
    record.nhs_number =
        who.nhs.map(|digits| Private::new(NhsNumber { digits: digits.to_owned(), verified: false, valid: true }));
    record
}

/// The same with a traced number, or one that a slip of the pen made wrong.
pub(crate) fn traced(partner: &str, local: &str, who: Who, valid: bool) -> Victim {
    let number = who.nhs.map(|digits| NhsNumber { digits: digits.to_owned(), verified: true, valid });
    Victim { nhs_number: number.map(Private::new), ..victim(partner, local, who) }
}

pub(crate) fn incident(partner: &str, local: &str, victims: &[&str]) -> Incident {
    let span = TimeSpan { earliest: at(-60), latest: at(-59), precision: Precision::Minute };
    Incident {
        occurred: Some(Private::new(span)),
        area: Some(Private::new("charnwood".parse::<AreaCode>().unwrap())),
        victims: victims.iter().map(|local| person(partner, local)).collect(),
        reference: Some(Private::new(PartnerReference(format!("25*{local}")))),
        ..Incident::at(case(partner, local), at(0))
    }
}

pub(crate) fn quote(partner: &str, reference: &str) -> QuotedReference {
    QuotedReference { partner: partner.parse::<PartnerId>().unwrap(), reference: Private::new(reference.to_owned()) }
}

pub(crate) fn says(permit: bool, to: Option<OrganisationKind>) -> SourceDirective {
    SourceDirective::of_row(permit, to, CategorySet::ALL)
}

pub(crate) fn word(text: &str) -> Private<SourceTerm> {
    Private::new(SourceTerm {
        system: "Motivation".to_owned(),
        version: None,
        code: None,
        text: text.to_owned(),
        reveals: Reveals::Unknown,
    })
}
