//! Child processes with a time limit, that never outlive this program.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// What `timeout` exits with when it had to stop the program.
const STOPPED: i32 = 124;

/// How a child ended and all it wrote, standard output and error in the order they came.
pub(crate) struct Ended {
    pub(crate) success: bool,
    pub(crate) text: String,
}

/// A command that is stopped, with its children, after `limit` or when this program dies.
///
/// `timeout` gives it a process group of its own, so that Ctrl-C would not reach it; `setpriv` has the kernel
/// send it a signal when we are gone.
pub(crate) fn limited(limit: Duration, program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("setpriv");
    command
        .args(["--pdeathsig", "TERM", "timeout", "--kill-after=10"])
        .arg(limit.as_secs_f64().to_string())
        .arg(program);
    command
}

/// Runs a command made by [`limited`], showing what it writes as it comes.
///
/// # Errors
/// When it cannot be started. A child that fails or is stopped is not an error: see [`Ended::success`].
pub(crate) fn stream(mut command: Command) -> Result<Ended> {
    let (reader, writer) = std::io::pipe()?;
    command.stdout(writer.try_clone()?).stderr(writer);
    command.stdin(std::process::Stdio::null());
    let mut child = command.spawn().context("starting setpriv and timeout")?;
    // The command holds the pipe's writing end: while it lives, the pipe never ends.
    drop(command);
    let mut text = String::new();
    let mut shown = std::io::stdout();
    for line in BufReader::new(reader).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        writeln!(shown, "{line}")?;
        text.push_str(&line);
        text.push('\n');
    }
    let status = child.wait()?;
    if status.code() == Some(STOPPED) {
        writeln!(shown, "stopped: it took longer than its time limit")?;
    }
    Ok(Ended { success: status.success(), text })
}

/// Runs a command quietly and gives its standard output.
///
/// # Errors
/// When it cannot be started or fails; the message carries what it wrote to standard error.
pub(crate) fn output(mut command: Command) -> Result<String> {
    let output = command.output().with_context(|| format!("starting {command:?}"))?;
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        bail!("{command:?} failed: {}", errors.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether a program of this name is on the search path.
pub(crate) fn exists(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|p| p.join(program).is_file()))
}

/// Whether we run as root, and so may install packages and must not run a database server ourselves.
pub(crate) fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    Path::new("/proc/self").metadata().is_ok_and(|data| data.uid() == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_outputs_are_read_and_failure_is_told() -> Result<()> {
        let mut command = limited(Duration::from_secs(30), "sh");
        command.args(["-c", "echo 好; echo 坏 >&2; exit 3"]);
        let ended = stream(command)?;
        assert!(!ended.success);
        assert_eq!(ended.text, "好\n坏\n");
        Ok(())
    }

    #[test]
    fn a_child_is_stopped_at_its_limit() -> Result<()> {
        let mut command = limited(Duration::from_millis(20), "tail");
        command.args(["-f", "/dev/null"]);
        assert!(!stream(command)?.success);
        Ok(())
    }

    #[test]
    fn a_failing_command_carries_its_words() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo 没有 >&2; exit 1"]);
        let error = output(command).map_err(|error| error.to_string());
        assert!(error.is_err_and(|words| words.contains("没有")));
    }
}
