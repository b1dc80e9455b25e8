//! The program under test, run on a data folder of its own.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output, Stdio};
use std::time::Duration;
use std::{fs, thread};

use tempfile::TempDir;

use crate::folder;

/// How often a process's memory is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// Variables by which a developer's machine could reach into a test.
const LEFT_OUT: &[&str] = &[
    "ALL_PROXY",
    "HAMDEL_DATA",
    "HAMDEL_DATABASE",
    "HAMDEL_LISTEN",
    "HAMDEL_LOG",
    "HAMDEL_LOG_FORMAT",
    "HAMDEL_WRITE_KEY",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "all_proxy",
    "http_proxy",
    "https_proxy",
];

/// Takes what could reach into a test out of a command's environment; loopback is never asked through a proxy.
pub fn isolate(command: &mut Command) -> &mut Command {
    for name in LEFT_OUT {
        command.env_remove(name);
    }
    command.env("NO_PROXY", "127.0.0.1,localhost").env("no_proxy", "127.0.0.1,localhost")
}

/// A binary of the program with a data folder, and a database where it is not in the folder.
#[derive(Debug)]
pub struct Program {
    binary: PathBuf,
    data: PathBuf,
    database: Option<String>,
    variables: Vec<(String, String)>,
    /// Goes with the value, when the folder is the test's own.
    _folder: Option<TempDir>,
}

/// How a command ended, and what it printed.
#[derive(Debug)]
pub struct Ended {
    /// Its exit status.
    pub status: ExitStatus,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Program {
    /// The program on a new data folder.
    ///
    /// # Errors
    /// When the system's folder for temporary files cannot be written.
    pub fn new(binary: impl Into<PathBuf>) -> io::Result<Self> {
        let folder = folder::temporary()?;
        let data = folder.path().join("data");
        Ok(Self { binary: binary.into(), data, database: None, variables: Vec::new(), _folder: Some(folder) })
    }

    /// The program on a data folder that somebody else keeps.
    #[must_use]
    pub fn on(binary: impl Into<PathBuf>, data: impl Into<PathBuf>) -> Self {
        Self { binary: binary.into(), data: data.into(), database: None, variables: Vec::new(), _folder: None }
    }

    /// Keeps store and journal in this database.
    #[must_use]
    pub fn with_database(mut self, url: &str) -> Self {
        self.database = Some(url.to_owned());
        self
    }

    /// Sets a variable for every command of the program.
    #[must_use]
    pub fn with_variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The data folder; the program makes it.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// A command of the program, not yet started.
    #[must_use]
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        isolate(&mut command).arg("--data").arg(&self.data);
        if let Some(url) = &self.database {
            command.arg("--database").arg(url);
        }
        command.args(arguments).envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs a command to its end.
    ///
    /// # Errors
    /// When the binary cannot be started. A command that fails is no error: its status says so.
    pub fn run(&self, arguments: &[&str]) -> io::Result<Ended> {
        self.command(arguments).output().map(Ended::from)
    }

    /// Runs a command to its end; gives also the most memory it held at once, in KiB.
    ///
    /// # Errors
    /// As [`Program::run`].
    pub fn run_measured(&self, arguments: &[&str]) -> io::Result<(Ended, u64)> {
        let child = self.command(arguments).spawn()?;
        let status = format!("/proc/{}/status", child.id());
        let watch = thread::spawn(move || {
            let mut most = 0;
            // It is read until the process has ended and has no memory any more.
            while let Some(held) = fs::read_to_string(&status).ok().as_deref().and_then(most_memory) {
                most = held;
                thread::sleep(LOOK_EVERY);
            }
            most
        });
        let ended = child.wait_with_output()?.into();
        Ok((ended, watch.join().map_err(|_| io::Error::other("the memory was not watched"))?))
    }

    /// Runs a command that reads `input`.
    ///
    /// # Errors
    /// As [`Program::run`].
    pub fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> io::Result<Ended> {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(input)?;
        }
        child.wait_with_output().map(Ended::from)
    }

    /// Runs a command that must succeed, and gives what it printed.
    ///
    /// # Errors
    /// When it does not; in words for a person.
    pub fn done(&self, arguments: &[&str]) -> Result<String, String> {
        let ended = self.run(arguments).map_err(|problem| format!("{}: {problem}", self.binary.display()))?;
        if ended.status.success() {
            Ok(ended.stdout)
        } else {
            Err(format!("{arguments:?} ended with {}\n{}", ended.status, ended.stderr))
        }
    }
}

/// The high-water mark of resident memory in a `/proc/PID/status`, in KiB.
fn most_memory(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { status: output.status, stdout: text(&output.stdout), stderr: text(&output.stderr) }
    }
}
