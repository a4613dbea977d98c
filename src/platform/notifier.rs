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

/// Whether the session bus is one of this machine: the library would reach for another one over the
/// network, or start a program that does, where the environment says so.
#[cfg(all(unix, not(target_os = "macos")))]
fn is_local(addresses: &str) -> bool {
    let local = |address: &str| ["unix:", "autolaunch:"].iter().any(|kind| address.starts_with(kind));
    addresses.split(';').map(str::trim).all(|address| address.is_empty() || local(address))
}

fn show(notice: &Notice) -> Result<()> {
    #[cfg(all(unix, not(target_os = "macos")))]
    {
        #[allow(clippy::disallowed_methods, reason = "what the library would read itself")]
        let bus = std::env::var("DBUS_SESSION_BUS_ADDRESS").unwrap_or_default();
        if !is_local(&bus) {
            return Err(no_server("DBUS_SESSION_BUS_ADDRESS names a bus that is not on this machine"));
        }
    }
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

#[cfg(all(test, unix, not(target_os = "macos")))]
mod tests {
    use super::*;

    #[test]
    fn a_bus_over_the_network_is_none() {
        for local in ["", "unix:path=/run/bus", "unix:abstract=x;unix:path=/y", "autolaunch:"] {
            assert!(is_local(local), "{local}");
        }
        for far in
            ["tcp:host=a,port=1", "unix:path=/y;tcp:host=a", " nonce-tcp:host=a", "vsock:cid=1", "unixexec:path=ssh"]
        {
            assert!(!is_local(far), "{far}");
        }
    }
}
