use accord_connectors::ConnectError;
use accord_sandbox::Quirks;

use crate::city::City;

#[tokio::test]
async fn a_value_that_cannot_work_is_refused_with_its_key() {
    let city = City::quirky(Quirks::default(), Vec::new()).await;
    for (keys, key) in [
        ("base_url = 'http://city.example'", "base_url"),
        ("services = []", "services"),
        ("services = ['NOT-IN-THE-MAP']", "services"),
        ("terms = 'nowhere.toml'", "terms"),
        ("area = 'No Area'", "area"),
        ("zone = 'Europe/Leicester'", "zone"),
        ("begins = 'long ago'", "begins"),
        ("window_days = 91", "window_days"),
        ("page_cap = 1", "page_cap"),
        ("rewalk_days = 0", "rewalk_days"),
        ("report = { api_key_file = 'nowhere.key',services = ['GRAFFITI'] }", "report.api_key_file"),
        ("report = { api_key_file = 'reports.key',services = [] }", "report.services"),
        ("report = { api_key_file = 'reports.key',services = ['STICKERS'] }", "report.services"),
    ] {
        match city.try_connect(keys, "").err() {
            Some(ConnectError::Key { key: found, .. }) => assert_eq!(found, key),
            other => panic!("{keys}: {other:?}"),
        }
    }
    let limits = city.try_connect("", "cap = 101").err();
    assert!(matches!(limits, Some(ConnectError::Key { key: "limits.cap", .. })));
    let unknown = city.try_connect("format = 'yaml'", "").err();
    assert!(matches!(unknown, Some(ConnectError::Section { message, .. }) if message.contains("xml")));
    let unknown = city.try_connect("service = 'x'", "").err();
    assert!(matches!(unknown, Some(ConnectError::Section { message, .. }) if message.contains("services")));
    let unknown = city.try_connect("report = { api_key = 'sesame',services = ['GRAFFITI'] }", "").err();
    assert!(
        matches!(unknown, Some(ConnectError::Section { message, .. }) if message.contains("api_key_file") && !message.contains("sesame"))
    );
    // A city that is down at the start is a city that is silent.
    assert!(city.try_connect("base_url = 'http://127.0.0.1:1'", "").is_ok());
    assert!(city.asked().is_empty());
}

#[tokio::test]
async fn without_an_area_there_is_no_such_field_and_there_is_nothing_about_a_person() {
    let city = City::quirky(Quirks::default(), Vec::new()).await;
    let connector = city.connector("", "");
    assert!(connector.victim_fields().is_empty());
    let held = |name: &str| connector.incident_fields().has::<accord_model::Incident>(name);
    assert!(held("area") && held("place") && !held("occurred") && !held("perpetratorRelation") && !held("channel"));
}
