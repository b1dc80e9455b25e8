//! What people type, made safe to keep and to show.

/// The text without control characters and without those that turn the direction of what stands around them;
/// lines end in `\n`, the ends are trimmed. The zero-width non-joiner and joiner stay: Persian needs them.
#[must_use]
pub fn clean(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => {
                if characters.peek() != Some(&'\n') {
                    kept.push('\n');
                }
            }
            '\n' => kept.push('\n'),
            '\t' | '\u{2028}' | '\u{2029}' => kept.push(' '),
            unsafe_one if is_unsafe(unsafe_one) => {}
            plain => kept.push(plain),
        }
    }
    let trimmed = kept.trim_matches(|edge: char| edge.is_whitespace() || matches!(edge, '\u{200c}' | '\u{200d}'));
    if trimmed.len() == kept.len() { kept } else { trimmed.to_owned() }
}

/// The same on one line.
#[must_use]
pub fn clean_line(text: &str) -> String {
    clean(text).replace('\n', " ")
}

fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character,
            // Marks, embeddings, overrides and isolates of direction (Unicode Standard Annex 9).
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            // Characters that are never seen: deprecated formats, byte order mark, annotations, tags.
            | '\u{206a}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_misleads_goes_and_what_is_read_stays() {
        assert_eq!(clean("\u{202e}txt.\u{2066}exe\u{0007}\u{feff}"), "txt.exe");
        assert_eq!(clean("  می\u{200c}شود\r\nو\rنه\u{200f} \u{0}"), "می\u{200c}شود\nو\nنه");
        assert_eq!(clean("<script>alert(1)</script>"), "<script>alert(1)</script>", "templates escape it");
        assert_eq!(clean("👨\u{200d}👩\u{200d}👧"), "👨\u{200d}👩\u{200d}👧");
        assert_eq!(clean("\u{200c}\u{200c}"), "");
        assert_eq!(clean_line("a\nb\tc"), "a b c");
    }
}
