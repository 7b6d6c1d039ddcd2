//! Bookings: how many a second through HTTP, whether a crowd ever overlaps, and how fast what is free is found with a
//! million bookings.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use db::Options;

use super::client::Connection;
use super::serve::Served;
use super::workshop::{self, Client, Workshop};
use super::{Figure, Folder, Wanted, median, store, yard};
use crate::app::{App, Clock, day_of, millis_of};
use crate::config::{Config, FileStore};

const CLIENTS: usize = 64;
const INSTRUMENTS: usize = 200;
const SLICE: Duration = Duration::from_secs(3);
const SLICES: usize = 3;
/// Of each client, on three instruments.
const TRIES: usize = 200;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// The city's instruments and their bookings, over so many days around today.
const CITY: usize = 7_000;
const BOOKINGS: usize = 1_000_000;

pub(super) fn measure(wanted: &Wanted) -> anyhow::Result<Vec<Figure>> {
    let mut figures = sqlite()?;
    if let Some(url) = &wanted.postgres {
        figures.extend(postgres(url)?);
    }
    figures.extend(reading()?);
    Ok(figures)
}

fn sqlite() -> anyhow::Result<Vec<Figure>> {
    let folder = Folder::new()?;
    let workshop = built(&folder.config())?;
    let next = AtomicI64::new(0);
    let (mut grouped, mut single) = (Vec::new(), Vec::new());
    for turn in 0..SLICES as u64 {
        let options = Options { group: 1, ..Options::default() };
        grouped.push(rate(&Served::start(folder.config(), Options::default())?, &workshop, &next, 2 * turn)?);
        single.push(rate(&Served::start(folder.config(), options)?, &workshop, &next, 2 * turn + 1)?);
    }
    let (grouped, single) = (median(grouped), median(single));
    let mut figures = vec![
        Figure::plain("SQLite: bookings through HTTP, 64 clients on 200 instruments", grouped, "1/s"),
        Figure::plain("the same with one commit per command", single, "1/s"),
        Figure::plain("in groups against one commit per command", grouped / single, "×").at_least(8.0),
    ];
    figures.extend(crowd("SQLite", &Served::start(folder.config(), Options::default())?, &workshop)?);
    Ok(figures)
}

fn postgres(url: &str) -> anyhow::Result<Vec<Figure>> {
    let options = Options { queue: 4096, ..Options::default() };
    let mut config = Config { files: FileStore::Memory, ..Config::default() };
    config.database.url = url.to_owned();
    config.mail.url = "memory:".into();
    let workshop = built(&config)?;
    let next = AtomicI64::new(0);
    run("psql", &["-q", "-d", url, "-c", store::BARE_BOOKINGS])?;
    let folder = Folder::new()?;
    let script = folder.0.join("bare.sql");
    std::fs::write(&script, store::BARE_BOOKING)?;
    let script = script.display().to_string();
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for turn in 0..SLICES as u64 {
        let said = run("pgbench", &["-n", "-c", "64", "-j", "2", "-T", "3", "-f", &script, url])?;
        let line = said.lines().find_map(|line| line.strip_prefix("tps = ")).context("pgbench says no tps")?;
        bare.push(line.split(' ').next().unwrap_or_default().parse::<f64>().context("tps")?);
        ours.push(rate(&Served::start(config.clone(), options.clone())?, &workshop, &next, turn)?);
    }
    let (ours, bare) = (median(ours), median(bare));
    let mut figures = vec![
        Figure::plain("PostgreSQL: bookings through HTTP, 64 clients on 200 instruments", ours, "1/s"),
        Figure::plain("pgbench inserting into a bare table with the same constraint", bare, "1/s"),
        Figure::plain("bookings through HTTP against pgbench", ours / bare, "×").at_least(0.3),
    ];
    figures.extend(crowd("PostgreSQL", &Served::start(config, options)?, &workshop)?);
    Ok(figures)
}

fn run(program: &str, arguments: &[&str]) -> anyhow::Result<String> {
    let done = std::process::Command::new(program).args(arguments).output().context(program.to_owned())?;
    anyhow::ensure!(done.status.success(), "{program}: {}", String::from_utf8_lossy(&done.stderr));
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

fn built(config: &Config) -> anyhow::Result<Workshop> {
    let app = App::open(config.clone(), Clock::Machine, [11; 32])?;
    let workshop = workshop::build(&app, INSTRUMENTS, CLIENTS, false)?;
    app.db.close();
    Ok(workshop)
}

/// The first full hour of the day after tomorrow.
fn first() -> i64 {
    millis_of(day_of(Clock::Machine.now() + 2 * DAY), 0, 0)
}

/// Bookings a second: each client books one free hour after another, no two the same.
fn rate(served: &Served, workshop: &Workshop, next: &AtomicI64, salt: u64) -> anyhow::Result<f64> {
    let started = Instant::now();
    let until = started + SLICE;
    let first = first();
    let client = |number: usize| -> anyhow::Result<u64> {
        let mut client = Client::open(served.address, &workshop.sessions[number], 1000 * salt + number as u64)?;
        let mut done = 0;
        while Instant::now() < until {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let (_, code) = &workshop.instruments[at as usize % INSTRUMENTS];
            let said = client.book(code, first + at / INSTRUMENTS as i64 * HOUR)?;
            anyhow::ensure!(said.is_ok(), "a free hour was answered with {said:?}");
            done += 1;
        }
        Ok(done)
    };
    let total: u64 = at_once(client)?.into_iter().sum();
    Ok(total as f64 / started.elapsed().as_secs_f64())
}

/// Every client on a thread of its own.
fn at_once<T: Send>(client: impl Fn(usize) -> anyhow::Result<T> + Sync) -> anyhow::Result<Vec<T>> {
    let client = &client;
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS).map(|number| scope.spawn(move || client(number))).collect();
        let ended = clients.into_iter().map(|one| one.join().map_err(|_| anyhow::anyhow!("a client panicked"))?);
        ended.collect()
    })
}

/// 64 clients × 200 tries on three instruments, with holds, moves and cancels.
fn crowd(engine: &str, served: &Served, workshop: &Workshop) -> anyhow::Result<Vec<Figure>> {
    let first = first() + 2 * 365 * DAY;
    let client = |number: usize| -> anyhow::Result<u64> {
        let mut client = Client::open(served.address, &workshop.sessions[number], 900_000 + number as u64)?;
        let mut seed = number as u64 + 1;
        let mut chance = |most: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % most
        };
        let (mut own, mut failed): (Vec<String>, u64) = (Vec::new(), 0);
        for _ in 0..TRIES {
            let (_, code) = &workshop.instruments[chance(3) as usize];
            let start = first + chance(40) as i64 * HOUR;
            let status = match (chance(6), own.pop()) {
                (0, Some(place)) => {
                    let status = client.post(&format!("{place}/move"), &format!("start={start}"))?.0;
                    own.push(place);
                    status
                }
                (1, Some(place)) => client.post(&format!("{place}/cancel"), "")?.0,
                (2, mine) => {
                    own.extend(mine);
                    client.post(&format!("/instruments/{code}/holds"), &format!("start={start}&minutes=60"))?.0
                }
                (_, mine) => {
                    own.extend(mine);
                    match client.book(code, start)? {
                        Ok(place) => {
                            own.push(place);
                            303
                        }
                        Err(status) => status,
                    }
                }
            };
            failed += u64::from(![303, 409, 422].contains(&status));
        }
        Ok(failed)
    };
    let started = Instant::now();
    let failed: u64 = at_once(client)?.into_iter().sum();
    let took = started.elapsed().as_secs_f64();
    let (overlaps, booked) = served.overlaps()?;
    Ok(vec![
        Figure::plain(
            &format!("{engine}: 64 clients × 200 tries on 3 instruments"),
            (CLIENTS * TRIES) as f64 / took,
            "1/s",
        ),
        Figure::plain(&format!("{engine}: bookings that overlap, of {booked}"), overlaps as f64, "").at_most(0.0),
        Figure::plain(&format!("{engine}: answers that were neither done nor a refusal"), failed as f64, "")
            .at_most(0.0),
    ])
}

/// Milliseconds of a page, its median and its length.
fn page(served: &Served, path: &str) -> anyhow::Result<(f64, usize)> {
    let mut connection = Connection::open(served.address)?;
    let (mut times, mut length) = (Vec::new(), 0);
    for _ in 0..16 {
        let started = Instant::now();
        let answer = connection.get(path, "")?;
        times.push(started.elapsed().as_secs_f64() * 1000.0);
        anyhow::ensure!(answer.status == 200, "{path} was answered with {}", answer.status);
        length = answer.length;
    }
    // The first prepares the statements.
    times.remove(0);
    Ok((median(times), length))
}

fn reading() -> anyhow::Result<Vec<Figure>> {
    let folder = Folder::new()?;
    let app = App::open_to_load(folder.config(), Clock::Machine, [11; 32])?;
    let workshop = workshop::build(&app, CITY, 1, true)?;
    fill(&app, &workshop)?;
    app.db.close();
    let served = Served::start(folder.config(), Options::default())?;
    let today = day_of(Clock::Machine.now());
    let until = day_of(Clock::Machine.now() + 14 * DAY);
    let mut figures = Vec::new();
    for (name, path, limit) in [
        (
            "next free slots over 7,000 instruments that can do X before D",
            format!("/instruments/slots?measure=%E6%8C%87%E6%A0%8707&until={until}"),
            50.0,
        ),
        ("next free slots, whatever is measured", format!("/instruments/slots?until={until}"), 50.0),
        ("week grid of 200 instruments", format!("/instruments/week?week={today}"), 30.0),
        ("week grid of 7,000, filtered", format!("/instruments/week?week={today}&measure=%E6%8C%87%E6%A0%8707"), 50.0),
        ("list of 7,000 instruments, filtered", "/instruments?q=%E6%8C%87%E6%A0%8707&division=330302".to_owned(), 50.0),
        ("list of 7,000 instruments by standard", "/instruments?standard=GB%2FT%201007".to_owned(), 50.0),
    ] {
        let (took, length) = page(&served, &path)?;
        figures.push(Figure::plain(&format!("{name}, at a million bookings"), took, "ms").at_most(limit));
        if name.starts_with("week grid of 200") {
            figures.push(Figure::plain("its page", length as f64 / 1000.0, "kB").at_most(200.0));
        }
    }
    Ok(figures)
}

/// A million bookings of an hour each: on working hours of every day around today.
fn fill(app: &App, workshop: &Workshop) -> anyhow::Result<()> {
    let each = BOOKINGS / CITY + 1;
    let today = millis_of(day_of(Clock::Machine.now()), 0, 0);
    let yard = workshop.yard;
    for (part, instruments) in workshop.instruments.chunks(100).enumerate() {
        let ids: Vec<_> = instruments.iter().map(|(id, _)| *id).collect();
        yard::system(app, move |tx, c| {
            for (at, id) in ids.into_iter().enumerate() {
                // Two on each of 72 days around today, so 10 or 14 in the week that is looked at.
                let hour = 9 + (at + part) as i64 % 3;
                let start = |n: i64| today + (n / 2 - 36) * DAY + (hour + n % 2 * 5) * HOUR;
                let free: Vec<i64> = (0..each as i64).map(start).collect();
                let whose = (yard.hub, id, yard.firm, yard.provider, yard.person);
                store::put_bookings(tx, whose, &free, || c.new_id())?;
            }
            Ok(())
        })?;
    }
    Ok(())
}
