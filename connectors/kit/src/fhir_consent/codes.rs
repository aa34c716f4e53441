//! The published tables: what a code of FHIR, HL7 v3 or ours opens in a permit, and what it closes in a refusal. Where a
//! code of theirs is coarser or finer than ours, it opens less than it says and closes more. docs/consent-semantics.md
//! has them in words.

use accord_model::{Action, Category, CategorySet, Purpose};

use super::BasePolicy;

/// HL7 v3 `ActCode`: policies, and sensitivity of data.
pub(super) const ACT_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
/// HL7 v3 `ActReason`: why.
pub(super) const ACT_REASON: &str = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
/// HL7 v3 `Confidentiality`.
const CONFIDENTIALITY: &str = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
/// FHIR R4: what is done with data.
pub(super) const CONSENT_ACTION: &str = "http://terminology.hl7.org/CodeSystem/consentaction";
/// FHIR R4: what a consent is about.
pub(super) const CONSENT_SCOPE: &str = "http://terminology.hl7.org/CodeSystem/consentscope";
/// FHIR R4: which paper it is.
pub(super) const CONSENT_CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/consentcategorycodes";
/// HL7 v3 `ParticipationType`: recipient, custodian.
pub(super) const PARTICIPATION: &str = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
/// FHIR R4: types of resources.
const RESOURCE_TYPES: &str = "http://hl7.org/fhir/resource-types";
/// Clinical terminologies: every code of theirs is finer than a category of ours.
const CLINICAL: [&str; 4] =
    ["http://snomed.info/sct", "http://loinc.org", "http://hl7.org/fhir/sid/icd-10", "https://dmd.nhs.uk"];

/// Our own codes.
pub(super) mod ours {
    pub(in crate::fhir_consent) const ACTION: &str = "accord:action";
    pub(in crate::fhir_consent) const CATEGORY: &str = "accord:category";
    pub(in crate::fhir_consent) const PURPOSE: &str = "accord:purpose";
    /// `DIRECTIVE`: the provision is all that was said.
    pub(in crate::fhir_consent) const POLICY: &str = "accord:policy";
    pub(in crate::fhir_consent) const ORGANISATION: &str = "accord:organisation";
    pub(in crate::fhir_consent) const KIND: &str = "accord:organisation-kind";
    /// `ALL`: whoever holds it.
    pub(in crate::fhir_consent) const CUSTODIAN: &str = "accord:custodian";
    /// `PARTNER/TYPE/ID`.
    pub(in crate::fhir_consent) const RECORD: &str = "accord:record";
    pub(in crate::fhir_consent) const PERSON: &str = "accord:person";
    pub(in crate::fhir_consent) const FIRM: &str = "accord:firm";
    pub(in crate::fhir_consent) const GIVEN: &str = "accord:given";
}

/// What one code means. `opens`: nothing where nobody knows. `whole`: what it closes is wider than what it says.
pub(super) struct Meaning<T> {
    pub(super) opens: Option<T>,
    pub(super) closes: T,
    pub(super) whole: bool,
}

type Of<T> = Option<Meaning<T>>;

fn exact<T: Clone>(value: T) -> Meaning<T> {
    Meaning { opens: Some(value.clone()), closes: value, whole: false }
}

/// Base rules of `policyRule` (HL7 v3 `ActConsentDirective`). Consent that is implied is nobody's word: it is not here.
pub(super) fn policy(system: &str, code: &str) -> Option<BasePolicy> {
    match (system, code) {
        (ACT_CODE, "OPTIN" | "OPTINR") => Some(BasePolicy::OptIn),
        (ACT_CODE, "OPTOUT" | "OPTOUTE") => Some(BasePolicy::OptOut),
        (ACT_CODE, "EMRGONLY") => Some(BasePolicy::EmergencyOnly),
        (ours::POLICY, "DIRECTIVE") => Some(BasePolicy::AsWritten),
        _ => None,
    }
}

/// `provision.purpose`. HL7's purpose of operations stands above several of ours, its management of care beside three.
pub(super) fn purpose(system: &str, code: &str) -> Of<Vec<Purpose>> {
    use Purpose::{
        BreakGlass, Care, CaseConference, Complaint, CrimeInvestigation, RecordLinkage, Referral, SafeguardAdult,
        SafeguardChild, Statistics, SubjectAccess, Support,
    };
    if system == ours::PURPOSE {
        return code.parse().ok().map(|one| exact(vec![one]));
    }
    if system != ACT_REASON {
        return None;
    }
    let (opens, closes) = match code {
        "TREAT" => (vec![Care], vec![Care, BreakGlass, Support, CaseConference, Referral]),
        "ETREAT" | "BTG" | "ERTREAT" => (vec![BreakGlass], vec![BreakGlass]),
        "CAREMGT" => (vec![], vec![Support, CaseConference, Referral]),
        "COC" => (vec![], vec![Care, Support, CaseConference, Referral]),
        "THREAT" => (vec![], vec![SafeguardAdult, SafeguardChild]),
        "HLEGAL" => (vec![CrimeInvestigation], vec![CrimeInvestigation]),
        "HCOMPL" => (vec![Complaint], vec![Complaint]),
        "PUBHLTH" => (vec![Statistics], vec![Statistics]),
        "HRESCH" | "CLINTRCH" | "HOUTCOMS" | "HQUALIMP" => (vec![], vec![Statistics]),
        "PATRQT" | "FAMRQT" => (vec![], vec![SubjectAccess]),
        "HDIRECT" => (vec![], vec![RecordLinkage]),
        "HOPERAT" => {
            (vec![], vec![Support, CaseConference, Referral, Complaint, CrimeInvestigation, Statistics, RecordLinkage])
        }
        // Marketing, payment, donation, training: nobody asks for these here.
        "HMARKT" | "HPAYMT" | "DONAT" | "TRAIN" | "HTEST" => (vec![], vec![]),
        _ => return None,
    };
    Some(Meaning { opens: Some(opens), closes, whole: false })
}

/// Our purposes and the nearest of HL7's, for an export.
pub(super) const fn nearest(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Support | Purpose::CaseConference | Purpose::Referral => "CAREMGT",
        Purpose::Care => "TREAT",
        Purpose::SafeguardAdult | Purpose::SafeguardChild => "THREAT",
        Purpose::CrimeInvestigation => "HLEGAL",
        Purpose::Complaint => "HCOMPL",
        Purpose::Statistics => "PUBHLTH",
        Purpose::SubjectAccess => "PATRQT",
        Purpose::BreakGlass => "BTG",
        Purpose::RecordLinkage => "HDIRECT",
    }
}

/// `provision.action`. Who may not read a thing may not do anything with it; who may, may not hand it on.
pub(super) fn action(system: &str, code: &str) -> Of<Vec<Action>> {
    if system == ours::ACTION {
        return code.parse().ok().map(|one| exact(vec![one]));
    }
    if system != CONSENT_ACTION {
        return None;
    }
    let (opens, closes) = match code {
        "access" => (vec![Action::View], Action::ALL.to_vec()),
        "collect" | "use" | "disclose" => (vec![], Action::ALL.to_vec()),
        // Nobody corrects a record through the gateway.
        "correct" => (vec![], vec![]),
        _ => return None,
    };
    Some(Meaning { opens: Some(opens), closes, whole: false })
}

/// What a record may hold that its reader would call sensitive.
const SENSITIVE: CategorySet = CategorySet::of(&[
    Category::Ethnicity,
    Category::Religion,
    Category::Orientation,
    Category::GenderIdentity,
    Category::GenderHistory,
    Category::Disability,
    Category::Health,
    Category::Counselling,
    Category::Offence,
    Category::Narrative,
]);

/// What of a person's care is told by clinical codes.
const CARE: CategorySet = CategorySet::of(&[
    Category::Health,
    Category::Counselling,
    Category::Disability,
    Category::Offence,
    Category::Narrative,
    Category::Support,
]);

/// Who a person is, beside what was done to her.
const PERSON: CategorySet =
    CategorySet::of(&[Category::Identity, Category::Contact, Category::Location, Category::Demographic]);

/// `provision.securityLabel`: HL7 v3 confidentiality and sensitivity, and our categories.
pub(super) fn label(system: &str, code: &str) -> Of<CategorySet> {
    let set = CategorySet::of;
    if system == ours::CATEGORY {
        return code.parse::<Category>().ok().map(|one| exact(one.into()));
    }
    let narrow = |opens, closes| Some(Meaning { opens: Some(opens), closes, whole: false });
    match (system, code) {
        (CONFIDENTIALITY, "N") => {
            let opens = PERSON | set(&[Category::Health, Category::Support]);
            Some(Meaning { opens: Some(opens), closes: CategorySet::ALL, whole: true })
        }
        (CONFIDENTIALITY, "U" | "L" | "M") => {
            Some(Meaning { opens: Some(CategorySet::NONE), closes: CategorySet::ALL, whole: true })
        }
        (CONFIDENTIALITY, "R" | "V") => narrow(CategorySet::NONE, SENSITIVE),
        (ACT_CODE, "RACE") => narrow(set(&[Category::Ethnicity]), set(&[Category::Ethnicity])),
        (ACT_CODE, "REL") => narrow(set(&[Category::Religion]), set(&[Category::Religion])),
        (ACT_CODE, "LOCIS") => narrow(set(&[Category::Location]), set(&[Category::Location])),
        (ACT_CODE, "GENDER") => narrow(
            set(&[Category::Orientation, Category::GenderIdentity]),
            set(&[Category::Orientation, Category::GenderIdentity, Category::GenderHistory]),
        ),
        (ACT_CODE, "DEMO") => narrow(set(&[Category::Demographic]), PERSON | set(&[Category::Ethnicity])),
        (ACT_CODE, "DOB" | "MARST" | "LIVARG" | "EMPL") => narrow(CategorySet::NONE, PERSON),
        (ACT_CODE, "PSYTHPN") => narrow(set(&[Category::Counselling]), set(&[Category::Counselling])),
        (ACT_CODE, "MH" | "PSY" | "BH" | "COGN" | "EMOTDIS") => {
            narrow(CategorySet::NONE, set(&[Category::Health, Category::Counselling, Category::Disability]))
        }
        (ACT_CODE, "DVD") => narrow(CategorySet::NONE, set(&[Category::Health, Category::Disability])),
        (ACT_CODE, "SDV" | "VIO" | "SEX" | "ABUSE") => narrow(CategorySet::NONE, CARE),
        (ACT_CODE, "ETH" | "ETHUD" | "OPIOIDUD" | "SUD" | "ALC" | "HIV" | "STD" | "SCA" | "GDIS") => {
            narrow(CategorySet::NONE, set(&[Category::Health, Category::Counselling]))
        }
        _ => None,
    }
}

/// `provision.class`: types of resources. A category is opened where every type that it is read from is named.
pub(super) fn class_closes(system: &str, code: &str) -> Option<CategorySet> {
    let set = CategorySet::of;
    if system != RESOURCE_TYPES {
        return None;
    }
    Some(match code {
        "Patient" | "RelatedPerson" => {
            PERSON
                | set(&[
                    Category::Ethnicity,
                    Category::Religion,
                    Category::GenderIdentity,
                    Category::GenderHistory,
                    Category::Support,
                ])
        }
        "Encounter" | "Condition" | "Flag" | "Observation" | "Procedure" | "DiagnosticReport"
        | "AllergyIntolerance" | "EpisodeOfCare" | "Immunization" | "ClinicalImpression" => CARE,
        "MedicationRequest" | "MedicationStatement" | "MedicationAdministration" | "MedicationDispense" => {
            set(&[Category::Health, Category::Counselling])
        }
        "ServiceRequest" | "Task" | "CarePlan" | "CareTeam" | "Appointment" => {
            set(&[Category::Support, Category::Health, Category::Counselling])
        }
        "DocumentReference" | "Composition" | "Communication" | "QuestionnaireResponse" => CategorySet::ALL,
        _ => return None,
    })
}

/// What a list of types opens.
pub(super) fn classes_open(codes: &[&str]) -> CategorySet {
    let needs: [(CategorySet, &[&str]); 3] = [
        (PERSON, &["Patient"]),
        (Category::Health.into(), &["Encounter", "Condition", "Flag"]),
        (Category::Support.into(), &["ServiceRequest", "Task"]),
    ];
    let named = needs.into_iter().filter(|(_, all)| all.iter().all(|one| codes.contains(one)));
    named.fold(CategorySet::NONE, |opened, (categories, _)| opened | categories)
}

/// `provision.code`: a clinical code is finer than any category: it opens nothing, and closes what it may be told by.
pub(super) fn clinical(system: &str) -> Of<CategorySet> {
    CLINICAL.contains(&system).then_some(Meaning { opens: Some(CategorySet::NONE), closes: CARE, whole: false })
}

/// Papers about something else than sharing: advance directives, do-not-resuscitate orders, research.
pub(super) fn is_other_paper(system: &str, code: &str) -> bool {
    system == CONSENT_CATEGORY && matches!(code, "acd" | "dnr" | "hcd" | "polst" | "research" | "rsdid" | "rsreid")
}
