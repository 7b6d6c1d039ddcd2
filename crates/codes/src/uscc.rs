//! The unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters that identify an organization.
//!
//! | Position | What |
//! |---|---|
//! | 1 | registering department |
//! | 2 | category of organization |
//! | 3–8 | division that registered it (GB/T 2260) |
//! | 9–17 | organization code, whose last character is a check of its own (GB 11714) |
//! | 18 | check of the whole |
//!
//! Departments, categories and divisions change with the years and the public lists disagree, so a code is never
//! refused for one that is not known here.

use std::fmt;
use std::str::FromStr;

use crate::text::tidy;

/// The characters of a code in the order of their values: digits and letters without I, O, S, V, Z.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const LENGTH: usize = 18;
/// Weights of the first 17 characters: powers of 3 modulo 31.
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/// Weights of the first eight characters of the organization code.
const ORGANIZATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// A code that passes every check, in its plain form of 18 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uscc(String);

/// What is wrong with a typed code. Positions count from 1, without spaces and hyphens.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UsccError {
    /// Not 18 characters.
    #[error("{given} characters instead of 18")]
    Length {
        /// How many there are, without spaces and hyphens.
        given: usize,
    },
    /// One of I, O, S, V, Z, which no code contains because they look like digits or other letters.
    #[error("the letter {letter} at position {position} never occurs")]
    NeverUsed {
        /// The letter.
        letter: char,
        /// Where it stands.
        position: usize,
    },
    /// Neither a digit nor a letter.
    #[error("unknown character {character} at position {position}")]
    UnknownCharacter {
        /// The character.
        character: char,
        /// Where it stands.
        position: usize,
    },
    /// The last character does not agree with the 17 before it: some character is mistyped.
    #[error("the check character is {found}, the others need {expected}")]
    Check {
        /// What the first 17 characters need.
        expected: char,
        /// What stands at position 18.
        found: char,
    },
    /// The organization code inside does not agree with its own check character, at position 17.
    #[error("the check character of the organization code is {found}, the others need {expected}")]
    OrganizationCheck {
        /// What positions 9–16 need.
        expected: char,
        /// What stands at position 17.
        found: char,
    },
}

impl Uscc {
    /// Reads a code as people type it: full-width or half-width, upper or lower case, with spaces and hyphens.
    ///
    /// # Errors
    /// The first of these that is wrong: a character that cannot occur, the length, the check of the whole, the
    /// check of the organization code.
    ///
    /// ```
    /// use codes::uscc::{Uscc, UsccError};
    /// let code = Uscc::parse("９１３５０１００ m000100y-43")?;
    /// assert_eq!(code.as_str(), "91350100M000100Y43");
    /// let mistyped = Uscc::parse("91350100M000100Y42");
    /// assert_eq!(mistyped, Err(UsccError::Check { expected: '3', found: '2' }));
    /// # Ok::<(), UsccError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Uscc, UsccError> {
        let code = tidy(text);
        let values = values(&code)?;
        if values.len() != LENGTH {
            return Err(UsccError::Length { given: values.len() });
        }
        let bytes = code.as_bytes();
        let (expected, found) = (check(&values[..17]), char::from(bytes[17]));
        if expected != found {
            return Err(UsccError::Check { expected, found });
        }
        let (expected, found) = (organization_check(&bytes[8..16]), char::from(bytes[16]));
        if expected != found {
            return Err(UsccError::OrganizationCheck { expected, found });
        }
        Ok(Uscc(code))
    }

    /// Makes a code from its parts by computing both check characters, for invented organizations: `division` has
    /// six digits, `serial` is the organization code without its check, eight characters. The parts are joined as
    /// they stand.
    ///
    /// # Errors
    /// A character that cannot occur, or parts that do not make 18 characters with the two checks.
    ///
    /// ```
    /// use codes::Uscc;
    /// assert_eq!(Uscc::make('9', '1', "350100", "M000100Y")?.as_str(), "91350100M000100Y43");
    /// # Ok::<(), codes::UsccError>(())
    /// ```
    pub fn make(department: char, category: char, division: &str, serial: &str) -> Result<Uscc, UsccError> {
        let mut code = tidy(&format!("{department}{category}{division}{serial}"));
        let given = values(&code)?.len() + 2;
        if given != LENGTH {
            return Err(UsccError::Length { given });
        }
        code.push(organization_check(&code.as_bytes()[8..16]));
        code.push(check(&values(&code)?));
        Ok(Uscc(code))
    }

    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The six digits of the division that registered the organization. It may have been withdrawn since.
    pub fn division(&self) -> &str {
        &self.0[2..8]
    }

    /// The nine characters of the organization code (组织机构代码), as older papers still show it.
    pub fn organization_code(&self) -> &str {
        &self.0[8..17]
    }
}

impl fmt::Display for Uscc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Uscc {
    type Err = UsccError;

    fn from_str(text: &str) -> Result<Uscc, UsccError> {
        Uscc::parse(text)
    }
}

impl TryFrom<&str> for Uscc {
    type Error = UsccError;

    fn try_from(text: &str) -> Result<Uscc, UsccError> {
        Uscc::parse(text)
    }
}

/// The values of the characters in a tidied code of any length.
fn values(code: &str) -> Result<Vec<u32>, UsccError> {
    code.chars().zip(1..).map(|(c, position)| value(c, position)).collect()
}

fn value(character: char, position: usize) -> Result<u32, UsccError> {
    if let Some(value) = (0..).zip(ALPHABET).find(|&(_, &c)| char::from(c) == character) {
        return Ok(value.0);
    }
    if character.is_ascii_uppercase() {
        return Err(UsccError::NeverUsed { letter: character, position });
    }
    Err(UsccError::UnknownCharacter { character, position })
}

/// GB 32100-2015: what makes the weighted sum of all 18 characters a multiple of 31.
fn check(values: &[u32]) -> char {
    let sum: u32 = values.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    char::from(ALPHABET[((31 - sum % 31) % 31) as usize])
}

/// GB 11714: here letters count from A = 10 without gaps, unlike in the code around it.
fn organization_check(serial: &[u8]) -> char {
    let value = |c: u8| u32::from(if c.is_ascii_digit() { c - b'0' } else { c - b'A' + 10 });
    let sum: u32 = serial.iter().zip(ORGANIZATION_WEIGHTS).map(|(&c, weight)| value(c) * weight).sum();
    match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        check => char::from_digit(check, 10).unwrap_or('0'),
    }
}
