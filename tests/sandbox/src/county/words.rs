//! The county's vocabulary, and who speaks it how.

use super::cell::Cell;
use super::row::Row;
use crate::dice::Dice;
use crate::world::{Act, Incident, Strand};

/// Motive, kind of act, setting, narrative, perpetrator, consent and what became of it.
pub(crate) fn describe(row: &mut Row, incident: &Incident, dice: &mut Dice) {
    let motives: Vec<&str> = incident.strands.iter().map(|strand| dice.word(motivation(*strand))).collect();
    row.put("Motivation", Cell::text(motives.join("; ")));
    let mut acts = vec![kind(incident.act)];
    if dice.chance(18) && !acts.contains(&"Verbal abuse") {
        acts.push("Verbal abuse");
    }
    row.put("Incident Type(s)", Cell::text(acts.join(dice.word(&["; ", " / ", ";"]))));
    row.put("Description", Cell::text(incident.county_story.clone()));
    let setting = if incident.act == Act::Neglect { "Care home" } else { incident.setting };
    row.put("Setting", Cell::text(setting));
    if incident.strands.contains(&Strand::Religion) {
        row.put("Perceived religion", Cell::text(dice.word(&["Muslim", "Islam", "Hindu", "Sikh", "Jewish", "Muslim"])));
    }
    aftermath(row, incident, dice);
}

/// Perpetrator, harm, consent and what became of it.
fn aftermath(row: &mut Row, incident: &Incident, dice: &mut Dice) {
    row.put("Perp known?", perpetrator(incident, dice));
    let injured = incident.act == Act::Injury;
    row.put("Injury", yes_or_no(injured, dice));
    let repeat = dice.chance(30);
    row.put("Repeat?", yes_or_no(repeat, dice));
    row.put("Police Informed", yes_or_no(incident.police, dice));
    row.put("Consent (police / council / NHS / support / stats only)", consent(dice));
    row.put(
        "Action",
        Cell::text(dice.word(&[
            "Referred to police",
            "Passed to council",
            "Referred to Victim First",
            "Referred to GP",
            "Support offered",
            "None at victim's wish",
            "",
        ])),
    );
    row.put(
        "Outcome",
        Cell::text(dice.word(&["Closed - no further action", "Ongoing", "Police investigating", "Resolved", ""])),
    );
    if incident.restricted {
        row.put("Restricted", Cell::text("Y"));
    }
}

fn motivation(strand: Strand) -> &'static [&'static str] {
    match strand {
        Strand::Race => &["Race", "Race", "Racial", "race/ethnicity"],
        Strand::Religion => &["Religion", "Faith"],
        Strand::Disability => &["Disability", "Disability", "Disablist"],
        Strand::Orientation => &["Sexual orientation", "Homophobic"],
        Strand::Transgender => &["Transgender", "Transphobic"],
        Strand::Goth => &["Any other perceived difference - goth"],
        Strand::BodySize => &["Any other perceived difference - body size"],
        Strand::ArmedForces => &["Any other perceived difference - armed forces"],
    }
}

const fn kind(act: Act) -> &'static str {
    match act {
        Act::Injury | Act::Assault => "Physical attack",
        Act::Threat => "Threat",
        Act::Abuse => "Verbal abuse",
        Act::Harassment | Act::Neglect | Act::Damage => "Harassment",
        Act::Leaflets => "Leaflets and gestures",
        Act::Rubbish => "Rubbish dumping",
    }
}

fn perpetrator(incident: &Incident, dice: &mut Dice) -> Cell {
    if let Some((_, name)) = incident.organisation {
        return Cell::text(format!("Org: {name}"));
    }
    let word = match incident.relation {
        "NBR" => "neighbour",
        "STR" => "stranger",
        "CAR" => "carer",
        "FAM" => "family",
        _ => "",
    };
    if word.is_empty() || dice.chance(40) { yes_or_no(incident.relation != "STR", dice) } else { Cell::text(word) }
}

fn yes_or_no(yes: bool, dice: &mut Dice) -> Cell {
    match dice.below(100) {
        0..14 => Cell::Blank,
        14..20 => Cell::text("see notes"),
        choice => Cell::text(match (yes, choice % 3) {
            (true, 0) => "Y",
            (true, 1) => "Yes",
            (true, _) => "1",
            (false, 0) => "N",
            (false, 1) => "No",
            (false, _) => "0",
        }),
    }
}

fn consent(dice: &mut Dice) -> Cell {
    Cell::text(dice.weighted(&[
        (28, ""),
        (7, "see notes"),
        (8, "police"),
        (8, "support"),
        (7, "police / support"),
        (6, "police, council, support"),
        (4, "Police; Council; NHS"),
        (4, "NHS / support"),
        (5, "all"),
        (4, "Y"),
        (3, "Yes"),
        (2, "1"),
        (9, "stats only"),
        (2, "none"),
        (3, "No"),
    ]))
}
