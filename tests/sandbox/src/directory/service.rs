//! Which request goes where.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::entry::{Entry, entries};
use super::places::{centre, metres};
use super::words::{TERMS, taxonomy, term};
use crate::control::Control;
use crate::http::{Ask, Reply, Service};

/// Entries on a page where nothing is said, and at most.
const PAGE: usize = 50;
const MOST_PAGE: usize = 100;

/// The directory's server.
#[derive(Debug)]
pub(crate) struct Directory {
    control: Control,
    entries: Vec<Entry>,
}

impl Directory {
    /// A directory that lists everything.
    pub(crate) fn new() -> Self {
        Self { control: Control::default(), entries: entries() }
    }

    fn services(&self, ask: &Ask) -> Reply {
        let all = self.fitting(ask).map(Entry::brief);
        page(ask, all.collect())
    }

    fn at_locations(&self, ask: &Ask) -> Reply {
        let postcode = ask.query.get("postcode");
        let origin = postcode.and_then(|postcode| centre(postcode));
        if postcode.is_some() && origin.is_none() {
            return page(ask, Vec::new());
        }
        let within = ask.query.get("proximity").and_then(|metres| metres.parse::<i64>().ok());
        let mut near: Vec<(Option<i64>, &Entry)> = Vec::new();
        for entry in self.fitting(ask) {
            let Some(at) = entry.postcode.as_deref().and_then(centre) else { continue };
            let distance = origin.map(|origin| metres(origin, at));
            if distance.zip(within).is_none_or(|(distance, within)| distance <= within) {
                near.push((distance, entry));
            }
        }
        near.sort_by_key(|(distance, _)| *distance);
        page(ask, near.into_iter().map(|(distance, entry)| entry.at_location(distance)).collect())
    }

    fn fitting(&self, ask: &Ask) -> impl Iterator<Item = &Entry> {
        let wanted = ask.query.get("taxonomy_term_id").cloned();
        let search = ask.query.get("search").map(|text| text.to_lowercase());
        let age = |name: &str| ask.query.get(name).and_then(|age| age.parse::<u8>().ok());
        let (least, most) = (age("minimum_age"), age("maximum_age"));
        self.entries.iter().filter(move |entry| {
            let mut ids = TERMS.iter().filter(|(_, code, _)| entry.terms.contains(code)).map(|(id, ..)| *id);
            wanted.as_deref().is_none_or(|wanted| ids.any(|id| id == wanted))
                && search.as_deref().is_none_or(|text| entry.brief().to_string().to_lowercase().contains(text))
                && least.is_none_or(|least| entry.ages.0.is_some_and(|age| age >= least))
                && most.is_none_or(|most| entry.ages.1.is_some_and(|age| age <= most))
        })
    }
}

impl Service for Directory {
    fn control(&self) -> &Control {
        &self.control
    }

    fn answer(&self, ask: &Ask) -> Reply {
        if ask.method != "GET" {
            return Reply::not_found();
        }
        let path: Vec<&str> = ask.path.split('/').skip(1).collect();
        match path.as_slice() {
            [""] => Reply::json(
                200,
                &json!({"version": "3.0", "profile": "https://docs.openreferraluk.org",
                "openapi_url": "https://raw.githubusercontent.com/OpenReferralUK/uk-profile/main/schema/openapi.json"}),
            ),
            ["services"] => self.services(ask),
            ["services", id] => {
                let found = self.entries.iter().find(|entry| entry.id == *id);
                found.map_or_else(Reply::not_found, |entry| Reply::json(200, &entry.whole(Timestamp::now())))
            }
            ["service_at_locations"] => self.at_locations(ask),
            ["taxonomies"] => page(ask, vec![taxonomy()]),
            ["taxonomy_terms"] => page(ask, TERMS.iter().filter_map(|(_, code, _)| term(code)).collect()),
            _ => Reply::not_found(),
        }
    }

    fn command(&self, path: &str, ask: &Ask) -> Reply {
        match (ask.method.as_str(), path) {
            ("POST", "reset") => {
                self.control.reset();
                Reply::json(200, &json!({"ok": true}))
            }
            _ => Reply::not_found(),
        }
    }
}

/// One page of a list.
fn page(ask: &Ask, all: Vec<Value>) -> Reply {
    let number = |name: &str, default: usize| ask.query.get(name).map_or(Ok(default), |text| text.parse::<usize>());
    let (Ok(page @ 1..), Ok(size @ 1..=MOST_PAGE)) = (number("page", 1), number("per_page", PAGE)) else {
        return Reply::problem(400, "bad-request", "Bad request", "page and per_page are numbers from 1 on");
    };
    let total = all.len();
    let pages = total.div_ceil(size);
    let contents: Vec<Value> = all.into_iter().skip((page - 1).saturating_mul(size)).take(size).collect();
    Reply::json(
        200,
        &json!({
            "total_items": total,
            "total_pages": pages,
            "page_number": page,
            "size": contents.len(),
            "first_page": page == 1,
            "last_page": page >= pages,
            "empty": contents.is_empty(),
            "contents": contents,
        }),
    )
}
