//! Receipts: what one says, who is believed, and what a replay enters.

use accord_consent::{
    Audience, Directive, Effect, EventState, Keys, PolicyWrite, Receipt, ReceiptFault, RecordScope, ReplayFault,
    Replayed, Viewer,
};
use accord_model::{Action, Category, CategorySet, Purpose, Role};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::Value;

use crate::town::{Town, directive, given, id, noon, now, person, second, viewer};

fn worker() -> Viewer {
    viewer("charity", Role::SupportWorker, Purpose::Support, 1)
}

fn said(effect: Effect) -> Directive {
    Directive {
        to: Audience::Organisation(id("charity")),
        purpose: Some(Purpose::Support),
        categories: CategorySet::of(&[Category::Location, Category::Health]),
        action: Some(Action::View),
        records: RecordScope::Owner(id("police")),
        start: second(100),
        end: Some(second(4_000_000_000)),
        recorded_at: second(100),
        ..directive(7, person(1), effect)
    }
}

fn payload(receipt: &str) -> Value {
    let middle = receipt.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(middle).unwrap()).unwrap()
}

#[test]
fn a_receipt_has_the_shape_of_the_standard_and_no_name() {
    let town = Town::new([]);
    let withdrawn = Directive { withdrawn_at: Some(second(200)), ..said(Effect::Permit) };
    insta::assert_json_snapshot!("receipt", payload(&town.desk.receipt(&worker(), &withdrawn).unwrap()));
}

#[test]
fn the_same_word_has_the_same_receipt_and_each_organisation_its_own_ids() {
    let town = Town::new([]);
    let word = said(Effect::Permit);
    let ours = town.desk.receipt(&worker(), &word).unwrap();
    assert_eq!(town.desk.receipt(&worker(), &word).unwrap(), ours);
    let hers = town.desk.receipt(&viewer("public", Role::Victim, Purpose::SubjectAccess, 1), &word).unwrap();
    for field in ["pii_principal_id", "receipt_id"] {
        assert_ne!(payload(&ours)[field], payload(&hers)[field]);
    }
    let keys = town.desk.public_keys().unwrap();
    let state = |effect, withdrawn_at| {
        let receipt = town.desk.receipt(&worker(), &Directive { withdrawn_at, ..said(effect) }).unwrap();
        Receipt::verify(&receipt, &keys).ok().and_then(|receipt| receipt.state()).unwrap()
    };
    assert_eq!(state(Effect::Permit, None), EventState::Given);
    assert_eq!(state(Effect::Deny, None), EventState::Refused);
    assert_eq!(state(Effect::Permit, Some(noon())), EventState::Withdrawn);
}

#[test]
fn what_a_partners_record_says_has_no_receipt() {
    let town = Town::new([]);
    let mut source = said(Effect::Permit);
    source.given.method = "SOURCE_RECORD".to_owned();
    assert!(town.desk.receipt(&worker(), &source).is_none());
    let scope = RecordScope::Record(crate::town::at("police", accord_model::RecordType::Incident, "i1"));
    assert!(town.desk.receipt(&worker(), &Directive { records: scope, ..said(Effect::Permit) }).is_none());
}

fn fault(receipt: &str) -> ReceiptFault {
    Receipt::verify(receipt, &Keys::new([7; 32]).public_keys().unwrap()).err().unwrap()
}

#[test]
fn a_receipt_that_was_altered_or_forged_is_not_believed() {
    let town = Town::new([]);
    let good = town.desk.receipt(&worker(), &said(Effect::Permit)).unwrap();
    let keys = town.desk.public_keys().unwrap();
    assert!(Receipt::verify(&format!(" {good}\n"), &keys).is_ok());
    // Every single character of it.
    for place in 0..good.len() {
        let mut bytes = good.clone().into_bytes();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        let altered = String::from_utf8(bytes).unwrap();
        // The last character of 64 bytes in base64 has four bits that say nothing; another spelling is refused as well.
        assert!(Receipt::verify(&altered, &keys).is_err(), "at {place}");
    }
    for (what, expected) in
        [("", ReceiptFault::Malformed), ("a.b.c", ReceiptFault::Malformed), ("{}", ReceiptFault::Malformed)]
    {
        assert_eq!(fault(what), expected, "{what}");
    }
    let other = town.desk.receipt(&worker(), &said(Effect::Deny)).unwrap();
    let (content, _) = good.rsplit_once('.').unwrap();
    let (_, signature) = other.rsplit_once('.').unwrap();
    assert_eq!(fault(&format!("{content}.{signature}")), ReceiptFault::Signature);
    let claims = payload(&good);
    let kid = jsonwebtoken::decode_header(&good).unwrap().kid;
    let header =
        Header { typ: Some("consent-receipt+jws".to_owned()), kid: kid.clone(), ..Header::new(Algorithm::EdDSA) };
    // Another gateway's key, under its own name and under ours.
    let theirs = Keys::new([8; 32]);
    let other = Town::with_keys(Keys::new([8; 32]));
    let foreign = other.desk.receipt(&worker(), &said(Effect::Permit)).unwrap();
    assert_eq!(fault(&foreign), ReceiptFault::Key);
    assert!(Receipt::verify(&foreign, &theirs.public_keys().unwrap()).is_ok());
    let renamed = {
        let mut parts: Vec<String> = foreign.split('.').map(str::to_owned).collect();
        parts[0] = good.split('.').next().unwrap().to_owned();
        parts.join(".")
    };
    assert_eq!(fault(&renamed), ReceiptFault::Signature);
    // The public key as a shared secret, no algorithm at all, a token that is none.
    let secret = EncodingKey::from_secret(serde_json::to_string(&keys).unwrap().as_bytes());
    let confused = Header { alg: Algorithm::HS256, ..header.clone() };
    assert_eq!(fault(&jsonwebtoken::encode(&confused, &claims, &secret).unwrap()), ReceiptFault::Algorithm);
    let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"consent-receipt+jws"}"#);
    assert_eq!(fault(&format!("{none}.{}.", good.split('.').nth(1).unwrap())), ReceiptFault::Algorithm);
}

fn replay(town: &Town, receipt: &str, permits: bool) -> Result<Replayed, ReplayFault> {
    now(town.desk.replay_receipt(receipt, permits, noon()))
}

/// The directive as the desk has it now.
fn known(town: &Town) -> Option<Directive> {
    let charity = viewer("charity", Role::SupportWorker, Purpose::Support, 1);
    town.desk.directives_on(&charity, &[person(1)], noon()).into_iter().find(|d| d.id == said(Effect::Permit).id)
}

#[test]
fn after_a_restore_what_shuts_comes_back_and_what_opens_where_it_is_asked_for() {
    let whole = Town::new([]);
    let taken_back = |effect| Directive { withdrawn_at: Some(second(300)), ..said(effect) };
    let receipt = |word: &Directive| whole.desk.receipt(&worker(), word).unwrap();
    // The database has the permit and not its withdrawal.
    let town = Town::new([PolicyWrite::Record(said(Effect::Permit))]);
    assert_eq!(replay(&town, &receipt(&said(Effect::Permit)), true), Ok(Replayed::Known));
    assert_eq!(replay(&town, &receipt(&taken_back(Effect::Permit)), false), Ok(Replayed::Withdrawal));
    assert_eq!(known(&town), Some(taken_back(Effect::Permit)));
    // An older receipt of the same word does not give it back.
    assert_eq!(replay(&town, &receipt(&said(Effect::Permit)), true), Ok(Replayed::Known));
    assert_eq!(known(&town), Some(taken_back(Effect::Permit)));
    // It has neither.
    let town = Town::new([]);
    assert_eq!(replay(&town, &receipt(&taken_back(Effect::Permit)), false), Ok(Replayed::Withdrawal));
    assert_eq!(replay(&town, &receipt(&said(Effect::Permit)), true), Ok(Replayed::Known));
    assert_eq!(known(&town), Some(taken_back(Effect::Permit)));
    // A permit where permits are asked for, a refusal always.
    let town = Town::new([]);
    assert_eq!(replay(&town, &receipt(&said(Effect::Permit)), false), Ok(Replayed::PermitLeft));
    assert_eq!(known(&town), None);
    assert_eq!(replay(&town, &receipt(&said(Effect::Permit)), true), Ok(Replayed::Permit));
    assert_eq!(known(&town), Some(said(Effect::Permit)));
    let town = Town::new([]);
    assert_eq!(replay(&town, &receipt(&said(Effect::Deny)), false), Ok(Replayed::Refusal));
    // That a refusal was taken back opens something.
    assert_eq!(replay(&town, &receipt(&taken_back(Effect::Deny)), false), Ok(Replayed::PermitLeft));
    assert_eq!(known(&town), Some(said(Effect::Deny)));
    assert_eq!(replay(&town, &receipt(&taken_back(Effect::Deny)), true), Ok(Replayed::Withdrawal));
    let log: Vec<String> = town.memory.log().into_iter().map(|(request, _)| request.activity).collect();
    assert_eq!(log, ["RECEIPT_REPLAYED REFUSAL", "RECEIPT_REPLAYED WITHDRAWAL"]);
}

#[test]
fn a_forged_receipt_grants_nothing() {
    let town = Town::new([]);
    let forged = Town::with_keys(Keys::new([8; 32])).desk.receipt(&worker(), &said(Effect::Permit)).unwrap();
    assert_eq!(replay(&town, &forged, true), Err(ReplayFault::Receipt(ReceiptFault::Key)));
    assert!(known(&town).is_none() && town.memory.log().is_empty());
}

#[test]
fn every_word_survives_its_receipt() {
    let all =
        [Audience::Anyone, Audience::Kind(accord_model::OrganisationKind::Nhs), Audience::Organisation(id("housing"))];
    for (to, effect) in all.into_iter().flat_map(|to| [(to, Effect::Permit), (to, Effect::Deny)]) {
        for (purpose, action, end) in
            [(None, None, None), (Some(Purpose::Care), Some(Action::Refer), Some(second(400)))]
        {
            let word = Directive {
                to,
                purpose,
                action,
                end,
                firm: effect == Effect::Deny,
                records: RecordScope::All,
                categories: if end.is_none() { CategorySet::ALL } else { Category::GenderHistory.into() },
                given: accord_consent::Given { by: "ATTORNEY".to_owned(), ..given() },
                ..said(effect)
            };
            let town = Town::new([]);
            let receipt = town.desk.receipt(&worker(), &word).unwrap();
            replay(&town, &receipt, true).unwrap();
            assert_eq!(known(&town), Some(word));
        }
    }
}
