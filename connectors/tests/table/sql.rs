//! The same rows from a file and from a database are the same records; a database is asked for no more than is permitted,
//! is never written to, and what is gone from it is gone.

use accord_consent::FieldSet;
use accord_federation::{Connector as _, Fault};
use accord_harness::{MariaDb, Postgres};
use accord_model::{Incident, RecordType};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, MySqlConnection, PgConnection, SqliteConnection};
use tempfile::TempDir;

use crate::spool::codes;
use crate::town::{Town, mapping};

const COLUMNS: &str = r#"
[[column]]
header = "No"
is = "reference"
[[column]]
header = "Happened"
is = "occurred"
required = true
[[column]]
header = "Who"
is = "victim-name"
[[column]]
header = "Born"
is = "victim-birth"
[[column]]
header = "Phone"
is = "victim-phone"
[[column]]
header = "Why"
is = "strands"
list = "why"
[[column]]
header = "Told"
is = "narrative"
[[column]]
header = "Tell"
is = "consent"
[[column]]
header = "Sent to"
is = "referred-to"
list = "to"
split = [";"]
[consent]
everyone = ["all"]
nobody = ["none"]
categories = ["IDENTITY", "OFFENCE"]
[consent.organisations]
police = "POLICE"
"#;

const WORDS: &str = r#"
version = "1"
[list.why.terms]
race = { strand = "RACE_ETHNICITY" }
[list.to.terms]
"Victim First" = {}
"#;

fn map(source: &str) -> accord_connectors::table::Mapping {
    let text = format!(
        "terms = \"words.toml\"\nretention_days = 30\nshrink_percent = 80\n[[source]]\nname = \"cases\"\n{source}\n{COLUMNS}"
    );
    mapping(&text, WORDS)
}

const FROM: &str = "sql = { from = \"cases\" }";

/// The rows, as every one of the databases understands them.
const INSERT: &str = "INSERT INTO cases VALUES \
    (1, '2026-11-03', 'Amara Osei', '1980-05-04 00:00:00', 7700900811, 'Race', 'Shouted at', 'police', 'Victim First', '2026-11-03 10:00:00'), \
    (2, '2026-11-04', 'Łucja Kowalczyk', NULL, NULL, 'Race', '', 'none', NULL, '2026-11-04 10:00:00'), \
    (30, NULL, '', NULL, 7700900812, 'accent', 'Paint; on the door', '', 'Somewhere', NULL)";

const CSV: &str = "No,Happened,Who,Born,Phone,Why,Told,Tell,Sent to\n\
    1,03/11/2026,Amara Osei,04/05/1980,7700900811,Race,Shouted at,police,Victim First\n\
    2,04/11/2026,Łucja Kowalczyk,,,Race,,none,\n\
    30,,,,7700900812,accent,Paint; on the door,,Somewhere\n";

struct Sqlite(TempDir);

impl Sqlite {
    async fn new(statements: &[&str]) -> Self {
        let file = Self(TempDir::new().unwrap());
        for statement in statements {
            file.run(statement).await;
        }
        file
    }

    async fn with_rows() -> Self {
        Self::new(&[
            "CREATE TABLE cases (No INTEGER, Happened TEXT, Who TEXT, Born TEXT, Phone REAL, Why TEXT, Told TEXT, \
             Tell TEXT, \"Sent to\" TEXT, changed TEXT)",
            INSERT,
        ])
        .await
    }

    fn url(&self) -> String {
        format!("sqlite://{}", self.0.path().join("cases.db").display())
    }

    async fn run(&self, statement: &str) {
        let mut writer = SqliteConnection::connect(&format!("{}?mode=rwc", self.url())).await.unwrap();
        writer.execute(AssertSqlSafe(statement)).await.unwrap();
        writer.close().await.unwrap();
    }
}

/// Everything that can be asked for, in words.
async fn told(town: &Town) -> Vec<String> {
    let mut all = Vec::new();
    for (kind, reference) in town.index.keys() {
        let text = match kind {
            RecordType::Victim => {
                let shown = town.victim(reference).await;
                let record = shown.record();
                let name = record.name.as_ref().map(|name| name.reveal().family.clone());
                let born = record.date_of_birth.as_ref().map(|born| born.reveal().iso());
                let phones = record.contact.as_ref().map(|contact| contact.reveal().phones.clone());
                format!("{name:?} {born:?} {phones:?}")
            }
            RecordType::Incident => {
                let shown = town.incident(reference).await;
                let record = shown.record();
                let on = record.occurred.as_ref().map(|span| span.reveal().earliest.to_string());
                let strands: Vec<_> = record.strands.iter().map(|mark| mark.reveal().strand.code()).collect();
                let told = record.narrative.as_ref().map(|told| told.reveal().clone());
                format!("{on:?} {strands:?} {told:?} {}", town.consent(reference))
            }
            RecordType::Referral => {
                let shown = town.referral(reference).await;
                let to = shown.record().recipient.as_ref().map(|to| to.reveal().name.clone());
                format!("{to:?}")
            }
        };
        all.push(format!("{kind:?} {reference} {text}"));
    }
    all
}

#[tokio::test]
async fn the_same_rows_are_the_same_records_wherever_they_come_from() {
    let mut file = Town::new(map("files = \"cases.csv\""));
    file.put("cases.csv", CSV);
    file.sync().await.unwrap();
    let expected = told(&file).await;
    assert_eq!(expected.len(), 3 + 3 + 2, "{expected:?}");

    let sqlite = Sqlite::with_rows().await;
    let postgres = Postgres::start();
    let mut writer = PgConnection::connect(&postgres.url()).await.unwrap();
    let table = "CREATE TABLE cases (No BIGINT, Happened DATE, Who VARCHAR(80), Born TIMESTAMP, Phone DOUBLE PRECISION, \
        Why TEXT, Told TEXT, Tell TEXT, \"Sent to\" TEXT, changed TIMESTAMPTZ)";
    writer.execute(table).await.unwrap();
    writer.execute(INSERT).await.unwrap();
    let maria = MariaDb::start();
    let mut writer = MySqlConnection::connect(&maria.url()).await.unwrap();
    let table = "CREATE TABLE cases (No BIGINT, Happened DATE, Who VARCHAR(80), Born DATETIME, Phone DOUBLE, \
        Why TEXT, Told TEXT, Tell TEXT, `Sent to` TEXT, changed DATETIME(3))";
    writer.execute(table).await.unwrap();
    writer.execute(INSERT).await.unwrap();

    for url in [sqlite.url(), postgres.url(), maria.url()] {
        for source in
            [FROM, "sql = { from = \"cases\", modified = \"changed\" }", "sql = { select = \"SELECT * FROM cases\" }"]
        {
            let mut town = Town::over(map(source), &url);
            town.sync().await.unwrap();
            assert_eq!(told(&town).await, expected, "{source}");
            // Nothing has changed, and nothing is told again; the first round by moments notes that it was one.
            town.sync().await.unwrap();
            let state = town.spool.state();
            town.sync().await.unwrap();
            assert_eq!(town.spool.state(), state);
        }
    }
}

#[tokio::test]
async fn what_is_changed_and_gone_is_told_and_the_spool_holds_nobody() {
    let sqlite = Sqlite::with_rows().await;
    let mut town = Town::over(map(FROM), &sqlite.url());
    town.sync().await.unwrap();
    sqlite.run("UPDATE cases SET Tell = 'none' WHERE No = 1").await;
    sqlite.run("DELETE FROM cases WHERE No = 2").await;
    sqlite.run("INSERT INTO cases (No, Who) VALUES (4, 'Bo Example')").await;
    town.sync().await.unwrap();
    assert_eq!(town.references(RecordType::Incident), ["1", "30", "4"]);
    assert_eq!(town.references(RecordType::Victim), ["1", "30", "4"]);
    assert_eq!(town.consent("1"), "-ANYONE");
    let dump = String::from_utf8_lossy(&town.spool.dump()).to_string();
    let cursor = town.cursor.as_ref().unwrap().0.clone();
    for value in ["Osei", "Amara", "Shouted", "7700900811"] {
        assert!(!dump.contains(value) && !cursor.contains(value), "{value}");
    }
}

#[tokio::test]
async fn a_column_of_moments_brings_the_changed_rows_alone_and_those_without_one() {
    let sqlite = Sqlite::with_rows().await;
    let mut town = Town::over(map("sql = { from = \"cases\", modified = \"changed\" }"), &sqlite.url());
    town.sync().await.unwrap();
    // Written before the newest moment by more than the overlap: only the next whole walk may see it.
    sqlite.run("UPDATE cases SET Tell = 'none' WHERE No = 1").await;
    sqlite.run("UPDATE cases SET Tell = 'police', changed = '2026-11-04 09:55:00' WHERE No = 2").await;
    sqlite.run("UPDATE cases SET Tell = 'police' WHERE No = 30").await;
    town.sync().await.unwrap();
    assert_eq!(town.consent("1"), "+POLICE", "not said to have changed");
    assert_eq!(town.consent("2"), "+POLICE", "within the overlap");
    assert_eq!(town.consent("30"), "+POLICE", "nobody knows when it changed");
    assert_eq!(town.references(RecordType::Incident).len(), 3, "a row that is not new is not gone");
}

#[tokio::test]
async fn a_column_that_is_not_needed_is_not_named() {
    // The column cannot be read at all: whoever names it gets an error.
    let trap = "CREATE VIEW cases AS SELECT '1' AS No, '2026-11-03' AS Happened, 'Ada Example' AS Who, \
        'race' AS Why, NULL AS Tell, abs(-9223372036854775807 - 1) AS Told";
    let sqlite = Sqlite::new(&[trap]).await;
    let mut town = Town::over(map(FROM), &sqlite.url());
    town.sync().await.unwrap();
    assert_eq!(town.references(RecordType::Incident), ["1"]);
    let fields = FieldSet::names::<Incident>(|field| field == "occurred");
    let gathered = town.gathered("1", fields).await;
    assert!(gathered.fault.is_none() && gathered.records.len() == 1);
    let fields = FieldSet::names::<Incident>(|field| field == "narrative");
    let gathered = town.gathered("1", fields).await;
    assert_eq!(gathered.fault, Some(Fault::Broken));
    assert!(gathered.records.is_empty());
}

#[tokio::test]
async fn rows_that_nobody_can_tell_apart_are_left_out_with_a_note() {
    let sqlite = Sqlite::with_rows().await;
    sqlite.run("INSERT INTO cases (No, Who, Tell) VALUES (1, 'Somebody Else', 'all'), (NULL, 'Nobody', '')").await;
    sqlite.run("UPDATE cases SET Told = x'00ff' WHERE No = 2").await;
    sqlite.run("UPDATE cases SET Who = x'00ff' WHERE No = 30").await;
    let mut town = Town::over(map(FROM), &sqlite.url());
    town.sync().await.unwrap();
    assert_eq!(town.references(RecordType::Incident), ["2"]);
    assert_eq!(codes(&town.notes), ["REFERENCE_MISSING", "REFERENCE_REUSED", "ROW_NUL"]);
}

#[tokio::test]
async fn a_view_that_lost_most_of_its_rows_waits_for_a_human() {
    let sqlite = Sqlite::with_rows().await;
    let mut town = Town::over(map(FROM), &sqlite.url());
    town.sync().await.unwrap();
    sqlite.run("DELETE FROM cases").await;
    assert_eq!(town.sync().await, Err(Fault::Held));
    assert_eq!(town.references(RecordType::Incident).len(), 3);
}

#[tokio::test]
async fn what_is_missing_is_said_and_a_required_column_is_a_broken_answer() {
    let sqlite = Sqlite::new(&["CREATE TABLE cases (No TEXT, Happened TEXT, Who TEXT, Tell TEXT)"]).await;
    let mut town = Town::over(map(FROM), &sqlite.url());
    town.sync().await.unwrap();
    assert_eq!(codes(&town.notes), ["COLUMN_MISSING"]);
    assert!(town.notes.iter().any(|note| note.place == "cases (Told)"));
    let sqlite = Sqlite::new(&["CREATE TABLE cases (No TEXT, Who TEXT, Tell TEXT)"]).await;
    assert_eq!(Town::over(map(FROM), &sqlite.url()).sync().await, Err(Fault::Broken));
    let nowhere = Town::over(map(FROM), "sqlite:///nowhere/cases.db").sync().await;
    assert!(nowhere.is_err());
}

/// What a source lacks is told without a row of it, and what can hide a record is needed whether the mapping says so or not.
#[tokio::test]
async fn what_is_missing_is_told_before_anything_is_read() {
    let missing = async |sqlite: &Sqlite| {
        let missing = Town::over(map(FROM), &sqlite.url()).table.missing().await;
        missing.map(|notes| notes.into_iter().map(|note| format!("{} {}", note.code, note.place)).collect::<Vec<_>>())
    };
    let whole = Sqlite::with_rows().await;
    assert_eq!(missing(&whole).await.unwrap(), [""; 0]);
    whole.run("ALTER TABLE cases DROP COLUMN Tell").await;
    whole.run("ALTER TABLE cases DROP COLUMN Told").await;
    assert_eq!(missing(&whole).await.unwrap(), ["COLUMN_MISSING cases (Told)", "COLUMN_NEEDED cases (Tell)"]);
    assert_eq!(Town::over(map(FROM), &whole.url()).sync().await, Err(Fault::Broken), "nobody's refusal would be seen");
    whole.run("DROP TABLE cases").await;
    assert_eq!(missing(&whole).await, Err(Fault::Broken));
    assert_eq!(Town::over(map(FROM), "sqlite:///nowhere/cases.db").table.missing().await.err(), Some(Fault::Silent));
}

/// `SQLite` takes a name in double quotes that it does not know for a text.
#[tokio::test]
async fn a_column_that_is_gone_does_not_read_as_its_own_name() {
    let sqlite = Sqlite::with_rows().await;
    let mut town = Town::over(map(FROM), &sqlite.url());
    town.sync().await.unwrap();
    assert!(town.incident("1").await.record().narrative.is_some());
    sqlite.run("ALTER TABLE cases RENAME COLUMN Told TO Said").await;
    assert!(town.incident("1").await.record().narrative.is_none());
    sqlite.run("ALTER TABLE cases RENAME COLUMN Said TO Told").await;
    sqlite.run("ALTER TABLE cases RENAME COLUMN Tell TO Kept").await;
    let gathered = town.gathered("1", FieldSet::all::<Incident>()).await;
    assert_eq!((gathered.fault, gathered.records.len()), (Some(Fault::Broken), 0));
}

/// After five failures it is left alone for a while, and then one question tries again.
#[tokio::test]
async fn a_database_that_hangs_is_not_asked_for_ever() {
    let sqlite = Sqlite::with_rows().await;
    let mut town = Town::over(map(FROM), &sqlite.url());
    town.sync().await.unwrap();
    let mut writer = SqliteConnection::connect(&sqlite.url()).await.unwrap();
    writer.execute("BEGIN EXCLUSIVE").await.unwrap();
    let all = FieldSet::all::<Incident>();
    for _ in 0..5 {
        assert_eq!(town.gathered("1", all).await.fault, Some(Fault::Silent));
    }
    let begun = std::time::Instant::now();
    let fault = town.gathered("1", all).await.fault;
    assert!(matches!(fault, Some(Fault::Throttled { retry_after_seconds: Some(1..=2) })), "{fault:?}");
    assert!(begun.elapsed().as_millis() < 100, "{:?}", begun.elapsed());
    writer.execute("ROLLBACK").await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(2_000)).await;
    assert_eq!(town.gathered("1", all).await.fault, None);
}

#[tokio::test]
async fn nothing_is_written_and_nothing_is_waited_for_too_long() {
    let postgres = Postgres::start();
    let mut writer = PgConnection::connect(&postgres.url()).await.unwrap();
    writer.execute("CREATE SEQUENCE counter").await.unwrap();
    let writes = "sql = { select = \"SELECT nextval('counter')::text AS no, now() AS happened, NULL::text AS tell\" }";
    assert_eq!(Town::over(map(writes), &postgres.url()).sync().await, Err(Fault::Broken));
    let slow = "sql = { select = \"SELECT '1' AS no, pg_sleep(30)::text AS happened, NULL::text AS tell\" }";
    let begun = std::time::Instant::now();
    assert_eq!(Town::over(map(slow), &postgres.url()).sync().await, Err(Fault::Silent));
    assert!(begun.elapsed().as_secs() < 10);
    let sequence: (bool,) = sqlx::query_as("SELECT is_called FROM counter").fetch_one(&mut writer).await.unwrap();
    assert!(!sequence.0);
}
