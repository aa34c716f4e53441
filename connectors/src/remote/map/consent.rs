//! What a record says of the person's consent. Words that are neither yes nor no become neither.

use accord_connector_kit::{Field, List, Notes};
use accord_model::{Category, CategorySet, OrganisationKind, SourceDirective};

use crate::remote::wire::Said;

/// The directives of a record. Where one entry cannot be read, no permit of the record counts, for the entry may have taken it
/// back; a refusal that can be read in part is taken at its widest.
pub(super) fn directives(from: List<Said>, notes: &mut Notes) -> Vec<SourceDirective> {
    let items = match from {
        Field::Absent => return Vec::new(),
        Field::Is(items) => items,
        Field::Withheld | Field::Unreadable => {
            notes.field("CONSENT_UNREADABLE", "consent");
            return Vec::new();
        }
    };
    let (mut all, mut whole) = (Vec::new(), true);
    for item in items {
        let (directive, is_whole) = item.known().map_or((None, false), one);
        whole &= is_whole;
        all.extend(directive);
    }
    if !whole {
        notes.field("CONSENT_UNREADABLE", "consent");
        all.retain(|directive| !directive.permit);
    }
    all
}

/// One entry, and whether all of it could be read.
fn one(said: Said) -> (Option<SourceDirective>, bool) {
    let kind = said.to.map(|to| to.parse::<OrganisationKind>().ok());
    let categories = said.categories.map(|names| {
        let read = names.iter().map(|name| name.parse::<Category>().ok());
        read.collect::<Option<CategorySet>>()
    });
    let unread = kind == Some(None) || categories == Some(None);
    match said.effect.as_str() {
        "DENY" => {
            let to = kind.flatten();
            let categories = categories.flatten().unwrap_or(CategorySet::ALL);
            (Some(SourceDirective::of_row(false, to, categories)), !unread)
        }
        "PERMIT" => match (kind.flatten(), categories.flatten()) {
            (Some(kind), Some(categories)) => (Some(SourceDirective::of_row(true, Some(kind), categories)), true),
            _ => (None, false),
        },
        _ => (None, false),
    }
}

#[cfg(test)]
mod tests {
    use accord_model::Audience;
    use serde_json::{Value, json};

    use super::*;

    fn read(value: Value) -> (Vec<SourceDirective>, usize) {
        let mut notes = Notes::on("incident", 0);
        let all = directives(serde_json::from_value(value).unwrap(), &mut notes);
        (all, notes.into_notes().len())
    }

    #[test]
    fn nobody_asked_is_neither_yes_nor_no() {
        assert!(read(json!(null)) == (Vec::new(), 0) && read(json!([])) == (Vec::new(), 0));
    }

    #[test]
    fn yes_and_no_are_what_they_say() {
        let permit = json!({"effect": "PERMIT", "to": "POLICE", "categories": ["IDENTITY", "OFFENCE"]});
        let (all, notes) = read(json!([permit, {"effect": "DENY", "to": "NHS"}, {"effect": "DENY"}]));
        let some = CategorySet::of(&[Category::Identity, Category::Offence]);
        let deny = |to| SourceDirective::of_row(false, to, CategorySet::ALL);
        let police = SourceDirective::of_row(true, Some(OrganisationKind::Police), some);
        assert!(notes == 0 && all == [police, deny(Some(OrganisationKind::Nhs)), deny(None)]);
    }

    #[test]
    fn one_entry_that_cannot_be_read_takes_every_yes_back_and_no_no() {
        let permit = json!({"effect": "PERMIT", "to": "POLICE", "categories": ["IDENTITY"]});
        for bad in [
            json!({"effect": "MAYBE"}),
            json!("yes"),
            json!({"effect": "PERMIT", "categories": ["IDENTITY"]}),
            json!({"effect": "PERMIT", "to": "POLICE"}),
            json!({"effect": "PERMIT", "to": "EVERYBODY", "categories": ["IDENTITY"]}),
            json!({"effect": "PERMIT", "to": "POLICE", "categories": ["IDENTITY", "SHOE_SIZE"]}),
        ] {
            assert!(read(json!([permit, bad])) == (Vec::new(), 1));
        }
        let (all, notes) = read(json!([permit, {"effect": "DENY", "to": "EVERYBODY", "categories": ["SHOE_SIZE"]}]));
        assert!(
            notes == 1
                && all.len() == 1
                && !all[0].permit
                && all[0].to == Audience::Anyone
                && all[0].categories == CategorySet::ALL
        );
    }
}
