//! What the directory lists: sixty services, every cell of the county's care pathway, all invented.

/// One kind of service, and where it is given. Each place is a service of its own.
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) organisation: &'static str,
    /// Codes of the taxonomy, separated by a space.
    pub(super) terms: &'static str,
    /// Names or codes, as careless as in life, separated by a comma.
    pub(super) languages: &'static str,
    pub(super) ages: (Option<u8>, Option<u8>),
    /// Places free, and days since the service said so.
    pub(super) capacity: Option<(i64, i64)>,
    /// Days and hours.
    pub(super) open: (&'static str, &'static str, &'static str),
    pub(super) sectors: &'static [&'static str],
}

const ANY: (Option<u8>, Option<u8>) = (None, None);
const ADULT: (Option<u8>, Option<u8>) = (Some(18), None);
const YOUNG: (Option<u8>, Option<u8>) = (Some(5), Some(17));
const OFFICE: (&str, &str, &str) = ("MO,TU,WE,TH,FR", "09:00", "17:00");
const ALWAYS: (&str, &str, &str) = ("MO,TU,WE,TH,FR,SA,SU", "00:00", "23:59");

const TRUST: &str = "Leicestershire Partnership NHS Trust";
const COUNCIL: &str = "Leicestershire County Council";

#[expect(clippy::too_many_arguments, reason = "one line of a table")]
const fn kind(
    name: &'static str,
    organisation: &'static str,
    terms: &'static str,
    languages: &'static str,
    ages: (Option<u8>, Option<u8>),
    capacity: Option<(i64, i64)>,
    open: (&'static str, &'static str, &'static str),
    sectors: &'static [&'static str],
) -> Kind {
    Kind { name, organisation, terms, languages, ages, capacity, open, sectors }
}

#[rustfmt::skip]
pub(super) const KINDS: &[Kind] = &[
    kind("Emergency Department", "Fosse Way Hospitals", "physical-health acute-care support", "en,gu,pl", ANY, None, ALWAYS, &["LE1 5"]),
    kind("Ambulance Station", "Five Rivers Ambulance", "physical-health acute-care support", "en", ANY, None, ALWAYS, &["LE3 1", "LE11 1"]),
    kind("Inpatient Mental Health Unit", TRUST, "mental-health acute-care support", "en,Gujarati", ADULT, Some((0, 1)), ALWAYS, &["LE5 4"]),
    kind("Social Work Single Point of Contact", COUNCIL, "mental-health acute-care support", "en,pl", ADULT, Some((6, 2)), OFFICE, &["LE3 1"]),
    kind("Dynamic Psychotherapy", TRUST, "mental-health acute-care support", "en", ADULT, Some((0, 30)), OFFICE, &["LE2 1"]),
    kind("Family Doctor", "Hawthorn Medical Group", "physical-health primary-care support", "English,Gujarati,Polish", ANY, Some((25, 1)), OFFICE,
        &["LE1 5", "LE4 6", "LE11 1", "LE10 0", "LE67 3", "LE13 1"]),
    kind("Walk-in Centre", "Hawthorn Medical Group", "physical-health primary-care support", "en", ANY, None, ALWAYS, &["LE1 5", "LE11 4"]),
    kind("Pharmacy with a Quiet Room", "Bradgate Pharmacies", "physical-health primary-care prevention", "en,guj", ANY, None,
        ("MO,TU,WE,TH,FR,SA", "08:30", "18:30"), &["LE4 6", "LE12 9", "LE16 7"]),
    kind("Locality Social Work", COUNCIL, "physical-health primary-care support", "en", ADULT, Some((2, 3)), OFFICE, &["LE11 1", "LE18 4", "LE10 0"]),
    kind("Young Minds First Steps", TRUST, "mental-health primary-care prevention support", "en,pol", YOUNG, Some((12, 2)), OFFICE, &["LE1 5", "LE11 1", "LE16 7"]),
    kind("Intensive Community Support", TRUST, "mental-health primary-care support", "en", ADULT, Some((1, 20)), OFFICE, &["LE5 4", "LE67 3"]),
    kind("Mental Health Social Work", COUNCIL, "mental-health primary-care support", "en,gu", ADULT, Some((4, 4)), OFFICE, &["LE4 1", "LE13 1"]),
    kind("District Nursing", TRUST, "physical-health community-care support", "en", ANY, Some((9, 1)), ALWAYS, &["LE2 1", "LE11 4", "LE65 1", "LE15 6"]),
    kind("Day Centre", "Meadowbank Care", "physical-health community-care support", "en", (Some(60), None), Some((3, 5)), OFFICE, &["LE12 9", "LE19 3"]),
    kind("Integrated Crisis Response", COUNCIL, "physical-health community-care support", "en", ADULT, None, ALWAYS, &["LE3 1"]),
    kind("Specialist Children's Team", TRUST, "mental-health community-care support", "en", YOUNG, Some((0, 3)), OFFICE, &["LE1 5"]),
    kind("Talking Therapies", TRUST, "mental-health specialist-care support", "English,Polish,Urdu", ADULT, Some((40, 2)),
        ("MO,WE,FR", "08:00", "20:00"), &["LE1 5", "LE11 1", "LE10 0"]),
    kind("Young People's Inpatient Unit", TRUST, "mental-health specialist-care support", "en", YOUNG, Some((0, 40)), ALWAYS, &["LE4 1"]),
    kind("Safe Haven Support after Hate", "Safe Haven LLR", "mental-health community-care support", "en,gu,pl,BSL", ANY, Some((15, 1)),
        ("MO,TU,WE,TH,FR,SA", "10:00", "19:00"), &["LE1 5", "LE11 1", "LE67 3"]),
    kind("Stand Up Disability Advocates", "Open Gate Advocacy", "mental-health community-care support hate-disability", "en,British Sign Language", ANY, Some((5, 2)), OFFICE,
        &["LE11 1", "LE1 5"]),
    kind("Many Threads Race Equality Support", "Many Threads", "mental-health community-care support hate-race hate-religion", "en,gu,pl,ur,pa", ANY, Some((7, 6)), OFFICE,
        &["LE4 6", "LE5 4"]),
    kind("Rainbow Corner", "Rainbow Corner Leicester", "mental-health community-care support hate-orientation hate-transgender", "en", (Some(16), None), Some((8, 3)),
        ("TU,TH", "17:00", "21:00"), &["LE1 5", "LE11 1"]),
    kind("Night Sky Alternative Youth", "Night Sky", "mental-health community-care prevention hate-other", "en", (Some(13), Some(25)), None,
        ("FR", "18:00", "22:00"), &["LE10 0"]),
    kind("Interfaith Listening Post", "Four Candles Trust", "mental-health community-care prevention hate-religion", "en,ar,other community languages", ANY, Some((3, 9)), OFFICE, &["LE2 1"]),
    kind("Bradgate Befrienders", "Bradgate Befrienders", "befriending community-care", "en", (Some(55), None), None, ("WE", "10:00", "12:30"), &["LE7 1", "LE17 4"]),
    kind("Library Warm Hub", COUNCIL, "warm-hub", "en", ANY, None, OFFICE, &["LE11 1", "LE18 4", "LE16 7", "LE13 1"]),
];
