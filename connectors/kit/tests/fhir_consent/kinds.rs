//! Kinds of organisations: whom a consent names by kind, where whoever reads it knows of what kind an organisation is, and where not,
//! as connectors do not.

use accord_connector_kit::fhir_consent::{BasePolicy, Names, read};
use accord_model::{Category, OrganisationId, OrganisationKind, Purpose, RecordRef};
use serde_json::{Value, json};

use crate::town::{HL7, Trust, actor, answers, ask, consent, directives, rule};

/// The trust, as its connector knows it: of no organisation which kind it is.
struct Blind;

impl Names for Blind {
    fn organisation(&self, system: &str, value: &str) -> Option<OrganisationId> {
        Trust.organisation(system, value)
    }

    fn organisation_at(&self, reference: &str) -> Option<OrganisationId> {
        Trust.organisation_at(reference)
    }

    fn kind(&self, _: OrganisationId) -> Option<OrganisationKind> {
        None
    }

    fn within(&self, part: OrganisationId, whole: OrganisationId) -> Option<bool> {
        (part == whole).then_some(true)
    }

    fn record(&self, reference: &str) -> Option<RecordRef> {
        Trust.record(reference)
    }

    fn policy(&self, uri: &str) -> Option<BasePolicy> {
        Trust.policy(uri)
    }
}

fn kind(code: &str) -> Value {
    json!({
        "role": { "coding": [{ "system": format!("{HL7}/v3-ParticipationType"), "code": "IRCP" }] },
        "reference": { "identifier": { "system": "accord:organisation-kind", "value": code } },
    })
}

fn of(code: &str, provision: Value) -> Value {
    consent(json!({ "policyRule": rule(code), "provision": provision }))
}

/// Who sees what the trust holds, and what was noted.
fn read_by(names: &dyn Names, consent: &Value) -> (Vec<&'static str>, Vec<String>) {
    let back = read(consent, names);
    let made = directives(&back.directives);
    let sees = |by: &&'static str| answers(&made, &ask(by, Purpose::Care, Category::Health));
    let notes = back.notes.iter().map(|note| format!("{} {}", note.code, note.place));
    (["trust", "charity", "council", "police"].into_iter().filter(sees).collect(), notes.collect())
}

#[test]
fn a_kind_counts_for_all_of_it_whoever_reads() {
    let permit = of("OPTOUT", json!({ "type": "permit", "actor": [kind("CHARITY")] }));
    let deny = of("OPTIN", json!({ "type": "deny", "actor": [kind("POLICE")] }));
    for names in [&Trust as &dyn Names, &Blind] {
        assert_eq!(read_by(names, &permit), (vec!["charity"], vec![]));
        assert_eq!(read_by(names, &deny), (vec!["trust", "charity", "council"], vec![]));
    }
}

#[test]
fn a_kind_that_nobody_knows_opens_nothing_and_closes_everything() {
    let unknown = "CONSENT_ACTOR_UNKNOWN Consent.provision.actor[0]".to_owned();
    for code in ["GUILD", "charity", "", "CHARITY "] {
        for (rule, says) in [("OPTOUT", "permit"), ("OPTIN", "deny")] {
            let (sees, notes) = read_by(&Blind, &of(rule, json!({ "type": says, "actor": [kind(code)] })));
            assert!(sees.is_empty() && notes.contains(&unknown), "{says} {code:?}: {notes:?}");
        }
        // Beside one that is known, too.
        let (sees, _) =
            read_by(&Blind, &of("OPTOUT", json!({ "type": "permit", "actor": [kind("CHARITY"), kind(code)] })));
        assert!(sees.is_empty(), "{code:?}");
    }
}

#[test]
fn whether_an_organisation_is_of_a_kind_is_never_guessed() {
    let police = || json!([actor("IRCP", "Organization/police")]);
    let charity = || json!([actor("IRCP", "Organization/charity")]);
    let doubt = vec!["CONSENT_ACTOR_UNKNOWN Consent.provision".to_owned()];
    // A permit for one of a kind that is refused: made where it is known to be one of them.
    let but_one = of(
        "OPTIN",
        json!({ "type": "deny", "actor": [kind("POLICE")], "provision": [{ "type": "permit", "actor": police() }] }),
    );
    assert_eq!(read_by(&Trust, &but_one), (vec!["trust", "charity", "council", "police"], vec![]));
    assert_eq!(read_by(&Blind, &but_one), (vec!["trust", "charity", "council"], doubt.clone()));
    // A refusal of one of a kind that is permitted.
    let but_her = of(
        "OPTOUT",
        json!({ "type": "permit", "actor": [kind("CHARITY")], "provision": [{ "type": "deny", "actor": charity() }] }),
    );
    assert_eq!(read_by(&Trust, &but_her), (vec![], vec![]));
    assert_eq!(read_by(&Blind, &but_her), (vec![], doubt.clone()));
    // Two branches: she may be of the kind that the other one refuses.
    let branches = of(
        "OPTIN",
        json!({ "type": "permit", "provision": [
            { "type": "deny", "actor": [kind("COUNCIL")] },
            { "type": "deny", "provision": [{ "type": "permit", "actor": charity() }] },
        ] }),
    );
    assert_eq!(read_by(&Trust, &branches), (vec!["charity"], vec![]));
    assert_eq!(read_by(&Blind, &branches), (vec![], doubt));
}
