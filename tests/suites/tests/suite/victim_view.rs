//! The victim's own view: who has seen what of her, what an exemption delays, a log that is quiet.

use accord_harness::Client;
use accord_sandbox::{Delivery, Edit, Target};
use serde_json::{Value, json};

use crate::scene::{Scene, county, police};

const LOG: &str = "query($first: Int!, $after: String) { victims(first: 3) { nodes { accessLog(first: $first, after: $after) { \
     pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { at organisation { id } role \
     purpose basis categories } } } } } }";

const QUIET: &str = "mutation($input: SetQuietLogInput!) { setQuietLog(input: $input) { userErrors { code } } }";

/// The person signs in for herself, by a route outside every partner.
pub(crate) fn herself(scene: &Scene) -> Client {
    let issuer = scene.world.sandbox.idp.url().to_owned();
    let record = police(scene.people()[0]);
    let words = ["assign", "--organisation", "public", "--issuer", &issuer, "--subject", "victim", "--own", &record];
    scene.world.accord(&words);
    scene.client("victim", "SUBJECT_ACCESS")
}

async fn page(client: &Client, first: usize, after: Option<&str>) -> Value {
    let data = client.data(LOG, json!({"first": first, "after": after})).await;
    data["victims"]["nodes"][0]["accessLog"].clone()
}

fn edges(page: &Value) -> Vec<Value> {
    page["edges"].as_array().unwrap().clone()
}

/// Who else looks at her: the charity's worker three times, the police twice.
async fn looked_at(scene: &Scene) {
    let query = "{ victims(first: 100) { nodes { name { text } dateOfBirth } } }";
    for _ in 0..3 {
        scene.support_worker().data(query, Value::Null).await;
    }
    let officer = scene.officer();
    scene.find(&officer, scene.people()[0]).await;
    officer.data(query, Value::Null).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn she_reads_who_has_seen_what_page_by_page() {
    let scene = Scene::plain().await;
    let victim = herself(&scene);
    assert_eq!(edges(&page(&victim, 20, None).await), Vec::<Value>::new(), "what she reads herself is not in it");
    looked_at(&scene).await;
    let whole = page(&victim, 100, None).await;
    let all = edges(&whole);
    let who = |organisation: &str| all.iter().filter(|edge| edge["node"]["organisation"]["id"] == organisation).count();
    assert!(who("safe-haven-llr") >= 3 && who("leicestershire-police") >= 2, "{whole}");
    assert_eq!(who("public"), 0);
    let worker = all.iter().find(|edge| edge["node"]["organisation"]["id"] == "safe-haven-llr").unwrap();
    assert_eq!((&worker["node"]["role"], &worker["node"]["purpose"]), (&json!("SUPPORT_WORKER"), &json!("SUPPORT")));
    assert!(worker["node"]["categories"].as_array().unwrap().contains(&json!("IDENTITY")), "{worker}");
    let times: Vec<&str> = all.iter().map(|edge| edge["node"]["at"].as_str().unwrap()).collect();
    assert!(times.windows(2).all(|pair| pair[0] >= pair[1]), "{times:?}");
    // One by one, over as many pages as there are rows.
    let (mut walked, mut after) = (Vec::new(), None);
    loop {
        let one = page(&victim, 1, after.as_deref()).await;
        assert_eq!(one["pageInfo"]["hasPreviousPage"], after.is_some());
        walked.extend(edges(&one));
        if one["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = one["pageInfo"]["endCursor"].as_str().map(str::to_owned);
    }
    assert_eq!(walked, all);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_reads_her_log() {
    let scene = Scene::plain().await;
    let (victim, worker) = (herself(&scene), scene.support_worker());
    let foreign = page(&victim, 1, None).await;
    looked_at(&scene).await;
    assert_eq!(foreign["edges"], json!([]));
    for (first, after) in [(20, None), (0, None), (20, Some("no cursor"))] {
        let seen = worker.data(LOG, json!({"first": first, "after": after})).await;
        let nodes = seen["victims"]["nodes"].as_array().unwrap();
        assert!(nodes.len() == 3 && nodes.iter().all(|one| one["accessLog"] == Value::Null), "{seen}");
    }
    let refused = victim.ask(LOG, json!({"first": 20, "after": "no cursor"})).await;
    assert_eq!(refused.code(), "INVALID_CURSOR");
    let refused = worker.data(QUIET, json!({"input": {"quiet": true, "idempotencyKey": "k"}})).await;
    assert_eq!(refused["setQuietLog"]["userErrors"][0]["code"], "NOT_ALLOWED");
    // That she read it is in the log, under her own purpose.
    let rows = scene.world.tables()["ledger_row"].clone();
    let reads: Vec<_> = rows.iter().filter(|row| row["activity"] == "READ_ACCESS_LOG").collect();
    assert!(!reads.is_empty() && reads.iter().all(|row| row["purpose"] == "SUBJECT_ACCESS" && row["role"] == "VICTIM"));
}

/// Rows, pages and cursors are those of a log without the police's rows, until the order ends.
#[tokio::test(flavor = "multi_thread")]
async fn an_exemption_delays_rows_and_leaves_no_gap() {
    let scene = Scene::plain().await;
    let victim = herself(&scene);
    looked_at(&scene).await;
    let all = edges(&page(&victim, 100, None).await);
    let others: Vec<Value> =
        all.iter().filter(|edge| edge["node"]["organisation"]["id"] != "leicestershire-police").cloned().collect();
    assert!(others.len() < all.len() && !others.is_empty());
    let record = police(scene.people()[0]);
    let grant = |until: &str| {
        let ground = "DPA 2018 s.44(4)(b)";
        let words = [
            "exemption",
            "grant",
            &record,
            "--organisation",
            "leicestershire-police",
            "--until",
            until,
            "--ground",
            ground,
        ];
        scene.world.command(&words).output().unwrap()
    };
    let order = grant(&minutes_from_now(60));
    assert!(order.status.success(), "{}", String::from_utf8_lossy(&order.stderr));
    let order = String::from_utf8(order.stdout).unwrap().trim().to_owned();
    let under = page(&victim, 100, None).await;
    assert_eq!(edges(&under), others, "the cursors too");
    let first = page(&victim, others.len(), None).await;
    assert_eq!((edges(&first), &first["pageInfo"]["hasNextPage"]), (others.clone(), &json!(false)));
    let listed = scene.world.accord(&["exemption", "list"]);
    assert!(listed.contains("IN_FORCE") && listed.contains(&order) && !listed.contains("per-"), "{listed}");
    // Too long is no order.
    let long = grant(&minutes_from_now(91 * 24 * 60));
    assert!(!long.status.success() && String::from_utf8_lossy(&long.stderr).contains("EXEMPTION_TOO_LONG"));
    let ended = scene.world.accord(&["exemption", "end", &order]);
    assert_eq!(ended, "Ended.\n");
    assert_eq!(edges(&page(&victim, 100, None).await), all);
    let rows = scene.world.tables()["ledger_row"].clone();
    let noted = |what: &str| rows.iter().any(|row| row["activity"] == format!("{what} {order}"));
    assert!(noted("EXEMPTION_GRANTED") && noted("EXEMPTION_ENDED"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quiet_log_has_the_bytes_of_an_empty_one() {
    let scene = Scene::plain().await;
    let victim = herself(&scene);
    let ask = || async { victim.ask(LOG, json!({"first": 20, "after": null})).await.bytes };
    let empty = ask().await;
    looked_at(&scene).await;
    let full = ask().await;
    assert_ne!(full, empty);
    let say = |quiet: bool, key: &str| {
        let input = json!({"input": {"quiet": quiet, "idempotencyKey": key}});
        let victim = victim.clone();
        async move { victim.data(QUIET, input).await["setQuietLog"].clone() }
    };
    assert_eq!(say(true, "hush").await, json!({"userErrors": []}));
    assert_eq!(ask().await, empty);
    assert_eq!(say(false, "hush").await["userErrors"][0]["code"], "IDEMPOTENCY_KEY_REUSED");
    assert_eq!(say(false, "again").await, json!({"userErrors": []}));
    assert_eq!(ask().await, full);
}

/// RFC 3339, so many minutes from now.
fn minutes_from_now(minutes: i64) -> String {
    (jiff::Timestamp::now() + jiff::SignedDuration::from_mins(minutes)).to_string()
}

/// What she erased at her partners, the log forgets when it is told to; what is still held stays in it.
#[tokio::test(flavor = "multi_thread")]
async fn the_log_forgets_whom_no_partner_holds() {
    let scene = Scene::plain().await;
    looked_at(&scene).await;
    let record = county(scene.people()[0]);
    let forget = |record: &str| {
        let words = ["audit", "forget", "--organisation", "county-hate-incident-monitoring-project", record];
        scene.world.command(&words).output().unwrap()
    };
    let still = forget(&record);
    let said = String::from_utf8_lossy(&still.stderr).into_owned();
    assert!(!still.status.success() && said.contains("STILL_HELD"), "{said}");
    let names = || scene.world.tables()["pseudonym"].len();
    let before = names();
    assert!(scene.world.sandbox.edit(&Edit::erase(Target::County, record.strip_prefix("county/").unwrap())));
    scene.world.sandbox.county.deliver(Delivery::Full).unwrap();
    scene.world.accord(&["sync"]);
    assert_eq!(
        scene.world.accord(&["audit", "forget", "--organisation", "county-hate-incident-monitoring-project", &record]),
        "Forgotten: 1, of 1 records\n"
    );
    assert_eq!(names(), before - 1);
    assert!(scene.world.tables()["ledger_row"].iter().any(|row| row["activity"] == "PSEUDONYM_DESTROYED"));
    assert!(scene.world.command(&["audit", "verify"]).output().unwrap().status.success(), "the chain holds");
}
