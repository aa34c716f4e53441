//! The examples of HL7's R4 page of Consent, in our own words, each with questions and documented answers. In R4 the first
//! provision has no type; the same shape stands there for what is permitted (`basic`) and for what is refused (`notTime`).
//! Where nobody can tell, nothing is opened and what it names is refused; written with its type, it says what it says.

use accord_model::{Category, Purpose};
use serde_json::{Value, json};

use crate::town::{Asked, action, actor, ask, consent, encounter, notes, reason, rule, sees};

const EVERYBODY: [&str; 4] = ["trust", "charity", "council", "police"];

fn with_rule(code: &str, provision: Value) -> Value {
    consent(json!({ "policyRule": rule(code), "provision": provision }))
}

/// The same with a type on its first provision.
fn typed(mut consent: Value, says: &str) -> Value {
    consent["provision"]["type"] = json!(says);
    consent
}

fn care(by: &'static str) -> Asked {
    ask(by, Purpose::Care, Category::Health)
}

fn who_sees(consent: &Value) -> Vec<&'static str> {
    EVERYBODY.into_iter().filter(|by| sees(consent, &care(by))).collect()
}

fn when(at: &str, asked: Asked) -> Asked {
    Asked { at: at.parse().unwrap(), ..asked }
}

#[test]
fn basic_permits_in_its_period_where_it_says_that_it_permits() {
    let basic = with_rule("OPTIN", json!({ "period": { "start": "1964-01-01", "end": "2016-01-01" } }));
    for at in ["2015-12-01T00:00:00Z", "2016-06-01T00:00:00Z"] {
        assert!(!sees(&basic, &when(at, care("charity"))), "{at}: nobody can tell it from a refusal");
    }
    assert_eq!(notes(&basic), ["CONSENT_TYPE_MISSING Consent.provision"]);
    let basic = typed(basic, "permit");
    for (at, seen) in [
        ("1963-12-31T23:59:59Z", false),
        ("2015-12-01T00:00:00Z", true),
        ("2016-01-01T23:59:59Z", true),
        ("2016-01-02T00:00:00Z", false),
    ] {
        assert_eq!(sees(&basic, &when(at, care("charity"))), seen, "{at}");
    }
    assert!(notes(&basic).is_empty());
}

#[test]
fn not_org_refuses_one_organisation() {
    let provision = json!({
        "actor": [actor("PRCP", "Organization/council")], "action": [action("access"), action("correct")],
    });
    let not_org = with_rule("OPTIN", provision);
    assert!(who_sees(&not_org).is_empty());
    assert_eq!(notes(&not_org), ["CONSENT_TYPE_MISSING Consent.provision"]);
    assert_eq!(who_sees(&typed(not_org.clone(), "deny")), ["trust", "charity", "police"]);
    assert!(notes(&typed(not_org.clone(), "deny")).is_empty());
    // A permit that names one is a permit for no other.
    assert_eq!(who_sees(&typed(not_org, "permit")), ["council"]);
}

#[test]
fn not_author_refuses_what_one_organisation_holds() {
    let not_author = with_rule("OPTIN", json!({ "actor": [actor("CST", "Organization/trust")] }));
    for consent in [not_author.clone(), typed(not_author, "deny")] {
        assert!(who_sees(&consent).is_empty());
    }
    let elsewhere = with_rule("OPTIN", json!({ "type": "deny", "actor": [actor("CST", "Organization/police")] }));
    assert_eq!(who_sees(&elsewhere), EVERYBODY, "what the police hold is refused, and this the trust holds");
}

#[test]
fn not_them_refuses_one_nurse_and_so_everybody_who_might_be_she() {
    let provision = json!({
        "actor": [actor("PRCP", "Practitioner/f204")], "action": [action("access"), action("correct")],
    });
    let not_them = with_rule("OPTIN", provision);
    for consent in [not_them.clone(), typed(not_them.clone(), "deny"), typed(not_them, "permit")] {
        assert!(who_sees(&consent).is_empty());
        assert!(notes(&consent).contains(&"CONSENT_ACTOR_UNKNOWN Consent.provision.actor[0]".to_owned()));
    }
}

#[test]
fn not_this_refuses_one_record() {
    let data = |reference: &str| json!([{ "meaning": "instance", "reference": { "reference": reference } }]);
    let not_this = with_rule("OPTIN", json!({ "type": "deny", "data": data("Encounter/7") }));
    assert_eq!(who_sees(&not_this), EVERYBODY);
    assert!(!sees(&not_this, &Asked { record: encounter("7"), ..care("charity") }));
    let unknown = with_rule("OPTIN", json!({ "type": "deny", "data": data("Task/example3") }));
    assert!(who_sees(&unknown).is_empty(), "which record it is, nobody here knows");
    assert_eq!(notes(&unknown), ["CONSENT_DATA_UNKNOWN Consent.provision.data[0]"]);
    let this_alone = with_rule("OPTOUT", json!({ "type": "permit", "data": data("Encounter/7") }));
    assert!(who_sees(&this_alone).is_empty());
    assert!(sees(&this_alone, &Asked { record: encounter("7"), ..care("charity") }));
}

#[test]
fn not_time_is_read_as_a_refusal_while_its_period_lasts() {
    let not_time = with_rule("OPTIN", json!({ "period": { "start": "2015-01-01", "end": "2027-02-01" } }));
    assert!(who_sees(&not_time).is_empty());
    assert_eq!(notes(&not_time), ["CONSENT_TYPE_MISSING Consent.provision"]);
    let not_time = typed(not_time, "deny");
    assert!(who_sees(&not_time).is_empty());
    assert!(!sees(&not_time, &when("2027-02-01T23:59:59Z", care("charity"))));
    let after = when("2027-02-02T00:00:00Z", care("charity"));
    assert!(sees(&not_time, &after));
}

#[test]
fn out_refuses_everybody() {
    let out = with_rule("OPTOUT", json!({ "actor": [actor("CST", "Organization/trust")] }));
    assert!(who_sees(&out).is_empty());
    assert!(who_sees(&consent(json!({ "policyRule": rule("OPTOUT") }))).is_empty());
    assert_eq!(who_sees(&consent(json!({ "policyRule": rule("OPTIN") }))), EVERYBODY);
}

#[test]
fn emergency_is_refused_but_for_emergencies_where_it_says_so() {
    let exception = json!({ "type": "deny", "actor": [actor("CST", "Organization/trust")] });
    let provision = json!({
        "actor": [actor("CST", "Organization/trust")], "purpose": [reason("ETREAT")], "provision": [exception],
    });
    let emergency = |by| ask(by, Purpose::BreakGlass, Category::Health);
    let as_written = with_rule("OPTOUT", provision);
    assert!(!sees(&as_written, &emergency("charity")), "its exception takes back what it is an exception to");
    let provision = json!({
        "type": "permit", "actor": [actor("CST", "Organization/trust")], "purpose": [reason("ETREAT")],
    });
    let meant = with_rule("OPTOUT", provision);
    assert!(sees(&meant, &emergency("charity")) && who_sees(&meant).is_empty());
    let by_rule = consent(json!({ "policyRule": rule("EMRGONLY") }));
    assert!(sees(&by_rule, &emergency("charity")) && who_sees(&by_rule).is_empty());
}

#[test]
fn grantor_permits_a_person_whom_nobody_here_knows() {
    let provision = json!({
        "actor": [actor("CST", "Organization/trust"), actor("PRCP", "Patient/example")], "action": [action("access")],
    });
    for consent in [with_rule("OPTOUT", provision.clone()), typed(with_rule("OPTOUT", provision), "permit")] {
        assert!(who_sees(&consent).is_empty());
        assert!(notes(&consent).contains(&"CONSENT_ACTOR_UNKNOWN Consent.provision.actor[1]".to_owned()));
    }
}

/// SMART on FHIR, and the personal health record: one type of resource, for half an hour.
#[test]
fn smart_on_fhir_and_pkb_open_no_more_than_a_type() {
    let class = |codes: &[&str]| -> Value {
        codes.iter().map(|code| json!({ "system": "http://hl7.org/fhir/resource-types", "code": code })).collect()
    };
    let of = |codes: &[&str]| {
        let inner = json!({ "type": "permit", "action": [action("access")], "class": class(codes) });
        let period = json!({ "start": "2026-11-22T21:30:00+10:00", "end": "2026-11-22T22:29:59+10:00" });
        with_rule("OPTIN", json!({ "period": period, "provision": [inner] }))
    };
    assert!(who_sees(&of(&["MedicationRequest"])).is_empty(), "medication is less than any category of ours");
    assert!(notes(&of(&["MedicationRequest"])).iter().any(|note| note.starts_with("CONSENT_CODE_AMBIGUOUS")));
    let care_of = of(&["Encounter", "Condition", "Flag"]);
    assert_eq!(who_sees(&care_of), EVERYBODY);
    assert!(!sees(&care_of, &ask("charity", Purpose::Care, Category::Identity)));
    assert!(!sees(&care_of, &when("2026-11-22T12:30:00Z", care("charity"))), "the half hour is over");
}
