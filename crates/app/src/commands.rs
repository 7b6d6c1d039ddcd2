//! What the command line does besides serving.

pub mod indicators;
pub mod search;

use std::io::{IsTerminal, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context;
use db::Scope;

use crate::access::{Role, Who};
use crate::app::{App, Clock};
use crate::command::Command;
use crate::config::Config;
use crate::demo::{self, Folder, Found, Link, Loading, Mark, Persona, Size, Told};
use crate::measures;
use crate::people::{self, Grant, NewPerson};
use crate::records::{log, rollups};
use crate::web::Error;
use crate::web::messages::Messages;
use crate::{routes, serve};

/// How long the link of `init` is good, in milliseconds: a day.
const LINK_MILLIS: i64 = 24 * 3600 * 1000;

fn plain(error: Error) -> anyhow::Error {
    anyhow::anyhow!(error.cause())
}

/// `yizhan check`
///
/// # Errors
/// When the database or the file store cannot be opened.
pub fn check(config: &Config) -> anyhow::Result<()> {
    print!("{}", config.masked()?);
    serve::open(config.clone())?.db.close();
    println!("# 数据库和文件存储可用");
    Ok(())
}

/// `yizhan init`: there are no default accounts.
///
/// # Errors
/// When there is somebody already.
pub fn init(config: Config, name: &str, email: &str) -> anyhow::Result<()> {
    let app = serve::open(config)?;
    let email = people::contact::read_email(email).context("邮箱不正确")?;
    let name = name.to_owned();
    let mut command = Command::new(Who::system(app.clock.now()), app.random());
    let token = app
        .db
        .write_blocking(Scope::system(), move |tx| -> Result<Option<String>, Error> {
            if people::anybody(tx)? {
                return Ok(None);
            }
            let person =
                people::add(tx, &mut command, &NewPerson { name, email: Some(email), phone: None, password: None })?;
            let grant = Grant { role: Role::Administrator, organization: None, hub: None, division: None };
            people::grant(tx, &mut command, person, &grant)?;
            people::sign_in_link(tx, &mut command, person, LINK_MILLIS).map(Some)
        })
        .map_err(plain)?;
    let token = token.context("已有用户:管理员可以在组织页面邀请其他人")?;
    println!("{}/links/{token}", app.config.server.base_url);
    app.db.close();
    Ok(())
}

/// `yizhan reset LOGIN [--factor]`: the way back for an account without e-mail address, and for the last administrator who
/// lost the second factor.
///
/// # Errors
/// When there is no such account.
pub fn reset(config: Config, login: &str, factor: bool) -> anyhow::Result<()> {
    let app = serve::open(config)?;
    let login = login.to_owned();
    let mut command = Command::new(Who::system(app.clock.now()), app.random());
    let token = app
        .db
        .write_blocking(Scope::system(), move |tx| {
            let make = if factor { people::factor_reset::link_for } else { people::reset::link_for };
            make(tx, &mut command, &login)
        })
        .map_err(plain)?;
    println!("{}/links/{}", app.config.server.base_url, token.context("没有这个账号")?);
    app.db.close();
    Ok(())
}

/// Reckons a published round again from its archive.
///
/// # Errors
/// Where it differs, a line each.
pub fn verify_round(path: &Path) -> anyhow::Result<String> {
    let bytes = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    crate::evaluations::verify(&bytes).map_err(|wrong| anyhow::anyhow!("不一致\n{wrong}"))
}

/// `yizhan ledger verify BUNDLE [--key KEY]`, offline.
///
/// # Errors
/// When the bundle does not hold what it says, or another key signed it.
pub fn verify_bundle(path: &Path, key: Option<&str>) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    println!("{}", log::verify_bundle(&text, key)?);
    if key.is_none() {
        println!("没有用 --key 给出综合体公布的公钥:只证明签名与证明文件自带的公钥相符");
    }
    Ok(())
}

/// `yizhan ledger verify --all`
///
/// # Errors
/// When a log is not consistent with its events, its checkpoint, or the older checkpoint given.
pub fn verify_all(config: Config, checkpoint: Option<&str>) -> anyhow::Result<()> {
    let app = serve::open(config)?;
    let report = log::verify_all(&app, checkpoint)?;
    for line in report {
        println!("{line}");
    }
    app.db.close();
    Ok(())
}

/// `yizhan measures recount`: what is kept beside the records against the records. Says whether they agree.
///
/// # Errors
/// Of the database; when they do not agree.
pub fn recount(config: Config, data: Option<&Path>, repair: bool) -> anyhow::Result<()> {
    let mut config = config;
    if let Some(data) = data {
        config.settle_in(data, SocketAddr::from((std::net::Ipv4Addr::LOCALHOST, 0)));
    }
    let app = serve::open(config)?;
    let found = rollups::recount::run(&app, repair).map_err(plain)?;
    app.db.close();
    let mut out = std::io::stdout().lock();
    for difference in &found.differences {
        writeln!(out, "{difference}")?;
    }
    let (months, records, differences) = (found.months, found.records, found.differences.len());
    writeln!(out, "核对 {months} 个综合体月份、{records} 条计入的服务记录:{differences} 处不符")?;
    match (differences, repair) {
        (0, _) => Ok(()),
        (_, true) => Ok(writeln!(out, "已按服务记录修正")?),
        (_, false) => anyhow::bail!("留存数与服务记录不符;核对原因后可加 --repair 按记录修正"),
    }
}

/// `yizhan docs routes|configuration|measures`
///
/// # Errors
/// For anything else.
pub fn docs(what: &str) -> anyhow::Result<String> {
    match what {
        "routes" => Ok(routes::document()),
        "configuration" => Ok(Config::document()?),
        "measures" => {
            let messages = Messages::load();
            Ok(measures::document(messages.language("zh-CN"), messages.language("en")))
        }
        other => anyhow::bail!("{other}: routes, configuration or measures"),
    }
}

/// What `yizhan demo` is asked for.
pub struct Demo {
    /// Where to listen; with port 0 a free one is taken.
    pub listen: SocketAddr,
    /// The demonstration's folder.
    pub data: PathBuf,
    /// Where the links go too.
    pub links: Option<PathBuf>,
    /// Of chance.
    pub seed: u64,
    /// How much.
    pub size: Size,
}

/// `yizhan demo`: loads the demonstration, unless it is there already, and serves it.
///
/// # Errors
/// When the address is taken, the folder holds something else, or a step of the loading fails.
pub fn demo(mut config: Config, wanted: &Demo) -> anyhow::Result<()> {
    serve::log(&config)?;
    // Found out before the loading; free again before the serving.
    let listen = TcpListener::bind(wanted.listen)
        .and_then(|listener| listener.local_addr())
        .with_context(|| format!("listening on {}", wanted.listen))?;
    config.settle_in(&wanted.data, listen);
    let mark = load_demo(&config, wanted)?;
    let app = serve::open(config)?;
    let links = serve::runtime()?.block_on(demo::links(&app, &mark.personas)).map_err(plain)?;
    if let Some(path) = &wanted.links {
        write_links(path, &links)?;
    }
    let data = wanted.data.display().to_string();
    serve::run(app, move |address| say_ready(address, &data, &mark.until, &links))
}

/// Loads the demonstration into its folder, or the rest of it, unless it is there already.
///
/// # Errors
/// When the folder holds something else, or a step of the loading fails.
pub fn load_demo(config: &Config, wanted: &Demo) -> anyhow::Result<Mark> {
    let folder = Folder::at(&wanted.data)?;
    let now = demo::ends_at(Clock::Machine.now(), workdays::Calendar::official());
    let mark = Mark {
        version: env!("CARGO_PKG_VERSION").into(),
        size: wanted.size,
        seed: wanted.seed,
        until: demo::day_told(now),
        ends_at: now,
        personas: Vec::new(),
    };
    let begun = match folder.found(&mark)? {
        Found::Complete(found) => return Ok(found),
        Found::Begun(found) => found,
        Found::Nothing => {
            folder.clear(&mark)?;
            mark
        }
    };
    let complete = Mark { personas: load(config, wanted, begun.ends_at)?, ..begun };
    folder.put(&complete)?;
    Ok(complete)
}

/// Loads with a clock that stands still and chance from the seed; what is served later has true chance.
fn load(config: &Config, wanted: &Demo, now: i64) -> anyhow::Result<Vec<Persona>> {
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&wanted.seed.to_le_bytes());
    let app = App::open_to_load(config.clone(), Clock::fixed(now), seed)?;
    let mut shown = Shown::new();
    let kind = Loading { seed: wanted.seed, now, handler: routes::run_job };
    let loading = demo::load(&app, wanted.size, kind, |told| shown.tell(told));
    let personas = serve::runtime()?.block_on(loading).map_err(plain)?;
    shown.bar.finish_and_clear();
    app.db.close();
    Ok(personas)
}

/// A load as it is shown: a bar on a terminal, elsewhere a line now and then.
struct Shown {
    bar: indicatif::ProgressBar,
    begun: Instant,
    /// What is being loaded, when that began, and how much of it was there then.
    part: (&'static str, Instant, usize),
    said: Instant,
}

/// Short loads show nothing.
const SHORT: Duration = Duration::from_secs(2);
/// Between two lines.
const SAID_EVERY: Duration = Duration::from_secs(5);
/// In a bar's words: what, share, count, rate, time left.
const BAR: &str = "{msg} {percent:>3}% {wide_bar} {human_pos}/{human_len} {per_sec} 约剩 {eta}";

impl Shown {
    fn new() -> Shown {
        let now = Instant::now();
        let bar = indicatif::ProgressBar::hidden();
        if let Ok(style) = indicatif::ProgressStyle::with_template(BAR) {
            bar.set_style(style);
        }
        Shown { bar, begun: now, part: ("", now, 0), said: now }
    }

    fn tell(&mut self, told: Told) {
        let now = Instant::now();
        if self.part.0 != told.what {
            self.part = (told.what, now, told.done);
            self.bar.set_message(told.what);
            self.bar.reset();
        }
        if self.begun.elapsed() < SHORT {
            return;
        }
        if std::io::stderr().is_terminal() {
            if self.bar.is_hidden() {
                self.bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
            }
            self.bar.set_length(told.all as u64);
            self.bar.set_position(told.done as u64);
        } else if self.said.elapsed() >= SAID_EVERY {
            self.said = now;
            eprintln!("{}", line(told, told.done - self.part.2, self.part.1.elapsed()));
        }
    }
}

/// A line of a load in which `fresh` came within `time`.
fn line(told: Told, fresh: usize, time: Duration) -> String {
    let Told { what, done, all } = told;
    let rate = fresh as f64 / time.as_secs_f64().max(0.001);
    let left = (all - done) as f64 / rate.max(0.001);
    let share = done * 100 / all.max(1);
    format!("{what} {done}/{all}({share}%),每秒 {rate:.0},约剩 {:.0} 分钟", (left / 60.0).ceil())
}

fn write_links(path: &Path, links: &[Link]) -> anyhow::Result<()> {
    let mut text = String::new();
    for link in links {
        text.push_str(&serde_json::to_string(link)?);
        text.push('\n');
    }
    std::fs::write(path, text).with_context(|| format!("writing {}", path.display()))
}

fn say_ready(address: SocketAddr, data: &str, until: &str, links: &[Link]) {
    let mut out = std::io::stdout().lock();
    let mut text = format!("演示已就绪:http://{address}(数据截至 {until},存放在 {data};删除该文件夹即重新生成)\n");
    text.push_str("一次性登录链接,一天内有效:\n");
    for link in links {
        text.push_str(&format!("{:<16} {}\n  {}\n", link.role, link.name, link.url));
    }
    // Who closed the output does not want to read it.
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).unwrap_or_default();
}
