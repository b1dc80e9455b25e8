//! What a command prints: words for people, JSON for scripts, progress only on a terminal.

use std::error::Error;
use std::io::{IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

/// How a command answers.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    /// JSON instead of words.
    pub json: bool,
}

impl Output {
    /// Words, or JSON.
    pub fn new(json: bool) -> Self {
        Self { json }
    }

    /// Prints an answer: as one line of JSON, or in words.
    pub fn answer(self, value: &impl Serialize, words: &str) {
        let text =
            if self.json { serde_json::to_string(value).unwrap_or_else(|_| "{}".to_owned()) } else { words.to_owned() };
        // A reader that went away (`| head`) is no failure.
        let _ = writeln!(std::io::stdout(), "{text}");
        let _ = std::io::stdout().flush();
    }

    /// Prints what is worth knowing besides the answer, to standard error.
    pub fn note(self, words: &str) {
        if !self.json {
            eprintln!("{words}");
        }
    }

    /// Prints why a command failed, with its causes, to standard error.
    pub fn failure(self, failure: &dyn Error) {
        let mut words = failure.to_string();
        let mut cause = failure.source();
        while let Some(problem) = cause {
            let more = problem.to_string();
            if !words.contains(&more) {
                words = format!("{words}: {more}");
            }
            cause = problem.source();
        }
        if self.json {
            eprintln!("{}", serde_json::json!({ "error": words }));
        } else {
            eprintln!("hamdel: {words}");
        }
    }

    /// A bar over `length` steps on a terminal; nothing elsewhere.
    pub fn progress(self, length: u64, template: &str) -> ProgressBar {
        if self.json || !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(length);
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("━╸─"));
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        bar
    }
}
