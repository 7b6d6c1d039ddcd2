//! Reads what was typed about a need: tidied, within its limits, and refused in words that say how to mend it.

use jiff::civil::Date;
use uuid::Uuid;

use super::model::{UNSURE, VISIBILITIES};
use crate::catalogue;
use crate::hubs::Resident;
use crate::web::{Error, Form, FormErrors, Refusal, words};

/// Longest words of a need, a question, an answer.
pub const WORDS: usize = 2000;
/// Longest name of a product.
pub const PRODUCT: usize = 200;
/// Longest reason, hint.
pub const REASON: usize = 500;
/// Longest name of a person.
pub const NAME: usize = 40;

/// Reads fields and gathers everything that is wrong.
pub struct Reader<'a> {
    form: &'a Form,
    today: Date,
    errors: FormErrors,
}

impl<'a> Reader<'a> {
    /// A reader of `form`; days before `today` have passed.
    pub fn new(form: &'a Form, today: Date) -> Reader<'a> {
        Reader { form, today, errors: FormErrors::none() }
    }

    /// `Ok` when nothing was wrong.
    ///
    /// # Errors
    /// `Invalid` with everything that was.
    pub fn finish(self) -> Result<(), Error> {
        self.errors.finish()
    }

    /// Adds what is wrong with a field.
    pub fn refuse(&mut self, field: &str, refusal: Refusal) {
        self.errors.add(field, refusal);
    }

    /// A text of at most `most` characters; with `needed`, an empty one is refused in those words.
    pub fn text(&mut self, field: &str, most: usize, needed: Option<&'static str>) -> String {
        let text = self.form.value(field).replace("\r\n", "\n");
        if let Some(key) = needed.filter(|_| text.is_empty()) {
            self.refuse(field, Refusal::new(key));
        }
        let given = text.chars().count();
        if given > most {
            self.refuse(field, Refusal::new("needs-too-long").with("most", most).with("given", given));
        }
        text
    }

    /// What the firm wants to get done.
    pub fn words(&mut self) -> String {
        self.text("words", WORDS, Some("needs-say-what"))
    }

    /// The purpose.
    pub fn function(&mut self) -> String {
        let code = self.form.value("function");
        if code != UNSURE && catalogue::function(code).is_none() {
            self.refuse("function", Refusal::new("needs-choose-purpose"));
        }
        code.to_owned()
    }

    /// By when; empty is `None`.
    pub fn wanted_on(&mut self) -> Option<String> {
        let text = self.form.value("wanted_on");
        if text.is_empty() {
            return None;
        }
        let Some(day) = read_day(text) else {
            self.refuse("wanted_on", Refusal::new("needs-day-wrong"));
            return None;
        };
        if day < self.today {
            self.refuse("wanted_on", Refusal::new("needs-day-passed"));
        }
        Some(day.to_string())
    }

    /// The budget in fen; empty is `None`.
    pub fn budget(&mut self) -> Option<i64> {
        let text = self.form.value("budget");
        let read = words::parse_money(text);
        if !text.is_empty() && read.is_none() {
            self.refuse("budget", Refusal::new("needs-budget-wrong"));
        }
        read
    }

    /// Who may see it, and the named providers among the residents.
    pub fn visibility(&mut self, residents: &[Resident]) -> (String, Vec<Uuid>) {
        let code = self.form.value("visibility");
        if !VISIBILITIES.contains(&code) {
            self.refuse("visibility", Refusal::new("needs-choose-visibility"));
        }
        if code != "named" {
            return (code.to_owned(), Vec::new());
        }
        let chosen = self.form.values("named");
        let ids = residents.iter().map(|resident| resident.organization_id);
        let named: Vec<Uuid> = ids.filter(|id| chosen.contains(&id.to_string().as_str())).collect();
        if named.is_empty() {
            self.refuse("named", Refusal::new("needs-name-providers"));
        }
        (code.to_owned(), named)
    }

    /// Whom to call: name and number.
    pub fn contact(&mut self) -> (String, String) {
        let name = self.text("contact_name", NAME, Some("needs-say-whom-to-call"));
        let phone = read_phone(self.form.value("contact_phone"));
        if phone.is_none() {
            self.refuse("contact_phone", Refusal::new("needs-phone-wrong"));
        }
        (name, phone.unwrap_or_default())
    }
}

/// A day as people write it: 2026-09-03, 2026/9/3, 2026年9月3日, in full width too.
fn read_day(text: &str) -> Option<Date> {
    let text = codes::text::to_half_width(text);
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let (year, month, day) = (numbers.next()?, numbers.next()?, numbers.next()?);
    if numbers.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A phone number as its digits, with `+` and country code when it is not Chinese. 7 to 15 digits (ITU-T E.164).
pub fn read_phone(text: &str) -> Option<String> {
    let tidy = codes::text::tidy(text);
    let tidy: String = tidy.chars().filter(|c| !matches!(c, '(' | ')')).collect();
    let number = tidy.strip_prefix("+86").unwrap_or(&tidy);
    let digits = number.strip_prefix('+').unwrap_or(number);
    let good = (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    good.then(|| number.to_owned())
}

/// An amount as it is typed: 3000 or 3000.50.
pub fn plain_yuan(fen: i64) -> String {
    let (yuan, rest) = (fen / 100, fen % 100);
    if rest == 0 { yuan.to_string() } else { format!("{yuan}.{rest:02}") }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn days_and_phones_in_the_spellings_of_people() {
        for text in ["2026-09-03", "2026/9/3", "2026年9月3日", "２０２６－０９－０３"] {
            assert_eq!(read_day(text).map(|day| day.to_string()).as_deref(), Some("2026-09-03"), "{text}");
        }
        for text in ["", "9月3日", "26-9-3", "2026-02-30", "2026-1-1-1", "很快"] {
            assert_eq!(read_day(text), None, "{text}");
        }
        assert_eq!(read_phone("１３８ ０００－０００００").as_deref(), Some("13800000000"));
        assert_eq!(read_phone("+86 (0577) 8888-0000").as_deref(), Some("057788880000"));
        assert_eq!(read_phone("+39 06 698 12345").as_deref(), Some("+390669812345"));
        for text in ["", "123456", "1234567890123456", "打我电话", "+"] {
            assert_eq!(read_phone(text), None, "{text}");
        }
        assert_eq!((plain_yuan(300_000).as_str(), plain_yuan(300_050).as_str()), ("3000", "3000.50"));
    }
}
