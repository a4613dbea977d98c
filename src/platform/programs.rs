//! Other programs: the editor, the clipboard, the browser.

use super::{child, disk};
use crate::model::{Error, Result};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// The terminal's width in columns.
#[must_use]
pub fn terminal_width() -> Option<u16> {
    #[cfg(unix)]
    {
        let mut size = libc::winsize { ws_row: 0, ws_col: 0, ws_xpixel: 0, ws_ypixel: 0 };
        // SAFETY: the descriptor is standard output and `size` outlives the call, which only
        // writes to it.
        let answer = unsafe { libc::ioctl(1, libc::TIOCGWINSZ, &raw mut size) };
        (answer == 0 && size.ws_col > 0).then_some(size.ws_col)
    }
    #[cfg(not(unix))]
    None
}

/// Lets the user edit a text; gives what they saved.
///
/// The text stands in a private temporary file that is gone afterwards.
///
/// # Errors
/// `Outside` where no editor is set, or it fails.
pub fn edit(env: &BTreeMap<String, String>, text: &str, suffix: &str) -> Result<String> {
    let mut file = tempfile::Builder::new()
        .prefix("intouch-")
        .suffix(suffix)
        .tempfile()
        .map_err(|e| Error::outside(format!("no temporary file can be made: {e}")))?;
    file.write_all(text.as_bytes()).map_err(|e| Error::outside(format!("the temporary file can't be written: {e}")))?;
    edit_file(env, file.path())?;
    std::fs::read_to_string(file.path())
        .map_err(|e| Error::outside(format!("what the editor saved can't be read: {e}")))
}

/// Opens a file in the user's editor and waits.
///
/// # Errors
/// `Outside` where no editor is set, or it fails.
pub fn edit_file(env: &BTreeMap<String, String>, path: &Path) -> Result<()> {
    let set = |name: &str| env.get(name).filter(|v| !v.trim().is_empty()).cloned();
    let editor = set("VISUAL")
        .or_else(|| set("EDITOR"))
        .unwrap_or_else(|| if cfg!(windows) { "notepad".to_owned() } else { "vi".to_owned() });
    let hint = "set one with `export EDITOR=nano`";
    // An editor may carry arguments ("code --wait"); it never goes through a shell.
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or("vi");
    let status = Command::new(program)
        .args(words)
        .arg(path)
        .envs(env)
        .status()
        .map_err(|e| Error::outside(format!("the editor {program:?} can't be started: {e}")).hint(hint))?;
    if status.success() {
        Ok(())
    } else {
        Err(Error::outside(format!("the editor {program:?} ended with {status}; nothing was changed")).hint(hint))
    }
}

/// Puts a text on the clipboard; says by which way.
///
/// # Errors
/// `Outside` where there is no way.
pub fn copy(env: &BTreeMap<String, String>, text: &str) -> Result<&'static str> {
    let has = |name: &str| env.get(name).is_some_and(|v| !v.is_empty());
    let mut ways: Vec<(&str, &[&str])> = Vec::new();
    if has("WAYLAND_DISPLAY") {
        ways.push(("wl-copy", &[]));
    }
    if has("DISPLAY") {
        ways.push(("xclip", &["-selection", "clipboard"]));
        ways.push(("xsel", &["--clipboard", "--input"]));
    }
    if cfg!(target_os = "macos") {
        ways.push(("pbcopy", &[]));
    }
    if cfg!(windows) {
        ways.push(("clip.exe", &[]));
    }
    for (program, arguments) in ways {
        if pipe(env, program, arguments, text) {
            return Ok(program);
        }
    }
    if terminal_clipboard(text) {
        return Ok("the terminal");
    }
    Err(Error::outside("there is no clipboard to copy to")
        .hint("install wl-clipboard (Wayland) or xclip (X11), or copy the text from above"))
}

fn pipe(env: &BTreeMap<String, String>, program: &str, arguments: &[&str], text: &str) -> bool {
    let child = Command::new(program)
        .args(arguments)
        .envs(env)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = child else { return false };
    let written = child.stdin.take().is_some_and(|mut pipe| pipe.write_all(text.as_bytes()).is_ok());
    child.wait().is_ok_and(|s| s.success()) && written
}

/// OSC 52: the terminal itself keeps the text, over ssh too. It gives no answer.
fn terminal_clipboard(text: &str) -> bool {
    #[cfg(unix)]
    {
        let Ok(mut tty) = std::fs::OpenOptions::new().write(true).open("/dev/tty") else { return false };
        write!(tty, "\x1b]52;c;{}\x07", base64(text.as_bytes())).is_ok()
    }
    #[cfg(not(unix))]
    {
        let _ = text;
        false
    }
}

#[cfg(unix)]
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let n = chunk.iter().fold(0_u32, |n, b| (n << 8) | u32::from(*b)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let six = (n >> (18 - 6 * i)) & 63;
            out.push(if i <= chunk.len() { char::from(ALPHABET[six as usize]) } else { '=' });
        }
    }
    out
}

/// What a run of the program itself gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ran {
    /// It ended well.
    pub ok: bool,
    /// Its standard output.
    pub out: String,
    /// Its standard error.
    pub err: String,
}

/// Runs the program itself once more, with other arguments, and waits for it.
#[must_use]
pub fn again(arguments: impl IntoIterator<Item = OsString>) -> Ran {
    let run = || Command::new(std::env::current_exe()?).args(arguments).stdin(Stdio::null()).output();
    let Ok(output) = run() else { return Ran::default() };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ran { ok: output.status.success(), out: text(&output.stdout), err: text(&output.stderr) }
}

/// The file of a program, by the search path of this environment.
#[must_use]
pub fn find(env: &BTreeMap<String, String>, name: &str) -> Option<PathBuf> {
    let folders = std::env::split_paths(env.get("PATH")?).filter(|folder| folder.is_absolute());
    let end = std::env::consts::EXE_SUFFIX;
    let name = if name.ends_with(end) { name.to_owned() } else { format!("{name}{end}") };
    folders.map(|folder| folder.join(&name)).find(|file| is_program(file))
}

fn is_program(file: &Path) -> bool {
    file.is_file() && disk::mode(file).is_none_or(|mode| mode & 0o111 != 0)
}

/// The file of a program of the user's own: a path as it is, a name looked for where programs are.
///
/// # Errors
/// `Outside` where there is none that can be started.
pub fn own(env: &BTreeMap<String, String>, program: &str) -> Result<PathBuf> {
    let named = Path::new(program);
    let is_path = named.components().count() > 1;
    let found = if is_path { Some(named.to_owned()).filter(|file| is_program(file)) } else { find(env, program) };
    found.ok_or_else(|| {
        let why = if named.is_file() { "it can't be started: it is not executable" } else { "there is none" };
        Error::outside(format!("the program {program:?} can't remind you: {why}"))
            .hint("intouch config set reminders.command /path/to/program")
    })
}

/// How long a program of the user's own may take over a reminder.
const TELLING: Duration = Duration::from_mins(1);

/// Gives a program of the user's own something to read, and waits for it. Never through a shell; what
/// it prints goes to standard error.
///
/// # Errors
/// `Outside` where it can't be started, takes longer than a minute, or does not end well.
pub fn tell(env: &BTreeMap<String, String>, words: &[String], variables: &[(&str, &str)], input: &str) -> Result<()> {
    let hint = "run it by hand, with the reminder's JSON on standard input";
    let program = &words[0];
    let failed = |why: String| Error::outside(format!("{program:?} did not take the reminder: {why}")).hint(hint);
    let mut command = Command::new(own(env, program)?);
    command.args(&words[1..]).envs(env).envs(variables.iter().copied());
    command.stdin(Stdio::piped()).stdout(std::io::stderr());
    let mut child = child::spawn_apart(&mut command).map_err(|e| failed(e.to_string()))?;
    if let Some(mut pipe) = child.stdin.take() {
        let input = input.to_owned();
        // A program need not read it.
        std::thread::spawn(move || pipe.write_all(input.as_bytes()));
    }
    match child::wait(&mut child, TELLING).map_err(|e| failed(e.to_string()))? {
        Some(status) if status.success() => Ok(()),
        Some(status) => Err(failed(format!("it ended with {status}"))),
        None => Err(failed("it took longer than a minute".to_owned())),
    }
}

/// Whether a process of that number runs, as far as can be told; a number may have been given again.
#[must_use]
pub fn is_running(process: u32) -> bool {
    #[cfg(unix)]
    {
        let pid = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw);
        // Somebody else's process may not be asked, but is there.
        pid.is_some_and(|pid| !matches!(rustix::process::test_kill_process(pid), Err(rustix::io::Errno::SRCH)))
    }
    #[cfg(not(unix))]
    {
        let _ = process;
        true
    }
}

/// Opens a web address or a mail window: only `https:`, `http:` and `mailto:`, as parsed.
///
/// `INTOUCH_OPENER` names another program for it (it is given the address as its one argument).
///
/// # Errors
/// `Input` for another kind of address, `Outside` where nothing opens it.
pub fn open_address(env: &BTreeMap<String, String>, address: &str) -> Result<()> {
    let parsed = url::Url::parse(address).ok().filter(|u| matches!(u.scheme(), "https" | "http" | "mailto"));
    let Some(parsed) = parsed else {
        return Err(Error::input("the address is not one that can be opened").hint("`intouch edit WHO --linkedin URL`"));
    };
    let failed = |e: std::io::Error| Error::outside(format!("the address can't be opened: {e}"));
    if let Some(program) = env.get("INTOUCH_OPENER").filter(|p| !p.is_empty()) {
        let status = Command::new(program).arg(parsed.as_str()).status().map_err(failed)?;
        return if status.success() { Ok(()) } else { Err(Error::outside(format!("{program} ended with {status}"))) };
    }
    open::that_detached(parsed.as_str()).map_err(failed)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        for (plain, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn only_web_and_mail_addresses_are_opened() {
        let env = BTreeMap::from([("INTOUCH_OPENER".to_owned(), "true".to_owned())]);
        assert!(open_address(&env, "https://example.com/in/a").is_ok());
        for bad in ["file:///etc/passwd", "javascript:alert(1)", "-x", "", "ssh://host"] {
            assert!(open_address(&env, bad).is_err(), "{bad}");
        }
    }
}
