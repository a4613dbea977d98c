//! The binary: builds the platform, calls [`intouch::run`], returns the exit code.

use intouch::platform::Platform;
use std::process::ExitCode;

fn main() -> ExitCode {
    // A panic's own message may hold what contacts said; where it happened is enough to mend it.
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(|l| format!(" at {}:{}", l.file(), l.line())).unwrap_or_default();
        eprintln!("error: intouch stopped by a mistake of its own{place}; nothing half-done was kept");
    }));
    clap_complete::CompleteEnv::with_factory(intouch::cli::command).complete();
    let mut platform = Platform::real();
    ExitCode::from(intouch::run(std::env::args_os().collect(), &mut platform))
}
