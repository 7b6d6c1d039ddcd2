//! The texts that the cells of a workbook share.

use std::borrow::Cow;

use quick_xml::events::BytesStart;

use super::parts::Parts;
use super::xml::{Node, Stop, attribute};
use crate::{Limits, Refused};

/// What XML calls space.
const SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

/// All of them in one string, so that a million empty ones cost four bytes each.
#[derive(Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    pub(super) fn read(parts: &mut Parts<'_>, path: Option<&str>, limits: &Limits) -> Result<Self, Refused> {
        let mut strings = Self::default();
        let Some(path) = path else { return Ok(strings) };
        let Some(mut xml) = parts.part(path)? else { return Ok(strings) };
        let mut one = String::new();
        let mut place = Place::default();
        loop {
            let node = match xml.next() {
                Ok(node) => node,
                Err(Stop::NodeTooLong(_)) => return Err(too_long(limits)),
                Err(stop) => return Err(stop.into()),
            };
            match node {
                Node::Open(tag) if tag.local_name().as_ref() == b"si" => one.clear(),
                Node::Open(tag) => place.open(&tag, &one),
                Node::Text(text) if place.is_text() => one.push_str(&text),
                Node::Close(tag) => match tag.local_name().as_ref() {
                    b"si" => strings.push(&one, limits)?,
                    b"sst" => break,
                    name => place.close(name, &mut one),
                },
                Node::End => return Err(xml.damaged("it ends too early")),
                Node::Text(_) | Node::Other => {}
            }
            if one.len() > limits.text {
                return Err(too_long(limits));
            }
        }
        xml.finish()?;
        Ok(strings)
    }

    fn push(&mut self, one: &str, limits: &Limits) -> Result<(), Refused> {
        self.text.push_str(&plain(one));
        if self.text.len() > limits.text || self.ends.len() >= limits.cells {
            return Err(Refused::TooMuchText { row: 0 });
        }
        self.ends.push(u32::try_from(self.text.len()).map_err(|_| Refused::TooMuchText { row: 0 })?);
        Ok(())
    }

    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)? as usize;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.text.get(start..end)
    }
}

fn too_long(limits: &Limits) -> Refused {
    Refused::CellTooLong { row: 0, column: 0, limit: limits.characters }
}

/// Whether text belongs to a cell: it stands in `t`, and not in `rPh`, which tells how to pronounce it.
#[derive(Default)]
pub(super) struct Place {
    /// In `t`: where its text begins in that of the cell, and whether the space at its ends stays.
    text: Option<(usize, bool)>,
    pronunciation: bool,
}

impl Place {
    pub(super) fn open(&mut self, tag: &BytesStart<'_>, text: &str) {
        match tag.local_name().as_ref() {
            b"t" => {
                let kept = attribute(tag, b"space").is_some_and(|space| space == "preserve");
                self.text = Some((text.len(), kept));
            }
            b"rPh" => self.pronunciation = true,
            _ => {}
        }
    }

    /// Excel takes the space at the ends of a text away unless the text says `xml:space="preserve"`.
    pub(super) fn close(&mut self, name: &[u8], text: &mut String) {
        match (name, self.text) {
            (b"t", Some((start, kept))) => {
                self.text = None;
                if !kept && let Some(own) = text.get(start..) {
                    let trimmed = own.trim_matches(SPACE).to_owned();
                    text.truncate(start);
                    text.push_str(&trimmed);
                }
            }
            (b"rPh", _) => self.pronunciation = false,
            _ => {}
        }
    }

    pub(super) fn is_text(&self) -> bool {
        self.text.is_some() && !self.pronunciation
    }
}

/// Text with `_x000D_` and the like turned into the character that Excel writes so. U+0000 becomes U+FFFD.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") && !text.contains('\0') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        plain.push_str(&rest[..at]);
        if let Some(unit) = escaped(&rest[at..]) {
            rest = &rest[at + 7..];
            // A character beyond the first plane is written as two halves, one behind the other.
            let low = if (0xD800..0xDC00).contains(&unit) { escaped(rest) } else { None };
            let pair = char::decode_utf16([unit].into_iter().chain(low)).next();
            let whole = matches!(pair, Some(Ok(c)) if c.len_utf16() == 2);
            plain.push(pair.and_then(Result::ok).unwrap_or(char::REPLACEMENT_CHARACTER));
            rest = if whole { &rest[7..] } else { rest };
        } else {
            plain.push_str("_x");
            rest = &rest[at + 2..];
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain.replace('\0', "\u{FFFD}"))
}

/// The unit of UTF-16 in `_xHHHH_` at the start of the text.
fn escaped(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("_x")?.get(..4)?;
    let closed = text.get(6..7) == Some("_") && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    closed.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_excel_escapes_is_turned_back() {
        assert_eq!(plain("鞋底_x000D_\n耐折_x005F_x000D_"), "鞋底\r\n耐折_x000D_");
        assert_eq!(plain("a_x_xZZZZ_x00"), "a_x_xZZZZ_x00");
        assert_eq!(plain("_xD83D__xDE00__xD83D_"), "😀\u{FFFD}");
        assert_eq!(plain("_x0000_\0"), "\u{FFFD}\u{FFFD}");
    }
}
