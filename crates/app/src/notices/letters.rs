//! Notices by e-mail. Each as a letter of its own; when more than five come within a minute, or they have waited for
//! the end of the quiet hours, one letter lists them. What was read meanwhile is not sent.

use db::{Scope, Tx};
use uuid::Uuid;

use super::store::{self, Notice};
use crate::access::Who;
use crate::app::App;
use crate::command::Command;
use crate::jobs::Job;
use crate::mail::{self, Letter};
use crate::people;
use crate::web::Error;
use crate::web::languages::FIRST;
use crate::web::messages::Language;

/// Kind of the job that writes a person's letters.
pub const JOB: &str = "notices.letters";

const MINUTE_MS: i64 = 60_000;
/// Letters of their own within a minute.
const SINGLE: usize = 5;
/// Notices that a digest names; the rest are counted.
const LISTED: usize = 30;

/// What happens to the notices that wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Nothing,
    Each,
    Digest,
    /// Looked at again then.
    Later(i64),
}

/// `first`: when the oldest of the waiting was noted; `recent`: how many were sent within the last minute.
fn way(waiting: usize, first: i64, recent: usize, now: i64, quiet_until: Option<i64>) -> Way {
    let held = now - first >= MINUTE_MS;
    match quiet_until {
        _ if waiting == 0 => Way::Nothing,
        Some(end) => Way::Later(end),
        None if held && waiting > 1 => Way::Digest,
        None if held || waiting + recent <= SINGLE => Way::Each,
        None if recent == 0 => Way::Digest,
        None => Way::Later(first + MINUTE_MS),
    }
}

/// The job `notices.letters`: writes to one person.
///
/// # Errors
/// Of the database; running it again is harmless.
pub async fn send(app: &App, payload: &str) -> Result<(), Error> {
    let person: Uuid = serde_json::from_str(payload).map_err(Error::internal)?;
    let mut c = Command::new(Who::system(app.clock.now()), app.random());
    let own = app.clone();
    app.db.write(Scope::system(), move |tx| write(tx, &mut c, &own, person)).await
}

fn write(tx: &mut Tx, c: &mut Command, app: &App, person: Uuid) -> Result<(), Error> {
    store::drop_read(tx, person)?;
    let waiting = store::waiting(tx, person)?;
    let recent = store::sent_since(tx, person, c.now - MINUTE_MS)?;
    let choice = store::choice(tx, person)?;
    let first = waiting.first().map_or(c.now, |notice| notice.noted_at);
    let way = way(waiting.len(), first, recent, c.now, choice.quiet_until(c.now));
    if let Way::Later(at) = way {
        let again = Job::once(JOB, person.to_string(), &person)?.after(at - c.now);
        return c.enqueue(tx, again);
    }
    let Some(to) = store::address(tx, person)? else { return store::mark_sent(tx, &waiting, c.now) };
    let language = people::language_of(tx, person)?.unwrap_or(FIRST);
    let (words, base) = (app.messages.language(language), &app.config.server.base_url);
    match way {
        Way::Each => {
            for notice in &waiting {
                mail::post(tx, c, &single(words, base, notice, &to))?;
            }
        }
        Way::Digest => mail::post(tx, c, &digest(words, base, &waiting, &to))?,
        Way::Nothing | Way::Later(_) => {}
    }
    store::mark_sent(tx, &waiting, c.now)
}

/// What changed, what to do, by when, one link.
fn single(words: &Language, base: &str, notice: &Notice, to: &str) -> Letter {
    let subject = notice.title(words);
    let mut lines = vec![subject.clone(), notice.todo(words)];
    if let Some(day) = &notice.due_on {
        lines.push(words.with("notices-letter-by", &[("day", &words.day(day))]));
    }
    let address = format!("{base}/notices/{}", notice.id);
    lines.push(words.with("notices-letter-link", &[("address", &address)]));
    lines.push(words.t("notices-letter-off").into_owned());
    Letter { to: to.to_owned(), subject, text: lines.join("\n\n") + "\n" }
}

fn digest(words: &Language, base: &str, notices: &[Notice], to: &str) -> Letter {
    let subject = words.with("notices-digest-subject", &[("count", &notices.len())]);
    let mut lines = vec![subject.clone()];
    for notice in notices.iter().take(LISTED) {
        let title = notice.title(words);
        lines.push(match &notice.due_on {
            Some(day) => words.with("notices-digest-line-by", &[("title", &title), ("day", &words.day(day))]),
            None => words.with("notices-digest-line", &[("title", &title)]),
        });
    }
    if notices.len() > LISTED {
        lines.push(words.with("notices-digest-more", &[("count", &(notices.len() - LISTED))]));
    }
    let address = format!("{base}/notices");
    lines.push(words.with("notices-letter-link", &[("address", &address)]));
    lines.push(words.t("notices-letter-off").into_owned());
    Letter { to: to.to_owned(), subject, text: lines.join("\n\n") + "\n" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_go_alone_and_more_go_together() {
        let now = 1_000_000;
        for (waiting, first, recent, quiet, expected) in [
            (0, now, 0, None, Way::Nothing),
            (0, now, 0, Some(now + 5), Way::Nothing),
            (1, now, 0, None, Way::Each),
            (5, now, 0, None, Way::Each),
            (6, now, 0, None, Way::Digest),
            (2, now, 3, None, Way::Each),
            (2, now, 4, None, Way::Later(now + MINUTE_MS)),
            (1, now - 10, 5, None, Way::Later(now - 10 + MINUTE_MS)),
            (1, now - MINUTE_MS, 5, None, Way::Each),
            (2, now - MINUTE_MS, 5, None, Way::Digest),
            (2, now - MINUTE_MS, 0, None, Way::Digest),
            (9, now, 0, Some(now + 5), Way::Later(now + 5)),
        ] {
            assert_eq!(way(waiting, first, recent, now, quiet), expected, "{waiting} {first} {recent} {quiet:?}");
        }
    }
}
