//! Renaming a question or a calculated value in a draft, together with everything that refers to it.

use super::definition::SurveyDefinition;
use super::keys::QuestionKey;
use super::piping::{Piece, pieces};
use super::question::QuestionKind;
use super::texts::texts_mut;
use super::words::Words;

/// Calls a question or a calculated value by another name, in conditions, formulas and texts too. What choices are
/// worth (`key_worth`) goes by the new name as well. The caller sees to it that the new name is free.
pub fn rename(definition: &mut SurveyDefinition, old: &QuestionKey, new: &QuestionKey) {
    let (old_worth, new_worth) = (format!("{old}_worth"), format!("{new}_worth"));
    let mut names = vec![(old.as_str(), new.as_str())];
    if !is_variable(definition, &old_worth) {
        names.push((&old_worth, &new_worth));
    }
    for text in conditions_mut(definition) {
        *text = in_condition(text, &names);
    }
    for text in texts_mut(definition) {
        let Words { fa, en } = text.words;
        for side in [fa, en] {
            *side = in_text(side, &names);
        }
    }
    keys_mut(definition).filter(|key| *key == old).for_each(|key| key.clone_from(new));
}

/// Whether a question or a calculated value has that name.
#[must_use]
pub fn is_variable(definition: &SurveyDefinition, name: &str) -> bool {
    definition.question(name).is_some() || definition.calculated.iter().any(|held| held.key.as_str() == name)
}

/// Every condition and formula.
fn conditions_mut(definition: &mut SurveyDefinition) -> Vec<&mut String> {
    let mut found = Vec::new();
    for section in &mut definition.sections {
        found.extend(&mut section.condition);
        found.extend(section.questions.iter_mut().filter_map(|question| question.condition.as_mut()));
    }
    found.extend(definition.calculated.iter_mut().map(|value| &mut value.formula));
    found.extend(definition.quotas.iter_mut().filter_map(|quota| quota.condition.as_mut()));
    found.extend(definition.closings.iter_mut().filter_map(|closing| closing.condition.as_mut()));
    found
}

/// Every place where a question or a calculated value is named by its key.
fn keys_mut(definition: &mut SurveyDefinition) -> impl Iterator<Item = &mut QuestionKey> {
    let questions = definition.sections.iter_mut().flat_map(|section| &mut section.questions).flat_map(|question| {
        let about = match &mut question.kind {
            QuestionKind::Text { about, .. } => about.as_mut(),
            _ => None,
        };
        std::iter::once(&mut question.key).chain(about)
    });
    questions.chain(&mut definition.main).chain(definition.calculated.iter_mut().map(|value| &mut value.key))
}

fn renamed<'n>(name: &str, names: &[(&str, &'n str)]) -> Option<&'n str> {
    names.iter().find(|(old, _)| *old == name).map(|(_, new)| *new)
}

/// A text with what it fills in called by the new names; nothing else of it changes.
fn in_text(text: &str, names: &[(&str, &str)]) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    for piece in pieces(text) {
        let Piece::Filled { name, .. } = piece else { continue };
        let Some(new) = renamed(name, names) else { continue };
        // The name of the next piece that is filled in by it stands behind a brace, perhaps with spaces before it.
        let mut from = 0;
        while let Some(open) = rest[from..].find('{').map(|found| from + found) {
            let inside = rest[open + 1..].trim_start();
            let start = rest.len() - inside.len();
            let ends = |tail: &str| tail.trim_start().starts_with(['|', '}']);
            if inside.strip_prefix(name).is_some_and(ends) {
                written.push_str(&rest[..start]);
                written.push_str(new);
                rest = &rest[start + name.len()..];
                break;
            }
            from = open + 1;
        }
    }
    written.push_str(rest);
    written
}

/// A condition with its variables called by the new names. Members (`customer.nps`), texts in quotes and comments stay
/// as they are.
fn in_condition(text: &str, names: &[(&str, &str)]) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '\'' | '"' => quoted(rest, false),
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            _ if is_of_name(first) => rest.find(|sign| !is_of_name(sign)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (token, behind) = rest.split_at(end);
        if is_of_name(first) && behind.starts_with(['\'', '"']) {
            // The letters before a quote say how its text is to be read.
            let raw = token.contains(['r', 'R']);
            let end = end + quoted(behind, raw);
            written.push_str(&rest[..end]);
            rest = &rest[end..];
            continue;
        }
        let is_member = written.trim_end().ends_with('.');
        written.push_str(renamed(token, names).filter(|_| !is_member).unwrap_or(token));
        rest = behind;
    }
    written
}

fn is_of_name(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || sign == '_'
}

/// Where a text in quotes ends, which begins with its quote; at the end of all where it is not closed.
fn quoted(text: &str, raw: bool) -> usize {
    let quote = &text[..1];
    let triple = quote.repeat(3);
    let close = if text.starts_with(&triple) { triple.as_str() } else { quote };
    let mut at = close.len();
    while let Some(sign) = text[at..].chars().next() {
        if text[at..].starts_with(close) {
            return at + close.len();
        }
        at += sign.len_utf8();
        if sign == '\\' && !raw {
            at += text[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_renamed_and_nothing_that_looks_like_them() {
        let names = [("nps", "score"), ("nps_worth", "score_worth")];
        for (text, expected) in [
            ("nps <= 6", "score <= 6"),
            ("nps_worth+nps>nps2", "score_worth+score>nps2"),
            ("customer.nps > 3 && customer . nps > nps", "customer.nps > 3 && customer . nps > score"),
            ("city == 'nps' && nps == 1", "city == 'nps' && score == 1"),
            (r#"city == "\"nps" || nps == 2"#, r#"city == "\"nps" || score == 2"#),
            (r"city == r'\' || nps == 2", r"city == r'\' || score == 2"),
            ("city == '''it's nps''' || nps == 2", "city == '''it's nps''' || score == 2"),
            ("nps.staff > 3", "score.staff > 3"),
            ("[nps].exists(x, x == nps) // nps\n && nps > 1", "[score].exists(x, x == score) // nps\n && score > 1"),
            ("شهر == 'nps' && nps == 1", "شهر == 'nps' && score == 1"),
            ("city == 'nps", "city == 'nps"),
        ] {
            assert_eq!(in_condition(text, &names), expected);
        }
    }

    #[test]
    fn texts_keep_everything_but_the_name() {
        let names = [("nps", "score")];
        for (text, expected) in [
            ("چرا {nps}؟", "چرا {score}؟"),
            (
                "{ nps | nps }, {customer.nps}, {nps2} nps {nps|}",
                "{ score | nps }, {customer.nps}, {nps2} nps {score|}",
            ),
            ("{nps {x} {nps} {", "{nps {x} {score} {"),
            ("nothing", "nothing"),
        ] {
            assert_eq!(in_text(text, &names), expected);
        }
    }
}
