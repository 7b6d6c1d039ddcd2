//! `yizhan`: parse arguments, load the configuration, call one function.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context;
use clap::{Parser, Subcommand, ValueEnum};
use yizhan::config::Config;
use yizhan::demo::{City, Size};
use yizhan::{bench, commands, serve};

/// A page is put together from hundreds of small strings; see docs/decisions/0007.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// 驿站 Yizhan: the software that an industry innovation service hub runs on.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The configuration file; every key can also be set as YIZHAN_SECTION__KEY.
    #[arg(long, global = true, env = "YIZHAN_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Wanted,
}

#[derive(Subcommand)]
enum Wanted {
    /// Serve the site (and run its jobs, unless server.jobs is off).
    Serve,
    /// Serve a demonstration: hubs of Wenzhou with a year of invented data.
    Demo {
        /// Address and port; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
        /// Folder of the data. Complete data of the same kind are used again; anything else of a demonstration is
        /// made afresh; a folder with other contents is refused.
        #[arg(long, default_value = "data/demo")]
        data: PathBuf,
        /// Write the sign-in links to this file too, a JSON object a line.
        #[arg(long)]
        links: Option<PathBuf>,
        /// Of chance: the same seed on the same day gives the same data.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How much: a year of thirty hubs, a city over seven years (it takes long; what was broken off is gone on
        /// with), or a small part of the year for tests.
        #[arg(long, value_enum, default_value = "year")]
        size: HowMuch,
        /// Of a city, only one firm and one record of so many.
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000), hide = true)]
        one_of: u32,
    },
    /// Run jobs only.
    Work,
    /// Print the effective configuration with secrets masked, and try the database.
    Check,
    /// Make the first administrator and print a one-time link.
    Init {
        /// Name of the administrator.
        #[arg(long)]
        name: String,
        /// E-mail of the administrator.
        #[arg(long)]
        email: String,
    },
    /// Print a link that sets a new password, for somebody who cannot get one by mail. Check who asks.
    Reset {
        /// E-mail address or phone number of the account.
        login: String,
        /// Take the second factor away instead, and print a link that sets up a new one.
        #[arg(long)]
        factor: bool,
    },
    /// Verify the log.
    Ledger {
        #[command(subcommand)]
        command: Ledger,
    },
    /// What is measured of hubs.
    Measures {
        #[command(subcommand)]
        command: Measures,
    },
    /// Check evaluation schemes and score tables by them: needs no installation.
    Indicators {
        #[command(subcommand)]
        command: Indicators,
    },
    /// Measure the quality and speed of searching on any files: needs no installation.
    Search {
        #[command(subcommand)]
        command: Search,
    },
    /// The yearly evaluation: needs no installation.
    Evaluate {
        #[command(subcommand)]
        command: Evaluate,
    },
    /// Measure: storage, pages, start, ledger, search or instruments.
    Bench {
        /// What to measure.
        name: String,
        /// Print one JSON object a line.
        #[arg(long)]
        json: bool,
        /// Another page to measure than a service's.
        #[arg(long)]
        path: Option<String>,
        /// The folder of the city, kept from run to run.
        #[arg(long)]
        data: Option<PathBuf>,
        /// Of the city, one firm and one record of so many.
        #[arg(long, default_value_t = 1)]
        one_of: u32,
        /// An empty PostgreSQL database, which some measurements use too.
        #[arg(long)]
        postgres: Option<String>,
    },
    /// Read a list on standard input: what the server starts itself as, within limits.
    #[command(name = yizhan::imports::child::SUBCOMMAND, hide = true)]
    ReadTable {
        /// The sheet of a workbook; the first with content when none is named.
        #[arg(long)]
        sheet: Option<String>,
    },
    /// Print generated documentation.
    Docs {
        /// routes, configuration or measures.
        what: String,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum HowMuch {
    Small,
    Year,
    City,
}

impl HowMuch {
    fn size(self, one_of: u32) -> Size {
        match self {
            HowMuch::Small => Size::Small,
            HowMuch::Year => Size::Year,
            HowMuch::City => Size::City(City::WHOLE.part(one_of)),
        }
    }
}

#[derive(Subcommand)]
enum Ledger {
    /// Verify a record's bundle offline, or with --all every log of this installation.
    Verify {
        /// The bundle's file.
        bundle: Option<PathBuf>,
        /// Check the whole installation.
        #[arg(long)]
        all: bool,
        /// An older checkpoint that the log must still contain.
        #[arg(long)]
        checkpoint: Option<PathBuf>,
        /// The key that the hub publishes at /hubs/CODE/log/key.
        #[arg(long)]
        key: Option<String>,
    },
}

#[derive(Subcommand)]
enum Evaluate {
    /// Reckon a published round again from its archive, offline: says same, or where it differs.
    Verify {
        /// The archive, a tar.
        bundle: PathBuf,
    },
}

#[derive(Subcommand)]
enum Measures {
    /// Prove the figures kept beside the service records against them; differences are printed and end with 1.
    Recount {
        /// The folder of a demonstration, instead of the configured database.
        #[arg(long)]
        data: Option<PathBuf>,
        /// Put right what differs.
        #[arg(long)]
        repair: bool,
    },
}

#[derive(Subcommand)]
enum Indicators {
    /// Check a scheme: every mistake with line, column and a hint.
    Check {
        /// The scheme's file.
        scheme: PathBuf,
    },
    /// Score a table, a row for each unit: scores, ranks, grades and why.
    Score {
        /// The scheme's file.
        scheme: PathBuf,
        /// The table, CSV or XLSX: columns are called by key or name of a measure.
        #[arg(long)]
        data: PathBuf,
        /// Tell of this unit only; it is compared with all of them.
        #[arg(long)]
        unit: Option<String>,
        /// Print everything as JSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
enum Search {
    /// Build an index of documents, ask questions, and print how good the answers are and how fast they came.
    Eval {
        /// Documents, a JSON object a line: id, text and perhaps title.
        #[arg(long)]
        docs: PathBuf,
        /// Questions, a JSON object a line: id, text and relevant, a list of ids or an object of grades by id.
        #[arg(long)]
        queries: PathBuf,
        /// Write the first hundred of each question here, as TREC's programs read them.
        #[arg(long)]
        run: Option<PathBuf>,
        /// Threads that index; questions are asked by one.
        #[arg(long, default_value_t = 2)]
        threads: usize,
        /// Print everything as JSON.
        #[arg(long)]
        json: bool,
    },
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    if let Wanted::Docs { what } = &arguments.command {
        print!("{}", commands::docs(what)?);
        return Ok(());
    }
    if let Wanted::Indicators { command } = &arguments.command {
        let told = match command {
            Indicators::Check { scheme } => commands::indicators::check(scheme)?,
            Indicators::Score { scheme, data, unit, json } => {
                commands::indicators::score(scheme, data, unit.as_deref(), *json)?
            }
        };
        // A reader that closes early (head, less) is no error.
        let _ = std::io::stdout().write_all(told.as_bytes());
        return Ok(());
    }
    if let Wanted::Search { command: Search::Eval { docs, queries, run, threads, json } } = &arguments.command {
        let told = commands::search::eval(docs, queries, run.as_deref(), *threads, *json)?;
        let _ = std::io::stdout().write_all(told.as_bytes());
        return Ok(());
    }
    if let Wanted::Evaluate { command: Evaluate::Verify { bundle } } = &arguments.command {
        print!("{}", commands::verify_round(bundle)?);
        return Ok(());
    }
    if let Wanted::ReadTable { sheet } = &arguments.command {
        return yizhan::imports::child::serve(sheet.as_deref()).context("reading a list");
    }
    let config =
        Config::load(arguments.config.as_deref(), std::env::vars().filter(|(name, _)| name != "YIZHAN_CONFIG"))?;
    match arguments.command {
        Wanted::Serve => serve::serve(config),
        Wanted::Demo { listen, data, links, seed, size, one_of } => {
            commands::demo(config, &commands::Demo { listen, data, links, seed, size: size.size(one_of) })
        }
        Wanted::Work => serve::work(config),
        Wanted::Check => commands::check(&config),
        Wanted::Init { name, email } => commands::init(config, &name, &email),
        Wanted::Reset { login, factor } => commands::reset(config, &login, factor),
        Wanted::Ledger { command: Ledger::Verify { bundle, all, checkpoint, key } } => {
            let checkpoint = checkpoint.map(std::fs::read_to_string).transpose().context("reading the checkpoint")?;
            match bundle {
                Some(bundle) => commands::verify_bundle(&bundle, key.as_deref()),
                None if all => commands::verify_all(config, checkpoint.as_deref()),
                None => anyhow::bail!("name a bundle's file, or --all"),
            }
        }
        Wanted::Bench { name, json, path, data, one_of, postgres } => {
            bench::run(&name, &bench::Wanted { path, data, one_of, postgres }, json, &config)
        }
        Wanted::Measures { command: Measures::Recount { data, repair } } => {
            commands::recount(config, data.as_deref(), repair)
        }
        Wanted::Docs { .. }
        | Wanted::Evaluate { .. }
        | Wanted::Indicators { .. }
        | Wanted::Search { .. }
        | Wanted::ReadTable { .. } => Ok(()),
    }
}
