//! The workshop: everything the project automates is a subcommand of `cargo xtask`.
//!
//! It runs on Linux, because it leans on `setpriv` and `timeout` to be sure that no child outlives it.

mod bench;
mod child;
mod counts;
mod postgres;
mod test;
mod tidy;
mod tools;
mod traditional;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use test::Step;
use workspace::Workspace;

/// Tests, checks and measurements of Yizhan.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Arguments {
    /// Run everything a change must pass; the last line is `N passed, N failed`
    Test {
        /// Run only these steps, separated by commas
        #[arg(long, value_delimiter = ',')]
        only: Vec<Step>,
    },
    /// Check the rules of ARCHITECTURE.md that no test and no compiler checks
    Tidy,
    /// Measure, and rewrite the table of docs/benchmarks.md
    Bench {
        /// Names that `yizhan bench` knows; all of them when none is given, except `city`, which takes long
        names: Vec<String>,
        /// Folder of the city, kept from run to run
        #[arg(long)]
        data: Option<std::path::PathBuf>,
        /// Of the city, one firm and one record of so many
        #[arg(long, default_value_t = 1)]
        one_of: u32,
    },
    /// Write the messages in traditional letters anew, after locales/zh-CN was changed
    Traditional,
    /// Start a throw-away PostgreSQL for the tests, print its URL and keep it until Ctrl-C
    Postgres,
}

fn main() -> Result<ExitCode> {
    let workspace = Workspace::here();
    let good = match Arguments::parse() {
        Arguments::Test { only } => test::run(&workspace, &only),
        Arguments::Tidy => tidy::run(&workspace)?.failed == 0,
        Arguments::Bench { names, data, one_of } if bench::is_city(&names)? => {
            bench::run_city(&workspace, data.as_deref(), one_of)?
        }
        Arguments::Bench { names, .. } => bench::run(&workspace, &names)?,
        Arguments::Traditional => {
            traditional::write(&workspace.root)?;
            true
        }
        Arguments::Postgres => {
            postgres::serve()?;
            true
        }
    };
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
