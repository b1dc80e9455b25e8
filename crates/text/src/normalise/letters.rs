//! What each single character of a text stands for, before its neighbours are looked at.

/// Zero-width non-joiner, the half-space of Persian.
pub(super) const ZERO_WIDTH_NON_JOINER: char = '\u{200C}';
/// Zero-width joiner.
pub(super) const ZERO_WIDTH_JOINER: char = '\u{200D}';
/// Combining madda above.
pub(super) const MADDA: char = '\u{0653}';
/// Combining hamza above.
pub(super) const HAMZA_ABOVE: char = '\u{0654}';
/// Combining hamza below.
pub(super) const HAMZA_BELOW: char = '\u{0655}';

/// A character's meaning for the repair of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Itself, or the letter it should have been.
    Character(char),
    /// A character that draws several.
    Several(&'static str),
    /// Nothing a reader misses.
    Nothing,
    /// White space in the line.
    Space,
    /// The end of a line.
    Break,
    /// Zero-width non-joiner.
    Joiner,
    /// Zero-width joiner.
    WideJoiner,
    /// Combining madda or hamza: part of the letter before it.
    Mark(char),
}

/// Classifies one character.
pub(crate) fn piece(character: char) -> Piece {
    match character {
        '!'..='~' => Piece::Character(character),
        '\0'..='\u{9F}' => ascii_or_control(character),
        '\u{A0}'..='\u{5FF}' => latin_to_hebrew(character),
        '\u{600}'..='\u{6FF}' => arabic(character),
        '\u{1680}' | '\u{3000}' => Piece::Space,
        '\u{180E}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' => Piece::Nothing,
        '\u{2000}'..='\u{206F}' => general_punctuation(character),
        '\u{FB50}'..='\u{FBFF}' => persian_presentation_form(character),
        '\u{FE70}'..='\u{FE7F}' => Piece::Nothing,
        '\u{FE80}'..='\u{FEFC}' => arabic_presentation_form(character),
        _ => Piece::Character(character),
    }
}

fn ascii_or_control(character: char) -> Piece {
    match character {
        ' ' | '\t' | '\r' => Piece::Space,
        '\n' | '\u{B}' | '\u{C}' | '\u{85}' => Piece::Break,
        _ => Piece::Nothing,
    }
}

fn latin_to_hebrew(character: char) -> Piece {
    match character {
        '\u{A0}' => Piece::Space,
        // The soft hyphen and the grapheme joiner have no glyph of their own.
        '\u{AD}' | '\u{34F}' => Piece::Nothing,
        _ => Piece::Character(character),
    }
}

fn general_punctuation(character: char) -> Piece {
    match character {
        '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' => Piece::Space,
        '\u{200C}' => Piece::Joiner,
        '\u{200D}' => Piece::WideJoiner,
        '\u{2028}' | '\u{2029}' => Piece::Break,
        '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' => Piece::Nothing,
        _ => Piece::Character(character),
    }
}

fn arabic(character: char) -> Piece {
    match character {
        // Yeh, alef maksura.
        '\u{64A}' | '\u{649}' => Piece::Character('ی'),
        // Kaf, swash kaf.
        '\u{643}' | '\u{6AA}' => Piece::Character('ک'),
        // Heh doachashmee, heh goal, ae.
        '\u{6BE}' | '\u{6C1}' | '\u{6D5}' => Piece::Character('ه'),
        '\u{6C0}' | '\u{6C2}' => Piece::Several("ه\u{654}"),
        '\u{6C3}' => Piece::Character('ة'),
        '\u{660}'..='\u{669}' => Piece::Character(persian_digit(character)),
        MADDA | HAMZA_ABOVE | HAMZA_BELOW => Piece::Mark(character),
        // Signs above words, letter mark, kashida, harakat, superscript alef, Quranic marks.
        '\u{610}'..='\u{61A}'
        | '\u{61C}'
        | '\u{640}'
        | '\u{64B}'..='\u{652}'
        | '\u{656}'..='\u{65F}'
        | '\u{670}'
        | '\u{6D6}'..='\u{6DC}'
        | '\u{6DF}'..='\u{6E8}'
        | '\u{6EA}'..='\u{6ED}' => Piece::Nothing,
        _ => Piece::Character(character),
    }
}

fn persian_digit(arabic_indic: char) -> char {
    char::from_u32(arabic_indic as u32 - 0x660 + 0x6F0).unwrap_or(arabic_indic)
}

fn persian_presentation_form(character: char) -> Piece {
    Piece::Character(match character {
        '\u{FB50}' | '\u{FB51}' => 'ٱ',
        '\u{FB56}'..='\u{FB59}' => 'پ',
        '\u{FB7A}'..='\u{FB7D}' => 'چ',
        '\u{FB8A}' | '\u{FB8B}' => 'ژ',
        '\u{FB8E}'..='\u{FB91}' => 'ک',
        '\u{FB92}'..='\u{FB95}' => 'گ',
        '\u{FBA4}' | '\u{FBA5}' => return Piece::Several("ه\u{654}"),
        '\u{FBA6}'..='\u{FBAD}' => 'ه',
        '\u{FBFC}'..='\u{FBFF}' => 'ی',
        _ => character,
    })
}

/// Unicode's Arabic Presentation Forms-B, in its order: one letter has one to four shapes.
fn arabic_presentation_form(character: char) -> Piece {
    Piece::Character(match character {
        '\u{FE80}' => 'ء',
        '\u{FE81}'..='\u{FE82}' => 'آ',
        '\u{FE83}'..='\u{FE84}' => 'أ',
        '\u{FE85}'..='\u{FE86}' => 'ؤ',
        '\u{FE87}'..='\u{FE88}' => 'إ',
        '\u{FE89}'..='\u{FE8C}' => 'ئ',
        '\u{FE8D}'..='\u{FE8E}' => 'ا',
        '\u{FE8F}'..='\u{FE92}' => 'ب',
        '\u{FE93}'..='\u{FE94}' => 'ة',
        '\u{FE95}'..='\u{FE98}' => 'ت',
        '\u{FE99}'..='\u{FE9C}' => 'ث',
        '\u{FE9D}'..='\u{FEA0}' => 'ج',
        '\u{FEA1}'..='\u{FEA4}' => 'ح',
        '\u{FEA5}'..='\u{FEA8}' => 'خ',
        '\u{FEA9}'..='\u{FEAA}' => 'د',
        '\u{FEAB}'..='\u{FEAC}' => 'ذ',
        '\u{FEAD}'..='\u{FEAE}' => 'ر',
        '\u{FEAF}'..='\u{FEB0}' => 'ز',
        '\u{FEB1}'..='\u{FEB4}' => 'س',
        '\u{FEB5}'..='\u{FEB8}' => 'ش',
        '\u{FEB9}'..='\u{FEBC}' => 'ص',
        '\u{FEBD}'..='\u{FEC0}' => 'ض',
        '\u{FEC1}'..='\u{FEC4}' => 'ط',
        '\u{FEC5}'..='\u{FEC8}' => 'ظ',
        '\u{FEC9}'..='\u{FECC}' => 'ع',
        '\u{FECD}'..='\u{FED0}' => 'غ',
        '\u{FED1}'..='\u{FED4}' => 'ف',
        '\u{FED5}'..='\u{FED8}' => 'ق',
        '\u{FED9}'..='\u{FEDC}' => 'ک',
        '\u{FEDD}'..='\u{FEE0}' => 'ل',
        '\u{FEE1}'..='\u{FEE4}' => 'م',
        '\u{FEE5}'..='\u{FEE8}' => 'ن',
        '\u{FEE9}'..='\u{FEEC}' => 'ه',
        '\u{FEED}'..='\u{FEEE}' => 'و',
        '\u{FEEF}'..='\u{FEF4}' => 'ی',
        '\u{FEF5}'..='\u{FEF6}' => return Piece::Several("لآ"),
        '\u{FEF7}'..='\u{FEF8}' => return Piece::Several("لأ"),
        '\u{FEF9}'..='\u{FEFA}' => return Piece::Several("لإ"),
        '\u{FEFB}'..='\u{FEFC}' => return Piece::Several("لا"),
        _ => character,
    })
}
