use std::collections::BTreeSet;

use accord_consent::FieldSet;
use accord_model::{
    Address, AreaCode, Channel, CodedTerm, Incident, OrganisationId, PartnerReference, PerpetratorRelation, Private,
    QuotedReference, Recognition, RecordKind, RecordType, Reveals, SourceDirective, SourceTerm, Strand, StrandBasis,
    StrandMark, TimeSpan,
};

use super::Row;
use crate::table::accused::{Accused, accused};
use crate::table::cell::folded;
use crate::table::code::Code;
use crate::table::config::Target;
use crate::table::consent::{Said, said};
use crate::table::finding::Noticed;
use crate::table::parse;
use crate::table::stored::words as column_words;

/// Columns whose words are kept with the incident, other than the perpetrator's.
const WORDS: [Target; 7] = [
    Target::Strands,
    Target::Offence,
    Target::Outcome,
    Target::Channel,
    Target::Recognition,
    Target::Kind,
    Target::Word,
];

/// The incident of a row, with these fields alone. `facts`: with what the index needs beside them.
pub(crate) fn incident(row: &Row<'_>, wants: FieldSet, facts: bool, noticed: &mut Noticed) -> Incident {
    let wants = |name: &str| wants.has::<Incident>(name);
    let mut incident = Incident::at(row.at(RecordType::Incident), row.as_of);
    if wants("reference") {
        let reference = PartnerReference(row.stored.reference.clone());
        incident.reference = Some(Private::new(reference));
    }
    if wants("occurred") {
        incident.occurred = occurred(row, noticed).map(Private::new);
    }
    if wants("reported") {
        incident.reported =
            reported(row, noticed).and_then(|date| date.span(None, &row.mapping.zone)).map(Private::new);
    }
    add_kind(row, wants, &mut incident);
    if wants("strands") {
        incident.strands = strands(row).into_iter().map(Private::new).collect();
    }
    if wants("offence") {
        incident.offence = first(row, Target::Offence).map(Private::new);
    }
    if wants("outcome") {
        incident.outcome = first(row, Target::Outcome).map(Private::new);
    }
    if wants("area") {
        incident.area = area(row).map(Private::new);
    }
    if wants("place") {
        incident.place = place(row, noticed).map(Private::new);
    }
    if wants("narrative") {
        incident.narrative = narrative(row).map(Private::new);
    }
    if wants("perpetratorRelation") {
        incident.perpetrator_relation = relation(row).map(Private::new);
    }
    if wants("terms") {
        incident.terms = terms(row, noticed);
    }
    // What can hide it is looked at again each time it is read.
    incident.accused = accused_members(row);
    incident.restricted = row.is_restricted(&mut Noticed::default());
    incident.said_today = said_today(row);
    if facts {
        add_facts(row, &mut incident, noticed);
    }
    incident
}

/// What kind of record it is, who says that it is hate, and how it came in.
fn add_kind(row: &Row<'_>, wants: impl Fn(&str) -> bool, incident: &mut Incident) {
    if wants("recordKind") {
        incident.record_kind = kind(row).map(Private::new);
    }
    if wants("recognition") {
        incident.recognition = recognition(row).map(Private::new);
    }
    if wants("candidateRule") {
        incident.candidate_rule = candidate(row).map(|rule| Private::new(rule.clone()));
    }
    if wants("channel") {
        incident.channel = channel(row).map(Private::new);
    }
}

/// What serves the index alone.
fn add_facts(row: &Row<'_>, incident: &mut Incident, noticed: &mut Noticed) {
    incident.restricted = row.is_restricted(noticed);
    incident.victims = row.has_victim().then(|| row.at(RecordType::Victim)).into_iter().collect();
    incident.quoted = quoted(row, noticed);
    incident.directives = directives(row, noticed);
}

/// Whether a hate flag stands on it, or a rule proposes it.
pub(crate) fn is_flagged(row: &Row<'_>) -> bool {
    has_flag(row) || candidate(row).is_some()
}

/// Whether somebody has recognised hate: a strand is marked, or a word of a list says so.
fn has_flag(row: &Row<'_>) -> bool {
    let flags = |recognition| !matches!(recognition, Recognition::Candidate | Recognition::Rejected);
    !strands(row).is_empty() || recognised(row).any(flags)
}

/// The first rule that proposes the row.
fn proposed<'a>(row: &Row<'a>) -> Option<&'a CodedTerm> {
    let fits = |(header, words): (&String, &BTreeSet<String>)| {
        let column = row.mapping.columns.iter().find(|column| column.header == *header);
        let cell = row.stored.cells.get(header);
        let (Some(column), Some(cell)) = (column, cell) else { return false };
        column_words(column, cell).iter().any(|word| words.contains(&folded(word)))
    };
    let mut rules = row.mapping.candidates.iter();
    rules.find(|rule| rule.when.iter().all(fits)).map(|rule| &rule.term)
}

/// The rule that proposes a row which nobody has flagged. A rejected one stays rejected.
fn candidate<'a>(row: &Row<'a>) -> Option<&'a CodedTerm> {
    let said = has_flag(row) || recognised(row).next().is_some();
    proposed(row).filter(|_| !said)
}

/// What mapped words say of how hate was recognised.
fn recognised(row: &Row<'_>) -> impl Iterator<Item = Recognition> {
    let targets = [Target::Recognition, Target::Strands, Target::Kind, Target::Offence];
    let words = targets.into_iter().flat_map(|target| row.terms(target));
    words.filter_map(|(_, _, term)| term?.recognition)
}

fn reported(row: &Row<'_>, noticed: &mut Noticed) -> Option<parse::Dated> {
    row.date(Target::Reported, row.extracted_on(), noticed)
}

fn occurred(row: &Row<'_>, noticed: &mut Noticed) -> Option<TimeSpan> {
    // "early Nov" is the last November before the report. A date of receipt that cannot be read is noted once, there.
    let near = match reported(row, &mut Noticed::default()) {
        Some(parse::Dated::Day(day)) => day,
        _ => row.extracted_on(),
    };
    let time = row.stored.cell(row.mapping, Target::OccurredTime);
    let time = time.and_then(|(_, cell)| parse::time_of_day(cell));
    row.date(Target::Occurred, near, noticed)?.span(time, &row.mapping.zone)
}

fn kind(row: &Row<'_>) -> Option<RecordKind> {
    let words = [Target::Kind, Target::Offence].into_iter().flat_map(|target| row.terms(target));
    words.filter_map(|(_, _, term)| term?.kind).next().or(row.mapping.defaults.kind)
}

fn recognition(row: &Row<'_>) -> Option<Recognition> {
    let said = row.terms(Target::Recognition).into_iter();
    let said = said.filter_map(|(column, _, term)| term.and_then(|term| term.recognition).or(column.otherwise));
    let proposed = || candidate(row).map(|_| Recognition::Candidate);
    said.chain(recognised(row)).next().or_else(proposed).or(row.mapping.defaults.recognition)
}

fn channel(row: &Row<'_>) -> Option<Channel> {
    let words = row.terms(Target::Channel);
    let channel = words.iter().find_map(|(_, _, term)| term.and_then(|term| term.channel));
    let unknown = (!words.is_empty()).then_some(Channel::Unknown);
    channel.or(unknown).or(row.mapping.defaults.channel)
}

fn strands(row: &Row<'_>) -> Vec<StrandMark> {
    let mut marks = Vec::new();
    for (_, _, term) in row.terms(Target::Strands) {
        let Some((term, strand)) = term.and_then(|term| Some((term, term.strand?))) else {
            continue;
        };
        let reason = (strand == Strand::Other).then(|| Private::new(term.coded.text.clone()));
        let mark = StrandMark { strand, basis: StrandBasis::Perceived, reason };
        if !marks.contains(&mark) {
            marks.push(mark);
        }
    }
    marks
}

fn first(row: &Row<'_>, target: Target) -> Option<CodedTerm> {
    let words = row.terms(target);
    words.iter().find_map(|(_, _, term)| Some(term.as_ref()?.coded.clone()))
}

fn place(row: &Row<'_>, noticed: &mut Noticed) -> Option<Address> {
    let mut place = row.address(Target::Place, Target::Postcode, noticed);
    place.district = area(row);
    (place != Address::default()).then_some(place)
}

fn area(row: &Row<'_>) -> Option<AreaCode> {
    let (_, cell) = row.stored.cell(row.mapping, Target::District)?;
    row.mapping.areas.get(&folded(&cell.words())).copied()
}

fn narrative(row: &Row<'_>) -> Option<String> {
    let parts: Vec<String> = row
        .stored
        .cells(row.mapping, Target::Narrative)
        .map(|(column, cell)| match &column.label {
            Some(label) => format!("{label}: {}", cell.prose()),
            None => cell.prose(),
        })
        .collect();
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

/// The words about the perpetrator that name no organisation.
fn perpetrator_words(row: &Row<'_>) -> Vec<Target> {
    let named = row.stored.cells(row.mapping, Target::Perpetrator).any(|(_, cell)| {
        let words = row.mapping.accused.as_ref();
        words.is_some_and(|words| accused(&cell.words(), words) != Accused::None)
    });
    if named { Vec::new() } else { vec![Target::Perpetrator] }
}

fn relation(row: &Row<'_>) -> Option<PerpetratorRelation> {
    let words = perpetrator_words(row).into_iter().flat_map(|target| row.terms(target));
    words.filter_map(|(_, _, term)| term?.relation).next()
}

fn terms(row: &Row<'_>, noticed: &mut Noticed) -> Vec<Private<SourceTerm>> {
    let mut kept = row.source_terms(&WORDS, noticed);
    kept.extend(row.source_terms(&perpetrator_words(row), noticed));
    if let Some((column, cell)) = row.stored.cell(row.mapping, Target::District)
        && area(row).is_none()
    {
        let word = cell.words();
        noticed.word("district", &word, &column.header);
        kept.push(Private::new(SourceTerm {
            system: "district".to_owned(),
            version: None,
            code: None,
            text: word,
            reveals: Reveals::Unknown,
        }));
    }
    kept
}

/// The members of the partnership that the row accuses.
pub(super) fn accused_members(row: &Row<'_>) -> Vec<OrganisationId> {
    let Some(words) = &row.mapping.accused else {
        return Vec::new();
    };
    let cells = row.stored.cells(row.mapping, Target::Perpetrator);
    cells
        .filter_map(|(_, cell)| match accused(&cell.words(), words) {
            Accused::Member(member) => Some(member),
            Accused::None | Accused::Other | Accused::Unknown => None,
        })
        .collect()
}

fn quoted(row: &Row<'_>, noticed: &mut Noticed) -> Vec<QuotedReference> {
    let mut quoted = Vec::new();
    for (column, cell) in row.stored.cells(row.mapping, Target::Quoted) {
        let reference = cell.as_typed();
        let fits = column.shapes.is_empty() || column.shapes.iter().any(|shape| parse::fits(&reference, shape));
        match column.partner.filter(|_| fits) {
            Some(partner) => quoted.push(QuotedReference { partner, reference: Private::new(reference) }),
            None => noticed.value(Code::QuotedUnreadable, &column.header),
        }
    }
    quoted
}

/// What the row says of consent as it is read, where the configuration names a column for it.
pub(super) fn said_today(row: &Row<'_>) -> Option<Vec<SourceDirective>> {
    row.mapping.consent.as_ref().map(|_| directives(row, &mut Noticed::default()))
}

fn directives(row: &Row<'_>, noticed: &mut Noticed) -> Vec<SourceDirective> {
    let Some(words) = &row.mapping.consent else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for (column, cell) in row.stored.cells(row.mapping, Target::Consent) {
        match said(&cell.words(), words) {
            Said::Nothing => {}
            Said::Unknown => noticed.value(Code::ConsentUnknown, &column.header),
            Said::Directives(directives) => all.extend(directives),
        }
    }
    all
}
