use codes::{Reference, ReferenceError};
use proptest::prelude::*;

const BASE_32: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &str = "0123456789";

/// The random part that reads `7K3F9Q`.
const RANDOM: u32 = 7 << 25 | 19 << 20 | 3 << 15 | 15 << 10 | 9 << 5 | 23;

#[test]
fn a_number_has_the_published_form() {
    let number = Reference::make("LCX", 2026, RANDOM).unwrap();
    assert_eq!(number.as_str(), "LCX26-7K3F9Q-0");
    assert_eq!(number.to_string(), number.as_str());
    assert_eq!((number.hub_code(), number.year()), ("LCX", "26"));
}

#[test]
fn only_the_lower_thirty_bits_count() {
    assert_eq!(Reference::make("LCX", 2026, RANDOM), Reference::make("LCX", 2026, RANDOM | 0b11 << 30));
}

#[test]
fn every_way_of_typing_gives_the_same_number() {
    let number = Reference::parse("LCX26-7K3F9Q-0");
    assert!(number.is_ok());
    for typed in ["lcx267k3f9q0", "LCX26 7K3F9Q o", "ＬＣＸ２６－７Ｋ３Ｆ９Ｑ－０", " L-C-X-2-6–7K3F9Q—O "]
    {
        assert_eq!(Reference::parse(typed), number);
        assert_eq!(typed.parse(), number);
        assert_eq!(Reference::try_from(typed), number);
    }
}

#[test]
fn look_alikes_are_read_as_digits_behind_the_year_only() {
    let number = Reference::make("OIL", 2026, 1 << 5 | 1).unwrap();
    assert!(number.as_str().starts_with("OIL26-000011-"), "{number}");
    assert_eq!(Reference::parse(&number.as_str().replace("000011", "OoOoIl")), Ok(number));
    let letter_year = Reference::parse("LCXO6-7K3F9Q-0");
    assert_eq!(letter_year, Err(ReferenceError::NotADigit { character: 'O', position: 4 }));
}

#[test]
fn each_mistake_is_told_apart() {
    let wrong = |text: &str| Reference::parse(text).unwrap_err();
    assert_eq!(wrong(""), ReferenceError::Length { given: 0 });
    assert_eq!(wrong("LCX26-7K3F9Q"), ReferenceError::Length { given: 11 });
    assert_eq!(wrong("L9X26-7K3F9Q-0"), ReferenceError::NotALetter { character: '9', position: 2 });
    assert_eq!(wrong("鹿CX26-7K3F9Q-0"), ReferenceError::NotALetter { character: '鹿', position: 1 });
    assert_eq!(wrong("LCX2A-7K3F9Q-0"), ReferenceError::NotADigit { character: 'A', position: 5 });
    assert_eq!(wrong("LCX26-7U3F9Q-0"), ReferenceError::UnknownCharacter { character: 'U', position: 7 });
    assert_eq!(wrong("LCX26-7K3F9Q-1"), ReferenceError::Check);
}

#[test]
fn a_number_needs_a_hub_code_and_a_year_of_this_century() {
    for hub in ["", "LC", "LCXX", "lcx", "L1X", "鹿"] {
        assert_eq!(Reference::make(hub, 2026, 0), Err(ReferenceError::HubCode { hub: hub.to_owned() }));
    }
    for year in [0, 26, 1999, 2100, u16::MAX] {
        assert_eq!(Reference::make("LCX", year, 0), Err(ReferenceError::Year { year }));
    }
    assert!(Reference::make("LCX", 2000, 0).is_ok_and(|number| number.year() == "00"));
    assert!(Reference::make("LCX", 2099, 0).is_ok_and(|number| number.year() == "99"));
}

fn made() -> impl Strategy<Value = Reference> {
    ("[A-Z]{3}", 2000..2100_u16, any::<u32>())
        .prop_map(|(hub, year, random)| Reference::make(&hub, year, random).unwrap())
}

fn plain(number: &Reference) -> Vec<char> {
    number.as_str().chars().filter(|&c| c != '-').collect()
}

fn is_refused(typed: &[char]) -> bool {
    Reference::parse(&typed.iter().collect::<String>()).is_err()
}

proptest! {
    #[test]
    fn what_is_made_can_be_parsed(number in made()) {
        prop_assert_eq!(Reference::parse(number.as_str()), Ok(number));
    }

    /// All 12 positions with every character that may stand there.
    #[test]
    fn every_single_substitution_is_found(number in made()) {
        let right = plain(&number);
        for place in 0..12 {
            let alphabet = match place { 0..=2 => LETTERS, 3 | 4 => DIGITS, _ => BASE_32 };
            for other in alphabet.chars().filter(|&other| other != right[place]) {
                let mut typed = right.clone();
                typed[place] = other;
                prop_assert!(is_refused(&typed), "{typed:?}");
            }
        }
    }

    /// Of neighbours everywhere, and of any two characters within the hub code and within what follows it.
    #[test]
    fn every_exchange_of_two_characters_is_found(number in made()) {
        let right = plain(&number);
        let pairs = (0..12).flat_map(|second| (0..second).map(move |first| (first, second)));
        for (first, second) in pairs.filter(|&(first, second)| first + 1 == second || (first < 3) == (second < 3)) {
            if right[first] != right[second] {
                let mut typed = right.clone();
                typed.swap(first, second);
                prop_assert!(is_refused(&typed), "{typed:?}");
            }
        }
    }

    #[test]
    fn any_text_is_answered(text in ".{0,30}") {
        if let Ok(number) = Reference::parse(&text) {
            prop_assert_eq!(number.as_str().len(), 14);
        }
    }
}
