//! One row of the table.

use std::collections::BTreeMap;

use accord_connector_kit::Vocabulary;
use accord_consent::Disclosed;
use accord_model::{CategorySet, Incident, Reveals};

/// A partner's words, as the table names them, and the record that says them.
pub(crate) type Case = (&'static str, String);

/// The table's rows of one source: a record that is not shown is outside the population.
pub(crate) fn table(source: &str, cases: &[Case], shown: &BTreeMap<String, Disclosed<Incident>>) -> String {
    assert!(shown.keys().all(|id| cases.iter().any(|(_, known)| known == id)), "a record that nobody asked for");
    let rows = cases.iter().map(|(term, id)| match shown.get(id) {
        Some(one) => format!("{source} | {term} | {}\n", line(one.record())),
        None => format!("{source} | {term} | outside the population: not read\n"),
    });
    format!(
        "source | term | kind | offence (counts under) | strands | recognition | rule | reveals\n{}",
        rows.collect::<String>()
    )
}

fn line(record: &Incident) -> String {
    let offence = record.offence.as_ref().map(|offence| {
        let term = offence.reveal();
        let broad = Vocabulary::published().unwrap().broadest(&term.system, &term.code);
        format!("{} {} ({broad})", term.system, term.code)
    });
    let strands: Vec<_> = record.strands.iter().map(|mark| mark.reveal().strand.to_string()).collect();
    [
        record.record_kind.as_ref().map(|kind| kind.reveal().to_string()),
        offence,
        (!strands.is_empty()).then(|| strands.join(", ")),
        record.recognition.as_ref().map(|said| said.reveal().to_string()),
        record.candidate_rule.as_ref().map(|rule| format!("{}: {}", rule.reveal().code, rule.reveal().text)),
        Some(reveals(record)),
    ]
    .map(|cell| cell.unwrap_or_else(|| "-".to_owned()))
    .join(" | ")
}

/// All that showing the row tells: of kind, offence, strands, rule and the partner's own words.
fn reveals(record: &Incident) -> String {
    let mut all = vec![Reveals::Known(CategorySet::NONE)];
    all.extend(record.record_kind.as_ref().map(|kind| kind.reveal().reveals()));
    all.extend(record.offence.as_ref().map(|offence| offence.reveal().offence_reveals()));
    all.extend(record.strands.iter().map(|mark| mark.reveal().reveals()));
    all.extend(record.candidate_rule.as_ref().map(|rule| Reveals::Known(rule.reveal().reveals)));
    all.extend(record.terms.iter().map(|term| term.reveal().reveals));
    let mut told = CategorySet::NONE;
    for one in all {
        let Reveals::Known(set) = one else { panic!("a word that no map has was shown") };
        told |= set;
    }
    told.iter().map(|category| category.to_string()).collect::<Vec<_>>().join(", ")
}
