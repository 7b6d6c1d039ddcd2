//! The languages that the product speaks, and which of them a visitor wants.

use axum::http::{HeaderMap, header};

/// A language that is installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Installed {
    /// BCP 47 tag, as `<html lang>` says it and as it is stored.
    pub tag: &'static str,
    /// What it calls itself: the switch says it so in every language.
    pub name: &'static str,
}

/// Every language; the first one where nothing else is wanted.
pub const INSTALLED: [Installed; 3] = [
    Installed { tag: FIRST, name: "简体" },
    Installed { tag: TRADITIONAL, name: "繁體" },
    Installed { tag: ENGLISH, name: "English" },
];

/// The language that comes first.
pub const FIRST: &str = "zh-CN";
/// Chinese in traditional letters.
pub const TRADITIONAL: &str = "zh-Hant";
/// English.
pub const ENGLISH: &str = "en";

/// Cookie in which a browser keeps the language that its visitor chose.
pub const COOKIE: &str = "yz_language";

/// The tag as it is kept in the program; `None` for a language that is not installed.
pub fn installed(tag: &str) -> Option<&'static str> {
    INSTALLED.iter().find(|installed| installed.tag == tag).map(|installed| installed.tag)
}

/// The language that a browser asks for: of the switch, else of its settings, else the first.
pub fn of_browser(chosen: Option<&str>, headers: &HeaderMap) -> &'static str {
    let accepted = || headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok().and_then(accepted);
    chosen.and_then(installed).or_else(accepted).unwrap_or(FIRST)
}

/// The installed language that a browser's `Accept-Language` likes best; of two liked equally, the one named first.
fn accepted(header: &str) -> Option<&'static str> {
    let mut best: Option<(&'static str, u32)> = None;
    for range in header.split(',') {
        let (tag, weight) = range.split_once(';').map_or((range, 1000), |(tag, rest)| (tag, thousandths(rest)));
        let better = weight > best.map_or(0, |(_, weight)| weight);
        if let Some(language) = spoken(tag.trim()).filter(|_| better) {
            best = Some((language, weight));
        }
    }
    best.map(|(language, _)| language)
}

/// `q=0.8` as 800; what is none as if nothing was said.
fn thousandths(parameter: &str) -> u32 {
    let Some(value) = parameter.trim().strip_prefix("q=") else { return 1000 };
    value.trim().parse::<f32>().map_or(1000, |q| (q.clamp(0.0, 1.0) * 1000.0) as u32)
}

/// The installed language in which somebody with this tag reads. Traditional letters are written in Taiwan, Hong Kong and
/// Macau, or where the tag names them.
fn spoken(tag: &str) -> Option<&'static str> {
    let mut parts = tag.split('-');
    let language = parts.next()?;
    if language.eq_ignore_ascii_case("en") {
        return Some(ENGLISH);
    }
    if !language.eq_ignore_ascii_case("zh") {
        return None;
    }
    let is = |part: &str, among: &[&str]| among.iter().any(|one| part.eq_ignore_ascii_case(one));
    for part in parts {
        if is(part, &["Hans"]) {
            return Some(FIRST);
        }
        if is(part, &["Hant", "TW", "HK", "MO"]) {
            return Some(TRADITIONAL);
        }
    }
    Some(FIRST)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn what_a_browser_asks_for() {
        for (header, language) in [
            ("zh-CN,zh;q=0.9,en;q=0.8", FIRST),
            ("zh", FIRST),
            ("zh-Hans-HK,en", FIRST),
            ("zh-SG", FIRST),
            ("ZH-hant", TRADITIONAL),
            ("zh-TW,zh;q=0.9,en-US;q=0.8,en;q=0.7", TRADITIONAL),
            ("zh-HK", TRADITIONAL),
            ("zh-MO;q=0.5,en;q=0.4", TRADITIONAL),
            ("zh-Hant-CN", TRADITIONAL),
            ("en", ENGLISH),
            ("en-GB,en;q=0.9,zh;q=0.8", ENGLISH),
            ("fr-FR,fr;q=0.9,en;q=0.5", ENGLISH),
            ("en;q=0.5, zh-CN;q=0.9", FIRST),
            ("en;q=0,zh-TW;q=0.1", TRADITIONAL),
            ("en;q=0", FIRST),
            ("fr-FR", FIRST),
            ("*", FIRST),
            ("", FIRST),
            (";;,,q=", FIRST),
            ("english", FIRST),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, HeaderValue::from_static(header))]);
            assert_eq!(of_browser(None, &headers), language, "{header}");
            assert_eq!(of_browser(Some("en"), &headers), ENGLISH, "what was chosen comes before {header}");
            assert_eq!(of_browser(Some("de"), &headers), language, "German is not installed");
        }
        assert_eq!(of_browser(None, &HeaderMap::new()), FIRST);
    }
}
