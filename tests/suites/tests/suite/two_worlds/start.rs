//! How a world comes to be before the questions begin: synced, linked, assigned, spoken of.

use std::sync::{Arc, Mutex};

use accord_harness::{World, WorldOptions};
use accord_sandbox::{Edit, Op};
use serde_json::{Value, json};
use tokio::task::{JoinHandle, block_in_place};

use super::book::{INCIDENTS, PEOPLE, at};
use super::pair::{Asked, Side, client};
use super::plan::Plan;
use crate::scene::{CONSENT, FIND, consent, sought};

impl Side {
    pub(crate) async fn start(plan: &Plan, edits: Vec<Edit>) -> Self {
        let more = "[log]\nlevel = \"debug\"\n\n[patience]\nfinds_per_hour = 1000000\npatience_ms = 20000\ndeadline_ms = 60000\n".to_owned();
        let gone = edits.iter().filter(|e| e.op == Op::Erase).map(|e| e.record.clone()).collect::<Vec<_>>();
        let options = WorldOptions {
            people: Some(PEOPLE),
            incidents: Some(INCIDENTS),
            edits,
            more,
            clock: Some(plan.clock.clone()),
            ..WorldOptions::default()
        };
        let world = World::start(options).await;
        // The commands' partners are served by the same few threads.
        block_in_place(|| prepare(&world, plan, &gone));
        let gateway = world.serve();
        // Whoever may ask for everything that there is: what she gets of it is for agreements to say.
        let purposes = [plan.purpose, "SAFEGUARD_CHILD", "CASE_CONFERENCE", "BREAK_GLASS"];
        let who = (plan.persona, plan.purpose);
        let viewer = client(&gateway, &plan.idp, &plan.clock, who, &[("purposes", json!(purposes))]);
        let asked = if plan.cache_ttl_ms > 0 { Asked::SoFar(Mutex::default()) } else { Asked::Compared };
        let (idp, clock, organisation) = (Arc::clone(&plan.idp), plan.clock.clone(), plan.officers);
        let (before, planted) = (None, None);
        let side = Self { world, gateway, viewer, idp, clock, organisation, gone, before, planted, asked };
        side.write_down(plan).await;
        side.do_all(plan, &plan.done).await;
        side
    }

    /// Starts in a task of its own, so that two of them start at once.
    pub(crate) fn spawn(plan: &Plan, edits: Vec<Edit>) -> JoinHandle<Self> {
        let plan = plan.clone();
        tokio::spawn(async move { Self::start(&plan, edits).await })
    }

    /// What people say about sharing before the questions begin.
    async fn write_down(&self, plan: &Plan) {
        for (number, word) in plan.words.iter().enumerate() {
            let purpose = if word.by == "care-coordinator" { "CARE" } else { "SUPPORT" };
            let worker = self.client(word.by, purpose);
            let found = worker.data(FIND, json!({"input": sought(&plan.people[word.person])})).await;
            let categories: Vec<&str> = word.categories.split(", ").collect();
            let key = format!("word {number}");
            let mut input = consent(&found["findVictim"]["victim"]["id"], &key, word.organisation, &categories);
            input["input"]["effect"] = Value::from(word.effect);
            assert!(found["findVictim"]["victim"]["id"].is_string(), "word {number}: {found}");
            let recorded = worker.data(CONSENT, input).await;
            assert_eq!(recorded["recordConsent"]["userErrors"], json!([]));
        }
    }

    /// A reviewer takes back what joined the viewer's people to records that she may not know of.
    pub(crate) fn undo(&self, plan: &Plan) {
        for (number, other) in plan.undone.iter().filter(|(_, other)| is_there(&self.gone, other)) {
            let police = format!("police/{}", at(&plan.people[*number], "police"));
            block_in_place(|| self.world.accord(&["links", "undo", &police, other]));
        }
    }
}

fn prepare(world: &World, plan: &Plan, gone: &[String]) {
    configure(world, plan);
    world.accord(&["sync"]);
    let county = plan.people.iter().enumerate().map(|(number, p)| (number, format!("county/{}", at(p, "county"))));
    for (number, other) in county.chain(plan.linked.iter().cloned()) {
        if is_there(gone, &other) {
            let police = format!("police/{}", at(&plan.people[number], "police"));
            world.accord(&["links", "confirm", &police, &other]);
        }
    }
    let records: Vec<String> = plan.people.iter().map(|p| format!("police/{}", at(p, "police"))).collect();
    if plan.persona == "victim" {
        assign(world, plan, "public", &["--subject", "victim", "--own"], &records[..1]);
    } else {
        assign(world, plan, plan.organisation, &["--subject", plan.persona], &records);
    }
    if plan.words.iter().any(|word| word.by == "support-worker") {
        assign(world, plan, "safe-haven-llr", &["--subject", "support-worker"], &records);
    }
}

/// Whether this record, `nhs/pat-800000`, is in a world from which these are gone.
fn is_there(gone: &[String], record: &str) -> bool {
    let (_, record) = record.split_once('/').unwrap();
    !gone.iter().any(|gone| gone.rsplit('/').next() == Some(record))
}

fn assign(world: &World, plan: &Plan, organisation: &str, who: &[&str], records: &[String]) {
    let issuer = plan.idp.url();
    let mut words = vec!["assign", "--organisation", organisation, "--issuer", &issuer];
    words.extend(who);
    words.extend(records.iter().map(String::as_str));
    world.accord(&words);
}

/// No breaker and no second try, so that what is asked does not depend on the clock; and everybody's one issuer.
fn configure(world: &World, plan: &Plan) {
    let text = std::fs::read_to_string(world.config()).unwrap();
    let limits = format!(
        "limits = {{ cache_ttl_ms = {}, retry_budget_percent = 0, patience_ms = 18000, attempt_timeout_ms = 18000, \
         breaker = {{ failures = 1000000 }} }}\n",
        plan.cache_ttl_ms
    );
    let mut text = text.replace(&world.sandbox.idp.url(), &plan.idp.url());
    // A line of each partner that keeps a journal.
    for line in ["client_secret = \"demo-police\"\n", "ods_code = \"RT5\"\n", "area = \"leicester\"\n"] {
        assert!(text.contains(line), "{line}");
        text = text.replace(line, &format!("{line}{limits}"));
    }
    assert!(text.contains(&plan.idp.url()));
    std::fs::write(world.config(), text).unwrap();
}
