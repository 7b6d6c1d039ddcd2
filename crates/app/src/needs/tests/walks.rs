//! Whatever is tried in whatever order, a need stays in the table of its states.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::super::{State, Step, by_reference, close, planned};
use crate::testing::TestApp;

fn state_of(app: &TestApp, reference: &str) -> State {
    let reference = reference.to_owned();
    app.system(move |tx, _| Ok(by_reference(tx, &reference)?.state))
}

/// Tries one step as whoever may take it; gives the status, 0 for steps that `plans` and `orders` tell.
fn attempt(app: &TestApp, reference: &str, step: Step) -> u16 {
    let (clerk, firm) = (app.world.wu_fang, app.world.li_mei);
    let (who, what, field) = match step {
        Step::Accept => (clerk, "accept", ""),
        Step::Ask => (clerk, "ask-back", "question"),
        Step::Answer => (firm, "answer", "answer"),
        Step::Decline => (clerk, "decline", "reason"),
        Step::Withdraw => (firm, "withdraw", "reason"),
        Step::Merge => {
            let other = app.need_said("providers", Vec::new());
            let merged = app.as_(clerk).post(&format!("/needs/{reference}/merge"), &[("of", &other)]);
            return merged.status.as_u16();
        }
        // At another hub the number goes on from the beginning: see `sorting.rs`.
        Step::Pass => return 0,
        Step::Plan | Step::Close => {
            let reference = reference.to_owned();
            app.system(move |tx, c| {
                let need = by_reference(tx, &reference)?;
                if step == Step::Plan { planned(tx, c, &need) } else { close(tx, c, &need) }
            });
            return 0;
        }
    };
    app.as_(who).post(&format!("/needs/{reference}/{what}"), &[(field, "样品已寄出")]).status.as_u16()
}

#[test]
fn no_sequence_of_commands_leaves_the_table() {
    let app = TestApp::new();
    let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    let tried: Vec<Step> = Step::ALL.into_iter().filter(|step| *step != Step::Pass).collect();
    let steps = prop::collection::vec(prop::sample::select(tried), 1..9);
    let walk = |steps: Vec<Step>| {
        let need = app.need_said("providers", Vec::new());
        let (mut state, mut asked) = (State::Sent, false);
        for step in steps {
            let next = state.after(step).filter(|_| step != Step::Ask || !asked);
            let status = attempt(&app, &need, step);
            if status != 0 {
                prop_assert_eq!(status, if next.is_some() { 303 } else { 409 }, "{:?} in {:?}", step, state);
            }
            asked |= step == Step::Ask && next.is_some();
            state = next.unwrap_or(state);
            prop_assert_eq!(state_of(&app, &need), state);
        }
        Ok(())
    };
    runner.run(&steps, walk).expect("every walk stays in the table");
}
