//! FHIR R4 Consent, read and written: the published examples in our own words, what cannot be read, and the laws.

// `cfg(test)` is always true here: it tells clippy that helpers, too, may unwrap.
#[cfg(test)]
mod bad;
#[cfg(test)]
mod hl7;
#[cfg(test)]
mod kinds;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod pcf;
#[cfg(test)]
mod town;
