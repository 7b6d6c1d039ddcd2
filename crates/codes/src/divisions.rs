//! Administrative divisions of China (GB/T 2260): 31 provinces, their cities and counties.
//!
//! The table writes a province with two digits (`33`), a city with four (`3303`), a county with six (`330302`).
//! Every function here also takes the six-digit form of a province or a city (`330000`, `330300`).
//! Only divisions in force are listed: a code that was withdrawn, as an old USCC may hold, is not found.

use std::sync::LazyLock;

use crate::tree::{Entry, Tree};

/// How high a division stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// 省、自治区、直辖市
    Province,
    /// 地级市、地区、自治州、盟, and the headings that group counties without a city, such as 市辖区
    City,
    /// 县、县级市、市辖区
    County,
}

/// A province, city or county.
pub type Division = Entry<Level>;

/// Cities of the table that are not places but headings over counties which belong to no city.
const HEADINGS: [&str; 4] = ["市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"];

static TABLE: LazyLock<Tree<Level>> = LazyLock::new(|| Tree::read(include_str!("../data/divisions.csv"), level));

fn level(word: &str) -> Option<Level> {
    match word {
        "province" => Some(Level::Province),
        "city" => Some(Level::City),
        "county" => Some(Level::County),
        _ => None,
    }
}

/// The division of a code, or `None` if no division in force has it.
///
/// ```
/// use codes::divisions::lookup;
/// assert_eq!(lookup("330382").map(|d| d.name), Some("乐清市"));
/// assert_eq!(lookup("330300"), lookup("3303"));
/// ```
pub fn lookup(code: &str) -> Option<&'static Division> {
    // 东莞 (441900) is in the table as a county too, so the code as given comes first.
    TABLE.get(code).or_else(|| TABLE.get(short_form(code)?))
}

/// `330300` → `3303`, `330000` → `33`.
fn short_form(code: &str) -> Option<&str> {
    let city = code.strip_suffix("00").filter(|_| code.len() == 6)?;
    Some(city.strip_suffix("00").unwrap_or(city))
}

/// All provinces, in the order of their codes.
pub fn provinces() -> impl Iterator<Item = &'static Division> {
    TABLE.children(None)
}

/// The divisions directly under a code, in the order of their codes; none under a county or an unknown code.
///
/// ```
/// let wenzhou: Vec<_> = codes::divisions::children("3303").map(|d| d.name).collect();
/// assert_eq!(wenzhou.len(), 12);
/// assert!(wenzhou.contains(&"瓯海区"));
/// ```
pub fn children(code: &str) -> impl Iterator<Item = &'static Division> {
    lookup(code).into_iter().flat_map(|division| TABLE.children(Some(division.code)))
}

/// Province, city and county of a code, from the top down to itself; empty if the code is unknown.
pub fn path(code: &str) -> Vec<&'static Division> {
    lookup(code).map(|division| TABLE.path(division)).unwrap_or_default()
}

/// Whether `code` lies in `ancestor` or is the same division. An unknown code lies nowhere.
///
/// ```
/// use codes::divisions::contains;
/// assert!(contains("330300", "330302"));
/// assert!(!contains("3303", "330106"));
/// ```
pub fn contains(ancestor: &str, code: &str) -> bool {
    lookup(ancestor).is_some_and(|ancestor| path(code).contains(&ancestor))
}

/// The name with those of the divisions above it, as in an address. Headings such as 市辖区 are left out, and so is a
/// county that repeats its city (东莞市).
///
/// ```
/// use codes::divisions::full_name;
/// assert_eq!(full_name("330302").as_deref(), Some("浙江省温州市鹿城区"));
/// assert_eq!(full_name("110108").as_deref(), Some("北京市海淀区"));
/// assert_eq!(full_name("330399"), None);
/// ```
pub fn full_name(code: &str) -> Option<String> {
    let mut names: Vec<_> = path(code).iter().map(|division| division.name).collect();
    if names.len() > 1 {
        names.retain(|name| !HEADINGS.contains(name));
    }
    names.dedup();
    (!names.is_empty()).then(|| names.concat())
}
