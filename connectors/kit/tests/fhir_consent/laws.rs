//! The laws: what is written reads back; what is read permits no more than was said; what cannot be read permits nothing.

use accord_connector_kit::fhir_consent::{GivenConsent, ReadConsent, export, read};
use accord_consent::{Directive, Effect, Given};
use accord_model::{
    Action, Audience, Category, CategorySet, LocalId, OrganisationKind, Purpose, RecordRef, RecordScope, RecordType,
    SubjectId,
};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::town::{Asked, MEMBERS, Trust, actor, answers, consent, directives, encounter, id, rule, sees, today};

const PURPOSES: [Purpose; 3] = [Purpose::Support, Purpose::Care, Purpose::BreakGlass];
const CATEGORIES: [Category; 4] = [Category::Identity, Category::Health, Category::Offence, Category::GenderHistory];
const ACTIONS: [Action; 2] = [Action::View, Action::Refer];
const DAYS: [&str; 4] = ["2026-01-10", "2026-06-10", "2026-11-22", "2027-03-01"];

/// Every question that the cases below can tell apart.
fn grid() -> Vec<Asked> {
    let mut all = Vec::new();
    for (by, _) in MEMBERS {
        for purpose in PURPOSES {
            for category in CATEGORIES {
                for action in ACTIONS {
                    for (record, owner) in
                        [(encounter("1"), "trust"), (encounter("2"), "trust"), (encounter("2"), "police")]
                    {
                        for day in DAYS {
                            let at = format!("{day}T12:00:00Z").parse().unwrap();
                            all.push(Asked { by, purpose, category, action, record: record.clone(), owner, at });
                        }
                    }
                }
            }
        }
    }
    all
}

fn instant() -> impl Strategy<Value = Timestamp> {
    (1_767_000_000i64..1_810_000_000, 0i32..1_000_000_000).prop_map(|(s, ns)| Timestamp::new(s, ns).unwrap())
}

fn audience() -> impl Strategy<Value = Audience> {
    prop_oneof![
        Just(Audience::Anyone),
        prop::sample::select(OrganisationKind::ALL).prop_map(Audience::Kind),
        prop::sample::select(&MEMBERS[..]).prop_map(|(name, _)| Audience::Organisation(id(name))),
    ]
}

fn records() -> impl Strategy<Value = RecordScope> {
    let kinds = prop::sample::select(vec![RecordType::Victim, RecordType::Incident, RecordType::Referral]);
    let of = (kinds, "[!-~][ -~]{0,19}").prop_map(|(kind, local)| {
        RecordScope::Record(RecordRef { partner: "nhs".parse().unwrap(), kind, local: LocalId::new(local) })
    });
    prop_oneof![
        Just(RecordScope::All),
        prop::sample::select(&MEMBERS[..]).prop_map(|(name, _)| RecordScope::Owner(id(name))),
        Just(RecordScope::Record(encounter("2"))),
        of,
    ]
}

fn directive() -> impl Strategy<Value = Directive> {
    let axes = (
        any::<bool>(),
        audience(),
        prop::option::of(prop::sample::select(Purpose::ALL)),
        (1u32..1 << 16).prop_map(CategorySet::from_bits),
        prop::option::of(prop::sample::select(Action::ALL)),
        records(),
    );
    let rest = (instant(), prop::option::of(instant()), any::<bool>(), prop::option::of(instant()), any::<bool>());
    (axes, rest).prop_map(
        |((permit, to, purpose, categories, action, records), (start, end, firm, withdrawn_at, all))| Directive {
            id: Uuid::nil(),
            subject: SubjectId(Uuid::nil()),
            effect: if permit { Effect::Permit } else { Effect::Deny },
            to,
            purpose,
            categories: if all { CategorySet::ALL } else { categories },
            action,
            records,
            start,
            end: end.filter(|end| *end > start),
            firm: firm && !permit,
            given: Given {
                by: String::new(),
                method: String::new(),
                wording_version: String::new(),
                language: String::new(),
            },
            recorded_by: id("trust"),
            recorded_at: today(),
            withdrawn_at,
            lapsed: false,
        },
    )
}

/// A directive without how and when it came to be.
fn words(d: &Directive) -> impl PartialEq + use<> {
    (d.effect == Effect::Permit, d.to, d.purpose, d.categories, d.action, d.records.clone(), d.start, d.end, d.firm)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn what_is_written_reads_back(said in directive()) {
        let back = read(&export(&said, None), &Trust);
        prop_assert!(back.notes.is_empty());
        let back = directives(&back.directives);
        if said.withdrawn_at.is_some() {
            prop_assert!(back.is_empty());
        } else {
            prop_assert_eq!(back.len(), 1);
            prop_assert!(words(&back[0]) == words(&said));
        }
    }

    /// What was read and written down anew is written out in the same bytes.
    #[test]
    fn what_is_written_again_has_the_same_bytes(said in directive(), at in instant()) {
        let given = ["SELF", "ON_PHONE", "2026-1", "en-GB"].map(str::to_owned);
        let [by, method, wording_version, language] = given;
        let given = Given { by, method, wording_version, language };
        let said = Directive { given, recorded_at: at, withdrawn_at: None, ..said };
        let text = export(&said, Some(&encounter("2"))).to_string();
        let ReadConsent { directives: words, notes, at, given } = read(&serde_json::from_str(&text).unwrap(), &Trust);
        prop_assert!(notes.is_empty() && words.len() == 1);
        let GivenConsent { by, method, wording_version, language } = given.unwrap();
        let given = Given { by, method, wording_version, language };
        let back = directives(&words).remove(0);
        let back = Directive { id: said.id, given, recorded_at: at.unwrap(), ..back };
        prop_assert_eq!(export(&back, Some(&encounter("2"))).to_string(), text);
    }

    /// Also where a refusal was withdrawn: from then on.
    #[test]
    fn what_is_written_decides_as_it_did(said in prop::collection::vec(directive(), 1..5)) {
        let back: Vec<Directive> =
            said.iter().flat_map(|one| directives(&read(&export(one, None), &Trust).directives)).collect();
        let withdrawn = said.iter().filter_map(|one| one.withdrawn_at).max();
        for asked in grid().into_iter().filter(|asked| withdrawn.is_none_or(|at| at <= asked.at)) {
            prop_assert_eq!(answers(&back, &asked), answers(&said, &asked));
        }
    }

    #[test]
    fn no_more_is_read_than_was_said(base in prop::sample::select(vec![None, Some(true), Some(false)]), root in tree()) {
        let consent = written(base, &root);
        let made = directives(&read(&consent, &Trust).directives);
        for asked in grid().into_iter().filter(|asked| asked.owner == "trust") {
            prop_assert!(!answers(&made, &asked) || said(base, &root, &asked), "{}", consent);
        }
    }

    #[test]
    fn one_chain_of_exceptions_is_read_as_it_was_said(base in prop::sample::select(vec![None, Some(true), Some(false)]), root in chain()) {
        let consent = written(base, &root);
        let back = read(&consent, &Trust);
        if back.notes.is_empty() {
            let made = directives(&back.directives);
            for asked in grid().into_iter().filter(|asked| asked.owner == "trust" && asked.category != Category::GenderHistory) {
                prop_assert_eq!(answers(&made, &asked), said(base, &root, &asked), "{}", consent);
            }
        }
    }

    #[test]
    fn what_cannot_be_read_permits_nothing(
        base in prop::sample::select(vec![None, Some(true), Some(false)]),
        root in tree(),
        at in any::<prop::sample::Index>(),
        junk in prop::sample::select(vec![json!(7), json!(true), json!("junk"), json!([]), json!({}), json!([[]]), json!([7])]),
    ) {
        let whole = written(base, &root);
        let mut places = Vec::new();
        paths(&whole, String::new(), &mut places);
        // What decides nothing may be anything.
        places.retain(|place| place.starts_with("/provision") || place.starts_with("/policyRule") || place.starts_with("/s"));
        let place = &places[at.index(places.len())];
        let mut broken = whole.clone();
        *broken.pointer_mut(place).unwrap() = junk;
        for asked in grid() {
            prop_assert!(!sees(&broken, &asked) || sees(&whole, &asked), "{place}");
        }
    }
}

/// A provision: what it says, and what each axis is cut to.
#[derive(Clone, Debug)]
struct Word {
    permit: bool,
    to: Vec<&'static str>,
    purposes: Vec<Purpose>,
    categories: Vec<Category>,
    actions: Vec<Action>,
    record: bool,
    days: Option<(usize, usize)>,
    exceptions: Vec<Self>,
}

fn word() -> impl Strategy<Value = Word> {
    let some = |odds: f64| prop::bool::weighted(odds);
    let names: Vec<&'static str> = MEMBERS.iter().map(|(name, _)| *name).collect();
    let axes = (
        (some(0.5), prop::sample::subsequence(names, 1..3)),
        (some(0.4), prop::sample::subsequence(PURPOSES.to_vec(), 1..3)),
        (some(0.4), prop::sample::subsequence(CATEGORIES.to_vec(), 1..3)),
        (some(0.2), prop::sample::subsequence(ACTIONS.to_vec(), 1..2)),
        some(0.2),
        prop::option::weighted(0.3, (0usize..4, 0usize..4)),
    );
    (any::<bool>(), axes).prop_map(|(permit, (to, purposes, categories, actions, record, days))| Word {
        permit,
        to: if to.0 { to.1 } else { Vec::new() },
        purposes: if purposes.0 { purposes.1 } else { Vec::new() },
        categories: if categories.0 { categories.1 } else { Vec::new() },
        actions: if actions.0 { actions.1 } else { Vec::new() },
        record,
        days: days.map(|(a, b)| (a.min(b), a.max(b))),
        exceptions: Vec::new(),
    })
}

fn tree() -> impl Strategy<Value = Word> {
    word().prop_recursive(3, 8, 3, |inner| {
        (word(), prop::collection::vec(inner, 0..3)).prop_map(|(word, exceptions)| Word { exceptions, ..word })
    })
}

/// Each the one exception of the one before, and of the other effect.
fn chain() -> impl Strategy<Value = Word> {
    prop::collection::vec(word(), 1..4).prop_map(|words| {
        let first = words[0].permit;
        let effects =
            words.into_iter().enumerate().map(|(n, word)| Word { permit: first == n.is_multiple_of(2), ..word });
        let mut all: Vec<Word> = effects.collect();
        let mut inner = all.pop().unwrap();
        while let Some(outer) = all.pop() {
            inner = Word { exceptions: vec![inner], ..outer };
        }
        inner
    })
}

fn provision(word: &Word) -> Value {
    let mut of = json!({ "type": if word.permit { "permit" } else { "deny" } });
    let mut put = |name: &str, all: Vec<Value>| {
        if !all.is_empty() {
            of[name] = json!(all);
        }
    };
    put("actor", word.to.iter().map(|name| actor("IRCP", &format!("Organization/{name}"))).collect());
    put("purpose", word.purposes.iter().map(|one| json!({ "system": "accord:purpose", "code": one.code() })).collect());
    put(
        "securityLabel",
        word.categories.iter().map(|one| json!({ "system": "accord:category", "code": one.code() })).collect(),
    );
    put(
        "action",
        word.actions
            .iter()
            .map(|one| json!({ "coding": [{ "system": "accord:action", "code": one.code() }] }))
            .collect(),
    );
    put("provision", word.exceptions.iter().map(provision).collect());
    if word.record {
        put("data", vec![json!({ "meaning": "instance", "reference": { "reference": "Encounter/2" } })]);
    }
    if let Some((from, to)) = word.days {
        of["period"] = json!({ "start": DAYS[from], "end": DAYS[to] });
    }
    of
}

fn written(base: Option<bool>, root: &Word) -> Value {
    let own = json!({ "coding": [{ "system": "accord:policy", "code": "DIRECTIVE" }] });
    let rule = base.map_or(own, |permit| rule(if permit { "OPTIN" } else { "OPTOUT" }));
    consent(json!({ "policyRule": rule, "provision": provision(root) }))
}

/// What a consent says, read plainly: the innermost provision that fits decides, of several the one that refuses.
fn said(base: Option<bool>, root: &Word, asked: &Asked) -> bool {
    let base = base.filter(|base| *base != root.permit || !base);
    plainly(root, asked, false).unwrap_or(base.unwrap_or(false))
}

fn plainly(word: &Word, asked: &Asked, named: bool) -> Option<bool> {
    let named = named || !word.categories.is_empty();
    let day = |at: usize| DAYS[at].parse::<jiff::civil::Date>().unwrap();
    let today = asked.at.to_zoned(jiff::tz::TimeZone::get("Europe/London").unwrap()).date();
    // Everything does not name gender history.
    let everything = asked.category == Category::GenderHistory && !named;
    let fits = (word.to.is_empty() || word.to.contains(&asked.by))
        && (word.purposes.is_empty() || word.purposes.contains(&asked.purpose))
        && (word.categories.is_empty() || word.categories.contains(&asked.category))
        && (word.actions.is_empty() || word.actions.contains(&asked.action))
        && (!word.record || asked.record == encounter("2"))
        && word.days.is_none_or(|(from, to)| day(from) <= today && today <= day(to));
    if !fits {
        return None;
    }
    let inner: Vec<bool> = word.exceptions.iter().filter_map(|one| plainly(one, asked, named)).collect();
    match inner.as_slice() {
        // A permit that does not name it is silent about it: it refuses nothing that stands beside it.
        [] if word.permit && everything => None,
        [] => Some(word.permit),
        inner => Some(inner.iter().all(|permit| *permit)),
    }
}

/// Every place of a JSON text.
fn paths(value: &Value, at: String, all: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(of) => of.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(of) => of.iter().enumerate().map(|(number, value)| (number.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    for (name, value) in children {
        paths(value, format!("{at}/{name}"), all);
    }
    if !at.is_empty() {
        all.push(at);
    }
}
