//! Access that is asked for, one person at a time.

use accord_consent::{
    AccessKind, AskedAccess, Candidate, Identifier, OpaqueId, PolicyFault, RequestDraft, RequestWords, Sought,
};
use accord_model::SubjectId;
use uuid::Uuid;

use crate::page::{Place, Wanted};
use crate::{Page, PageArgs, PageFault, Person, Session, find};

/// Whose records are to be opened in an emergency.
pub enum Endangered {
    /// A person whom the viewer has an id of.
    Known(SubjectId),
    /// A person by two identifiers at least.
    Described(Sought),
}

/// What became of asking for emergency access.
pub enum Emergency {
    /// The records are open.
    Opened(Box<AskedAccess>, Box<Person>),
    /// Several people fit: one of these identifiers more is needed. Never a list.
    NeedMore(Vec<Identifier>),
    /// Nobody, or nobody whose records emergency access would open: the same answer.
    Nobody,
}

impl Session {
    /// Opens the records of one person for an hour. In the log whatever becomes of it, with its reason sealed.
    pub async fn break_glass(&self, whom: &Endangered, reason: &str, key: &str) -> Result<Emergency, PolicyFault> {
        self.trail().did("BREAK_GLASS", &self.desk().sealed_reason(reason));
        self.desk().hears(self.viewer(), reason)?;
        let (handles, missing) = match whom {
            Endangered::Known(subject) => (vec![*subject], Vec::new()),
            Endangered::Described(sought) => match find::described(self.shared(), sought).await? {
                Ok(handles) => (handles, find::lacking(&self.desk().fingerprints(sought))),
                Err(missing) => return Ok(Emergency::NeedMore(missing)),
            },
        };
        let found = find::openable(self.shared(), &handles).await.map_err(|_| PolicyFault::Unavailable)?;
        let (subject, candidate) = match found.as_slice() {
            [] => return Ok(Emergency::Nobody),
            [one] => one,
            _ => return Ok(Emergency::NeedMore(missing)),
        };
        let access = self.desk().break_glass(self.viewer(), *subject, reason, key, self.at()).await?;
        self.desk().catch_up(self.trail());
        let person = self.person(*subject).await.map_err(|_| PolicyFault::Unavailable)?.ok_or(PolicyFault::NotFound)?;
        // The opening itself is in her log, also where nothing is read afterwards.
        let grants = self.desk().grants(self.viewer(), candidate, self.at());
        self.desk().note_existence(candidate, &grants, self.trail());
        Ok(Emergency::Opened(Box::new(access), Box::new(person)))
    }

    /// Writes a victim information request down.
    pub async fn request_information(
        &self,
        subject: SubjectId,
        draft: &RequestDraft,
        key: &str,
    ) -> Result<AskedAccess, PolicyFault> {
        let known = self.person(subject).await.map_err(|_| PolicyFault::Unavailable)?.ok_or(PolicyFault::NotFound)?;
        let known: Vec<Candidate> = known.members().iter().map(|m| m.candidate.clone()).collect();
        self.trail().did("REQUEST_INFORMATION", "");
        let access = self.desk().request_information(self.viewer(), subject, &known, draft, key, self.at()).await?;
        self.desk().catch_up(self.trail());
        Ok(access)
    }

    /// A page of what users of the viewer's organisation have asked for, the latest first.
    pub async fn accesses(
        &self,
        kind: AccessKind,
        args: &PageArgs,
    ) -> Result<Result<Page<AskedAccess>, PageFault>, PolicyFault> {
        let list = match kind {
            AccessKind::Emergency => "emergencies",
            AccessKind::InformationRequest => "information requests",
        };
        let wanted = match Wanted::read(self.desk(), self.viewer(), list, args) {
            Ok(wanted) => wanted,
            Err(fault) => return Ok(Err(fault)),
        };
        let all = self.desk().accesses(self.viewer(), kind).await?;
        self.trail().did(if kind == AccessKind::Emergency { "EMERGENCIES_READ" } else { "REQUESTS_READ" }, "");
        let placed =
            all.into_iter().map(|access| (Place::latest_first(Some(access.at), self.access_id(&access).0), access));
        Ok(Ok(wanted.cut(self.desk(), self.viewer(), placed.collect())))
    }

    /// Reviews an emergency, or approves a request, as the second person.
    pub async fn answer_access(&self, id: &str, kind: AccessKind, approve: bool) -> Result<AskedAccess, PolicyFault> {
        let id: Uuid = self.desk().resolve_access(self.viewer(), id).ok_or(PolicyFault::NotFound)?;
        self.trail().did(if kind == AccessKind::Emergency { "EMERGENCY_REVIEWED" } else { "REQUEST_ANSWERED" }, "");
        let access = self.desk().answer_access(self.viewer(), (id, kind), approve, self.at()).await?;
        self.desk().catch_up(self.trail());
        Ok(access)
    }

    /// Why it was asked for, for whoever has asked or answers.
    pub fn reasons(&self, access: &AskedAccess) -> String {
        self.desk().texts(access).unwrap_or_default()
    }

    /// What a request says, for whoever has made it or answers.
    pub fn request_words(&self, access: &AskedAccess) -> RequestWords {
        self.desk().request_words(access)
    }

    /// The id of an access for this viewer.
    pub fn access_id(&self, access: &AskedAccess) -> OpaqueId {
        self.desk().access_name(self.viewer(), access.id)
    }
}
