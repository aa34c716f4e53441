//! Records with every field filled, and what each field shows: written apart from the crate's own table.

use accord_model::{
    Address, CareSetting, Category, CategorySet, Channel, CodedTerm, ContactDetails, Evidence, HealthRecord,
    HealthRecordKind, HumanName, Incident, Need, NhsNumber, PartialDate, PartnerReference, PerpetratorRelation,
    Precision, Private, Recognition, RecordKind, RecordRef, Referral, ReferralEvent, ReferralParty, ReferralStatus,
    Reveals, SafeContact, ServiceRole, SourceTerm, Strand, StrandBasis, StrandMark, TimeSpan, Victim,
};

use super::Shown;
use crate::dice::Dice;
use crate::town::noon;

fn categories(dice: &mut Dice) -> CategorySet {
    if dice.once_in(2) { CategorySet::NONE } else { dice.pick(Category::ALL).into() }
}

fn word(dice: &mut Dice) -> Private<CodedTerm> {
    Private::new(CodedTerm {
        system: "s".to_owned(),
        code: "c".to_owned(),
        text: "t".to_owned(),
        reveals: categories(dice),
    })
}

fn term(dice: &mut Dice) -> Private<SourceTerm> {
    Private::new(SourceTerm {
        system: "s".to_owned(),
        version: None,
        code: None,
        text: "t".to_owned(),
        reveals: if dice.once_in(3) { Reveals::Unknown } else { Reveals::Known(categories(dice)) },
    })
}

fn care(dice: &mut Dice) -> Private<HealthRecord> {
    let term = word(dice).reveal().clone();
    Private::new(HealthRecord { kind: HealthRecordKind::Condition, term, occurred: None })
}

fn party(dice: &mut Dice) -> Private<ReferralParty> {
    let reveals = if dice.once_in(3) { Reveals::Unknown } else { Reveals::Known(categories(dice)) };
    Private::new(ReferralParty { organisation: None, name: "a clinic".to_owned(), reveals })
}

fn human() -> Private<HumanName> {
    Private::new(HumanName { family: "f".to_owned(), given: vec!["g".to_owned()] })
}

pub(super) fn victim(at: RecordRef, dice: &mut Dice) -> Victim {
    Victim {
        reference: Some(Private::new(PartnerReference("r".to_owned()))),
        name: Some(human()),
        date_of_birth: Some(Private::new(PartialDate::Year(1987))),
        nhs_number: Some(Private::new(NhsNumber { digits: "9434765919".to_owned(), verified: true, valid: true })),
        contact: Some(Private::new(ContactDetails::default())),
        address: Some(Private::new(Address::default())),
        ethnicity: Some(word(dice)),
        religion: Some(word(dice)),
        sexual_orientation: Some(word(dice)),
        gender_identity: Some(word(dice)),
        former_names: vec![human()],
        disabilities: vec![word(dice), word(dice)],
        access_needs: vec![word(dice), word(dice)],
        health: vec![care(dice), care(dice)],
        safe_contact: Some(Private::new(SafeContact::default())),
        terms: vec![term(dice), term(dice), term(dice)],
        ..Victim::at(at, noon())
    }
}

pub(super) fn incident(at: RecordRef, dice: &mut Dice) -> Incident {
    let span = || Private::new(TimeSpan { earliest: noon(), latest: noon(), precision: Precision::Day });
    let mark = |dice: &mut Dice| {
        Private::new(StrandMark {
            strand: dice.pick(Strand::ALL),
            basis: StrandBasis::Perceived,
            reason: dice.once_in(3).then(|| Private::new("because".to_owned())),
        })
    };
    Incident {
        reference: Some(Private::new(PartnerReference("r".to_owned()))),
        record_kind: Some(Private::new(dice.pick(RecordKind::ALL))),
        recognition: Some(Private::new(dice.pick(Recognition::ALL))),
        candidate_rule: Some(word(dice)),
        occurred: Some(span()),
        reported: Some(span()),
        strands: vec![mark(dice), mark(dice), mark(dice)],
        channel: Some(Private::new(Channel::Online)),
        offence: Some(word(dice)),
        area: Some(Private::new("north".parse().unwrap())),
        place: Some(Private::new(Address::default())),
        narrative: Some(Private::new("n".to_owned())),
        perpetrator_relation: Some(Private::new(PerpetratorRelation::Stranger)),
        outcome: Some(word(dice)),
        evidence: vec![Private::new(Evidence { url: "u".to_owned(), sha256: None, media_type: None })],
        terms: vec![term(dice), term(dice), term(dice)],
        ..Incident::at(at, noon())
    }
}

pub(super) fn referral(at: RecordRef, dice: &mut Dice) -> Referral {
    Referral {
        reference: Some(Private::new(PartnerReference("r".to_owned()))),
        status: Some(Private::new(ReferralStatus::Requested)),
        sent: Some(Private::new(TimeSpan::instant(noon()))),
        sender: Some(party(dice)),
        recipient: Some(party(dice)),
        service: Some(word(dice)),
        setting: Some(Private::new(CareSetting::Community)),
        need: Some(Private::new(Need::Mental)),
        role: Some(Private::new(ServiceRole::Support)),
        reason: Some(word(dice)),
        history: vec![Private::new(ReferralEvent { at: noon(), status: ReferralStatus::Requested })],
        terms: vec![term(dice), term(dice), term(dice)],
        ..Referral::at(at, noon())
    }
}

fn some<T>(name: &'static str, value: &Option<Private<T>>, shows: impl Fn(&T) -> CategorySet) -> Shown {
    value.iter().map(|v| (name, shows(v.reveal()))).collect()
}

fn many<T>(name: &'static str, values: &[Private<T>], shows: impl Fn(&T) -> CategorySet) -> Shown {
    values.iter().map(|v| (name, shows(v.reveal()))).collect()
}

fn coded(category: Category) -> impl Fn(&CodedTerm) -> CategorySet {
    move |word| word.reveals | category.into()
}

fn told(holder: CategorySet) -> impl Fn(&SourceTerm) -> CategorySet {
    move |term| match term.reveals {
        Reveals::Known(categories) => categories | holder,
        Reveals::Unknown => panic!("an unmapped word is shown"),
    }
}

pub(super) fn victim_shows(v: &Victim, holder: CategorySet) -> Shown {
    use Category as C;
    assert!(!v.restricted);
    [
        some("reference", &v.reference, |_| holder),
        some("name", &v.name, |_| C::Identity.into()),
        some("dateOfBirth", &v.date_of_birth, |_| C::Identity.into()),
        some("nhsNumber", &v.nhs_number, |_| C::Identity.into()),
        some("contact", &v.contact, |_| C::Contact.into()),
        some("address", &v.address, |_| C::Location.into()),
        some("ethnicity", &v.ethnicity, coded(C::Ethnicity)),
        some("religion", &v.religion, coded(C::Religion)),
        some("sexualOrientation", &v.sexual_orientation, coded(C::Orientation)),
        some("genderIdentity", &v.gender_identity, coded(C::GenderIdentity)),
        many("formerNames", &v.former_names, |_| C::GenderHistory.into()),
        many("disabilities", &v.disabilities, coded(C::Disability)),
        many("accessNeeds", &v.access_needs, coded(C::Support)),
        many("health", &v.health, |fact| fact.term.reveals | C::Health.into()),
        some("safeContact", &v.safe_contact, |_| CategorySet::NONE),
        many("terms", &v.terms, told(holder)),
    ]
    .concat()
}

fn party_shows(party: &ReferralParty) -> CategorySet {
    match party.reveals {
        Reveals::Known(told) => told | Category::Support.into(),
        Reveals::Unknown => panic!("a party that nobody has mapped is shown"),
    }
}

pub(super) fn referral_shows(r: &Referral, holder: CategorySet) -> Shown {
    use Category as C;
    assert!(r.victims.is_empty() && r.accused.is_empty() && !r.restricted);
    [
        some("reference", &r.reference, |_| holder | C::Support.into()),
        some("status", &r.status, |_| C::Support.into()),
        some("sent", &r.sent, |_| C::Support.into()),
        some("sender", &r.sender, party_shows),
        some("recipient", &r.recipient, party_shows),
        some("service", &r.service, coded(C::Support)),
        some("setting", &r.setting, |_| C::Health.into()),
        some("need", &r.need, |_| C::Health.into()),
        some("role", &r.role, |_| C::Support.into()),
        some("reason", &r.reason, coded(C::Support)),
        many("history", &r.history, |_| C::Support.into()),
        many("terms", &r.terms, told(holder)),
    ]
    .concat()
}

fn strand_shows(mark: &StrandMark) -> CategorySet {
    let strand = match mark.strand {
        Strand::Disability => Category::Disability,
        Strand::RaceEthnicity => Category::Ethnicity,
        Strand::ReligionBelief => Category::Religion,
        Strand::SexualOrientation => Category::Orientation,
        Strand::Transgender => Category::GenderIdentity,
        Strand::Other => Category::Narrative,
    };
    let told = mark.reason.as_ref().map_or(CategorySet::NONE, |_| Category::Narrative.into());
    told | strand.into()
}

fn kind_shows(kind: &RecordKind) -> CategorySet {
    match kind {
        RecordKind::HealthEvent => Category::Health.into(),
        RecordKind::Safeguarding => Category::Support.into(),
        RecordKind::Crime | RecordKind::NonCrime | RecordKind::AntiSocialBehaviour => Category::Offence.into(),
    }
}

pub(super) fn incident_shows(i: &Incident, holder: CategorySet) -> Shown {
    use Category as C;
    assert!(i.victims.is_empty() && i.accused.is_empty() && !i.restricted);
    assert!(i.quoted.is_empty() && i.directives.is_empty());
    [
        some("reference", &i.reference, |_| holder),
        some("recordKind", &i.record_kind, kind_shows),
        some("recognition", &i.recognition, |_| C::Offence.into()),
        some("candidateRule", &i.candidate_rule, coded(C::Offence)),
        some("occurred", &i.occurred, |_| C::Offence.into()),
        some("reported", &i.reported, |_| C::Offence.into()),
        many("strands", &i.strands, strand_shows),
        some("channel", &i.channel, |_| C::Offence.into()),
        some("offence", &i.offence, coded(C::Offence)),
        some("area", &i.area, |_| C::Location.into()),
        some("place", &i.place, |_| C::Location.into()),
        some("narrative", &i.narrative, |_| C::Narrative.into()),
        some("perpetratorRelation", &i.perpetrator_relation, |_| C::Subject.into()),
        some("outcome", &i.outcome, coded(C::Offence)),
        many("evidence", &i.evidence, |_| C::Narrative.into()),
        many("terms", &i.terms, told(holder)),
    ]
    .concat()
}
