//! Tidying of typed text. Chinese input methods produce full-width letters and digits, and people copy codes with
//! spaces and hyphens in them; neither is a mistake worth an error.

/// Turns full-width ASCII (`Ａ`, `９`, `－`, the wide space) into plain ASCII and leaves all else alone.
///
/// ```
/// assert_eq!(codes::text::to_half_width("ＬＣＸ２６　鹿城"), "LCX26 鹿城");
/// ```
pub fn to_half_width(text: &str) -> String {
    text.chars().map(half_width).collect()
}

/// A typed code in its plain form: half-width, upper case, without white space, hyphens of any kind and
/// invisible characters.
///
/// ```
/// assert_eq!(codes::text::tidy(" 91350100-m000100ｙ43 "), "91350100M000100Y43");
/// ```
pub fn tidy(text: &str) -> String {
    text.chars().map(half_width).filter(|&c| !is_filler(c)).map(|c| c.to_ascii_uppercase()).collect()
}

fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        // The full-width forms stand in the order of ASCII, 0xFEE0 further on.
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

fn is_filler(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c,
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' // hyphens, dashes, minus
            | '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}') // invisible
}
