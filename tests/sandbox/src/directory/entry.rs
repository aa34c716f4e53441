//! One service as the directory gives it: briefly in a list, whole by its id.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::catalogue::{KINDS, Kind};
use super::places::{PLACES, centre, degrees};
use super::words::term;

/// One service of the directory.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) id: String,
    /// Its taxonomy codes.
    pub(super) terms: Vec<&'static str>,
    pub(super) ages: (Option<u8>, Option<u8>),
    /// Its postcode; none for a helpline.
    pub(super) postcode: Option<String>,
    whole: Value,
    /// Days since it said how much it can take on.
    said: Option<i64>,
}

/// All of them, in the directory's order.
pub(super) fn entries() -> Vec<Entry> {
    let placed = KINDS.iter().flat_map(|kind| kind.sectors.iter().map(move |sector| (kind, *sector)));
    let mut all: Vec<Entry> =
        placed.enumerate().map(|(number, (kind, sector))| Entry::of(number, kind, sector)).collect();
    let number = all.len();
    let odd = &KINDS[KINDS.len() - 2];
    // One that has ended, one that is closed for a while, a helpline without a place, and one that nobody can read.
    for (at, what) in ["defunct", "temporarily closed", "helpline", "malformed"].into_iter().enumerate() {
        let mut entry = Entry::of(number + at, odd, "LE11 1");
        match what {
            "helpline" => {
                entry.postcode = None;
                entry.whole["name"] = json!("Together Line");
                entry.whole["service_at_locations"] = json!([]);
            }
            "malformed" => {
                entry.whole["name"] = json!(17);
                entry.whole["attributes"] = json!("none");
            }
            status => entry.whole["status"] = json!(status),
        }
        all.push(entry);
    }
    all
}

impl Entry {
    fn of(number: usize, kind: &'static Kind, sector: &'static str) -> Self {
        let id = format!("svc-{number:03}");
        let town = PLACES.iter().find(|(known, ..)| *known == sector).map_or("", |(_, town, ..)| town);
        let postcode = format!("{sector}{}{}", letter(number), letter(number * 7 + 3));
        let name = format!("{} {town}", kind.name);
        let terms: Vec<&str> = kind.terms.split_whitespace().collect();
        let (minimum, maximum) = kind.ages;
        let (days, opens, closes) = kind.open;
        let capacity = kind.capacity.map(|(free, _)| {
            json!([{"id": format!("cap-{number:03}"), "unit": {"id": "u-1", "name": "Places"}, "available": free,
                "description": if free == 0 { "Waiting list" } else { "Places" }}])
        });
        let attributes: Vec<Value> = terms
            .iter()
            .enumerate()
            .map(|(at, code)| json!({"id": format!("att-{number:03}-{at}"), "link_entity": "service", "taxonomy_term": term(code)}))
            .collect();
        let languages: Vec<Value> = kind.languages.split(',').map(language).collect();
        let whole = json!({
            "id": id,
            "name": name,
            "description": format!("{}: what it does, in plain words.", kind.name),
            "url": format!("https://{id}.services.example"),
            "email": format!("hello@{id}.services.example"),
            "status": "active",
            "eligibility_description": minimum.map(|age| format!("From {age} years of age")),
            "minimum_age": minimum,
            "maximum_age": maximum,
            "last_modified": "2026-11-01T08:00:00.000Z",
            "organization": {"id": format!("org-{}", kind.organisation.to_lowercase().replace(' ', "-")), "name": kind.organisation},
            "phones": [{"id": format!("tel-{number:03}"), "number": format!("0116 496 0{number:03}")}],
            "contacts": [],
            "attributes": attributes,
            "languages": languages,
            "schedules": [{"id": format!("sch-{number:03}"), "freq": "WEEKLY", "interval": 1, "byday": days,
                "opens_at": format!("{opens}:00"), "closes_at": format!("{closes}Z"), "valid_from": "2026-01-01"}],
            "service_at_locations": [{"id": format!("sal-{number:03}"), "location": place(number, town, &postcode)}],
            "capacities": capacity,
        });
        Self { id, terms, ages: kind.ages, postcode: Some(postcode), whole, said: kind.capacity.map(|(_, days)| days) }
    }

    /// By its id. What it can take on was said so many days before now, whenever that is.
    pub(super) fn whole(&self, now: Timestamp) -> Value {
        let mut whole = self.whole.clone();
        let said = self.said.and_then(|days| now.checked_sub(SignedDuration::from_hours(24 * days)).ok());
        if let (Some(said), Some(capacity)) = (said, whole["capacities"].get_mut(0)) {
            capacity["updated"] = json!(said.to_string());
        }
        whole
    }

    /// In a list of services.
    pub(super) fn brief(&self) -> Value {
        let part = |name: &str| self.whole[name].clone();
        json!({"id": self.id, "name": part("name"), "description": part("description"), "url": part("url"),
            "status": part("status"), "minimum_age": part("minimum_age"), "maximum_age": part("maximum_age")})
    }

    /// In a list of services at their places; `metres` from the postcode that was asked for (an addition of this
    /// directory's to the standard).
    pub(super) fn at_location(&self, metres: Option<i64>) -> Value {
        let at = &self.whole["service_at_locations"][0];
        json!({"id": at["id"], "service": self.brief(), "location": at["location"], "distance": metres})
    }
}

fn place(number: usize, town: &str, postcode: &str) -> Value {
    let (latitude, longitude) = degrees(centre(postcode).unwrap_or_default());
    let mut accessibility = vec![json!({"id": format!("acc-{number:03}"), "description": "Step-free entrance"})];
    if number.is_multiple_of(3) {
        accessibility.push(json!({"id": format!("loop-{number:03}"), "description": "Hearing loop"}));
    }
    json!({
        "id": format!("loc-{number:03}"),
        "location_type": "physical",
        "name": format!("{town} House"),
        "latitude": latitude,
        "longitude": longitude,
        "addresses": [{"id": format!("adr-{number:03}"), "address_1": format!("{} Example Street", number + 1),
            "city": town, "state_province": "Leicestershire", "postal_code": postcode, "country": "GB",
            "address_type": "physical"}],
        "accessibility": accessibility,
    })
}

/// Some give a code, some a name.
fn language(word: &str) -> Value {
    if word.len() <= 3 && word.chars().all(|c| c.is_ascii_lowercase()) {
        json!({"id": format!("lan-{word}"), "code": word})
    } else {
        json!({"id": format!("lan-{word}"), "name": word})
    }
}

fn letter(number: usize) -> char {
    b"ABDEFGHJLNPQRSTUWXYZ".get(number % 20).map_or('A', |letter| char::from(*letter))
}
