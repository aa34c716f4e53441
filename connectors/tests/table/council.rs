//! A council's case system: who is in the population, who is proposed and by which rule, and to whom they were referred.

use std::path::Path;

use accord_connectors::table::Mapping;
use accord_consent::Disclosed;
use accord_model::{Incident, Recognition, RecordType, ReferralStatus, Reveals};

use accord_sandbox::{CaseSystem, Options};

use crate::spool::codes;
use crate::town::{Town, mapping};

/// The shipped configuration.
pub(crate) fn council() -> Mapping {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("council");
    Mapping::load(&shipped.join("council.toml")).unwrap()
}

/// The shipped configuration over another source. The extracts of these tests are of November 2026; under the shipped
/// schedule they would be destroyed on arrival a year later.
fn council_from(source: &str) -> Mapping {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("council");
    let read = |name: &str| std::fs::read_to_string(shipped.join(name)).unwrap();
    let text = read("council.toml").replace("retention_days = 365", "retention_days = 36500");
    mapping(&text.replace("files = \"cases_{date}.csv\"", source), &read("terms.toml"))
}

const FILES: &str = "files = \"cases_{date}.csv\"";

const HEADER: &str = "case_ref,opened,incident_date,status,category,hate_strand,targeted,summary,location,\
    location_postcode,district,first_name,surname,dob,phone,address,home_postcode,ethnicity,disability_marker,\
    alleged_source,police_ref,share_with,sensitive,referred_to,referred_on,last_updated\n";

/// A case: category, strand, targeted, summary, disability marker, referred to.
fn case(reference: &str, [category, strand, targeted, summary, marker, referred]: [&str; 6]) -> String {
    format!(
        "{reference},03/11/2026,02/11/2026,Open,{category},{strand},{targeted},{summary},High Street,LE11 1AA,\
         Charnwood,Ada,Example,04/05/1980,,,,White British,{marker},Neighbour,,police,,{referred},05/11/2026,\n"
    )
}

async fn synced(cases: &[String]) -> Town {
    let mut town = Town::new(council_from(FILES));
    town.narrow = true;
    town.put("cases_2026-11-20.csv", format!("{HEADER}{}", cases.concat()));
    town.sync().await.unwrap();
    town
}

#[tokio::test]
async fn only_flagged_and_proposed_cases_are_in_the_population() {
    let town = synced(&[
        case("1", ["Discriminatory abuse", "", "", "", "", ""]),
        case("2", ["Hate incident", "Race", "", "", "", ""]),
        case("3", ["ASB personal", "", "", "", "Y", ""]),
        case("4", ["ASB personal", "", "", "a wheelchair user; disability", "N", ""]),
        case("5", ["ASB nuisance", "", "", "", "Y", ""]),
        case("6", ["Organisational abuse", "", "Y", "", "", ""]),
        case("7", ["Organisational abuse", "", "", "targeted", "", ""]),
        case("8", ["Care failing", "", "N", "", "Y", ""]),
        case("9", ["Self-neglect", "", "Y", "", "Y", ""]),
        case("10", ["Odd category", "", "Y", "", "Y", ""]),
    ])
    .await;
    assert_eq!(town.references(RecordType::Incident), ["1", "2", "3", "6"]);
    assert_eq!(town.references(RecordType::Victim), ["1", "2", "3", "6"]);
    for (reference, recognition, rule, offence) in [
        ("1", Recognition::AgencyFlagged, None, "HARASSMENT"),
        ("2", Recognition::AgencyFlagged, None, "HATE_INCIDENT"),
        ("3", Recognition::Candidate, Some("ASB_PERSONAL_DISABILITY"), "ASB_PERSONAL"),
        ("6", Recognition::Candidate, Some("ORGANISATIONAL_ABUSE_TARGETED"), "ORGANISATIONAL_ABUSE"),
    ] {
        let shown = town.incident(reference).await;
        let record = shown.record();
        assert_eq!(*record.recognition.as_ref().unwrap().reveal(), recognition, "{reference}");
        assert_eq!(record.candidate_rule.as_ref().map(|rule| rule.reveal().code.clone()).as_deref(), rule);
        assert_eq!(record.offence.as_ref().unwrap().reveal().code, offence);
    }
}

#[tokio::test]
async fn a_flag_is_never_a_proposal() {
    let town = synced(&[case("1", ["ASB personal", "Disability", "", "", "Y", ""])]).await;
    let shown = town.incident("1").await;
    assert!(shown.record().candidate_rule.is_none());
    assert_ne!(shown.record().recognition.as_ref().map(|said| *said.reveal()), Some(Recognition::Candidate));
}

#[tokio::test]
async fn referrals_come_and_go_with_their_row() {
    let hate = |referred| case("1", ["Hate incident", "Race", "", "", "", referred]);
    let mut town = synced(&[hate("Victim First; Safe Haven; Somebody's Clinic")]).await;
    assert_eq!(town.references(RecordType::Referral), ["1#1", "1#2", "1#3"]);
    let one = town.referral("1#2").await;
    let recipient = one.record().recipient.as_ref().unwrap().reveal();
    assert_eq!(recipient.organisation, Some("safe-haven-llr".parse().unwrap()));
    assert!(one.record().status.is_none() && one.record().sent.is_some());
    assert_eq!(town.referral("1#1").await.record().recipient.as_ref().unwrap().reveal().name, "Victim First");
    // A name that no map has may say what nobody knows: it is shown to nobody.
    assert!(town.referral("1#3").await.record().recipient.is_none());

    town.put("cases_2026-11-21.csv", format!("{HEADER}{}", hate("none")));
    town.sync().await.unwrap();
    assert!(town.references(RecordType::Referral).is_empty());
    assert_eq!(town.references(RecordType::Incident), ["1"]);
    // The case is no longer flagged: everything of it is gone.
    let other = case("1", ["ASB nuisance", "", "", "", "", "Victim First"]);
    town.put("cases_2026-11-22.csv", format!("{HEADER}{other}"));
    town.sync().await.unwrap();
    assert!(town.index.is_empty());
}

#[tokio::test]
async fn more_referrals_than_are_read_and_unknown_words_are_noted() {
    let many = "Victim First; Safe Haven; Adult Mental Health; Community Safety Team; Elsewhere";
    let town = synced(&[case("1", ["Hate incident", "Race", "", "", "", many])]).await;
    assert_eq!(town.references(RecordType::Referral), ["1#1", "1#2", "1#3", "1#4"]);
    assert_eq!(codes(&town.notes), ["REFERRALS_CUT"]);
    let care = town.referral("1#3").await;
    assert_eq!(care.record().need.as_ref().unwrap().reveal().code(), "MENTAL");
}

#[tokio::test]
async fn where_a_referral_stands_is_read_from_a_list() {
    let map = r#"
terms = "words.toml"
retention_days = 30
[[source]]
name = "log"
files = "log.csv"
[[column]]
header = "No"
is = "reference"
[[column]]
header = "Who"
is = "victim-name"
[[column]]
header = "To"
is = "referred-to"
list = "to"
[[column]]
header = "On"
is = "referred-on"
[[column]]
header = "Stands"
is = "referral-status"
list = "stands"
[[column]]
header = "For"
is = "referral-service"
list = "to"
"#;
    let words = r#"
version = "1"
[list.to.terms]
clinic = { text = "A clinic", reveals = ["HEALTH"], setting = "ACUTE" }
[list.stands.terms]
"under way" = { status = "IN_PROGRESS" }
"#;
    let mut town = Town::new(mapping(map, words));
    town.put(
        "log.csv",
        "No,Who,To,On,Stands,For\n1,Ada Example,Clinic,03/11/2026,Under way,clinic\n2,Bo Example,Clinic,,who knows,\n",
    );
    town.sync().await.unwrap();
    let one = town.referral("1#1").await;
    assert_eq!(*one.record().status.as_ref().unwrap().reveal(), ReferralStatus::InProgress);
    assert_eq!(one.record().sent.as_ref().unwrap().reveal().earliest.to_string(), "2026-11-03T00:00:00Z");
    assert_eq!(one.record().service.as_ref().unwrap().reveal().code, "clinic");
    assert_eq!(one.record().setting.as_ref().unwrap().reveal().code(), "ACUTE");
    assert!(matches!(one.record().recipient.as_ref().unwrap().reveal().reveals, Reveals::Known(_)));
    assert_eq!(*town.referral("2#1").await.record().status.as_ref().unwrap().reveal(), ReferralStatus::Unknown);
}

/// The invented district's own cases.
fn cases() -> CaseSystem {
    CaseSystem::open(&Options { people: 400, incidents: 900, ..Options::default() })
}

fn sorted(mut references: Vec<String>) -> Vec<String> {
    references.sort();
    references
}

#[tokio::test]
async fn the_case_system_gives_the_same_from_its_export_and_from_its_database() {
    let mut system = cases();
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("cases.db");
    system.write_sqlite(&database).await.unwrap();
    let mut file = Town::new(council_from(FILES));
    file.narrow = true;
    system.write_csv(&file.drop.path().join("cases_2026-11-20.csv")).unwrap();
    file.sync().await.unwrap();
    let source = "sql = { from = \"accord_cases\", modified = \"last_updated\", whole_hours = 0 }";
    let mut live = Town::over(council_from(source), &format!("sqlite://{}", database.display()));
    live.narrow = true;
    live.sync().await.unwrap();

    let expected = sorted([system.flagged(), system.proposed()].concat());
    assert!(system.flagged().len() > 20 && system.proposed().len() > 2 && system.others().len() > 20);
    assert_eq!(file.references(RecordType::Incident), expected);
    for kind in [RecordType::Victim, RecordType::Incident, RecordType::Referral] {
        assert_eq!(live.references(kind), file.references(kind));
    }
    assert!(!live.references(RecordType::Referral).is_empty());
    for reference in system.proposed() {
        let (one, other) = (live.incident(&reference).await, file.incident(&reference).await);
        let rule =
            |shown: &Disclosed<Incident>| shown.record().candidate_rule.as_ref().map(|rule| rule.reveal().code.clone());
        assert!(rule(&one).is_some() && rule(&one) == rule(&other), "{reference}");
    }
    let dump = String::from_utf8_lossy(&live.spool.dump()).to_string();
    assert!(!system.canaries().is_empty());
    for canary in system.canaries() {
        assert!(!dump.contains(&canary.marker), "{}", canary.field);
    }
    for (_, known) in system.known().iter().take(50) {
        let family = &known.values["surname"];
        assert!(family.len() < 5 || !dump.contains(family.as_str()));
    }

    let (gone, closed) = (expected[0].clone(), expected[1].clone());
    assert!(system.remove(&gone));
    assert!(system.set(&closed, "category", "Neglect") && system.set(&closed, "hate_strand", ""));
    system.write_sqlite(&database).await.unwrap();
    live.sync().await.unwrap();
    let left: Vec<String> = expected.into_iter().filter(|one| *one != gone && *one != closed).collect();
    assert_eq!(live.references(RecordType::Incident), left, "gone, and no longer of the population");
}
