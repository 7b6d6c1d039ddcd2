//! An organization's data, and how they are read from a form.

use std::collections::HashMap;
use std::sync::LazyLock;

use codes::size::{self, Figure, Figures, SizeClass, SizeError};
use codes::text::{tidy, to_half_width};
use codes::uscc::{Uscc, UsccError};
use codes::{divisions, industries};
use uuid::Uuid;

use crate::web::{Form, FormErrors, Refusal, words};

/// Anything with a USCC.
#[derive(Clone, Debug)]
pub struct Organization {
    /// Id.
    pub id: Uuid,
    /// 18 characters.
    pub uscc: String,
    /// Name as registered.
    pub name: String,
    /// Receives services.
    pub is_firm: bool,
    /// Gives services.
    pub is_provider: bool,
    /// GB/T 2260, six digits.
    pub division: String,
    /// GB/T 4754-2017.
    pub industry: String,
    /// People employed.
    pub staff: Option<i64>,
    /// Revenue of the year, in fen.
    pub revenue_fen: Option<i64>,
    /// Assets at its end, in fen.
    pub assets_fen: Option<i64>,
    /// `large`, `medium`, `small`, `micro`; `None` while a figure is missing or the rule does not cover the industry.
    pub size_class: Option<String>,
    /// Address.
    pub address: String,
    /// Whom to call.
    pub contact_name: String,
    /// Number to call.
    pub contact_phone: String,
    /// What it says of itself.
    pub introduction: String,
    /// Counts changes.
    pub version: i64,
}

impl Organization {
    /// Province, city and county in words.
    pub fn division_name(&self) -> String {
        divisions::full_name(&self.division).unwrap_or_else(|| self.division.clone())
    }

    /// The industry in words, with its code.
    pub fn industry_name(&self) -> String {
        let name = industries::lookup(&self.industry).map_or("", |industry| industry.name);
        format!("{} {name}", self.industry)
    }

    /// The form of its data, filled.
    pub fn as_typed(&self) -> Form {
        let amount = |fen: Option<i64>| fen.map(ten_thousands).unwrap_or_default();
        let mut fields = vec![
            ("organization", self.name.clone()),
            ("division", self.division.clone()),
            ("industry", self.industry.clone()),
            ("staff", self.staff.map(|staff| staff.to_string()).unwrap_or_default()),
            ("revenue", amount(self.revenue_fen)),
            ("assets", amount(self.assets_fen)),
            ("address", self.address.clone()),
            ("contact_name", self.contact_name.clone()),
            ("contact_phone", self.contact_phone.clone()),
            ("introduction", self.introduction.clone()),
            ("version", self.version.to_string()),
        ];
        let kinds = [("firm", self.is_firm), ("provider", self.is_provider)];
        fields.extend(kinds.into_iter().filter(|(_, is)| *is).map(|(kind, _)| ("kinds", kind.to_owned())));
        Form::filled(fields)
    }

    /// The message that says why there is no size class; `None` when there is one.
    pub fn why_no_size(&self) -> Option<&'static str> {
        let figures = figures(self.staff, self.revenue_fen, self.assets_fen);
        match size::classify(&self.industry, &figures).err()? {
            SizeError::Missing(Figure::Staff) => Some("organizations-size-needs-staff"),
            SizeError::Missing(Figure::Revenue) => Some("organizations-size-needs-revenue"),
            SizeError::Missing(Figure::Assets) => Some("organizations-size-needs-assets"),
            SizeError::NotCovered(_) => Some("organizations-size-not-covered"),
            SizeError::TooGeneral(_) | SizeError::UnknownIndustry(_) => Some("organizations-size-too-general"),
        }
    }
}

fn figures(staff: Option<i64>, revenue_fen: Option<i64>, assets_fen: Option<i64>) -> Figures {
    Figures { staff: staff.and_then(|people| u64::try_from(people).ok()), revenue_fen, assets_fen }
}

/// An organization to be registered, or its data as changed.
#[derive(Clone, Debug)]
pub struct NewOrganization {
    /// USCC in any spelling that people use.
    pub uscc: String,
    /// Name as registered.
    pub name: String,
    /// Receives services.
    pub is_firm: bool,
    /// Gives services.
    pub is_provider: bool,
    /// GB/T 2260, six digits.
    pub division: String,
    /// GB/T 4754-2017.
    pub industry: String,
    /// People employed.
    pub staff: Option<i64>,
    /// Revenue of the year, in fen.
    pub revenue_fen: Option<i64>,
    /// Assets at its end, in fen.
    pub assets_fen: Option<i64>,
    /// Address.
    pub address: String,
    /// Whom to call.
    pub contact_name: String,
    /// Number to call.
    pub contact_phone: String,
    /// What it says of itself.
    pub introduction: String,
}

impl NewOrganization {
    /// The class of the rule in force, by 工信部联企业〔2011〕300号.
    pub fn size_class(&self) -> Option<&'static str> {
        let figures = figures(self.staff, self.revenue_fen, self.assets_fen);
        Some(match size::classify(&self.industry, &figures).ok()? {
            SizeClass::Large => "large",
            SizeClass::Medium => "medium",
            SizeClass::Small => "small",
            SizeClass::Micro => "micro",
        })
    }

    /// Reads the form; `uscc` is the known one when the data of an organization are changed.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(form: &Form, uscc: Option<&str>) -> Result<NewOrganization, FormErrors> {
        let mut errors = FormErrors::none();
        let text = |name: &str, longest: usize| form.value(name).chars().take(longest).collect::<String>();
        let uscc = match uscc {
            Some(known) => known.to_owned(),
            None => keep(read_uscc(form.value("uscc")), "uscc", &mut errors)
                .map(|uscc| uscc.to_string())
                .unwrap_or_default(),
        };
        let (is_firm, is_provider) = (form.checked("kinds", "firm"), form.checked("kinds", "provider"));
        if !is_firm && !is_provider {
            errors.add("kinds", Refusal::new("organizations-kinds-needed"));
        }
        let name = to_half_width(&text("organization", 100));
        if name.chars().count() < 2 {
            errors.add("organization", Refusal::new("organizations-name-needed"));
        }
        let division = form.value("division").to_owned();
        if divisions::lookup(&division).is_none() {
            errors.add("division", Refusal::new("organizations-division-needed"));
        }
        let new = NewOrganization {
            uscc,
            name,
            is_firm,
            is_provider,
            division,
            industry: keep(read_industry(form.value("industry")), "industry", &mut errors).unwrap_or_default(),
            staff: keep(read_staff(form.value("staff")), "staff", &mut errors).flatten(),
            revenue_fen: keep(read_ten_thousands(form.value("revenue")), "revenue", &mut errors).flatten(),
            assets_fen: keep(read_ten_thousands(form.value("assets")), "assets", &mut errors).flatten(),
            address: text("address", 200),
            contact_name: text("contact_name", 60),
            contact_phone: text("contact_phone", 40),
            introduction: text("introduction", 2000),
        };
        if errors.0.is_empty() { Ok(new) } else { Err(errors) }
    }
}

fn keep<T>(read: Result<T, Refusal>, field: &str, errors: &mut FormErrors) -> Option<T> {
    read.map_err(|refusal| errors.add(field, refusal)).ok()
}

/// Reads a USCC as typed.
///
/// # Errors
/// What is wrong with it, in words.
pub fn read_uscc(text: &str) -> Result<Uscc, Refusal> {
    Uscc::parse(text).map_err(|error| match error {
        UsccError::Length { given } => Refusal::new("organizations-uscc-length").with("given", given),
        UsccError::NeverUsed { letter, position } => {
            Refusal::new("organizations-uscc-letter").with("letter", letter).with("position", position)
        }
        UsccError::UnknownCharacter { character, position } => {
            Refusal::new("organizations-uscc-character").with("character", character).with("position", position)
        }
        UsccError::Check { .. } | UsccError::OrganizationCheck { .. } => Refusal::new("organizations-uscc-check"),
    })
}

/// Industries by their whole name, by which lists tell them: a search looks through all of them. A group and its only
/// class bear one name: the class says more.
static BY_NAME: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    let mut level: Vec<_> = industries::sections().flat_map(|section| industries::children(section.code)).collect();
    while !level.is_empty() {
        names.extend(level.iter().map(|industry| (industry.name, industry.code)));
        level = level.into_iter().flat_map(|industry| industries::children(industry.code)).collect();
    }
    names
});

/// How many industries an error names at most.
const NAMED: usize = 8;

/// Reads an industry given by its code or by words of its name.
///
/// # Errors
/// When none or several fit; the refusal names the first of them.
pub fn read_industry(text: &str) -> Result<String, Refusal> {
    let code = tidy(text);
    // 行业 come with two digits or more; a section (one letter) says nothing of the size.
    if let Some(industry) = industries::lookup(&code).filter(|industry| industry.code.len() > 1) {
        return Ok(industry.code.to_owned());
    }
    if let Some(exact) = BY_NAME.get(text) {
        return Ok((*exact).to_owned());
    }
    let found: Vec<_> = industries::search(text).filter(|industry| industry.code.len() > 1).collect();
    match found.as_slice() {
        [] => Err(Refusal::new("organizations-industry-unknown")),
        [one] => Ok(one.code.to_owned()),
        several => {
            let names: Vec<String> = several.iter().take(NAMED).map(|i| format!("{} {}", i.code, i.name)).collect();
            Err(Refusal::new("organizations-industry-several").list("choices", names))
        }
    }
}

fn read_staff(text: &str) -> Result<Option<i64>, Refusal> {
    let text: String = tidy(text).chars().filter(|c| !matches!(c, ',' | '人')).collect();
    if text.is_empty() {
        return Ok(None);
    }
    let staff = text.parse().ok().filter(|staff| (0..=10_000_000).contains(staff));
    staff.map(Some).ok_or_else(|| Refusal::new("organizations-staff-wrong"))
}

/// 万元 → fen.
fn read_ten_thousands(text: &str) -> Result<Option<i64>, Refusal> {
    let text = text.replace('万', "");
    if text.is_empty() {
        return Ok(None);
    }
    let fen = words::parse_money(&text).and_then(|fen| fen.checked_mul(10_000));
    fen.map(Some).ok_or_else(|| Refusal::new("organizations-amount-wrong"))
}

/// Fen → 万元, as it is typed.
pub fn ten_thousands(fen: i64) -> String {
    let (whole, rest) = (fen / 1_000_000, fen % 1_000_000 / 10_000);
    match rest {
        0 => whole.to_string(),
        rest => format!("{whole}.{rest:02}").trim_end_matches('0').to_owned(),
    }
}

/// Divisions to choose from: the home city's counties, then the province's other cities, then the other provinces.
pub fn division_options() -> Vec<(String, String)> {
    let mut options: Vec<(String, String)> =
        divisions::children(HOME_CITY).map(|county| (county.code.to_owned(), county.name.to_owned())).collect();
    let cities = divisions::children(HOME_PROVINCE).filter(|city| city.code != HOME_CITY);
    options.extend(cities.map(|city| (format!("{}00", city.code), city.name.to_owned())));
    let provinces = divisions::provinces().filter(|province| province.code != HOME_PROVINCE);
    options.extend(provinces.map(|province| (format!("{}0000", province.code), province.name.to_owned())));
    options
}

/// The province and its cities, for whom officials work.
pub fn bureau_options() -> Vec<(String, String)> {
    let home = divisions::lookup(HOME_PROVINCE).into_iter().chain(divisions::children(HOME_PROVINCE));
    home.map(|division| (division.code.to_owned(), division.name.to_owned())).collect()
}

/// 温州市
const HOME_CITY: &str = "3303";
const HOME_PROVINCE: &str = "33";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Told;

    #[test]
    fn industries_by_code_and_by_name() {
        for same in ["1952", "１９５２", "皮鞋制造", "皮鞋"] {
            assert_eq!(read_industry(same), Ok("1952".to_owned()), "{same}");
        }
        let several = read_industry("鞋").unwrap_err();
        assert_eq!(several.key, "organizations-industry-several");
        assert!(format!("{several:?}").contains("1952 皮鞋制造"), "{several:?}");
        assert_eq!(read_industry("C").map_err(|refusal| refusal.key), Err("organizations-industry-unknown"));
    }

    #[test]
    fn amounts_in_ten_thousand_yuan() {
        assert_eq!(read_ten_thousands("4,200 万元"), Ok(Some(4_200_000_000)));
        assert_eq!(read_ten_thousands("0.5"), Ok(Some(500_000)));
        assert_eq!(read_ten_thousands(""), Ok(None));
        assert!(read_ten_thousands("很多").is_err());
        assert_eq!((ten_thousands(4_200_000_000), ten_thousands(500_000)), ("4200".into(), "0.5".into()));
        assert_eq!(read_staff("1,200 人"), Ok(Some(1200)));
    }

    #[test]
    fn a_code_is_refused_in_words() {
        assert_eq!(
            read_uscc("9135010").map_err(|r| (r.key, r.arguments)),
            Err(("organizations-uscc-length", vec![("given", Told::Text("7".into()))]))
        );
        assert_eq!(read_uscc("91350100M000100Y42").map_err(|r| r.key), Err("organizations-uscc-check"));
    }

    #[test]
    fn options_are_divisions() {
        let options = division_options();
        assert_eq!(options[0], ("330302".to_owned(), "鹿城区".to_owned()));
        assert!(options.iter().all(|(code, _)| code.len() == 6 && divisions::lookup(code).is_some()));
        assert_eq!(bureau_options()[0], ("33".to_owned(), "浙江省".to_owned()));
    }
}
