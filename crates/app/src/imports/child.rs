//! Reading a file in a limited child process: the second wall behind the limits of `tables`. The child is this very
//! program, started again with a hidden subcommand; it gets the bytes on standard input, writes what it read on standard
//! output, a line of JSON a row, and ends. What it may use is set before it starts.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use tables::{Limits, Origin, Refused, Row};

/// The hidden subcommand.
pub const SUBCOMMAND: &str = "read-table";
/// Stands before what the child says: whatever else comes on its output is not ours.
const MARK: &[u8] = b"yizhan-table 1\n";
/// How far into the output the mark is looked for.
const HEAD: usize = 4096;
/// Most bytes that are read from the child.
const MOST_OUTPUT: u64 = 128 << 20;
/// Longest time for one file. The processor's time is limited to less; this is for a machine that is busy.
const LONGEST: Duration = Duration::from_secs(45);
/// Longest time for it to end after it has said all.
const ENDING: Duration = Duration::from_secs(2);
/// Address space in KiB, processor seconds, no file written, open files, no core dump.
const ULIMIT: &str =
    "ulimit -v 1048576 && ulimit -t 30 && ulimit -f 0 && ulimit -n 16 && ulimit -c 0 && exec \"$0\" \"$@\"";

/// Largest file that is taken in, in bytes.
pub const MOST_BYTES: u64 = 32 << 20;

/// What is read of a file: a list of 100,000 rows.
pub(super) fn limits() -> Limits {
    Limits { bytes: MOST_BYTES, columns: 60, text: 48 << 20, ..Limits::default() }
}

/// Why a file was not read.
#[derive(Debug)]
pub enum Unread {
    /// It is no list, or too large.
    Refused(Refused),
    /// The child ended before it was done: the file needs more than may be used.
    Stopped(String),
    /// The child could not be started: not the file's fault.
    Fault(String),
}

/// What the child says first.
#[derive(Serialize, Deserialize)]
enum Said {
    Read(Origin),
    Refused(Refused),
}

/// What was read: the rows are parsed as they are asked for.
#[derive(Debug)]
pub struct Lines {
    /// What the file was.
    pub origin: Origin,
    output: Vec<u8>,
    at: usize,
}

/// One row, or that the child's output ends in the middle.
impl Iterator for Lines {
    type Item = Result<Row, serde_json::Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.output.get(self.at..).filter(|rest| !rest.is_empty())?;
        let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
        self.at += end + 1;
        Some(serde_json::from_slice(&rest[..end]))
    }
}

/// The child's part: reads standard input and says on standard output what it holds.
///
/// # Errors
/// When the pipes break.
pub fn serve(sheet: Option<&str>) -> std::io::Result<()> {
    let limits = limits();
    let mut bytes = Vec::new();
    std::io::stdin().take(limits.bytes + 1).read_to_end(&mut bytes)?;
    let table = match sheet {
        Some(sheet) => tables::read_sheet(&bytes, sheet, &limits),
        None => tables::read(&bytes, &limits),
    };
    drop(bytes);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    out.write_all(MARK)?;
    match table {
        Err(refused) => say(&mut out, &Said::Refused(refused))?,
        Ok(table) => {
            say(&mut out, &Said::Read(table.origin))?;
            for row in &table.rows {
                say(&mut out, row)?;
            }
        }
    }
    out.flush()
}

fn say(out: &mut impl Write, what: &impl Serialize) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, what)?;
    out.write_all(b"\n")
}

/// Reads a file in a child. Takes up to [`LONGEST`]: call it where waiting harms nobody.
///
/// # Errors
/// Why it was not read.
pub fn read(bytes: Bytes, sheet: Option<&str>) -> Result<Lines, Unread> {
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Unread::Refused(Refused::TooLarge { limit: MOST_BYTES }));
    }
    let fault = |error: std::io::Error| Unread::Fault(format!("starting the reader: {error}"));
    let (program, arguments) = program(sheet).map_err(fault)?;
    run(program, &arguments, bytes, LONGEST)
}

/// This program as the reader. A running program that was replaced by an upgrade still finds itself under `/proc`.
#[cfg(not(test))]
fn program(sheet: Option<&str>) -> std::io::Result<(PathBuf, Vec<String>)> {
    let own = PathBuf::from("/proc/self/exe");
    let program = if own.exists() { std::fs::read_link(&own)? } else { std::env::current_exe()? };
    // A replaced file is called `… (deleted)`: the one that took its place speaks the same words, or is refused.
    let program = match program.to_str().and_then(|path| path.strip_suffix(" (deleted)")) {
        Some(path) => PathBuf::from(path),
        None => program,
    };
    let sheet = sheet.map(|sheet| format!("--sheet={sheet}"));
    Ok((program, std::iter::once(SUBCOMMAND.to_owned()).chain(sheet).collect()))
}

/// Under test this program is the test program: the test below is the reader.
#[cfg(test)]
fn program(sheet: Option<&str>) -> std::io::Result<(PathBuf, Vec<String>)> {
    tests::program(sheet)
}

fn run(program: PathBuf, arguments: &[String], bytes: Bytes, longest: Duration) -> Result<Lines, Unread> {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", ULIMIT]).arg(program).args(arguments).env_clear().current_dir("/");
    #[cfg(test)]
    command.envs(tests::environment(arguments));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let fault = |error: std::io::Error| Unread::Fault(format!("starting the reader: {error}"));
    let mut child = command.spawn().map_err(fault)?;
    let output = converse(&mut child, bytes, longest);
    let status = end(&mut child, output.is_ok()).map_err(fault)?;
    output.and_then(|output| understood(output, status))
}

/// Sends the file and receives what the child says, in threads of their own: neither pipe may block the other.
fn converse(child: &mut Child, bytes: Bytes, longest: Duration) -> Result<Vec<u8>, Unread> {
    let fault = || Unread::Fault("the reader has no pipes".into());
    let mut stdin = child.stdin.take().ok_or_else(fault)?;
    let stdout = child.stdout.take().ok_or_else(fault)?;
    // A child that refuses the file does not read it to its end: then the pipe breaks, which is no fault.
    std::thread::spawn(move || stdin.write_all(&bytes).unwrap_or_default());
    let (send, receive) = channel();
    std::thread::spawn(move || {
        let mut output = Vec::new();
        let read = stdout.take(MOST_OUTPUT + 1).read_to_end(&mut output).map(|_| output);
        // Who waited may have given up.
        send.send(read).unwrap_or_default();
    });
    match receive.recv_timeout(longest) {
        Ok(Ok(output)) if output.len() as u64 > MOST_OUTPUT => Err(Unread::Stopped("too much output".into())),
        Ok(Ok(output)) => Ok(output),
        Ok(Err(error)) => Err(Unread::Fault(format!("reading from the reader: {error}"))),
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
            Err(Unread::Stopped(format!("not done within {} s", longest.as_secs())))
        }
    }
}

/// Waits a moment for the child to end by itself, if it has said all, and makes it end.
fn end(child: &mut Child, said_all: bool) -> std::io::Result<ExitStatus> {
    let begun = Instant::now();
    while said_all && begun.elapsed() < ENDING {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().and_then(|()| child.wait())
}

fn understood(output: Vec<u8>, status: ExitStatus) -> Result<Lines, Unread> {
    if !status.success() {
        return Err(Unread::Stopped(format!("the reader ended with {status}")));
    }
    let head = &output[..output.len().min(HEAD)];
    let silent = || Unread::Fault("the reader did not say what it read".into());
    let mark = head.windows(MARK.len()).position(|window| window == MARK).ok_or_else(silent)?;
    let mut lines = Lines { origin: Origin::Csv { encoding: String::new(), delimiter: ',' }, output, at: 0 };
    let from = mark + MARK.len();
    let length = lines.output[from..].iter().position(|byte| *byte == b'\n').ok_or_else(silent)?;
    match serde_json::from_slice(&lines.output[from..from + length]) {
        Ok(Said::Read(origin)) => {
            lines.origin = origin;
            lines.at = from + length + 1;
            Ok(lines)
        }
        Ok(Said::Refused(refused)) => Err(Unread::Refused(refused)),
        Err(error) => Err(Unread::Fault(format!("the reader's words: {error}"))),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Set in the process that reads.
    const CHILD: &str = "YIZHAN_TEST_CHILD";
    const TEST: &str = "imports::child::tests::a_list_is_read_in_a_child_and_no_file_harms_the_server";

    pub(super) fn program(sheet: Option<&str>) -> std::io::Result<(PathBuf, Vec<String>)> {
        let arguments = [TEST, "--exact", "--nocapture", "--test-threads=1"].map(str::to_owned);
        let sheet = sheet.map(|sheet| format!("--skip=sheet {sheet}"));
        Ok((std::env::current_exe()?, arguments.into_iter().chain(sheet).collect()))
    }

    /// The sheet travels beside the arguments, which are the test program's own.
    pub(super) fn environment(arguments: &[String]) -> Vec<(&'static str, String)> {
        let sheet = arguments.iter().find_map(|argument| argument.strip_prefix("--skip=sheet "));
        vec![(CHILD, format!("sheet {}", sheet.unwrap_or_default()))]
    }

    fn run(script: &str, longest: Duration) -> Result<Lines, Unread> {
        super::run("/bin/sh".into(), &["-c".into(), script.into()], Bytes::from_static(b"a,b\n"), longest)
    }

    #[test]
    fn a_list_is_read_in_a_child_and_no_file_harms_the_server() {
        if let Ok(sheet) = std::env::var(CHILD) {
            let sheet = sheet.trim_start_matches("sheet ").to_owned();
            serve(Some(sheet.as_str()).filter(|sheet| !sheet.is_empty())).unwrap();
            // What the test program would say after is not ours.
            std::process::exit(0);
        }
        let csv = Bytes::from_static("名称,价格\n打样,3\n".as_bytes());
        let rows: Vec<Row> = read(csv, None).unwrap().map(Result::unwrap).collect();
        assert_eq!((rows.len(), rows[1].number, rows[1].cells[0].as_str()), (2, 2, "打样"));
        let refused = read(Bytes::from_static(b"%PDF-1.7"), None).unwrap_err();
        assert!(matches!(refused, Unread::Refused(Refused::NotATable(tables::Seen::Pdf))), "{refused:?}");
        let columns = [tables::Column { name: "姓名", kind: tables::Kind::Text }];
        let book = tables::write_xlsx("专家", &columns, [[tables::Value::text("徐立")]]).unwrap();
        let missing = read(book.into(), Some("没有这张表")).unwrap_err();
        assert!(matches!(missing, Unread::Refused(Refused::NoSuchSheet { .. })), "{missing:?}");
    }

    #[test]
    fn a_reader_that_takes_too_much_is_stopped() {
        let minute = Duration::from_secs(60);
        let stopped = |script: &str, longest| match run(script, longest) {
            Err(Unread::Stopped(why)) => why,
            other => panic!("{script}: {other:?}"),
        };
        // Memory, a file, time, output, an end by a signal.
        stopped("exec dd bs=2000000000 count=1 if=/dev/zero of=/dev/null", minute);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("written");
        stopped(&format!("head -c 9 /dev/zero > {}", file.display()), minute);
        assert_eq!(std::fs::metadata(&file).unwrap().len(), 0);
        assert!(stopped("while :; do :; done", Duration::from_millis(200)).contains("not done"));
        assert!(stopped("kill -9 $$", minute).contains("signal"));
        assert_eq!(stopped("exec head -c 150000000 /dev/zero", minute), "too much output");
        assert!(matches!(run("echo hello", minute), Err(Unread::Fault(_))));
        assert!(matches!(run("printf 'yizhan-table 1\\n{\"Read\":1}\\n'", minute), Err(Unread::Fault(_))));
    }
}
