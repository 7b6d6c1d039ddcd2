//! What the command line does besides serving.

use std::path::Path;

use anyhow::Context;
use db::Scope;

use crate::access::{Role, Who};
use crate::command::Command;
use crate::config::Config;
use crate::people::{self, Grant, NewPerson};
use crate::records::log;
use crate::web::Error;
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
    let (name, email) = (name.to_owned(), email.to_lowercase());
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

/// `yizhan docs routes|configuration`
///
/// # Errors
/// For anything else.
pub fn docs(what: &str) -> anyhow::Result<String> {
    match what {
        "routes" => Ok(routes::document()),
        "configuration" => Ok(Config::document()?),
        other => anyhow::bail!("{other}: routes or configuration"),
    }
}
