use accord_consent::{LogEntry, Request};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::entity::ledger_row::Model;
use crate::stored;

/// Names the encoding below. A change of the encoding changes it.
const ENCODING: &[u8] = b"accord disclosure log 1";

/// The row of a request without a disclosure, or the part that all its rows share. `number` and the hashes are filled
/// in by the chain.
pub(super) fn of_request(request: &Request, sequence: i64) -> Model {
    Model {
        number: 0,
        request: 0,
        at: request.at.as_microsecond(),
        organisation: request.organisation.to_string(),
        user_key: request.user.0.to_vec(),
        role: request.role.to_string(),
        purpose: request.purpose.to_string(),
        activity: request.activity.clone(),
        query_hash: request.query_hash.to_vec(),
        asked: stored::names(&request.asked),
        spared: stored::names(&request.spared),
        sequence,
        pseudonym: None,
        partner: None,
        categories: 0,
        basis: None,
        agreement: None,
        version: None,
        regime: None,
        previous: Vec::new(),
        hash: Vec::new(),
    }
}

/// One disclosure of a request.
pub(super) fn of_entry(request: &Model, entry: &LogEntry, pseudonym: Option<Uuid>) -> Model {
    let (agreement, version) = entry.agreement;
    Model {
        pseudonym,
        partner: Some(entry.partner.to_string()),
        categories: i64::from(entry.categories.bits()),
        basis: Some(entry.basis.to_string()),
        agreement: Some(agreement.as_str().to_owned()),
        version: Some(i64::from(version)),
        regime: Some(entry.regime.to_string()),
        ..request.clone()
    }
}

/// SHA-256 over every column but the hash itself, the previous row's hash among them. Each value is preceded by its
/// length, and a missing one by a length that no value has, so that no two rows encode alike.
pub(super) fn hash(row: &Model) -> [u8; 32] {
    let Model {
        number,
        request,
        at,
        organisation,
        user_key,
        role,
        purpose,
        activity,
        query_hash,
        asked,
        spared,
        sequence,
        pseudonym,
        partner,
        categories,
        basis,
        agreement,
        version,
        regime,
        previous,
        hash: _,
    } = row;
    let version = version.map(i64::to_be_bytes);
    let values: [Option<&[u8]>; 21] = [
        Some(ENCODING),
        Some(&number.to_be_bytes()),
        Some(&request.to_be_bytes()),
        Some(&at.to_be_bytes()),
        Some(organisation.as_bytes()),
        Some(user_key),
        Some(role.as_bytes()),
        Some(purpose.as_bytes()),
        Some(activity.as_bytes()),
        Some(query_hash),
        Some(asked.as_bytes()),
        Some(spared.as_bytes()),
        Some(&sequence.to_be_bytes()),
        pseudonym.as_ref().map(|p| p.as_bytes().as_slice()),
        partner.as_ref().map(String::as_bytes),
        Some(&categories.to_be_bytes()),
        basis.as_ref().map(String::as_bytes),
        agreement.as_ref().map(String::as_bytes),
        version.as_ref().map(<[u8; 8]>::as_slice),
        regime.as_ref().map(String::as_bytes),
        Some(previous),
    ];
    digest(&values)
}

fn digest(values: &[Option<&[u8]>]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for value in values {
        let length = value.map_or(u64::MAX, |bytes| bytes.len() as u64);
        hash.update(length.to_be_bytes());
        hash.update(value.unwrap_or_default());
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::digest;

    #[test]
    fn values_that_run_together_differ() {
        assert_ne!(digest(&[Some(b"ab"), Some(b"c")]), digest(&[Some(b"a"), Some(b"bc")]));
        assert_ne!(digest(&[Some(b""), None]), digest(&[None, Some(b"")]));
    }
}
