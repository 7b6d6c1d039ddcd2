//! What the steps need that cargo does not bring: installed when we may, named when we may not.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::child;

const INSTALL_LIMIT: Duration = Duration::from_secs(20 * 60);

/// A thing outside the workspace that a step needs.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Tool {
    Nextest,
    Postgres,
    Chromium,
    ChineseFonts,
    Node,
    Npm,
    Python,
}

impl Tool {
    fn present(self) -> bool {
        match self {
            Tool::Nextest => child::exists("cargo-nextest"),
            Tool::Postgres => postgres_programs().is_some(),
            Tool::Chromium => Path::new("/usr/bin/chromium").is_file(),
            Tool::ChineseFonts => Path::new("/usr/share/fonts/opentype/noto").is_dir(),
            Tool::Node => child::exists("node"),
            Tool::Npm => child::exists("npm"),
            // Debian keeps what makes environments in a package of its own.
            Tool::Python => {
                let able = Command::new("python3").args(["-c", "import ensurepip, venv"]).output();
                able.is_ok_and(|output| output.status.success())
            }
        }
    }

    /// The Debian package, or none for what cargo installs.
    fn package(self) -> Option<&'static str> {
        match self {
            Tool::Nextest => None,
            Tool::Postgres => Some("postgresql"),
            Tool::Chromium => Some("chromium"),
            Tool::ChineseFonts => Some("fonts-noto-cjk"),
            Tool::Node => Some("nodejs"),
            Tool::Npm => Some("npm"),
            Tool::Python => Some("python3-venv"),
        }
    }
}

/// Makes sure the tools are there.
///
/// # Errors
/// When one is missing and cannot be installed; the message says how to install it by hand.
pub(crate) fn need(tools: &[Tool]) -> Result<()> {
    let missing: Vec<Tool> = tools.iter().copied().filter(|t| !t.present()).collect();
    let packages: Vec<&str> = missing.iter().filter_map(|tool| tool.package()).collect();
    if !packages.is_empty() {
        install_packages(&packages)?;
    }
    if missing.iter().any(|tool| tool.package().is_none()) {
        install_nextest()?;
    }
    match missing.iter().find(|tool| !tool.present()) {
        Some(tool) => bail!("{tool:?} is still missing after its installation"),
        None => Ok(()),
    }
}

fn install_packages(packages: &[&str]) -> Result<()> {
    let by_hand = format!("apt-get install {}", packages.join(" "));
    if !child::is_root() || !child::exists("apt-get") {
        bail!("missing programs; install them as root: {by_hand}");
    }
    let mut update = child::limited(INSTALL_LIMIT, "apt-get");
    update.args(["update", "--quiet"]);
    let mut install = child::limited(INSTALL_LIMIT, "apt-get");
    install
        .args(["install", "--quiet", "--yes", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive");
    if !child::stream(update)?.success || !child::stream(install)?.success {
        bail!("could not install what is missing; try: {by_hand}");
    }
    Ok(())
}

fn install_nextest() -> Result<()> {
    let mut install = child::limited(INSTALL_LIMIT, "cargo");
    install.args(["install", "cargo-nextest", "--locked"]);
    if !child::stream(install)?.success {
        bail!("could not install cargo-nextest; try: cargo install cargo-nextest --locked");
    }
    Ok(())
}

/// The folder with `initdb` and `postgres`: the newest of Debian's, else one on the search path.
pub(crate) fn postgres_programs() -> Option<PathBuf> {
    let complete = |folder: &Path| ["initdb", "postgres", "psql"].iter().all(|program| folder.join(program).is_file());
    let version = |path: &PathBuf| -> u32 {
        let name = path.file_name().and_then(|name| name.to_str());
        name.and_then(|name| name.parse().ok()).unwrap_or(0)
    };
    let versions = std::fs::read_dir("/usr/lib/postgresql");
    let mut folders: Vec<PathBuf> = versions.into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    folders.sort_by_key(|folder| std::cmp::Reverse(version(folder)));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut all = folders.into_iter().map(|folder| folder.join("bin")).chain(std::env::split_paths(&path));
    all.find(|folder| complete(folder))
}

/// Installs the npm packages that `browser/package-lock.json` names, unless they are there already.
///
/// # Errors
/// When npm fails.
pub(crate) fn browser_packages(browser: &Path) -> Result<()> {
    let lock = browser.join("package-lock.json");
    let changed = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
    if changed(&browser.join("node_modules/.package-lock.json")) > changed(&lock) {
        return Ok(());
    }
    let mut npm: Command = child::limited(INSTALL_LIMIT, "npm");
    npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(browser);
    if !child::stream(npm)?.success {
        bail!("npm ci failed in browser/");
    }
    Ok(())
}

/// Makes an environment of Python with what `peers/requirements.txt` names, unless it is there already; gives its program.
///
/// # Errors
/// When it cannot be made or pip fails.
pub(crate) fn peer_packages(peers: &Path, environment: &Path) -> Result<PathBuf> {
    let requirements = peers.join("requirements.txt");
    let (python, done) = (environment.join("bin/python3"), environment.join("installed"));
    let changed = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
    if changed(&done) > changed(&requirements) {
        return Ok(python);
    }
    let mut make = child::limited(INSTALL_LIMIT, "python3");
    make.args(["-m", "venv", "--clear"]).arg(environment);
    let mut install = child::limited(INSTALL_LIMIT, &python);
    install
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--requirement"])
        .arg(&requirements);
    if !child::stream(make)?.success || !child::stream(install)?.success {
        bail!("python3 -m venv or pip failed for {}", requirements.display());
    }
    std::fs::write(&done, "")?;
    Ok(python)
}
