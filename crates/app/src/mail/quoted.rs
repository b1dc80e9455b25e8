//! What a person wrote in an answer, without what the mail program repeated of the mail before it.

/// Beginnings of a line under which a mail program repeats the mail before it, up to its end.
const REPEATS: [&str; 8] = [
    "-----original message-----",
    "-----پیام اصلی-----",
    "---------- forwarded message",
    "---------- پیام هدایت",
    "begin forwarded message:",
    "________________________________",
    "----- forwarded message",
    "----- پیام اصلی",
];
/// Ends of a line that says who wrote what is quoted after it, as programs write it in both languages.
const WROTE: [&str; 6] = ["wrote:", "wrote :", "نوشت:", "نوشته:", "نوشته است:", "نوشته‌اند:"];
/// Names of fields that a mail program repeats above the mail before it, without a sign of quoting.
const FIELDS: [&str; 8] = ["from:", "sent:", "to:", "subject:", "از:", "فرستاده شده:", "به:", "موضوع:"];
/// Lines over which a sentence of who wrote may be broken.
const BROKEN_OVER: usize = 3;

/// The text with its quoted parts and its signature cut. Where nothing is left of it, the text as it is without the
/// marks of quoting: somebody may have answered by the quoted words alone.
#[must_use]
pub fn without_quoted(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.lines().collect();
    let mut kept: Vec<&str> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = bare(lines[at]);
        if line.starts_with('>') {
            at += 1;
            continue;
        }
        if is_signature(lines[at]) || repeats_from_here(&lines[at..]) {
            break;
        }
        if let Some(length) = says_who_wrote(&lines[at..]) {
            let after = lines[at + length..].iter().find(|line| !bare(line).is_empty());
            at += length;
            // Unmarked, what follows is the mail before it, up to its end.
            match after {
                Some(line) if bare(line).starts_with('>') => continue,
                _ => break,
            }
        }
        kept.push(lines[at]);
        at += 1;
    }
    let cut = joined(&kept);
    if cut.is_empty() {
        let unmarked: Vec<&str> = lines.iter().map(|line| bare(line).trim_start_matches(['>', ' '])).collect();
        joined(&unmarked)
    } else {
        cut
    }
}

/// The line without spaces and marks of direction at its ends.
fn bare(line: &str) -> &str {
    line.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
    })
}

/// The line that begins a signature (RFC 3676, section 4.3).
fn is_signature(line: &str) -> bool {
    line.trim_end_matches(['\r', '\n']) == "-- " || line == "--"
}

fn repeats_from_here(lines: &[&str]) -> bool {
    let first = bare(lines[0]).to_lowercase();
    if REPEATS.iter().any(|start| first.starts_with(start)) {
        return true;
    }
    // Three fields in a row are a head that a program wrote; one alone may be a person's own line.
    let is_field = |line: &&&str| {
        let line = bare(line).trim_start_matches('*').to_lowercase().replace("*:", ":");
        FIELDS.iter().any(|field| line.starts_with(field))
    };
    is_field(&&lines[0]) && lines.iter().take(5).filter(is_field).count() >= 3
}

/// How many lines say who wrote what follows: `On Sat, 28 Nov 2026 at 10:15, Sara <s@example.ir> wrote:`, which
/// programs break over lines.
fn says_who_wrote(lines: &[&str]) -> Option<usize> {
    let first = bare(lines[0]).to_lowercase();
    let begins = first.starts_with("on ") || first.starts_with("در تاریخ") || first.starts_with("در ");
    let looks_like_one = |text: &str| text.contains('@') || text.chars().any(|c| c.is_numeric());
    let mut whole = String::new();
    for (place, line) in lines.iter().take(BROKEN_OVER).enumerate() {
        let line = bare(line).to_lowercase();
        whole.push_str(&line);
        if WROTE.iter().any(|end| line.ends_with(end)) && (begins || place == 0) && looks_like_one(&whole) {
            return Some(place + 1);
        }
        if line.is_empty() || !begins {
            return None;
        }
    }
    None
}

fn joined(lines: &[&str]) -> String {
    let mut out = String::new();
    let mut empty = 0;
    for line in lines {
        let line = line.trim_end();
        if bare(line).is_empty() {
            empty += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        empty = 0;
        out.push_str(line);
    }
    out.trim().to_owned()
}
