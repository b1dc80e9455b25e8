//! A disk that runs full: nothing that was acknowledged is lost, and the server goes on when there is room again.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use hamdel_testkit::program::Program;
use hamdel_testkit::server::Server;
use hamdel_testkit::{folder, skip};
use serde_json::json;
use tempfile::TempDir;

use crate::support::{Answer, Source, count, is_well, rows, wait_for, write_key};

/// Room on the disk, and what of it something else takes up.
const ROOM: &str = "size=48m";
const TAKEN: usize = 34 << 20;
/// Calls after which the disk must be full.
const MOST_CALLS: u64 = 2_000;
/// Events of a call, about 400 bytes each.
const BATCH: u64 = 200;

/// A file system of its own in memory, which goes with the value.
struct SmallDisk {
    folder: TempDir,
}

impl SmallDisk {
    /// `None`, and a word, where this user may not mount.
    fn mount() -> Option<Self> {
        let folder = folder::temporary().unwrap();
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", ROOM, "hamdel-test"]).arg(folder.path()).output();
        match mounted {
            Ok(output) if output.status.success() => Some(Self { folder }),
            Ok(output) => {
                skip(&format!(
                    "a small disk cannot be mounted here: {}",
                    String::from_utf8_lossy(&output.stderr).trim()
                ));
                None
            }
            Err(problem) => {
                skip(&format!("a small disk cannot be mounted here: {problem}"));
                None
            }
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Takes up room, as another program's files would.
    fn take_up(&self) -> PathBuf {
        let path = self.path().join("of-somebody-else");
        fs::write(&path, vec![0; TAKEN]).unwrap();
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a test that failed may leave a file open for a moment.
        let _ = Command::new("umount").arg("--lazy").arg(self.folder.path()).status();
    }
}

fn message_id(call: u64, number: u64) -> String {
    format!("disk-{call}-{number}")
}

async fn send(source: &Source, call: u64) -> Answer {
    let events = (0..BATCH).map(|number| {
        let words = format!("{call} {number} {}", "گزارش مشتری از خرید امروز ".repeat(6));
        json!({ "type": "track", "event": "note_taken", "messageId": message_id(call, number), "userId": format!("u-{}", number % 50),
            "properties": { "text": words } })
    });
    source.post("batch", &json!({ "batch": events.collect::<Vec<_>>() })).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_loses_nothing_that_was_acknowledged() {
    let Some(disk) = SmallDisk::mount() else { return };
    let data = disk.path().join("data");
    let program = Program::on(env!("CARGO_BIN_EXE_hamdel"), &data);
    let key = write_key(&program, "shop");
    let mut server = Server::start(&program).unwrap();
    let source = Source::new(&server, &key);
    let mut acknowledged = Vec::new();
    assert_eq!(send(&source, 0).await.status, 200);
    acknowledged.push(0);

    let filler = disk.take_up();
    let mut refused = None;
    for call in 1..MOST_CALLS {
        let answer = send(&source, call).await;
        match answer.status {
            200 => acknowledged.push(call),
            // The journal waits behind a projector that has no room either.
            429 => tokio::time::sleep(Duration::from_millis(200)).await,
            503 => {
                assert!(answer.headers.contains_key("retry-after"), "{answer:?}");
                refused = Some(call);
                break;
            }
            other => panic!("call {call} was answered by {other}\n{}", server.said()),
        }
    }
    let refused = refused.unwrap_or_else(|| panic!("the disk did not run full\n{}", server.said()));
    // Refused again and again is still no reason to end.
    for _ in 0..5 {
        let status = send(&source, refused).await.status;
        if status == 200 {
            acknowledged.push(refused);
            break;
        }
        assert!(matches!(status, 429 | 503), "{status}");
    }
    assert!(server.is_up() && is_well(&server).await, "{}", server.said());

    fs::remove_file(filler).unwrap();
    for call in [MOST_CALLS, MOST_CALLS + 1] {
        let status = send(&source, call).await.status;
        assert_eq!(status, 200, "{}", server.said());
        acknowledged.push(call);
    }
    assert!(server.is_up() && is_well(&server).await, "{}", server.said());
    tokio::task::block_in_place(|| check(&program, &acknowledged));
    server.stop().unwrap();
    tokio::task::block_in_place(|| check(&program, &acknowledged));
}

fn check(program: &Program, acknowledged: &[u64]) {
    let calls: HashSet<u64> = acknowledged.iter().copied().collect();
    let events = calls.len() as u64 * BATCH;
    wait_for(program, "SELECT count(*) FROM interactions", events);
    let held = rows(program, "SELECT DISTINCT message_id FROM interactions");
    let held: HashSet<&str> = held.iter().filter_map(|row| row["message_id"].as_str()).collect();
    let lost = calls
        .iter()
        .flat_map(|call| (0..BATCH).map(|number| message_id(*call, number)))
        .find(|id| !held.contains(id.as_str()));
    assert_eq!((lost, held.len() as u64), (None, events));
    assert_eq!(count(program, "SELECT sum(interactions) FROM customers"), events);
}
