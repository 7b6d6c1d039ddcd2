//! Words that a hub's people say again and again: kept by its manager, inserted by a link, with places that are filled in
//! for the need.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::model::Need;
use super::reading::WORDS;
use super::{rules, store_triage};
use crate::command::{Command, Event};
use crate::web::{Error, FormErrors, Refusal};

/// What they are for.
pub const KINDS: [&str; 4] = ["ask", "decline", "gap", "pass"];
/// Longest name of one.
const TITLE: usize = 30;

/// The places that are filled in, as they stand in the words.
pub const PLACES: [&str; 6] = ["企业", "编号", "联系人", "经办人", "综合体", "综合体电话"];

/// A ready answer.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// Id.
    pub id: Uuid,
    /// One of [`KINDS`].
    pub kind: String,
    /// What a clerk looks for.
    pub title: String,
    /// What is said.
    pub words: String,
    /// Changes so far; 0 for a new one.
    pub version: i64,
}

impl Answer {
    /// Its words for a need.
    pub fn filled(&self, need: &Need, clerk: &str, phone: &str) -> String {
        let values =
            [&need.firm_name, &need.reference, &need.contact_name, clerk, &need.hub_name, phone].map(|v| v.to_owned());
        let places = PLACES.iter().zip(values);
        places.fold(self.words.clone(), |words, (place, value)| words.replace(&format!("{{{place}}}"), &value))
    }
}

/// The first place in the words that there is not.
fn unknown_place(words: &str) -> Option<String> {
    let inside = words.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    inside.map(str::to_owned).find(|place| !PLACES.contains(&place.as_str()))
}

/// The manager keeps an answer.
///
/// # Errors
/// `Invalid` for what is missing, a name that there is already, or a place that there is not.
pub fn keep(tx: &mut Tx, c: &mut Command, hub: Uuid, answer: &Answer) -> Result<(), Error> {
    let mut errors = FormErrors::none();
    if !KINDS.contains(&answer.kind.as_str()) {
        errors.add("kind", Refusal::new("needs-answers-choose-kind"));
    }
    let given = answer.title.chars().count();
    if answer.title.is_empty() {
        errors.add("title", Refusal::new("needs-answers-say-title"));
    } else if given > TITLE {
        errors.add("title", Refusal::new("needs-too-long").with("most", TITLE).with("given", given));
    }
    let given = answer.words.chars().count();
    if answer.words.is_empty() {
        errors.add("words", Refusal::new("needs-answers-say-words"));
    } else if given > WORDS {
        errors.add("words", Refusal::new("needs-too-long").with("most", WORDS).with("given", given));
    }
    if let Some(place) = unknown_place(&answer.words) {
        errors.add("words", Refusal::new("needs-answers-no-place").with("place", place));
    }
    let all = store_triage::answers(tx, hub, "")?;
    if all.iter().any(|other| other.id != answer.id && other.kind == answer.kind && other.title == answer.title) {
        errors.add("title", Refusal::new("needs-answers-title-taken"));
    }
    let most = rules::on(c.today()).answers;
    if answer.version == 0 && all.len() >= most {
        errors.add("title", Refusal::new("needs-answers-most").with("most", most));
    }
    errors.finish()?;
    let person = c.actor.person().map(|person| person.id).ok_or(Error::SignIn)?;
    let id = if answer.version == 0 { c.new_id() } else { answer.id };
    store_triage::put_answer(tx, hub, &Answer { id, ..answer.clone() }, (person, c.now))?;
    let event = Event { hub, action: "answer.kept", object: "answer", id, reference: "" };
    c.record(tx, event, json!({ "kind": answer.kind, "title": answer.title, "words": answer.words }))?;
    Ok(())
}

/// The manager throws an answer away.
///
/// # Errors
/// `Conflict` when it was changed meanwhile.
pub fn remove(tx: &mut Tx, c: &mut Command, hub: Uuid, answer: &Answer) -> Result<(), Error> {
    store_triage::remove_answer(tx, hub, answer)?;
    let event = Event { hub, action: "answer.removed", object: "answer", id: answer.id, reference: "" };
    c.record(tx, event, json!({ "kind": answer.kind, "title": answer.title }))?;
    Ok(())
}

/// The hub's answers; of one kind, or all where it is empty.
///
/// # Errors
/// Of the database.
pub fn of(tx: &mut Tx, hub: Uuid, kind: &str) -> Result<Vec<Answer>, Error> {
    store_triage::answers(tx, hub, kind)
}

/// The answer with this id.
///
/// # Errors
/// `NotFound`.
pub fn by_id(tx: &mut Tx, hub: Uuid, id: Uuid) -> Result<Answer, Error> {
    of(tx, hub, "")?.into_iter().find(|answer| answer.id == id).ok_or(Error::NotFound)
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn only_places_that_there_are() {
        assert_eq!(unknown_place("{企业}您好,编号 {编号}"), None);
        assert_eq!(unknown_place("请联系{负责人}").as_deref(), Some("负责人"));
        assert_eq!(unknown_place("单价 { 元").as_deref(), Some(" 元"));
    }
}
