//! Letters by e-mail: written as a job in the transaction of the command that causes them, sent after it. A letter may
//! be sent twice when the machine stops at the wrong moment, never lost.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use anyhow::Context;
use db::Tx;
use lettre::message::{Mailbox, header::ContentType};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::command::Command;
use crate::config::Mail;
use crate::jobs::Job;
use crate::web::Error;

/// Kind of the job that sends a letter.
pub const JOB: &str = "mail.send";

/// A letter to one address, in plain text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Address.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Text.
    pub text: String,
}

/// How letters leave.
pub struct Mailer {
    from: Mailbox,
    way: Way,
}

enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// One `.eml` file for each letter.
    Directory(PathBuf),
    Memory(Arc<Mutex<Vec<Letter>>>),
}

impl Mailer {
    /// The mailer of a configuration. Nothing is connected yet.
    ///
    /// # Errors
    /// When the sender is no address or the URL is not of a known kind.
    pub fn open(mail: &Mail) -> anyhow::Result<Mailer> {
        let from = mail.from.parse().with_context(|| format!("mail.from: {}", mail.from))?;
        let way = match mail.url.split_once(':') {
            Some(("dir", path)) => Way::Directory(path.into()),
            Some(("memory", _)) => Way::Memory(Arc::default()),
            Some(("smtp" | "smtps", _)) => {
                Way::Smtp(AsyncSmtpTransport::<Tokio1Executor>::from_url(&mail.url).context("mail.url")?.build())
            }
            _ => anyhow::bail!("mail.url: expected smtp://…, smtps://… or dir:PATH"),
        };
        Ok(Mailer { from, way })
    }

    /// Letters kept in memory so far; none with other ways.
    pub fn kept(&self) -> Vec<Letter> {
        match &self.way {
            Way::Memory(kept) => kept.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone(),
            Way::Smtp(_) | Way::Directory(_) => Vec::new(),
        }
    }

    async fn send(&self, letter: Letter) -> anyhow::Result<()> {
        let message = Message::builder()
            .from(self.from.clone())
            .to(letter.to.parse().context("address")?)
            .subject(&letter.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text.clone())?;
        match &self.way {
            Way::Smtp(smtp) => {
                smtp.send(message).await?;
            }
            Way::Directory(folder) => {
                let bytes = message.formatted();
                let name = data_encoding::HEXLOWER.encode(&crate::web::guard::hash(&format!("{letter:?}"))[..12]);
                let file = folder.join(format!("{name}.eml"));
                let written = move || {
                    std::fs::create_dir_all(file.parent().unwrap_or(&file)).and_then(|()| std::fs::write(&file, bytes))
                };
                tokio::task::spawn_blocking(written).await??;
            }
            Way::Memory(kept) => kept.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push(letter),
        }
        Ok(())
    }
}

/// Posts a letter: it leaves once the command's transaction is committed.
///
/// # Errors
/// Of the database.
pub fn post(tx: &mut Tx, c: &mut Command, letter: &Letter) -> Result<(), Error> {
    c.enqueue(tx, Job::letter(JOB, letter)?)
}

/// Sends the letter of a job.
///
/// # Errors
/// When it cannot be sent now: the job is tried again.
pub async fn deliver(app: &App, payload: &str) -> Result<(), Error> {
    let letter: Letter = serde_json::from_str(payload).map_err(Error::internal)?;
    app.mailer.send(letter).await.map_err(|error| Error::internal(format!("{error:#}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(url: &str) -> Mail {
        Mail { url: url.into(), ..Mail::default() }
    }

    #[test]
    fn ways_are_told_apart() {
        assert!(Mailer::open(&mail("smtp://hub:secret@127.0.0.1:2525")).is_ok());
        assert!(Mailer::open(&mail("pigeon://north")).is_err());
        assert!(Mailer::open(&Mail { from: "无地址".into(), ..mail("memory:") }).is_err());
    }

    #[tokio::test]
    async fn a_letter_becomes_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let mailer = Mailer::open(&mail(&format!("dir:{}", folder.path().join("mail").display()))).unwrap();
        let letter =
            Letter {
                to: "li.mei@example.com".into(), subject: "需求已受理".into(), text: "请查看。\n".into()
            };
        mailer.send(letter.clone()).await.unwrap();
        mailer.send(letter).await.unwrap();
        let files: Vec<_> = std::fs::read_dir(folder.path().join("mail")).unwrap().collect();
        assert_eq!(files.len(), 1, "the same letter again is the same file");
        let text = std::fs::read_to_string(files[0].as_ref().unwrap().path()).unwrap();
        assert!(text.contains("To: li.mei@example.com"), "{text}");
    }
}
