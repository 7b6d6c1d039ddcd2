//! How long `serve` takes to its first answer, and how much memory it then needs.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;

use super::client::Connection;
use super::yard::Yard;
use super::{Figure, Folder, median, store};

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
        // A port nobody listens on now; another program may take it before we do, and then starting fails.
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let process = Command::new(std::env::current_exe()?)
            .args(arguments)
            .env_clear()
            .env("YIZHAN_SERVER__LISTEN", address.to_string())
            .env("YIZHAN_DATABASE__URL", folder.config().database.url)
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
    fn resident(&self) -> anyhow::Result<f64> {
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

pub(super) fn measure(path: Option<&str>) -> anyhow::Result<Vec<Figure>> {
    let folder = Folder::new()?;
    let page = page(&folder, path)?;
    let (mut starts, mut memory) = (Vec::new(), 0.0_f64);
    for _ in 0..STARTS {
        let started = Instant::now();
        let running = Running::start(&folder, &["serve"], &page)?;
        starts.push(started.elapsed().as_secs_f64());
        let mut connection = Connection::open(running.address)?;
        for _ in 0..REQUESTS / 2 {
            connection.get(&page, "accept-encoding: gzip\r\n")?;
            connection.get("/", "")?;
        }
        memory = memory.max(running.resident()?);
    }
    Ok(vec![
        Figure::plain("start of serve to its first answer", median(starts), "s").at_most(0.5),
        Figure::plain("resident memory after 1,000 requests", memory, "MB").at_most(150.0),
    ])
}
