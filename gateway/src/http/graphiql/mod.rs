//! A page to try queries on, in demo mode alone. It loads nothing from anywhere else.

/// What the page may do: its own script and style, questions to its own origin, nothing else.
pub(super) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// One file of the page: its media type and its text.
pub(super) fn asset(path: &str) -> Option<(&'static str, &'static str)> {
    match path {
        "/graphiql" => Some(("text/html; charset=utf-8", include_str!("page.html"))),
        "/graphiql/page.js" => Some(("text/javascript; charset=utf-8", include_str!("page.js"))),
        "/graphiql/page.css" => Some(("text/css; charset=utf-8", include_str!("page.css"))),
        _ => None,
    }
}
