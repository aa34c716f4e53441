//! Two worlds side by side, asked the same.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use accord_harness::{Answer, Client, Gateway, World};
use accord_sandbox::{FaultKind, IdentityServer, Mint, TruePerson};
use serde_json::{Map, Value, json};

use super::book::at;
use super::calls::{self, Call, System, asked};
use super::leak::{self, Tamper};
use super::plan::Plan;
use super::pool::Pool;
use super::reading::{without_readings, without_the_trust};
use crate::scene::{FIND, sought};

/// One world with its gateway, and the viewer in it.
pub(crate) struct Side {
    pub(super) world: World,
    pub(super) gateway: Gateway,
    pub(super) viewer: Client,
    pub(super) idp: Arc<IdentityServer>,
    /// When both gateways' clocks began.
    pub(super) clock: String,
    /// Whose officers ask beside the viewer.
    pub(super) organisation: &'static str,
    /// What is not there in this world and is in the other.
    pub(super) gone: Vec<String>,
    /// Who asks each question first, and for what.
    pub(super) before: Option<(&'static str, &'static str)>,
    pub(super) planted: Option<Planted>,
    pub(super) asked: Asked,
}

/// What of the calls belongs to what is seen.
pub(crate) enum Asked {
    /// Those that were made for the question.
    Compared,
    /// Where answers are kept: what was asked for since the first question.
    SoFar(Mutex<BTreeSet<Call>>),
    /// Nothing.
    Ignored,
}

/// A leak in this world.
pub(crate) enum Planted {
    /// In what is seen of answers.
    Tamper(Tamper),
    /// The first id of each answer is this one.
    Id(String),
    /// The viewer gets what was kept of the answer to whoever asked before her.
    Kept,
}

/// All that a viewer can see of an answer, and the calls that were made for her.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Seen {
    /// What she asked for.
    pub(crate) purpose: String,
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    pub(crate) calls: Vec<Call>,
}

impl Side {
    pub(super) fn client(&self, persona: &str, purpose: &str) -> Client {
        client(&self.gateway, &self.idp, &self.clock, (persona, purpose), &[])
    }

    /// Who asks for this: the viewer; for figures, somebody who may see nothing about a person; and the officers of her
    /// organisation who answer for it.
    fn asker(&self, purpose: &str) -> Client {
        let ours = [("organisation", json!(self.organisation))];
        let officer = |who| client(&self.gateway, &self.idp, &self.clock, who, &ours);
        match purpose {
            "STATISTICS" => self.client("media-contact", "STATISTICS"),
            "COMPLAINT" => officer(("data-protection-officer", "COMPLAINT")),
            AUTHORISE => officer(("authorising-officer", "CRIME_INVESTIGATION")),
            other => self.viewer.purpose(other),
        }
    }

    /// Another user of the viewer's organisation, whom it gives the ids of these people to, and of what is known about them.
    async fn ids_of_a_colleague(&self, plan: &Plan, people: &[TruePerson]) -> Vec<String> {
        let who = (plan.persona, plan.purpose);
        let colleague = client(&self.gateway, &self.idp, &self.clock, who, &[("sub", json!("colleague"))]);
        for person in people {
            colleague.data(FIND, json!({"input": sought(person)})).await;
        }
        let all = "{ victims(first: 100) { nodes { id \
             incidents(first: 5, filter: { includeCandidates: true }) { nodes { id } } \
             referrals(first: 5) { nodes { id } } } } }";
        let mut pool = Pool::default();
        if !people.is_empty() {
            pool.learn(&colleague.data(all, Value::Null).await);
        }
        [pool.victims, pool.incidents, pool.referrals].concat()
    }

    /// The viewer's ids of those whom a record joins that she may not know of.
    async fn ids_of_the_bridged(&self, plan: &Plan) -> Vec<String> {
        let all = "{ victims(first: 100) { nodes { id records { source { reference } } } } }";
        let all = self.viewer.data(all, Value::Null).await;
        let nodes = all["victims"]["nodes"].as_array().unwrap();
        let bridged: Vec<String> = plan.bridged.iter().map(|number| at(&plan.people[*number], "police")).collect();
        let is_one = |node: &&Value| {
            let mut records = node["records"].as_array().unwrap().iter();
            records.any(|one| bridged.iter().any(|record| one["source"]["reference"] == **record))
        };
        let ids: Vec<String> = nodes.iter().filter(is_one).map(|n| n["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(ids.len(), bridged.len());
        ids
    }

    /// What another organisation gets for what it may see: ids and cursors.
    async fn of_another_organisation(&self, persona: &str) -> Pool {
        let (persona, purpose) = match persona {
            "hate-crime-officer" => ("community-safety-officer", "SUPPORT"),
            _ => ("hate-crime-officer", "CRIME_INVESTIGATION"),
        };
        let other = self.client(persona, purpose);
        let query = "{ incidents(first: 100) { nodes { id } pageInfo { endCursor } } \
             referrals(first: 100) { nodes { id } pageInfo { endCursor } } }";
        let mut pool = Pool::default();
        pool.learn(&other.data(query, Value::Null).await);
        pool
    }

    /// What the viewer starts with: ids of her people, ids that are not hers, ids of whom she may not know.
    pub(crate) async fn pool(&self, plan: &Plan, gone: &[TruePerson]) -> Pool {
        let other = self.of_another_organisation(plan.persona).await;
        let mut pool = Pool {
            foreign: [other.incidents, other.referrals].concat(),
            foreign_cursors: other.cursors,
            instants: plan.instants.clone(),
            ..Pool::default()
        };
        pool.bridged = self.ids_of_the_bridged(plan).await;
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
        let client = self.asker(purpose);
        let kept = match self.before {
            Some((persona, purpose)) if !query.starts_with("mutation") => {
                Some(self.client(persona, purpose).ask(query, Value::Null).await)
            }
            _ => None,
        };
        calls::forget(&self.world.sandbox);
        let answer = client.ask(query, Value::Null).await;
        let calls = match &self.asked {
            Asked::Compared => calls::made(&self.world.sandbox),
            Asked::SoFar(all) => calls::so_far(&mut all.lock().unwrap(), &calls::made(&self.world.sandbox)),
            Asked::Ignored => Vec::new(),
        };
        let Answer { status, headers, bytes } = match (&self.planted, kept) {
            (Some(Planted::Kept), Some(kept)) => kept,
            _ => answer,
        };
        let mut headers: Vec<(String, String)> = headers
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "date" | "x-request-id"))
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
            .collect();
        headers.sort();
        let whole = String::from_utf8_lossy(&bytes).into_owned();
        let body = without_the_trust(&without_readings(&whole));
        // Blanked instants may have had more digits or fewer.
        headers.retain(|(name, _)| name != "content-length" || body == whole);
        let mut seen = Seen { purpose: purpose.to_owned(), status, headers, body, calls };
        match &self.planted {
            Some(Planted::Tamper(tamper)) => drop(tamper(query, &mut seen)),
            Some(Planted::Id(id)) => drop(leak::id(id, &mut seen)),
            Some(Planted::Kept) | None => {}
        }
        seen
    }
}

/// What the authorising officer of the viewer's organisation asks for, told from the viewer's own purposes.
pub(crate) const AUTHORISE: &str = "AUTHORISE";

/// Somebody with a token that the worlds' clock believes in, with other claims where some are named.
pub(super) fn client(
    gateway: &Gateway,
    idp: &IdentityServer,
    clock: &str,
    (persona, purpose): (&str, &str),
    claims: &[(&str, Value)],
) -> Client {
    let began = clock.parse::<jiff::Timestamp>().unwrap().as_second();
    let mut all = Map::from_iter([
        ("nbf".to_owned(), Value::Null),
        ("iat".to_owned(), json!(began)),
        ("exp".to_owned(), json!(began + 7_200)),
    ]);
    all.extend(claims.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    let mint = Mint { persona: Some(persona.to_owned()), claims: all, ..Mint::default() };
    Client::new(&gateway.url, &idp.mint(&mint).unwrap(), purpose)
}

/// What differs, in words; nothing where nothing does. Which records were asked for, and which fields of each, must be
/// the same. So must the number of calls where one root is asked for and nothing is kept (`count`); it may depend on how
/// busy the machine is, and is said by the third try.
pub(crate) async fn differs(a: &Side, b: &Side, purpose: &str, query: &str, count: bool) -> (Seen, Option<String>) {
    let mut tries = 0;
    loop {
        let (seen, other) = tokio::join!(a.ask(purpose, query), b.ask(purpose, query));
        let told = apart(&seen, &other, false);
        tries += 1;
        // With how many calls, too.
        if told.is_some() || !count || seen.calls.len() == other.calls.len() {
            return (seen, told);
        }
        if tries == 3 {
            let told = apart(&seen, &other, true);
            return (seen, told);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// What is different of two answers and of the calls that were made for them; of how many there were where they are counted.
pub(crate) fn apart(a: &Seen, b: &Seen, count: bool) -> Option<String> {
    let same_answer = (a.status, &a.headers, &a.body) == (b.status, &b.headers, &b.body);
    let same_calls = asked(&a.calls) == asked(&b.calls) && (!count || a.calls.len() == b.calls.len());
    (!same_answer || !same_calls).then(|| told(a, b))
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
