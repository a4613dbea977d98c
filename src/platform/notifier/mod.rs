//! Desktop notifications, through the session's notification server.
//!
//! [`Desktop`] shows them; [`Attendant`] is the process that stays behind with one and takes what is
//! pressed. Never knows what a notification is about.

mod attendant;
#[cfg(all(unix, not(target_os = "macos")))]
mod conversation;
mod desktop;

pub use attendant::{Attendant, let_go_of_input, let_go_of_output};
#[cfg(all(unix, not(target_os = "macos")))]
pub use conversation::{Conversation, Heard};
pub use desktop::Desktop;

use crate::model::{Error, Result, Standing};
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::sync::mpsc;
use std::time::Duration;

/// What is to be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// One line.
    pub summary: String,
    /// A few lines, plain text.
    pub body: String,
    /// What can be pressed: a key and a label each. `default` is a click on the notice itself.
    pub actions: Vec<(String, String)>,
    /// A server that knows tags lets a notice replace the one of the same tag.
    pub tag: Option<String>,
    /// The notice that this one takes the place of, where the server still knows it.
    pub replaces: Option<Standing>,
    /// Others that go with it.
    pub clears: Vec<Standing>,
    /// It goes by itself after a few seconds; others stay until they are seen.
    pub passing: bool,
}

/// What a server says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Server {
    /// Its name.
    pub name: String,
    /// Who made it.
    pub vendor: String,
    /// Its version.
    pub version: String,
    /// What it can do, in the words of the Desktop Notifications Specification.
    pub capabilities: Vec<String>,
}

/// A notice that a server took.
#[derive(Debug, Default)]
pub struct Shown {
    /// Where it stands, where the server says so.
    pub standing: Option<Standing>,
    /// Who waits for what is pressed.
    pub attendant: Option<Attendant>,
}

/// Who is to stay behind with a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errand {
    /// The program's own arguments.
    pub arguments: Vec<OsString>,
    /// One line that it is given to read.
    pub told: String,
}

/// Shows a notice.
pub trait Notifier {
    /// Shows it, or says why it can't; returns as soon as the server took it. With an errand,
    /// somebody stays behind with it where that is possible here.
    ///
    /// # Errors
    /// `Outside` where there is no server, it refuses, or it does not answer in time.
    fn show(&self, notice: &Notice, errand: Option<&Errand>) -> Result<Shown>;

    /// What the server says of itself; nothing is shown.
    ///
    /// # Errors
    /// `Outside` where there is no server, or it does not answer in time.
    fn server(&self) -> Result<Server>;
}

/// How long the server may take: a dead one never answers.
const DEADLINE: Duration = Duration::from_secs(5);

/// Asks the server in a thread of its own: the bus has no deadline.
fn in_time<T: Send + 'static>(ask: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let _ = send.send(ask());
    });
    receive.recv_timeout(DEADLINE).unwrap_or_else(|_| Err(late()))
}

/// What to do about a server that does not take a notice.
const HINT: &str = "`intouch notify test` says what the server can do; `intouch due` shows the same";

fn late() -> Error {
    no_server("it did not answer within 5 seconds")
}

fn no_server(why: &str) -> Error {
    Error::outside(format!("the desktop's notification server can't be reached: {why}"))
        .hint("`intouch due` shows the same; nothing was lost")
}

fn refused(why: &str) -> Error {
    Error::outside(format!("the desktop's notification server refused the reminder: {why}")).hint(HINT)
}

/// For servers that render markup: names and notes are not markup.
#[must_use]
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
