//! A PostgreSQL server of our own for the tests: loopback, a free port, a temporary folder, no durability.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::child;
use crate::tools::{self, Tool};

const PREFIX: &str = "yizhan-postgres-";
/// PostgreSQL refuses to run as root; Debian's package brings this user and its group.
const USER: &str = "postgres";
const START_LIMIT: Duration = Duration::from_secs(60);
const STOP_LIMIT: Duration = Duration::from_secs(20);
/// How often a starting or stopping server is looked at.
const PAUSE: Duration = Duration::from_millis(100);

/// A running server. Dropping it stops the server and removes its folder.
pub(crate) struct Server {
    process: Child,
    folder: PathBuf,
    port: u16,
}

impl Server {
    /// Makes a cluster, starts it and creates the role the tests sign in as.
    ///
    /// # Errors
    /// When PostgreSQL is missing and cannot be installed, or does not start.
    pub(crate) fn start() -> Result<Server> {
        tools::need(&[Tool::Postgres])?;
        clear_left_overs();
        let programs = tools::postgres_programs().context("no PostgreSQL server found")?;
        let folder = std::env::temp_dir().join(format!("{PREFIX}{}", std::process::id()));
        std::fs::create_dir(&folder)?;
        if child::is_root() {
            let mut own = Command::new("chown");
            own.arg(USER).arg(&folder);
            child::output(own)?;
        }
        let mut initdb = as_user(&programs.join("initdb"));
        initdb
            .arg("--pgdata")
            .arg(folder.join("data"))
            // Any program of this machine may sign in: the server lives for one run and holds test data only.
            .args(["--auth=trust", "--username=postgres", "--no-sync"])
            .args(["--encoding=UTF8", "--locale=C.UTF-8"]);
        child::output(initdb)?;
        let port = free_port()?;
        let process = spawn(&programs, &folder, port)?;
        let mut server = Server { process, folder, port };
        server.wait_until_ready(&programs)?;
        // Not a superuser, so that row-level security applies to it as it does in a real installation.
        server.psql(&programs, "CREATE ROLE yizhan LOGIN CREATEDB NOSUPERUSER")?;
        Ok(server)
    }

    /// The URL for `TEST_POSTGRES_URL`.
    pub(crate) fn url(&self) -> String {
        format!("postgres://yizhan@127.0.0.1:{}/postgres", self.port)
    }

    fn wait_until_ready(&mut self, programs: &Path) -> Result<()> {
        let started = Instant::now();
        while self.psql(programs, "SELECT 1").is_err() {
            let ended = self.process.try_wait()?.is_some();
            if ended || started.elapsed() > START_LIMIT {
                let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                bail!("PostgreSQL did not start:\n{log}");
            }
            std::thread::sleep(PAUSE);
        }
        Ok(())
    }

    fn psql(&self, programs: &Path, statement: &str) -> Result<String> {
        let mut psql = Command::new(programs.join("psql"));
        psql.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align"])
            .args(["--host=127.0.0.1", "--username=postgres", "--dbname=postgres"])
            .arg(format!("--port={}", self.port))
            .arg(format!("--command={statement}"));
        child::output(psql)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // PostgreSQL takes SIGINT as "stop now, in order".
        let asked = Command::new("kill").args(["-INT", &self.process.id().to_string()]).status();
        let started = Instant::now();
        while asked.is_ok() && started.elapsed() < STOP_LIMIT {
            if !matches!(self.process.try_wait(), Ok(None)) {
                break;
            }
            std::thread::sleep(PAUSE);
        }
        // Errors here mean that it has already ended, which is what we want.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Starts a server, prints its URL and keeps it until Ctrl-C.
///
/// # Errors
/// When it does not start.
pub(crate) fn serve() -> Result<()> {
    let mut server = Server::start()?;
    println!("TEST_DATABASE=postgres TEST_POSTGRES_URL={}", server.url());
    println!("Ctrl-C stops it.");
    server.process.wait()?;
    Ok(())
}

/// A command that runs as an unprivileged user and ends when this program does.
fn as_user(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    if child::is_root() {
        command.args(["--reuid", USER, "--regid", USER, "--init-groups"]);
    }
    command.args(["--pdeathsig", "INT"]).arg(program);
    command
}

fn spawn(programs: &Path, folder: &Path, port: u16) -> Result<Child> {
    let log = std::fs::File::create(folder.join("log"))?;
    let settings = [
        "listen_addresses=127.0.0.1".to_owned(),
        format!("port={port}"),
        format!("unix_socket_directories={}", folder.display()),
        "max_connections=200".to_owned(),
        "fsync=off".to_owned(),
        "synchronous_commit=off".to_owned(),
        "full_page_writes=off".to_owned(),
    ];
    let mut server = as_user(&programs.join("postgres"));
    server.arg("-D").arg(folder.join("data"));
    for setting in settings {
        server.arg("-c").arg(setting);
    }
    server.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn().context("starting postgres")
}

/// A port nobody listens on now. Another program may take it before we do; then starting fails and says so.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// Removes the folders of runs that were killed: those whose process no longer lives.
fn clear_left_overs() {
    let entries = std::fs::read_dir(std::env::temp_dir());
    for entry in entries.into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let process = name.strip_prefix(PREFIX).and_then(|id| id.parse::<u32>().ok());
        if process.is_some_and(|id| !Path::new(&format!("/proc/{id}")).exists()) {
            // What another user left is not ours to remove, and does no harm.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}
