//! Who can log in.

/// One client of the provider; its secret is `demo-` and its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Persona {
    /// Client id and subject.
    pub name: &'static str,
    /// Slug of the organisation.
    pub organisation: &'static str,
    /// Role.
    pub role: &'static str,
    /// What the persona may ask for.
    pub purposes: &'static [&'static str],
}

impl Persona {
    /// The persona of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        PERSONAS.iter().find(|persona| persona.name == name)
    }

    /// Its client secret.
    pub fn secret(&self) -> String {
        format!("demo-{}", self.name)
    }
}

const fn persona(
    name: &'static str,
    organisation: &'static str,
    role: &'static str,
    purposes: &'static [&'static str],
) -> Persona {
    Persona { name, organisation, role, purposes }
}

/// The demo's personas.
pub const PERSONAS: &[Persona] = &[
    persona("support-worker", "safe-haven-llr", "SUPPORT_WORKER", &["SUPPORT", "REFERRAL", "CASE_CONFERENCE"]),
    persona(
        "hate-crime-officer",
        "leicestershire-police",
        "HATE_CRIME_OFFICER",
        &["CRIME_INVESTIGATION", "SUPPORT", "SAFEGUARD_ADULT", "CASE_CONFERENCE", "BREAK_GLASS"],
    ),
    persona(
        "community-safety-officer",
        "charnwood-borough-council",
        "COMMUNITY_SAFETY_OFFICER",
        &["SUPPORT", "SAFEGUARD_ADULT", "CASE_CONFERENCE", "BREAK_GLASS"],
    ),
    persona(
        "care-coordinator",
        "leicestershire-partnership-nhs-trust",
        "CARE_COORDINATOR",
        &["CARE", "SUPPORT", "CASE_CONFERENCE", "BREAK_GLASS"],
    ),
    persona("media-contact", "leicestershire-police", "MEDIA_OFFICER", &["STATISTICS"]),
    persona("victim", "public", "VICTIM", &["SUBJECT_ACCESS"]),
    persona(
        "data-protection-officer",
        "leicestershire-county-council",
        "DATA_PROTECTION_OFFICER",
        &["COMPLAINT", "SUBJECT_ACCESS"],
    ),
    persona("trust-privacy-officer", "leicestershire-partnership-nhs-trust", "DATA_PROTECTION_OFFICER", &["COMPLAINT"]),
    persona("police-privacy-officer", "leicestershire-police", "DATA_PROTECTION_OFFICER", &["COMPLAINT"]),
    persona("authorising-officer", "leicestershire-police", "AUTHORISING_OFFICER", &["CRIME_INVESTIGATION"]),
    persona("integrator", "leicestershire-county-council", "INTEGRATOR", &["STATISTICS"]),
];
