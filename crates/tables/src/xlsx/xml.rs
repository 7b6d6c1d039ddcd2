//! XML as a stream, with a bound on everything that grows.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::Refused;

/// Bytes of one tag or one run of text: the longest text of a cell in Chinese is a tenth.
const ONE_NODE: u64 = 1 << 20;
/// How deep elements may stand in each other; what is read here stands in no more than a dozen.
const DEPTH: usize = 64;
const BUFFER: usize = 64 << 10;

/// How far a part may unpack.
pub(super) struct Allowance<'a> {
    /// Bytes of this part.
    pub(super) entry: u64,
    /// Bytes of all parts.
    pub(super) unpacked: u64,
    /// Bytes of all parts so far.
    pub(super) so_far: &'a Cell<u64>,
}

/// A part while it is read.
pub(super) struct Xml<'a> {
    reader: Reader<Metered<'a>>,
    buffer: Vec<u8>,
    part: String,
    depth: usize,
}

/// What a part is made of, as far as it is looked at.
pub(super) enum Node<'b> {
    /// A start tag; an empty element has one too, and its end follows.
    Open(BytesStart<'b>),
    /// An end tag.
    Close(quick_xml::events::BytesEnd<'b>),
    /// A piece of text; a text may come in several.
    Text(Cow<'b, str>),
    /// A comment or the like.
    Other,
    /// Nothing more.
    End,
}

/// Why there is no next piece.
pub(super) enum Stop {
    /// One tag or text of this part is longer than any is.
    NodeTooLong(String),
    /// Anything else.
    Refused(Refused),
}

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<Stop> for Refused {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::NodeTooLong(entry) => Self::TooMuchUnpacked { entry, limit: ONE_NODE },
            Stop::Refused(refused) => refused,
        }
    }
}

impl<'a> Xml<'a> {
    pub(super) fn new(file: impl Read + 'a, part: &str, allowance: Allowance<'a>) -> Self {
        let file: Box<dyn Read + 'a> = Box::new(file);
        let metered = Metered {
            inner: BufReader::with_capacity(BUFFER, file),
            of_node: 0,
            of_entry: 0,
            allowance,
            exceeded: None,
        };
        let mut reader = Reader::from_reader(metered);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), part: part.to_owned(), depth: 0 }
    }

    /// The next piece.
    pub(super) fn next(&mut self) -> Result<Node<'_>, Stop> {
        self.buffer.clear();
        self.reader.get_mut().of_node = 0;
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(error) => return Err(stop(self.reader.get_ref(), &self.part, &error)),
        };
        let part = &self.part;
        let not_text = || Refused::Damaged(format!("{part} is not in UTF-8"));
        Ok(match event {
            Event::Start(tag) => {
                self.depth += 1;
                if self.depth > DEPTH {
                    return Err(Refused::Damaged(format!("{part} is nested too deep")).into());
                }
                Node::Open(tag)
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                Node::Close(tag)
            }
            Event::Text(text) => Node::Text(text.xml10_content().map_err(|_| not_text())?),
            Event::CData(text) => Node::Text(text.xml10_content().map_err(|_| not_text())?),
            Event::GeneralRef(reference) => Node::Text(Cow::Owned(resolve(&reference, part)?.to_string())),
            Event::DocType(_) => return Err(Refused::Entities { entry: part.clone() }.into()),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => Node::Other,
            Event::Eof => Node::End,
        })
    }

    /// Unpacks what is left without looking at it: the archive's sum of a part is checked at its end.
    pub(super) fn finish(self) -> Result<(), Refused> {
        let mut source = self.reader.into_inner();
        loop {
            source.of_node = 0;
            match source.fill_buf().map(<[u8]>::len) {
                Ok(0) => return Ok(()),
                Ok(count) => source.consume(count),
                Err(error) => return Err(stop(&source, &self.part, &error.into()).into()),
            }
        }
    }

    /// That the part ends too early, or says what it cannot.
    pub(super) fn damaged(&self, what: &str) -> Refused {
        Refused::Damaged(format!("{}: {what}", self.part))
    }
}

/// The value of an attribute by its name without prefix. Duplicates are not looked for: that takes the square of their
/// number.
pub(super) fn attribute<'t>(tag: &'t BytesStart<'_>, name: &[u8]) -> Option<Cow<'t, str>> {
    let mut attributes = tag.attributes();
    attributes.with_checks(false);
    let attribute = attributes.flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    match attribute.value {
        Cow::Borrowed(bytes) => unescape(std::str::from_utf8(bytes).ok()?),
        Cow::Owned(_) => None,
    }
}

fn unescape(text: &str) -> Option<Cow<'_, str>> {
    quick_xml::escape::unescape(text).ok()
}

/// The five entities of XML and numbered characters; an entity of the file's own is refused.
fn resolve(reference: &BytesRef<'_>, part: &str) -> Result<char, Refused> {
    let own = || Refused::Entities { entry: part.to_owned() };
    match reference.resolve_char_ref() {
        Ok(Some(c)) => return Ok(c),
        Ok(None) => {}
        Err(_) => return Err(Refused::Damaged(format!("{part} refers to no character"))),
    }
    let name: &[u8] = reference;
    match name {
        b"amp" => Ok('&'),
        b"lt" => Ok('<'),
        b"gt" => Ok('>'),
        b"quot" => Ok('"'),
        b"apos" => Ok('\''),
        _ => Err(own()),
    }
}

fn stop(source: &Metered<'_>, part: &str, error: &quick_xml::Error) -> Stop {
    let entry = part.to_owned();
    match source.exceeded {
        None => Refused::Damaged(format!("{part}: {error}")).into(),
        Some(Exceeded::Node) => Stop::NodeTooLong(entry),
        Some(Exceeded::Entry) => Refused::TooMuchUnpacked { entry, limit: source.allowance.entry }.into(),
        Some(Exceeded::All) => Refused::TooMuchUnpacked { entry, limit: source.allowance.unpacked }.into(),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exceeded {
    Node,
    Entry,
    All,
}

/// Counts what is unpacked and gives no more than allowed. What is allowed is exceeded by one buffer at most.
struct Metered<'a> {
    inner: BufReader<Box<dyn Read + 'a>>,
    of_node: u64,
    of_entry: u64,
    allowance: Allowance<'a>,
    exceeded: Option<Exceeded>,
}

impl Read for Metered<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(into.len());
        into[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Metered<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let allowance = &self.allowance;
        let exceeded = if self.of_node > ONE_NODE {
            Some(Exceeded::Node)
        } else if self.of_entry > allowance.entry {
            Some(Exceeded::Entry)
        } else if allowance.so_far.get() > allowance.unpacked {
            Some(Exceeded::All)
        } else {
            None
        };
        if exceeded.is_some() {
            self.exceeded = exceeded;
            return Err(io::Error::other("more than allowed"));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.of_node += count as u64;
        self.of_entry += count as u64;
        self.allowance.so_far.set(self.allowance.so_far.get() + count as u64);
        self.inner.consume(count);
    }
}
