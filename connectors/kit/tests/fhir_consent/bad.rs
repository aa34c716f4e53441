//! What is wrong, foreign or made to hurt: nothing granted, nothing lost, each with a code and a place.

use accord_connector_kit::fhir_consent::read;
use accord_model::{Category, Purpose, SourceDirective};
use serde_json::{Value, json};

use crate::town::{HL7, Trust, actor, ask, consent, label, notes, reason, rule, sees};

fn said(consent: &Value) -> Vec<SourceDirective> {
    read(consent, &Trust).directives
}

/// It refuses everything to everybody, and nothing narrower outdoes it.
fn refuses_firmly(consent: &Value) -> bool {
    let all = said(consent);
    !all.is_empty() && all.iter().all(|one| !one.permit) && all.iter().any(|one| one.firm)
}

fn of(code: &str, provision: Value) -> Value {
    consent(json!({ "policyRule": rule(code), "provision": provision }))
}

fn seen(consent: &Value) -> bool {
    sees(consent, &ask("charity", Purpose::Care, Category::Health))
}

#[test]
fn a_consent_that_is_not_active_says_nothing() {
    for status in ["draft", "proposed", "rejected", "inactive", "entered-in-error"] {
        for says in ["permit", "deny"] {
            let mut consent = of("OPTIN", json!({ "type": says }));
            consent["status"] = json!(status);
            assert!(said(&consent).is_empty() && notes(&consent).is_empty(), "{status}");
        }
    }
    for status in [json!("in-progress"), json!(7), Value::Null] {
        let mut permit = of("OPTIN", json!({ "type": "permit" }));
        permit["status"] = status;
        assert!(said(&permit).is_empty());
        assert_eq!(notes(&permit), ["CONSENT_STATUS_UNKNOWN Consent.status"]);
        permit["provision"]["type"] = json!("deny");
        assert!(!said(&permit).is_empty(), "a refusal stays one");
    }
}

#[test]
fn about_something_else_it_says_nothing_and_about_nobody_knows_what_it_permits_nothing() {
    let scope = |code: &str| json!({ "coding": [{ "system": format!("{HL7}/consentscope"), "code": code }] });
    for (scope, refuses) in
        [(scope("research"), false), (scope("adr"), false), (scope("other"), true), (json!("x"), true)]
    {
        for says in ["permit", "deny"] {
            let mut consent = of("OPTOUT", json!({ "type": says }));
            consent["scope"] = scope.clone();
            assert!(!seen(&consent) && said(&consent).is_empty() != refuses, "{scope}");
            assert!(notes(&consent)[0].starts_with("CONSENT_SCOPE_"));
        }
    }
}

#[test]
fn a_period_that_ends_before_it_begins() {
    for (start, end) in
        [("2026-12-01", "2026-11-01"), ("2026-11-30", "2026-11-22T10:00:00Z"), ("2026-13", "2027"), ("x", "y")]
    {
        let period = json!({ "start": start, "end": end });
        let permit = of("OPTOUT", json!({ "type": "permit", "period": period }));
        assert!(!seen(&permit) && !notes(&permit).is_empty());
        let deny = of("OPTIN", json!({ "type": "deny", "period": period, "purpose": [reason("TREAT")] }));
        assert!(!seen(&deny), "a refusal of which nobody knows until when: for ever");
        assert!(sees(&deny, &ask("charity", Purpose::SafeguardAdult, Category::Health)), "and of what it names alone");
        assert!(notes(&deny)[0].starts_with("CONSENT_PERIOD_"), "{:?}", notes(&deny));
    }
}

/// R4 wants a zone where there is a time: without one nobody knows which instant it is, nor which day.
#[test]
fn a_time_without_a_zone_is_no_time() {
    for time in ["2026-11-22T21:40:07", "2026-11-22T21:40", "2026-11-22T21:40Z", "2026-11-22 21:40:07Z"] {
        for end in ["start", "end"] {
            let period = json!({ end: time });
            let permit = of("OPTOUT", json!({ "type": "permit", "period": period }));
            assert!(!seen(&permit), "{time}");
            assert_eq!(notes(&permit)[0], "CONSENT_PERIOD_UNREADABLE Consent.provision.period", "{time}");
            let deny = of("OPTIN", json!({ "type": "deny", "period": period }));
            let mut refusals = said(&deny).into_iter().filter(|one| !one.permit);
            assert!(!seen(&deny) && refusals.all(|one| one.firm && one.start.is_none() && one.end.is_none()));
        }
        let mut permit = of("OPTIN", json!({ "type": "permit" }));
        permit["dateTime"] = json!(time);
        assert!(said(&permit).is_empty() && notes(&permit) == ["CONSENT_PERIOD_UNREADABLE Consent.dateTime"], "{time}");
    }
}

#[test]
fn a_code_that_nobody_knows_opens_nothing_and_closes_everything() {
    for part in [
        json!({ "purpose": [{ "system": "urn:x", "code": "TREAT" }] }),
        json!({ "purpose": [reason("TREAT"), reason("NEW")] }),
        json!({ "securityLabel": [label("NEW")] }),
        json!({ "class": [{ "system": "http://hl7.org/fhir/resource-types", "code": "Spaceship" }] }),
        json!({ "code": [{ "text": "her knee" }] }),
        json!({ "action": [{ "coding": [{ "system": format!("{HL7}/consentaction"), "code": "sell" }] }] }),
        json!({ "actor": [actor("AUT", "Organization/council")] }),
        json!({ "actor": [actor("IRCP", "Organization/unheard-of")] }),
        json!({ "dataPeriod": { "start": "2020" } }),
        json!({ "modifierExtension": [{ "url": "urn:x", "valueBoolean": true }] }),
        json!({ "recipientOfTheFuture": true }),
    ] {
        let with = |says: &str| {
            let mut provision = json!({ "type": says });
            provision.as_object_mut().unwrap().extend(part.as_object().unwrap().clone());
            of(if says == "permit" { "OPTOUT" } else { "OPTIN" }, provision)
        };
        assert!(!seen(&with("permit")), "{part}");
        assert!(
            !seen(&with("deny")) && refuses_firmly(&with("deny")) == said(&with("deny")).iter().all(|one| !one.permit),
            "{part}"
        );
        assert!(!notes(&with("permit")).is_empty() && !notes(&with("deny")).is_empty());
    }
}

#[test]
fn clinical_codes_are_finer_than_categories() {
    let code = json!([{ "coding": [{ "system": "http://snomed.info/sct", "code": "52684005" }] }]);
    assert!(!seen(&of("OPTOUT", json!({ "type": "permit", "code": code }))));
    let deny = of("OPTIN", json!({ "type": "deny", "code": code }));
    assert!(!seen(&deny) && sees(&deny, &ask("charity", Purpose::Care, Category::Identity)));
}

#[test]
fn what_changes_the_meaning_of_the_whole_is_not_passed_over() {
    for (name, value) in [
        ("modifierExtension", json!([{ "url": "urn:x" }])),
        ("implicitRules", json!("urn:rules")),
        ("decision", json!("permit")),
    ] {
        let mut permit = of("OPTIN", json!({ "type": "permit" }));
        permit[name] = value.clone();
        assert!(!seen(&permit) && !notes(&permit).is_empty());
        let mut deny = of("OPTIN", json!({ "type": "deny", "purpose": [reason("PATRQT")] }));
        deny[name] = value;
        assert!(refuses_firmly(&deny));
    }
}

fn nested(levels: usize) -> Value {
    let mut inner = json!({ "type": if levels.is_multiple_of(2) { "permit" } else { "deny" } });
    for level in (0..levels).rev() {
        let says = if level.is_multiple_of(2) { "permit" } else { "deny" };
        inner = json!({ "type": says, "purpose": [reason("TREAT")], "provision": [inner] });
    }
    inner
}

#[test]
fn a_hundred_levels_are_not_followed() {
    let deep = of("OPTIN", nested(100));
    assert!(!seen(&deep));
    assert!(notes(&deep).iter().any(|note| note.starts_with("CONSENT_TOO_DEEP")));
    // A permit, and a refusal of the same inside: the refusal stands, however often it is taken back.
    assert!(!seen(&of("OPTIN", nested(2))));
}

#[test]
fn too_many_words_are_none() {
    let codes: Vec<Value> = ["SUPPORT", "CARE", "COMPLAINT", "REFERRAL", "STATISTICS", "SUBJECT_ACCESS"]
        .map(|code| json!({ "system": "accord:purpose", "code": code }))
        .into();
    let actions = json!([{ "coding": [{ "system": format!("{HL7}/consentaction"), "code": "access" }] }]);
    let one = json!({ "type": "deny", "purpose": codes, "action": actions, "actor": [actor("IRCP", "Organization/council")] });
    let many: Vec<Value> = (0..250).map(|_| one.clone()).collect();
    let consent = of("OPTIN", json!({ "type": "permit", "provision": many }));
    assert!(refuses_firmly(&consent) && said(&consent).len() == 1);
    assert_eq!(notes(&consent), ["CONSENT_TOO_LARGE Consent"]);
}

#[test]
fn references_in_a_circle_end() {
    let group = json!({ "resourceType": "Group", "id": "a", "member": [{ "entity": { "reference": "#a" } }] });
    let part = json!({ "resourceType": "Organization", "id": "b", "partOf": { "reference": "#b" } });
    let whole = json!({
        "resourceType": "Organization", "id": "c", "partOf": { "reference": "#b" },
        "identifier": [{ "system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "RT5" }],
    });
    let to = |name: &str| {
        let mut consent = of("OPTOUT", json!({ "type": "permit", "actor": [actor("IRCP", name)] }));
        consent["contained"] = json!([group, part, whole]);
        consent
    };
    let by_trust = ask("trust", Purpose::Care, Category::Health);
    for name in ["#a", "#b", "#nobody", "Consent/c1"] {
        assert!(!sees(&to(name), &by_trust));
        assert_eq!(notes(&to(name)), ["CONSENT_ACTOR_UNKNOWN Consent.provision.actor[0]"]);
    }
    assert!(sees(&to("#c"), &by_trust) && !seen(&to("#c")));
}

#[test]
fn an_exception_that_says_the_opposite_of_the_same_is_none() {
    let same = json!({ "type": "permit" });
    let all = of("OPTOUT", json!({ "type": "deny", "provision": [same] }));
    assert!(!seen(&all));
    assert!(notes(&all).contains(&"CONSENT_NOT_NARROWER Consent.provision.provision[0]".to_owned()));
}

#[test]
fn an_exception_in_time_alone_is_one() {
    let today = json!({ "type": "permit", "period": { "start": "2026-11-22", "end": "2026-11-22" } });
    let all = of("OPTOUT", json!({ "type": "deny", "provision": [today] }));
    assert!(seen(&all));
    let tomorrow = "2026-11-23T00:00:00Z".parse().unwrap();
    let mut asked = ask("charity", Purpose::Care, Category::Health);
    asked.at = tomorrow;
    assert!(!sees(&all, &asked));
}

#[test]
fn no_note_holds_what_was_said() {
    let secret = "Miriam-Ojukwu-0077";
    let consent = of(
        "OPTIN",
        json!({
            "type": secret, "purpose": [{ "system": secret, "code": secret }], secret: secret,
            "actor": [actor(secret, secret)], "period": { "start": secret },
            "data": [{ "meaning": secret, "reference": { "reference": secret } }],
            "securityLabel": [label(secret)], "provision": [secret, { "class": secret }],
        }),
    );
    let all = notes(&consent);
    assert!(all.len() > 6 && all.iter().all(|note| !note.contains(secret)), "{all:?}");
    assert!(refuses_firmly(&consent) || !seen(&consent));
}
