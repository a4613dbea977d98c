//! Adding, changing, finding and putting away people.

use crate::stage::Stage;

#[test]
fn somebody_met_is_due_the_next_day() {
    let mut stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen", "--met", "RustConf"]);
    stage.day("2026-11-24");
    let due = stage.json(&["due"]);
    assert_eq!(due[0]["kind"], "connect");
    assert_eq!(due[0]["state"], "today");
}
