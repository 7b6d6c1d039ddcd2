//! Durable commands on SQLite: 64 clients submit needs, once with commits in groups, once with one commit for each.

use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use db::{Db, Options, Scope};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::yard::Yard;
use super::{Figure, Folder, median};
use crate::access::Who;
use crate::app::{Clock, MIGRATIONS};
use crate::command::Command;
use crate::needs;
use crate::web::Error;

const CLIENTS: u64 = 64;
const SLICE: Duration = Duration::from_secs(2);
const SLICES: usize = 3;
const SYNCS: usize = 200;
/// About 15 pages of 4 KiB.
const PAGES_OF_A_COMMAND: usize = 60 * 1024;

/// What one slice gave.
struct Measured {
    commands_a_second: f64,
    commands_a_commit: f64,
}

/// The two ways in turn, a few times.
pub(super) fn measure() -> anyhow::Result<Vec<Figure>> {
    let folder = Folder::new()?;
    let app = folder.open()?;
    let yard = Yard::build(&app)?;
    app.db.close();
    let runtime = tokio::runtime::Runtime::new().context("starting the runtime")?;
    let (mut grouped, mut single, mut sizes) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..SLICES {
        let measured = slice(&folder, yard, Options::default(), &runtime)?;
        grouped.push(measured.commands_a_second);
        sizes.push(measured.commands_a_commit);
        single.push(slice(&folder, yard, Options { group: 1, ..Options::default() }, &runtime)?.commands_a_second);
    }
    let (grouped, single) = (median(grouped), median(single));
    Ok(vec![
        Figure::plain("one sync of this disk, with the pages of one command", sync_of_the_disk(&folder)?, "ms"),
        Figure::plain("durable commands, 64 clients submitting needs", grouped, "1/s"),
        Figure::plain("the same with one commit per command", single, "1/s"),
        Figure::plain("commands in a commit, mean", median(sizes), ""),
        Figure::plain("group commit against one commit per command", grouped / single, "×").at_least(10.0),
    ])
}

/// How long the disk takes to keep what one command writes: the ratio can be no more than this and the command's own
/// time against the command's own time.
fn sync_of_the_disk(folder: &Folder) -> anyhow::Result<f64> {
    let mut file = std::fs::File::create(folder.0.join("sync"))?;
    let mut times = Vec::new();
    for _ in 0..SYNCS {
        let started = Instant::now();
        file.write_all(&[0; PAGES_OF_A_COMMAND])?;
        file.sync_data()?;
        times.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(median(times))
}

fn slice(folder: &Folder, yard: Yard, options: Options, runtime: &tokio::runtime::Runtime) -> anyhow::Result<Measured> {
    let db = Db::open(&folder.config().database.url, options, MIGRATIONS)?;
    let before = db.commits();
    let started = Instant::now();
    let until = started + SLICE;
    let done: u64 = runtime.block_on(async {
        let clients: Vec<_> = (0..CLIENTS).map(|own| tokio::spawn(client(db.clone(), yard, own, until))).collect();
        let mut done = 0;
        for client in clients {
            done += client.await.context("a client")??;
        }
        anyhow::Ok(done)
    })?;
    let took = started.elapsed().as_secs_f64();
    let after = db.commits();
    db.close();
    let commits = after.commits - before.commits;
    Ok(Measured { commands_a_second: done as f64 / took, commands_a_commit: done as f64 / commits.max(1) as f64 })
}

/// Submits one need after another, each when the one before is on disk.
async fn client(db: Db, yard: Yard, own: u64, until: Instant) -> anyhow::Result<u64> {
    let calendar = workdays::Calendar::official();
    let mut chance = ChaCha8Rng::seed_from_u64(own.rotate_right(8) ^ Clock::Machine.now().unsigned_abs());
    let need = Arc::new(yard.need());
    let mut done = 0;
    while Instant::now() < until {
        let mut seed = [0; 32];
        chance.fill_bytes(&mut seed);
        let mut command = Command::new(Who::system(Clock::Machine.now()), seed);
        let need = Arc::clone(&need);
        let submit = move |tx: &mut db::Tx| needs::submit(tx, &mut command, calendar, &need).map(|_| ());
        db.write(Scope::system(), submit).await.map_err(|error: Error| anyhow::anyhow!("{error:?}"))?;
        done += 1;
    }
    Ok(done)
}
