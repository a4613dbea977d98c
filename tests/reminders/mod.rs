//! Reminders, proved on notification servers: ones that do as a test says, on a session bus of the
//! test's own, and a real one on a screen that nobody sees.
//!
//! Nothing here touches the user's own bus: every process is told the address of its test's.

mod bus;
mod dunst;
mod failed;
mod kill;
mod listener;
mod pressed;
mod scene;
mod server;
mod shown;
mod waiting;
