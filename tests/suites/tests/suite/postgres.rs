//! The main path where one machine is outgrown: PostgreSQL and Redis, and two gateways over them.

use accord_harness::{Client, Postgres, Redis, WorldOptions};
use serde_json::{Value, json};

use crate::scene::{CONSENT, Scene, consent};

/// A county on servers of its own, which end with it.
struct Servers {
    scene: Scene,
    redis: Redis,
    _postgres: Postgres,
}

impl Servers {
    async fn start() -> Self {
        let (postgres, redis) = (Postgres::start(), Redis::start());
        let options = WorldOptions {
            database_url: Some(postgres.url()),
            cache_url: Some(redis.url()),
            ..WorldOptions::default()
        };
        Self { scene: Scene::start(options).await, redis, _postgres: postgres }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn consent_opens_and_its_withdrawal_shuts() {
    crate::consent::opens_and_shuts(&Servers::start().await.scene).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deny_wins() {
    crate::consent::a_deny_wins(&Servers::start().await.scene).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmed_link_lets_consent_flow() {
    crate::links::confirmed_alone(&Servers::start().await.scene).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_survive_a_merge_and_a_split() {
    crate::links::merge_and_split(&Servers::start().await.scene).await;
}

const CASE: &str = "query($id: ID!) { victim(id: $id) { address { postcode } } }";

const WITHDRAW: &str = "mutation($input: WithdrawConsentInput!) { withdrawConsent(input: $input) { \
     userErrors { code } directive { withdrawnAt } } }";

async fn is_open(client: &Client, id: &Value) -> bool {
    client.data(CASE, json!({"id": id})).await["victim"]["address"]["postcode"].is_string()
}

async fn permit(client: &Client, id: &Value, key: &str) -> Value {
    let recorded = client.data(CONSENT, consent(id, key, "safe-haven-llr", &["LOCATION"])).await;
    assert_eq!(recorded["recordConsent"]["userErrors"], json!([]), "{recorded}");
    recorded["recordConsent"]["directive"]["id"].clone()
}

async fn withdraw(client: &Client, directive: &Value, key: &str) {
    let input = json!({"input": {"directive": directive, "idempotencyKey": key}});
    let done = client.data(WITHDRAW, input).await["withdrawConsent"].clone();
    assert!(done["directive"]["withdrawnAt"].is_string(), "{done}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_gateway_answers_is_in_force_at_the_other() {
    let Servers { scene, redis: _redis, _postgres } = Servers::start().await;
    let second = scene.world.serve();
    let one = scene.support_worker();
    let other = scene.world.client(&second, "support-worker", "SUPPORT");
    let id = scene.find(&one, scene.people()[0]).await["victim"]["id"].clone();
    assert!(!is_open(&other, &id).await);
    for round in 0..10 {
        let (here, there) = if round % 2 == 0 { (&one, &other) } else { (&other, &one) };
        let directive = permit(here, &id, &format!("yes-{round}")).await;
        assert!(is_open(there, &id).await, "round {round}: the other's next answer shows it");
        withdraw(there, &directive, &format!("no-{round}")).await;
        assert!(!is_open(here, &id).await, "round {round}: the other's next answer hides it");
    }
    assert!(scene.world.accord(&["audit", "verify"]).contains("The log holds"));
}

/// Answers that are under way while it is withdrawn may still show it, or be refused as stale; one that begins after the
/// withdrawal was answered shows nothing.
#[tokio::test(flavor = "multi_thread")]
async fn no_answer_that_begins_after_a_withdrawal_shows_more() {
    let Servers { scene, redis: _redis, _postgres } = Servers::start().await;
    let second = scene.world.serve();
    let one = scene.support_worker();
    let id = scene.find(&one, scene.people()[0]).await["victim"]["id"].clone();
    let (mut shown, mut asked) = (0, 0);
    for round in 0..5 {
        let directive = permit(&one, &id, &format!("yes-{round}")).await;
        let over = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        let mut readers = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let (over, id) = (over.clone(), id.clone());
            let reader = scene.world.client(&second, "support-worker", "SUPPORT");
            readers.spawn(async move {
                let mut seen = (0, 0, 0);
                for _ in 0..15 {
                    let after = over.load(std::sync::atomic::Ordering::SeqCst);
                    let answer = reader.ask(CASE, json!({"id": id})).await;
                    let open = answer.body()["data"]["victim"]["address"]["postcode"].is_string();
                    assert!(answer.status == 200 || answer.code() == "CONSENT_STALE", "{}", answer.body());
                    seen = (seen.0 + u32::from(open), seen.1 + u32::from(open && after), seen.2 + 1);
                }
                seen
            });
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        withdraw(&one, &directive, &format!("no-{round}")).await;
        over.store(true, std::sync::atomic::Ordering::SeqCst);
        while let Some(seen) = readers.join_next().await {
            let (open, open_after, all) = seen.unwrap();
            assert_eq!(open_after, 0, "round {round}");
            (shown, asked) = (shown + open, asked + all);
        }
    }
    assert!(shown > 0 && shown < asked, "{shown} of {asked}: before and after were both seen");
    let verified = scene.world.accord(&["audit", "verify"]);
    assert!(verified.contains("The log holds"), "one chain, whoever wrote it: {verified}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cache_is_shared_and_is_not_needed() {
    let Servers { scene, mut redis, _postgres } = Servers::start().await;
    let second = scene.world.serve();
    let one = scene.support_worker();
    let other = scene.world.client(&second, "support-worker", "SUPPORT");
    let query = "{ victims(first: 3) { nodes { dateOfBirth disclosure { gaps { cause } } } } }";
    scene.world.sandbox.police.clear_requests();
    let first = one.data(query, Value::Null).await;
    let asked = || scene.world.sandbox.police.requests().iter().filter(|r| r.path.ends_with("batchGet")).count();
    assert_eq!(asked(), 1);
    assert_eq!(other.data(query, Value::Null).await, first);
    assert_eq!(asked(), 1, "what one gateway has fetched the other need not fetch");
    redis.kill();
    for client in [&one, &other] {
        assert_eq!(client.data(query, Value::Null).await, first, "a cache that fails is a cache that misses");
    }
    assert!(asked() >= 2);
    redis.restart();
    assert_eq!(other.data(query, Value::Null).await, first);
}
