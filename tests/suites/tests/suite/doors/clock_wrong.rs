//! The first instant that is too late, and clocks that differ by little or that nobody saw.

use super::{caseload, open, says, strangers};
use crate::scenarios::{client, morning};
use crate::scene::police;

#[tokio::test(flavor = "multi_thread")]
async fn a_period_ends_before_its_last_instant_and_a_clock_that_trembles_does_not_lengthen_it() {
    let scene = morning(String::new()).await;
    let worker = client(&scene, "support-worker", "SUPPORT", &[]);
    let id = caseload(&worker).await[0].clone();
    says(&worker, &id, "PERMIT", "k", Some("2026-11-23T08:30:00Z")).await;
    for (clock, is_open) in [
        ("2026-11-23T08:00:00Z", true),
        ("2026-11-23T08:29:59.999999999Z", true),
        ("2026-11-23T08:30:00Z", false),
        // Back by a microsecond, a second, half a minute: another machine's clock, or one that was set right.
        ("2026-11-23T08:29:59.999999Z", false),
        ("2026-11-23T08:29:59Z", false),
        ("2026-11-23T08:29:30Z", false),
        ("2026-11-23T08:28:00Z", false),
        ("2026-11-23T08:00:00Z", false),
    ] {
        scene.world.set_clock(clock);
        assert_eq!(open(&worker, &id).await, (true, is_open), "at {clock}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_operator_ended_is_over_although_no_question_saw_that_hour() {
    let scene = morning(String::new()).await;
    let person = &strangers(&scene, 1)[0];
    let issuer = scene.world.sandbox.idp.url().to_owned();
    let words = ["assign", "--organisation", "safe-haven-llr", "--issuer", &issuer, "--subject", "support-worker"];
    let worker = client(&scene, "support-worker", "SUPPORT", &[]);
    let before = caseload(&worker).await.len();
    scene.world.accord(&[words.as_slice(), &[&police(person)]].concat());
    assert_eq!(caseload(&worker).await.len(), before + 1);
    scene.world.set_clock("2026-11-23T09:00:00Z");
    scene.world.accord(&[words.as_slice(), &["--end", &police(person)]].concat());
    scene.world.set_clock("2026-11-23T08:10:00Z");
    assert_eq!(caseload(&worker).await.len(), before, "ended is ended");
    scene.world.accord(&[words.as_slice(), &[&police(person)]].concat());
    assert_eq!(caseload(&worker).await.len(), before + 1, "and assigned again is assigned");
}

/// Two gateways over one database, one of them an hour behind.
#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_is_behind_shows_nothing_that_another_has_shut() {
    let scene = morning(String::new()).await;
    let worker = client(&scene, "support-worker", "SUPPORT", &[]);
    let id = caseload(&worker).await[0].clone();
    says(&worker, &id, "PERMIT", "k", Some("2026-11-23T08:30:00Z")).await;
    scene.world.set_clock("2026-11-23T09:00:00Z");
    let ahead = scene.world.serve();
    assert_eq!(open(&worker.at(&ahead), &id).await, (true, false));
    scene.world.set_clock("2026-11-23T08:05:00Z");
    for gateway in [&ahead, &scene.gateway] {
        assert_eq!(open(&worker.at(gateway), &id).await, (true, false));
    }
    // A refusal that was written down an hour ahead counts.
    says(&worker, &id, "PERMIT", "k2", None).await;
    assert_eq!(open(&worker, &id).await, (true, true));
    scene.world.set_clock("2026-11-23T09:00:00Z");
    says(&worker.at(&ahead), &id, "DENY", "k3", None).await;
    scene.world.set_clock("2026-11-23T08:05:00Z");
    assert_eq!(open(&worker, &id).await, (true, false));
}
