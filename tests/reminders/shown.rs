//! What is put on the screen: the text of one and of several, and what a server's markup makes of it.

use super::bus::Bus;
use super::server::Manner;
use crate::stage::Stage;

/// One person is due.
fn one_due() -> Stage {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen", "--met", "RustConf", "--on", "yesterday"]);
    stage
}

#[test]
fn one_follow_up_is_shown_once() {
    let mut stage = one_due();
    let Some(bus) = Bus::on(&mut stage) else { return };
    let server = bus.server(Manner::willing());
    let output = stage.process().arg("notify").output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let shown = server.only();
    assert_eq!(shown.app, "intouch");
    assert!(shown.summary.contains("Laura Chen"), "{shown:#?}");
}
