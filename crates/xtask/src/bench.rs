//! Measurements: runs the programs that measure and rewrites the table of `docs/benchmarks.md`.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::child;
use crate::workspace::Workspace;

const PAGE: &str = "docs/benchmarks.md";
/// The marks around the table of what is always measured, and around that of the city.
const MARKS: [&str; 2] = ["<!-- measured: start -->", "<!-- measured: end -->"];
const CITY_MARKS: [&str; 2] = ["<!-- measured city: start -->", "<!-- measured city: end -->"];
/// What `yizhan bench` can measure, without what takes so long that it is measured when it is named.
const NAMES: &[&str] = &["storage", "pages", "start", "ledger", "search"];
const CITY: &str = "city";
/// Where a city is kept from run to run unless another folder is named, in the target folder.
const CITY_FOLDER: &str = "yizhan-city";
/// The criterion benchmarks of the leaf crates: package, benchmark program, and the elements a second that each of
/// its figures must reach. A ledger of a million records is rebuilt in a second; a workbook of 20,000 firms is read; a
/// province's 168 hubs are scored by 40 indicators and explained in a tenth of one.
const CRITERION: &[(&str, &str, f64)] =
    &[("ledger", "build", 1_000_000.0), ("tables", "read", 20_000.0), ("indicators", "round", 1_680.0)];
/// What a release is built with, so that is measured.
const PROFILE: &str = "dist";
const LIMIT: Duration = Duration::from_secs(60 * 60);
/// The city is loaded before it is measured.
const CITY_LIMIT: Duration = Duration::from_secs(4 * 60 * 60);

/// One measured figure.
#[derive(Debug, PartialEq)]
struct Figure {
    name: String,
    value: f64,
    unit: String,
    /// What it must reach, or stay under, by its own program's judgement; none when nothing is promised.
    limit: Option<f64>,
    ok: bool,
}

/// Measures the city, whose data are kept, and rewrites its table; false when a figure misses its limit.
///
/// # Errors
/// As [`run`].
pub(crate) fn run_city(workspace: &Workspace, data: Option<&Path>, one_of: u32) -> Result<bool> {
    let load = load();
    succeed(workspace, &["build", "--profile", PROFILE, "--package", "yizhan"])?;
    let kept = workspace.target.join(CITY_FOLDER);
    let mut yizhan = child::limited(CITY_LIMIT, workspace.binary(PROFILE));
    yizhan.args(["bench", CITY, "--json", "--one-of", &one_of.to_string(), "--data"]).arg(data.unwrap_or(&kept));
    let figures = read_lines(&child::output(yizhan)?)?;
    keep(workspace, CITY_MARKS, &load, &figures)
}

/// Whether only the city is asked for.
///
/// # Errors
/// When it is named among others: it has a table of its own.
pub(crate) fn is_city(names: &[String]) -> Result<bool> {
    let named = names.iter().any(|name| name == CITY);
    if named && names.len() > 1 {
        bail!("the city is measured alone: cargo xtask bench {CITY}");
    }
    Ok(named)
}

/// Rewrites a table and prints it; false when a figure misses its limit.
fn keep(workspace: &Workspace, marks: [&str; 2], load: &str, figures: &[Figure]) -> Result<bool> {
    let path = workspace.root.join(PAGE);
    let page = std::fs::read_to_string(&path).with_context(|| format!("reading {PAGE}"))?;
    let heading = format!("Commit of {}; {}; load before it began: {load}.", commit_day(workspace)?, machine());
    std::fs::write(&path, rewrite(&page, marks, &heading, figures)?)?;
    for figure in figures {
        println!("{}", row(figure));
    }
    Ok(figures.iter().all(|figure| figure.ok))
}

/// Measures and rewrites the table; false when a figure misses its limit.
///
/// # Errors
/// When a program does not build, fails, or prints what is no figure.
pub(crate) fn run(workspace: &Workspace, names: &[String]) -> Result<bool> {
    let mut figures = Vec::new();
    let load = load();
    let all = names.is_empty();
    let chosen: Vec<&str> = if all { NAMES.to_vec() } else { names.iter().map(String::as_str).collect() };
    succeed(workspace, &["build", "--profile", PROFILE, "--package", "yizhan"])?;
    for name in chosen {
        let mut yizhan = child::limited(LIMIT, workspace.binary(PROFILE));
        yizhan.args(["bench", name, "--json"]);
        figures.extend(read_lines(&child::output(yizhan)?)?);
    }
    if all {
        for (package, bench, least) in CRITERION {
            figures.extend(criterion(workspace, package, bench, *least)?);
        }
    }
    keep(workspace, MARKS, &load, &figures)
}

fn succeed(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    let mut cargo = child::limited(LIMIT, "cargo");
    cargo.args(arguments).current_dir(&workspace.root);
    if !child::stream(cargo)?.success {
        bail!("cargo {} failed", arguments.join(" "));
    }
    Ok(())
}

/// The day of the commit that is measured: the table must not change when nothing is measured anew.
fn commit_day(workspace: &Workspace) -> Result<String> {
    let mut git = Command::new("git");
    git.args(["log", "-1", "--format=%cs"]).current_dir(&workspace.root);
    Ok(child::output(git)?.trim().to_owned())
}

fn machine() -> String {
    let information = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = information.lines().find(|line| line.starts_with("model name"));
    let model = model.and_then(|line| line.split_once(": ")).map_or("unknown processor", |(_, name)| name);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{cores} cores of {model}")
}

/// How many programs wanted the processor in the last minute: what else the machine did.
fn load() -> String {
    let averages = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    averages.split(' ').next().filter(|load| !load.is_empty()).unwrap_or("unknown").to_owned()
}

/// Reads lines of `{"name": …, "value": …, "unit": …, "limit": … or null, "ok": …}`.
fn read_lines(text: &str) -> Result<Vec<Figure>> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(read_line).collect()
}

fn read_line(line: &str) -> Result<Figure> {
    let wrong = || format!("not a figure: {line}");
    let object: Value = serde_json::from_str(line).with_context(wrong)?;
    let text = |key: &str| object[key].as_str().map(str::to_owned);
    Ok(Figure {
        name: text("name").with_context(wrong)?,
        value: object["value"].as_f64().with_context(wrong)?,
        unit: text("unit").with_context(wrong)?,
        limit: object["limit"].as_f64(),
        ok: object["ok"].as_bool().with_context(wrong)?,
    })
}

/// Runs a criterion benchmark and reads what it left: all that say how many elements they handle.
fn criterion(workspace: &Workspace, package: &str, bench: &str, least: f64) -> Result<Vec<Figure>> {
    let left = workspace.target.join("criterion");
    // Figures of an earlier run, of benchmarks that may be gone.
    if left.exists() {
        std::fs::remove_dir_all(&left)?;
    }
    succeed(workspace, &["bench", "--package", package, "--bench", bench])?;
    let mut figures = Vec::new();
    let mut folders = vec![left];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            folders.extend(Some(entry?.path()).filter(|path| path.is_dir()));
        }
        if folder.ends_with("new") && folder.join("estimates.json").is_file() {
            let benchmark = json(&folder.join("benchmark.json"))?;
            let estimates = json(&folder.join("estimates.json"))?;
            figures.extend(criterion_figure(package, least, &benchmark, &estimates));
        }
    }
    figures.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(figures)
}

fn json(path: &Path) -> Result<Value> {
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    Ok(serde_json::from_str(&text)?)
}

fn criterion_figure(package: &str, least: f64, benchmark: &Value, estimates: &Value) -> Option<Figure> {
    let elements = benchmark["throughput"]["Elements"].as_f64()?;
    let nanoseconds = estimates["mean"]["point_estimate"].as_f64()?;
    let value = elements / nanoseconds * 1e9;
    Some(Figure {
        name: format!("{package}: {}", benchmark["full_id"].as_str()?),
        value,
        unit: "1/s".to_owned(),
        limit: Some(least),
        ok: value >= least,
    })
}

/// The page with its table replaced.
fn rewrite(page: &str, [start, end]: [&str; 2], heading: &str, figures: &[Figure]) -> Result<String> {
    let (before, rest) = page.split_once(start).with_context(|| format!("no {start} in {PAGE}"))?;
    let (_, after) = rest.split_once(end).with_context(|| format!("no {end} in {PAGE}"))?;
    let rows: Vec<String> = figures.iter().map(row).collect();
    let table = "| Figure | Measured | Unit | Limit | Measured ÷ limit | Kept |\n|---|---:|---|---:|---:|---|";
    Ok(format!("{before}{start}\n{heading}\n\n{table}\n{}\n{end}{after}", rows.join("\n")))
}

fn row(figure: &Figure) -> String {
    let Figure { name, value, unit, limit, ok } = figure;
    let shown = limit.map_or_else(|| "–".to_owned(), number);
    let ratio = limit.map_or_else(|| "–".to_owned(), |limit| format!("{:.2}", value / limit));
    let kept = if *ok { "yes" } else { "**no**" };
    format!("| {name} | {} | {unit} | {shown} | {ratio} | {kept} |", number(*value))
}

/// Three significant digits where they matter: whole numbers from a hundred on.
fn number(value: f64) -> String {
    let digits = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    format!("{value:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"name":"提交 64 路","value":24010.4,"unit":"1/s","limit":11000,"ok":true}"#;

    #[test]
    fn figures_are_read_and_bad_lines_refused() -> Result<()> {
        let figures = read_lines(&format!("{LINE}\n\n"))?;
        assert_eq!(figures.len(), 1);
        assert_eq!(figures[0].limit, Some(11000.0));
        assert!(read_lines("warming up").is_err());
        assert!(read_lines(r#"{"name":"a","unit":"ms","ok":true}"#).is_err());
        Ok(())
    }

    #[test]
    fn the_table_is_replaced_and_the_rest_kept() -> Result<()> {
        let [start, end] = MARKS;
        let page = format!("# Figures\n{start}\nold\n{end}\nHow they are measured.\n");
        let new = rewrite(&page, MARKS, "Commit of 2026-11-24; 2 cores.", &read_lines(LINE)?)?;
        assert!(new.contains("| 提交 64 路 | 24010 | 1/s | 11000 | 2.18 | yes |"), "{new}");
        assert!(!new.contains("old") && new.ends_with("How they are measured.\n"));
        assert!(rewrite("no marks", MARKS, "", &[]).is_err());
        Ok(())
    }

    #[test]
    fn the_city_has_its_own_table_and_is_measured_alone() -> Result<()> {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert!(is_city(&names(&["city"]))? && !is_city(&[])? && !is_city(&names(&["pages"]))?);
        assert!(is_city(&names(&["pages", "city"])).is_err());
        let page = format!("{0}\nkept\n{1}\n{2}\nold\n{3}\n", MARKS[0], MARKS[1], CITY_MARKS[0], CITY_MARKS[1]);
        let new = rewrite(&page, CITY_MARKS, "", &read_lines(LINE)?)?;
        assert!(new.contains("kept") && !new.contains("old"), "{new}");
        Ok(())
    }

    #[test]
    fn criterion_means_become_rates() {
        let benchmark = serde_json::json!({"full_id": "build/65536", "throughput": {"Elements": 1000}});
        let estimates = serde_json::json!({"mean": {"point_estimate": 500_000.0}});
        let figure = |least, benchmark| criterion_figure("ledger", least, benchmark, &estimates);
        let fast = figure(1e6, &benchmark);
        assert_eq!(fast.map(|figure| (figure.value, figure.ok)), Some((2_000_000.0, true)));
        assert_eq!(figure(3e6, &benchmark).map(|figure| figure.ok), Some(false));
        assert_eq!(figure(1e6, &serde_json::json!({})), None);
    }
}
