//! How long `serve` takes to its first answer, and how much memory it then needs.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;

use super::client::Connection;
use super::yard::Yard;
use super::{Figure, Folder, median, store};
use crate::app::{App, Clock};
use crate::{demo, routes};

const STARTS: usize = 5;
const REQUESTS: usize = 1000;
/// Longest wait for a program that starts.
const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(1);

/// A started `yizhan`, ended when dropped.
pub(super) struct Running {
    process: Child,
    pub(super) address: SocketAddr,
}

impl Running {
    /// Starts the program with these arguments on an installation and waits until `path` is answered.
    pub(super) fn start(folder: &Folder, arguments: &[&str], path: &str) -> anyhow::Result<Running> {
        Running::start_on(&folder.config().database.url, arguments, path)
    }

    /// The same on the database with this address.
    pub(super) fn start_on(database: &str, arguments: &[&str], path: &str) -> anyhow::Result<Running> {
        // A port nobody listens on now; another program may take it before we do, and then starting fails.
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let process = Command::new(std::env::current_exe()?)
            .args(arguments)
            .env_clear()
            .env("YIZHAN_SERVER__LISTEN", address.to_string())
            .env("YIZHAN_DATABASE__URL", database)
            .env("YIZHAN_FILES__STORE", "memory")
            .env("YIZHAN_MAIL__URL", "memory:")
            .stderr(Stdio::null())
            .spawn()
            .context("starting the program")?;
        let mut running = Running { process, address };
        running.first_answer(path)?;
        Ok(running)
    }

    fn first_answer(&mut self, path: &str) -> anyhow::Result<()> {
        let until = Instant::now() + PATIENCE;
        loop {
            let answer = Connection::open(self.address).and_then(|mut connection| connection.get(path, ""));
            match answer {
                Ok(answer) if answer.status == 200 => return Ok(()),
                Ok(answer) => anyhow::bail!("{path} was answered with {}", answer.status),
                Err(_) if self.process.try_wait()?.is_none() && Instant::now() < until => std::thread::sleep(PAUSE),
                Err(error) => return Err(error).context("the program does not answer"),
            }
        }
    }

    /// Resident memory in MB.
    pub(super) fn resident(&self) -> anyhow::Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse().context("VmRSS")?;
        Ok(kilobytes / 1000.0)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let ended = self.process.kill().and_then(|()| self.process.wait());
        if let Err(error) = ended {
            tracing::warn!(%error, "a measured program was left");
        }
    }
}

/// The address of the page that is measured.
pub(super) fn page(folder: &Folder, path: Option<&str>) -> anyhow::Result<String> {
    let app = folder.open()?;
    let yard = Yard::build(&app)?;
    let code = super::yard::system(&app, move |tx, _| store::service_code(tx, yard.service))?;
    app.db.close();
    Ok(path.map_or_else(|| format!("/services/{code}"), str::to_owned))
}

/// Puts the demonstration's year into the folder; gives public pages of every kind.
fn fill(folder: &Folder) -> anyhow::Result<Vec<String>> {
    let now = demo::ends_at(Clock::Machine.now(), workdays::Calendar::official());
    let app = App::open(folder.config(), Clock::fixed(now), [11; 32])?;
    let kind = demo::Loading { seed: 1, now, handler: routes::run_job };
    let loading = demo::load(&app, demo::Size::Year, kind, |_| {});
    let runtime = tokio::runtime::Runtime::new().context("starting the runtime")?;
    runtime.block_on(loading).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let [hubs, services, providers] = super::yard::system(&app, |tx, _| store::public_names(tx))?;
    app.db.close();
    let mut pages: Vec<String> = ["/", "/hubs", "/services", "/sign-in"].map(str::to_owned).into();
    for hub in hubs {
        let more = ["", "/providers", "/carriers", "/experts", "/log/checkpoint"];
        pages.extend(more.map(|rest| format!("/hubs/{hub}{rest}")));
        pages.push(format!("/services?hub={hub}"));
    }
    pages.extend(services.iter().map(|code| format!("/services/{code}")));
    pages.extend(providers.iter().map(|uscc| format!("/providers/{uscc}")));
    Ok(pages)
}

pub(super) fn measure(path: Option<&str>) -> anyhow::Result<Vec<Figure>> {
    let folder = Folder::new()?;
    let pages = fill(&folder)?;
    let first = path.unwrap_or("/");
    let (mut starts, mut memory) = (Vec::new(), 0.0_f64);
    for _ in 0..STARTS {
        let started = Instant::now();
        let running = Running::start(&folder, &["serve"], first)?;
        starts.push(started.elapsed().as_secs_f64());
        let mut connection = Connection::open(running.address)?;
        for page in pages.iter().cycle().take(REQUESTS) {
            let answer = connection.get(page, "accept-encoding: gzip\r\n")?;
            anyhow::ensure!(answer.status < 500, "{page} was answered with {}", answer.status);
        }
        memory = memory.max(running.resident()?);
    }
    Ok(vec![
        Figure::plain("start of serve on the demonstration's year to its first answer", median(starts), "s")
            .at_most(0.5),
        Figure::plain("resident memory after 1,000 requests for its public pages", memory, "MB").at_most(150.0),
    ])
}
