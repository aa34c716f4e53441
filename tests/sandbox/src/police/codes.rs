//! The police's published code lists, each code with the days it is valid.

use serde_json::{Value, json};

const ALWAYS: &str = "1998-09-30";

struct Code {
    code: &'static str,
    text: &'static str,
    from: &'static str,
    to: Option<&'static str>,
}

const fn code(code: &'static str, text: &'static str) -> Code {
    Code { code, text, from: ALWAYS, to: None }
}

const OFFENCES: &[Code] = &[
    code("8P", "Racially or religiously aggravated assault with injury"),
    code("105B", "Racially or religiously aggravated assault without injury"),
    code("8M", "Racially or religiously aggravated harassment"),
    code("9B", "Racially or religiously aggravated public fear, alarm or distress"),
    code("58J", "Racially or religiously aggravated other criminal damage"),
    Code { code: "8X", text: "Aggravated harassment, any monitored strand", from: "2026-06-01", to: None },
    code("8N", "Assault with injury"),
    code("105A", "Assault without injury"),
    code("8L", "Harassment"),
    code("8R", "Malicious communications"),
    code("9A", "Public fear, alarm or distress"),
    code("58A", "Criminal damage to a dwelling"),
    code("58C", "Criminal damage to a vehicle"),
    code("3B", "Threats to kill"),
    Code { code: "NC-HATE", text: "Non-crime hate incident", from: ALWAYS, to: Some("2026-09-30") },
    Code { code: "NC-MON", text: "Incident recorded for monitoring", from: "2026-10-01", to: None },
    code("ASB-P", "Anti-social behaviour, personal"),
    code("ASB-N", "Anti-social behaviour, nuisance"),
    code("ASB-E", "Anti-social behaviour, environmental"),
    code("CFW", "Concern for welfare"),
];
const OUTCOMES: &[Code] = &[
    code("1", "Charge or summons"),
    code("2", "Youth caution"),
    code("3", "Adult caution"),
    code("4", "Taken into consideration"),
    code("5", "Offender has died"),
    code("6", "Penalty notice for disorder"),
    code("7", "Cannabis or khat warning"),
    code("8", "Community resolution"),
    code("9", "Prosecution not in the public interest (CPS)"),
    code("10", "Formal action not in the public interest (police)"),
    code("11", "Named suspect below the age of criminal responsibility"),
    code("12", "Named suspect too ill to prosecute"),
    code("13", "Victim or key witness dead or too ill"),
    code("14", "No suspect identified: victim does not support further action"),
    code("15", "Named suspect: evidential difficulties, victim supports action"),
    code("16", "Named suspect: evidential difficulties, victim does not support action"),
    code("17", "Prosecution time limit expired"),
    code("18", "Investigation complete: no suspect identified"),
    code("19", "National Fraud Intelligence Bureau filed"),
    code("20", "Action undertaken by another agency"),
    code("21", "Further investigation not in the public interest"),
    code("22", "Diversionary, educational or intervention activity"),
];
const FLAGS: &[Code] = &[
    code("Hate-Race", "Hate: race"),
    code("Hate-Faith", "Hate: religion or faith"),
    code("Hate-Disability", "Hate: disability"),
    code("Hate-SexOr", "Hate: sexual orientation"),
    code("Hate-Trans", "Hate: transgender"),
    code("Hate-Other", "Hate: other, see the victim's perception"),
    code("DA", "Domestic abuse"),
    code("VULN", "Vulnerable victim"),
    code("REPEAT", "Repeat victim"),
];
const ETHNICITY: &[Code] = &[
    code("W1", "British"),
    code("W2", "Irish"),
    code("W9", "Any other White background"),
    code("M1", "White and Black Caribbean"),
    code("M2", "White and Black African"),
    code("M3", "White and Asian"),
    code("M9", "Any other Mixed background"),
    code("A1", "Indian"),
    code("A2", "Pakistani"),
    code("A3", "Bangladeshi"),
    code("A9", "Any other Asian background"),
    code("B1", "Caribbean"),
    code("B2", "African"),
    code("B9", "Any other Black background"),
    code("O1", "Chinese"),
    code("O9", "Any other ethnic group"),
    code("NS", "Not stated"),
];
const RELIGION: &[Code] = &[
    code("NONE", "No religion"),
    code("CHR", "Christian"),
    code("BUD", "Buddhist"),
    code("HIN", "Hindu"),
    code("JEW", "Jewish"),
    code("MUS", "Muslim"),
    code("SIK", "Sikh"),
    code("OTH", "Other religion"),
    code("REF", "Prefers not to say"),
];
const ORIENTATION: &[Code] = &[
    code("HET", "Heterosexual"),
    code("GAY", "Gay or lesbian"),
    code("BIS", "Bisexual"),
    code("OTH", "Other orientation"),
    code("REF", "Prefers not to say"),
];
const GENDER: &[Code] = &[
    code("WOMAN", "Woman"),
    code("MAN", "Man"),
    code("NONBIN", "Non-binary"),
    code("TRANS_W", "Trans woman"),
    code("TRANS_M", "Trans man"),
    code("OTH", "Other gender identity"),
    code("REF", "Prefers not to say"),
];
const DISABILITY: &[Code] = &[
    code("MOB", "Mobility"),
    code("VIS", "Sight"),
    code("HEA", "Hearing"),
    code("LD", "Learning disability"),
    code("MH", "Mental health"),
    code("ASD", "Autism"),
    code("LTC", "Long-term condition"),
    code("OTH", "Other disability"),
];
const NEEDS: &[Code] = &[
    code("BSL", "British Sign Language"),
    code("INT", "Interpreter"),
    code("EASY", "Easy read"),
    code("WHEEL", "Wheelchair access"),
    code("LARGE", "Large print"),
    code("ADV", "Advocate"),
];
const RELATIONS: &[Code] = &[
    code("STR", "Stranger"),
    code("NBR", "Neighbour"),
    code("ACQ", "Acquaintance"),
    code("FAM", "Family member"),
    code("CAR", "Carer"),
    code("COL", "Colleague"),
    code("PUP", "Fellow pupil"),
];

/// A list as it was on a day (`YYYY-MM-DD`).
pub(crate) fn list(name: &str, as_at: &str) -> Option<Value> {
    let codes: Vec<&Code> =
        codes(name)?.iter().filter(|code| code.from <= as_at && code.to.is_none_or(|to| to >= as_at)).collect();
    let version =
        codes.iter().map(|code| code.from).chain(["2026-04-01"].into_iter().filter(|day| *day <= as_at)).max();
    let codes: Vec<Value> = codes
        .iter()
        .map(|code| json!({"code": code.code, "text": code.text, "validFrom": code.from, "validTo": code.to}))
        .collect();
    Some(json!({"list": name, "asAt": as_at, "version": version, "codes": codes}))
}

/// A term of a list as records carry it; words of no list carry their own text.
pub(crate) fn term(list: &str, code: &str) -> Value {
    let text = codes(list).and_then(|codes| codes.iter().find(|known| known.code == code)).map(|known| known.text);
    json!({"code": code, "text": text.unwrap_or(code)})
}

fn codes(name: &str) -> Option<&'static [Code]> {
    Some(match name {
        "offences" => OFFENCES,
        "outcomes" => OUTCOMES,
        "flags" => FLAGS,
        "ethnicity" => ETHNICITY,
        "religion" => RELIGION,
        "sexual-orientation" => ORIENTATION,
        "gender-identity" => GENDER,
        "disability" => DISABILITY,
        "access-needs" => NEEDS,
        "relations" => RELATIONS,
        _ => return None,
    })
}
