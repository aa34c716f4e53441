//! Victim information requests (Victims and Prisoners Act 2024 s.28): what the police ask other agencies about a victim, why it
//! is needed, and that it is not more than is needed.

use accord_model::{Category, CategorySet, OrganisationId, OrganisationKind, Purpose, SubjectId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::emergency::{access_label, check_reason, relation_of};
use super::{Desk, PolicyFault};
use crate::access::REQUEST_LASTS;
use crate::{AccessKind, AccessState, AskedAccess, Candidate, Viewer};

/// A request, before it is written down.
#[derive(Clone)]
pub struct RequestDraft {
    /// Whose records.
    pub owner: OrganisationId,
    /// Which kinds of data.
    pub categories: CategorySet,
    /// Until before this instant; four weeks at most.
    pub until: Option<Timestamp>,
    /// Why.
    pub words: RequestWords,
}

/// What a request says. Each text is sealed, and read by whoever checks it.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct RequestWords {
    /// The reasonable line of enquiry.
    pub line_of_enquiry: String,
    /// Why the information is needed for it.
    pub necessity: String,
    /// Why it is not more than is needed, and could not be had in a less intrusive way.
    pub proportionality: String,
    /// Whether the victim was given notice.
    pub notice_given: bool,
    /// Why not, where she was not.
    pub no_notice_because: Option<String>,
    /// Why counselling information would have substantial probative value.
    pub substantial_probative_value: Option<String>,
}

impl RequestWords {
    /// The texts that every request has, by the schema's names.
    fn reasons(&self) -> [(&'static str, &str); 3] {
        [
            ("lineOfEnquiry", &self.line_of_enquiry),
            ("necessity", &self.necessity),
            ("proportionality", &self.proportionality),
        ]
    }

    /// The first of them that says too little or too much.
    pub fn wrong(&self) -> Option<&'static str> {
        self.reasons().into_iter().find(|(_, text)| check_reason(text).is_err()).map(|(name, _)| name)
    }
}

impl Desk {
    /// Writes a request down. It is open at once, but one for counselling information waits until a second person of the
    /// organisation has approved it. The same key with the same words is one request.
    ///
    /// # Errors
    /// `NotAllowed` where the viewer is not the police, investigates no crime, or has no relationship with the person;
    /// `ReasonTooShort`, `NoticeUnexplained`, `ProbativeValueMissing`, `NoCategory`, `EmptyPeriod`, `UnknownOrganisation`.
    pub async fn request_information(
        &self,
        viewer: &Viewer,
        subject: SubjectId,
        candidates: &[Candidate],
        draft: &RequestDraft,
        key: &str,
        at: Timestamp,
    ) -> Result<AskedAccess, PolicyFault> {
        let police = self.organisations.kind(viewer.organisation()) == Some(OrganisationKind::Police);
        let investigates = police && viewer.purpose() == Purpose::CrimeInvestigation;
        if !investigates || !self.may_speak(viewer, subject, candidates, at) {
            return Err(PolicyFault::NotAllowed);
        }
        let end = self.check_request(draft, at)?;
        let counselling = draft.categories.has(Category::Counselling);
        let id = self.access_id(viewer, AccessKind::InformationRequest, key);
        let words = serde_json::to_vec(&draft.words).map_err(|_| PolicyFault::Unavailable)?;
        let access = AskedAccess {
            id,
            kind: AccessKind::InformationRequest,
            organisation: viewer.organisation(),
            user: viewer.user(),
            role: viewer.role(),
            subject,
            owner: Some(draft.owner),
            categories: draft.categories,
            sealed: self.keys.seal(access_label(id).as_bytes(), &words),
            at,
            end,
            state: if counselling { AccessState::Waiting } else { AccessState::Open },
            answered: None,
        };
        let relation = relation_of(&access);
        self.opened(&access, (!counselling).then_some(&relation)).await
    }

    /// What a request says, opened for whoever may read it. Logged by the caller.
    pub fn request_words(&self, access: &AskedAccess) -> RequestWords {
        self.texts(access).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
    }

    /// When it ends, if it says all that it has to.
    fn check_request(&self, draft: &RequestDraft, at: Timestamp) -> Result<Timestamp, PolicyFault> {
        let longest = at.checked_add(REQUEST_LASTS).map_err(|_| PolicyFault::EmptyPeriod)?;
        let end = draft.until.unwrap_or(longest).min(longest);
        if end <= at {
            return Err(PolicyFault::EmptyPeriod);
        }
        if draft.categories.is_empty() {
            return Err(PolicyFault::NoCategory);
        }
        if self.organisations.get(draft.owner).is_none() {
            return Err(PolicyFault::UnknownOrganisation);
        }
        let words = &draft.words;
        words.reasons().into_iter().try_for_each(|(_, text)| check_reason(text))?;
        let explained = words.no_notice_because.as_deref().is_some_and(|why| check_reason(why).is_ok());
        if !words.notice_given && !explained {
            return Err(PolicyFault::NoticeUnexplained);
        }
        let probative = words.substantial_probative_value.as_deref().is_some_and(|why| check_reason(why).is_ok());
        if draft.categories.has(Category::Counselling) && !probative {
            return Err(PolicyFault::ProbativeValueMissing);
        }
        Ok(end)
    }
}
