//! Which hub a need goes to. The firm never chooses a department; it is asked for the hub only when it cannot be told.

use uuid::Uuid;

/// A hub that could take a need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Id.
    pub id: Uuid,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Industry in words.
    pub industry: String,
    /// GB/T 4754-2017 prefixes, comma separated.
    pub industry_codes: String,
    /// GB/T 2260.
    pub division: String,
}

impl Candidate {
    /// How many digits of the industry's code it is for; 0 for another industry.
    fn fit(&self, industry: &str) -> usize {
        let codes = self.industry_codes.split(',').map(str::trim);
        codes.filter(|code| !code.is_empty() && industry.starts_with(code)).map(str::len).max().unwrap_or(0)
    }

    /// 3 in the same county, 2 in the same city, 1 in the same province, else 0.
    fn nearness(&self, division: &str) -> usize {
        [6, 4, 2].iter().position(|&digits| same(&self.division, division, digits)).map_or(0, |at| 3 - at)
    }
}

fn same(a: &str, b: &str, digits: usize) -> bool {
    a.get(..digits).is_some_and(|head| b.get(..digits) == Some(head))
}

/// The hubs that a firm's need can go to, best first. One: that is the one. Several: the firm is asked. By industry,
/// the most exact first; among equals by division. When no hub is for the industry, every hub is offered.
pub fn route<'a>(hubs: &'a [Candidate], industry: &str, division: &str) -> Vec<&'a Candidate> {
    let best = hubs.iter().map(|hub| hub.fit(industry)).max().unwrap_or(0);
    let mut fitting: Vec<&Candidate> = hubs.iter().filter(|hub| hub.fit(industry) == best).collect();
    // The sort is stable: among equals the order of the codes stays.
    fitting.sort_by_key(|hub| std::cmp::Reverse(hub.nearness(division)));
    if best > 0 {
        let nearest = fitting.first().map_or(0, |hub| hub.nearness(division));
        fitting.retain(|hub| hub.nearness(division) == nearest);
    }
    fitting
}

#[cfg(test)]
mod unit {
    use super::*;

    fn hub(code: &str, industry_codes: &str, division: &str) -> Candidate {
        let (name, industry) = (format!("{code} 综合体"), String::new());
        let (id, code) = (Uuid::nil(), code.to_owned());
        Candidate { id, code, name, industry, industry_codes: industry_codes.into(), division: division.into() }
    }

    #[test]
    fn by_industry_then_by_division_else_every_hub() {
        let hubs = [
            hub("LCX", "195,1951", "330302"),
            hub("YQD", "382, 383", "330382"),
            hub("RAX", "195", "330381"),
            hub("OHY", "3587", "330304"),
            hub("LWY", "3587", "330303"),
        ];
        let codes = |industry, division| -> Vec<&str> {
            route(&hubs, industry, division).iter().map(|hub| hub.code.as_str()).collect()
        };
        assert_eq!(codes("3823", "330302"), ["YQD"], "the industry alone tells");
        assert_eq!(codes("1952", "330381"), ["RAX"], "two of the industry, one in the county");
        assert_eq!(codes("1951", "330381"), ["LCX"], "the more exact code wins");
        assert_eq!(codes("3587", "330382"), ["OHY", "LWY"], "two as near: the firm is asked");
        assert_eq!(codes("1952", "110108"), ["LCX", "RAX"], "from far away");
        assert_eq!(codes("0111", "330382"), ["YQD", "LCX", "RAX", "OHY", "LWY"], "no hub is for it: nearest first");
        assert!(route(&[], "1952", "330302").is_empty());
    }
}
