use std::collections::BTreeSet;

use accord_model::{Action, Basis, CategorySet, OrganisationId, Purpose, Regime, Role};
use jiff::Timestamp;

use super::{Agreement, AgreementError, AgreementId, file};
use crate::table::Table;
use crate::{FieldSet, Organisations, Population, Record, Rule, StandingOrder};

/// One line of a cell: these categories, of these sources, on this ground, under this agreement.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(crate) categories: CategorySet,
    pub(crate) sources: Vec<OrganisationId>,
    pub(crate) basis: Basis,
    pub(crate) agreement: (AgreementId, u32),
    pub(crate) regime: Regime,
    pub(crate) on_request: bool,
    valid: (Timestamp, Timestamp),
}

impl Cell {
    /// Valid at that instant (half-open), and for records of that owner.
    pub(crate) fn applies(&self, owner: OrganisationId, at: Timestamp) -> bool {
        self.valid.0 <= at && at < self.valid.1 && (self.sources.is_empty() || self.sources.contains(&owner))
    }
}

/// Who asks in which role, for which purpose, to do what.
pub type Asker = (OrganisationId, Role, Purpose, Action);

/// What is agreed with one asker about one owner's records, on one ground.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// Which kinds of data.
    pub categories: CategorySet,
    /// On which ground: step 4 of the decision, or step 5 where it is `CONSENT`.
    pub basis: Basis,
    /// Only to whoever has made a victim information request about the person.
    pub on_request: bool,
    /// Under which agreement, and its version.
    pub agreement: (AgreementId, u32),
    /// Under which part of the Data Protection Act 2018.
    pub regime: Regime,
}

/// All agreements, as a finite table: looked up once for a question, then a mask for each record.
#[derive(Default)]
pub struct Agreements {
    all: Vec<Agreement>,
    /// Where each stands in its file, from 1.
    lines: Vec<usize>,
    cells: Table<Asker, Vec<Cell>>,
}

impl Agreements {
    /// Reads the TOML text of an agreement file.
    pub fn read(text: &str, organisations: &Organisations) -> Result<Self, AgreementError> {
        Ok(Self::new(file::read(text, organisations)?))
    }

    fn new(written: Vec<(usize, Agreement)>) -> Self {
        let (lines, all): (Vec<_>, Vec<_>) = written.into_iter().unzip();
        let mut cells: Table<Asker, Vec<Cell>> = Table::default();
        for agreement in &all {
            for permit in &agreement.permits {
                let cell = Cell {
                    categories: permit.categories,
                    sources: permit.sources.clone(),
                    basis: permit.basis,
                    agreement: (agreement.id, agreement.version),
                    regime: agreement.regime,
                    on_request: permit.on_request,
                    valid: (agreement.valid_from, agreement.valid_until),
                };
                for key in keys(permit) {
                    cells.entry(key).or_default().push(cell.clone());
                }
            }
        }
        // Any basis but CONSENT wins; then the lowest agreement id is the one logged.
        for lines in cells.values_mut() {
            lines.sort_by_key(|cell| (cell.basis == Basis::Consent, cell.agreement, cell.basis));
        }
        Self { all, lines, cells }
    }

    /// The agreements, as read.
    pub fn iter(&self) -> impl Iterator<Item = &Agreement> {
        self.all.iter()
    }

    /// The agreements, each with the line of its file that it begins on.
    pub fn with_lines(&self) -> impl Iterator<Item = (usize, &Agreement)> {
        self.lines.iter().copied().zip(&self.all)
    }

    /// The lines that count for this asker and this owner's records at that instant, the one that goes first at the head.
    /// `OWN_RECORD` is a ground for one's own records alone.
    pub(crate) fn cells(
        &self,
        asker: Asker,
        owner: OrganisationId,
        at: Timestamp,
    ) -> impl Iterator<Item = &Cell> + use<'_> {
        let own = asker.0 == owner;
        let lines = self.cells.get(&asker).map_or(&[][..], Vec::as_slice).iter();
        lines.filter(move |cell| cell.applies(owner, at)).filter(move |cell| cell.basis != Basis::OwnRecord || own)
    }

    /// Everybody whom an agreement names, in order.
    pub fn askers(&self) -> BTreeSet<Asker> {
        self.cells.keys().copied().collect()
    }

    /// What is agreed with this asker about this owner's records at that instant: each category once, on the ground that
    /// the decision takes. `GENDER_HISTORY` waits for a directive that names it, whatever the ground.
    pub fn agreed(&self, asker: Asker, owner: OrganisationId, at: Timestamp) -> Vec<Agreed> {
        let mut all = Vec::new();
        let mut open = CategorySet::ALL;
        for cell in self.cells(asker, owner, at) {
            let categories = cell.categories & open;
            open = open - categories;
            if !categories.is_empty() {
                let (basis, on_request) = (cell.basis, cell.on_request);
                all.push(Agreed { categories, basis, on_request, agreement: cell.agreement, regime: cell.regime });
            }
        }
        all
    }

    /// What sync may ask of this owner's system, if an agreement with purpose `RECORD_LINKAGE` names it.
    pub(crate) fn standing_order(
        &self,
        partner: accord_model::PartnerId,
        owner: OrganisationId,
        population: Population,
        at: Timestamp,
    ) -> Option<StandingOrder> {
        let valid = self.all.iter().filter(|a| a.valid_from <= at && at < a.valid_until);
        // Where two would do, the lowest id is the one that is logged.
        let (agreement, grounds) = valid
            .map(|agreement| (agreement, linkage_grounds(agreement, owner)))
            .filter(|(_, grounds)| !grounds.is_empty())
            .min_by_key(|(agreement, _)| (agreement.id, agreement.version))?;
        let strands = linkage_permits(agreement, owner).fold(CategorySet::NONE, |all, permit| all | permit.strands);
        let categories =
            linkage_permits(agreement, owner).fold(CategorySet::NONE, |all, permit| all | permit.categories);
        Some(StandingOrder {
            partner,
            owner,
            agreement: (agreement.id, agreement.version),
            regime: agreement.regime,
            grounds,
            population,
            categories,
            strands,
            victim_fields: fields::<accord_model::Victim>(categories),
            incident_fields: fields::<accord_model::Incident>(categories),
            referral_fields: fields::<accord_model::Referral>(categories),
            at,
        })
    }
}

/// What an agreement lets sync read of this owner's records, and on which grounds.
fn linkage_grounds(agreement: &Agreement, owner: OrganisationId) -> Vec<(CategorySet, Basis)> {
    linkage_permits(agreement, owner).map(|permit| (permit.categories | permit.strands, permit.basis)).collect()
}

fn linkage_permits(agreement: &Agreement, owner: OrganisationId) -> impl Iterator<Item = &super::Permit> {
    let permits = agreement.permits.iter();
    permits.filter(move |permit| permit.purposes.contains(&Purpose::RecordLinkage) && permit.sources.contains(&owner))
}

/// Fields of which neither the index nor linkage has any use. (Of a referral's recipient, which member it is: an open referral
/// is a relationship.) Sync never asks for one, whatever an agreement names: data
/// minimisation, UK GDPR Art 5(1)(c).
const CONTENT: &[&str] =
    &["health", "accessNeeds", "contact", "sender", "service", "setting", "need", "role", "reason", "history"];

fn fields<R: Record>(categories: CategorySet) -> FieldSet {
    FieldSet::rules::<R>(|field| match field.rule {
        _ if CONTENT.contains(&field.name) => false,
        Rule::Category(category) => categories.has(category),
        Rule::ByValue(_) | Rule::Open(_) => true,
    })
}

fn keys(permit: &super::Permit) -> impl Iterator<Item = Asker> {
    permit.organisations.iter().flat_map(move |organisation| {
        permit.roles.iter().flat_map(move |role| {
            permit.purposes.iter().flat_map(move |purpose| {
                permit.actions.iter().map(move |action| (*organisation, *role, *purpose, *action))
            })
        })
    })
}
