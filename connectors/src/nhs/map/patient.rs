use accord_connector_kit::Term;
use accord_connector_kit::{nhs_number, partial_date, postcode};
use accord_consent::FieldSet;
use accord_model::{
    Address, CodedTerm, ContactDetails, HealthRecord, HumanName, PartnerReference, Private, RecordRef, Victim,
};
use jiff::Timestamp;

use super::values::instant;
use super::words::Words;
use super::{Mapper, Notes, restricted};
use crate::nhs::wire::{Field, Name, Patient, Period, Telecom, Text};

/// The NHS number's system.
pub(super) const NHS_NUMBER: &str = "https://fhir.nhs.uk/Id/nhs-number";
const VERIFICATION: &str = "NHSNumberVerificationStatus";
/// UK Core's extension; its name has changed once.
pub(super) const ETHNIC_CATEGORY: &[&str] = &["UKCore-EthnicCategory", "UKCore-EthnicCategoryEngland"];
/// The extension of the Personal Demographics Service for how to speak with the person.
pub(super) const COMMUNICATION: &str = "UKCore-NHSCommunication";
const INTERPRETER: &str = "interpreterRequired";
/// What the map calls a language that needs nothing.
const NO_NEED: &str = "NONE";

/// Whether a name is borne now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is.
    Current,
    /// Given up: an end, or marked old.
    Former,
    /// A nickname, a temporary or an anonymous one: it may be a name given up, and is shown as neither.
    Neither,
}

/// A name with an end is given up, also where the end is to come: the safe side.
pub(super) fn standing(name: &Name) -> Standing {
    let ends = ends(&name.period);
    match (name.usage.text(), name.usage.unreadable()) {
        (Some("old" | "maiden"), _) => Standing::Former,
        (Some("official" | "usual"), _) | (None, false) if ends => Standing::Former,
        (Some("official" | "usual"), _) | (None, false) => Standing::Current,
        _ => Standing::Neither,
    }
}

fn ends(period: &Field<Period>) -> bool {
    match period {
        Field::Absent => false,
        Field::Unreadable => true,
        Field::Is(period) => !matches!(period.end, Field::Absent),
    }
}

/// The ids that this patient stands for now (`link` of type `replaces`).
pub(in crate::nhs) fn replaced(mapper: &Mapper, patient: &Patient) -> Vec<String> {
    let links = patient.link.items.iter().filter(|link| link.kind.is("replaces"));
    links.filter_map(|link| mapper.id_of("Patient", link.other.known()?)).collect()
}

impl Mapper {
    /// A patient as a victim, with nothing in it but the fields of `may`. `health` is what was read of her care.
    pub(in crate::nhs) fn victim(
        &self,
        at: RecordRef,
        read_at: Timestamp,
        from: &Patient,
        health: Vec<HealthRecord>,
        may: FieldSet,
        notes: &mut Notes,
    ) -> Victim {
        let as_of = from.meta.last_updated.text().and_then(instant).unwrap_or(read_at);
        let mut to = Victim::at(at, as_of);
        to.restricted = restricted(&from.meta, notes);
        let mut words = Words::new(&self.terms);
        identity(&mut to, from, may, notes);
        if !to.restricted {
            reach(&mut to, from, may, &mut words, notes);
        }
        coded(&mut to, from, may, &mut words, notes);
        if may.has::<Victim>("health") {
            to.health = health.into_iter().map(Private::new).collect();
        }
        if may.has::<Victim>("terms") {
            to.terms = words.into_source();
        }
        to
    }
}

/// Who it is: reference, names, birth, NHS number.
fn identity(to: &mut Victim, from: &Patient, may: FieldSet, notes: &mut Notes) {
    let has = |name: &str| may.has::<Victim>(name);
    if has("reference") {
        to.reference = Some(Private::new(PartnerReference(to.at.local.as_str().to_owned())));
    }
    let names = if has("name") || has("formerNames") { notes.list("name", &from.name) } else { &[] };
    if has("name") {
        let mut current: Vec<&Name> = names.iter().filter(|name| standing(name) == Standing::Current).collect();
        // `usual` is what the person is called; a legal name may be one that she no longer uses.
        current.sort_by_key(|name| !name.usage.is("usual"));
        to.name = current.into_iter().find_map(|name| human(name, notes)).map(Private::new);
    }
    if has("formerNames") {
        let former = names.iter().filter(|name| standing(name) == Standing::Former);
        to.former_names = former.filter_map(|name| human(name, notes)).map(Private::new).collect();
    }
    if has("dateOfBirth")
        && let Some(text) = notes.take("birthDate", &from.birth_date)
    {
        to.date_of_birth = partial_date(&text.0).map(Private::new);
        if to.date_of_birth.is_none() {
            notes.field("DATE_UNREADABLE", "birthDate");
        }
    }
    if has("nhsNumber") {
        nhs(to, from, notes);
    }
}

fn nhs(to: &mut Victim, from: &Patient, notes: &mut Notes) {
    let identifiers = notes.list("identifier", &from.identifier);
    let Some(number) = identifiers.iter().find(|identifier| identifier.system.is(NHS_NUMBER)) else {
        return;
    };
    let Some(text) = notes.take("identifier", &number.value) else {
        return;
    };
    let status = number.extension.items.iter().find(|extension| extension.is(VERIFICATION));
    let status = status.and_then(|extension| extension.value_codeable_concept.known());
    let codings = status.into_iter().flat_map(|concept| &concept.coding.items);
    let traced = codings.filter_map(|coding| coding.code.text()).find(|code| *code == "01");
    match nhs_number(&text.0, traced) {
        Some(number) => {
            if !number.valid {
                notes.field("NHS_NUMBER_INVALID", "identifier");
            }
            to.nhs_number = Some(Private::new(number));
        }
        None => notes.field("FIELD_UNREADABLE", "identifier"),
    }
}

fn human(name: &Name, notes: &mut Notes) -> Option<HumanName> {
    let family = notes.take("name", &name.family).map(|family| family.0.clone()).unwrap_or_default();
    let given: Vec<String> = notes.list("name", &name.given).iter().map(|given| given.0.clone()).collect();
    (!family.is_empty() || !given.is_empty()).then_some(HumanName { family, given })
}

/// How and where to reach the person. Never for one whose record is restricted.
fn reach(to: &mut Victim, from: &Patient, may: FieldSet, words: &mut Words<'_>, notes: &mut Notes) {
    if may.has::<Victim>("contact") {
        let current = notes.list("telecom", &from.telecom).iter().filter(|one| in_use(&one.usage, &one.period));
        let current: Vec<&Telecom> = current.collect();
        let of = |systems: &[&str]| {
            let fitting =
                current.iter().filter(|one| one.system.text().is_some_and(|system| systems.contains(&system)));
            fitting.filter_map(|one| one.value.text()).map(str::to_owned).collect::<Vec<_>>()
        };
        let contact = ContactDetails { phones: of(&["phone", "sms"]), emails: of(&["email"]) };
        to.contact = (contact != ContactDetails::default()).then(|| Private::new(contact));
    }
    if may.has::<Victim>("address") {
        let homes = notes.list("address", &from.address).iter();
        let home = homes.filter(|home| in_use(&home.usage, &home.period)).min_by_key(|home| !home.usage.is("home"));
        to.address = home.map(|home| {
            let district = notes.take("address", &home.district);
            let lines = notes.list("address", &home.line).iter().chain(notes.take("address", &home.city));
            Private::new(Address {
                lines: lines.map(|line: &Text| line.0.clone()).collect(),
                postcode: notes.take("address", &home.postal_code).map(|text| postcode(&text.0)),
                ward: None,
                district: district.and_then(|word| words.plain("district", &word.0)?.coded.code.parse().ok()),
            })
        });
    }
}

/// Neither old, nor temporary, nor ended.
fn in_use(usage: &Field<Text>, period: &Field<Period>) -> bool {
    let usual = match usage {
        Field::Absent => true,
        Field::Is(usage) => !matches!(usage.0.as_str(), "old" | "temp" | "billing"),
        Field::Unreadable => false,
    };
    usual && !ends(period)
}

/// What is coded: ethnicity, and how to speak with the person.
fn coded(to: &mut Victim, from: &Patient, may: FieldSet, words: &mut Words<'_>, notes: &mut Notes) {
    if may.has::<Victim>("ethnicity") {
        let extensions = notes.list("extension", &from.extension).iter();
        let mut category = extensions.filter(|one| ETHNIC_CATEGORY.iter().any(|name| one.is(name)));
        let concept = category.find_map(|one| one.value_codeable_concept.known());
        to.ethnicity =
            concept.and_then(|concept| words.concept(Some("ethnicity"), concept)).map(|term| Private::new(told(term)));
    }
    if may.has::<Victim>("accessNeeds") {
        let mut needs = Vec::new();
        let communications = notes.list("communication", &from.communication);
        for concept in communications.iter().filter_map(|one| one.language.known()) {
            needs.extend(words.concept(Some("language"), concept).filter(|term| term.coded.code != NO_NEED).map(told));
        }
        let spoken = from.extension.items.iter().filter(|one| one.is(COMMUNICATION));
        let mut parts = spoken.flat_map(|one| &one.extension.items);
        if parts.any(|part| part.is(INTERPRETER) && part.value_boolean.known() == Some(&true)) {
            needs.extend(words.plain("language", "interpreter").map(told));
        }
        to.access_needs = needs.into_iter().map(Private::new).collect();
    }
}

/// The word with all that it tells: a language tells of an origin.
fn told(term: &Term) -> CodedTerm {
    CodedTerm { reveals: term.reveals, ..term.coded.clone() }
}
