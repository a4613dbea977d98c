//! The promises of `docs/reliability.md`, proved: nothing that was acknowledged is lost, nothing is
//! kept by halves, whatever is killed, torn, cut off or done at once.
//!
//! `INTOUCH_ROUNDS=n` makes the long ones longer, `INTOUCH_SEED=n` repeats one that was printed.

mod crash;
mod encryption;
pub mod evidence;
mod faults;
mod hands;
mod network;
mod salvage;
pub mod schemas;
mod script;
pub mod vfs;
