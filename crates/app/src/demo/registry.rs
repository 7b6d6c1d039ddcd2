//! The firms of the city that have no account: the register of a city is far longer than the list of those who come.
//! Each is registered by the command that a list taken in calls, thousands in one transaction; each has chance of its
//! own, so that the register can be gone on with anywhere.

use codes::uscc::Uscc;
use db::Tx;

use super::chance::Dice;
use super::material::{self, material};
use crate::access::Who;
use crate::command::Command;
use crate::organizations::{self, NewOrganization};
use crate::web::Error;

/// Time between two of them, in milliseconds: the whole list takes some days.
const APART_MS: i64 = 2_000;
/// Which serial numbers are theirs: they begin with a letter, those of everybody else with a digit.
const FIRST_SERIAL: u32 = 10 * 31_u32.pow(4);
/// The characters of a serial number in the order of their values.
const DIGITS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// Steps through the brands: a prime, so that every brand comes once before one comes again.
const STRIDE: u64 = 1_000_003;

/// Brands of three characters, another for each number.
pub(super) struct Brands {
    syllables: Vec<char>,
    endings: Vec<char>,
}

impl Brands {
    pub(super) fn new() -> Brands {
        let words = &material().registry;
        Brands { syllables: distinct(&words.syllables), endings: distinct(&words.endings) }
    }

    /// How many there are.
    pub(super) fn len(&self) -> u64 {
        (self.syllables.len() * self.syllables.len() * self.endings.len()) as u64
    }

    pub(super) fn of(&self, number: u64) -> String {
        let place = (number.wrapping_mul(STRIDE) % self.len()) as usize;
        let (first, rest) = (place / (self.syllables.len() * self.endings.len()), place / self.endings.len());
        let second = rest % self.syllables.len();
        [self.syllables[first], self.syllables[second], self.endings[place % self.endings.len()]].iter().collect()
    }
}

fn distinct(text: &str) -> Vec<char> {
    let mut chars: Vec<char> = Vec::new();
    for one in text.chars() {
        if !chars.contains(&one) {
            chars.push(one);
        }
    }
    chars
}

/// Registers the firms `from` to `until` of the register, the first of them at `begun`. Their brands are those after
/// `brands` others.
///
/// # Errors
/// Of the command.
pub(super) fn enter(
    tx: &mut Tx,
    seed: u64,
    (from, until): (u32, u32),
    begun: i64,
    brands: (&Brands, u64),
) -> Result<(), Error> {
    let counties: Vec<usize> = material().registry.county.iter().map(|county| county.weight).collect();
    let industries: Vec<usize> = material().registry.industry.iter().map(|industry| industry.weight).collect();
    for number in from..until {
        let mut dice = Dice::of(seed, &format!("registered {number}"));
        let county = &material().registry.county[dice.weighted(&counties)];
        let industry = &material().registry.industry[dice.weighted(&industries)];
        let brand = brands.0.of(brands.1 + u64::from(number));
        let new = firm(&mut dice, number, &county.division, industry, &brand)?;
        let at = begun + i64::from(number) * APART_MS;
        organizations::register(tx, &mut Command::new(Who::system(at), dice.seed()), &new)?;
    }
    Ok(())
}

fn firm(
    dice: &mut Dice,
    number: u32,
    division: &str,
    industry: &material::Registered,
    brand: &str,
) -> Result<NewOrganization, Error> {
    let words = &material().directory;
    let county = codes::divisions::lookup(division).map_or(words.city.as_str(), |found| found.name);
    let in_city = county.ends_with(&words.district) || dice.percent(20);
    let place = if in_city { &words.city } else { county };
    let uscc = Uscc::make('9', '1', division, &format!("DEM{}", serial(FIRST_SERIAL + number)));
    // Few have more than a workshop.
    let staff = match dice.weighted(&[820, 160, 17, 3]) {
        0 => dice.between(1, 9),
        1 => dice.between(10, 120),
        2 => dice.between(150, 600),
        _ => dice.between(800, 2400),
    };
    let revenue_yuan = staff * dice.between(120_000, 800_000);
    let full = codes::divisions::full_name(division).unwrap_or_default();
    Ok(NewOrganization {
        uscc: uscc.map_err(Error::internal)?.to_string(),
        name: format!("{place}{brand}{}{}", dice.word(&industry.words), words.company),
        is_firm: true,
        is_provider: false,
        division: division.into(),
        industry: dice.word(&industry.codes).into(),
        staff: Some(staff),
        revenue_fen: Some(revenue_yuan * 100),
        assets_fen: Some(revenue_yuan * dice.between(40, 130)),
        address: words.address.replace("{place}", &full).replace("{number}", &dice.between(1, 998).to_string()),
        contact_name: String::new(),
        contact_phone: String::new(),
        introduction: String::new(),
    })
}

/// A number in five characters that a USCC may hold.
fn serial(number: u32) -> String {
    let digit = |place: u32| char::from(DIGITS[(number / 31_u32.pow(place) % 31) as usize]);
    (0..5).rev().map(digit).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn there_are_brands_for_a_whole_city() {
        let brands = Brands::new();
        assert!(brands.len() > 520_000, "{}", brands.len());
        let taken: HashSet<String> = (0..20_000).map(|number| brands.of(number)).collect();
        assert_eq!(taken.len(), 20_000);
        // The stride and the number of brands have no factor in common.
        assert_ne!(brands.len() % STRIDE, 0);
    }

    #[test]
    fn serial_numbers_begin_with_a_letter_and_stay_apart() {
        assert_eq!(serial(FIRST_SERIAL), "A0000");
        let last = serial(FIRST_SERIAL + 470_000);
        assert!(last.starts_with('A') && last.len() == 5, "{last}");
    }

    #[test]
    fn every_industry_and_county_of_the_register_is_known() {
        let words = &material().registry;
        let codes = words.industry.iter().flat_map(|industry| &industry.codes);
        assert!(codes.map(|code| codes::industries::path(code)).all(|path| !path.is_empty()));
        let counties: HashSet<&str> = words.county.iter().map(|county| county.division.as_str()).collect();
        let all: HashSet<&str> = codes::divisions::children("3303").map(|county| county.code).collect();
        assert_eq!(counties, all);
        assert_eq!(words.county.iter().map(|county| county.weight).sum::<usize>(), 1000);
    }
}
