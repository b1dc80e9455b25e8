//! A spawned server, which ends with the value.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::program::Program;

/// How long a server may take until it says where it listens: opening a large folder after a crash included.
const READY_WITHIN: Duration = Duration::from_secs(60);
/// How long a server may take to stop when it is asked to, in steps of [`LOOK_EVERY`].
const STOPPED_WITHIN: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// Lines of its output that are kept for the report of a failure.
const LINES_KEPT: usize = 200;
/// What stands before the address in the line that says the server is ready.
const READY: &str = "Hamdel listens on ";

/// Lines of a process, the last ones only.
#[derive(Clone, Debug, Default)]
pub struct Said(Arc<Mutex<VecDeque<String>>>);

impl Said {
    /// The lines, joined.
    #[must_use]
    pub fn text(&self) -> String {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().map(|line| format!("{line}\n")).collect()
    }

    fn push(&self, line: &str) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() == LINES_KEPT {
            lines.pop_front();
        }
        lines.push_back(line.to_owned());
    }

    /// Reads a stream to its end on a thread, so that its writer never waits; each line also goes to `told`.
    pub(crate) fn listen(&self, stream: Option<impl Read + Send + 'static>, told: Option<Sender<String>>) {
        let Some(stream) = stream else { return };
        let said = self.clone();
        thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                said.push(&line);
                if let Some(told) = &told {
                    // Nobody waits any more once the server is ready.
                    let _ = told.send(line);
                }
            }
        });
    }
}

/// A server of the program. Dropping it kills it.
#[derive(Debug)]
pub struct Server {
    child: Child,
    address: String,
    first_lines: Vec<String>,
    said: Said,
}

impl Server {
    /// `hamdel serve` on a free port of 127.0.0.1, ready to be asked.
    ///
    /// # Errors
    /// When it ends or says nothing; with what it printed.
    pub fn start(program: &Program) -> Result<Self, String> {
        Self::start_on(program, "127.0.0.1:0")
    }

    /// `hamdel serve` on this address.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub fn start_on(program: &Program, listen: &str) -> Result<Self, String> {
        Self::start_with(program, &["serve", "--listen", listen])
    }

    /// A command of the program that serves, ready to be asked.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub fn start_with(program: &Program, arguments: &[&str]) -> Result<Self, String> {
        let mut child = program.command(arguments).spawn().map_err(|problem| format!("{arguments:?}: {problem}"))?;
        let said = Said::default();
        let (sender, lines) = mpsc::channel();
        said.listen(child.stdout.take(), Some(sender));
        said.listen(child.stderr.take(), None);
        // Dropped, and so killed, on every way out.
        let mut server = Self { child, address: String::new(), first_lines: Vec::new(), said };
        loop {
            let Ok(line) = lines.recv_timeout(READY_WITHIN) else {
                return Err(format!("{arguments:?} did not say where it listens\n{}", server.said.text()));
            };
            server.first_lines.push(line.clone());
            if let Some(address) = line.strip_prefix(READY) {
                server.address = address.trim().to_owned();
                break;
            }
        }
        // What is printed along with the address comes in the same breath.
        while let Ok(line) = lines.recv_timeout(Duration::from_millis(200)) {
            server.first_lines.push(line);
        }
        Ok(server)
    }

    /// `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// `127.0.0.1:PORT`.
    #[must_use]
    pub fn host_and_port(&self) -> &str {
        self.address.trim_start_matches("http://")
    }

    /// What it printed around the line with its address.
    #[must_use]
    pub fn first_lines(&self) -> &[String] {
        &self.first_lines
    }

    /// Its last lines on both streams.
    #[must_use]
    pub fn said(&self) -> String {
        self.said.text()
    }

    /// Whether it still runs.
    pub fn is_up(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// SIGKILL: it gets no chance to tidy up.
    pub fn kill(mut self) {
        self.end();
    }

    /// SIGTERM, and waits until it has stopped by itself.
    ///
    /// # Errors
    /// When it does not stop, or not with success; with what it printed.
    pub fn stop(mut self) -> Result<(), String> {
        let asked = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status();
        asked.map_err(|problem| format!("kill: {problem}"))?;
        for _ in 0..STOPPED_WITHIN.as_millis() / LOOK_EVERY.as_millis() {
            match self.child.try_wait() {
                Ok(Some(status)) if status.success() => return Ok(()),
                Ok(Some(status)) => return Err(format!("the server ended with {status}\n{}", self.said.text())),
                Ok(None) => thread::sleep(LOOK_EVERY),
                Err(problem) => return Err(problem.to_string()),
            }
        }
        Err(format!("the server did not stop within {STOPPED_WITHIN:?}\n{}", self.said.text()))
    }

    fn end(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}
