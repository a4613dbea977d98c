//! A stage for one test: a folder of its own, a day that is set, and the program run on it.
//!
//! ```ignore
//! let mut stage = Stage::on("2026-11-23");
//! stage.ok(&["add", "Laura Chen", "--met", "RustConf"]);
//! stage.day("2026-11-24");
//! let due = stage.json(&["due"]);
//! assert_eq!(due[0]["kind"], "connect");
//! ```
//!
//! Never touches the user's own book, clock, terminal or desktop.

use intouch::model::{Error, Instant, Result};
use intouch::platform::secrets::Nobody;
use intouch::platform::{Errand, Notice, Notifier, Platform, Secrets, Server, Shown, Terminal};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

/// What a run left behind.
#[derive(Debug, Clone)]
pub struct Ran {
    pub code: u8,
    pub out: String,
    pub err: String,
}

/// A book, a clock and a terminal of a test's own.
pub struct Stage {
    folder: tempfile::TempDir,
    /// The environment; `INTOUCH_NOW` is in it.
    pub env: BTreeMap<String, String>,
    /// What the terminal is like: none, unless a test says so.
    pub terminal: Terminal,
    /// What the next runs read from standard input.
    pub stdin: String,
    /// What the notification server was shown.
    pub notices: Rc<RefCell<Vec<Notice>>>,
    /// There is no notification server.
    pub no_server: bool,
    /// The keyring, and who types a passphrase: neither, unless a test says so.
    pub secrets: Rc<dyn Secrets>,
    /// Neither HOME nor a data folder can be told.
    pub homeless: bool,
}

impl Stage {
    /// A stage on a day (`2026-11-23`) or at an instant (`2026-11-23T09:00:00Z`); its zone is UTC.
    pub fn on(day: &str) -> Self {
        let mut stage = Self {
            folder: tempfile::tempdir().unwrap(),
            env: BTreeMap::from([("TZ".to_owned(), "UTC".to_owned())]),
            terminal: Terminal::default(),
            stdin: String::new(),
            notices: Rc::default(),
            no_server: false,
            secrets: Rc::new(Nobody),
            homeless: false,
        };
        stage.day(day);
        stage
    }

    /// Moves the clock.
    pub fn day(&mut self, day: &str) {
        self.env.insert("INTOUCH_NOW".to_owned(), day.to_owned());
    }

    /// The stage's folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where the book is, or will be.
    pub fn book(&self) -> PathBuf {
        self.folder().join("data").join("intouch.db")
    }

    /// Every file beside the book and among its backups.
    pub fn data_files(&self) -> Vec<PathBuf> {
        let folder = self.book().parent().unwrap().to_owned();
        let folders = [folder.join("backups"), folder];
        let entries = folders.iter().filter_map(|f| std::fs::read_dir(f).ok()).flatten();
        entries.map(|e| e.unwrap().path()).filter(|p| p.is_file()).collect()
    }

    /// A file of the settings folder: `config.toml`, `playbook.toml`.
    pub fn setting(&self, name: &str) -> PathBuf {
        self.folder().join("config").join(name)
    }

    /// Writes a file on the stage and gives its path as an argument.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.folder().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Runs one command line; the program's name is put first.
    pub fn run(&self, args: &[&str]) -> Ran {
        let (out, err) = (Sink::default(), Sink::default());
        let code = self.run_into(args, &out, &err);
        Ran { code, out: out.text(), err: err.text() }
    }

    /// What a terminal would show of a command: both outputs as they come.
    pub fn told(&self, args: &[&str]) -> String {
        let both = Sink::default();
        self.run_into(args, &both, &both);
        both.text()
    }

    fn run_into(&self, args: &[&str], out: &Sink, err: &Sink) -> u8 {
        let place = |name: &str| (!self.homeless).then(|| self.folder().join(name));
        let mut platform = Platform {
            // A day on which nothing is expected: whoever asks the clock past INTOUCH_NOW is found out.
            now: Instant::UNIX_EPOCH,
            offset: |_| 0,
            heed: intouch::platform::Interrupt::default,
            data_dir: place("data"),
            config_dir: place("config"),
            env: self.env.clone(),
            stdin: Box::new(Cursor::new(self.stdin.clone().into_bytes())),
            stdout: Box::new(out.clone()),
            stderr: Box::new(err.clone()),
            terminal: self.terminal,
            notifier: Box::new(Desktop { shown: Rc::clone(&self.notices), refuses: self.no_server }),
            secrets: Rc::clone(&self.secrets),
        };
        let args = std::iter::once("intouch").chain(args.iter().copied()).map(OsString::from).collect();
        intouch::run(args, &mut platform)
    }

    /// Runs a command that must end well; gives what it printed.
    pub fn ok(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.code, 0, "{args:?}\n{}{}", ran.out, ran.err);
        ran.out
    }

    /// Runs a command that must end well with `--json`; gives its document.
    pub fn json(&self, args: &[&str]) -> Value {
        let out = self.ok(&[args, &["--json"]].concat());
        serde_json::from_str(&out).unwrap_or_else(|e| panic!("{args:?}: {e}\n{out}"))
    }

    /// Runs a command that must fail with this exit code; gives its error document.
    pub fn fails(&self, code: u8, args: &[&str]) -> Value {
        let ran = self.run(&[args, &["--json"]].concat());
        assert_eq!(ran.code, code, "{args:?}\n{}{}", ran.out, ran.err);
        let line = ran.err.lines().last().unwrap_or_default();
        let document: Value = serde_json::from_str(line).unwrap_or_else(|e| panic!("{args:?}: {e}\n{}", ran.err));
        document["error"].clone()
    }

    /// What follows is read from standard input.
    pub fn with_input(&mut self, text: &str) -> &mut Self {
        text.clone_into(&mut self.stdin);
        self
    }

    /// The built program on this stage, as a process of its own.
    pub fn process(&self) -> Command {
        self.process_maker()()
    }

    /// What makes such processes, for threads.
    pub fn process_maker(&self) -> impl Fn() -> Command + Send + Sync + use<> {
        let (home, book, env) = (self.folder().to_owned(), self.book(), self.env.clone());
        move || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_intouch"));
            at_home(&mut command, &home, &book, &env);
            command
        }
    }

    /// A copy of the built program on this stage.
    pub fn process_as(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        at_home(&mut command, self.folder(), &self.book(), &self.env);
        command
    }

    /// Another program on this stage; the built program's path is its last argument.
    pub fn process_under(&self, program: &str, args: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(args).arg(env!("CARGO_BIN_EXE_intouch"));
        at_home(&mut command, self.folder(), &self.book(), &self.env);
        command
    }
}

/// Stops a process that is at work as Ctrl-C does: it must say that it kept nothing. Gives what it said
/// on standard error, which must be a pipe.
pub fn stopped(child: std::process::Child) -> String {
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let done = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(1), "{said}");
    assert!(said.contains("stopped; nothing was kept"), "{said}");
    said
}

/// Whether these programs are here; says which one is not.
pub fn have(what: &str, programs: &[&str]) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let missing = programs.iter().find(|p| !std::env::split_paths(&path).any(|dir| dir.join(p).is_file()));
    if let Some(program) = missing {
        println!("skipped: {what}: {program} is not installed");
    }
    missing.is_none()
}

/// A Python that has these packages; says so where there is none. `tests/run` installs one.
pub fn python_with(what: &str, packages: &[&str]) -> Option<PathBuf> {
    let own = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python/bin/python3");
    let has = |python: &PathBuf| {
        let import = format!("import {}", packages.join(", "));
        Command::new(python).args(["-c", &import]).output().is_ok_and(|o| o.status.success())
    };
    let found = [own, PathBuf::from("python3")].into_iter().find(has);
    if found.is_none() {
        println!("skipped: {what}: there is no Python with {}", packages.join(" and "));
    }
    found
}

/// A number that the environment sets for tests that can run for longer.
pub fn setting(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is a number, not {text:?}")))
}

/// Everything that a book holds but the steps themselves and what is only counted up: facts, what
/// was decided, the agenda, the summaries, every word that can be found, and
/// the sketch of every text that was sent.
pub fn dump(conn: &rusqlite::Connection) -> Vec<String> {
    conn.execute_batch(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab('main', 'search_words', 'instance');
         CREATE VIRTUAL TABLE IF NOT EXISTS temp.parts USING fts5vocab('main', 'search_parts', 'instance');
         CREATE VIRTUAL TABLE IF NOT EXISTS temp.about USING fts5vocab('main', 'search_topics', 'instance');
         CREATE VIRTUAL TABLE IF NOT EXISTS temp.worth USING fts5vocab('main', 'search_resources', 'instance');",
    )
    .unwrap();
    let tables = [
        "contacts",
        "contact_points",
        "tags",
        "identities",
        "cards",
        "interactions",
        "requests",
        "promises",
        "marks",
        "resources",
        "decisions WHERE outcome IS NOT NULL OR snoozed_until IS NOT NULL",
        "follow_ups",
        "meta WHERE key NOT IN ('next_fact', 'revision', 'revised_at')",
        "temp.words",
        "temp.parts",
        "temp.about",
        "temp.worth",
        "sent",
    ];
    let mut all = Vec::new();
    for table in tables {
        let mut statement = conn.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let counted = |name: &str| name.starts_with("revis");
        let columns: Vec<usize> =
            statement.column_names().enumerate().filter(|(_, n)| !counted(n)).map(|(n, _)| n).collect();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells: Vec<String> = columns.iter().map(|n| format!("{:?}", row.get_ref(*n).unwrap())).collect();
            all.push(format!("{table}: {}", cells.join(" ")));
        }
    }
    all.sort();
    all
}

/// The environment of a process on a stage: nothing of the machine's but where programs are.
fn at_home(command: &mut Command, home: &Path, book: &Path, env: &BTreeMap<String, String>) {
    command.env_clear().envs(std::env::var_os("PATH").map(|p| ("PATH", p)));
    command.env("HOME", home).env("XDG_CONFIG_HOME", home.join("xdg")).env("INTOUCH_DB", book);
    // Without an address the bus would be looked for where the user's own session has it.
    command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus").env("TZ", "UTC").envs(env);
}

/// What the program writes, kept.
#[derive(Debug, Clone, Default)]
struct Sink(Rc<RefCell<Vec<u8>>>);

impl Sink {
    fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).unwrap()
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A notification server that only remembers, or one that is not there.
struct Desktop {
    shown: Rc<RefCell<Vec<Notice>>>,
    refuses: bool,
}

impl Notifier for Desktop {
    fn show(&self, notice: &Notice, _: Option<&Errand>) -> Result<Shown> {
        if self.refuses {
            return Err(Error::outside("no notification server is running"));
        }
        self.shown.borrow_mut().push(notice.clone());
        Ok(Shown::default())
    }

    fn server(&self) -> Result<Server> {
        if self.refuses { Err(Error::outside("no notification server is running")) } else { Ok(Server::default()) }
    }
}
