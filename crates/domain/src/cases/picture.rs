//! The picture of the life of a case in the guide, drawn from its table.
//!
//! States stand on a line in the order of a life; a step that leads onwards is an arc above it, one that leads back an
//! arc below, one that stays a loop. `HAMDEL_WRITE_PICTURES=1 cargo nextest run -p hamdel-domain picture` writes it anew.

use std::collections::HashMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::life::{CaseState, CaseStep, after, steps};

/// Between the middles of two states.
const APART: i32 = 132;
/// Half of a state's width and of its height.
const HALF: (i32, i32) = (58, 18);
/// The line of the states.
const LINE: i32 = 215;
/// How much higher an arc is for each state it passes.
const RISE: i32 = 62;
const WIDTH: i32 = APART * 9 + 16;
const HEIGHT: i32 = 555;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The sentences of a language, as far as they are on one line.
fn words(language: &str) -> HashMap<String, String> {
    let text = std::fs::read_to_string(root().join("locales").join(language).join("cases.ftl")).unwrap();
    let pairs = text.lines().filter_map(|line| line.split_once(" = "));
    pairs.map(|(key, words)| (key.to_owned(), words.to_owned())).collect()
}

fn place(state: CaseState, rtl: bool) -> i32 {
    let number = CaseState::ALL.iter().position(|held| *held == state).unwrap() as i32;
    let x = APART / 2 + 8 + number * APART;
    if rtl { WIDTH - x } else { x }
}

fn label(out: &mut String, (x, y): (i32, i32), text: &str) {
    let width = text.chars().count() as i32 * 6 + 10;
    let _ = writeln!(
        out,
        r##"<rect x="{}" y="{}" width="{width}" height="18" rx="9" fill="#FFFFFF"/><text x="{x}" y="{}" class="step">{text}</text>"##,
        x - width / 2,
        y - 9,
        y + 4,
    );
}

fn arc(out: &mut String, (from, to): (i32, i32), step: &str, onwards: bool) {
    let passed = (to - from).abs() / APART;
    let sign = if onwards { -1 } else { 1 };
    // Arcs leave and arrive beside the middle, so that those of one state do not meet.
    let towards = (to - from).signum();
    let (from, to) = (from + towards * 12, to - towards * (14 + 4 * passed.min(6)));
    let (edge, far) = (LINE + sign * HALF.1, LINE + sign * (HALF.1 + RISE * passed + 8));
    let _ =
        writeln!(out, r##"<path d="M{from},{edge} C{from},{far} {to},{far} {to},{}" class="arc"/>"##, edge + sign * 7);
    let _ = writeln!(
        out,
        r##"<path d="M{},{} L{to},{edge} L{},{}" class="head"/>"##,
        to - 4,
        edge + sign * 8,
        to + 4,
        edge + sign * 8
    );
    let highest = edge + sign * (far - edge).abs() * 3 / 4;
    label(out, ((from + to) / 2, highest), step);
}

fn picture(language: &str) -> String {
    let words = words(language);
    let rtl = language == "fa";
    let (font, direction) = if rtl { ("Vazirmatn, Tahoma, sans-serif", "rtl") } else { ("Inter, sans-serif", "ltr") };
    let mut out = String::new();
    let _ = writeln!(
        out,
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{font}" direction="{direction}" role="img">
<style>.state{{fill:#E8F4F2;stroke:#0B7A75}}.name{{font-size:12px;font-weight:600;fill:#1E2328;text-anchor:middle}}.step{{font-size:11px;fill:#5B6670;text-anchor:middle}}.arc{{fill:none;stroke:#8A8F98;stroke-width:1.3}}.head{{fill:none;stroke:#5B6670;stroke-width:1.3}}</style>
<rect width="{WIDTH}" height="{HEIGHT}" fill="#FFFFFF"/>"##
    );
    let mut edges: Vec<(CaseState, CaseStep, CaseState)> = CaseState::ALL
        .iter()
        .flat_map(|from| steps(*from).map(move |step| (*from, step, after(*from, step).unwrap())))
        .collect();
    // The widest first, so that no line crosses a word.
    edges.sort_by_key(|(from, _, to)| -(place(*from, false) - place(*to, false)).abs());
    for (from, step, to) in edges {
        let name = &words[&format!("case-step-{}", step.as_str())];
        let (x, y) = (place(from, rtl), LINE + HALF.1);
        if from == to {
            let _ = writeln!(
                out,
                r##"<path d="M{},{y} c-8,34 24,34 16,5" class="arc"/><path d="M{},{} l2,-8 l6,6" class="head"/>"##,
                x - 48,
                x - 34,
                y + 10,
            );
            label(&mut out, (x - 34, y + 36), name);
        } else {
            arc(&mut out, (x, place(to, rtl)), name, place(to, false) > place(from, false));
        }
    }
    for state in CaseState::ALL {
        let x = place(*state, rtl);
        let name = &words[&format!("case-state-{}", state.as_str())];
        let _ = writeln!(
            out,
            r##"<rect x="{}" y="{}" width="{}" height="{}" rx="10" class="state"/>"##,
            x - HALF.0,
            LINE - HALF.1,
            HALF.0 * 2,
            HALF.1 * 2
        );
        let lines: Vec<&str> = match name.char_indices().filter(|(_, c)| *c == ' ').nth(1) {
            Some((at, _)) if name.chars().count() > 16 => vec![&name[..at], name[at..].trim()],
            _ => vec![name],
        };
        for (number, line) in lines.iter().enumerate() {
            let y = LINE + 4 + (number as i32 * 2 - (lines.len() as i32 - 1)) * 7;
            let _ = writeln!(out, r##"<text x="{x}" y="{y}" class="name">{line}</text>"##);
        }
    }
    out.push_str("</svg>\n");
    out
}

#[test]
fn the_picture_in_the_guide_is_the_table() {
    for language in ["en", "fa"] {
        let path = root().join(format!("docs/images/case-life.{language}.svg"));
        let drawn = picture(language);
        if std::env::var_os("HAMDEL_WRITE_PICTURES").is_some() {
            std::fs::write(&path, &drawn).unwrap();
        }
        let held = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(held == drawn, "{} is another life; see the head of this file", path.display());
    }
}

#[test]
fn the_guide_names_every_step() {
    for page in ["docs/guide/cases.md", "docs/guide/fa/cases.md"] {
        let text = std::fs::read_to_string(root().join(page)).unwrap();
        let language = if page.contains("/fa/") { "fa" } else { "en" };
        let words = words(language);
        // The rows of the table: where from, the step, where to.
        for from in CaseState::ALL {
            for step in steps(*from) {
                let to = after(*from, step).unwrap();
                let row = [
                    &words[&format!("case-state-{}", from.as_str())],
                    &words[&format!("case-step-{}", step.as_str())],
                    &words[&format!("case-state-{}", to.as_str())],
                ];
                let row = format!("| {} | {} | {} |", row[0], row[1], row[2]);
                assert!(text.contains(&row), "{page} lacks {row}");
            }
        }
    }
}
