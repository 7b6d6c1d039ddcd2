//! Paging of lists by their address: `?page=3`.

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

/// Which page of a list, and what its links keep.
#[derive(Clone, Debug)]
pub struct Paging {
    /// 1-based.
    pub page: i64,
    /// Rows in all.
    pub total: i64,
    query: Vec<(String, String)>,
}

impl Paging {
    /// Reads `page` from the address; the rest of the query is kept in the links.
    pub fn read(query: &[(String, String)]) -> Paging {
        let page = query.iter().find(|(name, _)| name == "page").and_then(|(_, value)| value.parse().ok());
        let rest = query.iter().filter(|(name, value)| name != "page" && !value.is_empty()).cloned().collect();
        Paging { page: page.unwrap_or(1).clamp(1, 1_000_000), total: 0, query: rest }
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

    /// The query of another page.
    pub fn link(&self, page: i64) -> String {
        let mut query = form_urlencoded::Serializer::new("?".to_owned());
        query.extend_pairs(&self.query);
        query.append_pair("page", &page.to_string());
        query.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_find_their_own_signs() {
        assert_eq!(containing("耐折"), "%耐折%");
        assert_eq!(containing("100%_!"), "%100!%!_!!%");
    }
}
