//! Configuration: one TOML file, every key also as an environment variable (`[server] listen` is
//! `YIZHAN_SERVER__LISTEN`). Unknown keys are refused at the start, in the file and in the environment.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};

const PREFIX: &str = "YIZHAN_";

/// The effective configuration.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where it listens and how it is reached.
    pub server: Server,
    /// SQLite file or PostgreSQL.
    pub database: Database,
    /// Where attachments and deliverables lie.
    pub files: FileStore,
    /// Outgoing mail.
    pub mail: Mail,
    /// Logs.
    pub log: Log,
}

/// `[server]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// Address and port.
    pub listen: SocketAddr,
    /// How people reach the site, without a slash at the end; stands in links, QR codes and the log's origin.
    pub base_url: String,
    /// Believe `X-Forwarded-For` of the balancer in front.
    pub trust_forwarded: bool,
    /// Longest time for one request, in seconds.
    pub request_seconds: u64,
    /// Run jobs in this process too; switch off where `yizhan work` runs.
    pub jobs: bool,
    /// The data are a demonstration's: every page carries the banner 演示数据.
    pub demo: bool,
}

impl Default for Server {
    fn default() -> Self {
        Server {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            base_url: "http://127.0.0.1:8080".into(),
            trust_forwarded: false,
            request_seconds: 30,
            jobs: true,
            demo: false,
        }
    }
}

/// `[database]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// `sqlite:PATH` or `postgres://…`.
    pub url: String,
    /// SQLite: reading lanes.
    pub readers: usize,
    /// PostgreSQL: lanes, one connection each.
    pub lanes: usize,
}

impl Default for Database {
    fn default() -> Self {
        Database { url: "sqlite:data/yizhan.db".into(), readers: 2, lanes: 16 }
    }
}

impl Database {
    /// The address with its password replaced.
    pub fn masked_url(&self) -> String {
        let Some((scheme, rest)) = self.url.split_once("://") else { return self.url.clone() };
        let Some((login, host)) = rest.rsplit_once('@') else { return self.url.clone() };
        let user = login.split(':').next().unwrap_or_default();
        format!("{scheme}://{user}:{MASK}@{host}")
    }
}

/// `[files]`, told apart by `store`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(tag = "store", rename_all = "lowercase", deny_unknown_fields)]
pub enum FileStore {
    /// A folder on local disk.
    Directory {
        /// The folder; made when missing.
        path: PathBuf,
    },
    /// An S3-compatible store.
    S3 {
        /// Address of the store.
        endpoint: String,
        /// Bucket.
        bucket: String,
        /// Region.
        #[serde(default)]
        region: String,
        /// Key id.
        access_key: String,
        /// Secret.
        secret_key: String,
        /// Put before every key.
        #[serde(default)]
        prefix: String,
        /// Plain HTTP, for a store on the same machine.
        #[serde(default)]
        allow_http: bool,
    },
    /// In memory, lost at the end: for trying out.
    Memory,
}

impl Default for FileStore {
    fn default() -> Self {
        FileStore::Directory { path: "data/files".into() }
    }
}

/// `[mail]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// `smtp://user:password@host:587`, `smtps://…`, or `dir:PATH` to write each message to a file.
    pub url: String,
    /// Sender.
    pub from: String,
}

impl Default for Mail {
    fn default() -> Self {
        Mail { url: "dir:data/mail".into(), from: "驿站 <noreply@localhost>".into() }
    }
}

/// `[log]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// `text` or `json`.
    pub format: LogFormat,
    /// As for `tracing`: `info`, `yizhan=debug,info`.
    pub level: String,
}

impl Default for Log {
    fn default() -> Self {
        Log { format: LogFormat::Text, level: "info".into() }
    }
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

const MASK: &str = "••••••";

impl Config {
    /// Reads the file (if any) and lays the environment over it.
    ///
    /// # Errors
    /// When the file cannot be read, or a key or value is not known; the message names it.
    pub fn load(file: Option<&Path>, environment: impl Iterator<Item = (String, String)>) -> anyhow::Result<Config> {
        let mut table = match file {
            None => toml::Table::new(),
            Some(path) => std::fs::read_to_string(path)
                .with_context(|| format!("reading {}", path.display()))?
                .parse()
                .with_context(|| format!("in {}", path.display()))?,
        };
        for (name, value) in environment {
            let Some(key) = name.strip_prefix(PREFIX) else { continue };
            let key = key.to_lowercase();
            let (section, key) =
                key.split_once("__").with_context(|| format!("{name}: expected {PREFIX}SECTION__KEY"))?;
            let section = table.entry(section).or_insert_with(|| toml::Value::Table(toml::Table::new()));
            section
                .as_table_mut()
                .with_context(|| format!("{name}: the section is not a table"))?
                .insert(key.to_owned(), scalar(&value));
        }
        table.try_into().context("in the configuration")
    }

    /// A demonstration: everything in one folder, nothing sent anywhere.
    pub fn settle_in(&mut self, folder: &Path, listen: SocketAddr) {
        self.server.listen = listen;
        self.server.base_url = format!("http://{listen}");
        self.server.demo = true;
        self.database.url = format!("sqlite:{}", folder.join("yizhan.db").display());
        self.files = FileStore::Directory { path: folder.join("files") };
        self.mail.url = format!("dir:{}", folder.join("mail").display());
        // Who tries it out reads the links in the terminal, not a line for every picture.
        self.log.level = "info,yizhan::requests=warn".into();
    }

    /// Every key with its default, `docs/configuration.md`.
    ///
    /// # Errors
    /// When the defaults cannot be written as TOML.
    pub fn document() -> anyhow::Result<String> {
        let defaults = toml::to_string(&Config::default())?;
        Ok(format!(
            "# Configuration\n\nGenerated by `yizhan docs configuration`. One TOML file, named by `--config` or \
             `YIZHAN_CONFIG`; every key\nalso as `YIZHAN_SECTION__KEY`. Unknown keys are refused. The defaults:\n\n```toml\n{defaults}```\n"
        ))
    }

    /// The effective configuration as TOML with its secrets masked.
    ///
    /// # Errors
    /// When it cannot be written as TOML.
    pub fn masked(&self) -> anyhow::Result<String> {
        let mut shown = self.clone();
        shown.database.url = self.database.masked_url();
        shown.mail.url = Database { url: self.mail.url.clone(), ..Database::default() }.masked_url();
        if let FileStore::S3 { secret_key, .. } = &mut shown.files {
            *secret_key = MASK.into();
        }
        Ok(toml::to_string(&shown)?)
    }
}

/// A value of the environment as TOML: a number or a truth value when it reads as one, else text.
fn scalar(value: &str) -> toml::Value {
    if let Ok(number) = value.parse::<i64>() {
        return toml::Value::Integer(number);
    }
    if let Ok(truth) = value.parse::<bool>() {
        return toml::Value::Boolean(truth);
    }
    toml::Value::String(value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> std::vec::IntoIter<(String, String)> {
        pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect::<Vec<_>>().into_iter()
    }

    #[test]
    fn environment_overrides() {
        let set = [("YIZHAN_SERVER__LISTEN", "0.0.0.0:80"), ("YIZHAN_DATABASE__LANES", "4"), ("HOME", "/root")];
        let config = Config::load(None, environment(&set)).unwrap();
        assert_eq!(config.server.listen.port(), 80);
        assert_eq!(config.database.lanes, 4);
    }

    #[test]
    fn unknown_keys_are_refused() {
        let error = Config::load(None, environment(&[("YIZHAN_SERVER__LISTENS", "x")])).unwrap_err();
        assert!(format!("{error:#}").contains("listens"), "{error:#}");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("yizhan.toml");
        std::fs::write(&file, "[severs]\nlisten = \"127.0.0.1:1\"\n").unwrap();
        let error = Config::load(Some(&file), environment(&[])).unwrap_err();
        assert!(format!("{error:#}").contains("severs"), "{error:#}");
    }

    #[test]
    fn secrets_are_masked() {
        let set = [
            ("YIZHAN_DATABASE__URL", "postgres://hub:s3cret@db/yizhan"),
            ("YIZHAN_MAIL__URL", "smtps://hub:s3cret@mail:465"),
            ("YIZHAN_FILES__STORE", "s3"),
            ("YIZHAN_FILES__ENDPOINT", "http://127.0.0.1:9000"),
            ("YIZHAN_FILES__BUCKET", "yizhan"),
            ("YIZHAN_FILES__ACCESS_KEY", "hub"),
            ("YIZHAN_FILES__SECRET_KEY", "s3cret"),
        ];
        let shown = Config::load(None, environment(&set)).unwrap().masked().unwrap();
        assert!(!shown.contains("s3cret"), "{shown}");
        assert!(shown.contains("postgres://hub:") && shown.contains("@db/yizhan"), "{shown}");
    }
}
