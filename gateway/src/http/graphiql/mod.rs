//! A page to try queries on, in demo mode alone. It loads nothing from anywhere else.

/// What the page may do: its own script, style and icon, questions to its own origin, nothing else.
pub(super) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// One file of the page: its media type and its text.
pub(super) fn asset(path: &str) -> Option<(&'static str, &'static str)> {
    match path {
        "/graphiql" => Some(("text/html; charset=utf-8", include_str!("page.html"))),
        "/graphiql/page.js" => Some(("text/javascript; charset=utf-8", include_str!("page.js"))),
        "/graphiql/words.js" => Some(("text/javascript; charset=utf-8", include_str!("words.js"))),
        "/graphiql/page.css" => Some(("text/css; charset=utf-8", include_str!("page.css"))),
        "/graphiql/icon.svg" => Some(("image/svg+xml", include_str!("icon.svg"))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::demo::ready_queries;

    fn words(text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The page keeps them by hand, laid out for reading.
    #[test]
    fn the_pages_ready_questions_are_those_that_the_demo_prints() {
        let page = words(include_str!("page.html"));
        for (title, persona, purpose, query) in ready_queries() {
            let button = format!(
                "data-persona=\"{persona}\" data-purpose=\"{purpose}\"> <span>{title}</span> \
                 <small>As {persona}, for {purpose}</small> <template> {query} </template>"
            );
            assert!(page.contains(&button), "{button}");
        }
        assert_eq!(page.matches("data-persona").count(), ready_queries().len());
    }
}
