//! Two worlds side by side, asked the same.

use std::sync::Arc;
use std::time::Duration;

use accord_harness::{Answer, Client, Gateway, World, WorldOptions};
use accord_sandbox::{Edit, FaultKind, IdentityServer, Mint, Op, Persona, TruePerson};
use serde_json::{Value, json};

use super::book::{INCIDENTS, PEOPLE, at};
use super::calls::{self, Call, System, asked};
use super::plan::Plan;
use super::pool::Pool;
use super::reading::without_readings;
use crate::scene::{CONSENT, FIND, sought};

/// One world with its gateway, and the viewer in it.
pub(crate) struct Side {
    world: World,
    gateway: Gateway,
    viewer: Client,
    idp: Arc<IdentityServer>,
}

/// All that a viewer can see of an answer, and the calls that were made for her.
#[derive(Debug, PartialEq)]
pub(crate) struct Seen {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    pub(crate) calls: Vec<Call>,
}

impl Side {
    pub(crate) async fn start(plan: &Plan, edits: Vec<Edit>) -> Self {
        let more = "[patience]\nfinds_per_hour = 1000000\npatience_ms = 20000\ndeadline_ms = 60000\n".to_owned();
        let gone = edits.iter().filter(|e| e.op == Op::Erase).map(|e| e.record.clone()).collect::<Vec<_>>();
        let options =
            WorldOptions { people: Some(PEOPLE), incidents: Some(INCIDENTS), edits, more, ..WorldOptions::default() };
        let world = World::start(options).await;
        configure(&world, plan);
        world.accord(&["sync"]);
        let county = plan.people.iter().enumerate().map(|(number, p)| (number, format!("county/{}", at(p, "county"))));
        for (number, other) in county.chain(plan.linked.iter().cloned()) {
            let (_, record) = other.split_once('/').unwrap();
            if !gone.iter().any(|gone| gone.rsplit('/').next() == Some(record)) {
                let police = format!("police/{}", at(&plan.people[number], "police"));
                world.accord(&["links", "confirm", &police, &other]);
            }
        }
        let records: Vec<String> = plan.people.iter().map(|p| format!("police/{}", at(p, "police"))).collect();
        if plan.persona == "victim" {
            assign(&world, plan, "public", &["--subject", "victim", "--own"], &records[..1]);
        } else {
            assign(&world, plan, plan.organisation, &["--subject", plan.persona], &records);
        }
        if plan.words.iter().any(|word| word.by == "support-worker") {
            assign(&world, plan, "safe-haven-llr", &["--subject", "support-worker"], &records);
        }
        let gateway = world.serve();
        let viewer = client(&gateway, &plan.idp, plan.persona, plan.purpose);
        let side = Self { world, gateway, viewer, idp: Arc::clone(&plan.idp) };
        side.write_down(plan).await;
        side
    }

    fn client(&self, persona: &str, purpose: &str) -> Client {
        client(&self.gateway, &self.idp, persona, purpose)
    }

    /// What people say about sharing before the questions begin.
    async fn write_down(&self, plan: &Plan) {
        for (number, word) in plan.words.iter().enumerate() {
            let worker = self.client(word.by, "SUPPORT");
            let found = worker.data(FIND, json!({"input": sought(&plan.people[word.person])})).await;
            let categories: Vec<&str> = word.categories.split(", ").collect();
            let key = format!("word {number}");
            let input =
                crate::scene::consent(&found["findVictim"]["victim"]["id"], &key, word.organisation, &categories);
            let recorded = worker.data(CONSENT, input).await;
            assert_eq!(recorded["recordConsent"]["userErrors"], json!([]));
        }
    }

    /// Another user of the viewer's organisation, whom it gives the ids of these people to.
    async fn ids_of_a_colleague(&self, plan: &Plan, people: &[TruePerson]) -> Vec<String> {
        let claims = json!({"sub": "colleague"}).as_object().unwrap().clone().into_iter().collect();
        let mint = Mint { persona: Some(plan.persona.to_owned()), claims, ..Mint::default() };
        let token = self.idp.mint(&mint).unwrap();
        let colleague = Client::new(&self.gateway.url, &token, plan.purpose);
        let mut ids = Vec::new();
        for person in people {
            let found = colleague.data(FIND, json!({"input": sought(person)})).await;
            ids.extend(found["findVictim"]["victim"]["id"].as_str().map(str::to_owned));
        }
        ids
    }

    async fn ids_of_another_organisation(&self, persona: &str) -> Vec<String> {
        let (persona, purpose) = match persona {
            "hate-crime-officer" => ("community-safety-officer", "SUPPORT"),
            _ => ("hate-crime-officer", "CRIME_INVESTIGATION"),
        };
        let other = self.client(persona, purpose);
        let query = "{ incidents(first: 5) { nodes { id } } referrals(first: 5) { nodes { id } } }";
        let seen = other.data(query, Value::Null).await;
        let nodes = ["incidents", "referrals"].into_iter().flat_map(|list| seen[list]["nodes"].as_array().unwrap());
        nodes.filter_map(|n| n["id"].as_str()).map(str::to_owned).collect()
    }

    /// What the viewer starts with: ids of her people, ids that are not hers, ids of whom she may not know.
    pub(crate) async fn pool(&self, plan: &Plan, gone: &[TruePerson]) -> Pool {
        let mut pool = Pool { foreign: self.ids_of_another_organisation(plan.persona).await, ..Pool::default() };
        if plan.persona != "victim" {
            pool.hidden = self.ids_of_a_colleague(plan, gone).await;
            for person in &plan.people[plan.people.len() - plan.pristine..] {
                let found = self.viewer.data(FIND, json!({"input": sought(person)})).await;
                pool.pristine.push(found["findVictim"]["victim"]["id"].as_str().unwrap().to_owned());
            }
        }
        pool
    }

    pub(crate) fn fault(&self, order: Option<(System, FaultKind)>) {
        calls::fail(&self.world.sandbox, order);
    }

    /// Asks as the viewer, for this purpose or as somebody who may see nothing about a person.
    pub(crate) async fn ask(&self, purpose: &str, query: &str) -> Seen {
        let client = match purpose {
            "STATISTICS" => self.client("media-contact", "STATISTICS"),
            other => self.viewer.purpose(other),
        };
        calls::forget(&self.world.sandbox);
        let answer = client.ask(query, Value::Null).await;
        let calls = calls::made(&self.world.sandbox);
        let Answer { status, headers, bytes } = answer;
        let mut headers: Vec<(String, String)> = headers
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "date" | "x-request-id"))
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
            .collect();
        headers.sort();
        let whole = String::from_utf8_lossy(&bytes).into_owned();
        let body = without_readings(&whole);
        // Blanked instants may have had more digits or fewer.
        headers.retain(|(name, _)| name != "content-length" || body == whole);
        Seen { status, headers, body, calls }
    }
}

fn client(gateway: &Gateway, idp: &IdentityServer, persona: &str, purpose: &str) -> Client {
    Client::new(&gateway.url, &idp.token(Persona::named(persona).unwrap()).unwrap(), purpose)
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

/// What differs, in words; nothing where nothing does. Which records were asked for, and which fields of each, must be
/// the same. So must the number of calls where one root is asked for and nothing is kept (`count`); it may depend on how
/// busy the machine is, and is said by the third try.
pub(crate) async fn differs(a: &Side, b: &Side, purpose: &str, query: &str, count: bool) -> (Seen, Option<String>) {
    let mut tries = 0;
    loop {
        let (seen, other) = tokio::join!(a.ask(purpose, query), b.ask(purpose, query));
        let same_answer = (seen.status, &seen.headers, &seen.body) == (other.status, &other.headers, &other.body);
        if !same_answer || asked(&seen.calls) != asked(&other.calls) {
            let told = told(&seen, &other);
            return (seen, Some(told));
        }
        tries += 1;
        if !count || seen.calls.len() == other.calls.len() {
            return (seen, None);
        }
        if tries == 3 {
            let told = told(&seen, &other);
            return (seen, Some(told));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn told(a: &Seen, b: &Seen) -> String {
    if a.status != b.status {
        return format!("status {} and {}", a.status, b.status);
    }
    if a.body != b.body {
        let from = a.body.bytes().zip(b.body.bytes()).take_while(|(a, b)| a == b).count();
        let around = |text: &str| {
            String::from_utf8_lossy(text.as_bytes().get(from.saturating_sub(80)..).unwrap_or_default())
                .chars()
                .take(200)
                .collect::<String>()
        };
        return format!("bodies at byte {from}:\n  A ...{}\n  B ...{}", around(&a.body), around(&b.body));
    }
    if a.headers != b.headers {
        return format!("headers\n  A {:?}\n  B {:?}", a.headers, b.headers);
    }
    format!("calls\n  A {:?}\n  B {:?}", a.calls, b.calls)
}
