use accord_consent::WhyNot;
use accord_federation::{Explained, Session};
use async_graphql::{Enum, ID, SimpleObject};

use super::PartnerOrganisation;
use crate::codes::{Basis, Category, Purpose, Role};

/// Whether somebody could see it now, or why not.
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum ExplainedAnswer {
    /// Yes.
    Granted,
    /// No information-sharing agreement covers it for this role and purpose, or names the organisation at all.
    NoAgreement,
    /// An agreement covers it for whoever has made a victim information request.
    RequestNeeded,
    /// Nobody there has to do with the person.
    NoRelationship,
    /// Her word is no, or there is none; or somebody else in the record does not agree.
    NotShared,
    /// The source has restricted the record: place and contact are shut for everybody.
    Restricted,
    /// The record names the organisation, its part or what it is part of as the alleged perpetrator.
    Excluded,
    /// The record does not exist for whoever may not see `needs` as well.
    Hidden,
}

/// One who could ask for a category, and whether she could see it now.
#[derive(SimpleObject)]
pub(crate) struct Explanation {
    /// Who: the organisation, never a member of staff.
    organisation: PartnerOrganisation,
    /// In which role; nothing where no agreement names the organisation.
    role: Option<Role>,
    /// For what; nothing where no agreement names the organisation.
    purpose: Option<Purpose>,
    /// Of which record.
    record: ID,
    /// Who holds the record, if you may know it.
    record_of: Option<PartnerOrganisation>,
    /// Whether she could, or why not.
    answer: ExplainedAnswer,
    /// Whether it is for those members of staff alone who have to do with the person by an assignment of their own.
    only_assigned: bool,
    /// On which ground, where it is granted.
    basis: Option<Basis>,
    /// Under which agreement, where it is granted.
    agreement: Option<String>,
    /// The directive that decides, where one does that you may read.
    directive: Option<ID>,
    /// What would have to be granted as well.
    needs: Option<Category>,
}

impl Explanation {
    /// All askers of these records.
    pub(crate) fn all(session: &Session, records: &[Explained]) -> Vec<Self> {
        records.iter().flat_map(|record| record.askers.iter().map(|asker| Self::of(session, record, asker))).collect()
    }

    fn of(session: &Session, record: &Explained, asker: &accord_consent::Explanation) -> Self {
        let house = session.house();
        let (basis, agreement) = asker.answer.ok().unzip();
        Self {
            organisation: PartnerOrganisation::of(house, asker.organisation),
            role: asker.asker.map(|(role, _)| role.into()),
            purpose: asker.asker.map(|(_, purpose)| purpose.into()),
            record: ID(record.record.0.clone()),
            record_of: record.owner.map(|owner| PartnerOrganisation::of(house, owner)),
            answer: answer(asker.answer.err()),
            only_assigned: asker.only_assigned,
            basis: basis.map(Into::into),
            agreement: agreement.map(|(id, _)| id.as_str().to_owned()),
            directive: session.deciding(asker).map(|id| ID(id.0)),
            needs: match asker.answer {
                Err(WhyNot::NeedsAlso(category)) => Some(category.into()),
                _ => None,
            },
        }
    }
}

const fn answer(why: Option<WhyNot>) -> ExplainedAnswer {
    match why {
        None => ExplainedAnswer::Granted,
        Some(WhyNot::NoAgreement) => ExplainedAnswer::NoAgreement,
        Some(WhyNot::RequestNeeded) => ExplainedAnswer::RequestNeeded,
        Some(WhyNot::NoRelationship) => ExplainedAnswer::NoRelationship,
        Some(WhyNot::NotShared { .. }) => ExplainedAnswer::NotShared,
        Some(WhyNot::Restricted) => ExplainedAnswer::Restricted,
        Some(WhyNot::Excluded) => ExplainedAnswer::Excluded,
        Some(WhyNot::NeedsAlso(_)) => ExplainedAnswer::Hidden,
    }
}
