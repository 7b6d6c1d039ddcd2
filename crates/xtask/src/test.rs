//! Everything a change must pass, step by step. One failed step does not stop the next.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::child::{self, Ended};
use crate::counts::{self, Counts};
use crate::postgres::Server;
use crate::tidy;
use crate::tools::{self, Tool};
use crate::workspace::Workspace;

/// How long one step may take: generous for a clean checkout on two cores.
const STEP_LIMIT: Duration = Duration::from_secs(25 * 60);

/// One thing `cargo xtask test` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Step {
    /// `cargo fmt --check`
    Fmt,
    /// `cargo clippy`, where every warning is an error
    Clippy,
    /// The rules no test and no compiler checks
    Tidy,
    /// All tests, on SQLite
    Sqlite,
    /// The tests of what speaks to a database, on PostgreSQL
    Postgres,
    /// The examples in the documentation
    Doc,
    /// The journeys in a real browser
    Browser,
    /// What other programs read of us, read by them
    Peers,
}

/// What a step came to.
struct Outcome {
    step: Step,
    counts: Counts,
    took: Duration,
}

/// Runs the steps, all of them when none is named; true when nothing failed. The last line printed is
/// `N passed, N failed`.
pub(crate) fn run(workspace: &Workspace, only: &[Step]) -> bool {
    let chosen = |step: &Step| only.is_empty() || only.contains(step);
    let steps = Step::value_variants().iter().copied().filter(chosen);
    let outcomes: Vec<Outcome> = steps.map(|step| timed(workspace, step)).collect();
    println!();
    let mut total = Counts::default();
    for Outcome { step, counts, took } in outcomes {
        let name = format!("{step:?}").to_lowercase();
        let Counts { passed, failed } = counts;
        println!("{name:<10}{passed:>6} passed{failed:>6} failed{:>9.1} s", took.as_secs_f64());
        total += counts;
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    total.failed == 0
}

fn timed(workspace: &Workspace, step: Step) -> Outcome {
    println!("\n== {} ==", format!("{step:?}").to_lowercase());
    let started = Instant::now();
    let counts = perform(workspace, step).unwrap_or_else(|error| {
        println!("{step:?} could not run: {error:#}");
        Counts::one(false)
    });
    let took = started.elapsed();
    println!("-- {:.1} s", took.as_secs_f64());
    Outcome { step, counts, took }
}

fn perform(workspace: &Workspace, step: Step) -> Result<Counts> {
    match step {
        Step::Fmt => whole(cargo(workspace, &["fmt", "--all", "--check"])),
        Step::Clippy => whole(clippy(workspace)),
        Step::Tidy => {
            let built = build(workspace);
            let mut counts = tidy::run(workspace)?;
            if let Err(error) = built {
                println!("{error:#}");
                counts += Counts::one(false);
            }
            Ok(counts)
        }
        Step::Sqlite => {
            let mut nextest = nextest(workspace, &["--workspace"])?;
            nextest.env("TEST_DATABASE", "sqlite");
            counted(nextest, counts::nextest)
        }
        Step::Postgres => on_postgres(workspace),
        Step::Doc => {
            let doc = cargo(workspace, &["test", "--doc", "--workspace", "--no-fail-fast"]);
            counted(doc, counts::cargo_test)
        }
        Step::Browser => {
            tools::need(&[Tool::Chromium, Tool::ChineseFonts, Tool::Node, Tool::Npm])?;
            build(workspace)?;
            tools::browser_packages(&workspace.root.join("browser"))?;
            counted(journeys(workspace), counts::node)
        }
        Step::Peers => {
            tools::need(&[Tool::Python])?;
            build(workspace)?;
            let python = tools::peer_packages(&workspace.root.join("peers"), &workspace.target.join("peers"))?;
            counted(peers(workspace, &python), counts::unittest)
        }
    }
}

fn on_postgres(workspace: &Workspace) -> Result<Counts> {
    let server = Server::start()?;
    let mut nextest = nextest(workspace, &["--package", "db", "--package", "yizhan"])?;
    nextest.env("TEST_DATABASE", "postgres").env("TEST_POSTGRES_URL", server.url());
    counted(nextest, counts::nextest)
}

/// The binary that the check of generated files and the browser tests run.
fn build(workspace: &Workspace) -> Result<()> {
    let Ended { success, .. } = child::stream(cargo(workspace, &["build", "--package", "yizhan"]))?;
    if !success {
        bail!("the binary yizhan does not build");
    }
    Ok(())
}

fn clippy(workspace: &Workspace) -> Command {
    let arguments = ["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"];
    cargo(workspace, &arguments)
}

fn nextest(workspace: &Workspace, packages: &[&str]) -> Result<Command> {
    tools::need(&[Tool::Nextest])?;
    let mut command = cargo(workspace, &["nextest", "run", "--no-fail-fast", "--status-level=slow"]);
    command.args(packages);
    Ok(command)
}

fn journeys(workspace: &Workspace) -> Command {
    let mut node = child::limited(STEP_LIMIT, "node");
    node.args(["--test", "--test-reporter=spec", "--test-timeout=600000"])
        .current_dir(workspace.root.join("browser"))
        .env("YIZHAN", workspace.binary("debug"))
        .env("SCREENSHOTS", workspace.target.join("screenshots"));
    node
}

fn peers(workspace: &Workspace, python: &Path) -> Command {
    let mut command = child::limited(STEP_LIMIT, python);
    // Its summary goes where its tests' names go: to the error output.
    command
        .args(["-B", "-m", "unittest", "discover", "--verbose"])
        .current_dir(workspace.root.join("peers"))
        .env("YIZHAN", workspace.binary("debug"));
    command
}

fn cargo(workspace: &Workspace, arguments: &[&str]) -> Command {
    let mut cargo = child::limited(STEP_LIMIT, "cargo");
    cargo.args(arguments).current_dir(&workspace.root);
    cargo
}

/// Runs a program that passes or fails as a whole.
fn whole(command: Command) -> Result<Counts> {
    Ok(Counts::one(child::stream(command)?.success))
}

/// Runs a program that prints how many of its tests passed.
fn counted(command: Command, read: fn(&str) -> Counts) -> Result<Counts> {
    let Ended { success, text } = child::stream(command)?;
    Ok(Counts::of(&text, success, read))
}
