//! Other agreements come into force while the gateway serves.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use accord_consent::{
    AgreementError, Agreements, Desk, DeskSetup, Keys, Ledger, LedgerFault, LogEntry, PastDisclosure, Refusal, Renewal,
    Request, Stamp,
};
use accord_model::{Category, Purpose, Role, SubjectId};
use async_trait::async_trait;
use futures_util::FutureExt as _;
use jiff::Timestamp;

use crate::memory::Memory;
use crate::town::{AGREEMENTS, Town, noon, now, organisations, person, person_record, viewer};

const ID: &str = "id = \"isa-police-01\"\nversion = 1\n";
const WIDE: &str =
    "categories = [\"IDENTITY\", \"CONTACT\", \"LOCATION\", \"ETHNICITY\", \"RELIGION\", \"ORIENTATION\"";
const NARROW: &str = "categories = [\"IDENTITY\", \"CONTACT\", \"ETHNICITY\", \"RELIGION\", \"ORIENTATION\"";

fn read(text: &str) -> Agreements {
    Agreements::read(text, &organisations()).unwrap()
}

/// The police's agreement without LOCATION, under that version.
fn narrowed(version: u32) -> String {
    assert!(AGREEMENTS.contains(ID) && AGREEMENTS.contains(WIDE));
    AGREEMENTS.replace(ID, &ID.replace("version = 1", &format!("version = {version}"))).replace(WIDE, NARROW)
}

fn renews(text: &str) -> Result<Vec<[Vec<String>; 3]>, AgreementError> {
    let Renewal { begun, shortened, gone } = read(text).renews(&read(AGREEMENTS))?;
    let names =
        |all: Vec<accord_consent::Versioned>| all.iter().map(|(id, version)| format!("{id:?} {version}")).collect();
    Ok(vec![[begun, shortened, gone].map(names)])
}

/// The block of one agreement, from its header to the next.
fn without(id: &str) -> String {
    let blocks = AGREEMENTS.split("[[agreement]]").filter(|block| !block.contains(&format!("\"{id}\"")));
    blocks.collect::<Vec<_>>().join("[[agreement]]")
}

fn refused(text: &str, says: &str) {
    let error = renews(text).err().unwrap();
    let line = 1 + text.lines().position(|line| line.contains("isa-police-01")).unwrap();
    assert_eq!(error.line, line, "{error}");
    assert!(error.what.contains(says), "{error}");
}

#[test]
fn a_changed_agreement_has_a_higher_version() {
    assert_eq!(
        renews(&narrowed(2)).unwrap(),
        [[vec!["isa-police-01 2".to_owned()], vec![], vec!["isa-police-01 1".to_owned()]]]
    );
    refused(
        &narrowed(1),
        "version 1 of isa-police-01 is in force with another text: give the changed one a higher version",
    );
    refused(&AGREEMENTS.replace("Investigation of", "Inquiry into"), "with another text");
    let later = AGREEMENTS.replace(ID, &ID.replace('1', "0").replace("isa-police-00", "isa-police-01"));
    refused(
        &later,
        "version 0 of isa-police-01 is lower than version 1, which is in force; allowed: 1 as it is, or a higher one",
    );
}

#[test]
fn the_same_words_elsewhere_in_the_file_are_the_same() {
    let moved = format!("# A comment.\n\n{AGREEMENTS}");
    assert!(read(&moved).renews(&read(AGREEMENTS)).unwrap().is_empty());
}

#[test]
fn an_agreement_that_disappears_is_told_and_opens_nothing() {
    let gone = without("isa-police-01");
    assert_eq!(renews(&gone).unwrap(), [[vec![], vec![], vec!["isa-police-01 1".to_owned()]]]);
    let town = Town::new([]);
    let officer = viewer("police", Role::HateCrimeOfficer, Purpose::CrimeInvestigation, 4);
    let record = person_record("police", person(1));
    assert!(town.sees(&officer, &record).has(Category::Location));
    now(town.desk.renew(read(&gone))).unwrap();
    assert!(town.sees(&officer, &record).is_hidden());
}

#[test]
fn a_version_ends_earlier_only_where_a_later_one_follows() {
    let (from, until) = ("valid_from = \"2026-01-01T00:00:00Z\"", "valid_until = \"2027-01-01T00:00:00Z\"");
    let ends = |at: &str| {
        let (before, police) = AGREEMENTS.split_once(ID).unwrap();
        format!("{before}{ID}{}", police.replacen(until, &format!("valid_until = \"{at}\""), 1))
    };
    refused(&ends("2026-07-01T00:00:00Z"), "with another text");
    let follows = |version: u32, begins: &str| {
        let block = AGREEMENTS.split("[[agreement]]").find(|block| block.contains(ID)).unwrap();
        let block = block.replace(ID, &ID.replace("version = 1", &format!("version = {version}")));
        format!(
            "{}\n[[agreement]]{}",
            ends("2026-07-01T00:00:00Z"),
            block.replace(from, &format!("valid_from = \"{begins}\""))
        )
    };
    let names = |name: &str| vec![name.to_owned()];
    let done = renews(&follows(2, "2026-07-01T00:00:00Z")).unwrap();
    assert_eq!(done, [[names("isa-police-01 2"), names("isa-police-01 1"), vec![]]]);
    refused(&follows(0, "2026-07-01T00:00:00Z"), "with another text");
    let longer = ends("2028-01-01T00:00:00Z");
    refused(&longer, "with another text");
}

#[test]
fn what_was_decided_under_the_old_ones_neither_leaves_nor_is_logged() {
    let town = Town::new([]);
    let officer = viewer("police", Role::HateCrimeOfficer, Purpose::CrimeInvestigation, 4);
    let record = person_record("police", person(1));
    let trail = || town.desk.trail(&officer, noon(), "{ victims }", "QUERY");
    let begun = trail();
    let grants = town.sees(&officer, &record);
    assert!(grants.has(Category::Location));
    town.desk.note_existence(&record, &grants, &begun);
    // The same words again: nothing has changed, and nobody is asked to wait.
    assert!(now(town.desk.renew(read(AGREEMENTS))).unwrap().is_empty());
    let unchanged = trail();
    now(town.desk.renew(read(&narrowed(2)))).unwrap();
    for old in [&begun, &unchanged] {
        assert_eq!(now(town.desk.release("answer", old)).err(), Some(Refusal::ConsentMoved));
    }
    assert!(town.memory.log().is_empty());
    assert!(!town.sees(&officer, &record).has(Category::Location));
    let again = trail();
    town.desk.note_existence(&record, &town.sees(&officer, &record), &again);
    assert!(now(town.desk.release("answer", &again)).is_ok());
    let (_, entries) = &town.memory.log()[0];
    assert_eq!(entries.iter().map(|entry| entry.agreement.1).collect::<Vec<_>>(), [2]);
}

#[test]
fn refused_ones_leave_the_old_ones_in_force() {
    let town = Town::new([]);
    let trail =
        town.desk.trail(&viewer("police", Role::HateCrimeOfficer, Purpose::CrimeInvestigation, 4), noon(), "", "");
    assert!(now(town.desk.renew(read(&narrowed(1)))).is_err());
    assert!(now(town.desk.release("answer", &trail)).is_ok());
    assert_eq!(town.desk.agreements().renews(&read(AGREEMENTS)).unwrap(), Renewal::default());
}

#[test]
fn what_is_over_is_known_with_its_line() {
    let over = |text: &str, at: &str| {
        let all = read(text);
        let expired = all.expired(at.parse().unwrap());
        expired.map(|(line, one)| (line, format!("{:?} {}", one.id, one.version))).collect::<Vec<_>>()
    };
    let last = "2026-12-31T23:59:59.999999999Z";
    assert_eq!(over(AGREEMENTS, last), []);
    let all: Vec<String> = over(AGREEMENTS, "2027-01-01T00:00:00Z").into_iter().map(|(_, name)| name).collect();
    assert_eq!(all, ["isa-support-01 2", "isa-police-01 1", "isa-linkage-01 1"]);
    let ended = AGREEMENTS.replacen("valid_until = \"2027", "valid_until = \"2026-02-01T00:00:00Z\" # 2027", 1);
    let ended = ended.replacen("-01-01T00:00:00Z\"\n\n# A support worker", "\n\n# A support worker", 1);
    assert_eq!(over(&ended, last), [(4, "isa-support-01 2".to_owned())]);
}

/// A log whose next commit is a while on its way.
struct Slow {
    memory: Arc<Memory>,
    waits: AtomicBool,
}

#[async_trait]
impl Ledger for Slow {
    async fn append(&self, request: &Request, entries: &[LogEntry]) -> Result<Stamp, LedgerFault> {
        poll_fn(|_| if self.waits.load(Ordering::SeqCst) { Poll::Pending } else { Poll::Ready(()) }).await;
        self.memory.append(request, entries).await
    }

    async fn disclosed(&self, _: &[SubjectId], _: Timestamp) -> Result<Vec<PastDisclosure>, LedgerFault> {
        Ok(Vec::new())
    }
}

#[test]
fn they_wait_for_an_answer_that_is_being_logged() {
    let memory = Memory::new();
    let slow = Arc::new(Slow { memory: memory.clone(), waits: AtomicBool::new(true) });
    let desk = Desk::new(DeskSetup {
        keys: Keys::new([7; 32]),
        agreements: read(AGREEMENTS),
        organisations: organisations(),
        ledger: slow.clone(),
        directives: memory,
    });
    let officer = viewer("police", Role::HateCrimeOfficer, Purpose::CrimeInvestigation, 4);
    let trail = desk.trail(&officer, noon(), "{ victims }", "QUERY");
    let mut leaving = Box::pin(desk.release("answer", &trail));
    assert!((&mut leaving).now_or_never().is_none(), "it is being logged");
    let mut renewing = Box::pin(desk.renew(read(&narrowed(2))));
    assert!(
        (&mut renewing).now_or_never().is_none(),
        "the old ones are in force as long as an answer leaves under them"
    );
    slow.waits.store(false, Ordering::SeqCst);
    assert!(now(leaving).is_ok());
    now(renewing).unwrap();
    assert!(!desk.grants(&officer, &person_record("police", person(1)), noon()).has(Category::Location));
}
