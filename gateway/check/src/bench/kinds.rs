//! The three types of record that a connector may serve, asked and compared in one way.

use accord_consent::{FieldSet, Indexed, Permitted, Record};
use accord_federation::{Connector, Gathered};
use accord_model::{Incident, RecordType, Referral, Victim};
use futures_util::future::BoxFuture;
use jiff::Timestamp;

/// A type of record.
pub(crate) trait Kind: Record + Indexed + Clone {
    const TYPE: RecordType;
    /// What a finding calls it.
    const NAME: &'static str;

    /// What the connector says that it can hold.
    fn declared(connector: &dyn Connector) -> FieldSet;

    /// Asks for the records of a permit.
    fn ask<'a>(connector: &'a dyn Connector, permit: &'a Permitted<Self>) -> BoxFuture<'a, Gathered<Self>>;

    /// The fields in which two records differ; values stay where they are. `state` tells the instant of a state from that
    /// of a reading.
    fn differ(&self, other: &Self, state: impl Fn(Timestamp) -> Timestamp) -> Vec<&'static str>;
}

macro_rules! kind {
    ($record:ident, $name:literal, $declared:ident, $ask:ident; $($field:ident)*) => {
        impl Kind for $record {
            const TYPE: RecordType = RecordType::$record;
            const NAME: &'static str = $name;

            fn declared(connector: &dyn Connector) -> FieldSet {
                connector.$declared()
            }

            fn ask<'a>(connector: &'a dyn Connector, permit: &'a Permitted<Self>) -> BoxFuture<'a, Gathered<Self>> {
                connector.$ask(permit)
            }

            fn differ(&self, other: &Self, state: impl Fn(Timestamp) -> Timestamp) -> Vec<&'static str> {
                let mut found = Vec::new();
                if state(self.as_of) != state(other.as_of) {
                    found.push("as_of");
                }
                $(if self.$field != other.$field {
                    found.push(stringify!($field));
                })*
                found
            }
        }
    };
}

kind!(Victim, "victim", victim_fields, victims; at name date_of_birth nhs_number contact address ethnicity religion
    sexual_orientation gender_identity former_names disabilities access_needs health safe_contact terms reference);
kind!(Incident, "incident", incident_fields, incidents; at record_kind recognition candidate_rule occurred reported
    strands channel offence area place narrative perpetrator_relation outcome evidence terms reference);
kind!(Referral, "referral", referral_fields, referrals; at reference status sent sender recipient service setting
    need role reason history terms);
