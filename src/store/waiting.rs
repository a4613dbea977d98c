//! Waiting for other programs: everybody for as long, and with the same chance.
//!
//! Never waits for ever.

use rusqlite::Connection;
use std::cell::Cell;
use std::time::{Duration, Instant};

/// How long a program waits for another one.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// How long to wait between two tries.
pub const PAUSE: Duration = Duration::from_millis(3);

/// Makes a connection wait for others. SQLite's own way sleeps longer with every try, up to a tenth
/// of a second: where many write, whoever has waited longest gets in last, and may give up.
///
/// # Errors
/// What the database says.
pub fn wait_for_others(conn: &mut Connection) -> rusqlite::Result<()> {
    conn.busy_handler(Some(again))
}

thread_local! {
    /// When this thread began to wait.
    static BEGUN: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Sleeps a little; `false` where it has been long enough.
fn again(tries: i32) -> bool {
    if tries == 0 {
        BEGUN.set(Some(Instant::now()));
    }
    if BEGUN.get().is_none_or(|begun| begun.elapsed() >= PATIENCE) {
        return false;
    }
    std::thread::sleep(PAUSE);
    true
}
