//! The document and the code name the same checks.

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use accord_check::{CHECKS, Level};

    const SPEC: &str = include_str!("../../../docs/connector-spec.md");

    #[test]
    fn the_specification_lists_every_check_with_its_rule_and_no_other() {
        let line = |check: &accord_check::Check| {
            let level = if check.level == Level::Must { "MUST" } else { "SHOULD" };
            format!("| {} | {} | {level} {} |", check.id, check.what, check.rule)
        };
        let in_code: BTreeSet<String> = CHECKS.iter().map(line).collect();
        assert_eq!(in_code.len(), CHECKS.len(), "two checks have one name");
        let (_, checks) = SPEC.split_once("\n## The checks\n").unwrap();
        let table = checks.lines().skip_while(|line| !line.starts_with("|---")).skip(1);
        let in_document: BTreeSet<String> = table.take_while(|line| line.starts_with('|')).map(str::to_owned).collect();
        assert_eq!(in_code, in_document);
    }

    #[test]
    fn every_rule_that_a_check_names_stands_in_the_specification() {
        for check in CHECKS {
            let rule = SPEC.lines().find(|line| line.starts_with(&format!("| {} | ", check.rule)));
            let rule = rule.unwrap_or_else(|| panic!("{}: rule {} is not there", check.id, check.rule));
            if check.level == Level::Should {
                assert!(rule.contains("SHOULD") || check.id == "FIELD-03", "{}: {rule}", check.id);
            }
        }
    }
}
