//! What others do before the questions begin: of most of it nothing is the viewer's to see, and it is done in one world alone.

use accord_sandbox::TruePerson;
use serde_json::{Value, json};
use tokio::task::block_in_place;

use super::book::at;
use super::pair::Side;
use super::plan::Plan;
use crate::scene::{CONSENT, FIND, consent, sought};

/// Somebody did something about a person.
#[derive(Clone)]
pub(crate) struct Deed {
    pub(crate) by: &'static str,
    pub(crate) whom: TruePerson,
    pub(crate) what: Did,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Did {
    /// Read of her.
    Look,
    /// Opened her records in an emergency.
    Emergency,
    /// Asked the council, as the police, who she is.
    Request,
    /// Asked that a report of hers be corrected.
    Correction,
    /// Wrote down that another council may know of her.
    Word,
    /// Was called to a conference about her.
    Conference,
    /// Was kept out of her log for now.
    Exemption,
}

/// Words of the length that a reason has.
pub(crate) const REASON: &str = "Found on the stairs, nobody knows whom to call";

const BREAK: &str = "mutation($input: BreakGlassInput!) { breakGlass(input: $input) { userErrors { code } } }";
const REQUEST: &str =
    "mutation($input: RequestInformationInput!) { requestInformation(input: $input) { userErrors { code } } }";
const CORRECT: &str =
    "mutation($input: RequestCorrectionInput!) { requestCorrection(input: $input) { userErrors { code } } }";

fn organisation(persona: &str) -> &'static str {
    accord_sandbox::Persona::named(persona).unwrap().organisation
}

/// What each of them asks for.
fn purpose(persona: &str) -> &'static str {
    match persona {
        "hate-crime-officer" => "CRIME_INVESTIGATION",
        "care-coordinator" => "CARE",
        _ => "SUPPORT",
    }
}

impl Side {
    /// Does all of these, one after another.
    pub(crate) async fn do_all(&self, plan: &Plan, deeds: &[Deed]) {
        for (number, deed) in deeds.iter().enumerate() {
            self.do_one(plan, deed, &format!("deed {number}")).await;
        }
    }

    async fn do_one(&self, plan: &Plan, Deed { by, whom, what }: &Deed, key: &str) {
        let record = format!("police/{}", at(whom, "police"));
        let run = |words: &[&str]| block_in_place(|| self.world.accord(words));
        match what {
            Did::Conference => {
                let attendee = format!("{},{},{by}", organisation(by), plan.idp.url());
                let until = plan.clock.parse::<jiff::Timestamp>().unwrap() + jiff::SignedDuration::from_hours(24);
                let until = until.to_string();
                let about = ["--category", "IDENTITY", "--category", "OFFENCE", "--until", &until];
                run(&[["conference", &record, "--attendee", &attendee].as_slice(), &about].concat());
            }
            Did::Exemption => {
                let until = plan.clock.parse::<jiff::Timestamp>().unwrap() + jiff::SignedDuration::from_hours(24);
                let until = until.to_string();
                let of = ["--organisation", organisation(by), "--until", &until, "--ground", "DPA 2018 s.44(4)(b)"];
                run(&[["exemption", "grant", &record].as_slice(), &of].concat());
            }
            Did::Look | Did::Emergency | Did::Request | Did::Correction | Did::Word => {
                self.write(by, whom, *what, key).await
            }
        }
    }

    /// What begins with a find.
    async fn write(&self, by: &str, whom: &TruePerson, what: Did, key: &str) {
        let mut client = self.client(by, purpose(by));
        let found = client.data(FIND, json!({"input": sought(whom)})).await["findVictim"].clone();
        assert_eq!(found["outcome"], "FOUND", "{by}: {found}");
        let id = &found["victim"]["id"];
        let (query, input) = match what {
            Did::Emergency => {
                client = self.client(by, "BREAK_GLASS");
                (BREAK, json!({"input": {"victim": id, "reason": REASON, "idempotencyKey": key}}))
            }
            Did::Request => (
                REQUEST,
                json!({"input": {"victim": id, "organisation": "charnwood-borough-council", "categories": ["IDENTITY"],
                    "lineOfEnquiry": REASON, "necessity": REASON, "proportionality": REASON, "noticeGiven": true,
                    "idempotencyKey": key}}),
            ),
            Did::Correction => {
                let list = "query($id: ID!) { victim(id: $id) { incidents(first: 1) { nodes { id } } } }";
                let seen = client.data(list, json!({"id": id})).await;
                let report = &seen["victim"]["incidents"]["nodes"][0]["id"];
                (
                    CORRECT,
                    json!({"input": {"victim": id, "record": report, "field": "offence", "what": REASON,
                        "idempotencyKey": key}}),
                )
            }
            Did::Word => (CONSENT, consent(id, key, "melton-borough-council", &["IDENTITY", "OFFENCE", "SUPPORT"])),
            _ => return,
        };
        let written: Value = client.data(query, input).await;
        let payload = written.as_object().unwrap().values().next().unwrap();
        assert_eq!(payload["userErrors"], json!([]), "{by}");
    }
}
