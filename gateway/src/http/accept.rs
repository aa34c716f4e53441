//! Which media type to answer in, and whether the body's is ours.

use poem::http::HeaderMap;
use poem::http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE};

/// A media type of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Media {
    /// `application/graphql-response+json`: the status says how the request went.
    GraphqlResponse,
    /// `application/json`: 200 for every well-formed request.
    Json,
}

impl Media {
    /// As in `Content-Type`.
    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }
}

/// The media type that the client likes best. A client that says nothing, or `*/*`, is an older one: JSON
/// (GraphQL over HTTP, "Legacy watershed"). A client that names both alike gets the newer.
pub(crate) fn choose(headers: &HeaderMap) -> Option<Media> {
    let lines: Option<Vec<&str>> = headers.get_all(ACCEPT).iter().map(|v| v.to_str().ok()).collect();
    let lines = lines.unwrap_or_default();
    if lines.iter().all(|line| line.trim().is_empty()) {
        return Some(Media::Json);
    }
    let ranges: Vec<Range> = lines.iter().flat_map(|line| line.split(',')).filter_map(Range::parse).collect();
    let newer = liking(&ranges, "graphql-response+json");
    let older = liking(&ranges, "json");
    if newer.0 == 0 && older.0 == 0 {
        return None;
    }
    // Named alike: the newer. By the same wildcard: the older.
    let prefers_newer = newer.0 > older.0 || (newer.0 == older.0 && newer.1 == 2);
    Some(if prefers_newer { Media::GraphqlResponse } else { Media::Json })
}

/// One entry of an `Accept` header.
struct Range {
    main: String,
    sub: String,
    /// Thousandths.
    quality: u16,
}

impl Range {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (main, sub) = parts.next()?.split_once('/')?;
        let mut quality = 1_000;
        for parameter in parts {
            let (name, value) = parameter.split_once('=')?;
            match name.trim().to_ascii_lowercase().as_str() {
                "q" => quality = thousandths(value.trim())?,
                // Answers are in UTF-8 alone.
                "charset" if !is_utf8(value) => return None,
                _ => {}
            }
        }
        Some(Self { main: main.to_ascii_lowercase(), sub: sub.to_ascii_lowercase(), quality })
    }

    /// How exactly it names `application/{sub}`: 2 by name, 1 by `application/*`, 0 by `*/*`.
    fn names(&self, sub: &str) -> Option<u8> {
        match (self.main.as_str(), self.sub.as_str()) {
            ("application", one) if one == sub => Some(2),
            ("application", "*") => Some(1),
            ("*", "*") => Some(0),
            _ => None,
        }
    }
}

/// The quality of the entry that names it most exactly, and how exactly.
fn liking(ranges: &[Range], sub: &str) -> (u16, u8) {
    let named = ranges.iter().filter_map(|range| Some((range.names(sub)?, range.quality)));
    named.max().map_or((0, 0), |(exactness, quality)| (quality, exactness))
}

/// `0`, `1`, `0.5`, `0.333`.
fn thousandths(text: &str) -> Option<u16> {
    let value: f32 = text.parse().ok()?;
    (0.0..=1.0).contains(&value).then_some((value * 1_000.0) as u16)
}

fn is_utf8(value: &str) -> bool {
    let value = value.trim().trim_matches('"');
    value.eq_ignore_ascii_case("utf-8") || value.eq_ignore_ascii_case("utf8")
}

/// Whether the body is `application/json`, in UTF-8, as it is. Everything else that a browser sends without asking
/// first (forms, plain text, nothing) is refused: that is what keeps other sites from asking in a user's name.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let mut all = headers.get_all(CONTENT_TYPE).iter();
    let (Some(one), None) = (all.next().and_then(|v| v.to_str().ok()), all.next()) else {
        return false;
    };
    let mut parts = one.split(';').map(str::trim);
    let essence = parts.next().is_some_and(|e| e.eq_ignore_ascii_case("application/json"));
    let charset = parts.filter(|p| !p.is_empty()).all(|p| {
        p.split_once('=').is_some_and(|(name, value)| name.trim().eq_ignore_ascii_case("charset") && is_utf8(value))
    });
    let plain = headers.get(CONTENT_ENCODING).is_none_or(|c| c.as_bytes().eq_ignore_ascii_case(b"identity"));
    essence && charset && plain
}

#[cfg(test)]
mod tests {
    use poem::http::HeaderValue;

    use super::*;

    fn accept(text: &'static str) -> Option<Media> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(text));
        choose(&headers)
    }

    #[test]
    fn the_client_chooses_the_media_type() {
        let (new, old) = (Some(Media::GraphqlResponse), Some(Media::Json));
        assert_eq!(choose(&HeaderMap::new()), old);
        for (text, expected) in [
            ("*/*", old),
            ("application/*", old),
            ("application/json", old),
            ("application/graphql-response+json", new),
            ("Application/GraphQL-Response+JSON; charset=utf-8", new),
            ("application/json, application/graphql-response+json", new),
            ("application/graphql-response+json;q=0.5, application/json;q=0.9", old),
            ("application/graphql-response+json, application/json;q=0.9", new),
            ("application/json;q=0, */*", new),
            ("application/graphql-response+json, */*;q=0.1", new),
            ("text/html, application/xhtml+xml, */*;q=0.8", old),
            ("text/html", None),
            ("application/json;q=0", None),
            ("application/json; charset=iso-8859-1", None),
            ("nonsense", None),
        ] {
            assert_eq!(accept(text), expected, "{text}");
        }
    }

    #[test]
    fn only_json_is_json() {
        let is = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(text));
            is_json(&headers)
        };
        for text in [
            "application/json",
            "Application/JSON; charset=UTF-8",
            "application/json;charset=\"utf-8\"",
            "application/json;",
        ] {
            assert!(is(text), "{text}");
        }
        for text in [
            "text/plain",
            "application/json; charset=utf-16",
            "application/graphql",
            "application/x-www-form-urlencoded",
            "application/json; boundary=x",
            "",
            "application/jsonx",
        ] {
            assert!(!is(text), "{text}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }
}
