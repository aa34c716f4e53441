//! The client's keys: the trust knows the public halves.

use std::io::Error;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The one client the trust knows.
pub const NHS_CLIENT_ID: &str = "accord";
/// The name of the key that the trust makes for it when it is given none.
pub const NHS_KEY_ID: &str = "accord-1";

/// A public key of the client's, as it was registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientKey {
    /// Named in the header of every assertion.
    pub kid: String,
    /// RSA, `BEGIN PUBLIC KEY`.
    pub public_pem: String,
}

/// A new RSA key pair: the public half, and the private half as a PKCS #8 PEM. 2048 bits, because 4096, as the NHS asks,
/// take seconds to make and prove nothing more here.
pub(crate) fn generate(kid: &str) -> Result<(ClientKey, String), Error> {
    let failed = |_| Error::other("no client key");
    let pair = KeyPair::generate(KeySize::Rsa2048).map_err(failed)?;
    let private: Pkcs8V1Der<'_> = pair.as_der().map_err(failed)?;
    let public: PublicKeyX509Der<'_> = pair.public_key().as_der().map_err(failed)?;
    let key = ClientKey { kid: kid.to_owned(), public_pem: pem("PUBLIC KEY", public.as_ref()) };
    Ok((key, pem("PRIVATE KEY", private.as_ref())))
}

fn pem(label: &str, der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    let lines: Vec<String> =
        body.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}
