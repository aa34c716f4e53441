//! A link is itself a disclosure: it shows only over records that the viewer may know of.

use accord_consent::{Link, LinkBasis, LinkState, PolicyFault};
use accord_federation::CorrectionFault;
use accord_model::{IncidentId, SubjectId};
use uuid::Uuid;

use crate::county::{County, Mood, at, county};

async fn link(county: &County, a: SubjectId, b: SubjectId) {
    let owners = ("police".parse().unwrap(), "project".parse().unwrap());
    let (state, basis) = (LinkState::Confirmed, LinkBasis::Review);
    let link = Link { a: a.min(b), b: a.max(b), owners, state, basis };
    county.house.desk.link(link, at()).await.unwrap();
}

#[tokio::test]
async fn a_hidden_record_joins_nothing() {
    let county = county(&[("police", Mood::Answers), ("project", Mood::Answers)]);
    let a = county.person("police", "police", 1).await;
    let b = county.person("project", "project", 2).await;
    // No agreement names the records of `elsewhere`.
    let hidden = county.person("project", "elsewhere", 3).await;
    link(&county, a, hidden).await;
    link(&county, hidden, b).await;
    let persons = county.session().persons(&[a, b, hidden]).await.unwrap();
    let handles: Vec<_> = persons.iter().map(|person| person.handles().to_vec()).collect();
    assert_eq!(handles.len(), 2, "two people, as in a county without the third record");
    assert!(handles.contains(&vec![a]) && handles.contains(&vec![b]));
}

/// A report whose incident another report accuses the viewer's organisation of is not there to be corrected either.
#[tokio::test]
async fn what_a_link_hides_is_no_record_to_be_corrected() {
    let county = county(&[("police", Mood::Answers), ("project", Mood::Answers)]);
    let hers = county.person("project", "project", 1).await;
    county.own("project", 1, Some(hers), None);
    county.own("police", 2, None, None);
    county.last(|row| row.accused = vec!["charity".parse().unwrap()]);
    let report = county.session().incident_id(IncidentId(Uuid::from_u128(1)));
    let asked = async |key| {
        let words = ("offence", "It was another");
        county.session().request_correction(hers, &report.0, words, key).await.map(drop)
    };
    assert_eq!(asked("before").await, Ok(()));
    county.link_incidents(1, 2);
    assert_eq!(asked("after").await, Err(CorrectionFault::Policy(PolicyFault::NotFound)));
}

#[tokio::test]
async fn visible_records_are_one_person_over_any_number_of_links() {
    let county = county(&[("police", Mood::Answers), ("project", Mood::Answers)]);
    let a = county.person("police", "police", 1).await;
    let b = county.person("project", "project", 2).await;
    let c = county.person("project", "project", 3).await;
    link(&county, a, b).await;
    link(&county, b, c).await;
    for handle in [a, b, c] {
        let person = county.session().person(handle).await.unwrap().unwrap();
        let mut all = vec![a, b, c];
        all.sort_unstable();
        assert_eq!(person.handles(), all);
    }
}
