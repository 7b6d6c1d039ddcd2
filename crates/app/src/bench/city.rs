//! Whether every page stays fast with a city's data: the demonstration of that size is loaded into a folder that is
//! kept, served, and walked over by a visitor and by one person of each role.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::crawl::{Slowest, Visitor};
use super::start::Running;
use super::{Figure, Wanted};
use crate::app::{App, Clock};
use crate::commands::{self, Demo};
use crate::config::{Config, FileStore};
use crate::demo::{self, City, Mark, Size};
use crate::records::log;

/// Milliseconds in which public pages and all others must be answered at the median.
const PUBLIC_MS: f64 = 50.0;
const OTHERS_MS: f64 = 100.0;
/// Of so many leaves all logs are verified within the seconds after them.
const LEAVES: f64 = 700_000.0;
const VERIFIED_S: f64 = 10.0;
const SEED: u64 = 1;

/// Where a walk begins beside what is linked: lists far down, sorted and filtered.
const PUBLIC: [&str; 8] = [
    "/",
    "/hubs",
    "/services",
    "/services?page=20",
    "/services?function=testing&page=3",
    "/services?q=%E6%A3%80%E6%B5%8B",
    "/sign-in",
    "/register",
];
const SIGNED_IN: [&str; 36] = [
    "/home",
    "/home/week",
    "/needs",
    "/needs?page=150",
    "/needs?page=2000",
    "/needs?state=closed&page=100",
    "/needs?q=%E5%A4%96%E8%A7%82",
    "/needs?count=all",
    "/orders",
    "/orders?page=150",
    "/orders?page=2000",
    "/orders?state=confirmed&page=100",
    "/orders?state=delivered",
    "/orders?q=%E6%A3%80%E6%B5%8B",
    "/records",
    "/records?page=150",
    "/records?from=2020-01&until=2026-12",
    "/records?from=2022-01&until=2022-12&page=20",
    "/own-records",
    "/own-records?from=2020-01&until=2026-12",
    "/events",
    "/events?page=150",
    "/events?action=order.confirmed",
    "/catalogue",
    "/catalogue?page=5",
    "/directory",
    "/directory/residencies",
    "/directory/experts",
    "/imports",
    "/notices",
    "/intake",
    "/intake?q=%E9%9E%8B",
    "/intake?q=91330302",
    "/calendar",
    "/organization",
    "/own-services",
];

pub(super) fn measure(wanted: &Wanted) -> anyhow::Result<Vec<Figure>> {
    let data = folder(wanted)?;
    let city = City::WHOLE.part(wanted.one_of.max(1));
    let mut config = Config::default();
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    config.settle_in(&data, listen);
    let demo = Demo { listen, data, links: None, seed: SEED, size: Size::City(city) };
    let started = Instant::now();
    let mark = commands::load_demo(&config, &demo)?;
    let loading = started.elapsed().as_secs_f64();
    let mut figures = vec![Figure::plain(
        &format!("city of {} firms, {} records a year: loading what was missing", city.firms, city.records),
        loading / 60.0,
        "min",
    )];
    figures.extend(verify(&config)?);
    figures.extend(pages(&config, &mark)?);
    Ok(figures)
}

fn folder(wanted: &Wanted) -> anyhow::Result<PathBuf> {
    if let Some(data) = &wanted.data {
        return Ok(data.clone());
    }
    let program = std::env::current_exe()?;
    Ok(program.parent().unwrap_or(Path::new(".")).join("yizhan-city"))
}

fn open(config: &Config) -> anyhow::Result<App> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| anyhow::anyhow!("the machine's source of chance: {error}"))?;
    App::open(Config { files: FileStore::Memory, ..config.clone() }, Clock::Machine, seed)
}

fn verify(config: &Config) -> anyhow::Result<Vec<Figure>> {
    let app = open(config)?;
    let leaves =
        super::yard::system(&app, |tx, _| Ok(log::states(tx)?.iter().map(|state| state.size).sum::<i64>()))? as f64;
    let started = Instant::now();
    log::verify_all(&app, None)?;
    let took = started.elapsed().as_secs_f64();
    app.db.close();
    Ok(vec![
        Figure::plain("city: leaves in all logs", leaves, ""),
        Figure::plain("city: ledger verify --all", took, "s"),
        Figure::plain("city: the same for every 700,000 leaves", took * LEAVES / leaves.max(1.0), "s")
            .at_most(VERIFIED_S),
    ])
}

fn pages(config: &Config, mark: &Mark) -> anyhow::Result<Vec<Figure>> {
    let app = open(config)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let links = runtime.block_on(demo::links(&app, &mark.personas)).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    app.db.close();
    let running = Running::start_on(&config.database.url, &["serve"], "/")?;
    let mut rows = BTreeMap::new();
    let walked = Visitor::anybody(running.address)?.walk(PUBLIC.map(str::to_owned).into())?;
    take(&mut rows, "visitor", walked);
    for link in &links {
        let path = link.url.find("/links/").map_or("", |at| &link.url[at..]);
        let first = SIGNED_IN.map(str::to_owned).into();
        let walked = Visitor::sign_in(running.address, path)?.walk(first)?;
        take(&mut rows, &link.role, walked);
    }
    let memory = running.resident()?;
    let mut figures: Vec<Figure> = rows.into_values().collect();
    figures.sort_by(|a, b| a.name.cmp(&b.name));
    figures.push(Figure::plain("city: resident memory after all of them", memory, "MB"));
    Ok(figures)
}

/// Keeps of each kind of page its slowest address and the role for which that is slowest.
fn take(rows: &mut BTreeMap<(bool, String), Figure>, role: &str, walked: BTreeMap<String, Slowest>) {
    let public = role == "visitor";
    for (kind, (middle, path)) in walked {
        let name = format!("city: {role} {path}");
        let limit = if public { PUBLIC_MS } else { OTHERS_MS };
        let figure = Figure::plain(&name, middle, "ms").at_most(limit);
        let row = rows.entry((public, kind));
        let kept = row.or_insert_with(|| Figure::plain("", -1.0, "ms"));
        if figure.value > kept.value {
            *kept = figure;
        }
    }
}
