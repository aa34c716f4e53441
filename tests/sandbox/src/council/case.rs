//! One case: an incident and its first victim, as a caseworker types it.

use jiff::civil::Date;

use super::CASE_COLUMNS;
use crate::dice::Dice;
use crate::world::{Act, Aviary, Incident, KnownAs, Person, RecordRef, Strand, World};

/// Whose business a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It carries a hate flag.
    Flagged,
    /// Nobody flagged it; its codes say enough to ask.
    Proposed,
    /// Neither.
    Other,
}

/// One case.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) kind: Kind,
    /// The incident in the truth, from 0; none for a case that an edit brought.
    number: Option<usize>,
    person: Option<usize>,
    pub(crate) values: Vec<String>,
}

impl Case {
    /// What stands in a column.
    pub(crate) fn shown(&self, column: &str) -> &str {
        let at = CASE_COLUMNS.iter().position(|known| *known == column);
        at.and_then(|at| self.values.get(at)).map_or("", String::as_str)
    }

    /// Writes into a column. False when there is none of that name.
    pub(crate) fn put(&mut self, column: &str, value: &str) -> bool {
        let at = CASE_COLUMNS.iter().position(|known| *known == column);
        let Some(place) = at.and_then(|at| self.values.get_mut(at)) else {
            return false;
        };
        value.clone_into(place);
        true
    }

    /// How the system writes its person.
    pub(crate) fn known_as(&self) -> Option<(usize, KnownAs)> {
        let columns = ["first_name", "surname", "dob", "phone", "address", "home_postcode", "ethnicity"];
        let values = columns.iter().map(|name| ((*name).to_owned(), self.shown(name).to_owned()));
        let values = values.filter(|(_, shown)| !shown.is_empty()).collect();
        Some((self.person?, KnownAs { partner: "council", record: self.shown("case_ref").to_owned(), values }))
    }

    /// Of which incident it is a record.
    pub(crate) fn recorded(&self) -> Option<(usize, RecordRef)> {
        let record = self.shown("case_ref").to_owned();
        Some((self.number?, RecordRef { partner: "council", reference: record.clone(), record, tombstone: None }))
    }

    /// A case that an edit brings: of nobody and nothing in the truth.
    pub(crate) fn added(case_ref: &str, columns: &serde_json::Map<String, serde_json::Value>) -> Option<Self> {
        let mut case =
            Self { kind: Kind::Other, number: None, person: None, values: vec![String::new(); CASE_COLUMNS.len()] };
        let written = columns.iter().all(|(column, value)| value.as_str().is_some_and(|value| case.put(column, value)));
        (case.put("case_ref", case_ref) && written).then_some(case)
    }
}

/// The case of an incident; about two in three come to the council.
pub(crate) fn case(world: &World, number: usize, aviary: &mut Aviary) -> Option<Case> {
    let mut dice = world.dice("council case", number);
    let incident = &world.incidents[number];
    if !incident.canary && dice.chance(35) {
        return None;
    }
    let person = incident.victims.first().copied();
    let mut case =
        Case { kind: Kind::Other, number: Some(number), person, values: vec![String::new(); CASE_COLUMNS.len()] };
    let reference = format!("CS-{}-{number:05}", incident.reported.year());
    case.put("case_ref", &reference);
    case.put("opened", &date(incident.reported.date(), &mut dice));
    case.put("incident_date", &date(incident.from.date(), &mut dice));
    case.put("last_updated", &format!("{} 09:{:02}:00", incident.reported.date(), dice.below(60)));
    case.put("status", dice.word(&["Open", "Closed", "Closed - NFA", "Monitoring", "With legal", ""]));
    case.put("location", &incident.place.line);
    case.put("location_postcode", &incident.place.postcode);
    case.put("district", "Charnwood");
    if let Some(number) = person {
        put_person(&mut case, &world.people[number], &mut dice);
    }
    code(&mut case, incident, &mut dice);
    let neighbour = &world.people[(number * 31 + 7) % world.people.len()];
    // Other people's names stand in notes.
    let story = format!("{} Spoke to {} {} next door.", incident.story, neighbour.given, neighbour.family);
    case.put("summary", if dice.chance(40) { &story } else { &incident.story });
    if let Some((_, name)) = incident.organisation {
        case.put("alleged_source", &format!("Org: {name}"));
    } else {
        case.put("alleged_source", dice.word(&["Neighbour", "Stranger", "Lodger", ""]));
    }
    if incident.police && dice.chance(50) {
        case.put("police_ref", &world.police_reference(number));
    }
    case.put("share_with", dice.word(&["police", "police, support", "all", "none", "support", "see file", "", ""]));
    case.put("sensitive", if incident.restricted { "Y" } else { "" });
    if dice.chance(50) {
        let to =
            ["Victim First", "Safe Haven", "Victim First; Adult Mental Health", "Community Safety Team", "Mr Khan"];
        case.put("referred_to", dice.word(&to));
        case.put("referred_on", &date(incident.reported.date(), &mut dice));
    }
    if incident.canary {
        let marker = aviary.mark(&reference, "summary");
        let told = format!("{} {marker}", case.shown("summary"));
        case.put("summary", &told);
    }
    Some(case)
}

fn put_person(case: &mut Case, person: &Person, dice: &mut Dice) {
    case.put("first_name", &person.given);
    case.put("surname", &if dice.chance(20) { person.family.to_uppercase() } else { person.family.clone() });
    case.put("dob", &date(person.birth, dice));
    // A telephone typed as a number loses its nought.
    case.put("phone", if dice.chance(25) { person.phone.trim_start_matches('0') } else { &person.phone });
    case.put("address", &person.home.line);
    case.put("home_postcode", &person.home.postcode);
    let ethnicity = match person.ethnicity {
        "W1" => "White British",
        "W9" => "White other",
        "A1" => "Asian Indian",
        "A2" => "Asian Pakistani",
        "B2" => "Black African",
        _ => "",
    };
    case.put("ethnicity", ethnicity);
    let marker: &[&str] =
        if person.disabilities.is_empty() { &["N", "No", "0", ""] } else { &["Y", "Yes", "1", "true"] };
    case.put("disability_marker", dice.word(marker));
}

/// Category, strand and coded target; whose business the case then is.
fn code(case: &mut Case, incident: &Incident, dice: &mut Dice) {
    let disabled = matches!(case.shown("disability_marker"), "Y" | "Yes" | "1" | "true");
    let strand = incident.strands.first().map_or("", |strand| match strand {
        Strand::Race => "Race",
        Strand::Religion => "Faith",
        Strand::Disability => "Disability",
        Strand::Orientation => "Homophobic",
        Strand::Transgender => "Transphobic",
        Strand::Goth | Strand::BodySize | Strand::ArmedForces => "Other",
    });
    let care = ["Organisational abuse", "Care failing"];
    let (category, flag, kind) = match dice.below(8) {
        0..=2 if incident.act != Act::Neglect => ("Hate incident", strand, Kind::Flagged),
        0..=3 => ("Discriminatory abuse", "", Kind::Flagged),
        4 => ("ASB personal", "", if disabled { Kind::Proposed } else { Kind::Other }),
        5 => {
            let targeted = dice.chance(50);
            case.put("targeted", if targeted { "Y" } else { dice.word(&["N", ""]) });
            (dice.word(&care), "", if targeted { Kind::Proposed } else { Kind::Other })
        }
        6 => (dice.word(&["Neglect", "Self-neglect", "Financial abuse", "Domestic abuse"]), "", Kind::Other),
        // A word that no list has is never guessed.
        _ => (dice.word(&["ASB nuisance", "ASB environmental", "Cuckooing", "Other (see notes)"]), "", Kind::Other),
    };
    case.put("category", category);
    case.put("hate_strand", flag);
    case.kind = kind;
}

/// Everybody types dates in a way of their own.
fn date(date: Date, dice: &mut Dice) -> String {
    let form = dice.word(&["%d/%m/%Y", "%d/%m/%Y", "%Y-%m-%d", "%Y-%m-%d 00:00:00", "%d %b %Y"]);
    date.strftime(form).to_string()
}
