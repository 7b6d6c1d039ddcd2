//! Paging of lists by their address: `?page=3`.

use super::Form;
use super::form::without_nul;
use super::page::Whole;

/// Rows on a page.
pub const PAGE_ROWS: i64 = 50;

/// The pattern of a `LIKE … ESCAPE '!'` that finds these words anywhere.
pub fn containing(words: &str) -> String {
    let mut pattern = String::from("%");
    for letter in words.chars() {
        if matches!(letter, '!' | '%' | '_') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern + "%"
}

/// Reads the query of an address.
pub fn read_query(query: Option<&str>) -> Vec<(String, String)> {
    let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned();
    pairs.map(|(name, value)| (without_nul(name), without_nul(value))).collect()
}

/// What the query of an address asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked(Vec<(String, String)>);

impl Asked {
    /// Reads a query; empty values are left out.
    pub fn read(query: Option<&str>) -> Asked {
        Asked(read_query(query).into_iter().filter(|(_, value)| !value.trim().is_empty()).collect())
    }

    /// What is asked for under a name, trimmed; empty when nothing is.
    pub fn value(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.trim())
    }

    /// The same with another value; an empty one is left out.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Asked {
        let value = value.into();
        self.0.retain(|(n, _)| n != name);
        if !value.is_empty() {
            self.0.push((name.to_owned(), value));
        }
        self
    }

    /// The address that asks for it.
    pub fn url(&self, path: &str) -> String {
        if self.0.is_empty() {
            return path.to_owned();
        }
        form_urlencoded::Serializer::for_suffix(format!("{path}?"), path.len() + 1).extend_pairs(&self.0).finish()
    }

    /// A filter bar filled with it.
    pub fn form(&self) -> Form {
        Form::filled(self.0.clone())
    }

    /// The page asked for.
    pub fn paging(&self) -> Paging {
        Paging::read(&self.0)
    }
}

/// Which page of a list, and what its links keep.
#[derive(Clone, Debug)]
pub struct Paging {
    /// 1-based.
    pub page: i64,
    /// Rows in all.
    pub total: i64,
    query: Vec<(String, String)>,
    /// Under which name it stands in the address.
    name: &'static str,
}

impl Paging {
    /// Reads `page` from the address; the rest of the query is kept in the links.
    pub fn read(query: &[(String, String)]) -> Paging {
        Paging::named("page", query)
    }

    /// The same under another name, where a page has several lists.
    pub fn named(name: &'static str, query: &[(String, String)]) -> Paging {
        let page = query.iter().find(|(n, _)| n == name).and_then(|(_, value)| value.parse().ok());
        let rest = query.iter().filter(|(n, value)| n != name && !value.is_empty()).cloned().collect();
        Paging { page: page.unwrap_or(1).clamp(1, 1_000_000), total: 0, query: rest, name }
    }

    /// Rows to skip.
    pub fn offset(&self) -> i64 {
        (self.page - 1) * PAGE_ROWS
    }

    /// With the number of rows in all.
    #[must_use]
    pub fn of(mut self, total: i64) -> Paging {
        self.total = total;
        self
    }

    /// Pages in all, at least one.
    pub fn pages(&self) -> i64 {
        ((self.total + PAGE_ROWS - 1) / PAGE_ROWS).max(1)
    }

    /// The address of the list at `path` as a file: `xlsx` or `csv`.
    pub fn saved(&self, path: impl AsRef<str>, kind: &str) -> String {
        Asked(self.query.clone()).url(&format!("{}.{kind}", path.as_ref()))
    }

    /// Whether the list is longer than its file.
    pub fn longer_than_file(&self) -> bool {
        self.total > super::export::MOST_ROWS
    }

    /// The query of another page.
    pub fn link(&self, page: impl Whole) -> String {
        let mut query = form_urlencoded::Serializer::for_suffix("?".to_owned(), 1);
        query.extend_pairs(&self.query);
        query.append_pair(self.name, &page.whole().to_string());
        query.finish()
    }
}

/// The filters of a list, as its filter bar shows them, and its page: both are the query of its address.
pub fn asked(query: Option<String>) -> (Form, Paging) {
    let asked = Asked::read(query.as_deref());
    (asked.form(), asked.paging())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_changed_and_written() {
        let asked = Asked::read(Some("hub=LCX&firm=&q=%E9%9E%8B+%E5%BA%95&page=3"));
        assert_eq!((asked.value("q"), asked.value("firm"), asked.paging().page), ("鞋 底", "", 3));
        assert_eq!(asked.with("page", "").with("hub", "YQD").url("/records"), "/records?q=%E9%9E%8B+%E5%BA%95&hub=YQD");
        assert_eq!(Asked::read(None).url("/records"), "/records");
    }

    #[test]
    fn a_file_keeps_the_filters_but_not_the_page() {
        let paging = Asked::read(Some("q=%E9%9E%8B&page=3")).paging();
        assert_eq!(paging.saved("/orders", "csv"), "/orders.csv?q=%E9%9E%8B");
        assert_eq!(Asked::read(None).paging().saved("/orders", "xlsx"), "/orders.xlsx");
        assert!(!paging.clone().of(100_000).longer_than_file() && paging.of(100_001).longer_than_file());
    }

    #[test]
    fn two_lists_of_a_page_page_each_by_itself() {
        let query = read_query(Some("page=2&requests=3"));
        let (members, requests) = (Paging::read(&query), Paging::named("requests", &query));
        assert_eq!((members.page, requests.page), (2, 3));
        assert_eq!((members.link(3), requests.link(4)), ("?requests=3&page=3".into(), "?page=2&requests=4".into()));
    }

    #[test]
    fn patterns_find_their_own_signs() {
        assert_eq!(containing("耐折"), "%耐折%");
        assert_eq!(containing("100%_!"), "%100!%!_!!%");
    }
}
