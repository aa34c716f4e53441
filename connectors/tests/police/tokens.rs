use accord_federation::Fault;
use accord_model::Victim;
use accord_sandbox::FaultKind;
use futures_util::future::join_all;

use crate::force::Force;

const NAME: &[&str] = &["name"];

#[tokio::test]
async fn a_thousand_questions_at_once_make_one_token_call() {
    let force = Force::start().await;
    let connector = force.connector(&[]);
    let persons = force.persons(10);
    let permits: Vec<_> =
        (0..1_000).map(|n| force.permit::<Victim>(&[(persons[n % persons.len()].as_str(), NAME)])).collect();
    let answers = join_all(permits.iter().map(|permit| connector.victims(permit))).await;
    assert!(answers.iter().all(|answer| answer.fault.is_none() && answer.records.len() == 1));
    assert_eq!(force.sandbox.police.token_calls(), 1);
    assert_eq!(force.asked().len(), 1_000);
}

#[tokio::test]
async fn a_token_that_is_not_known_any_more_is_replaced_once() {
    let force = Force::start().await;
    let connector = force.connector(&[]);
    let persons = force.persons(1);
    let permit = force.permit::<Victim>(&[(persons[0].as_str(), NAME)]);
    force.fault(FaultKind::Unauthorized, Some(1));
    assert_eq!(connector.victims(&permit).await.records.len(), 1);
    assert_eq!(force.sandbox.police.token_calls(), 2);
    force.fault(FaultKind::Unauthorized, None);
    assert_eq!(connector.victims(&permit).await.fault, Some(Fault::Refused));
    assert_eq!(force.asked().len(), 4, "asked twice in each of two questions, and not more");
}
