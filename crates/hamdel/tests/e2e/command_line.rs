//! What scripts rely on: exit codes, JSON, one line when the server is ready.

use hamdel_testkit::program::Program;
use hamdel_testkit::server::Server;
use serde_json::Value;

use crate::support::{is_well, program};

fn code(program: &Program, arguments: &[&str]) -> (i32, String, String) {
    let ended = program.run(arguments).unwrap();
    (ended.status.code().unwrap_or(-1), ended.stdout, ended.stderr)
}

#[test]
fn exit_codes_can_be_trusted() {
    let program = program();
    assert_eq!(code(&program, &["--help"]).0, 0);
    assert_eq!(code(&program, &["dance"]).0, 2);
    assert_eq!(code(&program, &["serve", "--listen", "nowhere"]).0, 2);
    let (status, out, words) = code(&program, &["query", "SELECT nothing"]);
    assert_eq!((status, out.as_str()), (1, ""));
    assert!(words.starts_with("hamdel: ") && words.contains("nothing"), "{words}");
    let (status, _, words) = code(&program, &["--json", "query", "SELECT nothing"]);
    assert_eq!(status, 1);
    let failure: Value = serde_json::from_str(&words).unwrap();
    assert!(failure["error"].as_str().is_some_and(|error| error.contains("nothing")), "{words}");
}

#[test]
fn only_questions_are_answered() {
    let program = program();
    for statement in [
        "DROP TABLE interactions",
        "CREATE TABLE t (a INT)",
        "INSERT INTO interactions VALUES (1)",
        "COPY interactions TO '/tmp/x'",
    ] {
        let (status, _, words) = code(&program, &["query", statement]);
        assert_eq!(status, 1, "{statement}: {words}");
    }
}

#[test]
fn answers_come_as_json() {
    let program = program();
    let made: Value = serde_json::from_str(&program.done(&["--json", "source", "add", "website"]).unwrap()).unwrap();
    assert_eq!(made["name"], "website");
    assert!(made["write_key"].as_str().is_some_and(|key| key.len() >= 16), "{made}");
    let listed = program.done(&["source", "list", "--json"]).unwrap();
    assert!(!listed.contains(made["write_key"].as_str().unwrap()), "the key is shown once only");
    let (status, _, words) = code(&program, &["source", "add", "website"]);
    assert_eq!(status, 1, "a name is taken once: {words}");
    let user: Value =
        serde_json::from_str(&program.done(&["--json", "user", "add", "sara@example.com"]).unwrap()).unwrap();
    assert!(user["sign_in_path"].as_str().is_some_and(|path| path.starts_with("/sign-in/link/")), "{user}");
}

#[test]
fn completions_are_printed_for_each_shell() {
    for shell in ["bash", "zsh", "fish"] {
        assert!(program().done(&["completions", shell]).unwrap().contains("hamdel"), "{shell}");
    }
}

#[tokio::test]
async fn a_server_says_one_line_and_stops_when_told() {
    let program = program();
    let server = Server::start(&program).unwrap();
    assert_eq!(server.first_lines(), [format!("Hamdel listens on {}", server.address())]);
    assert!(is_well(&server).await);
    let (status, _, words) = code(&program, &["serve", "--listen", server.host_and_port()]);
    assert_eq!(status, 1, "a port is taken once");
    assert!(words.contains(server.host_and_port()), "{words}");
    server.stop().unwrap();
}
