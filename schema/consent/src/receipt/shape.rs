//! The fields of ISO/IEC TS 27560:2023, clause 6, under their names there. What the standard leaves to whoever applies it is
//! in `accord`: the exact words, so that they can be entered again.

use accord_model::{Action, Category, CategorySet, OrganisationId, Purpose};
use serde::{Deserialize, Serialize};

use super::SCHEMA;
use super::exact::Exact;
use crate::{Audience, Directive, Effect, Organisations};

/// A receipt. It has no name, no address and no date of birth: who it is about is an id that opens for one organisation.
#[derive(Serialize, Deserialize)]
pub struct Receipt {
    /// The version of the shape.
    pub schema_version: String,
    /// The directive, as the receiver knows it.
    pub receipt_id: String,
    /// The person, as the receiver knows her: pairwise.
    pub pii_principal_id: String,
    /// The version of the words that were read out.
    pub privacy_notice: String,
    /// Language they were read out in, BCP 47.
    pub language: String,
    /// What was said.
    pub purposes: Vec<ConsentPurpose>,
    /// Who they are that are named.
    pub parties: Vec<Party>,
    /// What became of it, in order.
    pub events: Vec<ConsentEvent>,
    /// The exact words.
    pub(crate) accord: Exact,
}

/// One purpose and what is processed for it.
#[derive(Serialize, Deserialize)]
pub struct ConsentPurpose {
    /// The published code; `ANY` for every one.
    pub purpose: String,
    /// `UK GDPR Art 6(1)(a), Art 9(2)(a)`.
    pub lawful_basis: String,
    /// Which kinds of data.
    pub pii_information: Vec<PiiInformation>,
    /// Whose records: their ids among the parties; every partner's where none is named.
    pub pii_controllers: Vec<String>,
    /// How the word was taken.
    pub collection_method: String,
    /// What may be done: published codes.
    pub processing_method: Vec<String>,
    /// Where the data rest.
    pub storage_locations: Vec<String>,
    /// How long.
    pub retention_period: String,
    /// Whose law.
    pub jurisdiction: String,
    /// To whom: ids among the parties, or a kind of organisation, or `ANY`.
    pub recipient_third_parties: Vec<String>,
    /// How it is taken back.
    pub withdrawal_method: String,
}

/// One kind of data.
#[derive(Serialize, Deserialize)]
pub struct PiiInformation {
    /// The published code.
    pub pii_type: String,
    /// Whether it is a special category (UK GDPR Art 9), or treated as one.
    pub special_pii_category: bool,
}

/// An organisation.
#[derive(Serialize, Deserialize)]
pub struct Party {
    /// Its short name.
    pub party_id: String,
    /// What people call it.
    pub party_name: String,
    /// Which kind.
    pub party_type: String,
    /// Where it is reached; nothing where the partnership's file says nothing.
    pub party_contact: Option<String>,
}

/// What became of the word.
#[derive(Serialize, Deserialize)]
pub struct ConsentEvent {
    /// When, RFC 3339.
    pub event_time: String,
    /// Until before this instant, RFC 3339; nothing where it has no end.
    pub validity_duration: Option<String>,
    /// Who said it: `SELF`, `PARENT`, `ATTORNEY`.
    pub entity_id: String,
    /// How: `explicit`.
    pub event_type: String,
    /// What it is since then.
    pub event_state: EventState,
}

/// The state of a word.
#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum EventState {
    /// A permit was given.
    Given,
    /// A refusal was said.
    Refused,
    /// Either was taken back.
    Withdrawn,
}

impl Receipt {
    /// The receipt of a directive for one organisation, by these ids of its. Nothing for what a partner's own record says:
    /// the partner has the paper.
    pub(crate) fn of(
        directive: &Directive,
        (audience, receipt_id, pii_principal_id): (OrganisationId, String, String),
        organisations: &Organisations,
    ) -> Option<Self> {
        let accord = Exact::of(directive, audience)?;
        let mut named: Vec<OrganisationId> = vec![directive.recorded_by];
        named.extend(accord.owner());
        named.extend(recipient(directive));
        named.sort_unstable();
        named.dedup();
        Some(Self {
            schema_version: SCHEMA.to_owned(),
            receipt_id,
            pii_principal_id,
            privacy_notice: directive.given.wording_version.clone(),
            language: directive.given.language.clone(),
            purposes: vec![purpose(directive, &accord)],
            parties: named.iter().map(|id| party(*id, organisations)).collect(),
            events: events(directive),
            accord,
        })
    }

    /// What it is now.
    pub fn state(&self) -> Option<EventState> {
        self.events.last().map(|event| event.event_state)
    }
}

fn recipient(directive: &Directive) -> Option<OrganisationId> {
    match directive.to {
        Audience::Organisation(id) => Some(id),
        Audience::Anyone | Audience::Kind(_) => None,
    }
}

fn purpose(directive: &Directive, accord: &Exact) -> ConsentPurpose {
    let any = || "ANY".to_owned();
    let actions = directive.action.map_or_else(|| Action::ALL.to_vec(), |action| vec![action]);
    ConsentPurpose {
        purpose: directive.purpose.map_or_else(any, |purpose: Purpose| purpose.to_string()),
        lawful_basis: "UK GDPR Art 6(1)(a), Art 9(2)(a)".to_owned(),
        pii_information: directive.categories.iter().map(information).collect(),
        pii_controllers: accord.owner().into_iter().map(|id| id.to_string()).collect(),
        collection_method: directive.given.method.clone(),
        processing_method: actions.iter().map(ToString::to_string).collect(),
        storage_locations: vec!["the PII controllers' own systems".to_owned()],
        retention_period: "each PII controller's own schedule".to_owned(),
        jurisdiction: "GB".to_owned(),
        recipient_third_parties: vec![match directive.to {
            Audience::Anyone => any(),
            Audience::Kind(kind) => kind.to_string(),
            Audience::Organisation(id) => id.to_string(),
        }],
        withdrawal_method:
            "withdrawConsent with receipt_id, by the person or by whoever wrote it down; or by word to them".to_owned(),
    }
}

fn information(category: Category) -> PiiInformation {
    let special = CategorySet::from(category) & Category::SPECIAL;
    PiiInformation { pii_type: category.to_string(), special_pii_category: !special.is_empty() }
}

fn party(id: OrganisationId, organisations: &Organisations) -> Party {
    let known = organisations.get(id);
    let contact = known.and_then(|known| known.contacts.first());
    Party {
        party_id: id.to_string(),
        party_name: known.map_or_else(|| id.to_string(), |known| known.name.clone()),
        party_type: known.map_or_else(|| "UNKNOWN".to_owned(), |known| known.kind.to_string()),
        party_contact: contact.and_then(|contact| contact.url.clone().or_else(|| contact.phone.clone())),
    }
}

fn events(directive: &Directive) -> Vec<ConsentEvent> {
    let first = match directive.effect {
        Effect::Permit => EventState::Given,
        Effect::Deny | Effect::Bar => EventState::Refused,
    };
    let end = directive.end.map(|end| end.to_string());
    let event = |at: jiff::Timestamp, event_state| ConsentEvent {
        event_time: at.to_string(),
        validity_duration: if event_state == EventState::Withdrawn { None } else { end.clone() },
        entity_id: directive.given.by.clone(),
        event_type: "explicit".to_owned(),
        event_state,
    };
    let withdrawn = directive.withdrawn_at.map(|at| event(at, EventState::Withdrawn));
    std::iter::once(event(directive.recorded_at, first)).chain(withdrawn).collect()
}
