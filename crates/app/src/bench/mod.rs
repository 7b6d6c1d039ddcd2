//! Measurements of the product, each as a ratio in one run or against a promised limit: `yizhan bench NAME --json`,
//! called by `cargo xtask bench`.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::app::{App, Clock};
use crate::config::{Config, FileStore};

mod city;
pub mod client;
mod crawl;
mod instruments;
mod ledger;
mod pages;
mod search;
mod serve;
mod start;
mod storage;
mod store;
mod workshop;
pub mod yard;

/// What can be measured.
pub const NAMES: [&str; 7] = ["storage", "pages", "start", "ledger", "search", "instruments", "city"];

/// What a measurement is asked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Another page to measure than a service's.
    pub path: Option<String>,
    /// The folder of the city, kept from run to run; beside the program when none is given.
    pub data: Option<PathBuf>,
    /// Of the city, one firm and one record of so many; 0 counts as 1.
    pub one_of: u32,
    /// An empty PostgreSQL database, which some measurements use too.
    pub postgres: Option<String>,
}

/// One measured figure.
#[derive(Debug, PartialEq, Serialize)]
pub struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
    limit: Option<f64>,
    ok: bool,
}

impl Figure {
    /// A figure that nothing is promised of.
    fn plain(name: &str, value: f64, unit: &'static str) -> Figure {
        Figure { name: name.to_owned(), value, unit, limit: None, ok: true }
    }

    fn at_least(self, limit: f64) -> Figure {
        Figure { limit: Some(limit), ok: self.value >= limit, ..self }
    }

    fn at_most(self, limit: f64) -> Figure {
        Figure { limit: Some(limit), ok: self.value <= limit, ..self }
    }
}

/// Measures `name` and prints its figures, one a line. Of the configuration only the bare handler, a process of its own, reads where it listens.
///
/// # Errors
/// When there is no such measurement, or it could not be made.
pub fn run(name: &str, wanted: &Wanted, json: bool, config: &Config) -> anyhow::Result<()> {
    let path = wanted.path.as_deref();
    let figures = match name {
        "storage" => storage::measure()?,
        "pages" => pages::measure(path)?,
        "start" => start::measure(path)?,
        "ledger" => ledger::measure()?,
        "search" => search::measure()?,
        "city" => city::measure(wanted)?,
        "instruments" => instruments::measure(wanted)?,
        pages::BARE => return pages::serve_bare(config),
        other => anyhow::bail!("{other}: {}", NAMES.join(", ")),
    };
    for figure in figures {
        if json {
            println!("{}", serde_json::to_string(&figure)?);
        } else {
            let limit = figure.limit.map_or_else(String::new, |limit| format!(" (limit {limit})"));
            println!("{}: {:.2} {}{limit}", figure.name, figure.value, figure.unit);
        }
    }
    Ok(())
}

/// A folder beside the program, on a real disk: a temporary folder may lie in memory, where syncing costs nothing.
struct Folder(PathBuf);

impl Folder {
    fn new() -> anyhow::Result<Folder> {
        let program = std::env::current_exe()?;
        let beside = program.parent().unwrap_or(Path::new("."));
        let folder = beside.join(format!("yizhan-bench-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        Ok(Folder(folder))
    }

    fn config(&self) -> Config {
        let mut config = Config { files: FileStore::Memory, ..Config::default() };
        config.database.url = format!("sqlite:{}", self.0.join("yizhan.db").display());
        config.mail.url = "memory:".into();
        config
    }

    fn open(&self) -> anyhow::Result<App> {
        App::open(self.config(), Clock::Machine, [11; 32])
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, "the folder of a measurement was left");
        }
    }
}

/// The middle one: a disturbance in one slice of a measurement does not count.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_knows_whether_it_keeps_its_limit() {
        assert!(Figure::plain("启动", 0.3, "s").at_most(0.5).ok);
        assert!(!Figure::plain("启动", 0.6, "s").at_most(0.5).ok);
        assert!(!Figure::plain("提交", 9.9, "×").at_least(10.0).ok);
        let line = serde_json::to_value(Figure::plain("提交", 12.0, "×").at_least(10.0)).unwrap();
        assert_eq!(line, serde_json::json!({"name": "提交", "value": 12.0, "unit": "×", "limit": 10.0, "ok": true}));
    }

    #[test]
    fn the_median_ignores_one_disturbance() {
        assert_eq!(median(vec![1.0, 90.0, 2.0]), 2.0);
        assert_eq!(median(Vec::new()), 0.0);
    }

    #[test]
    fn an_unknown_measurement_is_refused() {
        assert!(
            run("weather", &Wanted::default(), true, &Config::default()).unwrap_err().to_string().contains("storage")
        );
    }
}
