//! What a patient resource holds beyond what is permitted goes before anything is cached: one element of FHIR may hold
//! two fields of ours, and a server may send what nobody named.

use accord_consent::FieldSet;
use accord_model::Victim;
use serde::Deserialize as _;
use serde_json::Value;

use super::patient::{COMMUNICATION, ETHNIC_CATEGORY, NHS_NUMBER, Standing, standing};
use super::{Notes, restricted};
use crate::nhs::fields;
use crate::nhs::wire::{Extension, Identifier, Name, Resource};

/// The patient with nothing in it but what these fields need.
pub(in crate::nhs) fn prune(patient: Resource, may: FieldSet) -> Resource {
    let mut patient = patient.only(&fields::name_victim(may));
    let has = |name: &str| may.has::<Victim>(name);
    // Removed at the source for these people; kept out here too, should it come all the same.
    if restricted(&patient.meta(), &mut Notes::on("Patient", 0)) {
        patient.drop("address");
        patient.drop("telecom");
    }
    patient.retain("name", |name| match Name::deserialize(name).map(|name| standing(&name)) {
        Ok(Standing::Current) => has("name"),
        Ok(Standing::Former) => has("formerNames"),
        Ok(Standing::Neither) | Err(_) => false,
    });
    patient.retain("identifier", |value: &Value| {
        Identifier::deserialize(value).is_ok_and(|identifier| identifier.system.is(NHS_NUMBER))
    });
    patient.retain("extension", |value| {
        Extension::deserialize(value).is_ok_and(|one| {
            let ethnic = has("ethnicity") && ETHNIC_CATEGORY.iter().any(|name| one.is(name));
            ethnic || has("accessNeeds") && one.is(COMMUNICATION)
        })
    });
    patient
}
