//! The checks, one list. Each says which rule of docs/connector-spec.md it proves.

mod batch;
mod drift;
mod faults;
mod feed;
mod fields;
mod leaks;
mod lists;
mod made;
mod patience;
mod reading;
mod rows;
mod tokens;

use futures_util::future::BoxFuture;

use crate::bench::Bench;

/// Why a check did not pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// It failed there: a place and codes, never a value.
    Failed(String),
    /// It does not apply, and why.
    Skipped(String),
}

impl Stop {
    pub(crate) fn fail(place: impl Into<String>) -> Self {
        Self::Failed(place.into())
    }

    pub(crate) fn skip(why: impl Into<String>) -> Self {
        Self::Skipped(why.into())
    }
}

/// Passed, with something to say; or stopped.
pub(crate) type Verdict = Result<String, Stop>;

/// How much a rule asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// An absolute requirement (RFC 2119).
    Must,
    /// There may be reasons to do otherwise.
    Should,
}

type Run = for<'a> fn(&'a Bench<'a>) -> BoxFuture<'a, Verdict>;

/// One check.
pub struct Check {
    /// Its name, for good.
    pub id: &'static str,
    /// What it checks.
    pub what: &'static str,
    /// How much the rule asks.
    pub level: Level,
    /// The rule of docs/connector-spec.md.
    pub rule: u8,
    pub(crate) run: Run,
}

macro_rules! checks {
    ($($id:literal $level:ident $rule:literal $room:ident::$run:ident $what:literal;)*) => {
        &[$(Check { id: $id, what: $what, level: Level::$level, rule: $rule, run: |bench| Box::pin($room::$run(bench)) }),*]
    };
}

/// All checks, in the order in which they run.
pub const CHECKS: &[Check] = checks! {
    "MADE-01" Must 1 made::names_itself "it is of the kind and the partner that the configuration names";
    "MADE-02" Must 2 made::refuses_unknown_keys "an unknown key is refused with its name, and no setting is quoted";
    "MADE-03" Must 3 made::asks_nobody "making it asks the partner nothing";
    "MADE-04" Must 3 made::is_made_without_a_partner "it is made while the partner is down, which is then silent";
    "MADE-05" Must 13 made::serves_what_it_declares "it serves the types of record that it declares";
    "MADE-06" Must 66 made::partner_has_what_is_named "the partner has what the configuration names";
    "FIELD-01" Must 13 fields::feed_holds_declared "the feed's records hold declared fields alone";
    "FIELD-02" Must 13 fields::batch_holds_declared "a batch's records hold declared fields alone";
    "FIELD-03" Should 13 fields::declared_is_seen "each declared field is seen at least once";
    "FIELD-04" Must 8 fields::projection "a field that is not permitted is in no record, field by field";
    "FIELD-05" Must 7 fields::not_named "a field that is not permitted is not named, where the protocol selects fields";
    "FIELD-06" Must 8 fields::cache_by_projection "what was cached for many fields is not shown for few, nor few for many";
    "BATCH-01" Must 12 batch::equals_singles "a batch gives what its records give singly";
    "BATCH-02" Must 11 batch::unknown_is_absent "an unknown id is left out, and is no fault";
    "BATCH-03" Must 6 batch::empty_asks_nobody "an empty permit asks the partner nothing";
    "BATCH-04" Must 9 batch::cap "no call names more ids than the cap, and no more calls are made than needed";
    "BATCH-05" Must 12 batch::failed_chunk "a chunk that failed loses no other, and its fault is told";
    "BATCH-06" Must 15 batch::ids_in_bodies "ids stand in no address, where the protocol asks by a body";
    "BATCH-07" Must 6 batch::only_asked "no record comes that was not asked for";
    "BATCH-08" Must 12 batch::same_twice "the same question twice gives the same records";
    "ROW-01" Must 10 rows::duplicates "a second row of one id is dropped";
    "ROW-02" Must 10 rows::foreign "a row that nobody asked for is dropped";
    "ROW-03" Must 10 rows::renamed "a row under another id is not taken for the one asked for";
    "ROW-04" Must 10 rows::order "the order of the rows does not matter";
    "ROW-05" Must 29 rows::wrong_type "one unreadable row loses none of its neighbours";
    "ROW-06" Must 29 rows::null_row "a row that is null loses none of its neighbours";
    "ROW-07" Must 11 rows::missing "a row that is left out is left out, and is no fault";
    "ROW-08" Must 10 rows::duplicate_keys "a key that stands twice shows nobody else's record";
    "ROW-09" Must 29 rows::more_than_known "a field that nobody knows is no fault";
    "FEED-01" Must 17 feed::ends "the feed ends, without a fault";
    "FEED-02" Must 17 feed::same_twice "the feed read twice gives the same records in the same state";
    "FEED-03" Must 17 feed::same_page "the same cursor gives the same page or a later state of it";
    "FEED-04" Must 17 feed::resumes "killed between any two pages, the next run has the rest";
    "FEED-05" Must 17 feed::cursor_is_clean "the cursor holds nothing about a person";
    "FEED-06" Should 20 feed::reads_back "the next round begins a little before the last change";
    "FEED-07" Must 18 feed::gone_is_gone "a record that the feed says is gone is not given";
    "FEED-08" Must 19 feed::persons_are_told "each person whom an incident is about is in the feed, alive or gone";
    "FEED-09" Must 17 feed::can_be_asked_for "what the feed tells of can be asked for";
    "FEED-10" Must 17 feed::versions "a record's version does not go back";
    "FEED-11" Must 16 feed::agreed_fields "the feed's records hold the fields of the standing order alone";
    "FEED-12" Must 16 feed::population "a population that it cannot cut to is not supported";
    "FEED-13" Must 21 reading::page_loop "a page that comes again and again ends in a fault";
    "FEED-14" Must 12 reading::failed_page "a page that failed is a fault, and the same cursor goes on after it";
    "FEED-15" Must 29 reading::wrong_type "one unreadable entry loses none of its neighbours, and is noted";
    "FEED-16" Must 29 reading::notes_are_clean "notes hold codes and places, never a value";
    "FEED-17" Must 24 reading::unmapped "a word that no map has is kept, and counted as unknown";
    "FEED-18" Must 17 reading::own_records "the feed tells of this partner's records alone";
    "FAIL-01" Must 30 patience::hang "a partner that hangs is silent within the patience";
    "FAIL-02" Must 30 patience::drip "a partner that sends byte by byte is silent within the patience";
    "FAIL-03" Must 36 patience::cancelled "a dropped question closes its call and leaves its place to the next";
    "FAIL-04" Must 32 patience::waits "Retry-After is told, and kept to";
    "FAIL-05" Must 31 patience::retries "retries are bounded by a budget";
    "FAIL-06" Must 33 patience::breaker "the breaker opens after failures, and closes after a success";
    "FAIL-07" Must 33 patience::not_counted "400 and 404 do not open the breaker";
    "FAIL-08" Must 31 patience::bulkhead "no more calls are open at once than the bulkhead lets through";
    "FAIL-09" Must 35 faults::server_error "a 5xx is a fault and no record";
    "FAIL-10" Must 35 faults::refused "a 403 is a refusal";
    "FAIL-11" Must 35 faults::cut "an answer that breaks off is a fault and no record";
    "FAIL-12" Must 35 faults::reset "a connection that breaks is a fault and no record";
    "FAIL-13" Must 34 faults::oversized "an answer that is too large is a fault and no record";
    "FAIL-14" Must 35 faults::html "HTML with 200 is a fault and no record";
    "FAIL-15" Must 35 faults::empty "an empty answer is a fault and no record";
    "FAIL-16" Must 35 faults::wrong_shape "an answer of another shape is a fault and no record";
    "FAIL-17" Must 35 faults::deep "an answer of ten thousand brackets is a fault and no record";
    "FAIL-18" Must 35 faults::not_text "an answer that is no text is a fault and no record";
    "FAIL-19" Must 34 faults::redirect "a redirect is not followed";
    "FAIL-20" Must 38 faults::not_cached "a failure is not cached";
    "FAIL-21" Must 35 faults::skewed "a partner whose clock is wrong by a day still answers";
    "FAIL-22" Must 35 faults::feed_faults "a feed that fails ends in a fault, each way to fail";
    "FAIL-23" Must 35 faults::byte_order_mark "an answer that begins with a byte order mark is read, or is a fault";
    "FAIL-24" Must 35 faults::media_type "an answer of another media type is read, or is a fault";
    "FAIL-25" Must 35 faults::compressed "an answer in gzip that nobody asked for is read, or is a fault";
    "LIST-01" Must 53 lists::same_twice "the same question to a directory gives the same services, each once";
    "LIST-02" Must 52 lists::no_more_than_the_place "a directory is told the place, and nothing more of who looks for help";
    "LIST-03" Must 53 lists::one_unreadable "one unreadable service loses none of its neighbours";
    "LIST-04" Must 54 lists::unsaid "what no service says is not made up";
    "DRIFT-01" Must 68 drift::calls "what is asked is in the schema that the partner publishes";
    "DRIFT-02" Must 68 drift::answers "what the partner answers is as its published schema says";
    "TOKEN-01" Must 9 tokens::one_call "a hundred questions at once ask for one token";
    "TOKEN-02" Must 35 tokens::refreshed "a token that the partner does not know any more is renewed once";
    "TOKEN-03" Must 35 tokens::refused "a partner that knows no token refuses, and is not asked for ever";
    "TOKEN-04" Must 35 tokens::no_token "no token: a fault within the patience, and no question without one";
    "TOKEN-05" Must 15 tokens::not_in_addresses "credentials stand in no address";
    "LEAK-01" Must 35 leaks::error_bodies "words of the partner's errors are in no fault and no log line";
    "LEAK-02" Must 35 leaks::log_lines "no log line of the run holds an id, a value or an address";
    "LEAK-03" Must 35 leaks::bad_bodies "words of an unreadable answer are in no fault and no log line";
};
