use accord_model::{CapacityStatus, Need, ServiceQuery, Strand};

use crate::county::{CALM, County, near};

#[tokio::test]
async fn what_is_near_comes_nearest_first_with_its_distance() {
    let county = County::start().await;
    let listed = county.connector().services(&near("LE11 1FZ", 5_000)).await;
    assert_eq!(listed.fault, None);
    let distances: Vec<u32> = listed.services.iter().map(|s| s.nearest().unwrap()).collect();
    assert!(distances.len() > 5 && distances.is_sorted() && distances.iter().all(|metres| *metres <= 5_000));
    let ended = listed.services.iter().filter(|s| s.capacity.status == CapacityStatus::Closed);
    assert!(ended.count() > 0, "closed for a while is shown as closed");
    assert!(listed.services.iter().all(|s| !s.name.is_empty()), "nobody can read the one without a name");
}

#[tokio::test]
async fn the_place_alone_is_told_and_no_question_is_kept() {
    let county = County::start().await;
    let connector = county.connector();
    let whole = ServiceQuery {
        need: Some(Need::Mental),
        strand: Some(Strand::RaceEthnicity),
        language: Some("gu".to_owned()),
        age: Some(17),
        ..near("LE11 1FZ", 5_000)
    };
    let first = connector.services(&whole).await;
    for entry in county.directory.requests() {
        let mut named: Vec<&str> = entry.query.keys().map(String::as_str).collect();
        named.retain(|name| !["page", "per_page", "postcode", "proximity"].contains(name));
        assert!(named.is_empty(), "{named:?}");
    }
    county.directory.clear_requests();
    let second = connector.services(&whole).await;
    assert!(first.services == second.services, "the same place, the same services");
    let asked = county.paths();
    assert_eq!(asked.first().map(String::as_str), Some("/service_at_locations"), "who is near is asked anew");
    assert!(asked.len() < first.services.len(), "entries are in memory: {asked:?}");
}

#[tokio::test]
async fn without_a_postcode_every_readable_service_is_there_the_helpline_too() {
    let county = County::start().await;
    let connector =
        county.connect(&format!("{CALM}, organisations = {{ 'Safe Haven LLR' = 'safe-haven-llr' }}")).unwrap();
    let listed = connector.services(&ServiceQuery { limit: 100, ..ServiceQuery::default() }).await;
    assert_eq!(listed.fault, None);
    // Sixty, of which one has ended and one cannot be read.
    assert_eq!(listed.services.len(), 58);
    let line = listed.services.iter().find(|s| s.name == "Together Line").unwrap();
    assert!(line.locations.is_empty());
    assert!(listed.services.iter().any(|s| s.unmapped.contains(&"Befriending".to_owned())));
    assert!(listed.services.iter().any(|s| s.unmapped.contains(&"other community languages".to_owned())));
    assert!(listed.services.iter().any(|s| s.languages.contains(&"bfi".to_owned())));
    let stale = listed.services.iter().filter(|s| s.capacity.updated.is_some());
    assert!(stale.clone().any(|s| s.capacity.status == CapacityStatus::Unknown), "said too long ago");
    assert!(stale.clone().any(|s| s.capacity.status == CapacityStatus::Open));
    let own = listed.services.iter().filter(|s| s.organisation == Some("safe-haven-llr".parse().unwrap()));
    assert_eq!(own.count(), 3);
}

#[tokio::test]
async fn settings_out_of_range_are_refused_with_their_key() {
    let county = County::start().await;
    for (settings, key) in [
        ("default_metres = 0", "default_metres"),
        ("details_ttl_seconds = 3601", "details_ttl_seconds"),
        ("terms = 'none.toml'", "terms"),
        ("organisations = { 'X' = 'Not A Name' }", "organisations"),
        ("limits = { bulkhead = 0 }", "limits"),
    ] {
        let refused = county.connect(settings).err().unwrap();
        assert!(refused.to_string().contains(key), "{refused}");
    }
}
