//! The county's real files, as the sandbox drops them.

use std::collections::{BTreeMap, BTreeSet};

use accord_connectors::table::{Code, TryReport, try_file};
use accord_consent::{FieldSet, Indexed};
use accord_federation::Fault;
use accord_model::{RecordType, Victim};
use accord_sandbox::{County, Delivery, Manifest, Options};

use crate::town::{Town, county, desk};

fn sandbox(folder: &std::path::Path) -> County {
    let options = Options { people: 300, incidents: 500, drop_folder: Some(folder.to_owned()), ..Options::default() };
    County::open(&options).unwrap()
}

fn tries(delivery: Delivery) -> (Manifest, Vec<TryReport>) {
    let folder = tempfile::tempdir().unwrap();
    let manifest = sandbox(folder.path()).deliver(delivery).unwrap();
    let reports = manifest.files.iter().map(|file| {
        let path = folder.path().join(&file.name);
        try_file(&county(), "county".parse().unwrap(), &path, 50).ok().unwrap()
    });
    let reports = reports.collect();
    (manifest, reports)
}

#[test]
fn every_row_is_accepted_or_quarantined_and_only_noise_is_noise() {
    for delivery in [Delivery::Full, Delivery::NextNight] {
        let (manifest, reports) = tries(delivery);
        for (file, report) in manifest.files.iter().zip(&reports) {
            assert_eq!(report.accepted + report.quarantined.len(), report.rows);
            let noise: BTreeSet<(u32, u32)> = (report.quarantined.iter())
                .filter(|finding| finding.code.is_noise())
                .map(|finding| (finding.place.sheet, finding.place.row))
                .collect();
            let workbook = file.tables.len() > 1;
            let said: BTreeSet<(u32, u32)> = (0..)
                .zip(&file.tables)
                .flat_map(|(at, table)| {
                    let sheet = if workbook { at + 1 } else { 0 };
                    table.noise.iter().map(move |row| (sheet, u32::try_from(row.line).unwrap()))
                })
                .collect();
            assert_eq!(noise, said, "{}", file.name);
        }
    }
}

#[test]
fn copies_are_one_record_and_a_number_given_twice_is_quarantined() {
    let (manifest, reports) = tries(Delivery::Full);
    for (file, report) in manifest.files.iter().zip(&reports) {
        let mut rows: BTreeMap<&str, Vec<(bool, &Option<String>)>> = BTreeMap::new();
        for row in file.tables.iter().flat_map(|table| &table.data) {
            rows.entry(&row.ref_no).or_default().push((row.copy, &row.incident));
        }
        let reused = |rows: &&Vec<(bool, &Option<String>)>| rows.iter().any(|(_, incident)| *incident != rows[0].1);
        let reused: usize = rows.values().filter(reused).map(Vec::len).sum();
        let count = |code| report.quarantined.iter().filter(|finding| finding.code == code).count();
        assert_eq!(count(Code::ReferenceReused), reused, "{}", file.name);
        let copies: usize =
            rows.values().filter(|rows| rows.iter().all(|(_, i)| *i == rows[0].1)).map(|rows| rows.len() - 1).sum();
        assert_eq!(count(Code::RowRepeated) + count(Code::CopiesDisagree), copies, "{}", file.name);
        let others: Vec<_> = (report.quarantined.iter())
            .filter(|f| !f.code.is_noise() && !matches!(f.code, Code::ReferenceReused | Code::RowRepeated))
            .collect();
        assert!(others.is_empty(), "{} {others:?}", file.name);
    }
}

#[test]
fn trying_a_file_tells_words_fill_and_what_is_unreadable() {
    let (_, reports) = tries(Delivery::Full);
    let words: BTreeSet<&str> =
        reports.iter().flat_map(|report| &report.unmapped).map(|(_, word, _)| word.as_str()).collect();
    for word in ["mate crime", "online trolling", "accent", "doorstep egging"] {
        assert!(words.contains(word), "{word}: {words:?}");
    }
    // Everything else that no list has is a planted marker.
    let planted = ["mate crime", "online trolling", "accent", "doorstep egging"];
    let others: Vec<_> = words.iter().filter(|word| !planted.contains(word) && !word.contains("canary")).collect();
    assert!(others.is_empty(), "{others:?}");
    for report in &reports {
        let consent: u64 = report.consent.iter().map(|(_, count)| count).sum();
        assert_eq!(consent, report.accepted as u64);
        let (_, filled) = report.filled.iter().find(|(header, _)| header == "Description").unwrap();
        assert!(*filled == report.accepted, "every report tells something");
        let dates = report.notes.iter().filter(|note| note.code == Code::DateUnreadable);
        assert_eq!(dates.count(), 0);
        assert!(!report.samples.is_empty());
        let town = desk();
        #[expect(clippy::disallowed_methods, reason = "the test's own sync")]
        let order = town
            .standing_order(
                "county".parse().unwrap(),
                "county".parse().unwrap(),
                accord_consent::Population::AsExported,
                crate::town::noon(),
            )
            .unwrap();
        assert!(report.samples.iter().any(|sample| !sample.incident_row(&town, &order).directives.is_empty()));
    }
}

trait Row {
    fn incident_row(
        &self,
        desk: &accord_consent::Desk,
        order: &accord_consent::StandingOrder,
    ) -> accord_consent::IndexRow;
}

impl Row for accord_connectors::table::Sample {
    fn incident_row(
        &self,
        desk: &accord_consent::Desk,
        order: &accord_consent::StandingOrder,
    ) -> accord_consent::IndexRow {
        fn row<R: Indexed>(
            desk: &accord_consent::Desk,
            order: &accord_consent::StandingOrder,
            sealed: &accord_consent::Sealed<R>,
        ) -> accord_consent::IndexRow {
            desk.index(order, sealed)
        }
        row(desk, order, &self.incident)
    }
}

#[tokio::test]
async fn two_nights_change_what_the_project_changed() {
    let mut town = Town::new(county());
    let county = sandbox(town.drop.path());
    county.deliver(Delivery::Full).unwrap();
    town.sync().await.unwrap();
    assert!(town.files().is_empty());
    let first: BTreeSet<String> = town.references(RecordType::Incident).into_iter().collect();
    let loads = town.spool.loads();
    county.deliver(Delivery::Full).unwrap();
    town.sync().await.unwrap();
    assert_eq!(town.spool.loads(), loads, "the same night again");
    let night = county.deliver(Delivery::NextNight).unwrap();
    town.sync().await.unwrap();
    let second: BTreeSet<String> = town.references(RecordType::Incident).into_iter().collect();
    let gone: Vec<String> = first.difference(&second).cloned().collect();
    let new: Vec<String> = second.difference(&first).cloned().collect();
    assert_eq!((gone, new), (sorted(night.removed), sorted(night.added)));
    for reference in &night.changed {
        let incident = town.incident(reference).await;
        assert_eq!(incident.record().outcome.as_ref().unwrap().reveal().code, "REVIEWED");
    }
}

fn sorted(mut all: Vec<String>) -> Vec<String> {
    all.sort();
    all
}

#[tokio::test]
async fn nights_that_go_wrong() {
    let mut town = Town::new(county());
    let county = sandbox(town.drop.path());
    county.deliver(Delivery::Full).unwrap();
    town.sync().await.unwrap();
    let before = town.references(RecordType::Incident);
    county.deliver(Delivery::HalfWritten).unwrap();
    town.sync().await.unwrap();
    assert_eq!(town.files().len(), 1, "the writer's own file stays");
    county.deliver(Delivery::Truncated).unwrap();
    assert_eq!(town.sync().await, Err(Fault::Broken));
    county.deliver(Delivery::Shrunk).unwrap();
    assert_eq!(town.sync().await, Err(Fault::Held));
    assert_eq!(town.references(RecordType::Incident), before);
    county.deliver(Delivery::NextNight).unwrap();
    town.sync().await.unwrap();
    assert!(town.files().is_empty(), "what was held and refused is obsolete: {:?}", town.files());
}

#[tokio::test]
async fn a_denied_field_is_not_in_what_the_connector_gives() {
    let mut town = Town::new(county());
    sandbox(town.drop.path()).deliver(Delivery::Full).unwrap();
    town.sync().await.unwrap();
    let fields = FieldSet::names::<Victim>(|name| name == "name");
    let mut named = 0;
    for reference in town.references(RecordType::Victim).iter().take(30) {
        let some = town.victim_fields(reference, fields).await;
        let record = some.record();
        assert!(record.date_of_birth.is_none() && record.contact.is_none() && record.terms.is_empty());
        named += usize::from(record.name.is_some());
    }
    assert!(named > 0);
    // Nor does sync get what its order does not name.
    assert!(!town.order().victim_fields().has::<Victim>("contact"));
    let people = town.index.iter().filter(|((kind, _), _)| *kind == RecordType::Victim);
    let exists = people.map(|(_, row)| row.candidate.facts.exists).fold(FieldSet::NONE, FieldSet::or);
    assert!(exists.has::<Victim>("name") && !exists.has::<Victim>("contact") && !exists.has::<Victim>("disabilities"));
}

#[tokio::test]
async fn no_planted_value_is_in_the_store_or_in_a_note() {
    let mut town = Town::new(county());
    let county = sandbox(town.drop.path());
    county.deliver(Delivery::Full).unwrap();
    town.sync().await.unwrap();
    let dump = String::from_utf8_lossy(&town.spool.dump()).into_owned();
    let notes: String = town.notes.iter().map(|note| format!("{} {}\n", note.code, note.place)).collect();
    assert!(!town.notes.is_empty());
    let planted: Vec<_> = county.canaries().iter().filter(|canary| canary.partner == "county").collect();
    assert!(planted.len() > 20);
    for canary in planted {
        assert!(!dump.contains(&canary.marker) && !notes.contains(&canary.marker), "{}", canary.field);
    }
}
