//! The feed of a server that lies: it ignores every parameter, `_lastUpdated`, `_id` and the population's among them, names
//! other servers' people by our ids, doubles rows, shuffles them, and cuts them into pages that overlap. What is true is always
//! among what it says. Nobody outside the population enters the index, and none is lost.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use accord_federation::ChangeCursor;
use accord_model::RecordType;
use parking_lot::Mutex;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};

use crate::server::{FHIR, serve};
use crate::trust::Trust;

const SEED: u64 = 20_261_123;
const ROUNDS: u64 = 1_000;
const PEOPLE: u64 = 7;
const SYSTEM: &str = "https://fhir.leicspart.example/CodeSystem";

fn rolls(of: impl Hash) -> ChaCha8Rng {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    ChaCha8Rng::seed_from_u64(SEED ^ hasher.finish())
}

fn below(rolls: &mut ChaCha8Rng, end: usize) -> usize {
    usize::try_from(rolls.next_u64()).unwrap_or(0) % end
}

/// How somebody stands, by the round and the half of it: first, and after something changed.
struct Standing {
    flag: Option<&'static str>,
    other_flag: bool,
    consent: Option<&'static str>,
    encounter: bool,
}

fn standing(moment: u64, person: u64) -> Standing {
    // What there is stays from the first half to the second; how it stands may change.
    let mut there = rolls((moment / 2, person));
    let mut how = rolls((moment, person, "how"));
    Standing {
        flag: (below(&mut there, 2) == 0).then(|| ["active", "inactive", "entered-in-error"][below(&mut how, 3)]),
        other_flag: below(&mut there, 3) == 0,
        consent: (below(&mut there, 4) == 0).then(|| ["permit", "deny"][below(&mut how, 2)]),
        encounter: below(&mut there, 3) > 0,
    }
}

impl Standing {
    fn is_in(&self) -> bool {
        (self.flag == Some("active") || self.consent == Some("permit")) && self.consent != Some("deny")
    }
}

fn row(kind: &str, id: String, subject: &str, mut more: Value) -> Value {
    let whom = if kind == "Consent" { "patient" } else { "subject" };
    more["resourceType"] = json!(kind);
    more["id"] = json!(id);
    more["meta"] = json!({"lastUpdated": "2026-11-01T10:00:00Z"});
    more[whom] = json!({"reference": subject});
    more
}

fn coded(list: &str, code: &str) -> Value {
    json!({"coding": [{"system": format!("{SYSTEM}/{list}"), "code": code}]})
}

/// Every row of a type that is about this person, truly.
fn truth(kind: &str, moment: u64, person: u64) -> Vec<Value> {
    let (how, subject) = (standing(moment, person), format!("Patient/x-{person}"));
    let of = |id: &str, more: Value| row(kind, format!("{id}-{person}"), &subject, more);
    match kind {
        "Patient" => vec![json!({"resourceType": "Patient", "id": format!("x-{person}"),
            "name": [{"family": format!("x-{person}")}],
            "link": [{"type": "seealso", "other": {"reference": format!("Patient/x-{}", (person + 1) % PEOPLE)}}]})],
        "Flag" => {
            let flag = |id, status, code| of(id, json!({"status": status, "code": coded("flag", code)}));
            let ours = how.flag.map(|status| flag("f", status, "hate-incident"));
            ours.into_iter().chain(how.other_flag.then(|| flag("o", "active", "falls-risk"))).collect()
        }
        "Consent" => {
            let said = how.consent.map(|kind| {
                of("c", json!({"status": "active", "category": [coded("consent", "hate-crime-sharing")], "provision": {"type": kind}}))
            });
            said.into_iter().collect()
        }
        "Encounter" if how.encounter => {
            let assault = json!({"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "X99"}]});
            vec![of("e", json!({"reasonCode": [assault], "period": {"start": "2026-10-01"}}))]
        }
        _ => Vec::new(),
    }
}

/// A row about somebody of another server who has one of our ids.
fn elsewhere(kind: &str, person: u64) -> Value {
    let subject = format!("https://elsewhere.example/fhir/Patient/x-{person}");
    let more = match kind {
        "Flag" => json!({"status": "active", "code": coded("flag", "hate-incident")}),
        "Consent" => json!({"status": "active", "category": [coded("consent", "hate-crime-sharing")],
            "provision": {"type": "permit"}}),
        _ => json!({}),
    };
    row(kind, format!("z-{person}"), &subject, more)
}

/// What the server says to one question: all that is true of those who were asked for, and more.
fn rows(kind: &str, moment: u64, form: &str) -> Vec<Value> {
    let mut rolls = rolls((kind, moment, form));
    let words: Vec<&str> = form.split(['=', '&', ',']).flat_map(|word| word.split("%2C")).collect();
    let asked = |person: &u64| words.contains(&format!("x-{person}").as_str());
    let everybody = !(0..PEOPLE).any(|person| asked(&person)) || below(&mut rolls, 2) == 0;
    let mut rows: Vec<Value> =
        (0..PEOPLE).filter(|p| everybody || asked(p)).flat_map(|person| truth(kind, moment, person)).collect();
    for _ in 0..below(&mut rolls, 4) {
        let person = rolls.next_u64() % PEOPLE;
        match below(&mut rolls, 4) {
            // Somebody who was not asked for, and once more somebody who was.
            0 => rows.extend(truth(kind, moment, person)),
            // A row of another type between them.
            1 => rows.extend(truth(["Flag", "Consent", "Encounter", "Patient"][below(&mut rolls, 4)], moment, person)),
            2 if kind != "Patient" => rows.push(elsewhere(kind, person)),
            _ => rows.push(json!({"resourceType": kind, "id": format!("w-{person}")})),
        }
    }
    for at in (1..rows.len()).rev() {
        rows.swap(at, below(&mut rolls, at + 1));
    }
    rows
}

/// The rows as one page, or as two that overlap.
fn paged(all: Vec<Value>, port: u64, later: &Mutex<HashMap<u64, Vec<Value>>>) -> Value {
    let entry = |rows: &[Value]| rows.iter().map(|row| json!({"resource": row})).collect::<Vec<_>>();
    let mut bundle = json!({"resourceType": "Bundle", "type": "searchset"});
    let mut pages = later.lock();
    if all.len() < 3 || pages.len().is_multiple_of(3) {
        // So that every third answer is one page.
        let number = pages.len() as u64;
        pages.insert(number, Vec::new());
        bundle["entry"] = json!(entry(&all));
        return bundle;
    }
    let number = pages.len() as u64;
    bundle["entry"] = json!(entry(&all[..all.len() / 2 + 1]));
    bundle["link"] = json!([{"relation": "next", "url": format!("http://127.0.0.1:{port}/fhir/page/{number}")}]);
    pages.insert(number, all[all.len() / 2..].to_vec());
    bundle
}

/// The server, and its port: what it says is of this moment.
async fn liar(moment: Arc<AtomicU64>) -> u16 {
    let own = Arc::new(AtomicU64::new(0));
    let later: Mutex<HashMap<u64, Vec<Value>>> = Mutex::default();
    let port_of = Arc::clone(&own);
    let port = serve(move |path, form| {
        let (now, port) = (moment.load(Ordering::SeqCst), port_of.load(Ordering::SeqCst));
        let body = match path.strip_prefix("/fhir/page/") {
            Some(number) => {
                let rows = number.parse().ok().and_then(|number: u64| later.lock().get(&number).cloned());
                let rows = rows.unwrap_or_default().into_iter().map(|row| json!({"resource": row}));
                json!({"resourceType": "Bundle", "type": "searchset", "entry": rows.collect::<Vec<_>>()})
            }
            None => {
                let kind = path.trim_start_matches("/fhir/").trim_end_matches("/_search");
                paged(rows(kind, now, form), port, &later)
            }
        };
        (200, FHIR, body.to_string())
    })
    .await;
    own.store(u64::from(port), Ordering::SeqCst);
    port
}

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_walks_over_a_server_that_lies_take_in_the_population_and_nobody_else() {
    let trust = Trust::start().await;
    let moment = Arc::new(AtomicU64::new(0));
    let port = liar(Arc::clone(&moment)).await;
    let connector = trust
        .of(&format!(
            "{{ base_url = 'http://127.0.0.1:{port}/fhir', page_size = 100, check_version = false, \
             flag_codes = ['{SYSTEM}/flag|hate-incident'], \
             consent_categories = ['{SYSTEM}/consent|hate-crime-sharing'], \
             limits = {{ sync_patience_ms = 60000, cache_ttl_ms = 0, retry_budget_percent = 0 }} }}"
        ))
        .unwrap();
    let (mut seen, mut left) = (0, 0);
    for round in 0..ROUNDS {
        let mut alive: BTreeMap<(RecordType, String), bool> = BTreeMap::new();
        let mut cursor: Option<ChangeCursor> = None;
        for half in 0..2 {
            let now = 2 * round + half;
            moment.store(now, Ordering::SeqCst);
            let (walk, next) = trust.walk(&*connector, cursor).await;
            cursor = Some(next);
            left += walk.alive.values().filter(|alive| !**alive).count();
            alive.extend(walk.alive);
            let there = |kind: RecordType| -> BTreeSet<String> {
                let there = alive.iter().filter(|((found, _), alive)| *found == kind && **alive);
                there.map(|((_, id), _)| id.clone()).collect()
            };
            let inside = (0..PEOPLE).filter(|person| standing(now, *person).is_in());
            let people: BTreeSet<String> = inside.clone().map(|person| format!("x-{person}")).collect();
            assert_eq!(there(RecordType::Victim), people, "round {round}, half {half}");
            let met = inside.filter(|person| standing(now, *person).encounter);
            let met: BTreeSet<String> = met.map(|person| format!("Encounter/e-{person}")).collect();
            assert_eq!(there(RecordType::Incident), met, "round {round}, half {half}");
            seen += people.len();
        }
    }
    assert!(seen > 2_000 && left > 2_000, "{seen} were in, {left} records were said to be gone");
}
