//! The industry classification GB/T 4754-2017: 20 sections (`C`), 97 divisions (`19`), 473 groups (`195`) and their
//! classes (`1952`). The 2011 edition gives some of the same codes another meaning; it is not here.

use std::sync::LazyLock;

use crate::text::to_half_width;
use crate::tree::{Entry, Tree};

/// How high an industry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// 门类, one letter
    Section,
    /// 大类, two digits
    Division,
    /// 中类, three digits
    Group,
    /// 小类, four digits
    Class,
}

/// A section, division, group or class of industry.
pub type Industry = Entry<Level>;

static TABLE: LazyLock<Tree<Level>> = LazyLock::new(|| Tree::read(include_str!("../data/industries.csv"), level));

fn level(word: &str) -> Option<Level> {
    match word {
        "section" => Some(Level::Section),
        "division" => Some(Level::Division),
        "group" => Some(Level::Group),
        "class" => Some(Level::Class),
        _ => None,
    }
}

/// The industry of a code of any level, or `None`.
///
/// ```
/// use codes::industries::lookup;
/// assert_eq!(lookup("1952").map(|i| i.name), Some("皮鞋制造"));
/// ```
pub fn lookup(code: &str) -> Option<&'static Industry> {
    TABLE.get(code)
}

/// All sections, `A` to `T`.
pub fn sections() -> impl Iterator<Item = &'static Industry> {
    TABLE.children(None)
}

/// The industries directly under a code, in the order of their codes; none under a class or an unknown code.
pub fn children(code: &str) -> impl Iterator<Item = &'static Industry> {
    lookup(code).into_iter().flat_map(|industry| TABLE.children(Some(industry.code)))
}

/// Section, division, group and class of a code, from the top down to itself; empty if the code is unknown.
///
/// ```
/// let path: Vec<_> = codes::industries::path("1952").iter().map(|i| i.code).collect();
/// assert_eq!(path, ["C", "19", "195", "1952"]);
/// ```
pub fn path(code: &str) -> Vec<&'static Industry> {
    lookup(code).map(|industry| TABLE.path(industry)).unwrap_or_default()
}

/// The section (门类) that a code of any level belongs to.
pub fn section_of(code: &str) -> Option<&'static Industry> {
    path(code).first().copied()
}

/// The industries of every level whose name contains `text`, in the order of the classification; nothing for a
/// blank text. Full-width and half-width characters count as the same.
///
/// ```
/// let found: Vec<_> = codes::industries::search("皮鞋").map(|i| i.code).collect();
/// assert_eq!(found, ["1952"]);
/// ```
pub fn search(text: &str) -> impl Iterator<Item = &'static Industry> {
    let wanted = to_half_width(text.trim());
    TABLE.entries().iter().filter(move |industry| !wanted.is_empty() && to_half_width(industry.name).contains(&wanted))
}
