//! A link is itself a disclosure: it shows only over records that the viewer may know of.

use accord_consent::{Link, LinkBasis, LinkState};
use accord_model::SubjectId;

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
