//! The patterns of IHE's Privacy Consent on FHIR (PCF 1.1), in our own words: one policy text, a first provision with its
//! type, recipients (`IRCP`), purposes of use; exceptions one level down.

use accord_model::{Category, Purpose};
use serde_json::{Value, json};

use crate::town::{Asked, KNOWN_POLICY, actor, ask, consent, encounter, label, notes, reason, sees};

fn pcf(provision: Value) -> Value {
    consent(json!({
        "performer": [{ "reference": "Patient/p1" }],
        "policy": [{ "uri": KNOWN_POLICY }],
        "provision": provision,
    }))
}

/// Treatment, payment, operations.
fn tpo() -> Value {
    json!([reason("TREAT"), reason("HPAYMT"), reason("HOPERAT")])
}

fn care(category: Category) -> Asked {
    ask("charity", Purpose::Care, category)
}

#[test]
fn basic_treat_permits_care_and_nothing_that_is_not_care() {
    let treat = pcf(json!({ "type": "permit", "purpose": tpo() }));
    assert!(sees(&treat, &care(Category::Health)) && sees(&treat, &care(Category::Identity)));
    for purpose in [Purpose::Support, Purpose::CrimeInvestigation, Purpose::Statistics, Purpose::BreakGlass] {
        assert!(!sees(&treat, &ask("charity", purpose, Category::Health)), "{purpose}");
    }
    assert!(!sees(&treat, &care(Category::GenderHistory)), "what names nothing does not name gender history");
    assert_eq!(notes(&treat), ["CONSENT_CODE_AMBIGUOUS Consent.provision.purpose[2]"]);
    let mut elsewhere = care(Category::Health);
    elsewhere.owner = "police";
    assert!(!sees(&treat, &elsewhere), "a trust's consent opens what the trust holds");
}

/// On paper, signed with ink: where the paper lies decides nothing.
#[test]
fn basic_ink_is_read_as_basic_treat_is() {
    let mut ink = pcf(json!({ "type": "permit", "purpose": tpo() }));
    ink.as_object_mut().unwrap().remove("sourceAttachment");
    ink["sourceReference"] = json!({ "reference": "DocumentReference/ink" });
    assert!(sees(&ink, &care(Category::Health)) && !sees(&ink, &ask("charity", Purpose::Support, Category::Health)));
}

#[test]
fn basic_treat_of_an_infant_is_her_mothers_word() {
    let by = |performer: Value| {
        let mut infant = pcf(json!({ "type": "permit", "purpose": tpo() }));
        infant["performer"] = json!([performer]);
        assert!(sees(&infant, &care(Category::Health)));
        accord_connector_kit::fhir_consent::read(&infant, &crate::town::Trust).directives[0].by
    };
    assert_eq!(by(json!({ "reference": "Patient/p1" })), "SELF");
    assert_eq!(by(json!({ "reference": "Patient/mother" })), "RELATED_PERSON");
    assert_eq!(by(json!({ "reference": "RelatedPerson/mother" })), "RELATED_PERSON");
    assert_eq!(by(json!({ "type": "Patient" })), "SELF", "as our own exports say it");
}

#[test]
fn basic_research_is_finer_than_statistics() {
    let research = pcf(json!({ "type": "permit", "purpose": [reason("HRESCH")] }));
    for purpose in [Purpose::Statistics, Purpose::Care] {
        assert!(!sees(&research, &ask("charity", purpose, Category::Health)), "{purpose}");
    }
    assert_eq!(notes(&research), ["CONSENT_CODE_AMBIGUOUS Consent.provision.purpose[0]"]);
}

#[test]
fn a_policy_that_nobody_knows_opens_nothing() {
    let mut treat = pcf(json!({ "type": "permit", "purpose": tpo() }));
    treat["policy"][0]["uri"] = json!("http://example.org/policies/base.txt");
    assert!(!sees(&treat, &care(Category::Health)));
    assert!(notes(&treat).contains(&"CONSENT_POLICY_UNKNOWN Consent.policy[0]".to_owned()));
}

#[test]
fn basic_reject_refuses_what_it_names_and_all_that_stands_below() {
    let reject = pcf(json!({ "type": "deny", "purpose": tpo() }));
    let with = |purpose| {
        let mut both =
            crate::town::directives(&accord_connector_kit::fhir_consent::read(&reject, &crate::town::Trust).directives);
        let everything = consent(json!({ "policyRule": crate::town::rule("OPTIN") }));
        both.extend(crate::town::directives(
            &accord_connector_kit::fhir_consent::read(&everything, &crate::town::Trust).directives,
        ));
        crate::town::answers(&both, &ask("charity", purpose, Category::Health))
    };
    for purpose in [Purpose::Care, Purpose::Support, Purpose::Complaint, Purpose::CrimeInvestigation] {
        assert!(!with(purpose), "{purpose}");
    }
    assert!(with(Purpose::SafeguardAdult), "which it does not name, and another consent permits");
}

#[test]
fn an_expired_consent_permits_nothing_any_more() {
    let expired = |end: &str| pcf(json!({ "type": "permit", "purpose": tpo(), "period": { "end": end } }));
    assert!(!sees(&expired("2022-12-31"), &care(Category::Health)));
    assert!(sees(&expired("2026-11-22"), &care(Category::Health)), "its last day is a day of it");
    assert!(!sees(&expired("2026-11-21"), &care(Category::Health)));
}

#[test]
fn intermediate_timeframes_of_data_are_not_known_here() {
    let timeframe = json!({ "start": "2022-01", "end": "2022-12" });
    let within = pcf(json!({ "type": "permit", "purpose": tpo(), "dataPeriod": timeframe }));
    assert!(!sees(&within, &care(Category::Health)), "a permit of a part that cannot be cut out");
    let but =
        pcf(json!({ "type": "permit", "purpose": tpo(), "provision": [{ "type": "deny", "dataPeriod": timeframe }] }));
    assert!(!sees(&but, &care(Category::Health)), "a refusal of a part that cannot be cut out");
    assert!(notes(&but).contains(&"CONSENT_DATA_PERIOD Consent.provision.provision[0].dataPeriod".to_owned()));
}

#[test]
fn intermediate_authors_are_not_known_here() {
    let data = json!([{ "meaning": "authoredby", "reference": { "reference": "Practitioner/p" } }]);
    for provision in [
        json!({ "type": "permit", "purpose": tpo(), "data": data }),
        json!({ "type": "permit", "purpose": tpo(), "provision": [{ "type": "deny", "data": data }] }),
    ] {
        let authored = pcf(provision);
        assert!(!sees(&authored, &care(Category::Health)));
        assert!(notes(&authored).iter().any(|note| note.starts_with("CONSENT_DATA_UNKNOWN")));
    }
}

#[test]
fn intermediate_data_by_id_and_its_encounter() {
    let of = |says: &str, meaning: &str| {
        let data = json!([{ "meaning": meaning, "reference": { "reference": "Encounter/7" } }]);
        if says == "permit" {
            pcf(json!({ "type": "permit", "purpose": tpo(), "data": data }))
        } else {
            pcf(json!({ "type": "permit", "purpose": tpo(), "provision": [{ "type": "deny", "data": data }] }))
        }
    };
    let seventh = Asked { record: encounter("7"), ..care(Category::Health) };
    let other = care(Category::Health);
    for (says, meaning, its, others) in [
        ("permit", "instance", true, false),
        // What hangs together with it is more, and not known: it alone is opened.
        ("permit", "related", true, false),
        ("deny", "instance", false, true),
        ("deny", "related", false, false),
    ] {
        let consent = of(says, meaning);
        assert_eq!((sees(&consent, &seventh), sees(&consent, &other)), (its, others), "{says} {meaning}");
    }
}

/// An encounter and five observations; all but one observation. Nothing here is read from observations.
#[test]
fn intermediate_data_of_which_a_part_is_not_known_here() {
    let datum = |reference: &str| json!({ "meaning": "instance", "reference": { "reference": reference } });
    let observations = ["ex-weight-2", "ex-weight", "ex-bloodPressure", "ex-bloodSugar", "ex-alcoholUse"];
    let observations: Vec<Value> = observations.iter().map(|id| datum(&format!("Observation/{id}"))).collect();
    let all: Vec<Value> = [datum("Encounter/7")].into_iter().chain(observations.iter().cloned()).collect();
    let seventh = Asked { record: encounter("7"), ..care(Category::Health) };
    let permit = pcf(json!({ "type": "permit", "purpose": tpo(), "data": all }));
    assert!(!sees(&permit, &seventh), "a permit of which a part is not understood is not made");
    assert_eq!(notes(&permit).iter().filter(|note| note.starts_with("CONSENT_DATA_UNKNOWN")).count(), 5);
    let last = &observations[4..];
    let but = pcf(json!({ "type": "permit", "purpose": tpo(), "provision": [{ "type": "deny", "data": last }] }));
    assert!(!sees(&but, &seventh) && !sees(&but, &care(Category::Identity)), "what it refuses may lie in any record");
    assert!(notes(&but).contains(&"CONSENT_DATA_UNKNOWN Consent.provision.provision[0].data[0]".to_owned()));
}

#[test]
fn intermediate_purpose_and_recipient_are_both_needed() {
    let research = json!([{ "system": "http://example.org/policies/purposeOfUse", "code": "FooBar" }]);
    let to = json!([actor("IRCP", "Organization/charity")]);
    let foreign = pcf(json!({ "type": "permit", "actor": to, "purpose": research }));
    assert!(!sees(&foreign, &care(Category::Health)));
    assert!(notes(&foreign).contains(&"CONSENT_CODE_UNKNOWN Consent.provision.purpose[0]".to_owned()));
    let known = pcf(json!({ "type": "permit", "actor": to, "purpose": [reason("TREAT")] }));
    assert!(sees(&known, &care(Category::Health)));
    assert!(!sees(&known, &ask("council", Purpose::Care, Category::Health)));
    assert!(!sees(&known, &ask("charity", Purpose::Support, Category::Health)));
}

#[test]
fn intermediate_dissent_but_for_break_glass() {
    let exception = |actors: Value| json!({ "type": "permit", "purpose": [reason("BTG")], "actor": actors });
    let dissent = |exception: Value| pcf(json!({ "type": "deny", "provision": [exception] }));
    let emergency = ask("charity", Purpose::BreakGlass, Category::Health);
    let of_charity = dissent(exception(json!([actor("IRCP", "Organization/charity")])));
    assert!(sees(&of_charity, &emergency));
    assert!(!sees(&of_charity, &care(Category::Health)));
    assert!(!sees(&of_charity, &Asked { by: "council", ..emergency.clone() }));
    let of_a_group = dissent(exception(json!([actor("IRCP", "Group/break-glass-users")])));
    assert!(!sees(&of_a_group, &emergency), "who is in the group, nobody here knows");
}

#[test]
fn advanced_normal_restricted_and_sensitivity() {
    let normal = |more: Value| {
        let mut provision = json!({ "type": "permit", "purpose": tpo(), "securityLabel": [label("N")] });
        provision.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        pcf(provision)
    };
    let plain = normal(json!({}));
    assert!(sees(&plain, &care(Category::Health)) && sees(&plain, &care(Category::Identity)));
    assert!(!sees(&plain, &care(Category::Counselling)) && !sees(&plain, &care(Category::Orientation)));
    let but_restricted = normal(json!({ "provision": [{ "type": "deny", "securityLabel": [label("R")] }] }));
    assert!(!sees(&but_restricted, &care(Category::Health)) && sees(&but_restricted, &care(Category::Identity)));
    // A permit of restricted data inside one of normal data: an exception reaches no further than what it is one to.
    let focused = normal(json!({ "provision": [
        { "type": "permit", "securityLabel": [label("R")], "actor": [actor("IRCP", "Organization/charity")] },
    ] }));
    assert!(!sees(&focused, &care(Category::Counselling)));
    let psychiatry = normal(json!({ "provision": [{ "type": "deny", "securityLabel": [label("PSY")] }] }));
    assert!(!sees(&psychiatry, &care(Category::Health)) && sees(&psychiatry, &care(Category::Support)));
    let unknown = normal(json!({ "provision": [{ "type": "deny", "securityLabel": [label("NEWCODE")] }] }));
    assert!(!sees(&unknown, &care(Category::Identity)), "a refusal of what nobody knows refuses everything");
}

#[test]
fn advanced_normal_and_restricted_opens_what_normal_opens() {
    let both = pcf(json!({ "type": "permit", "purpose": tpo(), "securityLabel": [label("N"), label("R")] }));
    assert!(sees(&both, &care(Category::Health)) && sees(&both, &care(Category::Identity)));
    assert!(!sees(&both, &care(Category::Counselling)), "which restricted data is meant, nobody here knows");
    assert!(notes(&both).contains(&"CONSENT_CODE_AMBIGUOUS Consent.provision.securityLabel[1]".to_owned()));
}

/// More for one practitioner, or in emergencies for a group of users: who that is, nobody here knows, and an exception reaches no
/// further than what it is one to.
#[test]
fn advanced_focused_exceptions_open_nothing_more() {
    for (labels, more, to) in [
        (vec!["R"], json!({}), "Practitioner/ex-practitioner"),
        (vec!["PSY"], json!({}), "Practitioner/ex-practitioner"),
        (vec!["PSY", "SDV"], json!({}), "Practitioner/ex-practitioner"),
        (vec!["R"], json!({ "purpose": [reason("BTG")] }), "Group/ex-privilegedUsers"),
    ] {
        let labels: Vec<Value> = labels.into_iter().map(label).collect();
        let mut inner = json!({ "type": "permit", "securityLabel": labels, "actor": [actor("IRCP", to)] });
        inner.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let focused = pcf(json!({
            "type": "permit", "purpose": tpo(), "securityLabel": [label("N")], "provision": [inner],
        }));
        assert!(sees(&focused, &care(Category::Health)) && sees(&focused, &care(Category::Identity)));
        for category in [Category::Counselling, Category::Orientation, Category::Offence] {
            assert!(!sees(&focused, &care(category)), "{category}");
            assert!(!sees(&focused, &ask("charity", Purpose::BreakGlass, category)), "{category}");
        }
        assert!(notes(&focused).contains(&"CONSENT_ACTOR_UNKNOWN Consent.provision.provision[0].actor[0]".to_owned()));
    }
}
