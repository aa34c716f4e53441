use std::collections::BTreeSet;

use accord_sandbox::{County, NhsOptions, NhsServer, Options, Sandbox};
use serde_json::{Value, json};

use crate::client::{Outcome, text};
use crate::nhs_client::{NhsClient, ids, with_trust};

const NHS_NUMBER: &str = "https://fhir.nhs.uk/Id/nhs-number";

fn large() -> Options {
    Options { nhs: Some(NhsOptions::default()), ..Options::default() }
}

#[test]
fn a_county_without_a_trust_knows_nothing_of_one() -> Outcome {
    let plain = County::open(&Options::default())?;
    let with = County::open(&large())?;
    assert!(plain.truth().people.iter().flat_map(|person| &person.records).all(|record| record.partner != "nhs"));
    assert!(plain.canaries().iter().all(|canary| canary.partner != "nhs"));
    // The trust changes nothing of what the others wrote down.
    let others = |county: &County| {
        let people = county.truth().people.iter().flat_map(|person| person.records.clone());
        people.filter(|record| record.partner != "nhs").collect::<Vec<_>>()
    };
    assert_eq!(others(&plain), others(&with));
    Ok(())
}

#[test]
fn about_a_third_of_the_attacked_are_patients() -> Outcome {
    let county = County::open(&large())?;
    let knows = |person: &accord_sandbox::TruePerson, partner: &str| {
        person.records.iter().any(|record| record.partner == partner)
    };
    let (attacked, others): (Vec<_>, Vec<_>) =
        county.truth().people.iter().partition(|person| knows(person, "police") || knows(person, "county"));
    let patients = attacked.iter().filter(|person| knows(person, "nhs")).count();
    let share = patients * 100 / attacked.len();
    assert!((30..40).contains(&share), "{share}");
    assert!(others.iter().filter(|person| knows(person, "nhs")).count() > 200);
    let shared = county.truth().incidents.iter().filter(|incident| {
        let of = |partner: &str| incident.records.iter().any(|record| record.partner == partner);
        of("nhs") && (of("police") || of("county"))
    });
    assert!(shared.count() > 50);
    Ok(())
}

async fn all(client: &NhsClient, kind: &str) -> Outcome<Vec<Value>> {
    let entries = client.all(kind, &[("_count", "100")]).await?;
    Ok(entries.into_iter().map(|entry| entry["resource"].clone()).collect())
}

#[tokio::test]
async fn most_patients_and_attendances_are_not_in_the_population() -> Outcome {
    let server = NhsServer::start(&large()).await?;
    let client = NhsClient::login(&server).await?;
    let count = async |kind: &str, form: &[(&str, &str)]| {
        client.search(kind, form).await.map(|bundle| bundle["total"].as_u64().unwrap_or_default())
    };
    let patients = count("Patient", &[]).await?;
    let flagged =
        client.all("Flag", &[("code", "https://fhir.leicspart.example/CodeSystem/flag|hate-incident")]).await?;
    assert!(!flagged.is_empty() && (flagged.len() as u64) * 2 < patients, "{} of {patients}", flagged.len());
    let assaults = all(&client, "Encounter").await?;
    let assaulted = |encounter: &&Value| encounter.to_string().contains("assault\"");
    let inside: BTreeSet<String> =
        flagged.iter().map(|entry| text(&entry["resource"]["subject"]["reference"])).collect();
    let (named, others): (Vec<&Value>, Vec<&Value>) = assaults
        .iter()
        .filter(assaulted)
        .partition(|encounter| inside.contains(&text(&encounter["subject"]["reference"])));
    assert!(named.len() > 20 && others.len() > named.len() / 4, "{} {}", named.len(), others.len());
    assert!(assaults.iter().any(|encounter| encounter["reasonCode"][0]["coding"][0]["code"] == "W01"));
    assert!(count("Condition", &[("code", "http://hl7.org/fhir/sid/icd-10|Z60.5")]).await? > 30);
    assert!(count("Consent", &[]).await? > 30);
    assert!(count("Task", &[]).await? > 50);
    Ok(())
}

#[tokio::test]
async fn every_odd_patient_is_there() -> Outcome {
    for options in [large(), with_trust()] {
        let server = NhsServer::start(&options).await?;
        let client = NhsClient::login(&server).await?;
        let patients = all(&client, "Patient").await?;
        let with = |code: &str| {
            let fits = move |patient: &&Value| patient["meta"]["security"][0]["code"] == code;
            patients.iter().filter(fits).collect::<Vec<_>>()
        };
        assert!(!with("R").is_empty() && !with("V").is_empty() && !with("S").is_empty());
        for restricted in [with("R"), with("V")].concat() {
            let gone = ["address", "telecom", "generalPractitioner", "text"];
            assert!(gone.iter().all(|field| restricted[*field].is_null()), "{restricted}");
        }
        assert!(with("S").iter().all(|patient| patient["address"].is_array()));
        let numbers: Vec<String> = patients
            .iter()
            .flat_map(|patient| patient["identifier"].as_array().cloned().unwrap_or_default())
            .filter(|identifier| identifier["system"] == NHS_NUMBER)
            .map(|identifier| text(&identifier["value"]))
            .collect();
        assert_eq!(numbers.iter().filter(|number| !checked(number)).count(), 2);
        assert!(numbers.len() < patients.len());
        let merged: Vec<&Value> = patients.iter().filter(|patient| patient["link"].is_array()).collect();
        assert_eq!(merged.len(), 2);
        let old = text(&merged[0]["link"][0]["other"]["reference"]).replace("Patient/", "");
        assert_eq!(ids(&client.search("Patient", &[("_id", &old)]).await?), [text(&merged[0]["id"])]);
        let former = |patient: &&Value| {
            patient["name"].as_array().is_some_and(|names| names.iter().any(|name| name["use"] == "old"))
        };
        assert!(patients.iter().filter(former).count() > 3);
    }
    Ok(())
}

/// Modulus 11.
fn checked(number: &str) -> bool {
    let digits: Vec<u32> = number.chars().filter_map(|digit| digit.to_digit(10)).collect();
    let sum: u32 = digits.iter().zip((1..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    digits.len() == 10 && sum.is_multiple_of(11)
}

#[tokio::test]
async fn the_truth_knows_every_patient_and_their_spelling() -> Outcome {
    let sandbox = Sandbox::start(with_trust()).await?;
    let server = sandbox.nhs.as_ref().ok_or("no trust")?;
    let client = NhsClient::login(server).await?;
    for patient in all(&client, "Patient").await? {
        let id = text(&patient["id"]);
        let person = sandbox.truth().person_of("nhs", &id).ok_or("nobody")?;
        let known = person.records.iter().find(|record| record.record == id).ok_or("no record")?;
        let name = patient["name"].as_array().into_iter().flatten().find(|name| name["use"] == "official");
        assert_eq!(name.map(|name| text(&name["family"])), known.values.get("family").cloned());
    }
    Ok(())
}

#[tokio::test]
async fn the_same_seed_gives_the_same_resources() -> Outcome {
    let mut seen = Vec::new();
    for seed in [1, 1, 2] {
        let server = NhsServer::start(&Options { seed, ..with_trust() }).await?;
        let client = NhsClient::login(&server).await?;
        let mut resources = Vec::new();
        for kind in ["Patient", "Encounter", "Condition", "Flag", "ServiceRequest", "Task", "Consent", "Organization"] {
            resources.extend(all(&client, kind).await?);
        }
        seen.push(json!(resources));
    }
    assert!(seen[0] == seen[1] && seen[0] != seen[2]);
    Ok(())
}

#[tokio::test]
async fn every_canary_of_the_trust_is_where_it_is_said_to_be() -> Outcome {
    let sandbox = Sandbox::start(large()).await?;
    let server = sandbox.nhs.as_ref().ok_or("no trust")?;
    let client = NhsClient::login(server).await?;
    let mut said = String::new();
    for kind in ["Patient", "Encounter", "Condition", "Flag", "ServiceRequest", "Task", "Consent"] {
        said.push_str(&json!(all(&client, kind).await?).to_string());
    }
    let canaries: Vec<_> = sandbox.canaries().iter().filter(|canary| canary.partner == "nhs").collect();
    assert!(canaries.len() > 100);
    for canary in &canaries {
        assert!(said.contains(&canary.marker), "{canary:?}");
    }
    let free = |canary: &&accord_sandbox::Canary| !matches!(canary.form, "date" | "nhs-number");
    let markers: Vec<&str> = sandbox.canaries().iter().filter(free).map(|canary| canary.marker.as_str()).collect();
    assert_eq!(markers.iter().collect::<BTreeSet<_>>().len(), markers.len());
    Ok(())
}
