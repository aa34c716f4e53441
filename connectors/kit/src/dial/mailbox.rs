use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{Notify, Semaphore, oneshot};
use tokio::time::{Instant, timeout_at};
use uuid::Uuid;

use crate::client::Failure;

/// Questions that wait to be fetched, at most.
const MOST_WAITING: usize = 64;
/// Calls for a question that may wait at once.
const MOST_POLLERS: usize = 4;

/// Questions to one partner that wait until it fetches them, and those that it has fetched and not answered. A question
/// that nobody waits for any more is in neither.
pub struct Mailbox {
    max_answer_bytes: usize,
    pollers: Semaphore,
    put_in: Notify,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Letter>,
    fetched: HashMap<Uuid, oneshot::Sender<Reply>>,
    closed: bool,
}

struct Letter {
    question: Question,
    answer_to: oneshot::Sender<Reply>,
}

/// One question on its way. No `Debug`: its body names records.
pub struct Question {
    /// What its answer is sent under.
    pub id: Uuid,
    /// `GET` or `POST`.
    pub method: String,
    /// After the partner's own base address.
    pub path: String,
    /// JSON.
    pub body: Option<Vec<u8>>,
}

/// An answer. No `Debug`: it holds records.
pub struct Reply {
    /// As over HTTP.
    pub status: u16,
    /// Seconds, with 429 and 503.
    pub retry_after: Option<u32>,
    /// JSON.
    pub body: Vec<u8>,
}

/// More calls wait for a question than may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many calls wait for a question")]
pub struct TooManyPollers;

impl Mailbox {
    pub(super) fn new(max_answer_bytes: usize) -> Self {
        Self { max_answer_bytes, pollers: Semaphore::new(MOST_POLLERS), put_in: Notify::new(), state: Mutex::default() }
    }

    /// Bytes of one answer, at most.
    pub const fn max_answer_bytes(&self) -> usize {
        self.max_answer_bytes
    }

    /// Puts a question in and waits for its answer. Dropped before that, the question is taken back, and its answer is
    /// refused.
    pub(crate) async fn ask(&self, method: &str, path: String, body: Option<Vec<u8>>) -> Result<Reply, Failure> {
        let (answer_to, answer) = oneshot::channel();
        let id = Uuid::new_v4();
        {
            let mut state = self.state.lock();
            if state.closed {
                return Err(Failure::SILENT);
            }
            if state.waiting.len() >= MOST_WAITING {
                return Err(Failure::throttled(None));
            }
            let question = Question { id, method: method.to_owned(), path, body };
            state.waiting.push_back(Letter { question, answer_to });
        }
        let _asked = Asked { mailbox: self, id };
        self.put_in.notify_one();
        answer.await.map_err(|_| Failure::SILENT)
    }

    /// The next question, waiting for one at most so long.
    pub async fn next(&self, wait: Duration) -> Result<Option<Question>, TooManyPollers> {
        let _place = self.pollers.try_acquire().map_err(|_| TooManyPollers)?;
        let end = Instant::now() + wait;
        loop {
            let put_in = self.put_in.notified();
            if let Some(question) = self.fetch() {
                return Ok(Some(question));
            }
            if self.state.lock().closed || timeout_at(end, put_in).await.is_err() {
                return Ok(None);
            }
        }
    }

    fn fetch(&self) -> Option<Question> {
        let mut state = self.state.lock();
        let Letter { question, answer_to } = state.waiting.pop_front()?;
        state.fetched.insert(question.id, answer_to);
        Some(question)
    }

    /// Hands an answer to whoever asked. False where nobody waits for it: unknown, answered before, or too late.
    pub fn answer(&self, id: Uuid, reply: Reply) -> bool {
        let asked = self.state.lock().fetched.remove(&id);
        asked.is_some_and(|asked| asked.send(reply).is_ok())
    }

    /// Whether somebody waits for the answer to this question.
    pub fn awaits(&self, id: Uuid) -> bool {
        self.state.lock().fetched.contains_key(&id)
    }

    pub(super) fn close(&self) {
        self.state.lock().closed = true;
        self.put_in.notify_waiters();
    }
}

/// Takes the question back when nobody waits for it any more.
struct Asked<'a> {
    mailbox: &'a Mailbox,
    id: Uuid,
}

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        let mut state = self.mailbox.state.lock();
        state.fetched.remove(&self.id);
        state.waiting.retain(|letter| letter.question.id != self.id);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    const SOON: Duration = Duration::from_secs(5);

    fn reply() -> Reply {
        Reply { status: 200, retry_after: None, body: b"{}".to_vec() }
    }

    fn asked(mailbox: &Arc<Mailbox>, path: &str) -> tokio::task::JoinHandle<Result<Reply, Failure>> {
        let (mailbox, path) = (Arc::clone(mailbox), path.to_owned());
        tokio::spawn(async move { mailbox.ask("GET", path, None).await })
    }

    #[tokio::test]
    async fn each_question_goes_to_one_of_two_pollers_and_its_answer_comes_back() {
        let mailbox = Arc::new(Mailbox::new(10));
        let poll = || {
            let mailbox = Arc::clone(&mailbox);
            tokio::spawn(async move { mailbox.next(SOON).await.unwrap().unwrap() })
        };
        let pollers = [poll(), poll()];
        let asked = [asked(&mailbox, "/a"), asked(&mailbox, "/b")];
        let mut paths = Vec::new();
        for poller in pollers {
            let question = poller.await.unwrap();
            assert!(mailbox.answer(question.id, Reply { body: question.path.clone().into_bytes(), ..reply() }));
            assert!(!mailbox.answer(question.id, reply()), "a second answer is refused");
            paths.push(question.path);
        }
        paths.sort();
        assert_eq!(paths, ["/a", "/b"]);
        for (task, path) in asked.into_iter().zip(["/a", "/b"]) {
            assert_eq!(task.await.unwrap().ok().unwrap().body, path.as_bytes());
        }
    }

    #[tokio::test]
    async fn a_question_that_was_given_up_is_not_fetched_and_its_answer_is_refused() {
        let mailbox = Arc::new(Mailbox::new(10));
        let given_up = asked(&mailbox, "/a");
        let question = mailbox.next(SOON).await.unwrap().unwrap();
        given_up.abort();
        assert!(given_up.await.is_err());
        assert!(!mailbox.awaits(question.id) && !mailbox.answer(question.id, reply()));
        let never_fetched = asked(&mailbox, "/b");
        tokio::task::yield_now().await;
        never_fetched.abort();
        assert!(never_fetched.await.is_err());
        assert!(mailbox.next(Duration::from_millis(20)).await.unwrap().is_none());
        assert!(!mailbox.answer(Uuid::new_v4(), reply()));
    }

    #[tokio::test]
    async fn waiting_is_bounded_on_both_sides_and_ends_when_the_gateway_does() {
        let mailbox = Arc::new(Mailbox::new(10));
        let questions: Vec<_> = (0..MOST_WAITING).map(|_| asked(&mailbox, "/a")).collect();
        while mailbox.state.lock().waiting.len() < MOST_WAITING {
            tokio::task::yield_now().await;
        }
        let beyond = mailbox.ask("GET", "/b".to_owned(), None).await.err().unwrap();
        assert_eq!(beyond.fault.code(), "THROTTLED");
        questions.iter().for_each(tokio::task::JoinHandle::abort);
        for question in questions {
            assert!(question.await.is_err());
        }
        let poll = || {
            let mailbox = Arc::clone(&mailbox);
            tokio::spawn(async move { mailbox.next(SOON).await })
        };
        let pollers: Vec<_> = (0..MOST_POLLERS).map(|_| poll()).collect();
        while mailbox.pollers.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert!(mailbox.next(SOON).await.is_err());
        mailbox.close();
        for poller in pollers {
            assert!(poller.await.unwrap().unwrap().is_none());
        }
        assert_eq!(mailbox.ask("GET", "/a".to_owned(), None).await.err().unwrap().fault.code(), "SILENT");
    }
}
