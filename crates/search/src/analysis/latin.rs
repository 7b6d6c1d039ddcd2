//! Latin names of models, numbers with units, and the numbers of standards.

use super::words::Text;
use super::{Kind, Sink};

/// What the number of a standard begins with, without `/T` and the like.
const BODIES: &[&str] = &[
    "gb", "qb", "jb", "hg", "fz", "yy", "sj", "yd", "dl", "nb", "jg", "cj", "sn", "ly", "bb", "yb", "ys", "ny", "sb",
    "wb", "gjb", "iso", "iec", "en", "astm", "din", "ansi", "jis", "bs", "ul", "jjg", "jjf", "cns", "as", "satra",
    "fcc", "rohs", "itu",
];
/// Units as they are written in Chinese and as they are kept; the longest of those with a common beginning first.
const UNITS: &[(&str, &str)] = &[
    ("毫米", "mm"),
    ("厘米", "cm"),
    ("微米", "um"),
    ("纳米", "nm"),
    ("公斤", "kg"),
    ("千克", "kg"),
    ("毫克", "mg"),
    ("毫升", "ml"),
    ("摄氏度", "c"),
    ("℃", "c"),
    ("°c", "c"),
    ("千瓦", "kw"),
    ("千伏", "kv"),
    ("兆帕", "mpa"),
    ("千牛", "kn"),
    ("赫兹", "hz"),
    ("安培", "a"),
    ("伏特", "v"),
    ("μm", "um"),
    ("吨", "t"),
    ("米", "m"),
    ("安", "a"),
    ("伏", "v"),
    ("瓦", "w"),
    ("克", "g"),
];

/// Tells the tokens of the run of letters and digits that begins at `at`, and where it ends.
pub(super) fn run(text: &Text, at: usize, sink: &mut Sink<'_>) -> usize {
    let end = run_end(text, at);
    if let Some(after) = standard(text, at, end, sink) {
        return after;
    }
    let parts = parts(text, at, end);
    for &(from, to) in &parts {
        sink.tell(text.slice(from, to), Kind::Latin, text, from, to);
        halves(text, from, to, sink);
    }
    if parts.len() > 1 {
        let whole: String = parts.iter().map(|&(from, to)| text.slice(from, to)).collect();
        sink.tell(&whole, Kind::Latin, text, at, end);
    }
    if let Some(&(from, to)) = parts.last() {
        measure(text, from, to, sink);
    }
    end
}

fn word(character: char) -> bool {
    character.is_alphanumeric() && !super::folding::is_han(character)
}

/// A run goes on over one of `-./_+` between letters or digits.
fn run_end(text: &Text, at: usize) -> usize {
    let all = &text.characters;
    let mut end = at;
    while end < all.len() {
        let joins = matches!(all[end], '-' | '.' | '/' | '_' | '+') && all.get(end + 1).is_some_and(|next| word(*next));
        if !(word(all[end]) || joins) || end - at > 64 {
            break;
        }
        end += 1;
    }
    end.max(at + 1)
}

/// The parts between the joints; the point of a decimal number is no joint.
fn parts(text: &Text, at: usize, end: usize) -> Vec<(usize, usize)> {
    let all = &text.characters;
    let mut parts = Vec::new();
    let mut from = at;
    for index in at..=end {
        let decimal = index > at
            && index + 1 < end
            && all[index] == '.'
            && all[index - 1].is_ascii_digit()
            && all[index + 1].is_ascii_digit();
        if index == end || !word(all[index]) && !decimal {
            if index > from {
                parts.push((from, index));
            }
            from = index + 1;
        }
    }
    parts
}

/// `iso9001` is also `iso` and `9001`.
fn halves(text: &Text, from: usize, to: usize, sink: &mut Sink<'_>) {
    let digit = |index: usize| text.characters[index].is_ascii_digit() || text.characters[index] == '.';
    let mut begin = from;
    for index in from + 1..=to {
        if index == to || digit(index) != digit(index - 1) {
            if index - begin < to - from {
                sink.tell(text.slice(begin, index), Kind::Part, text, begin, index);
            }
            begin = index;
        }
    }
}

/// `3.5 mm` and `3.5毫米` are both `3.5mm` too.
fn measure(text: &Text, from: usize, to: usize, sink: &mut Sink<'_>) {
    let number = text.slice(from, to);
    if !number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return;
    }
    let mut next = to;
    while text.characters.get(next) == Some(&' ') && next < to + 2 {
        next += 1;
    }
    let rest: String = text.characters[next..].iter().take(5).collect();
    let chinese = UNITS.iter().find(|(written, _)| rest.starts_with(written));
    let unit = match chinese {
        Some((written, unit)) => Some(((*unit).to_owned(), written.chars().count())),
        None => {
            let letters: String = rest.chars().take_while(char::is_ascii_alphabetic).collect();
            let known = UNITS.iter().any(|(_, unit)| *unit == letters);
            known.then(|| (letters.clone(), letters.len()))
        }
    };
    if let Some((unit, length)) = unit {
        sink.tell(&format!("{number}{unit}"), Kind::Part, text, from, next + length);
    }
}

/// A standard: `GB/T 3903.1-2017` is itself, and without its year, its part and its `/T`.
fn standard(text: &Text, at: usize, end: usize, sink: &mut Sink<'_>) -> Option<usize> {
    let all = &text.characters;
    let mut letters = at;
    while letters < all.len() && all[letters].is_ascii_alphabetic() {
        letters += 1;
    }
    let body = text.slice(at, letters);
    if !BODIES.contains(&body) {
        return None;
    }
    let (mut next, mut joint) = (letters, String::new());
    for mark in ["/t", "/z", "/iec"] {
        let length = mark.len();
        if letters + length <= all.len() && text.slice(letters, letters + length) == mark {
            next = letters + length;
            joint = mark.to_owned();
        }
    }
    while next < all.len() && matches!(all[next], ' ' | '-' | '_') && next < end.max(letters) + 3 {
        next += 1;
    }
    let digits =
        |from: usize| all[from.min(all.len())..].iter().take_while(|character| character.is_ascii_digit()).count();
    let base = next + digits(next);
    if base - next < 2 || base - next > 6 {
        return None;
    }
    let mut part = base;
    while all.get(part) == Some(&'.') && digits(part + 1) > 0 {
        part += 1 + digits(part + 1);
    }
    let after = tail(text, part);
    tell_standard(text, (at, after), body, &joint, (next, base, part), sink);
    Some(after)
}

/// `-2017`, or the part of an IEC standard, `-2`, and a year after it.
fn tail(text: &Text, mut end: usize) -> usize {
    let all = &text.characters;
    while matches!(all.get(end), Some('-' | ':')) {
        let digits = all[end + 1..].iter().take_while(|character| character.is_ascii_digit()).count();
        if digits == 0 || digits > 4 {
            break;
        }
        end += 1 + digits;
    }
    end
}

fn tell_standard(
    text: &Text,
    (at, after): (usize, usize),
    body: &str,
    joint: &str,
    (from, base, part): (usize, usize, usize),
    sink: &mut Sink<'_>,
) {
    let number = text.slice(from, part);
    let whole = text.slice(from, after).replace(':', "-");
    let mut told: Vec<String> = vec![format!("{body}{joint}{whole}")];
    let mut add = |name: String| {
        if !told.contains(&name) {
            told.push(name);
        }
    };
    add(format!("{body}{whole}"));
    let year = whole.rsplit_once('-').filter(|(_, year)| year.len() == 4);
    if let Some((yearless, _)) = year {
        add(format!("{body}{yearless}"));
    }
    add(format!("{body}{number}"));
    add(format!("{body}{}", text.slice(from, base)));
    for name in &told {
        sink.tell(name, Kind::Standard, text, at, after);
    }
    for name in [number, text.slice(from, base), body] {
        if name != number || from < part {
            sink.tell(name, Kind::Part, text, at, after);
        }
    }
}
