//! Places of Leicester, Leicestershire and Rutland: real districts, towns and postcode sectors, invented addresses.

use crate::dice::Dice;

/// Where something is.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) line: String,
    pub(crate) town: &'static str,
    pub(crate) ward: String,
    pub(crate) district: &'static str,
    pub(crate) postcode: String,
}

struct Area {
    district: &'static str,
    town: &'static str,
    ward: &'static str,
    sector: &'static str,
}

const fn area(district: &'static str, town: &'static str, ward: &'static str, sector: &'static str) -> Area {
    Area { district, town, ward, sector }
}

const AREAS: &[(usize, Area)] = &[
    (9, area("Leicester", "Leicester", "Castle", "LE1 5")),
    (9, area("Leicester", "Leicester", "Stoneygate", "LE2 1")),
    (7, area("Leicester", "Leicester", "Belgrave", "LE4 6")),
    (7, area("Leicester", "Leicester", "Braunstone Park and Rowley Fields", "LE3 1")),
    (6, area("Leicester", "Leicester", "North Evington", "LE5 4")),
    (5, area("Leicester", "Leicester", "Beaumont Leys", "LE4 1")),
    (8, area("Charnwood", "Loughborough", "Loughborough Hastings", "LE11 1")),
    (5, area("Charnwood", "Loughborough", "Loughborough Ashby", "LE11 4")),
    (3, area("Charnwood", "Shepshed", "Shepshed East", "LE12 9")),
    (3, area("Charnwood", "Syston", "Syston West", "LE7 1")),
    (4, area("Blaby", "Braunstone Town", "Ravenhurst and Fosse", "LE3 3")),
    (4, area("Blaby", "Narborough", "Narborough and Littlethorpe", "LE19 3")),
    (4, area("Harborough", "Market Harborough", "Market Harborough Welland", "LE16 7")),
    (3, area("Harborough", "Lutterworth", "Lutterworth East", "LE17 4")),
    (5, area("Hinckley and Bosworth", "Hinckley", "Hinckley Castle", "LE10 0")),
    (3, area("Hinckley and Bosworth", "Earl Shilton", "Earl Shilton", "LE9 7")),
    (4, area("Melton", "Melton Mowbray", "Melton Sysonby", "LE13 1")),
    (4, area("North West Leicestershire", "Coalville", "Coalville East", "LE67 3")),
    (3, area("North West Leicestershire", "Ashby-de-la-Zouch", "Ashby Castle", "LE65 1")),
    (5, area("Oadby and Wigston", "Wigston", "South Wigston", "LE18 4")),
    (4, area("Oadby and Wigston", "Oadby", "Oadby Woodlands", "LE2 4")),
    (3, area("Rutland", "Oakham", "Oakham North West", "LE15 6")),
];

const STREETS: &[&str] = &[
    "Sparrow Hill",
    "Church Gate",
    "Station Road",
    "Meadow Lane",
    "Victoria Street",
    "Granby Street",
    "Nelson Way",
    "Hawthorn Close",
    "Mill Lane",
    "Queen Street",
    "Bridge Street",
    "Ashby Road",
    "Forest Road",
    "Orchard Close",
    "Welland Park Road",
    "Cross Street",
    "Green Lane",
    "Saffron Road",
    "London Road",
    "Beacon Road",
];
const LETTERS: &[u8] = b"ABDEFGHJLNPQRSTUWXYZ";

/// A home or a place of incident.
pub(crate) fn place(dice: &mut Dice) -> Place {
    let total = AREAS.iter().map(|(weight, _)| weight).sum();
    let mut roll = dice.below(total);
    let mut found = &AREAS[0].1;
    for (weight, area) in AREAS {
        if roll < *weight {
            found = area;
            break;
        }
        roll -= weight;
    }
    let line = format!("{} {}", dice.between(1, 180), dice.pick(STREETS));
    Place {
        line,
        town: found.town,
        ward: found.ward.to_owned(),
        district: found.district,
        postcode: format!("{}{}{}", found.sector, letter(dice), letter(dice)),
    }
}

/// A postcode that no one else has, in an area that does not exist.
pub(crate) fn unique_postcode(number: usize) -> String {
    let at = |n: usize| char::from(LETTERS[n % LETTERS.len()]);
    format!("LE9{} {}{}{}", 6 + number / 4000 % 4, number / 400 % 10, at(number / 20), at(number))
}

fn letter(dice: &mut Dice) -> char {
    char::from(*dice.pick(LETTERS))
}
