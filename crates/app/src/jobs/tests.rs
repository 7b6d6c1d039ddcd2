//! What becomes of jobs whose handler fails.

use db::{params, sql};
use uuid::Uuid;

use super::*;
use crate::mail::{self, Letter};
use crate::testing::TestApp;

fn panics(_: App, _: Taken) -> Running {
    Box::pin(async { panic!("作业出错") })
}

fn fails(_: App, _: Taken) -> Running {
    Box::pin(async { Err(Error::internal("邮件服务器没有应答")) })
}

fn only_letters_fail(app: App, job: Taken) -> Running {
    if job.kind == mail::JOB { fails(app, job) } else { crate::routes::run_job(app, job) }
}

fn later(app: &TestApp, millis: i64) {
    app.app.clock.set(app.app.clock.now() + millis);
}

fn left(app: &TestApp) -> Vec<String> {
    app.system(|tx, _| Ok(super::left(tx, i64::MAX)?))
}

/// A letter with a link, and a job of the log.
fn enqueue(app: &TestApp) {
    let hub = app.world.lucheng;
    app.system(move |tx, c| {
        let text = "https://example.cn/links/SECRET".to_owned();
        mail::post(tx, c, &Letter { to: "li.mei@example.com".into(), subject: "设置新密码".into(), text })?;
        c.enqueue(tx, Job::once("log.sequence", hub.to_string(), &hub)?)
    });
}

#[test]
fn a_handler_that_panics_is_a_failure_and_its_job_runs_again() {
    let app = TestApp::new();
    app.run_jobs();
    enqueue(&app);
    assert_eq!(app.wait(run_due(&app.app, panics)).unwrap(), 2);
    let jobs = left(&app);
    assert_eq!(jobs.len(), 2);
    assert!(jobs.iter().all(|job| job.contains(" waiting job: task") && job.contains("panicked")), "{jobs:?}");
    later(&app, 2_000);
    assert_eq!(app.letters().len(), 1);
}

#[test]
fn a_letter_that_never_leaves_is_tried_for_a_day_and_its_link_is_not_kept() {
    let app = TestApp::new();
    app.run_jobs();
    enqueue(&app);
    let payload = || -> (String, String) {
        app.system(|tx, _| {
            let row = tx.one(sql!("SELECT payload, state FROM jobs WHERE kind = 'mail.send'"), &params![])?;
            Ok((row.get("payload"), row.get("state")))
        })
    };
    let begun = app.app.clock.now();
    while payload().1 == "waiting" {
        assert!(payload().0.contains("SECRET"));
        app.wait(run_due(&app.app, only_letters_fail)).unwrap();
        later(&app, 10 * 60_000);
    }
    let hours = (app.app.clock.now() - begun) / 3_600_000;
    assert!((20..=28).contains(&hours), "{hours}");
    assert_eq!(payload(), (String::new(), "failed".into()));
    app.system(|tx, _| Ok(tx.execute(sql!("DELETE FROM jobs WHERE kind = 'mail.send'"), &params![])?));
}

#[test]
fn what_is_taken_is_left_alone_until_its_lease_ends() {
    let app = TestApp::new();
    app.run_jobs();
    enqueue(&app);
    let take = |queue| {
        let now = app.app.clock.now();
        app.system(move |tx, _| Ok(store::take(tx, queue, now)?.into_iter().map(|job| job.id).collect::<Vec<Uuid>>()))
    };
    // Letters and the log do not wait for each other.
    assert_eq!((take(Queue::Letters).len(), take(Queue::Own).len()), (1, 1));
    later(&app, store::LEASE_MS - 1);
    assert_eq!((take(Queue::Letters).len(), take(Queue::Own).len()), (0, 0));
    later(&app, 1);
    assert_eq!(app.letters().len(), 1);
}
