use crate::county::{SETTINGS, drop_into};
use crate::reader::Reader;
use crate::row::{Case, table};

const HEADER: &str = "case_ref,opened,incident_date,status,category,hate_strand,targeted,summary,location,\
    location_postcode,district,first_name,surname,dob,phone,address,home_postcode,ethnicity,disability_marker,\
    alleged_source,police_ref,share_with,sensitive,referred_to,referred_on,last_updated\n";

#[tokio::test]
async fn the_rows_of_the_council() {
    let said = [
        ("safeguarding: discriminatory abuse", "Discriminatory abuse", "", "", ""),
        ("discriminatory abuse, strand coded", "Discriminatory abuse", "Disability", "", ""),
        ("hate incident, race", "Hate incident", "Race", "", ""),
        ("organisational abuse, targeted", "Organisational abuse", "", "Y", ""),
        ("organisational abuse, not targeted", "Organisational abuse", "", "N", "Y"),
        ("care failing, targeted", "Care failing", "", "Y", ""),
        ("care failing, a story that says it", "Care failing", "", "", "Y"),
        ("ASB personal, disability marker", "ASB personal", "", "", "Y"),
        ("ASB personal, no marker", "ASB personal", "", "", "N"),
        ("physical abuse, strand coded", "Physical abuse", "Sexual orientation", "", ""),
    ];
    let rows = said.iter().enumerate().map(|(n, (_, category, strand, targeted, marker))| {
        format!(
            "C-{n},03/11/2026,02/11/2026,Open,{category},{strand},{targeted},targeted for her disability,High Street,\
             LE11 1AA,Charnwood,Ada,Example,04/05/1980,,,,White British,{marker},Neighbour,,police,,,,\n"
        )
    });
    let rows = format!("{HEADER}{}", rows.collect::<String>());
    let reader = Reader::over("table", SETTINGS, |to| drop_into(to, "council", "cases_2026-11-20.csv", &rows)).await;
    let cases: Vec<Case> = said.iter().enumerate().map(|(n, (term, ..))| (*term, format!("C-{n}"))).collect();
    insta::assert_snapshot!("council", table("council", &cases, &reader.shown().await));
}
