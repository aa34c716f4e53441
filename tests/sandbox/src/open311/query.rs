//! `GET requests`.

use jiff::{SignedDuration, Timestamp};

use super::options::ReportsOptions;
use super::register::{Register, Report};
use super::render::Format;
use crate::http::{Ask, Reply};

/// The calendar stands still.
pub(crate) const NOW: Timestamp = Timestamp::constant(1_795_305_600, 0);

/// The requests that are asked for, or the refusal.
pub(crate) fn found<'a>(
    register: &'a Register,
    ask: &Ask,
    options: &ReportsOptions,
    format: Format,
) -> Result<Vec<&'a Report>, Reply> {
    if let Some(list) = ask.query.get("service_request_id") {
        return by_id(register, list, options, format);
    }
    let (updated, [start, end]) = match (ask.query.get("updated_after"), ask.query.get("updated_before")) {
        (None, None) => (false, ["start_date", "end_date"]),
        _ if options.updates => (true, ["updated_after", "updated_before"]),
        // An unknown parameter is no filter.
        _ => (false, ["start_date", "end_date"]),
    };
    let time = |name: &str| match ask.query.get(name).map(|text| text.parse::<Timestamp>()) {
        None => Ok(None),
        Some(Ok(at)) => Ok(Some(at)),
        Some(Err(_)) => Err(format.error(400, &format!("{name} is no date"))),
    };
    let days = SignedDuration::from_hours(24 * options.days);
    let end = time(end)?.unwrap_or(NOW);
    let start = time(start)?.unwrap_or_else(|| end - days);
    if end.duration_since(start) > days {
        return Err(format.error(400, "a question may not span so many days"));
    }
    let codes: Option<Vec<&str>> = ask.query.get("service_code").map(|codes| codes.split(',').collect());
    let status = ask.query.get("status");
    let all = register.between(updated, start, end);
    let fitting = all.filter(|report| {
        codes.as_ref().is_none_or(|codes| codes.contains(&report.service.as_str()))
            && status.is_none_or(|status| status.split(',').any(|status| status == report.status))
    });
    Ok(fitting.take(options.cap).collect())
}

fn by_id<'a>(
    register: &'a Register,
    list: &str,
    options: &ReportsOptions,
    format: Format,
) -> Result<Vec<&'a Report>, Reply> {
    if options.quirks.ignores_ids {
        return Ok(register.all().collect());
    }
    let ids: Vec<&str> = list.split(',').map(str::trim).collect();
    let found: Vec<&Report> = ids.iter().filter_map(|id| register.get(id)).collect();
    if found.len() < ids.len() && options.quirks.fails_on_unknown {
        return Err(Reply::of(500, "text/plain", b"undefined method `status' for nil".to_vec()));
    }
    if found.is_empty() {
        return Err(format.error(404, "service_request_id was not found"));
    }
    Ok(found)
}
