//! How SQLite's writer commits in groups: it runs the waiting commands one after another in one transaction, commits once,
//! then answers them all.
//!
//! A command that fails must be undone alone. A savepoint for each command would make SQLite copy every page that it
//! changes, for the few commands that fail after they have written something. So instead there is one savepoint for the
//! group, and what its commands write is kept, statement by statement; when one has to be undone, the group goes back to
//! its savepoint and the statements of the commands before are run again. They find the rows as they found them the first
//! time, since no one else writes meanwhile, and that each changes as many rows as before is checked.

use std::sync::atomic::Ordering;

use crossbeam_channel::Receiver;

use crate::lanes::{Answer, Counters, Ended, Work};
use crate::sql::Connection;
use crate::sqlite::{Lane, refuse};
use crate::{Error, Sql, Value};

/// Bytes of parameters that are kept; a group that writes more takes a new savepoint.
const MOST: usize = 8 * 1024 * 1024;

/// What a group wrote since its savepoint.
#[derive(Default)]
pub(crate) struct Written {
    steps: Vec<Step>,
    bytes: usize,
    /// Whether there is a savepoint to go back to.
    kept: bool,
    /// Whether the command that runs wrote more than is kept.
    skipped: bool,
    /// Statements that changed something, of the command that runs.
    changes: usize,
}

struct Step {
    sql: &'static Sql,
    params: Box<[Value]>,
    changed: u64,
}

impl Written {
    /// Keeps a statement that changed so many rows; gives the bytes of its parameters.
    pub(crate) fn note(&mut self, sql: &'static Sql, params: &[Value], changed: u64) -> usize {
        let size = params.iter().map(Value::size).sum();
        if changed == 0 {
            return size;
        }
        self.changes += 1;
        self.skipped |= self.bytes + size > MOST;
        if self.kept && !self.skipped {
            self.bytes += size;
            self.steps.push(Step { sql, params: params.into(), changed });
        }
        size
    }

    pub(crate) fn mark(&self) -> usize {
        self.steps.len()
    }

    /// What was written after the mark is undone.
    pub(crate) fn forget(&mut self, mark: usize) {
        self.steps.truncate(mark);
    }

    fn clear(&mut self) {
        self.steps.clear();
        (self.bytes, self.skipped) = (0, false);
    }
}

impl Lane<'_> {
    pub(crate) fn write(&mut self, queue: &Receiver<Work>, group: usize, counters: &Counters) {
        while let Ok(first) = queue.recv() {
            let answers = match self.run("BEGIN IMMEDIATE") {
                Ok(()) => self.group(first, queue, group),
                Err(error) => {
                    refuse(first)(Ended::Failed(error));
                    continue;
                }
            };
            match self.run("COMMIT") {
                Ok(()) => {
                    counters.commits.fetch_add(1, Ordering::Relaxed);
                    counters.commands.fetch_add(answers.len() as u64, Ordering::Relaxed);
                    answers.into_iter().for_each(|answer| answer(Ended::Committed));
                }
                Err(error) => self.commit_failed(&error, answers),
            }
        }
        // So that the next start need not read the log; it is only a convenience.
        if let Err(error) = self.connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)") {
            tracing::warn!(%error, "the write-ahead log was left");
        }
    }

    /// Runs what waits. Who failed is answered at once, the others after the commit.
    fn group(&mut self, first: Work, queue: &Receiver<Work>, group: usize) -> Vec<Answer> {
        let mut answers = Vec::new();
        let mut next = Some(first);
        let mut taken = 0;
        self.written.clear();
        self.written.kept = false;
        while let Some(work) = next {
            taken += 1;
            if let Err(error) = self.step(work, &mut answers) {
                tracing::error!(%error, commands = answers.len(), "a group was undone with a command that failed");
                answers.drain(..).for_each(|answer| answer(Ended::Failed(Error::Busy)));
                if let Err(error) = self.begin_again() {
                    tracing::error!(%error, "a transaction could not begin again");
                    break;
                }
            }
            next = if taken < group { queue.try_recv().ok() } else { None };
            if next.is_some()
                && !answers.is_empty()
                && let Err(error) = self.keep()
            {
                tracing::error!(%error, "no savepoint for a group");
                next.take().into_iter().for_each(|work| refuse(work)(Ended::Failed(error.clone())));
            }
        }
        answers
    }

    /// Runs a command.
    ///
    /// # Errors
    /// When it failed, and those before it could not be kept.
    fn step(&mut self, work: Work, answers: &mut Vec<Answer>) -> Result<(), Error> {
        let before = self.written.mark();
        self.written.changes = 0;
        match (work.run)(self, &work.scope) {
            Ok(answer) => answers.push(answer),
            Err(answer) => {
                let undone = self.undo(before, answers.is_empty());
                // Its own error, whatever becomes of the others.
                answer(Ended::Committed);
                undone?;
            }
        }
        Ok(())
    }

    /// A savepoint behind the commands that are done, unless there is one that serves.
    fn keep(&mut self) -> Result<(), Error> {
        if self.written.kept && !self.written.skipped {
            return Ok(());
        }
        if self.written.kept {
            self.run("RELEASE SAVEPOINT done")?;
        }
        self.run("SAVEPOINT done")?;
        self.written.clear();
        self.written.kept = true;
        Ok(())
    }

    /// Undoes the command that ran last.
    fn undo(&mut self, before: usize, alone: bool) -> Result<(), Error> {
        // An interrupted statement may have undone the whole transaction.
        let whole = self.connection.is_autocommit();
        if self.written.changes == 0 && !whole {
            return Ok(());
        }
        self.written.forget(before);
        if alone {
            return self.begin_again();
        }
        if whole {
            return Err(Error::Engine("a statement undid the transaction".into()));
        }
        self.run("ROLLBACK TO SAVEPOINT done")?;
        let steps = std::mem::take(&mut self.written.steps);
        for Step { sql, params, changed } in steps {
            let again = self.again(sql, &params)?;
            if again != changed {
                return Err(Error::Engine(format!("{}: changed {changed} rows, then {again}", sql.place())));
            }
        }
        self.written.skipped = true;
        self.keep()
    }

    fn begin_again(&mut self) -> Result<(), Error> {
        self.written.clear();
        self.written.kept = false;
        if !self.connection.is_autocommit() {
            self.run("ROLLBACK")?;
        }
        self.run("BEGIN IMMEDIATE")
    }

    /// The commands may or may not be on disk: nobody is told yes. After an I/O error nothing can be trusted any
    /// more, not even a retry of the sync, so the process ends and recovers from the log at the next start.
    fn commit_failed(&mut self, error: &Error, answers: Vec<Answer>) {
        tracing::error!(%error, commands = answers.len(), "commit failed");
        if error.to_string().contains("disk I/O") {
            std::process::abort();
        }
        if let Err(error) = self.run("ROLLBACK") {
            tracing::error!(%error, "rollback after a failed commit");
        }
        for answer in answers {
            answer(Ended::Failed(Error::Unknown(error.to_string())));
        }
    }
}
