//! FHIR R4 Consent, read and written: the published examples in our own words, what cannot be read, and the laws.

mod bad;
mod hl7;
mod laws;
mod pcf;
mod town;
