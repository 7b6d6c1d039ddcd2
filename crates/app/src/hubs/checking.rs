//! Looks at what was typed and gathers what is wrong with it, field by field.

use uuid::Uuid;

use super::model::{CENTER_KINDS, LEVELS, NewCarrier, NewCenter, NewHub, Profile, STAGES, Standing};
use crate::web::{Error, FormErrors, Refusal};

/// Gathers what is wrong.
#[derive(Default)]
pub(super) struct Checking(FormErrors);

impl Checking {
    /// `Ok` when nothing is wrong.
    pub(super) fn finish(self) -> Result<(), Error> {
        self.0.finish()
    }

    /// Says that a field is wrong.
    pub(super) fn wrong(&mut self, field: &str, key: &'static str) {
        self.0.add(field, Refusal::new(key));
    }

    /// Must be there, at most so many characters.
    pub(super) fn words(&mut self, field: &str, text: &str, most: usize) {
        if text.trim().is_empty() {
            self.wrong(field, "hubs-fill-in");
        }
        self.maybe_words(field, text, most);
    }

    /// May be empty, at most so many characters.
    pub(super) fn maybe_words(&mut self, field: &str, text: &str, most: usize) {
        let typed = text.chars().count();
        if typed > most {
            self.0.add(field, Refusal::new("hubs-too-long").with("most", most).with("typed", typed));
        }
    }

    /// Must be one of these.
    fn one_of(&mut self, field: &str, code: &str, codes: &[&str]) {
        if !codes.contains(&code) {
            self.wrong(field, "hubs-choose");
        }
    }

    /// Every code must be one of the standard.
    fn known_industries(&mut self, industry_codes: &str) {
        for code in industry_codes.split(',').filter(|code| !code.is_empty()) {
            if codes::industries::lookup(code).is_none() {
                self.0.add("industry_codes", Refusal::new("hubs-industry-unknown").with("code", code));
            }
        }
    }

    /// Must be a day; gives it as it is stored, empty when it is none.
    pub(super) fn day(&mut self, field: &str, text: &str) -> String {
        match codes::text::to_half_width(text.trim()).parse::<jiff::civil::Date>() {
            Ok(day) => day.to_string(),
            Err(_) => {
                self.wrong(field, "hubs-day-wrong");
                String::new()
            }
        }
    }
}

/// The codes as typed, in their plain form: half-width, split by commas.
pub(super) fn industry_codes(typed: &str) -> String {
    let plain = codes::text::to_half_width(typed).replace(['、', ';'], ",");
    let codes = plain.split([',', ' ']).map(str::trim).filter(|code| !code.is_empty());
    codes.collect::<Vec<_>>().join(",")
}

/// Everything of a hub but its code.
pub(super) fn hub(new: &NewHub) -> Checking {
    let mut check = Checking::default();
    check.words("name", &new.name, 100);
    check.words("industry", &new.industry, 50);
    check.words("industry_codes", &new.industry_codes, 100);
    check.known_industries(&new.industry_codes);
    if codes::divisions::lookup(&new.division).is_none() {
        check.wrong("division", "hubs-choose");
    }
    check.one_of("level", &new.level, &LEVELS);
    check.one_of("stage", &new.stage, &STAGES);
    check.words("operator", &new.operator, 100);
    check.maybe_words("address", &new.address, 200);
    check.maybe_words("hours", &new.hours, 100);
    check.maybe_words("phone", &new.phone, 50);
    if !plausible(&new.email) {
        check.wrong("email", "hubs-email-wrong");
    }
    check.maybe_words("introduction", &new.introduction, 2000);
    check
}

pub(super) fn standing(new: &Standing) -> Result<(), Error> {
    let mut check = Checking::default();
    check.one_of("level", &new.level, &LEVELS);
    check.one_of("stage", &new.stage, &STAGES);
    if codes::divisions::lookup(&new.division).is_none() {
        check.wrong("division", "hubs-choose");
    }
    check.finish()
}

/// `name@domain.tld`, without looking whether it exists.
fn plausible(email: &str) -> bool {
    let Some((name, domain)) = email.split_once('@') else { return false };
    let clean = !email.contains(|c: char| c.is_whitespace() || c == ',') && !domain.contains('@');
    clean && !name.is_empty() && domain.len() > 2 && domain.trim_matches('.').contains('.') && email.len() <= 200
}

pub(super) fn center(new: &NewCenter) -> Result<(), Error> {
    let mut check = Checking::default();
    check.one_of("kind", &new.kind, &CENTER_KINDS);
    check.words("name", &new.name, 50);
    check.maybe_words("introduction", &new.introduction, 500);
    if !(1..=99).contains(&new.position) {
        check.wrong("position", "hubs-position-wrong");
    }
    check.finish()
}

/// The carrier as it is stored. `today`: one is not founded in the future.
pub(super) fn carrier(new: &NewCarrier, today: &str) -> Result<NewCarrier, Error> {
    let mut check = Checking::default();
    check.words("name", &new.name, 100);
    check.words("partner", &new.partner, 100);
    check.maybe_words("field", &new.field, 100);
    let founded_on = check.day("founded_on", &new.founded_on);
    if founded_on.as_str() > today {
        check.wrong("founded_on", "hubs-day-future");
    }
    check.finish()?;
    Ok(NewCarrier { founded_on, ..new.clone() })
}

/// `accounts`: the people who may be the expert's account.
pub(super) fn expert(person: Option<Uuid>, new: &Profile, accounts: &[(Uuid, String)]) -> Result<(), Error> {
    let mut check = profile(new);
    if person.is_some_and(|person| accounts.iter().all(|(id, _)| *id != person)) {
        check.wrong("person", "hubs-account-unknown");
    }
    check.finish()
}

/// What is said of an expert.
pub(super) fn profile(new: &Profile) -> Checking {
    let mut check = Checking::default();
    check.words("name", &new.name, 50);
    check.maybe_words("title", &new.title, 50);
    check.words("employer", &new.employer, 100);
    check.words("fields", &new.fields, 200);
    check.maybe_words("asks", &new.asks, 500);
    check.maybe_words("industry_codes", &new.industry_codes, 100);
    check.known_industries(&new.industry_codes);
    check
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn industry_codes_are_read_as_people_type_them() {
        for typed in ["195,1951", "195、1951", "１９５，１９５１", " 195  1951 ", "195;1951,"] {
            assert_eq!(industry_codes(typed), "195,1951", "{typed}");
        }
    }

    #[test]
    fn only_a_plausible_address_is_taken() {
        for good in ["lcx@example.com", "a.b@mail.example.cn"] {
            assert!(plausible(good), "{good}");
        }
        for wrong in
            ["", "lcx", "@example.com", "lcx@example", "lcx@.com", "a b@example.com", "a@b@example.com", "a@,.cn"]
        {
            assert!(!plausible(wrong), "{wrong}");
        }
    }
}
