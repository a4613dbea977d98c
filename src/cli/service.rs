//! `notify install` and `notify uninstall`: the system's own timer.

use super::Cx;
use crate::actions::{heartbeat, service};
use crate::model::Result;
use crate::platform::service::Kind;
use crate::view;
use clap::ValueEnum;

/// The systems that there are texts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum System {
    /// Two units of the systemd user manager
    Systemd,
    /// A launch agent of macOS
    Launchd,
    /// A task of the Windows Task Scheduler
    Windows,
    /// A line of a crontab
    Cron,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The timer calls `intouch notify --quiet` every quarter of an hour; whether that is a moment to\n\
    remind is read from the settings each time. Without systemd the line for a crontab is printed."
)]
pub(super) struct Install {
    /// Print the text for a system and install nothing
    #[arg(long, value_name = "SYSTEM")]
    print: Option<System>,
}

impl Install {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let job = service::job(&cx.desk, cx.platform, &cx.program)?;
        if let Some(system) = self.print {
            let kind = match system {
                System::Systemd => Kind::Systemd,
                System::Launchd => Kind::Launchd,
                System::Windows => Kind::Windows,
                System::Cron => Kind::Cron,
            };
            let (files, notes) = service::texts(kind, &cx.desk, &job, cx.platform);
            return view::service::texts(&mut cx.screen(), &files, &notes);
        }
        let set_up = service::install(&cx.desk, &job, cx.platform)?;
        if set_up.first_look_at.is_some() {
            heartbeat::expect(&cx.desk)?;
        }
        let (mut screen, desk) = cx.screen_and_desk();
        view::service::installed(&mut screen, &set_up, &desk.now, "intouch notify uninstall")
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Uninstall {}

impl Uninstall {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let gone = service::uninstall(cx.platform)?;
        heartbeat::forget(&cx.desk);
        view::service::uninstalled(&mut cx.screen(), &gone)
    }
}
