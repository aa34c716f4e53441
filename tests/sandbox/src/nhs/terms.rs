//! The trust's code systems, and the shapes that its codes stand in.

use serde_json::{Value, json};

pub(crate) const NHS_NUMBER: &str = "https://fhir.nhs.uk/Id/nhs-number";
pub(crate) const ODS: &str = "https://fhir.nhs.uk/Id/ods-organization-code";
pub(crate) const UBRN: &str = "https://fhir.nhs.uk/Id/UBRN";
pub(crate) const ICD_10: &str = "http://hl7.org/fhir/sid/icd-10";
pub(crate) const SNOMED: &str = "http://snomed.info/sct";
pub(crate) const INTENT: &str = "https://fhir.nhs.uk/CodeSystem/ecds-injury-intent";
/// The trust's own systems: they name the population of the agreement.
pub(crate) const FLAGS: &str = "https://fhir.leicspart.example/CodeSystem/flag";
pub(crate) const REFERRALS: &str = "https://fhir.leicspart.example/CodeSystem/referral";
pub(crate) const CONSENTS: &str = "https://fhir.leicspart.example/CodeSystem/consent";

const UK_CORE: &str = "https://fhir.hl7.org.uk";

/// One `Coding`.
pub(crate) fn coding(system: &str, code: &str, display: &str) -> Value {
    json!({"system": system, "code": code, "display": display})
}

/// A `CodeableConcept` of one coding.
pub(crate) fn concept(system: &str, code: &str, display: &str) -> Value {
    json!({"coding": [coding(system, code, display)]})
}

/// `Reference`.
pub(crate) fn reference(kind: &str, id: &str) -> Value {
    json!({"reference": format!("{kind}/{id}")})
}

/// `Patient.link` of whoever another patient has become.
pub(crate) fn replaces(old: &str) -> Value {
    json!([{"other": reference("Patient", old), "type": "replaces"}])
}

/// An NHS number with how far it is verified: `01` is verified, `02` and `03` are not.
pub(crate) fn nhs_number(number: &str, status: &str) -> Value {
    let display = match status {
        "01" => "Number present and verified",
        "02" => "Number present but not traced",
        _ => "Trace required",
    };
    let mut concept = concept(&format!("{UK_CORE}/CodeSystem/UKCore-NHSNumberVerificationStatus"), status, display);
    concept["coding"][0]["version"] = json!("1.0.0");
    let url = format!("{UK_CORE}/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus");
    let extension = json!([{"url": url, "valueCodeableConcept": concept}]);
    json!({"system": NHS_NUMBER, "value": number, "extension": extension})
}

/// `meta.security`.
pub(crate) fn security(code: &str) -> Value {
    let display = match code {
        "R" => "restricted",
        "V" => "very restricted",
        "S" => "sensitive",
        _ => "unrestricted",
    };
    json!([coding("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", code, display)])
}

/// The extension for ethnic category, from the census's code.
pub(crate) fn ethnicity(census: &str) -> Value {
    let (code, display) = match census {
        "W1" => ("A", "White - British"),
        "W2" => ("B", "White - Irish"),
        "W9" => ("C", "White - Any other White background"),
        "M1" => ("D", "Mixed - White and Black Caribbean"),
        "M2" => ("E", "Mixed - White and Black African"),
        "M3" => ("F", "Mixed - White and Asian"),
        "M9" => ("G", "Mixed - Any other mixed background"),
        "A1" => ("H", "Asian or Asian British - Indian"),
        "A2" => ("J", "Asian or Asian British - Pakistani"),
        "A3" => ("K", "Asian or Asian British - Bangladeshi"),
        "A9" => ("L", "Asian - any other Asian background"),
        "B1" => ("M", "Black or Black British - Caribbean"),
        "B2" => ("N", "Black or Black British - African"),
        "B9" => ("P", "Black - any other Black background"),
        "O1" => ("R", "Other Ethnic Groups - Chinese"),
        "O9" => ("S", "Other - any other ethnic group"),
        _ => ("Z", "Not stated"),
    };
    let concept = concept(&format!("{UK_CORE}/CodeSystem/UKCore-EthnicCategoryEngland"), code, display);
    let url = format!("{UK_CORE}/StructureDefinition/Extension-UKCore-EthnicCategory");
    json!({"url": url, "valueCodeableConcept": concept})
}

/// The language spoken, in the extension of PDS; the base resource says it too.
pub(crate) fn communication(language: &str, display: &str) -> (Value, Value) {
    let language = concept(&format!("{UK_CORE}/CodeSystem/UKCore-HumanLanguage"), language, display);
    let url = format!("{UK_CORE}/StructureDefinition/Extension-UKCore-NHSCommunication");
    let parts = json!([
        {"url": "language", "valueCodeableConcept": language},
        {"url": "interpreterRequired", "valueBoolean": true},
    ]);
    (json!({"url": url, "extension": parts}), json!([{"language": language, "preferred": true}]))
}
