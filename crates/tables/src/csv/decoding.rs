//! From bytes to text: which encoding it is.

use std::borrow::Cow;

use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_16BE, UTF_16LE};

use crate::{Refused, Seen};

/// So many characters beyond ASCII that are right in UTF-8 are UTF-8: Chinese in GB18030 is wrong in it after one or two.
const CERTAIN: usize = 8;

/// The text and the name of its encoding. A mark at the start decides; without one, what is valid UTF-8 is UTF-8, and
/// what is valid GB18030 is GB18030.
pub(super) fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, &'static str), Refused> {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        let text = std::str::from_utf8(rest).map_err(|error| wrong(bytes, 3 + error.valid_up_to(), "UTF-8"))?;
        return plain(Cow::Borrowed(text), "UTF-8");
    }
    for (mark, encoding) in [(b"\xFF\xFE", UTF_16LE), (b"\xFE\xFF", UTF_16BE)] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            return plain(Cow::Owned(decode_as(encoding, rest, bytes, "UTF-16")?), "UTF-16");
        }
    }
    let error = match std::str::from_utf8(bytes) {
        Ok(_) if looks_like_gb2312(bytes) => {
            return plain(Cow::Owned(decode_as(GB18030, bytes, bytes, "GB18030")?), "GB18030");
        }
        Ok(text) => return plain(Cow::Borrowed(text), "UTF-8"),
        Err(error) => error,
    };
    let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
    // The first byte of every character of several bytes.
    if valid.iter().filter(|byte| **byte >= 0xC0).count() >= CERTAIN {
        return Err(wrong(bytes, error.valid_up_to(), "UTF-8"));
    }
    plain(Cow::Owned(decode_as(GB18030, bytes, bytes, "GB18030")?), "GB18030")
}

/// Some Chinese characters of GB2312 are, byte by byte, letters in UTF-8: 鞋 is `Ь`. A text that has nothing beyond ASCII but
/// pairs that may be either is Chinese, unless one of them stands beside a Latin letter, as in `Café`. Chinese in UTF-8
/// has three bytes a character and is never taken for it.
fn looks_like_gb2312(bytes: &[u8]) -> bool {
    let (mut at, mut pairs) = (0, 0);
    while let Some(&first) = bytes.get(at) {
        if first.is_ascii() {
            at += 1;
            continue;
        }
        let letter =
            |place: Option<usize>| place.and_then(|place| bytes.get(place)).is_some_and(u8::is_ascii_alphabetic);
        let second = bytes.get(at + 1).copied().unwrap_or_default();
        if first >= 0xE0 || second < 0xA1 || letter(at.checked_sub(1)) || letter(Some(at + 2)) {
            return false;
        }
        at += 2;
        pairs += 1;
    }
    pairs > 0
}

fn decode_as(encoding: &'static Encoding, rest: &[u8], all: &[u8], name: &str) -> Result<String, Refused> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let needed = decoder.max_utf8_buffer_length_without_replacement(rest.len());
    let mut text = String::with_capacity(needed.unwrap_or_default());
    match decoder.decode_to_string_without_replacement(rest, &mut text, true) {
        (DecoderResult::InputEmpty, _) => {
            text.shrink_to_fit();
            Ok(text)
        }
        // `read` is behind the bytes that do not fit; one or more of them may be good ones that were looked at.
        (DecoderResult::Malformed(wrong_bytes, looked_at), read) => {
            let back = usize::from(wrong_bytes) + usize::from(looked_at);
            Err(wrong(all, all.len() - rest.len() + read.saturating_sub(back), name))
        }
        (DecoderResult::OutputFull, read) => Err(wrong(all, all.len() - rest.len() + read, name)),
    }
}

fn wrong(bytes: &[u8], offset: usize, encoding: &str) -> Refused {
    // What is cut off in the middle of a character lacks a byte rather than having a wrong one.
    let offset = offset.min(bytes.len().saturating_sub(1));
    let byte = bytes.get(offset).copied().unwrap_or_default();
    Refused::Encoding { offset: offset as u64, byte, encoding: encoding.to_owned() }
}

/// Text has no U+0000; what has it is a program, or UTF-16 without its mark.
fn plain<'a>(text: Cow<'a, str>, encoding: &'static str) -> Result<(Cow<'a, str>, &'static str), Refused> {
    if text.contains('\0') { Err(Refused::NotATable(Seen::Binary)) } else { Ok((text, encoding)) }
}
