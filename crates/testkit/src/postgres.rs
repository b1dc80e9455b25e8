//! A PostgreSQL database for one test.
//!
//! Where `HAMDEL_TEST_POSTGRES` names a server (`scripts/with-postgres` starts one for a command), the test
//! gets a database of its own in it; otherwise it gets a server of its own, which costs about two seconds.
//! Without PostgreSQL the test is skipped, unless `HAMDEL_REQUIRE_POSTGRES=1` says that it must not be.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::{env, fs, process};

/// Exit code of `scripts/with-postgres` when PostgreSQL is not installed.
const NOT_INSTALLED: i32 = 69;
/// Tells the databases of one process apart.
static NUMBER: AtomicU64 = AtomicU64::new(0);

/// An empty database that goes with the value.
#[derive(Debug)]
pub struct PostgresDatabase {
    url: String,
    name: String,
    server_url: String,
    /// Dropped last, when the server was started for this database alone.
    _server: Option<Server>,
}

/// A server that ends when its standard input does, and so even when the test is killed.
#[derive(Debug)]
struct Server {
    script: Child,
}

impl PostgresDatabase {
    /// The URL of the database.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for PostgresDatabase {
    fn drop(&mut self) {
        // What is left behind goes with the server.
        let _ = psql(&self.server_url, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.script.stdin.take());
        let _ = self.script.wait();
    }
}

/// An empty database; `None` when PostgreSQL is not installed and may be missing.
///
/// # Errors
/// When PostgreSQL is missing and must not be, or does not start; in words for a person.
pub fn database() -> Result<Option<PostgresDatabase>, String> {
    let (server_url, server) = match env::var("HAMDEL_TEST_POSTGRES") {
        Ok(url) if !url.is_empty() => (url, None),
        _ => match start_server()? {
            Some((url, server)) => (url, Some(server)),
            None => {
                crate::skip("PostgreSQL is not installed");
                return Ok(None);
            }
        },
    };
    let (base, _) = server_url.rsplit_once('/').ok_or("HAMDEL_TEST_POSTGRES is no URL of a database")?;
    let name = format!("test_{}_{}", process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    psql(&server_url, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
    psql(&server_url, &format!("CREATE DATABASE {name} TEMPLATE template0"))?;
    Ok(Some(PostgresDatabase { url: format!("{base}/{name}"), name, server_url, _server: server }))
}

/// Starts a server through `scripts/with-postgres`; `None` when PostgreSQL is not installed and may be missing.
fn start_server() -> Result<Option<(String, Server)>, String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/with-postgres");
    let mut script = Command::new(&script)
        .args(["sh", "-c", "echo \"$HAMDEL_TEST_POSTGRES\"; exec cat"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{}: {error}", script.display()))?;
    let mut url = String::new();
    if let Some(output) = script.stdout.take() {
        BufReader::new(output).read_line(&mut url).map_err(|error| error.to_string())?;
    }
    if !url.is_empty() {
        return Ok(Some((url.trim().to_owned(), Server { script })));
    }
    let mut complaint = String::new();
    if let Some(mut errors) = script.stderr.take() {
        errors.read_to_string(&mut complaint).map_err(|error| error.to_string())?;
    }
    let status = script.wait().map_err(|error| error.to_string())?;
    let required = env::var("HAMDEL_REQUIRE_POSTGRES").is_ok_and(|value| value == "1");
    if status.code() == Some(NOT_INSTALLED) && !required {
        return Ok(None);
    }
    Err(complaint)
}

fn psql(url: &str, sql: &str) -> Result<(), String> {
    let output = Command::new(psql_path())
        .args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--dbname", url, "--command", sql])
        .env("PGOPTIONS", "--client-min-messages=warning")
        .output()
        .map_err(|error| format!("psql (on Debian: apt-get install postgresql): {error}"))?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

/// Debian keeps a server's own `psql` out of `PATH`; the one there is a wrapper in Perl, ten times slower.
fn psql_path() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    versions
        .map(|version| version.path().join("bin/psql"))
        .find(|path| path.exists())
        .unwrap_or_else(|| PathBuf::from("psql"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_can_be_written() {
        let Some(database) = database().unwrap() else {
            return crate::skip("PostgreSQL is not installed");
        };
        psql(database.url(), "CREATE TABLE t (a BIGINT); INSERT INTO t VALUES (1)").unwrap();
        assert!(psql(database.url(), "SELECT nothing").is_err());
    }
}
