//! What is a candidate stays out of lists, and the filter tells nothing of what may not be seen.

use accord_federation::{IncidentFilter, PageArgs};
use accord_model::{Category, IncidentId, Recognition};
use uuid::Uuid;

use crate::county::{County, Mood, county};

async fn numbers(county: &County, recognition: Option<&[Recognition]>, candidates: bool) -> Vec<u128> {
    let filter =
        IncidentFilter { recognition: recognition.map(<[_]>::to_vec), candidates, ..IncidentFilter::default() };
    let page = county.session().incidents(&filter, true, &PageArgs { first: 100, after: None }).await.unwrap();
    let mut all: Vec<u128> = page.items.iter().filter_map(|(_, case)| Some(case.anchor()?.0.as_u128())).collect();
    all.sort_unstable();
    all
}

#[tokio::test]
async fn a_list_has_what_was_recognised_and_more_only_where_it_is_named() {
    use Recognition::{AgencyFlagged, Candidate, Rejected};
    let county = county(&[("police", Mood::Answers)]);
    let subject = county.person("police", "police", 1).await;
    county.recognised("police", 1, subject, Some(AgencyFlagged));
    county.recognised("police", 2, subject, Some(Candidate));
    county.recognised("police", 3, subject, Some(Rejected));
    county.recognised("police", 4, subject, None);
    // One incident of a flagged report and a candidate: it is flagged.
    county.recognised("police", 5, subject, Some(Candidate));
    county.recognised("police", 6, subject, Some(AgencyFlagged));
    county.link_incidents(5, 6);
    assert_eq!(numbers(&county, None, false).await, [1, 4, 5]);
    assert_eq!(numbers(&county, None, true).await, [1, 2, 4, 5]);
    assert_eq!(numbers(&county, Some(&[Candidate]), false).await, [2]);
    assert_eq!(numbers(&county, Some(&[Rejected]), false).await, [3]);
    assert_eq!(numbers(&county, Some(&[AgencyFlagged]), false).await, [1, 5]);
    assert!(county.session().incident(IncidentId(Uuid::from_u128(2))).await.unwrap().is_some());
    let session = county.session();
    let person = session.person(subject).await.unwrap().unwrap();
    let args = PageArgs { first: 9, after: None };
    let all = session.incidents_of(&person, &IncidentFilter::default(), &args).await.unwrap();
    assert_eq!(all.items.len(), 3);
}

/// To a viewer who may not know what the rule tells, the candidate is in no list, under no filter and behind no id.
#[tokio::test]
async fn a_candidate_does_not_exist_without_what_its_rule_tells() {
    let county = county(&[("police", Mood::Answers)]);
    let subject = county.person("police", "police", 1).await;
    county.recognised("police", 1, subject, Some(Recognition::AgencyFlagged));
    county.recognised("police", 2, subject, Some(Recognition::Candidate));
    county.propose(2, Category::GenderHistory.into());
    for (filter, all) in [(None, false), (None, true), (Some(&[Recognition::Candidate][..]), false)] {
        let expected: &[u128] = if filter.is_none() { &[1] } else { &[] };
        assert_eq!(numbers(&county, filter, all).await, expected, "{all}");
    }
    assert!(county.session().incident(IncidentId(Uuid::from_u128(2))).await.unwrap().is_none());
    // With a rule that tells nothing beyond what she may see, it is there.
    county.propose(2, Category::Offence.into());
    assert_eq!(numbers(&county, None, true).await, [1, 2]);
}

#[tokio::test]
async fn without_offence_every_recognition_looks_the_same() {
    for filter in [None, Some(Recognition::ALL)] {
        let mut seen = Vec::new();
        for how in [None, Some(Recognition::AgencyFlagged), Some(Recognition::Candidate), Some(Recognition::Rejected)] {
            let county = county(&[("police", Mood::Answers)]);
            let subject = county.person("police", "police", 1).await;
            // Of the ward's records LOCATION alone is granted.
            county.recognised("ward", 1, subject, how);
            seen.push((numbers(&county, filter, false).await, numbers(&county, filter, true).await));
        }
        let expected = if filter.is_none() { vec![1] } else { Vec::new() };
        assert!(seen.iter().all(|(plain, more)| *plain == expected && *more == expected), "{seen:?}");
    }
}
