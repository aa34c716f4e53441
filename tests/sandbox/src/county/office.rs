//! The project's own sheets, before they are exported.

use serde_json::Value;

use super::cell::Cell;
use super::row::{COLUMNS, Part, Row, part_of, row};
use crate::control::{Edit, Op};
use crate::world::{Aviary, Canary, KnownAs, RecordRef, World};

/// All rows, in the order in which they were received.
#[derive(Clone, Debug)]
pub(crate) struct Office {
    pub(crate) seed: u64,
    pub(crate) rows: Vec<Row>,
}

/// What the filing knows besides the rows.
#[derive(Debug)]
pub(crate) struct Filed {
    pub(crate) office: Office,
    pub(crate) known: Vec<(usize, KnownAs)>,
    pub(crate) records: Vec<(usize, RecordRef)>,
    pub(crate) canaries: Vec<Canary>,
}

impl Office {
    /// Files the county's incidents.
    pub(crate) fn open(world: &World) -> Filed {
        let mut aviary = Aviary::new("county", 5_000);
        let mut rows = Vec::new();
        for number in (0..world.incidents.len()).filter(|&number| world.incidents[number].county) {
            let part = part_of(world.incidents[number].reported.date());
            for nth in 0..world.incidents[number].victims.len().max(1) {
                let first = row(world, number, nth, part, &mut aviary);
                rows.extend(copy(world, &first, number, nth));
                rows.push(first);
            }
        }
        rows.sort_by(|a, b| (a.part, a.received, &a.ref_no).cmp(&(b.part, b.received, &b.ref_no)));
        unlisted_words(&mut rows);
        repeat_references(world, &mut rows);
        let known = rows.iter().filter(|row| !row.copy).filter_map(Row::known_as).collect();
        let records =
            rows.iter().filter(|row| !row.copy).filter_map(|row| Some((row.incident?, reference(row)))).collect();
        Filed { office: Self { seed: world.seed, rows }, known, records, canaries: aviary.canaries }
    }

    /// Applies an edit to every row of a `RefNo`. False when there is no such row or column.
    pub(crate) fn edit(&mut self, edit: &Edit) -> bool {
        let field = edit.field.as_deref().filter(|field| COLUMNS.contains(field));
        let before = self.rows.len();
        let mut touched = 0;
        match (edit.op, field) {
            (Op::Remove | Op::Erase, _) => self.rows.retain(|row| row.ref_no != edit.record),
            (Op::Add, _) => self.rows.push(added(edit)),
            (Op::Set | Op::Unset, Some(field)) => {
                for row in self.rows.iter_mut().filter(|row| row.ref_no == edit.record) {
                    row.put_json(field, edit.value.as_ref().filter(|_| edit.op == Op::Set).unwrap_or(&Value::Null));
                    touched += 1;
                }
            }
            _ => {}
        }
        touched > 0 || before != self.rows.len()
    }
}

/// Some incidents of this year stand on the next tab too.
fn copy(world: &World, first: &Row, number: usize, nth: usize) -> Option<Row> {
    let Part::Quarter(quarter) = first.part else {
        return None;
    };
    let twice = !first.canary && world.dice("twice on tabs", number * 4 + nth).chance(3);
    let other = Part::Quarter(if quarter == 4 { 3 } else { quarter + 1 });
    twice.then(|| Row { copy: true, ..row(world, number, nth, other, &mut Aviary::new("county", 0)) })
}

fn reference(row: &Row) -> RecordRef {
    RecordRef { partner: "county", record: row.ref_no.clone(), reference: row.ref_no.clone(), tombstone: None }
}

/// Words that no list holds: shared by several rows, or alone.
fn unlisted_words(rows: &mut [Row]) {
    for (column, word, skip, count) in [
        ("Motivation", "Mate crime", 3, 7),
        ("Incident Type(s)", "Online trolling", 11, 9),
        ("Motivation", "Accent", 15, 1),
        ("Incident Type(s)", "Doorstep egging", 22, 1),
    ] {
        let plain = rows.iter_mut().filter(|row| !row.canary && !row.copy);
        for row in plain.skip(skip).step_by(3).take(count) {
            row.put(column, Cell::text(word));
        }
    }
}

/// Some rows got the number of the row before them.
fn repeat_references(world: &World, rows: &mut [Row]) {
    for at in 1..rows.len() {
        let (before, row) = (rows[at - 1].clone(), &mut rows[at]);
        let quoted = |row: &Row| row.incident.is_some_and(|number| world.incidents[number].police_quotes);
        let plain =
            |row: &Row| !row.canary && !row.copy && row.person.is_none_or(|_| row.ref_no.len() == 13) && !quoted(row);
        let same_part = before.part == row.part && before.incident != row.incident;
        if same_part && plain(&before) && plain(row) && world.dice("same number", at).chance(1) {
            row.ref_no.clone_from(&before.ref_no);
            row.put("RefNo", Cell::text(before.ref_no));
        }
    }
}

/// A row that an edit brings: the value is an object of columns.
fn added(edit: &Edit) -> Row {
    let value = edit.value.clone().unwrap_or(Value::Null);
    let day = |text: &str| jiff::civil::Date::strptime("%d/%m/%Y", text).ok();
    let received = value["Date Received"].as_str().and_then(day).unwrap_or(jiff::civil::date(2026, 11, 20));
    let mut row = Row {
        ref_no: edit.record.clone(),
        received,
        part: part_of(received),
        incident: None,
        person: None,
        cells: vec![Cell::Blank; COLUMNS.len()],
        copy: false,
        canary: false,
    };
    for name in COLUMNS {
        row.put_json(name, &value[name]);
    }
    row.put("RefNo", Cell::text(edit.record.clone()));
    row
}
