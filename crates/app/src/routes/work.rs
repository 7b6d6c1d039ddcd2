//! What is done behind the pages: which job is whose, and what comes by itself.

use std::time::Duration;

use crate::app::App;
use crate::jobs::{Recurring, Running, Taken};
use crate::web::Error;
use crate::{imports, instruments, mail, needs, notices, orders, people, records};

/// What is done without anybody's command.
pub const RECURRING: &[Recurring] = &[
    Recurring { kind: people::sweeping::JOB, every: Duration::from_secs(3600) },
    Recurring { kind: records::rollups::JOB, every: Duration::from_secs(3600) },
    Recurring { kind: orders::watching::JOB, every: Duration::from_secs(3600) },
    Recurring { kind: instruments::sweeping::JOB, every: Duration::from_secs(3600) },
    Recurring { kind: instruments::use_watching::JOB, every: Duration::from_secs(3600) },
];

/// Finds and runs the handler of a job.
pub fn run_job(app: App, job: Taken) -> Running {
    Box::pin(async move {
        match job.kind.as_str() {
            imports::READ => imports::read(&app, &job).await,
            imports::STEP => imports::step(&app, &job).await,
            "log.sequence" => records::sequence(&app, &job.payload).await,
            records::rollups::JOB => records::rollups::look_after(&app).await,
            orders::reminding::JOB => orders::reminding::remind(&app, &job.payload).await,
            orders::watching::JOB => orders::watching::begin(&app).await,
            orders::watching::HUB => orders::watching::run(&app, &job.payload).await,
            "notices.follow" => notices::follow(&app).await,
            notices::letters::JOB => notices::send(&app, &job.payload).await,
            needs::watching::JOB => needs::watching::run(&app, &job.payload).await,
            mail::JOB => mail::deliver(&app, &job.payload).await,
            people::reset::JOB => people::reset::send(&app, &job.payload).await,
            people::mailbox::JOB => people::mailbox::send(&app, &job.payload).await,
            people::sweeping::JOB => people::sweeping::sweep(&app).await,
            instruments::use_watching::JOB => instruments::use_watching::watch(&app).await,
            orders::commands::ENDED => instruments::releasing::release(&app, &job.payload).await,
            instruments::waits::JOB => instruments::waits::pass_on(&app, &job.payload).await,
            instruments::sweeping::JOB => instruments::sweeping::sweep(&app).await,
            other => Err(Error::internal(format!("no handler for jobs of kind {other}"))),
        }
    })
}
