//! The outside world: clock, paths, terminal, notifications, programs.
//!
//! [`Platform`] is all of it, handed to [`crate::run`]; nothing else in the program reads the
//! environment, the clock or a terminal. Only the notifier is a trait: everything else a test can
//! run for real.

pub mod alarm;
pub mod child;
pub mod clock;
pub mod disk;
pub mod files;
pub mod interrupt;
pub mod notifier;
pub mod paths;
pub mod programs;
pub mod secrets;
pub mod service;

use crate::model::Instant;
use std::collections::BTreeMap;
use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::rc::Rc;

pub use clock::Now;
pub use interrupt::Interrupt;
pub use notifier::{Errand, Notice, Notifier, Server, Shown};
pub use secrets::Secrets;

/// What is known of the terminal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Terminal {
    /// Standard input is a terminal.
    pub input: bool,
    /// Standard output is a terminal.
    pub output: bool,
    /// Standard error is a terminal.
    pub error: bool,
    /// Its width in columns, where it has one.
    pub width: Option<u16>,
}

/// The outside world as one value.
pub struct Platform {
    /// The clock, read once (UTC).
    pub now: Instant,
    /// The user's time zone at a given instant, as an offset from UTC in seconds.
    pub offset: fn(Instant) -> i32,
    /// Begins to listen for a request to stop.
    pub heed: fn() -> Interrupt,
    /// The data folder's and the settings folder's places, where they can be told.
    pub data_dir: Option<PathBuf>,
    /// The settings folder's place.
    pub config_dir: Option<PathBuf>,
    /// Environment variables.
    pub env: BTreeMap<String, String>,
    /// Standard input.
    pub stdin: Box<dyn BufRead>,
    /// Standard output.
    pub stdout: Box<dyn Write>,
    /// Standard error.
    pub stderr: Box<dyn Write>,
    /// What is known of the terminal.
    pub terminal: Terminal,
    /// The desktop's notification server.
    pub notifier: Box<dyn Notifier>,
    /// The platform's keyring, and the person at the terminal.
    pub secrets: Rc<dyn Secrets>,
}

impl Platform {
    /// The real world.
    #[must_use]
    pub fn real() -> Self {
        use std::io::IsTerminal;
        #[allow(clippy::disallowed_methods, reason = "the one place that reads the environment")]
        let env: BTreeMap<String, String> =
            std::env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?))).collect();
        let (data_dir, config_dir) = paths::standard();
        secrets::withhold();
        let output = std::io::stdout().is_terminal();
        let somebody = std::io::stdin().is_terminal() || std::io::stderr().is_terminal();
        Self {
            now: clock::read(),
            offset: clock::local_offset,
            heed: Interrupt::heed,
            data_dir,
            config_dir,
            stdin: Box::new(std::io::BufReader::new(std::io::stdin())),
            stdout: Box::new(std::io::BufWriter::with_capacity(1 << 16, std::io::stdout())),
            stderr: Box::new(std::io::stderr()),
            terminal: Terminal {
                input: std::io::stdin().is_terminal(),
                output,
                error: std::io::stderr().is_terminal(),
                width: output.then(programs::terminal_width).flatten(),
            },
            notifier: Box::new(notifier::Desktop),
            secrets: Rc::new(secrets::Session::new(somebody)),
            env,
        }
    }

    /// An environment variable that is set to something.
    #[must_use]
    pub fn var(&self, name: &str) -> Option<&str> {
        self.env.get(name).map(String::as_str).filter(|v| !v.is_empty())
    }
}
