use std::net::IpAddr;

use reqwest::Url;

use crate::ConnectError;

/// Where a partner's server is. Encrypted, unless it is on this machine or the configuration says otherwise.
#[derive(Clone)]
pub struct Address(pub(crate) Url);

impl Address {
    /// Reads the value of `key`: `https://host[:port][/path]`, nothing else in it.
    pub fn read(key: &'static str, text: &str, allow_plain_http: bool) -> Result<Self, ConnectError> {
        let refuse = |reason: &str| ConnectError::Key { key, reason: reason.to_owned() };
        let url = Url::parse(text).map_err(|_| refuse("not an address; https://host is allowed"))?;
        let whole =
            url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none();
        if !whole {
            return Err(refuse("no user, question mark or # is allowed in it"));
        }
        let address = Self(url);
        match address.0.scheme() {
            "https" => Ok(address),
            "http" if allow_plain_http || address.is_local() => Ok(address),
            _ => Err(refuse("https is allowed, plain http on this machine alone (or with allow_plain_http = true)")),
        }
    }

    /// On this machine: no proxy stands between.
    pub(crate) fn is_local(&self) -> bool {
        let Some(host) = self.0.host_str() else {
            return false;
        };
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }

    /// This path after the address's own.
    pub(crate) fn join(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(&format!("{}{path}", self.0.path().trim_end_matches('/')));
        url
    }

    /// A link that the partner gave, if it leads to this server: the same scheme, host and port, and no user in it.
    /// Anywhere else our token would be shown to a stranger.
    pub(crate) fn same_server(&self, link: &str) -> Option<Url> {
        let url = self.0.join(link).ok()?;
        let plain = url.username().is_empty() && url.password().is_none();
        (plain && url.origin() == self.0.origin()).then_some(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_leaves_this_machine_only_when_told() {
        let read = |text, plain| Address::read("base_url", text, plain);
        assert!(read("http://127.0.0.1:40000", false).is_ok());
        assert!(read("http://[::1]:40000", false).is_ok());
        assert!(read("https://police.example/api/", false).is_ok());
        assert!(read("http://police.example", false).is_err());
        assert!(read("http://police.example", true).is_ok());
        assert!(read("ftp://police.example", true).is_err());
        assert!(read("https://user:word@police.example", false).is_err());
        assert!(read("https://police.example?x=1", false).is_err());
    }

    #[test]
    fn a_link_leads_nowhere_else() {
        let base = Address::read("base_url", "https://trust.example/fhir/R4", false).unwrap();
        let link = |text| base.same_server(text).map(|url| url.to_string());
        assert_eq!(
            link("https://trust.example/fhir/R4?_getpages=x&_o=1").unwrap(),
            "https://trust.example/fhir/R4?_getpages=x&_o=1"
        );
        assert_eq!(link("/fhir/R4?page=2").unwrap(), "https://trust.example/fhir/R4?page=2");
        for other in [
            "https://thief.example/fhir/R4?_getpages=x",
            "//thief.example/x",
            "http://trust.example/fhir/R4",
            "https://trust.example:444/fhir/R4",
            "https://u:p@trust.example/fhir/R4",
            "file:///etc/passwd",
            "https://trust.example.thief.example/",
        ] {
            assert_eq!(link(other), None, "{other}");
        }
    }

    #[test]
    fn a_path_comes_after_the_base() {
        let base = Address::read("base_url", "https://police.example/api/", false).unwrap();
        let joined = base.join("/v1/persons:batchGet");
        assert_eq!(joined.as_str(), "https://police.example/api/v1/persons:batchGet");
    }
}
