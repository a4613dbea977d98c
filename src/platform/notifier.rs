//! Desktop notifications, through the session's notification server.

use crate::model::{Error, Result};
use std::sync::mpsc;
use std::time::Duration;

/// What is to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// One line.
    pub summary: String,
    /// A few lines, plain text.
    pub body: String,
}

/// Shows a notice.
pub trait Notifier {
    /// Shows it, or says why it can't.
    ///
    /// # Errors
    /// `Outside` where there is no server, or it does not answer in time.
    fn show(&self, notice: &Notice) -> Result<()>;

    /// Whether a server answers; nothing is shown.
    ///
    /// # Errors
    /// `Outside` where there is no server, or it does not answer in time.
    fn answers(&self) -> Result<()>;
}

/// The desktop's own notification server.
#[derive(Debug, Clone, Copy)]
pub struct Desktop;

/// How long the server may take: a dead one never answers.
const DEADLINE: Duration = Duration::from_secs(5);

impl Notifier for Desktop {
    fn show(&self, notice: &Notice) -> Result<()> {
        let notice = notice.clone();
        in_time(move || show(&notice))
    }

    fn answers(&self) -> Result<()> {
        in_time(|| {
            #[cfg(all(unix, not(target_os = "macos")))]
            notify_rust::get_server_information().map_err(|e| no_server(&e.to_string()))?;
            Ok(())
        })
    }
}

/// Asks the server in a thread of its own: the bus has no deadline.
fn in_time(ask: impl FnOnce() -> Result<()> + Send + 'static) -> Result<()> {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let _ = send.send(ask());
    });
    receive.recv_timeout(DEADLINE).unwrap_or_else(|_| Err(no_server("it did not answer within 5 seconds")))
}

fn no_server(why: &str) -> Error {
    Error::outside(format!("the desktop's notification server can't be reached: {why}"))
        .hint("`intouch due` shows the same; nothing was lost")
}

fn show(notice: &Notice) -> Result<()> {
    let mut desktop = notify_rust::Notification::new();
    desktop.appname("intouch").summary(&notice.summary).icon("appointment-soon");
    #[cfg(all(unix, not(target_os = "macos")))]
    {
        let capabilities = notify_rust::get_capabilities().map_err(|e| no_server(&e.to_string()))?;
        let markup = capabilities.iter().any(|c| c == "body-markup");
        desktop.body(&if markup { escape(&notice.body) } else { notice.body.clone() });
        desktop.hint(notify_rust::Hint::Category("im".to_owned()));
    }
    #[cfg(not(all(unix, not(target_os = "macos"))))]
    desktop.body(&notice.body);
    desktop.show().map(|_| ()).map_err(|e| no_server(&e.to_string()))
}

/// For servers that render markup: names and notes are not markup.
#[must_use]
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
