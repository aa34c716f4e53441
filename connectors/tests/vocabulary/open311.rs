use std::path::Path;

use accord_sandbox::{Report, ReportsOptions, ReportsServer};

use crate::reader::Reader;
use crate::row::{Case, table};

/// A row of the table, the code that the city gives it, and the coded answers.
type Said = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

#[tokio::test]
async fn the_rows_of_a_citys_reports() {
    let said: [Said; 6] = [
        ("offensive graffiti (racist)", "GRAFFITI-RACIST", &[]),
        ("offensive graffiti (faith)", "GRAFFITI-FAITH", &[]),
        ("offensive graffiti (homophobic or transphobic)", "GRAFFITI-HOMOPHOBIC", &[]),
        ("graffiti, meant for disabled people by its question", "GRAFFITI", &[("MEANT_FOR", "disability")]),
        ("graffiti, meant for nobody", "GRAFFITI", &[("MEANT_FOR", "nobody")]),
        ("graffiti, a description that says it", "GRAFFITI", &[]),
    ];
    let reports = said.iter().enumerate().map(|(n, (_, service, answers))| {
        let attributes =
            answers.iter().map(|(question, answer)| ((*question).to_owned(), (*answer).to_owned())).collect();
        let report = Report::new(format!("r-{n}"), service, "2026-01-02T09:00:00Z".parse().unwrap());
        Report { attributes, description: "racist words".to_owned(), ..report }
    });
    let server = ReportsServer::start(ReportsOptions::default(), reports).await.unwrap();
    let settings = format!(
        "{{ base_url = '{}', services = ['GRAFFITI-RACIST', 'GRAFFITI-FAITH', 'GRAFFITI-HOMOPHOBIC', 'GRAFFITI'], \
         attributes = ['MEANT_FOR'], terms = 'terms.toml', area = 'leicester', begins = '2025-12-01', \
         limits = {{ patience_ms = 60000, attempt_timeout_ms = 60000, sync_patience_ms = 60000 }} }}",
        server.url()
    );
    let terms = Path::new(env!("CARGO_MANIFEST_DIR")).join("council-reports/terms.toml");
    let fill = |to: &Path| {
        std::fs::copy(&terms, to.join("terms.toml")).unwrap();
    };
    let reader = Reader::over("open311", &settings, fill).await;
    let cases: Vec<Case> = said.iter().enumerate().map(|(n, (term, ..))| (*term, format!("r-{n}"))).collect();
    insta::assert_snapshot!("open311", table("council reports", &cases, &reader.shown().await));
}
