//! Walks over the pages that somebody reaches by links, as a browser would, and measures how long each takes from the
//! request to the last byte of the answer.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::time::Instant;

use super::client::Connection;
use super::median;
use crate::web::guard::form_token;

/// Addresses of one kind that are measured.
const OF_A_KIND: usize = 4;
/// How often each.
const TIMES: usize = 5;
/// Most addresses of one person: a bound, so that a page that links to ever new kinds does not run for ever.
const MOST: usize = 600;

/// Somebody who walks.
pub(super) struct Visitor {
    connection: Connection,
    /// Cookie line, empty for who has not signed in.
    cookie: String,
}

/// Of one kind of page the slowest address and the median of its times, in milliseconds.
pub(super) type Slowest = (f64, String);

impl Visitor {
    /// Without an account.
    pub(super) fn anybody(address: SocketAddr) -> std::io::Result<Visitor> {
        Ok(Visitor { connection: Connection::open(address)?, cookie: String::new() })
    }

    /// Signs in with a link's path.
    pub(super) fn sign_in(address: SocketAddr, link: &str) -> anyhow::Result<Visitor> {
        let mut connection = Connection::open(address)?;
        let form = format!("_csrf={}&_once=CITY", form_token("visitor"));
        let (answer, text) = connection.ask(&format!(
            "POST {link} HTTP/1.1\r\nhost: 127.0.0.1\r\ncookie: yz_visitor=visitor\r\ncontent-type: \
             application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
            form.len()
        ))?;
        let lines = text.lines().filter_map(|line| line.split_once(": "));
        let cookies = lines.filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie")).map(|(_, value)| value);
        let session = cookies.filter_map(|value| value.split(';').next()).rfind(|pair| pair.starts_with("yz_session="));
        let session = session.ok_or_else(|| anyhow::anyhow!("signing in was answered with {}", answer.status))?;
        Ok(Visitor { connection, cookie: format!("cookie: {session}\r\n") })
    }

    /// Asks for a page some times; gives the times in milliseconds, and its text.
    fn measure(&mut self, path: &str) -> anyhow::Result<(Vec<f64>, u16, String)> {
        let request = format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{}\r\n", self.cookie);
        // The first is not counted: it prepares the statements of this page.
        let (answer, text) = self.connection.ask(&request)?;
        let mut times = Vec::new();
        for _ in 0..TIMES {
            let started = Instant::now();
            self.connection.send(&request)?;
            times.push(started.elapsed().as_secs_f64() * 1000.0);
        }
        Ok((times, answer.status, text))
    }

    /// Walks from these addresses on.
    ///
    /// # Errors
    /// When a page fails, or the server has gone.
    pub(super) fn walk(&mut self, first: Vec<String>) -> anyhow::Result<BTreeMap<String, Slowest>> {
        let mut waiting: VecDeque<String> = first.into();
        let (mut seen, mut looked): (BTreeMap<String, usize>, BTreeSet<String>) = Default::default();
        let mut measured: BTreeMap<String, Slowest> = BTreeMap::new();
        while let Some(path) = waiting.pop_front() {
            let (kind, variant) = (kind(&path), variant(&path));
            let times = seen.entry(variant).or_default();
            if looked.len() >= MOST || looked.contains(&path) || *times >= OF_A_KIND {
                continue;
            }
            *times += 1;
            looked.insert(path.clone());
            let (times, status, text) = self.measure(&path)?;
            anyhow::ensure!(status < 500, "{path} was answered with {status}");
            if status != 200 {
                continue;
            }
            let middle = median(times);
            let of_kind = measured.entry(kind).or_default();
            if middle > of_kind.0 {
                *of_kind = (middle, path.clone());
            }
            waiting.extend(links(&text, &path).into_iter().filter(|link| !looked.contains(link)));
        }
        Ok(measured)
    }
}

/// What leads on within the site and is a page: no files, no exports, nothing that ends the session.
fn links(text: &str, from: &str) -> Vec<String> {
    let own = from.split('?').next().unwrap_or_default();
    let hrefs = text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let hrefs = hrefs.map(|href| href.replace("&amp;", "&").replace("&#38;", "&"));
    let paths = hrefs.filter_map(|href| {
        let href = href.split('#').next().unwrap_or_default();
        if href.starts_with('?') {
            return Some(format!("{own}{href}"));
        }
        (href.starts_with('/') && !href.starts_with("//")).then(|| href.to_owned())
    });
    paths.filter(|path| is_page(path)).collect()
}

fn is_page(path: &str) -> bool {
    let bare = path.split('?').next().unwrap_or_default();
    let files = ["/assets", "/files", "/links", "/account/data.json", "/sign-out"];
    let ends = ["/bundle", ".csv", ".xlsx", ".ics", ".json", ".svg"];
    !files.iter().any(|start| bare.starts_with(start))
        && !ends.iter().any(|end| bare.ends_with(end))
        && !path.contains("format=")
        && !path.contains("as=csv")
        && !path.contains("as=xlsx")
}

/// `/needs/LCX26-7K3F9Q-0/plan?page=3` and the like become the kind of page they are.
pub(super) fn kind(path: &str) -> String {
    let bare = path.split('?').next().unwrap_or_default();
    let parts: Vec<&str> = bare.split('/').collect();
    let named: Vec<String> = parts.iter().map(|part| part_kind(part)).collect();
    named.join("/")
}

/// The kind with the names of what it is asked for: each is a statement of its own.
fn variant(path: &str) -> String {
    let query = path.split_once('?').map_or("", |(_, query)| query);
    let mut names: Vec<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    names.sort_unstable();
    names.dedup();
    format!("{}?{}", kind(path), names.join("&"))
}

fn part_kind(part: &str) -> String {
    let upper = |text: &str| text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let hyphens: Vec<&str> = part.split('-').collect();
    match hyphens.as_slice() {
        [_, _, _, _, _] if part.len() == 36 => "{id}".into(),
        [hub, random, check] if hub.len() == 5 && random.len() == 6 && check.len() == 1 => "{reference}".into(),
        [hub, number] if hub.len() == 3 && upper(hub) && upper(number) && !number.is_empty() => "{service}".into(),
        [one] if one.len() == 18 && upper(one) => "{uscc}".into(),
        [one] if one.len() == 3 && upper(one) => "{code}".into(),
        [one] if !one.is_empty() && one.chars().all(|c| c.is_ascii_digit()) => "{number}".into(),
        _ => part.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_kinds() {
        assert_eq!(kind("/needs/LCX26-7K3F9Q-0/plan?page=3"), "/needs/{reference}/plan");
        assert_eq!(kind("/hubs/LCX/log/key"), "/hubs/{code}/log/key");
        assert_eq!(kind("/services/LCX-001"), "/services/{service}");
        assert_eq!(kind("/providers/91330302MA2CCCCCX9"), "/providers/{uscc}");
        assert_eq!(kind("/events/01890a5d-ac96-774b-bcce-b302099a8057"), "/events/{id}");
        assert_eq!(kind("/own-services"), "/own-services");
        assert_eq!(variant("/needs?state=sent&page=2&state=asked"), "/needs?page&state");
    }

    #[test]
    fn only_pages_are_followed() {
        let text = r#"<a href="/needs?state=sent&amp;page=2">…</a><a href="?page=3#list">…</a><a href="/assets/x/a.css">
            <a href="https://example.cn/">…</a><a href="/records/LCX26-7K3F9Q-0/bundle">…</a>"#;
        assert_eq!(links(text, "/orders?state=sent"), ["/needs?state=sent&page=2", "/orders?page=3"]);
    }
}
