//! Reference numbers such as `LCX26-7K3F9Q-0`, by which people name a need, a plan or an order on paper and on the
//! phone.
//!
//! Three letters of the hub code, two digits of the year, six random characters, one check character. The last seven
//! are of Crockford's base 32, which has no I, L, O and U, so nothing is mistaken for a 1 or a 0 and nothing rude is
//! spelled. The random part tells nothing of how many there are.
//!
//! # The check character
//! Its alphabet must be speakable, which rules out Crockford's own check (modulo 37, with `*~$=U`) and ISO 7064
//! MOD 37,2 (with `*`). The 32 characters are therefore read as the elements of the field GF(32), and the weighted sum
//! of all 12 characters is zero, the weights being 1, x, x², … from the right. In a field
//!
//! - a changed character changes the sum, for no weight is zero;
//! - two exchanged characters change the sum, for no two weights are equal (x has order 31).
//!
//! So every single mistyped character is found, wherever it stands, and every exchange of two neighbours, or of any two
//! characters within the hub code or within what follows it. Letters of the hub code count A = 0 to Z = 25; the other
//! characters have their values in base 32. Where the hub code meets the year an exchange puts a digit among the
//! letters, which is refused for that.

use std::fmt;
use std::str::FromStr;

use crate::text::tidy;

/// Crockford's base 32 in the order of its values.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 12;

/// A reference number that passes its check, in the form with hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference(String);

/// What is wrong with a reference number. Positions count from 1, without spaces and hyphens.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    /// Not 12 characters.
    #[error("{given} characters instead of 12")]
    Length {
        /// How many there are, without spaces and hyphens.
        given: usize,
    },
    /// The hub code, positions 1 to 3, has something else than a letter A–Z.
    #[error("{character} at position {position} is not a letter")]
    NotALetter {
        /// The character.
        character: char,
        /// Where it stands.
        position: usize,
    },
    /// The year, positions 4 and 5, has something else than a digit.
    #[error("{character} at position {position} is not a digit")]
    NotADigit {
        /// The character.
        character: char,
        /// Where it stands.
        position: usize,
    },
    /// A character from position 6 on that is not of Crockford's base 32.
    #[error("{character} at position {position} never occurs")]
    UnknownCharacter {
        /// The character.
        character: char,
        /// Where it stands.
        position: usize,
    },
    /// The check fails: some character is mistyped, or two are exchanged.
    #[error("the check character does not agree with the others")]
    Check,
    /// A hub code to make a number from that is not three letters A–Z.
    #[error("{hub:?} is not a hub code of three letters")]
    HubCode {
        /// The code as given.
        hub: String,
    },
    /// A year to make a number from that two digits cannot tell.
    #[error("{year} is not a year from 2000 to 2099")]
    Year {
        /// The year as given.
        year: u16,
    },
}

impl Reference {
    /// Makes a number for a hub and a year from 2000 to 2099 out of the lower 30 bits of `random`.
    ///
    /// # Errors
    /// [`ReferenceError::HubCode`] or [`ReferenceError::Year`].
    ///
    /// ```
    /// use codes::Reference;
    /// assert_eq!(Reference::make("LCX", 2026, 0)?.to_string(), "LCX26-000000-E");
    /// # Ok::<(), codes::ReferenceError>(())
    /// ```
    pub fn make(hub: &str, year: u16, random: u32) -> Result<Reference, ReferenceError> {
        if hub.len() != 3 || !hub.bytes().all(|c| c.is_ascii_uppercase()) {
            return Err(ReferenceError::HubCode { hub: hub.to_owned() });
        }
        if !(2000..2100).contains(&year) {
            return Err(ReferenceError::Year { year });
        }
        let mut plain = format!("{hub}{:02}", year - 2000);
        plain.extend((0..6).rev().map(|place| symbol((random >> (5 * place)) as u8 & 31)));
        let sum = plain
            .chars()
            .zip(1..)
            .try_fold(0, |sum, (c, position)| Ok::<_, ReferenceError>(times_x(sum ^ value(c, position)?)))?;
        plain.push(symbol(sum));
        Ok(Reference::with_hyphens(&plain))
    }

    /// Reads a number as people type it: full-width or half-width, upper or lower case, hyphens or spaces anywhere
    /// or nowhere; behind the year an O is read as 0 and an I or L as 1.
    ///
    /// # Errors
    /// [`ReferenceError::Length`], then the first character that cannot stand where it does, then
    /// [`ReferenceError::Check`].
    ///
    /// ```
    /// use codes::reference::{Reference, ReferenceError};
    /// let number = Reference::parse("lcx26 7k3f9q o")?;
    /// assert_eq!(number.as_str(), "LCX26-7K3F9Q-0");
    /// assert_eq!(number.hub_code(), "LCX");
    /// assert_eq!(Reference::parse("LXC26-7K3F9Q-0"), Err(ReferenceError::Check));
    /// # Ok::<(), ReferenceError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Reference, ReferenceError> {
        let typed = tidy(text);
        let given = typed.chars().count();
        if given != LENGTH {
            return Err(ReferenceError::Length { given });
        }
        let plain: String = typed.chars().zip(1..).map(|(c, position)| meant(c, position)).collect();
        let mut sum = 0;
        for (c, position) in plain.chars().zip(1..) {
            sum = times_x(sum) ^ value(c, position)?;
        }
        if sum != 0 {
            return Err(ReferenceError::Check);
        }
        Ok(Reference::with_hyphens(&plain))
    }

    /// `plain` is 12 characters of ASCII.
    fn with_hyphens(plain: &str) -> Reference {
        Reference(format!("{}-{}-{}", &plain[..5], &plain[5..11], &plain[11..]))
    }

    /// The 14 characters with the two hyphens.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The three letters of the hub.
    pub fn hub_code(&self) -> &str {
        &self.0[..3]
    }

    /// The two digits of the year.
    pub fn year(&self) -> &str {
        &self.0[3..5]
    }

    /// The 30 bits it was made of.
    ///
    /// ```
    /// use codes::Reference;
    /// assert_eq!(Reference::make("LCX", 2026, 0x2aaa_5555)?.bits(), 0x2aaa_5555);
    /// # Ok::<(), codes::ReferenceError>(())
    /// ```
    pub fn bits(&self) -> u32 {
        let place = |c: u8| ALPHABET.iter().position(|&symbol| symbol == c).unwrap_or_default() as u32;
        self.0.as_bytes()[6..12].iter().fold(0, |bits, &c| bits << 5 | place(c))
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Reference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Reference, ReferenceError> {
        Reference::parse(text)
    }
}

impl TryFrom<&str> for Reference {
    type Error = ReferenceError;

    fn try_from(text: &str) -> Result<Reference, ReferenceError> {
        Reference::parse(text)
    }
}

/// Reads the letters that look like digits as digits, where digits and letters mix.
fn meant(c: char, position: usize) -> char {
    match c {
        'O' if position > 5 => '0',
        'I' | 'L' if position > 5 => '1',
        _ => c,
    }
}

fn symbol(value: u8) -> char {
    char::from(ALPHABET[usize::from(value)])
}

/// The field element, below 32, that a character stands for at its position.
fn value(character: char, position: usize) -> Result<u8, ReferenceError> {
    let of_base_32 = || (0..).zip(ALPHABET).find(|&(_, &c)| char::from(c) == character).map(|(v, _)| v);
    match position {
        1..=3 if character.is_ascii_uppercase() => Ok(character as u8 - b'A'),
        1..=3 => Err(ReferenceError::NotALetter { character, position }),
        4 | 5 if character.is_ascii_digit() => Ok(character as u8 - b'0'),
        4 | 5 => Err(ReferenceError::NotADigit { character, position }),
        _ => of_base_32().ok_or(ReferenceError::UnknownCharacter { character, position }),
    }
}

/// Multiplies by x in GF(32), taken modulo the primitive polynomial x⁵ + x² + 1.
fn times_x(element: u8) -> u8 {
    let shifted = element << 1;
    if shifted & 0b10_0000 == 0 { shifted } else { shifted ^ 0b10_0101 }
}
