use accord_model::Victim;
use futures_util::future::join_all;

use crate::trust::Trust;

const NAME: &[&str] = &["name"];

#[tokio::test]
async fn a_thousand_questions_at_once_make_one_token_call() {
    let trust = Trust::start().await;
    let connector = trust.connector(&[]);
    let (walk, _) = trust.walk(&*connector, None).await;
    let patients = walk.there(accord_model::RecordType::Victim);
    let permits: Vec<_> =
        (0..1_000).map(|n| trust.permit::<Victim>(&[(patients[n % patients.len().min(20)], NAME)])).collect();
    // A connector of its own: the walk has a token already.
    let connector = trust.connector(&[]);
    let before = trust.nhs().token_calls();
    let answers = join_all(permits.iter().map(|permit| connector.victims(permit))).await;
    assert!(answers.iter().all(|answer| answer.fault.is_none() && answer.records.len() == 1));
    assert_eq!(trust.nhs().token_calls() - before, 1);
}

#[tokio::test]
async fn a_key_is_replaced_without_a_question_that_fails() {
    let trust = Trust::start().await;
    let connector = trust.connector(&[]);
    let (walk, _) = trust.walk(&*connector, None).await;
    let one = walk.there(accord_model::RecordType::Victim)[0];
    let permit = trust.permit::<Victim>(&[(one, NAME)]);
    // A key that the partner does not know yet: the old one goes on.
    trust.next_key(&trust.nhs().register_key("of another name").unwrap());
    let second = trust.connector(&[]);
    assert_eq!(second.victims(&permit).await.fault, None);
    // The new one is known, and the old one is not any more.
    trust.next_key(&trust.nhs().register_key("next").unwrap());
    assert!(trust.nhs().retire_key(accord_sandbox::NHS_KEY_ID));
    for connector in [trust.connector(&[]), second, connector] {
        assert_eq!(connector.victims(&permit).await.fault, None);
    }
}

#[tokio::test]
async fn no_assertion_is_made_twice() {
    // The trust refuses an assertion of which it has seen the number: so does one login of a gateway after another.
    let trust = Trust::start().await;
    let permit = trust.permit::<Victim>(&[("pat-000001", NAME)]);
    let before = trust.nhs().token_calls();
    for _ in 0..20 {
        assert_eq!(trust.connector(&[]).victims(&permit).await.fault, None);
    }
    assert_eq!(trust.nhs().token_calls() - before, 20);
}
