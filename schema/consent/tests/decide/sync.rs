//! The doors for sync: standing orders, index rows, features, the partner's own words.

use accord_consent::{Audience, Effect, Identifier, Population, RecordScope, Sealed, StandingOrder};
use accord_model::{
    Address, Basis, Category, CategorySet, CodedTerm, Incident, OrganisationKind, PartialDate, Private, Recognition,
    RecordKind, RecordType, Referral, Regime, Reveals, SourceDirective, SourceTerm, Strand, StrandBasis, StrandMark,
    Victim,
};
use futures_util::FutureExt as _;

use crate::town::{AGREEMENTS, Town, at, id, noon, second};

fn order(town: &Town, owner: &str) -> Option<StandingOrder> {
    let partner = owner.parse().unwrap();
    town.desk.standing_order(partner, id(owner), Population::HateFlagged, noon())
}

fn incident() -> Incident {
    let mark = |strand| Private::new(StrandMark { strand, basis: StrandBasis::Actual, reason: None });
    Incident {
        record_kind: Some(Private::new(RecordKind::Crime)),
        strands: vec![mark(Strand::ReligionBelief), mark(Strand::Disability)],
        area: Some(Private::new("north".parse().unwrap())),
        narrative: Some(Private::new("as told".to_owned())),
        victims: vec![at("police", RecordType::Victim, "p1")],
        ..Incident::at(at("police", RecordType::Incident, "i1"), noon())
    }
}

#[test]
fn sync_asks_where_an_agreement_for_it_names_the_source() {
    let town = Town::new([]);
    let police = order(&town, "police").unwrap();
    assert_eq!(police.agreement().as_str(), "isa-linkage-01");
    assert!(police.victim_fields().has::<Victim>("name"));
    assert!(police.victim_fields().has::<Victim>("religion"), "both permits count");
    assert!(!police.victim_fields().has::<Victim>("ethnicity"));
    assert!(!order(&town, "charity").unwrap().victim_fields().has::<Victim>("religion"));
    assert!(order(&town, "trust").is_none());
    let late = "2027-01-01T00:00:00Z".parse().unwrap();
    let partner = "police".parse().unwrap();
    assert!(town.desk.standing_order(partner, id("police"), Population::AsExported, late).is_none());
}

/// The whole of support and health is agreed, and sync still asks for dates and numbers alone.
#[test]
fn sync_asks_for_no_content_whatever_is_agreed() {
    let text = AGREEMENTS.replace("categories = [\"IDENTITY\"", "categories = [\"SUPPORT\", \"HEALTH\", \"IDENTITY\"");
    let text = text.replace("basis = \"PUBLIC_TASK\"\n", "basis = \"PUBLIC_TASK\"\ncondition = \"as agreed\"\n");
    let order = order(&Town::under(&text, []), "charity").unwrap();
    assert!(order.referral_fields().has::<Referral>("sent"), "SUPPORT is agreed");
    for field in ["sender", "service", "setting", "need", "role", "reason", "history"] {
        assert!(!order.referral_fields().has::<Referral>(field), "{field}");
    }
    for field in ["health", "accessNeeds", "contact"] {
        assert!(!order.victim_fields().has::<Victim>(field), "{field}");
    }
}

#[test]
fn of_two_agreements_the_lowest_id_is_the_one_that_counts() {
    let more = AGREEMENTS.split_once("[[agreement]]\nid = \"isa-linkage-01\"").unwrap().1;
    let text = format!("{AGREEMENTS}\n[[agreement]]\nid = \"isa-aaa\"{more}");
    let town = Town::under(&text, []);
    assert_eq!(order(&town, "police").unwrap().agreement().as_str(), "isa-aaa");
}

#[test]
fn the_index_holds_no_fact_of_a_category_that_was_not_agreed() {
    let town = Town::new([]);
    let row = town.desk.index(&order(&town, "police").unwrap(), &Sealed::new(incident()));
    let facts = &row.candidate.facts;
    assert_eq!(facts.kind, Some(RecordKind::Crime));
    assert_eq!(facts.strands, [Strand::ReligionBelief], "disability was not agreed");
    assert!(!facts.exists.has::<Incident>("narrative"));
    assert_eq!(row.candidate.subjects.len(), 1);
    let charity = town.desk.index(&order(&town, "charity").unwrap(), &Sealed::new(incident()));
    assert!(charity.candidate.facts.strands.is_empty());
}

#[test]
fn what_hides_a_record_is_indexed_whatever_was_agreed() {
    let town = Town::new([]);
    let mut record = incident();
    record.accused = vec![id("trust")];
    record.restricted = true;
    let row = town.desk.index(&order(&town, "charity").unwrap(), &Sealed::new(record));
    assert_eq!(row.candidate.accused, [id("trust")]);
    assert!(row.candidate.restricted);
}

/// A record that nobody has flagged hangs on what its rule tells, which is not among what was agreed.
#[test]
fn what_the_rule_of_a_candidate_tells_is_indexed_whatever_was_agreed() {
    let town = Town::new([]);
    let of = |how, reveals| {
        let rule = |reveals| CodedTerm { system: "s".to_owned(), code: "c".to_owned(), text: "t".to_owned(), reveals };
        let record = Incident {
            recognition: Some(Private::new(how)),
            candidate_rule: Option::map(reveals, rule).map(Private::new),
            ..incident()
        };
        town.desk.index(&order(&town, "charity").unwrap(), &Sealed::new(record)).candidate.proposed
    };
    let disability = CategorySet::from(Category::Disability);
    assert_eq!(of(Recognition::Candidate, Some(disability)), disability);
    assert_eq!(of(Recognition::Candidate, None), CategorySet::ALL, "nobody knows what the rule tells");
    assert_eq!(of(Recognition::AgencyFlagged, Some(disability)), CategorySet::NONE);
}

fn says(permit: bool, categories: CategorySet) -> SourceDirective {
    SourceDirective::of_row(permit, Some(OrganisationKind::Nhs), categories)
}

#[test]
fn a_consent_column_becomes_directives_for_that_record_alone() {
    let town = Town::new([]);
    let order = order(&town, "police").unwrap();
    let row = |local: &str, day, words: &[SourceDirective]| {
        let record = Incident {
            directives: words.to_vec(),
            as_of: second(day),
            ..Incident { at: at("police", RecordType::Incident, local), ..incident() }
        };
        town.desk.index(&order, &Sealed::new(record)).directives
    };
    assert!(row("i1", 1, &[]).is_empty(), "blank is neither yes nor no");
    let yes = says(true, CategorySet::ALL);
    let one = row("i1", 1, std::slice::from_ref(&yes));
    assert_eq!(one[0].to, Audience::Kind(OrganisationKind::Nhs));
    assert_eq!(one[0].effect, Effect::Permit);
    assert!(matches!(&one[0].records, RecordScope::Record(at) if at.local.as_str() == "i1"));
    // The same words are the same directive at the next extract, and other records and words are others.
    assert_eq!(one[0].id, row("i1", 2, std::slice::from_ref(&yes))[0].id);
    assert_ne!(one[0].id, row("i2", 1, &[yes])[0].id);
    assert_ne!(one[0].id, row("i1", 1, &[says(false, CategorySet::ALL)])[0].id);
}

#[test]
fn a_tick_in_a_column_names_no_gender_history() {
    let town = Town::new([]);
    let order = order(&town, "police").unwrap();
    let but_one = CategorySet::ALL - Category::Subject.into();
    let words = [says(true, but_one), says(true, Category::GenderHistory.into()), says(false, but_one)];
    let record = Incident { directives: words.to_vec(), ..incident() };
    let made = town.desk.index(&order, &Sealed::new(record)).directives;
    let named: Vec<bool> = made.iter().map(|d| d.categories.has(Category::GenderHistory)).collect();
    assert_eq!(named, [false, true], "a refusal may name it");
}

#[test]
fn features_stop_where_the_agreement_stops() {
    let person = || Victim {
        date_of_birth: Some(Private::new(PartialDate::Year(1987))),
        address: Some(Private::new(Address { postcode: Some("LE1 1FZ".to_owned()), ..Address::default() })),
        ..Victim::at(at("police", RecordType::Victim, "p1"), noon())
    };
    let town = Town::new([]);
    let features = town.desk.features(&order(&town, "police").unwrap(), &Sealed::new(person()));
    let kinds: Vec<Identifier> = features.fingerprints.iter().map(|f| f.0).collect();
    assert_eq!(kinds, [Identifier::Postcode], "a year identifies nobody");
    let subject = town.desk.handle(&at("police", RecordType::Victim, "p1"));
    let back = town.desk.identifiers(subject, &features.sealed).unwrap();
    assert_eq!(back, [(Identifier::Postcode, "LE1 1FZ".to_owned())]);
    let other = town.desk.handle(&at("police", RecordType::Victim, "p2"));
    assert!(town.desk.identifiers(other, &features.sealed).is_none());

    let less = AGREEMENTS.replace("[\"IDENTITY\", \"LOCATION\", \"OFFENCE\"]", "[\"IDENTITY\", \"OFFENCE\"]");
    let town = Town::under(&less, []);
    let features = town.desk.features(&order(&town, "police").unwrap(), &Sealed::new(person()));
    assert!(features.fingerprints.is_empty());
}

#[test]
fn sync_logs_what_it_may_read_and_on_which_grounds() {
    let town = Town::new([]);
    let order = order(&town, "police").unwrap();
    town.desk.log_sync(&order).now_or_never().unwrap().unwrap();
    let (request, entries) = town.memory.log().pop().unwrap();
    assert_eq!(request.activity, "SYNC");
    let grounds: Vec<_> = entries.iter().map(|e| (e.categories, e.basis, e.regime)).collect();
    let linkage = CategorySet::of(&[Category::Identity, Category::Location, Category::Offence]);
    let expected = [
        (linkage, Basis::PublicTask, Regime::General),
        (Category::Religion.into(), Basis::Safeguarding, Regime::General),
    ];
    assert_eq!(grounds, expected);
}

#[test]
fn an_unmapped_word_is_shown_in_words_when_five_records_share_it() {
    let town = Town::new([]);
    let order = order(&town, "police").unwrap();
    let term = |reveals, text: &str| {
        Private::new(SourceTerm {
            system: "motivation".to_owned(),
            version: None,
            code: None,
            text: text.to_owned(),
            reveals,
        })
    };
    let known = Reveals::Known(CategorySet::NONE);
    let record = Incident { terms: vec![term(Reveals::Unknown, "goth"), term(known, "race")], ..incident() };
    let row = town.desk.index(&order, &Sealed::new(record));
    assert_eq!(row.unmapped.len(), 1);
    let word = |partner: &str, records| town.desk.word(partner.parse().unwrap(), &row.unmapped[0], records);
    assert_eq!(word("police", 4), None);
    assert_eq!(word("police", 5).as_deref(), Some("goth"));
    assert_eq!(word("charity", 5), None, "another partner's word");
}
