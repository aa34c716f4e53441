//! The axes of a decision other than the category: who asks, for what, to do what, on which ground.

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The published code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::axes::UnknownCode;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text { $($code => Ok(Self::$variant),)+ _ => Err($crate::axes::UnknownCode) }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.code()) }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.code()) }
        }
    };
}
pub(crate) use codes;

/// A code outside the published list: never guessed, always refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a published code")]
pub struct UnknownCode;

codes!(
    /// Why somebody asks. Published map to HL7 v3-ActReason: docs/consent-semantics.md.
    Purpose {
        /// Practical and emotional support of a victim.
        Support = "SUPPORT",
        /// Direct care.
        Care = "CARE",
        /// Care Act 2014 s.42.
        SafeguardAdult = "SAFEGUARD_ADULT",
        /// Children Act 1989 s.47.
        SafeguardChild = "SAFEGUARD_CHILD",
        /// Prevention, detection and investigation of crime.
        CrimeInvestigation = "CRIME_INVESTIGATION",
        /// A multi-agency conference on one victim.
        CaseConference = "CASE_CONFERENCE",
        /// Handing a person to a service.
        Referral = "REFERRAL",
        /// Looking into a complaint.
        Complaint = "COMPLAINT",
        /// Released figures.
        Statistics = "STATISTICS",
        /// A person asks for her own records (UK GDPR Art 15).
        SubjectAccess = "SUBJECT_ACCESS",
        /// Emergency access.
        BreakGlass = "BREAK_GLASS",
        /// Building the index; sync alone.
        RecordLinkage = "RECORD_LINKAGE",
    }
);

codes!(
    /// What is to be done with a record.
    Action {
        /// Read it.
        View = "VIEW",
        /// Hand it to a service.
        Refer = "REFER",
        /// Call, write to or visit the person.
        Contact = "CONTACT",
        /// Report the incident to the police.
        ReportToPolice = "REPORT_TO_POLICE",
        /// Bring it to a case conference.
        ShareWithConference = "SHARE_WITH_CONFERENCE",
    }
);

codes!(
    /// The work somebody does, as the identity provider states it.
    Role {
        /// A charity's or council's victim support worker.
        SupportWorker = "SUPPORT_WORKER",
        /// A police hate crime officer.
        HateCrimeOfficer = "HATE_CRIME_OFFICER",
        /// A council's community safety officer.
        CommunitySafetyOfficer = "COMMUNITY_SAFETY_OFFICER",
        /// An NHS care coordinator.
        CareCoordinator = "CARE_COORDINATOR",
        /// A media officer.
        MediaOfficer = "MEDIA_OFFICER",
        /// The person herself.
        Victim = "VICTIM",
        /// A data-protection officer.
        DataProtectionOfficer = "DATA_PROTECTION_OFFICER",
        /// A senior officer who approves what an investigator asks of other agencies.
        AuthorisingOfficer = "AUTHORISING_OFFICER",
        /// Connects a partner's system.
        Integrator = "INTEGRATOR",
    }
);

codes!(
    /// The lawful basis of a cell of an agreement.
    Basis {
        /// The organisation holds the record itself.
        OwnRecord = "OWN_RECORD",
        /// The victim agreed (UK GDPR Art 6(1)(a), Art 9(2)(a)).
        Consent = "CONSENT",
        /// A competent authority's task (DPA 2018 s.35(2)(b)).
        LawEnforcementTask = "LE_TASK",
        /// A task in the public interest (Art 6(1)(e)).
        PublicTask = "PUBLIC_TASK",
        /// A legal obligation (Art 6(1)(c)).
        LegalObligation = "LEGAL_OBLIGATION",
        /// To protect a life (Art 6(1)(d)).
        VitalInterests = "VITAL_INTERESTS",
        /// Safeguarding (DPA 2018 Sch 1 para 18).
        Safeguarding = "SAFEGUARDING",
        /// Recognised legitimate interests; refused for police, councils and NHS.
        RecognisedLegitimateInterests = "RECOGNISED_LEGITIMATE_INTERESTS",
    }
);

codes!(
    /// Which part of the Data Protection Act 2018 governs an agreement.
    Regime {
        /// Part 2, general processing.
        General = "GENERAL",
        /// Part 3, law enforcement processing.
        LawEnforcement = "LAW_ENFORCEMENT",
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back_as_itself_and_no_other_is_guessed() {
        for purpose in Purpose::ALL {
            assert_eq!(purpose.code().parse(), Ok(*purpose));
        }
        for basis in Basis::ALL {
            assert_eq!(basis.to_string().parse(), Ok(*basis));
        }
        for near in ["", "support", " SUPPORT", "SUPPORTS"] {
            assert_eq!(near.parse::<Purpose>(), Err(UnknownCode));
        }
    }
}
