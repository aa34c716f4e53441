//! The change feed of a partner that answers rightly.

use std::collections::BTreeSet;

use accord_consent::{FieldSet, Population};
use accord_federation::Fault;
use accord_model::{Incident, RecordRef, RecordType, Referral, Victim};

use super::{Stop, Verdict};
use crate::bench::{Bench, Kind, PAGES, Page, State, mixed};
use crate::wire::texts;

const PASSED: Verdict = Ok(String::new());
/// Records that are asked for one by one, at most.
const SOME: usize = 20;
/// Places in a feed at which it is cut, at most.
const CUTS: usize = 4;
/// Pages without news after which a feed has no end.
const STALE: usize = 10;

/// The feed must be there for a check of it.
pub(super) fn there(bench: &Bench<'_>) -> Result<(), Stop> {
    match bench.feed.fault {
        Some(Fault::NotSupported) => Err(Stop::skip("it has no feed")),
        _ if bench.feed.pages.is_empty() => Err(Stop::fail("the feed gave no page")),
        None if bench.feed.rows.is_empty() => Err(Stop::skip("the feed tells of nothing")),
        _ => Ok(()),
    }
}

pub(super) async fn ends(bench: &Bench<'_>) -> Verdict {
    there(bench)?;
    let feed = &bench.feed;
    match feed.fault {
        Some(fault) => Err(Stop::fail(format!("page {}: {}", feed.pages.len() + 1, fault.code()))),
        None if feed.ended => Ok(format!("{} pages, {} records", feed.pages.len(), feed.rows.len())),
        None if nothing_new(bench) => Err(Stop::fail(format!("{PAGES} pages, and the last {STALE} told nothing new"))),
        None => Err(Stop::skip(format!("more than {PAGES} pages: it was not read to its end"))),
    }
}

fn nothing_new(bench: &Bench<'_>) -> bool {
    let (before, last) = bench.feed.pages.split_at(bench.feed.pages.len().saturating_sub(STALE));
    let told: BTreeSet<_> = before.iter().flat_map(|page| &page.told).collect();
    last.iter().flat_map(|page| &page.told).all(|at| told.contains(at))
}

pub(super) async fn same_twice(bench: &Bench<'_>) -> Verdict {
    there(bench)?;
    let connector = bench.connector(&[])?;
    let again = bench.read(&*connector, &bench.own_order()?, None, PAGES).await?;
    let (first, second) = (bench.outline(&bench.feed), bench.outline(&again));
    if first == second {
        return PASSED;
    }
    let missing = first.keys().filter(|at| !second.contains_key(*at)).count();
    let new = second.keys().filter(|at| !first.contains_key(*at)).count();
    Err(Stop::fail(format!("{missing} records missing, {new} new, the others in another state")))
}

pub(super) async fn same_page(bench: &Bench<'_>) -> Verdict {
    there(bench)?;
    let (connector, order) = (bench.connector(&[])?, bench.own_order()?);
    for number in cuts(bench) {
        let since = (number > 0).then(|| bench.feed.pages.get(number - 1).map(|page| page.next.clone())).flatten();
        let again = bench.read(&*connector, &order, since, 1).await?;
        let told = |page: Option<&Page>| -> BTreeSet<RecordRef> {
            page.map(|page| page.told.iter().cloned().collect()).unwrap_or_default()
        };
        let (before, after) = (told(bench.feed.pages.get(number)), told(again.pages.first()));
        if !before.is_subset(&after) {
            return Err(Stop::fail(format!(
                "page {}: {} records missing",
                number + 1,
                before.difference(&after).count()
            )));
        }
    }
    PASSED
}

/// Some places in the feed; which, the seed says.
fn cuts(bench: &Bench<'_>) -> Vec<usize> {
    let mut all: Vec<usize> = (0..bench.feed.pages.len()).collect();
    all.sort_by_key(|number| mixed(bench.seed, &number.to_string()));
    all.truncate(CUTS);
    all
}

pub(super) async fn resumes(bench: &Bench<'_>) -> Verdict {
    there(bench)?;
    let order = bench.own_order()?;
    let whole = bench.outline(&bench.feed);
    let mut cut = 0;
    for number in cuts(bench) {
        let Some(page) = bench.feed.pages.get(number).filter(|page| page.more) else { continue };
        // A new process: nothing of the old one is left but the cursor.
        let connector = bench.connector(&[])?;
        let rest = bench.read(&*connector, &order, Some(page.next.clone()), PAGES).await?;
        let before = bench.feed.pages.iter().take(number + 1).flat_map(|page| &page.told);
        let all: BTreeSet<&RecordRef> = before.chain(rest.rows.keys()).collect();
        let missing = whole.keys().filter(|at| !all.contains(at)).count();
        if missing > 0 || rest.fault.is_some() {
            let fault = rest.fault.map_or("", Fault::code);
            return Err(Stop::fail(format!("after page {}: {missing} records missing {fault}", number + 1)));
        }
        let told = |page: Option<&Page>| page.map(|page| page.told.iter().cloned().collect::<BTreeSet<_>>());
        let (then, now) = (told(bench.feed.pages.get(number + 1)), told(rest.pages.first()));
        if then.zip(now).is_some_and(|(then, now)| !then.is_subset(&now)) {
            return Err(Stop::fail(format!("after page {}: it does not go on where it was left", number + 1)));
        }
        cut += 1;
    }
    if cut == 0 { Err(Stop::skip("the feed has one page")) } else { Ok(format!("{cut} cuts")) }
}

/// Values of the wire that can be told from codes, times and numbers.
fn values(bench: &Bench<'_>) -> BTreeSet<String> {
    let ids = bench.ids();
    let (mut found, mut types) = (BTreeSet::new(), BTreeSet::new());
    for call in &bench.said {
        let Ok(mut answer) = serde_json::from_slice(&call.reply) else { continue };
        for row in crate::wire::rows(&mut answer, &ids).into_iter().flatten() {
            let mut all = Vec::new();
            texts("", row, &mut all);
            types.extend(all.iter().filter(|(key, _)| *key == "resourceType").map(|(_, text)| (*text).to_owned()));
            let words = all.iter().map(|(_, text)| *text);
            let words = words.filter(|text| text.len() >= 4 && text.chars().any(char::is_lowercase));
            found.extend(words.filter(|text| !text.starts_with(|c: char| c.is_ascii_digit())).map(str::to_owned));
        }
    }
    // A type of record that a reference names is a word of the protocol's.
    found.retain(|text| !ids.contains(text) && !types.contains(text));
    found
}

pub(super) async fn cursor_is_clean(bench: &Bench<'_>) -> Verdict {
    there(bench)?;
    let values = values(bench);
    for (number, page) in bench.feed.pages.iter().enumerate() {
        let cursor = &page.next.0;
        if values.iter().any(|value| cursor.contains(value.as_str())) {
            return Err(Stop::fail(format!("cursor after page {} holds a value of a record", number + 1)));
        }
        if cursor.len() > 4_096 {
            return Err(Stop::fail(format!("cursor after page {} is longer than 4 KiB", number + 1)));
        }
    }
    Ok(format!("{} values looked for", values.len()))
}

pub(super) async fn reads_back(bench: &Bench<'_>) -> Verdict {
    there(bench)?;
    let Some(last) = bench.feed.pages.last().filter(|page| !page.more) else {
        return Err(Stop::skip("the feed was not read to its end"));
    };
    bench.wire()?;
    let connector = bench.connector(&[])?;
    let again = bench.read(&*connector, &bench.own_order()?, Some(last.next.clone()), PAGES).await?;
    if let Some(fault) = again.fault {
        return Err(Stop::fail(format!("from the end: {}", fault.code())));
    }
    let whole = bench.outline(&bench.feed);
    if again.rows.keys().any(|at| !whole.contains_key(at)) {
        return Err(Stop::fail("from the end: records that were never told"));
    }
    if again.rows.is_empty() { Err(Stop::fail("nothing is read back")) } else { PASSED }
}

pub(super) async fn gone_is_gone(bench: &Bench<'_>) -> Verdict {
    there(bench)?;
    let mut asked = 0;
    asked += gone::<Victim>(bench).await?;
    asked += gone::<Incident>(bench).await?;
    asked += gone::<Referral>(bench).await?;
    if asked == 0 {
        Err(Stop::skip("the feed tells of no record that is gone"))
    } else {
        Ok(format!("{asked} records"))
    }
}

async fn gone<R: Kind>(bench: &Bench<'_>) -> Result<usize, Stop> {
    let connector = bench.connector(&[])?;
    let fields = R::declared(&*connector);
    let gone = bench.feed.rows.iter().filter(|(at, state)| at.kind == R::TYPE && matches!(state, State::Gone));
    let gone: Vec<_> = gone.take(SOME).map(|(at, _)| bench.stranger::<R>(at.local.as_str())).collect();
    if gone.is_empty() || fields.is_empty() {
        return Ok(0);
    }
    let answer = bench.ask::<R>(&*connector, &gone, fields).await?;
    if let Some(fault) = answer.fault {
        return Err(Stop::fail(format!("{}: {} for a record that is gone", R::NAME, fault.code())));
    }
    // A row of which nothing is left but its own reference shows nobody anything.
    let bare = FieldSet::names::<R>(|name| name == "reference");
    let come = answer.records.iter().filter(|(_, record)| !record.exists().without(bare).is_empty());
    let come = come.filter(|(at, _)| !has_left(bench, at)).count();
    if come == 0 { Ok(gone.len()) } else { Err(Stop::fail(format!("{}: {come} records are gone and come", R::NAME))) }
}

/// Whether the record may have left the agreed population and still be at the partner: a feed tells of both in one way. The
/// gateway asks for neither.
fn has_left(bench: &Bench<'_>, at: &RecordRef) -> bool {
    let Ok(wire) = bench.wire() else { return bench.subject.population == Population::HateFlagged };
    let given = |call: &crate::wire::Call| String::from_utf8_lossy(&call.reply).contains(at.local.as_str());
    bench.subject.population == Population::HateFlagged && wire.data().iter().any(given)
}

pub(super) async fn persons_are_told(bench: &Bench<'_>) -> Verdict {
    there(bench)?;
    let connector = bench.connector(&[])?;
    if Victim::declared(&*connector).is_empty() {
        return Err(Stop::skip("it declares no victim"));
    }
    let told: BTreeSet<_> =
        bench.feed.rows.keys().filter(|at| at.kind == RecordType::Victim).map(|at| bench.handle(at)).collect();
    let incidents: Vec<_> = bench.feed.alive(RecordType::Incident).collect();
    if incidents.is_empty() || !bench.feed.ended {
        return Err(Stop::skip("the feed tells of no incident, or was not read to its end"));
    }
    let without = incidents.iter().filter(|one| one.candidate.subjects.iter().any(|s| !told.contains(s))).count();
    if without == 0 { PASSED } else { Err(Stop::fail(format!("{without} incidents about persons never told of"))) }
}

pub(super) async fn can_be_asked_for(bench: &Bench<'_>) -> Verdict {
    there(bench)?;
    super::fields::each!(bench, askable)
}

async fn askable<R: Kind>(bench: &Bench<'_>) -> Verdict {
    let connector = bench.connector(&[])?;
    let (_, fields) = super::fields::few::<R>(bench, &*connector)?;
    let some = bench.some::<R>(SOME);
    let answer = bench.ask::<R>(&*connector, &some, fields).await?;
    // What holds nothing that may be asked for is not shown.
    let shown = bench.permit::<R>(&some, fields);
    let lost = some.iter().filter(|one| shown.may(&one.at).is_some()).filter(|one| !answer.refs().contains(&one.at));
    let lost = lost.count();
    if lost == 0 { PASSED } else { Err(Stop::fail(format!("{}: {lost} of {} do not come", R::NAME, some.len()))) }
}

pub(super) async fn versions(bench: &Bench<'_>) -> Verdict {
    there(bench)?;
    if bench.feed.backwards > 0 {
        return Err(Stop::fail(format!("{} records went back", bench.feed.backwards)));
    }
    // A day of grace: partners' clocks are wrong.
    let tomorrow = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24);
    let all = [RecordType::Victim, RecordType::Incident, RecordType::Referral].into_iter();
    let future = all.flat_map(|kind| bench.feed.alive(kind)).filter(|alive| alive.as_of > tomorrow).count();
    if future == 0 { PASSED } else { Err(Stop::fail(format!("{future} records of a later day"))) }
}

pub(super) async fn agreed_fields(bench: &Bench<'_>) -> Verdict {
    there(bench)?;
    let order = bench.own_order()?;
    let beyond = |kind, may: FieldSet| {
        let all = bench.feed.alive(kind).fold(FieldSet::NONE, |all, alive| all.or(alive.holds));
        all.without(may)
    };
    let terms = |may: FieldSet, words| may.or(words);
    let victim =
        beyond(RecordType::Victim, terms(order.victim_fields(), FieldSet::names::<Victim>(|name| name == "terms")));
    let incident = beyond(
        RecordType::Incident,
        terms(order.incident_fields(), FieldSet::names::<Incident>(|name| name == "terms")),
    );
    let names: Vec<&str> = victim.iter::<Victim>().chain(incident.iter::<Incident>()).collect();
    if names.is_empty() { PASSED } else { Err(Stop::fail(format!("not agreed: {}", names.join(" ")))) }
}

pub(super) async fn population(bench: &Bench<'_>) -> Verdict {
    there(bench)?;
    let other = if bench.subject.population == Population::HateFlagged {
        Population::AsExported
    } else {
        Population::HateFlagged
    };
    let order = bench.order(other).ok_or_else(|| Stop::fail("no standing order"))?;
    let connector = bench.connector(&[])?;
    let feed = bench.read(&*connector, &order, None, 1).await?;
    match feed.fault {
        Some(Fault::NotSupported) => PASSED,
        Some(fault) => Err(Stop::fail(format!("{} instead of NOT_SUPPORTED", fault.code()))),
        None => Err(Stop::skip("it takes the other population too: whether it cuts to it is for a reader")),
    }
}
