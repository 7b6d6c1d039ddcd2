//! A need that is being said: one question after another, each answer saved at once, so that another device or another
//! person of the firm continues where the first stopped.

use db::Tx;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;
use workdays::Calendar;

use super::commands::{NewNeed, Submitted, submit};
use super::model::{UNSURE, VISIBILITIES, beginning};
use super::reading::{self, Reader};
use super::routing::route;
use super::{store_drafts as store, store_reading};
use crate::access::Parties;
use crate::attachments::{self, Kept, MOST_FILES};
use crate::catalogue;
use crate::command::{Command, Event};
use crate::hubs;
use crate::organizations;
use crate::web::{Error, Form, FormErrors, Refusal};

/// A question of the wizard, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// What the firm wants to get done.
    Purpose,
    /// Which hub; only when it cannot be told.
    Hub,
    /// About what.
    Product,
    /// By when.
    When,
    /// For how much.
    Budget,
    /// Drawings, photographs.
    Files,
    /// Who may see it.
    Visibility,
    /// Whom to call.
    Contact,
}

impl Question {
    /// Every question.
    pub const ALL: [Question; 8] = [
        Question::Purpose,
        Question::Hub,
        Question::Product,
        Question::When,
        Question::Budget,
        Question::Files,
        Question::Visibility,
        Question::Contact,
    ];

    /// As it stands in the address, and the end of its message key.
    pub fn code(self) -> &'static str {
        match self {
            Question::Purpose => "purpose",
            Question::Hub => "hub",
            Question::Product => "product",
            Question::When => "when",
            Question::Budget => "budget",
            Question::Files => "files",
            Question::Visibility => "visibility",
            Question::Contact => "contact",
        }
    }

    /// The question of an address.
    pub fn parse(code: &str) -> Option<Question> {
        Question::ALL.into_iter().find(|question| question.code() == code)
    }
}

/// What was answered so far.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Answers {
    /// What the firm wants to get done.
    pub words: String,
    /// Purpose.
    pub function: String,
    /// Whether the hub is asked for, because it could not be told.
    pub ask_hub: bool,
    /// About what.
    pub product: String,
    /// By when.
    pub wanted_on: Option<String>,
    /// In fen.
    pub budget_fen: Option<i64>,
    /// Who may see it.
    pub visibility: String,
    /// Named providers.
    pub named: Vec<Uuid>,
    /// Whom to call.
    pub contact_name: String,
    /// Number to call.
    pub contact_phone: String,
    /// Questions answered or passed over.
    pub passed: Vec<String>,
}

/// A need that was not sent yet.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Id.
    pub id: Uuid,
    /// Of which firm.
    pub firm_id: Uuid,
    /// To which hub, once known.
    pub hub_id: Option<Uuid>,
    /// What was answered.
    pub answers: Answers,
    /// When it was last saved.
    pub updated_at: i64,
    /// Changes so far.
    pub version: i64,
}

impl Draft {
    /// Who may reach it: everybody of the firm.
    pub fn parties(&self) -> Parties {
        Parties { firm: Some(self.firm_id), ..Parties::default() }
    }

    /// What a list calls it.
    pub fn title(&self) -> String {
        beginning(&self.answers.words, 40)
    }

    /// The questions that this draft goes through.
    pub fn questions(&self) -> Vec<Question> {
        let asks = |question: &Question| *question != Question::Hub || self.answers.ask_hub || self.hub_id.is_none();
        Question::ALL.into_iter().filter(asks).collect()
    }

    /// The page of the wizard after a question; the first one with `None` before it.
    pub fn page_after(&self, question: Question) -> String {
        let questions = self.questions();
        let next = questions.iter().position(|q| *q == question).and_then(|at| questions.get(at + 1));
        self.page(next.copied())
    }

    /// The page before a question; `None` before the first.
    pub fn page_before(&self, question: Question) -> Option<String> {
        let questions = self.questions();
        let at = questions.iter().position(|q| *q == question)?.checked_sub(1)?;
        questions.get(at).map(|question| self.page(Some(*question)))
    }

    /// Where to go on: the first question not answered yet, else the check.
    pub fn page_next(&self) -> String {
        let passed = |question: &Question| self.answers.passed.iter().any(|code| code == question.code());
        self.page(self.questions().into_iter().find(|question| !passed(question)))
    }

    fn page(&self, question: Option<Question>) -> String {
        format!("/drafts/{}/{}", self.id, question.map_or("check", Question::code))
    }

    /// What keeps it from being sent; `field` is the question to go back to.
    pub fn problems(&self, today: Date, hub: Option<&hubs::Hub>, residents: &[hubs::Resident]) -> FormErrors {
        let answers = &self.answers;
        let mut errors = FormErrors::none();
        let mut demand = |good: bool, question: Question, key: &'static str| {
            if !good {
                errors.add(question.code(), Refusal::new(key));
            }
        };
        demand(!answers.words.is_empty(), Question::Purpose, "needs-say-what");
        let purpose = answers.function == UNSURE || catalogue::function(&answers.function).is_some();
        demand(purpose, Question::Purpose, "needs-choose-purpose");
        demand(hub.is_some(), Question::Hub, "needs-choose-hub");
        let passed = answers.wanted_on.as_deref().is_some_and(|day| day < today.to_string().as_str());
        demand(!passed, Question::When, "needs-day-passed");
        demand(VISIBILITIES.contains(&answers.visibility.as_str()), Question::Visibility, "needs-choose-visibility");
        let resident = |id: &Uuid| residents.iter().any(|resident| resident.organization_id == *id);
        let named = answers.visibility != "named" || (answers.named.iter().all(resident) && !answers.named.is_empty());
        demand(named, Question::Visibility, "needs-name-providers");
        demand(!answers.contact_name.is_empty(), Question::Contact, "needs-say-whom-to-call");
        demand(reading::read_phone(&answers.contact_phone).is_some(), Question::Contact, "needs-phone-wrong");
        if let Some(gone) = hub.filter(|hub| hub.is_removed()) {
            errors.add(Question::Hub.code(), removed(gone));
        }
        errors
    }
}

/// Begins a draft from the first question: the rest that is known is filled in, and the hub told when it can be.
///
/// # Errors
/// `Invalid` for what is wrong with the first question.
pub fn begin(tx: &mut Tx, c: &mut Command, firm: Uuid, form: &Form) -> Result<Draft, Error> {
    let person = c.actor.person().map(|person| person.id).ok_or(Error::SignIn)?;
    let contact = store_reading::contact(tx, person, firm)?;
    let answers = Answers { contact_name: contact.0, contact_phone: contact.1, ..Answers::default() };
    let draft = Draft { id: c.new_id(), firm_id: firm, hub_id: None, answers, updated_at: c.now, version: 1 };
    let mut draft = apply(tx, c, draft, Question::Purpose, form)?;
    draft.version = 1;
    store::insert(tx, &draft, person, c.now)?;
    record(tx, c, &draft, "draft.begun")?;
    Ok(draft)
}

/// Saves the answer to one question. Two devices at two questions do not undo each other.
///
/// # Errors
/// `Invalid` for what is wrong with it; `Conflict` when the draft was saved at the same moment.
pub fn answer(
    tx: &mut Tx,
    c: &mut Command,
    draft: Draft,
    question: Question,
    form: &Form,
    files: &[Kept],
) -> Result<Draft, Error> {
    if question == Question::Files {
        let had = attachments::of(tx, draft.id)?.len();
        if had + files.len() > MOST_FILES {
            let refusal = Refusal::new("needs-too-many-files").with("most", MOST_FILES).with("had", had);
            return Err(FormErrors::one("files", refusal).into());
        }
        attachments::attach(tx, c, Uuid::nil(), "draft", draft.id, files)?;
    }
    let draft = apply(tx, c, draft, question, form)?;
    store::update(tx, &draft, c.now)?;
    Ok(draft)
}

/// The draft with the answer to one question.
fn apply(tx: &mut Tx, c: &Command, mut draft: Draft, question: Question, form: &Form) -> Result<Draft, Error> {
    let mut reader = Reader::new(form, c.today());
    let answers = &mut draft.answers;
    match question {
        Question::Purpose => {
            answers.words = reader.words();
            answers.function = reader.function();
        }
        Question::Hub => match hubs::by_code(tx, form.value("hub")) {
            Ok(hub) if hub.is_removed() => reader.refuse("hub", removed(&hub)),
            Ok(hub) => {
                if draft.hub_id.is_some_and(|id| id != hub.id) && answers.visibility == "named" {
                    // The named providers are of the other hub.
                    answers.visibility = String::new();
                    answers.named = Vec::new();
                    answers.passed.retain(|code| code != Question::Visibility.code());
                }
                draft.hub_id = Some(hub.id);
            }
            Err(_) => reader.refuse("hub", Refusal::new("needs-choose-hub")),
        },
        Question::Product => answers.product = reader.text("product", reading::PRODUCT, None),
        Question::When => answers.wanted_on = reader.wanted_on(),
        Question::Budget => answers.budget_fen = reader.budget(),
        Question::Files => {}
        Question::Visibility => {
            let residents = residents(tx, draft.hub_id, c.today())?;
            (answers.visibility, answers.named) = reader.visibility(&residents);
        }
        Question::Contact => (answers.contact_name, answers.contact_phone) = reader.contact(),
    }
    reader.finish()?;
    let code = question.code().to_owned();
    if !draft.answers.passed.contains(&code) {
        draft.answers.passed.push(code);
    }
    if draft.hub_id.is_none() {
        find_hub(tx, &mut draft, form)?;
    }
    Ok(draft)
}

/// A hub that was removed takes no needs.
pub(super) fn removed(hub: &hubs::Hub) -> Refusal {
    Refusal::new("needs-hub-removed").with("hub", &hub.name)
}

/// A given service or hub decides, unless the hub was removed; else the firm's industry and division.
fn find_hub(tx: &mut Tx, draft: &mut Draft, form: &Form) -> Result<(), Error> {
    let service = catalogue::by_code(tx, form.value("service")).ok().filter(|service| service.state == "published");
    let given = match service {
        Some(service) => Some(hubs::by_id(tx, service.hub_id)?),
        None => hubs::by_code(tx, form.value("hub")).ok(),
    };
    if let Some(hub) = given.filter(|hub| !hub.is_removed()) {
        draft.hub_id = Some(hub.id);
        return Ok(());
    }
    let firm = organizations::by_id(tx, draft.firm_id)?;
    let hubs = store_reading::candidates(tx)?;
    match route(&hubs, &firm.industry, &firm.division)[..] {
        [only] => draft.hub_id = Some(only.id),
        _ => draft.answers.ask_hub = true,
    }
    Ok(())
}

/// Who is resident at the draft's hub today.
///
/// # Errors
/// Of the database.
pub fn residents(tx: &mut Tx, hub: Option<Uuid>, today: Date) -> Result<Vec<hubs::Resident>, Error> {
    hub.map_or(Ok(Vec::new()), |hub| hubs::residents(tx, hub, &today.to_string()))
}

/// Sends it: the draft becomes a need, its files go with it.
///
/// # Errors
/// `Invalid` with what is missing, by question.
pub fn send(tx: &mut Tx, c: &mut Command, calendar: &Calendar, draft: &Draft) -> Result<Submitted, Error> {
    let residents = residents(tx, draft.hub_id, c.today())?;
    let hub = draft.hub_id.map(|id| hubs::by_id(tx, id)).transpose()?;
    draft.problems(c.today(), hub.as_ref(), &residents).finish()?;
    let hub_id = draft.hub_id.ok_or(Error::Conflict)?;
    let answers = draft.answers.clone();
    let new = NewNeed {
        hub_id,
        firm_id: draft.firm_id,
        said_by: c.actor.person().map(|person| person.id).ok_or(Error::SignIn)?,
        channel: "online".into(),
        function: answers.function,
        words: answers.words,
        product: answers.product,
        wanted_on: answers.wanted_on,
        budget_fen: answers.budget_fen,
        visibility: answers.visibility,
        named: answers.named,
        contact_name: answers.contact_name,
        contact_phone: answers.contact_phone,
    };
    let submitted = submit(tx, c, calendar, &new)?;
    // While the draft is there its files are in reach.
    attachments::hand_over(tx, draft.id, (hub_id, "need", submitted.id))?;
    store::delete(tx, draft)?;
    Ok(submitted)
}

/// Throws a draft and its files away.
///
/// # Errors
/// `Conflict` when it was saved at the same moment.
pub fn discard(tx: &mut Tx, c: &mut Command, draft: &Draft) -> Result<(), Error> {
    for file in attachments::of(tx, draft.id)? {
        attachments::detach(tx, draft.id, file.id)?;
    }
    store::delete(tx, draft)?;
    record(tx, c, draft, "draft.discarded")
}

/// Of no hub yet, so without a leaf.
fn record(tx: &mut Tx, c: &mut Command, draft: &Draft, action: &'static str) -> Result<(), Error> {
    let event = Event { hub: Uuid::nil(), action, object: "draft", id: draft.id, reference: "" };
    c.record(tx, event, json!({ "firm": draft.firm_id }))?;
    Ok(())
}
