//! The channels by which an answer may tell of what the viewer may not see (tests/suites/README.md): which of
//! the generated questions would show each of them, and a leak of each, as a gateway with that defect would answer.
//!
//! Not here: L10 (time) and L11 (rate limits) are not compared; L15 and L16 are about rankings and statistics, L17 about
//! subscriptions, which do not exist yet; L24 (lengths) is every row's, for bytes are compared.

use super::leak::{self, Tamper};
use super::leak_doors as doors;

/// How a leak is planted.
#[derive(Clone, Copy)]
pub(crate) enum Leak {
    /// In one world's answer, headers or calls.
    Answer(Tamper),
    /// In both: another organisation's id for the same thing. The worlds agree, and must not.
    Ids,
    /// In one world: whoever asks second gets what was kept of the first answer.
    Cache,
    /// In one world's log: whom a record is about.
    Log,
}

pub(crate) struct Row {
    pub(crate) name: &'static str,
    /// What may not depend on what is hidden.
    pub(crate) channel: &'static str,
    /// Which questions would show it.
    pub(crate) asked: &'static str,
    pub(crate) leak: Leak,
    /// Words of the questions that can show it; none: any may.
    pub(crate) words: &'static [&'static str],
}

const fn row(name: &'static str, channel: &'static str, asked: &'static str, leak: Leak) -> Row {
    Row { name, channel, asked, leak, words: &[] }
}

/// A row of a door beside the case.
const fn door(
    name: &'static str,
    channel: &'static str,
    asked: &'static str,
    leak: Tamper,
    words: &'static [&'static str],
) -> Row {
    Row { name, channel, asked, leak: Answer(leak), words }
}

/// The rows that the project wants held here.
pub(crate) const WANTED: [&str; 33] = [
    "L1",
    "L2",
    "L3",
    "L4",
    "L5",
    "L6",
    "L7",
    "L8",
    "L9",
    "L12",
    "L13",
    "L14",
    "L18",
    "L19",
    "L20",
    "L21",
    "L22",
    "L23",
    "L25",
    "L26",
    "L4 own",
    "L18 emergency",
    "L3 emergencies",
    "L18 request",
    "L3 requests",
    "L18 correction",
    "L22 corrections",
    "L18 answer",
    "L22 log",
    "L22 quiet",
    "L22 explain",
    "L22 receipt",
    "L7 conference",
];

use Leak::{Answer, Cache, Ids, Log};

pub(crate) const ROWS: &[Row] = &[
    row("L1", "filters", "every condition, alone, together, and its opposite beside it", Answer(leak::filter)),
    row("L2", "orders", "both orders over what has no instant for the viewer", Answer(leak::order)),
    row("L3", "counts", "hasNextPage of every list, at sizes 1 to 100", Answer(leak::count)),
    row("L4", "pages", "lists at every size, walked from their first page to their last", Answer(leak::short_page)),
    row(
        "L5",
        "cursors",
        "cursors of pages and edges; of another list, another organisation, forged",
        Answer(leak::cursor),
    ),
    row("L6", "null, absent, withheld", "disclosure of every kind of object", Answer(leak::marker)),
    row("L7", "node(id)", "ids of what is hidden, what is not there, another's, forged", Answer(leak::hidden_id)),
    row("L8", "ids", "every answer beside the ids that another organisation got", Ids),
    row("L9", "errors", "bad arguments at several places; a partner that fails", Answer(leak::error)),
    row("L12", "caches", "each question after another organisation asked the same", Cache),
    row("L13", "links", "formerIds, records and conflicts of people whom hidden records join", Answer(leak::link)),
    row("L14", "free text", "narratives and notes wherever they are", Answer(leak::text)),
    row("L18", "conflicts", "mutations of what is hidden, of what was done, under used keys", Answer(leak::conflict)),
    row("L19", "outgoing questions", "the records and fields that partners were asked for", Answer(leak::call)),
    row("L20", "batches", "how many calls were made", Answer(leak::batch)),
    row("L21", "logs", "both gateways' logs after all questions", Log),
    row("L22", "receipts", "what a withdrawal says was disclosed", Answer(leak::receipt)),
    row("L23", "schema", "_service { sdl }", Answer(leak::schema)),
    row("L25", "derived fields", "setting, need, role, recordKind, leadAgency, strands", Answer(leak::derived)),
    row(
        "L26",
        "bad stored values",
        "everything, over records with unreadable values that are hidden",
        Answer(leak::gap),
    ),
    row("L4 own", "an organisation's own", "the last page of each list", Answer(doors::pushed_out)),
    door(
        "L18 emergency",
        "emergency access",
        "who is hidden, who is not there, who is not to be opened, for any purpose",
        doors::emergency,
        &["breakGlass"],
    ),
    door(
        "L3 emergencies",
        "emergencies to review",
        "the lists of the officers, and of who is none",
        doors::emergencies,
        &["emergencyAccesses"],
    ),
    door(
        "L18 request",
        "victim information requests",
        "about who is hidden, by who may not, to whom no agreement lets ask",
        doors::request,
        &["requestInformation"],
    ),
    door(
        "L3 requests",
        "requests to approve",
        "the lists of the officers, and of who is none",
        doors::requests,
        &["informationRequests"],
    ),
    door(
        "L18 correction",
        "requests for correction",
        "records that are hidden, not there, another person's",
        doors::correction,
        &["requestCorrection"],
    ),
    door(
        "L22 corrections",
        "corrections asked",
        "a person's own, an organisation's to answer",
        doors::corrections,
        &["correctionRequests"],
    ),
    door(
        "L18 answer",
        "answers of officers",
        "to what is another's, not there, of another kind",
        doors::answer,
        &["reviewEmergency", "answerInformation", "answerCorrection"],
    ),
    door(
        "L22 log",
        "access log",
        "hers, under an exemption, at every size; anybody else's",
        doors::log,
        &["accessLog"],
    ),
    door("L22 quiet", "quiet log", "by the person and by others", doors::quiet, &["setQuietLog"]),
    door("L22 explain", "explanations", "every category; records that are hidden", doors::explanation, &["explain"]),
    door(
        "L22 receipt",
        "receipts of consent",
        "of whatever was written down",
        doors::receipt,
        &["receipt", "recordConsent"],
    ),
    door(
        "L7 conference",
        "conferences",
        "every question for `CASE_CONFERENCE`",
        doors::conference,
        &["CASE_CONFERENCE"],
    ),
];

#[test]
fn each_row_is_in_the_table_and_in_the_readme() {
    assert_eq!(ROWS.iter().map(|row| row.name).collect::<Vec<_>>(), WANTED);
    let readme = include_str!("../../../README.md");
    for Row { name, channel, asked, .. } in ROWS {
        assert!(readme.contains(&format!("| {name} | {channel} | {asked} |")), "{name}");
    }
}
