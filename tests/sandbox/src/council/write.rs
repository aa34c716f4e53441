//! The cases as a file of rows, and as a database.

use std::io;
use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};

use super::CASE_COLUMNS;
use super::case::Case;

/// Writes `.<name>.part` and renames.
pub(super) fn csv(cases: &[Case], path: &Path) -> io::Result<()> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("cases.csv");
    let part = path.with_file_name(format!(".{name}.part"));
    let mut writer = csv::Writer::from_path(&part)?;
    writer.write_record(CASE_COLUMNS)?;
    for case in cases {
        writer.write_record(&case.values)?;
    }
    writer.flush()?;
    std::fs::rename(part, path)
}

/// Writes one table, in one transaction: readers see the old cases or the new ones.
pub(super) async fn sqlite(cases: &[Case], path: &Path) -> io::Result<()> {
    filled(cases, path).await.map_err(|error| io::Error::other(error.to_string()))
}

async fn filled(cases: &[Case], path: &Path) -> Result<(), sqlx::Error> {
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let mut connection = options.connect().await?;
    let columns = CASE_COLUMNS.join(" TEXT, ");
    let mut change = connection.begin().await?;
    sqlx::query("DROP TABLE IF EXISTS accord_cases").execute(&mut *change).await?;
    sqlx::query(AssertSqlSafe(format!("CREATE TABLE accord_cases ({columns} TEXT)"))).execute(&mut *change).await?;
    let places = vec!["?"; CASE_COLUMNS.len()].join(", ");
    for case in cases {
        let mut insert = sqlx::query(AssertSqlSafe(format!("INSERT INTO accord_cases VALUES ({places})")));
        for value in &case.values {
            insert = insert.bind(value);
        }
        insert.execute(&mut *change).await?;
    }
    change.commit().await?;
    connection.close().await
}
