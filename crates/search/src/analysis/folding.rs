//! What makes two spellings one: full and half width, case, Traditional and Simplified.

use std::sync::LazyLock;

/// The first character of the table and the number of its places: CJK extension A up to the end of the basic block.
const FIRST: u32 = 0x3400;
const PLACES: usize = 0xA000 - 0x3400;

static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut table: Vec<char> = (FIRST..0xA000).map(|code| char::from_u32(code).unwrap_or(' ')).collect();
    let lines = include_str!("../../data/simplified.txt").lines().filter(|line| !line.starts_with('#'));
    for line in lines {
        let characters: Vec<char> = line.chars().collect();
        for pair in characters.chunks_exact(2) {
            if let Some(place) = place(pair[0]) {
                table[place] = pair[1];
            }
        }
    }
    table
});

fn place(character: char) -> Option<usize> {
    let place = (u32::from(character)).checked_sub(FIRST)? as usize;
    (place < PLACES).then_some(place)
}

/// One character as it is compared: `Ｇ` and `G` are `g`, `檢` is `检`. One character stays one character, so that
/// places in the folded text are places in the text.
#[must_use]
pub fn fold(character: char) -> char {
    match character {
        'a'..='z' | '0'..='9' => character,
        'A'..='Z' => character.to_ascii_lowercase(),
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => {
            char::from_u32(u32::from(character) - 0xFEE0).map_or(character, |half| half.to_ascii_lowercase())
        }
        '–' | '—' | '‐' | '−' => '-',
        '×' | '✕' => 'x',
        _ if place(character).is_some() => place(character).map_or(character, |place| SIMPLIFIED[place]),
        _ if character.is_uppercase() => character.to_lowercase().next().unwrap_or(character),
        _ => character,
    }
}

/// A whole text, folded character by character.
#[must_use]
pub fn folded(text: &str) -> String {
    text.chars().map(fold).collect()
}

/// Whether a character is a Chinese one.
#[must_use]
pub fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}' | '々' | '〇')
}
