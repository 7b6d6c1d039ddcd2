//! What the hub and the firm say to each other before a need is accepted, when it is not accepted at once.

use db::Tx;

use super::material::material;
use super::story::{Stop, Telling};
use super::year::Twist;
use crate::access::Person;
use crate::needs::{self, Need};
use crate::orders::calling_off;

/// Asks back, declines or withdraws, as the story wants; stops where the need does not go on.
pub(super) fn triage(t: &mut Telling, tx: &mut Tx, clerk: &Person, reference: &str) -> Result<(), Stop> {
    let need = needs::by_reference(tx, reference)?;
    match t.story.twist {
        Twist::Asked => {
            ask_back(t, tx, clerk, &need)?;
            Err(Stop::Here)
        }
        Twist::Answered => {
            ask_back(t, tx, clerk, &need)?;
            t.wait(0, 3)?;
            let person = t.somebody();
            let need = needs::by_reference(tx, reference)?;
            let words = &ask(&need).answer;
            needs::answer(tx, &mut t.command(person), t.world.calendar, &need, words, &[])?;
            t.wait(0, 1)
        }
        Twist::Declined => {
            let no = t.dice.pick(&material().steps.refuse);
            calling_off::decline(tx, &mut t.command(clerk), &need, &no.reason, &no.hint)?;
            Err(Stop::Here)
        }
        Twist::Withdrawn => {
            let (person, reason) = (t.somebody(), t.dice.word(&material().steps.withdrawals));
            calling_off::withdraw(tx, &mut t.command(person), &need, reason)?;
            Err(Stop::Here)
        }
        _ => Ok(()),
    }
}

fn ask_back(t: &mut Telling, tx: &mut Tx, clerk: &Person, need: &Need) -> Result<(), Stop> {
    Ok(needs::ask_back(tx, &mut t.command(clerk), need, &ask(need).words)?)
}

/// What is asked about a need of this function; a test says that there is one for each.
fn ask(need: &Need) -> &'static super::material::Ask {
    let asks = &material().steps.ask;
    asks.iter().find(|ask| ask.function == need.function).unwrap_or(&asks[0])
}
