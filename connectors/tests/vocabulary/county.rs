use std::path::Path;

use crate::reader::Reader;
use crate::row::{Case, table};

const HEADER: &str = "RefNo,Date Received,Incident Date,Location,District,Motivation,Incident Type(s),Description,\
    Reported By,Victim name,DOB or age band,\
    Consent (police / council / NHS / support / stats only),Perp known?,Restricted\n";

/// A shipped mapping with its map, and one extract. These extracts are of November 2026; under the shipped schedule they
/// would be destroyed on arrival a year later.
pub(crate) fn drop_into(to: &Path, name: &str, extract: &str, rows: &str) {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let mapping = std::fs::read_to_string(shipped.join(format!("{name}.toml"))).unwrap();
    let mapping = mapping.replace("retention_days = 365", "retention_days = 36500");
    std::fs::write(to.join("mapping.toml"), mapping).unwrap();
    std::fs::copy(shipped.join("terms.toml"), to.join("terms.toml")).unwrap();
    std::fs::create_dir(to.join("drop")).unwrap();
    std::fs::write(to.join(".part"), rows).unwrap();
    std::fs::rename(to.join(".part"), to.join("drop").join(extract)).unwrap();
}

pub(crate) const SETTINGS: &str = "{ mapping = 'mapping.toml', folder = 'drop' }";

#[tokio::test]
async fn the_rows_of_the_county() {
    let said = [
        ("race, physical attack, the victim says so", "Race", "Physical attack", "Victim"),
        ("religion, threat, a relative says so", "Religion", "Threat", "Relative"),
        ("disability, verbal abuse, the victim says so", "Disability", "Verbal abuse", "Victim"),
        (
            "sexual orientation, leaflets and gestures, a witness says so",
            "Sexual orientation",
            "Leaflets and gestures",
            "Witness",
        ),
        ("transgender, rubbish dumping, the victim says so", "Transgender", "Rubbish dumping", "Victim"),
        ("any other perceived difference, harassment", "Any other perceived difference - goth", "Harassment", "Victim"),
        ("race and disability, harassment, nobody says who", "Race; Disability", "Harassment", ""),
        ("a motivation that no map has, threat", "Mate crime", "Threat", "Victim"),
    ];
    let rows = said.iter().enumerate().map(|(n, (_, motivation, kind, by))| {
        format!("HIM-2026-{n:04},03/11/2026,02/11/2026,High Street,Charnwood,{motivation},{kind},as told,{by},Ada Example,04/05/1980,police,,\n")
    });
    let rows = format!("{HEADER}{}", rows.collect::<String>());
    let reader = Reader::over("table", SETTINGS, |to| drop_into(to, "county", "him-older_2026-11-20.csv", &rows)).await;
    let cases: Vec<Case> = said.iter().enumerate().map(|(n, (term, ..))| (*term, format!("HIM-2026-{n:04}"))).collect();
    insta::assert_snapshot!("county", table("county", &cases, &reader.shown().await));
}
