//! Letters about a need: what changed, what to do, by when, one link. No words of the need, nobody's number.

use db::Tx;

use super::model::Need;
use super::store_reading;
use crate::app::App;
use crate::command::Command;
use crate::hubs;
use crate::mail::{self, Letter};
use crate::web::messages::FIRST;
use crate::web::{Error, words};

/// What a letter tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// To the hub: a new need.
    Sent,
    /// To the hub: the firm has answered.
    Answered,
    /// To the hub: the firm has taken it back.
    Withdrawn,
    /// To the firm: accepted.
    Accepted,
    /// To the firm: something is missing.
    Asked,
    /// To the firm: declined.
    Declined,
}

impl News {
    /// Subject, and what changed and is to be done.
    fn keys(self) -> (&'static str, &'static str) {
        match self {
            News::Sent => ("needs-letter-sent", "needs-letter-sent-text"),
            News::Answered => ("needs-letter-answered", "needs-letter-answered-text"),
            News::Withdrawn => ("needs-letter-withdrawn", "needs-letter-withdrawn-text"),
            News::Accepted => ("needs-letter-accepted", "needs-letter-accepted-text"),
            News::Asked => ("needs-letter-asked", "needs-letter-asked-text"),
            News::Declined => ("needs-letter-declined", "needs-letter-declined-text"),
        }
    }

    fn is_for_hub(self) -> bool {
        matches!(self, News::Sent | News::Answered | News::Withdrawn)
    }
}

/// Writes to the hub, or to the firm's person: who said the need, else the owners. Nobody without an address is written to.
///
/// # Errors
/// Of the database.
pub fn tell(tx: &mut Tx, c: &mut Command, app: &App, reference: &str, news: News) -> Result<(), Error> {
    let need = super::by_reference(tx, reference)?;
    let addresses = if news.is_for_hub() {
        vec![hubs::by_id(tx, need.hub_id)?.email]
    } else {
        store_reading::addresses(tx, need.firm_id, need.said_by)?
    };
    for to in addresses.into_iter().filter(|address| address.contains('@')) {
        let letter = write(app, &need, news, to);
        mail::post(tx, c, &letter)?;
    }
    Ok(())
}

fn write(app: &App, need: &Need, news: News, to: String) -> Letter {
    let language = app.messages.language(FIRST);
    let (subject, text) = news.keys();
    let mut lines = vec![
        language.with(subject, &[("reference", &need.reference)]),
        language.with(text, &[("firm", &need.firm_name), ("hub", &need.hub_name)]),
    ];
    let by = match news {
        News::Sent | News::Answered => need.triage_due_on.as_deref().map(|day| ("needs-letter-triage-by", day)),
        News::Accepted => need.due_on.as_deref().map(|day| ("needs-letter-plan-by", day)),
        News::Withdrawn | News::Asked | News::Declined => None,
    };
    if let Some((key, day)) = by {
        lines.push(language.with(key, &[("day", &words::day(day))]));
    }
    let address = format!("{}/needs/{}", app.config.server.base_url, need.reference);
    lines.push(language.with("needs-letter-link", &[("address", &address)]));
    Letter { to, subject: lines[0].clone(), text: lines.join("\n\n") + "\n" }
}
