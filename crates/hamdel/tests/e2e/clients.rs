//! Real clients, unchanged but for their host.

use std::path::{Path, PathBuf};
use std::process::Command;

use hamdel_testkit::program::{Program, isolate};
use hamdel_testkit::server::Server;
use hamdel_testkit::skip;

use crate::support::{count, program, rows, wait_for, write_key};

/// Events that each of the scripts sends for one customer.
const OF_ONE: u64 = 258;

/// Where `scripts/test-clients` installs them.
fn installed(client: &str) -> Option<PathBuf> {
    let home = || std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache"));
    let cache = || {
        std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home).map(|cache| cache.join("hamdel/clients"))
    };
    let folder = std::env::var_os("HAMDEL_TEST_CLIENTS").map(PathBuf::from).or_else(cache)?.join(client);
    if !folder.join(".pins").exists() {
        skip(&format!("the {client} client is not installed (scripts/test-clients)"));
        return None;
    }
    Some(folder)
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/e2e/clients").join(name)
}

/// Runs a client's script against a new server; gives the program with what has come in.
fn send(mut client: Command, prefix: &str) -> (Program, Server) {
    let program = program();
    let key = write_key(&program, "shop");
    let server = Server::start(&program).unwrap();
    let output = isolate(&mut client).args([server.address(), &key, prefix]).output().unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    (program, server)
}

/// Everything of one customer has arrived, each kind, in one profile.
fn has_arrived(program: &Program, who: &str) {
    let customer = format!("(SELECT customer_id FROM identifiers WHERE kind = 'user_id' AND value = '{who}')");
    let kinds = rows(
        program,
        &format!(
            "SELECT kind, count(*) AS n FROM interactions WHERE customer_id = {customer} GROUP BY kind ORDER BY kind"
        ),
    );
    let kinds: Vec<String> =
        kinds.iter().map(|row| format!("{} {}", row["kind"].as_str().unwrap(), row["n"])).collect();
    let expected = [
        "alias 1",
        "counted 250",
        "group 1",
        "identify 1",
        "order_completed 1",
        "page 1",
        "product_viewed 1",
        "remembered 1",
        "screen 1",
    ];
    assert_eq!(kinds, expected, "{who}");
    let numbers = format!(
        "SELECT count(DISTINCT properties) FROM interactions WHERE kind = 'counted' AND customer_id = {customer}"
    );
    assert_eq!(count(program, &numbers), 250, "{who}");
    let profile =
        rows(program, &format!("SELECT name, interactions, standing FROM customers WHERE customer_id = {customer}"));
    assert_eq!(profile[0]["name"], format!("Sara {who}"));
    assert_eq!(profile[0]["interactions"], OF_ONE);
    assert_eq!(profile[0]["standing"], "known");
    let known_by = rows(
        program,
        &format!("SELECT kind, value FROM identifiers WHERE customer_id = {customer} ORDER BY kind, value"),
    );
    let known_by: Vec<&str> = known_by.iter().map(|row| row["value"].as_str().unwrap()).collect();
    assert_eq!(known_by, [&format!("{who}-anonymous"), &format!("{who}-before"), &format!("{who}@example.com"), who]);
}

#[test]
fn python_sends_everything_with_and_without_gzip() {
    let Some(folder) = installed("python") else { return };
    let mut python = Command::new(folder.join("bin/python"));
    python.arg(script("send.py"));
    let (program, _server) = send(python, "py");
    wait_for(&program, "SELECT count(*) FROM interactions", 2 * OF_ONE);
    has_arrived(&program, "py-plain");
    has_arrived(&program, "py-gzip");
    assert_eq!(count(&program, "SELECT count(*) FROM customers"), 2);
}

#[test]
fn node_sends_everything() {
    let Some(folder) = installed("node") else { return };
    let mut node = Command::new("node");
    node.arg(script("send.cjs")).env("NODE_PATH", folder.join("node_modules"));
    let (program, _server) = send(node, "js");
    wait_for(&program, "SELECT count(*) FROM interactions", OF_ONE);
    has_arrived(&program, "js-node");
    assert_eq!(count(&program, "SELECT count(*) FROM customers"), 1);
}
