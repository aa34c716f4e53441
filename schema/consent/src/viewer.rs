use accord_model::{OrganisationId, Purpose, Role, UserKey};

/// Who asks, for which organisation, in which role, for which purpose.
#[derive(Clone)]
pub struct Viewer {
    organisation: OrganisationId,
    user: UserKey,
    role: Role,
    purpose: Purpose,
    purposes: Vec<Purpose>,
}

impl Viewer {
    /// Asserts that a checked token says so. Where trust begins: `clippy.toml` bans it outside gateway/auth.
    ///
    /// `purpose` is one of `purposes`, and not `RECORD_LINKAGE`, which is for sync alone; `None` otherwise.
    pub fn assertion(
        organisation: OrganisationId,
        user: UserKey,
        role: Role,
        purpose: Purpose,
        purposes: Vec<Purpose>,
    ) -> Option<Self> {
        let allowed = purposes.contains(&purpose) && purpose != Purpose::RecordLinkage;
        allowed.then_some(Self { organisation, user, role, purpose, purposes })
    }

    /// Somebody who has not asked: for the question what she would see. Nothing is opened for her.
    pub(crate) fn supposed(organisation: OrganisationId, user: UserKey, role: Role, purpose: Purpose) -> Self {
        Self { organisation, user, role, purpose, purposes: vec![purpose] }
    }

    /// The organisation the person works for.
    pub const fn organisation(&self) -> OrganisationId {
        self.organisation
    }

    /// The person, as a keyed hash.
    pub const fn user(&self) -> UserKey {
        self.user
    }

    /// The work the person does.
    pub const fn role(&self) -> Role {
        self.role
    }

    /// What this request is for.
    pub const fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// What the token allows requests to be for.
    pub fn purposes(&self) -> &[Purpose] {
        &self.purposes
    }
}
