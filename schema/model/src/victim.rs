use jiff::Timestamp;

use crate::{
    Address, CodedTerm, ConsentPaper, ContactDetails, HealthRecord, HumanName, NhsNumber, PartialDate,
    PartnerReference, Private, RecordRef, SafeContact, SourceDirective, SourceTerm,
};

/// One partner's record of a person who was harmed. No `Debug`, no `Serialize`.
#[derive(Clone)]
pub struct Victim {
    /// Where it lies.
    pub at: RecordRef,
    /// When the partner last changed it, or the extract was made.
    pub as_of: Timestamp,
    /// The partner's own reference.
    pub reference: Option<Private<PartnerReference>>,
    /// Current name.
    pub name: Option<Private<HumanName>>,
    /// Date of birth, as far as known.
    pub date_of_birth: Option<Private<PartialDate>>,
    /// NHS number.
    pub nhs_number: Option<Private<NhsNumber>>,
    /// Telephone, email.
    pub contact: Option<Private<ContactDetails>>,
    /// Home address.
    pub address: Option<Private<Address>>,
    /// Self-defined ethnicity.
    pub ethnicity: Option<Private<CodedTerm>>,
    /// Religion or belief.
    pub religion: Option<Private<CodedTerm>>,
    /// Sexual orientation.
    pub sexual_orientation: Option<Private<CodedTerm>>,
    /// Gender identity.
    pub gender_identity: Option<Private<CodedTerm>>,
    /// Names given up (Gender Recognition Act 2004 s.22).
    pub former_names: Vec<Private<HumanName>>,
    /// Disabilities.
    pub disabilities: Vec<Private<CodedTerm>>,
    /// Interpreter, sign language, step-free access.
    pub access_needs: Vec<Private<CodedTerm>>,
    /// Facts of her care that bear on what was done to her.
    pub health: Vec<Private<HealthRecord>>,
    /// How to reach the person without harm.
    pub safe_contact: Option<Private<SafeContact>>,
    /// The partner's own words.
    pub terms: Vec<Private<SourceTerm>>,
    /// Marked restricted by its source: location and contact stay shut. Index alone.
    pub restricted: bool,
    /// What the partner's record of her consent says. Index alone.
    pub directives: Vec<SourceDirective>,
    /// The papers on her consent that the partner holds and that were understood, each by itself. What an earlier one refused that
    /// is not among them stays refused. Index alone.
    pub papers: Vec<ConsentPaper>,
    /// What the record says of consent as it is read now; nothing where it was not looked at. Index and reading alone.
    pub said_today: Option<Vec<SourceDirective>>,
}

impl Victim {
    /// An empty record at this place: a connector fills in what its partner said.
    pub const fn at(at: RecordRef, as_of: Timestamp) -> Self {
        Self {
            at,
            as_of,
            reference: None,
            name: None,
            date_of_birth: None,
            nhs_number: None,
            contact: None,
            address: None,
            ethnicity: None,
            religion: None,
            sexual_orientation: None,
            gender_identity: None,
            former_names: Vec::new(),
            disabilities: Vec::new(),
            access_needs: Vec::new(),
            health: Vec::new(),
            safe_contact: None,
            terms: Vec::new(),
            restricted: false,
            directives: Vec::new(),
            papers: Vec::new(),
            said_today: None,
        }
    }
}
