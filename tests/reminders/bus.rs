//! A session bus of a test's own: nobody else is on it, and nothing starts by itself there.

use super::server::{Manner, Server};
use crate::stage::{Stage, have};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// As the session's own bus, but for services: a server that the machine has installed would be
/// started by the first who asks for it.
const RULES: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=SOCKET</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// A running bus; it ends with the test.
pub struct Bus {
    daemon: Child,
    socket: PathBuf,
}

impl Bus {
    /// A bus for a stage's processes. Says where there is no program for it.
    pub fn on(stage: &mut Stage) -> Option<Self> {
        if !have("reminders over a bus", &["dbus-daemon"]) {
            return None;
        }
        let socket = stage.folder().join("bus");
        let rules = stage.file("bus.conf", RULES.replace("SOCKET", socket.to_str().unwrap()));
        let daemon = Command::new("dbus-daemon")
            .args(["--config-file", &rules, "--nofork", "--nopidfile"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let bus = Self { daemon, socket };
        eventually("the bus listens", || std::os::unix::net::UnixStream::connect(&bus.socket).is_ok());
        stage.env.insert("DBUS_SESSION_BUS_ADDRESS".to_owned(), bus.address());
        Some(bus)
    }

    /// Where it listens, as a session's environment says it.
    pub fn address(&self) -> String {
        format!("unix:path={}", self.socket.display())
    }

    /// Puts a notification server on it.
    pub fn server(&self, manner: Manner) -> Server {
        Server::on(&self.socket, manner)
    }

    /// Whether somebody shows notifications there.
    pub fn has_server(&self) -> bool {
        Server::is_on(&self.socket)
    }

    /// Somebody who is not the server sends a signal of the server's.
    pub fn stranger_signals<B: serde::Serialize + zbus::DynamicType>(&self, name: &str, body: &B) {
        Server::stranger_signals(&self.socket, name, body);
    }

    /// Ends it at once; whoever is connected is cut off.
    pub fn die(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        self.die();
    }
}

/// Waits for what comes by itself; a test that waits in vain says for what.
pub fn eventually(what: &str, mut come: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !come() {
        assert!(begun.elapsed() < Duration::from_secs(20), "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
