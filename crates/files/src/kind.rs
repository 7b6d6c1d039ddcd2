//! What a file is, by its content; its name only has to agree.

use crate::MOST_BYTES;

/// A type of file that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// PDF
    Pdf,
    /// JPEG
    Jpeg,
    /// PNG
    Png,
    /// WebP
    WebP,
    /// Word
    Docx,
    /// Excel
    Xlsx,
    /// PowerPoint
    Pptx,
    /// Plain text or CSV, UTF-8
    Text,
    /// ZIP
    Zip,
    /// AutoCAD drawing
    Dwg,
    /// STEP model
    Step,
    /// MP4 film
    Mp4,
}

use Kind::{Docx, Dwg, Jpeg, Mp4, Pdf, Png, Pptx, Step, Text, WebP, Xlsx, Zip};

/// Kind, its media type, and the endings a name may have.
const KINDS: [(Kind, &str, &[&str]); 12] = [
    (Pdf, "application/pdf", &["pdf"]),
    (Jpeg, "image/jpeg", &["jpg", "jpeg"]),
    (Png, "image/png", &["png"]),
    (WebP, "image/webp", &["webp"]),
    (Docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", &["docx"]),
    (Xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &["xlsx"]),
    (Pptx, "application/vnd.openxmlformats-officedocument.presentationml.presentation", &["pptx"]),
    (Text, "text/plain; charset=utf-8", &["txt", "csv"]),
    (Zip, "application/zip", &["zip"]),
    (Dwg, "image/vnd.dwg", &["dwg"]),
    (Step, "model/step", &["step", "stp"]),
    (Mp4, "video/mp4", &["mp4"]),
];

impl Kind {
    /// Media type under which it is served.
    pub fn media_type(self) -> &'static str {
        KINDS.iter().find(|(kind, ..)| *kind == self).map_or("application/octet-stream", |(_, media, _)| media)
    }

    fn endings(self) -> &'static [&'static str] {
        KINDS.iter().find(|(kind, ..)| *kind == self).map_or(&[], |(_, _, endings)| endings)
    }
}

/// Why a file is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Larger than [`MOST_BYTES`].
    #[error("the file has {bytes} bytes, at most {most} are taken")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The limit.
        most: usize,
    },
    /// A type that is not taken (a program, a web page, something unknown).
    #[error("this type of file is not taken")]
    Type,
    /// The name's ending says another type than the content.
    #[error("the name ends in {ending}, but the content is another type")]
    Name {
        /// The ending.
        ending: String,
    },
}

/// Finds out what a file is.
///
/// # Errors
/// Why it is not taken.
pub fn check(bytes: &[u8], name: &str) -> Result<Kind, Unfit> {
    if bytes.is_empty() {
        return Err(Unfit::Empty);
    }
    if bytes.len() > MOST_BYTES {
        return Err(Unfit::TooLarge { bytes: bytes.len(), most: MOST_BYTES });
    }
    let kind = of_content(bytes).ok_or(Unfit::Type)?;
    let ending = name.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_lowercase());
    if kind.endings().contains(&ending.as_str()) { Ok(kind) } else { Err(Unfit::Name { ending }) }
}

fn of_content(bytes: &[u8]) -> Option<Kind> {
    if bytes.starts_with(b"ISO-10303-21;") {
        return Some(Step);
    }
    // AC10xx is the version mark of every DWG since R13.
    if bytes.starts_with(b"AC10") && bytes.get(4..6)?.iter().all(u8::is_ascii_digit) {
        return Some(Dwg);
    }
    match infer::get(bytes).map(|found| found.mime_type()) {
        Some("application/pdf") => Some(Pdf),
        Some("image/jpeg") => Some(Jpeg),
        Some("image/png") => Some(Png),
        Some("image/webp") => Some(WebP),
        Some("application/vnd.openxmlformats-officedocument.wordprocessingml.document") => Some(Docx),
        Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") => Some(Xlsx),
        Some("application/vnd.openxmlformats-officedocument.presentationml.presentation") => Some(Pptx),
        Some("application/zip") => Some(Zip),
        Some("video/mp4") => Some(Mp4),
        Some(_) => None,
        None => is_plain_text(bytes).then_some(Text),
    }
}

/// UTF-8 without control characters, and no markup that a browser would run.
fn is_plain_text(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let markup = text.trim_start().trim_start_matches('\u{feff}').starts_with('<');
    !markup && !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

/// A file name to keep: no folders, no control characters, at most 120 characters with its ending.
pub fn clean_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String =
        name.chars().filter(|c| !c.is_control() && !matches!(c, '"' | '<' | '>' | ':' | '|' | '?' | '*')).collect();
    let name = name.trim_matches(['.', ' ']);
    let (stem, ending) =
        name.rsplit_once('.').map_or((name, String::new()), |(stem, ending)| (stem, format!(".{ending}")));
    let room = 120usize.saturating_sub(ending.chars().count());
    let stem: String = stem.chars().take(room).collect();
    if stem.is_empty() { format!("文件{ending}") } else { format!("{stem}{ending}") }
}

/// The header that makes a browser save the file under its name (RFC 6266, RFC 8187).
pub fn content_disposition(name: &str) -> String {
    let mut encoded = String::new();
    for byte in clean_name(name).bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(byte.into());
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_content_not_by_name() {
        assert_eq!(check(b"%PDF-1.7\n", "\u{62a5}\u{544a}.pdf"), Ok(Pdf));
        assert_eq!(check(b"ISO-10303-21;\nHEADER;", "鞋楦.STP"), Ok(Step));
        assert_eq!(check(b"AC1032\0\0", "模具.dwg"), Ok(Dwg));
        assert_eq!(check("型号,数量\nA1,3\n".as_bytes(), "清单.csv"), Ok(Text));
        assert_eq!(check(b"MZ\x90\0\x03\0\0\0\x04\0", "报告.pdf"), Err(Unfit::Type));
        assert_eq!(check(b"<svg onload='x'>", "图.txt"), Err(Unfit::Type));
        assert_eq!(check(b"%PDF-1.7\n", "报告.png"), Err(Unfit::Name { ending: "png".into() }));
        assert_eq!(check(b"", "空.pdf"), Err(Unfit::Empty));
        let large = vec![b'a'; MOST_BYTES + 1];
        assert!(matches!(check(&large, "大.txt"), Err(Unfit::TooLarge { .. })));
    }

    #[test]
    fn names() {
        assert_eq!(clean_name("../../etc/报告\n.pdf"), "报告.pdf");
        assert_eq!(clean_name("C:\\图纸\\a.dwg"), "a.dwg");
        assert_eq!(clean_name("...").chars().count(), 2);
        assert_eq!(clean_name(&("长".repeat(300) + ".pdf")).chars().count(), 120);
        assert_eq!(content_disposition("检测 1.pdf"), "attachment; filename*=UTF-8''%E6%A3%80%E6%B5%8B%201.pdf");
    }
}
