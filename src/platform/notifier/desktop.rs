//! The desktop's own notification server, asked by the library that knows each system's.

use super::{Attendant, Errand, Notice, Notifier, Server, Shown, in_time, no_server, refused};
use crate::model::Result;

/// The desktop's own notification server.
#[derive(Debug, Clone, Copy)]
pub struct Desktop;

impl Notifier for Desktop {
    fn show(&self, notice: &Notice, errand: Option<&Errand>) -> Result<Shown> {
        if cfg!(all(unix, not(target_os = "macos")))
            && let Some(errand) = errand
            // Where no process can be started there is still something to say.
            && let Some(shown) = Attendant::send(notice, errand)?
        {
            return Ok(shown);
        }
        let notice = notice.clone();
        in_time(move || show(&notice))?;
        Ok(Shown::default())
    }

    fn server(&self) -> Result<Server> {
        in_time(server)
    }
}

/// Whether the session bus is one of this machine: the library would reach for another one over the
/// network, or start a program that does, where the environment says so.
#[cfg(all(unix, not(target_os = "macos")))]
pub(super) fn refuse_far_bus() -> Result<()> {
    #[allow(clippy::disallowed_methods, reason = "what the library would read itself")]
    let bus = std::env::var("DBUS_SESSION_BUS_ADDRESS").unwrap_or_default();
    if is_local(&bus) {
        Ok(())
    } else {
        Err(no_server("DBUS_SESSION_BUS_ADDRESS names a bus that is not on this machine"))
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn is_local(addresses: &str) -> bool {
    let local = |address: &str| ["unix:", "autolaunch:"].iter().any(|kind| address.starts_with(kind));
    addresses.split(';').map(str::trim).all(|address| address.is_empty() || local(address))
}

#[cfg(all(unix, not(target_os = "macos")))]
fn server() -> Result<Server> {
    refuse_far_bus()?;
    let said = notify_rust::get_server_information().map_err(|e| no_server(&e.to_string()))?;
    let capabilities = notify_rust::get_capabilities().map_err(|e| no_server(&e.to_string()))?;
    Ok(Server { name: said.name, vendor: said.vendor, version: said.version, capabilities })
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn server() -> Result<Server> {
    // The systems' own centres say nothing of themselves.
    Ok(Server { name: std::env::consts::OS.to_owned(), ..Server::default() })
}

fn show(notice: &Notice) -> Result<()> {
    let mut desktop = notify_rust::Notification::new();
    desktop.appname("intouch").summary(&notice.summary).icon("appointment-soon");
    desktop.timeout(if notice.passing {
        notify_rust::Timeout::Milliseconds(6_000)
    } else {
        notify_rust::Timeout::Never
    });
    #[cfg(all(unix, not(target_os = "macos")))]
    {
        let markup = server()?.capabilities.iter().any(|c| c == "body-markup");
        desktop.body(&if markup { super::escape(&notice.body) } else { notice.body.clone() });
        desktop.hint(notify_rust::Hint::Category(super::conversation::CATEGORY.to_owned()));
    }
    #[cfg(not(all(unix, not(target_os = "macos"))))]
    desktop.body(&notice.body);
    desktop.show().map(|_| ()).map_err(|e| refused(&e.to_string()))
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
