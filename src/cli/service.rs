//! `notify install` and `notify uninstall`: the system's own timer.

use super::Cx;
use crate::actions::service;
use crate::model::Result;
use crate::platform::service::Kind;
use crate::view;
use clap::ValueEnum;

/// The systems whose timers there are texts for.
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
pub(super) struct Install {
    /// Print the text and install nothing
    #[arg(long, value_name = "SYSTEM")]
    print: Option<System>,
}

impl Install {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let job = service::job(&cx.desk, cx.platform, &cx.program)?;
        let kind = match self.print {
            Some(System::Systemd) => Kind::Systemd,
            Some(System::Launchd) => Kind::Launchd,
            Some(System::Windows) => Kind::Windows,
            Some(System::Cron) | None => Kind::Cron,
        };
        let files = service::texts(kind, &job, cx.platform);
        view::service::texts(&mut cx.screen(), &files)
    }
}
