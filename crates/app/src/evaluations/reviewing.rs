//! Experts are asked by field, look at what no record can know, and say how far it is proven; records are called back.

use db::Tx;
use indicators::{Decimal, Measure};
use serde_json::json;
use uuid::Uuid;

use super::dossier::{HubData, is_judged, needs_experts};
use super::model::{Review, Round, RoundHub, State};
use super::opening::{check_words, must_go, must_run, person, record, record_at};
use super::store_reviews::{self, Candidate};
use super::{figures, sampling, shipped, store, store_sample};
use crate::command::Command;
use crate::hubs::Hub;
use crate::web::{Error, Form, FormErrors, Refusal};

/// A candidate for a hub: how near the field is, and what ties them to the hub.
#[derive(Clone, Debug)]
pub struct Fitting {
    /// The expert.
    pub candidate: Candidate,
    /// Whether the field is the hub's.
    pub fits: bool,
    /// membership, residency, orders, payments, employer.
    pub conflicts: Vec<&'static str>,
}

// keys: evaluations-conflict-*

/// Whether an expert's field is that of a hub: an industry is inside the other's, or the words name the industry.
pub fn fits(candidate: &Candidate, hub: &Hub) -> bool {
    let codes = |text: &str| text.split(',').map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect();
    let (theirs, own): (Vec<String>, Vec<String>) = (codes(&candidate.industry_codes), codes(&hub.industry_codes));
    let inside = theirs.iter().any(|one| own.iter().any(|two| one.starts_with(two) || two.starts_with(one.as_str())));
    inside || (!hub.industry.is_empty() && candidate.fields.contains(&hub.industry))
}

/// The candidates for a hub: those without conflicts and of its field first.
///
/// # Errors
/// Of the database.
pub fn fitting(tx: &mut Tx, hub: &Hub) -> Result<Vec<Fitting>, Error> {
    let mut found = Vec::new();
    for candidate in store_reviews::candidates(tx)? {
        let conflicts = store_reviews::conflicts(tx, candidate.person_id, hub.id)?;
        found.push(Fitting { fits: fits(&candidate, hub), candidate, conflicts });
    }
    found.sort_by_key(|one| (!one.conflicts.is_empty(), !one.fits));
    Ok(found)
}

/// Asks an expert to look at a hub.
///
/// # Errors
/// `Refused` when something ties them to the hub, or they were asked before.
pub fn assign(tx: &mut Tx, c: &mut Command, round: &Round, hub: &RoundHub, expert: Uuid) -> Result<(), Error> {
    must_run(c, round)?;
    if round.state != State::Frozen {
        return Err(Refusal::new("evaluations-not-now").into());
    }
    let by = person(c)?;
    tx.as_system(|tx| {
        let candidates = store_reviews::candidates(tx)?;
        let candidate = candidates.iter().find(|one| one.person_id == expert).ok_or(Error::NotFound)?;
        if !store_reviews::conflicts(tx, expert, hub.hub_id)?.is_empty() {
            return Err(Refusal::new("evaluations-has-conflict").with("name", &candidate.name).into());
        }
        let id = c.new_id();
        let review = Review {
            hub_id: hub.hub_id,
            id,
            round_id: round.id,
            person_id: expert,
            name: candidate.name.clone(),
            label: store_reviews::next_label(tx, hub)?,
            alias: alias(round, hub),
            hub_code: hub.code.clone(),
            hub_name: hub.name.clone(),
            state: "assigned".into(),
            words: String::new(),
            version: 1,
        };
        match store_reviews::insert(tx, &review, (by, c.now)) {
            Err(db::Error::Unique { .. }) => return Err(Refusal::new("evaluations-asked-before").into()),
            other => other?,
        }
        // The hub does not learn who looks at it: the event is of no hub.
        let told = json!({ "review": id, "told": [expert], "due_on": round.due("review") });
        record(tx, c, round, "round.assigned", told)
    })
}

/// The hub without its name: five letters that follow from the round's seed, so that nobody can guess them before.
fn alias(round: &Round, hub: &RoundHub) -> String {
    sampling::place(&round.seed, &hub.code)[..5].to_uppercase()
}

/// The expert declares a conflict of interest, or cannot.
///
/// # Errors
/// `Invalid` without a reason; `Refused` when they are done.
pub fn decline(tx: &mut Tx, c: &mut Command, round: &Round, review: &Review, words: &str) -> Result<(), Error> {
    must_be_asked(round, review)?;
    check_words("words", words)?;
    tx.as_system(|tx| store_reviews::end(tx, review, ("declined", words), c.now))?;
    record(tx, c, round, "round.review-declined", json!({ "review": review.id, "words": words }))
}

fn must_be_asked(round: &Round, review: &Review) -> Result<(), Error> {
    if round.state == State::Frozen && review.state == "assigned" {
        return Ok(());
    }
    Err(Refusal::new("evaluations-not-now").into())
}

/// What an expert has to look at of a hub.
///
/// # Errors
/// When the scheme cannot be read.
pub fn subjects(round: &Round, data: &HubData) -> Result<Vec<Measure>, Error> {
    let scheme = shipped::read(&round.scheme)?;
    Ok(scheme.measures.into_iter().filter(|measure| is_judged(measure) && needs_experts(measure, data)).collect())
}

/// Takes an expert's scores: of each subject one, with a reason, and the declaration that nothing ties them to the hub.
///
/// # Errors
/// `Invalid` with everything that is missing.
pub fn give(tx: &mut Tx, c: &mut Command, round: &Round, review: &Review, form: &Form) -> Result<(), Error> {
    must_be_asked(round, review)?;
    let data = data_of(tx, round, review, c.today())?;
    let mut errors = FormErrors::none();
    if !form.checked("declared", "yes") {
        errors.add("declared", Refusal::new("evaluations-declare"));
    }
    let mut scores = Vec::new();
    for measure in subjects(round, &data)? {
        let (score, reason) = (format!("score-{}", measure.key), format!("reason-{}", measure.key));
        let typed = codes::text::to_half_width(form.value(&score));
        let given = typed.parse::<Decimal>().ok();
        let given =
            given.filter(|one| *one >= Decimal::ZERO && *one <= Decimal::from(round.rules.scale) && one.scale() <= 1);
        if given.is_none() {
            errors.add(&score, Refusal::new("evaluations-score-wrong").with("most", round.rules.scale));
        }
        let words = form.value(&reason);
        if words.is_empty() || words.chars().count() > 500 {
            errors.add(&reason, Refusal::new("evaluations-reason-wrong"));
        }
        scores.push((measure.key, given.unwrap_or_default(), words.to_owned()));
    }
    errors.finish()?;
    tx.as_system(|tx| {
        for (measure, score, words) in &scores {
            store_reviews::put_score(tx, review, (measure, &score.normalize().to_string(), words), c.now)?;
        }
        store_reviews::end(tx, review, ("done", ""), c.now)
    })?;
    record(tx, c, round, "round.reviewed-by", json!({ "review": review.id, "scores": scores.len() }))
}

/// The frozen data of the hub that an expert looks at.
///
/// # Errors
/// `NotFound`.
pub fn data_of(tx: &mut Tx, round: &Round, review: &Review, today: jiff::civil::Date) -> Result<HubData, Error> {
    let dossier = figures::dossier(tx, round, today)?;
    dossier.hubs.into_iter().find(|hub| hub.code == review.hub_code).ok_or(Error::NotFound)
}

/// What a call to a firm found.
///
/// # Errors
/// `Invalid` when it was wrong and nobody says how; `Refused` outside the review.
pub fn call(
    tx: &mut Tx,
    c: &mut Command,
    round: &Round,
    hub: &RoundHub,
    position: i64,
    (outcome, words): (&str, &str),
) -> Result<(), Error> {
    if round.state != State::Frozen {
        return Err(Refusal::new("evaluations-not-now").into());
    }
    if !["held", "wrong", "unreachable"].contains(&outcome) {
        return FormErrors::one("outcome", Refusal::new("evaluations-outcome-unsaid")).finish();
    }
    if outcome != "held" {
        check_words("words", words)?;
    }
    let by = person(c)?;
    tx.as_system(|tx| store_sample::call(tx, hub, position, (outcome, words), (by, c.now)))?;
    let told = json!({ "hub": hub.code, "position": position, "outcome": outcome });
    record(tx, c, round, "round.called-back", told)
}

/// What is still to do before the review can be closed.
#[derive(Clone, Debug, Default)]
pub struct Left {
    /// Calls.
    pub calls: i64,
    /// Reviews that were asked for and not given.
    pub reviews: usize,
    /// Hubs with too few experts.
    pub hubs: Vec<String>,
}

impl Left {
    /// Whether nothing is.
    pub fn is_nothing(&self) -> bool {
        self.calls == 0 && self.reviews == 0 && self.hubs.is_empty()
    }
}

/// What is left to do.
///
/// # Errors
/// Of the database.
pub fn left(tx: &mut Tx, round: &Round, today: jiff::civil::Date) -> Result<Left, Error> {
    let dossier = figures::dossier(tx, round, today)?;
    let reviews = tx.as_system(|tx| store_reviews::of_round(tx, round.id))?;
    let mut left = Left {
        calls: dossier.sample.iter().filter(|one| one.outcome.is_empty()).count() as i64,
        reviews: reviews.iter().filter(|one| one.state == "assigned").count(),
        hubs: Vec::new(),
    };
    for hub in &dossier.hubs {
        let done = reviews.iter().filter(|one| one.hub_code == hub.code && one.state == "done").count();
        if !subjects(round, hub)?.is_empty() && done < round.rules.experts {
            left.hubs.push(hub.name.clone());
        }
    }
    Ok(left)
}

/// Closes the review.
///
/// # Errors
/// `Refused` while something is left to do.
pub fn close(tx: &mut Tx, c: &mut Command, round: &Round) -> Result<(), Error> {
    must_run(c, round)?;
    must_go(round, State::Reviewed)?;
    let left = left(tx, round, c.today())?;
    if !left.is_nothing() {
        let refusal = Refusal::new("evaluations-left").with("calls", left.calls).with("reviews", left.reviews);
        return Err(refusal.with("hubs", left.hubs.len()).into());
    }
    store::set_state(tx, round, State::Reviewed)?;
    record(tx, c, round, "round.reviewed", json!({}))
}

/// For the log of the hub: that its experts are through.
///
/// # Errors
/// Of the database.
pub fn tell_hubs(tx: &mut Tx, c: &mut Command, round: &Round, action: &'static str) -> Result<(), Error> {
    for hub in tx.as_system(|tx| store::hubs(tx, round.id))? {
        let told = json!({ "score": hub.score, "grade": hub.grade, "due_on": round.notice_until });
        record_at(tx, c, hub.hub_id, round, action, told)?;
    }
    Ok(())
}
