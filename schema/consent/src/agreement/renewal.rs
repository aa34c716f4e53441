//! One file of agreements in the place of another, while the gateway serves.

use jiff::Timestamp;

use super::{Agreement, AgreementError, AgreementId, Agreements};

/// An agreement and its version, as the disclosure log names it.
pub type Versioned = (AgreementId, u32);

/// What a file of agreements changes about those in force.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renewal {
    /// Versions that were not there before.
    pub begun: Vec<Versioned>,
    /// Versions that end earlier than they did, because a later one follows.
    pub shortened: Vec<Versioned>,
    /// Versions that are there no more.
    pub gone: Vec<Versioned>,
}

impl Renewal {
    /// Whether the same is agreed as before.
    pub const fn is_empty(&self) -> bool {
        self.begun.is_empty() && self.shortened.is_empty() && self.gone.is_empty()
    }
}

impl Agreements {
    /// What comes of these in the place of `before`. The log names an agreement by its id and version, so that what
    /// these two name must not change: another text needs a higher version. The one thing that a version may lose is the
    /// end of its period, to a later version in the same file. An agreement that disappears opens nothing.
    ///
    /// # Errors
    /// The first block that says something else under a version that is in force, or comes with a lower one.
    pub fn renews(&self, before: &Self) -> Result<Renewal, AgreementError> {
        let mut renewal = Renewal::default();
        for (line, one) in self.with_lines() {
            let versioned = (one.id, one.version);
            let wrong = |what: String| AgreementError { line, what };
            let known = before.iter().filter(|other| other.id == one.id);
            match before.version(versioned) {
                Some(same) if same == one => {}
                Some(same) if self.is_cut_short(same, one) => renewal.shortened.push(versioned),
                Some(_) => return Err(wrong(changed(one))),
                None => match known.map(|other| other.version).max() {
                    Some(last) if one.version < last => return Err(wrong(lower(one, last))),
                    _ => renewal.begun.push(versioned),
                },
            }
        }
        let all = before.iter().map(|one| (one.id, one.version));
        renewal.gone = all.filter(|versioned| self.version(*versioned).is_none()).collect();
        Ok(renewal)
    }

    /// Agreements that are over at that instant, each with its line, where no later version follows: they open nothing.
    pub fn expired(&self, at: Timestamp) -> impl Iterator<Item = (usize, &Agreement)> {
        let follows =
            |one: &Agreement| self.iter().any(|other| other.id == one.id && other.valid_until > one.valid_until);
        self.with_lines().filter(move |(_, one)| one.valid_until <= at && !follows(one))
    }

    fn version(&self, (id, version): Versioned) -> Option<&Agreement> {
        self.iter().find(|one| one.id == id && one.version == version)
    }

    /// Whether nothing but the end was brought forward, and a later version of these follows it.
    fn is_cut_short(&self, before: &Agreement, now: &Agreement) -> bool {
        let as_long = Agreement { valid_until: before.valid_until, ..now.clone() };
        let follows =
            |one: &Agreement| one.id == now.id && one.version > now.version && one.valid_from >= now.valid_until;
        as_long == *before && now.valid_until < before.valid_until && self.iter().any(follows)
    }
}

fn changed(one: &Agreement) -> String {
    let (id, version) = (one.id.as_str(), one.version);
    format!("version {version} of {id} is in force with another text: give the changed one a higher version")
}

fn lower(one: &Agreement, last: u32) -> String {
    let (id, version) = (one.id.as_str(), one.version);
    format!(
        "version {version} of {id} is lower than version {last}, which is in force; allowed: {last} as it is, or a higher one"
    )
}
