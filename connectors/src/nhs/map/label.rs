use super::Notes;
use crate::nhs::wire::{Field, Meta};

/// HL7 v3 Confidentiality.
const CONFIDENTIALITY: &str = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";

/// Whether a record is marked restricted by its source (the NHS's S-flag; labels R and V). Unrestricted, U, is the one
/// label that leaves it open: one that nobody knows is read as the strictest.
pub(in crate::nhs) fn restricted(meta: &Meta, notes: &mut Notes) -> bool {
    let labels = match &meta.security {
        Field::Absent => return false,
        Field::Is(labels) if labels.lost == 0 => labels,
        Field::Is(_) | Field::Unreadable => {
            notes.field("LABEL_UNKNOWN", "meta.security");
            return true;
        }
    };
    let mut restricted = false;
    for label in &labels.items {
        let ours = label.system.text().is_none_or(|system| system == CONFIDENTIALITY);
        match label.code.text() {
            Some("U") if ours => {}
            Some("R" | "V" | "S") if ours => restricted = true,
            _ => {
                notes.field("LABEL_UNKNOWN", "meta.security");
                restricted = true;
            }
        }
    }
    restricted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(security: &str) -> (bool, usize) {
        let meta: Meta = serde_json::from_str(&format!(r#"{{"security": {security}}}"#)).unwrap();
        let mut notes = Notes::on("Patient", 0);
        (restricted(&meta, &mut notes), notes.into_notes().len())
    }

    #[test]
    fn unrestricted_alone_leaves_a_record_open() {
        let label = |code: &str| of(&format!(r#"[{{"system":"{CONFIDENTIALITY}","code":"{code}"}}]"#));
        assert_eq!(label("U"), (false, 0));
        for code in ["R", "V", "S"] {
            assert_eq!(label(code), (true, 0), "{code}");
        }
        assert_eq!(label("Q"), (true, 1));
        assert_eq!(of("[]"), (false, 0));
        assert_eq!(of("null"), (false, 0));
    }

    #[test]
    fn a_label_that_cannot_be_read_restricts() {
        assert_eq!(of(r#"[{"code":"U"},{"system":"urn:other","code":"U"}]"#), (true, 1));
        assert_eq!(of(r#"["U"]"#), (true, 1));
        assert_eq!(of(r#"[{"code":"U"},{"code":"R"}]"#), (true, 0));
        assert_eq!(of(r#"[{}]"#), (true, 1));
        assert_eq!(of(r#"{"code":"V"}"#), (true, 0));
    }
}
