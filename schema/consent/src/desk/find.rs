use accord_model::{CategorySet, OrganisationId, RecordType, SubjectId, UserKey};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::consent::meets_victims;
use super::{Desk, PolicyFault};
use crate::{
    Candidate, Features, Fingerprint, Grants, Identifier, PolicyWrite, Relation, RelationKind, Viewer, standing,
};

/// The identifiers of a person who is looked for.
pub struct Sought {
    /// Family name.
    pub family: String,
    /// Given name.
    pub given: Option<String>,
    /// Date of birth.
    pub date_of_birth: Option<Date>,
    /// Postcode.
    pub postcode: Option<String>,
    /// NHS number.
    pub nhs_number: Option<String>,
}

/// How long "found with the person present" lasts: four weeks, the review period of a support plan.
const FOUND_LASTS: SignedDuration = SignedDuration::from_hours(28 * 24);

impl Desk {
    /// The keyed fingerprints of what is known of the person. The only use of identity values as a predicate.
    pub fn fingerprints(&self, sought: &Sought) -> Vec<(Identifier, Fingerprint)> {
        let date = sought.date_of_birth.map(|d| d.to_string());
        let values = [
            (Identifier::Family, Some(sought.family.as_str())),
            (Identifier::Given, sought.given.as_deref()),
            (Identifier::DateOfBirth, date.as_deref()),
            (Identifier::Postcode, sought.postcode.as_deref()),
            (Identifier::NhsNumber, sought.nhs_number.as_deref()),
        ];
        let given = values.into_iter().filter_map(|(what, value)| Some((what, value?)));
        given.filter_map(|(what, value)| Some((what, self.keys.fingerprint(what, value)?))).collect()
    }

    /// Whether the viewer may know of this person record once the person is present.
    pub fn would_know(&self, viewer: &Viewer, candidate: &Candidate, at: Timestamp) -> bool {
        !self.would_see(viewer, candidate, at).is_hidden()
    }

    /// What the viewer may see of this person record once the person is present: everything decides but the relationship.
    /// Nothing for roles that meet no victims, and nothing of incidents, which may name others.
    pub fn would_see(&self, viewer: &Viewer, candidate: &Candidate, at: Timestamp) -> Grants {
        if !meets_victims(viewer) || candidate.at.kind != RecordType::Victim {
            return Grants::default();
        }
        let present = super::Weighing { presume_relation: true, ..super::Weighing::default() };
        self.weigh(viewer, candidate, accord_model::Action::View, at, present)
    }

    /// Whether the viewer's organisation introduced this handle itself.
    pub fn introduced_by(&self, viewer: &Viewer, subject: SubjectId, at: Timestamp) -> bool {
        let policy = self.policy.read();
        policy.relations_on(subject, viewer, at).any(|relation| relation.kind == RelationKind::Introduced)
    }

    /// A free-text reason, sealed: it may name people, and the log holds no value.
    pub fn sealed_reason(&self, reason: &str) -> String {
        self.keys.sealed_text("reason", reason)
    }

    /// Writes down that the person was found while present, so that she joins the viewer's caseload. The caller has
    /// asked [`Desk::would_know`] first. `NotAllowed` for roles that meet no victims.
    pub async fn found(&self, viewer: &Viewer, subject: SubjectId, at: Timestamp) -> Result<(), PolicyFault> {
        if !meets_victims(viewer) {
            return Err(PolicyFault::NotAllowed);
        }
        let relation =
            self.relation(viewer.organisation(), Some(viewer.user()), subject, RelationKind::FoundPresent, at);
        self.directives.write(&[PolicyWrite::Relate(relation)]).await?;
        Ok(self.refresh().await?)
    }

    /// Assigns a case to a user, or to everybody of an organisation, until before `end` where one is named.
    ///
    /// # Errors
    /// `EmptyPeriod` where it would end before it begins.
    pub async fn assign(
        &self,
        organisation: OrganisationId,
        user: Option<UserKey>,
        subject: SubjectId,
        kind: RelationKind,
        (at, end): (Timestamp, Option<Timestamp>),
    ) -> Result<(), PolicyFault> {
        if end.is_some_and(|end| end <= at) {
            return Err(PolicyFault::EmptyPeriod);
        }
        let relation = Relation { end, ..self.relation(organisation, user, subject, kind, at) };
        self.directives.write(&[PolicyWrite::Relate(relation)]).await?;
        Ok(self.refresh().await?)
    }

    /// Makes a new handle for a person who is not known, or of whom the viewer may not know: the same answer. The same
    /// organisation that introduces the same identifiers again gets the same handle. `NotAllowed` for roles that meet
    /// no victims.
    pub async fn introduce(&self, viewer: &Viewer, sought: &Sought, at: Timestamp) -> Result<SubjectId, PolicyFault> {
        if !meets_victims(viewer) {
            return Err(PolicyFault::NotAllowed);
        }
        let fingerprints = self.fingerprints(sought);
        let subject = self.introduced_handle(viewer.organisation(), &fingerprints);
        // A number that was said at a desk was not traced: it never links by itself.
        let sealed = standing::seal_sought(&self.keys, subject, sought);
        let features = Features { sealed, fingerprints, strong_number: false };
        let writes = [
            PolicyWrite::Introduce {
                subject,
                organisation: viewer.organisation(),
                fingerprints: features.fingerprints,
                sealed: features.sealed,
                at,
            },
            PolicyWrite::Relate(self.relation(
                viewer.organisation(),
                Some(viewer.user()),
                subject,
                RelationKind::Introduced,
                at,
            )),
        ];
        self.directives.write(&writes).await?;
        self.refresh().await?;
        Ok(subject)
    }

    fn introduced_handle(&self, organisation: OrganisationId, of: &[(Identifier, Fingerprint)]) -> SubjectId {
        let mut text = format!("introduced {organisation}");
        for (what, fingerprint) in of {
            text.push_str(&format!(" {}:{:?}", *what as u8, fingerprint.0));
        }
        SubjectId(self.keys.named(&text))
    }

    pub(super) fn relation(
        &self,
        organisation: OrganisationId,
        user: Option<UserKey>,
        subject: SubjectId,
        kind: RelationKind,
        at: Timestamp,
    ) -> Relation {
        let name = format!("relation {organisation} {:?} {} {kind:?} {at}", user.map(|u| u.0), subject.0);
        let end = at.checked_add(FOUND_LASTS).ok();
        let (id, categories) = (self.keys.named(&name), CategorySet::ALL);
        Relation { id, organisation, user, subject, kind, categories, owner: None, start: at, end }
    }
}
