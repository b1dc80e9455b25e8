//! Files of a case: what may be attached, and whether a file is what it says.
//!
//! Nothing attached is ever executed: it is handed back as a download, and of images whose bytes are those of an image
//! a small preview stands in the page. A file that lies about what it is has no business in a case, so its first bytes
//! are compared with what it claims.

/// Most bytes of a file: 10 MiB.
pub const LARGEST_FILE: usize = 10 * 1024 * 1024;
/// Most files that come with one message.
pub const MOST_FILES: usize = 5;
/// Most files of a case.
pub const MOST_FILES_OF_CASE: usize = 50;
/// Longest file name, in characters.
const LONGEST_NAME: usize = 100;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MediaType {
    /// A JPEG image.
    Jpeg,
    /// A PNG image.
    Png,
    /// A GIF image.
    Gif,
    /// A WebP image.
    Webp,
    /// An image as telephones take it (HEIC, HEIF).
    Heif,
    /// A PDF document.
    Pdf,
    /// MPEG audio.
    Mp3,
    /// Audio in an MP4 box: M4A, as telephones record it.
    M4a,
    /// Audio in an Ogg stream.
    Ogg,
    /// WAVE audio.
    Wav,
    /// AMR speech.
    Amr,
    /// Audio in a WebM box.
    Weba,
    /// Plain text.
    Text,
}

impl MediaType {
    /// Every type, with the name it is served under and the endings of its files.
    const ALL: &'static [(Self, &'static str, &'static [&'static str])] = &[
        (Self::Jpeg, "image/jpeg", &["jpg", "jpeg", "jpe"]),
        (Self::Png, "image/png", &["png"]),
        (Self::Gif, "image/gif", &["gif"]),
        (Self::Webp, "image/webp", &["webp"]),
        (Self::Heif, "image/heic", &["heic", "heif"]),
        (Self::Pdf, "application/pdf", &["pdf"]),
        (Self::Mp3, "audio/mpeg", &["mp3"]),
        (Self::M4a, "audio/mp4", &["m4a", "mp4a"]),
        (Self::Ogg, "audio/ogg", &["ogg", "oga", "opus"]),
        (Self::Wav, "audio/wav", &["wav"]),
        (Self::Amr, "audio/amr", &["amr"]),
        (Self::Weba, "audio/webm", &["weba", "webm"]),
        (Self::Text, "text/plain", &["txt", "text"]),
    ];

    /// The name it is kept and served under.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(held, ..)| *held == self).map_or("application/octet-stream", |(_, name, _)| name)
    }

    /// The type of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, held, _)| *held == name).map(|(held, ..)| *held)
    }

    /// Whether browsers draw it as a picture.
    #[must_use]
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Gif | Self::Webp)
    }

    /// What a file of this name says it is.
    fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        let ending = ending.to_ascii_lowercase();
        Self::ALL.iter().find(|(_, _, endings)| endings.contains(&ending.as_str())).map(|(held, ..)| *held)
    }

    /// What a sender says it is; synonyms of the same thing are one.
    fn of_claim(claim: &str) -> Option<Self> {
        let claim = claim.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match claim.as_str() {
            "image/jpg" | "image/pjpeg" => Some(Self::Jpeg),
            "image/heif" => Some(Self::Heif),
            "audio/mp3" => Some(Self::Mp3),
            "audio/m4a" | "audio/x-m4a" | "audio/aac" => Some(Self::M4a),
            "audio/x-wav" | "audio/wave" | "audio/vnd.wave" => Some(Self::Wav),
            "audio/opus" | "application/ogg" => Some(Self::Ogg),
            "video/webm" => Some(Self::Weba),
            other => Self::parse(other),
        }
    }

    /// What its bytes say it is; none where they say nothing that may be attached.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let at = |from: usize, mark: &[u8]| bytes.get(from..from + mark.len()) == Some(mark);
        let heif = [&b"heic"[..], b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"];
        let audio = [&b"M4A "[..], b"M4B ", b"mp42", b"isom", b"mp41", b"3gp4", b"3gp5"];
        if at(0, &[0xFF, 0xD8, 0xFF]) {
            Some(Self::Jpeg)
        } else if at(0, b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if at(0, b"GIF87a") || at(0, b"GIF89a") {
            Some(Self::Gif)
        } else if at(0, b"RIFF") && at(8, b"WEBP") {
            Some(Self::Webp)
        } else if at(0, b"RIFF") && at(8, b"WAVE") {
            Some(Self::Wav)
        } else if at(4, b"ftyp") && heif.iter().any(|brand| at(8, brand)) {
            Some(Self::Heif)
        } else if at(4, b"ftyp") && audio.iter().any(|brand| at(8, brand)) {
            Some(Self::M4a)
        } else if at(0, b"%PDF-") {
            Some(Self::Pdf)
        } else if at(0, b"ID3") || is_mpeg_audio(bytes) {
            Some(Self::Mp3)
        } else if at(0, b"OggS") {
            Some(Self::Ogg)
        } else if at(0, b"#!AMR") {
            Some(Self::Amr)
        } else if at(0, &[0x1A, 0x45, 0xDF, 0xA3]) {
            Some(Self::Weba)
        } else {
            is_plain_text(bytes).then_some(Self::Text)
        }
    }
}

/// The eleven bits that begin a frame of MPEG audio, layer III (ISO/IEC 11172-3).
fn is_mpeg_audio(bytes: &[u8]) -> bool {
    matches!(bytes, [0xFF, second, ..] if second & 0xE6 == 0xE2)
}

/// Whether it is text without control signs, as people write it.
fn is_plain_text(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    !text.is_empty() && text.chars().all(|sign| !sign.is_control() || matches!(sign, '\n' | '\r' | '\t' | '\u{feff}'))
}

/// Why a file cannot be attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttachmentProblem {
    /// It is larger than [`LARGEST_FILE`].
    #[error("is larger than 10 MB")]
    TooLarge,
    /// There are more than [`MOST_FILES`].
    #[error("is one of more than five files")]
    TooMany,
    /// The case has [`MOST_FILES_OF_CASE`] already.
    #[error("is one too many: the case has fifty files")]
    CaseIsFull,
    /// It is none of the types that may be attached.
    #[error("is no image, PDF, recording or plain text")]
    Kind,
    /// Its content is something else than its name or its sender says.
    #[error("has another content than its name says")]
    Mismatch,
    /// Nothing is in it.
    #[error("is empty")]
    Empty,
}

impl AttachmentProblem {
    /// The name in the API and the locales (`attachment-problem-` and this name).
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::TooMany => "too_many",
            Self::CaseIsFull => "case_is_full",
            Self::Kind => "kind",
            Self::Mismatch => "mismatch",
            Self::Empty => "empty",
        }
    }
}

/// What a file is, where its bytes, its name and its sender agree.
///
/// # Errors
/// Says why it cannot be attached.
pub fn media_type(name: &str, claim: Option<&str>, bytes: &[u8]) -> Result<MediaType, AttachmentProblem> {
    if bytes.is_empty() {
        return Err(AttachmentProblem::Empty);
    }
    if bytes.len() > LARGEST_FILE {
        return Err(AttachmentProblem::TooLarge);
    }
    let said = MediaType::of_name(name).ok_or(AttachmentProblem::Kind)?;
    let found = MediaType::of_bytes(bytes).ok_or(AttachmentProblem::Mismatch)?;
    // Programs that do not know say so with this type; that is no lie.
    let claim = claim.filter(|claim| !claim.is_empty() && *claim != "application/octet-stream");
    let lies = claim.is_some_and(|claim| MediaType::of_claim(claim) != Some(found));
    if found != said || lies { Err(AttachmentProblem::Mismatch) } else { Ok(found) }
}

/// A file name as it may be kept and handed back: its last part, without signs that mean something to a file system,
/// a header or a reader of another direction.
#[must_use]
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let bad = |sign: &char| {
        sign.is_control()
            || matches!(sign, '"' | '<' | '>' | ':' | '|' | '?' | '*' | ';' | '%' | '\u{200e}' | '\u{200f}')
            || matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let cleaned: String = last.chars().filter(|sign| !bad(sign)).collect();
    let cleaned = cleaned.trim().trim_start_matches('.');
    let (stem, ending) = cleaned.rsplit_once('.').unwrap_or((cleaned, ""));
    let stem: String = stem.chars().take(LONGEST_NAME).collect();
    let stem = if stem.trim().is_empty() { "file" } else { stem.trim() };
    if ending.is_empty() { stem.to_owned() } else { format!("{stem}.{}", ending.chars().take(10).collect::<String>()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const JPEG: &[u8] = &[0xFF, 0xD8, 0xFF, 0xE0, 0, 16, b'J', b'F', b'I', b'F'];

    #[test]
    fn a_file_is_what_its_name_its_sender_and_its_bytes_say() {
        assert_eq!(media_type("a.JPG", Some("image/jpeg"), JPEG), Ok(MediaType::Jpeg));
        assert_eq!(media_type("a.jpeg", Some("application/octet-stream"), JPEG), Ok(MediaType::Jpeg));
        assert_eq!(media_type("a.pdf", Some("application/pdf"), b"%PDF-1.7\n"), Ok(MediaType::Pdf));
        assert_eq!(media_type("نامه.txt", Some("text/plain; charset=utf-8"), "سلام\n".as_bytes()), Ok(MediaType::Text));
        assert_eq!(media_type("a.ogg", None, b"OggS\0\x02"), Ok(MediaType::Ogg));
        assert_eq!(media_type("a.m4a", Some("audio/x-m4a"), b"\0\0\0\x20ftypM4A \0"), Ok(MediaType::M4a));
        assert_eq!(media_type("a.mp3", Some("audio/mpeg"), &[0xFF, 0xFB, 0x90, 0]), Ok(MediaType::Mp3));
    }

    #[test]
    fn a_file_that_lies_is_told_so() {
        use AttachmentProblem::{Empty, Kind, Mismatch, TooLarge};
        assert_eq!(media_type("a.png", Some("image/png"), JPEG), Err(Mismatch));
        assert_eq!(media_type("a.jpg", Some("image/png"), JPEG), Err(Mismatch));
        assert_eq!(media_type("a.jpg", Some("image/jpeg"), b"MZ\x90\0\x03\0"), Err(Mismatch));
        assert_eq!(media_type("a.pdf", Some("application/pdf"), b"<html><script>"), Err(Mismatch));
        assert_eq!(media_type("a.txt", Some("text/plain"), b"\x7fELF\x02\x01"), Err(Mismatch));
        assert_eq!(media_type("a.exe", Some("application/x-msdownload"), b"MZ"), Err(Kind));
        assert_eq!(media_type("a.svg", Some("image/svg+xml"), b"<svg/>"), Err(Kind));
        assert_eq!(media_type("a", None, JPEG), Err(Kind));
        assert_eq!(media_type("a.jpg", None, b""), Err(Empty));
        assert_eq!(media_type("a.txt", None, &vec![b'x'; LARGEST_FILE + 1]), Err(TooLarge));
    }

    #[test]
    fn names_are_cleaned() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\x\\عکس من.jpg"), "عکس من.jpg");
        assert_eq!(clean_name("a\"; filename=evil.exe\r\n.jpg"), "a filename=evil.exe.jpg");
        assert_eq!(clean_name("gnp.\u{202e}exe.jpg"), "gnp.exe.jpg");
        assert_eq!(clean_name(".htaccess"), "htaccess");
        assert_eq!(clean_name("///"), "file");
    }

    proptest! {
        #[test]
        fn no_bytes_and_no_name_break_it(name in ".{0,300}", claim in ".{0,40}", bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let cleaned = clean_name(&name);
            prop_assert!(!cleaned.is_empty() && cleaned.chars().count() <= LONGEST_NAME + 11);
            prop_assert!(!cleaned.contains(['/', '\\', '"', '\r', '\n', '\0']));
            let _ = media_type(&cleaned, Some(&claim), &bytes);
        }
    }
}
