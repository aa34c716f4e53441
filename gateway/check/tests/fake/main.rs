//! The kit itself is tested: a right connector to a right partner passes every check, and sixty defects are caught by
//! the check that names the right thing.

// `cfg(test)` is always true here: it tells clippy that helpers, too, may unwrap.
#[cfg(test)]
mod connector;
#[cfg(test)]
mod defects;
#[cfg(test)]
mod ground;
#[cfg(test)]
mod map;
#[cfg(test)]
mod partner;
#[cfg(test)]
mod raw;
#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use accord_check::{CHECKS, Outcome};
    use futures_util::{StreamExt as _, stream};

    use crate::defects::{BY_HAND, DEFECTS};
    use crate::ground::{replayed, run};

    /// Defects that must be caught, of sixty.
    const CAUGHT: usize = 57;
    /// Runs at the same time: most of a run is waiting.
    const AT_ONCE: usize = 20;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_right_connector_to_a_right_partner_passes() {
        for right in ["", BY_HAND] {
            let report = run(right, 1).await;
            println!("{}", report.write(accord_check::Format::Text));
            assert!(!report.failed(), "{right}: {}", report.write(accord_check::Format::Text));
            assert!(report.count(Outcome::Passed) >= 60, "{}", report.summary());
            assert_eq!(report.count(Outcome::Advised), 0);
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn the_same_seed_gives_the_same_run() {
        let outline = |report: &accord_check::Report| -> Vec<(&str, Outcome, String)> {
            report.findings.iter().map(|one| (one.id, one.outcome, one.place.clone())).collect()
        };
        let (first, second) = (run("", 7).await, run("", 7).await);
        assert_eq!(outline(&first), outline(&second));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_recorded_conversation_is_played_without_the_partner_and_holds_no_credential() {
        let (report, cassette) = replayed().await;
        assert!(!report.failed(), "{}", report.write(accord_check::Format::Text));
        assert!(!cassette.contains("zqx-bearer-1") && !cassette.contains("zqx-secret"), "a credential was kept");
        assert!(cassette.contains("replayed"));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn sixty_defects_are_caught_by_the_check_that_names_them() {
        let names: BTreeSet<&str> = DEFECTS.iter().map(|(name, _)| *name).collect();
        assert_eq!(names.len(), 60);
        assert!(DEFECTS.iter().all(|(_, check)| CHECKS.iter().any(|known| known.id == *check)));
        let runs = stream::iter(DEFECTS).map(|(name, check)| async move {
            let report = run(name, 1).await;
            let bad = report.findings.iter().filter(|one| matches!(one.outcome, Outcome::Failed | Outcome::Advised));
            let bad: Vec<&str> = bad.map(|one| one.id).collect();
            let took: u64 = report.findings.iter().map(|one| one.took_ms).sum();
            println!("{name}: {took} ms; it failed {bad:?}");
            (*name, *check, bad.contains(check), bad)
        });
        let all: Vec<_> = runs.buffer_unordered(AT_ONCE).collect().await;
        let caught = all.iter().filter(|(_, _, caught, _)| *caught).count();
        for (name, check, _, bad) in all.iter().filter(|(_, _, caught, _)| !caught) {
            println!("not caught: {name} by {check}; it failed {bad:?}");
        }
        println!("caught {caught} of 60");
        assert!(caught >= CAUGHT, "caught {caught} of 60");
    }
}
