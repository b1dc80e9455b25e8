//! A WebDriver server for Chromium, which ends with the value, and the browser with it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use std::{env, io};

use tempfile::TempDir;

use crate::folder;
use crate::program::isolate;
use crate::server::Said;

/// How long the driver may take until it listens.
const READY_WITHIN: Duration = Duration::from_secs(30);
/// What stands before the port in the line that says the driver is ready.
const READY: &str = "was started successfully on port ";
/// Where Debian puts the programs, when they are not in `PATH`.
const ELSEWHERE: &[&str] = &["/usr/bin", "/usr/lib/chromium", "/usr/lib/chromium-browser"];

/// Switches of a browser that asks nothing of anybody by itself, runs without a screen, and fits into a container.
pub const SWITCHES: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--disable-features=Translate,OptimizationHints,MediaRouter,AutofillServerCommunication",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--hide-scrollbars",
    "--window-size=1920,1300",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
];

/// A driver on a port of its own, with a folder for the browser's profile.
#[derive(Debug)]
pub struct Driver {
    child: Child,
    port: u16,
    browser: PathBuf,
    profiles: TempDir,
    said: Said,
}

impl Driver {
    /// Starts chromedriver; `Ok(None)` when it or Chromium is not installed.
    ///
    /// # Errors
    /// When it is there and does not start; in words for a person.
    pub fn start() -> Result<Option<Self>, String> {
        let (Some(driver), Some(browser)) =
            (find("chromedriver"), find("chromium").or_else(|| find("chromium-browser")))
        else {
            return Ok(None);
        };
        let profiles = folder::temporary().map_err(|problem| problem.to_string())?;
        let child = spawn(&driver, profiles.path()).map_err(|problem| format!("{}: {problem}", driver.display()))?;
        let mut started = Self { child, port: 0, browser, profiles, said: Said::default() };
        let (sender, lines) = mpsc::channel();
        started.said.listen(started.child.stdout.take(), Some(sender));
        started.said.listen(started.child.stderr.take(), None);
        loop {
            let line = lines
                .recv_timeout(READY_WITHIN)
                .map_err(|_| format!("chromedriver did not start\n{}", started.said.text()))?;
            if let Some((_, port)) = line.split_once(READY) {
                started.port = port.trim_end_matches('.').parse().map_err(|_| format!("chromedriver said: {line}"))?;
                return Ok(Some(started));
            }
        }
    }

    /// `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The browser that it shall start.
    #[must_use]
    pub fn browser(&self) -> &Path {
        &self.browser
    }

    /// A folder for a profile that nothing else uses.
    #[must_use]
    pub fn profile(&self, name: &str) -> PathBuf {
        self.profiles.path().join(name)
    }
}

/// The driver leads a process group, so that a browser it started goes with it.
fn spawn(driver: &Path, home: &Path) -> io::Result<Child> {
    use std::os::unix::process::CommandExt;
    let mut command = Command::new(driver);
    isolate(&mut command).arg("--port=0").env("HOME", home).process_group(0);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()
}

fn find(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(ELSEWHERE.iter().map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}

impl Drop for Driver {
    fn drop(&mut self) {
        // A negative number names the group; it fails only when nothing of it is left.
        let _ = Command::new("kill").arg("-KILL").arg("--").arg(format!("-{}", self.child.id())).status();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
