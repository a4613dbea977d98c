//! Commands for the shell, and the demo.

use super::Cx;
use crate::model::{Error, Result};
use crate::view::Tone;
use clap::ValueEnum;
use std::path::PathBuf;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shell {
    Bash,
    Zsh,
    Fish,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "bash: add to ~/.bashrc          source <(intouch completions bash)\n\
    zsh:  add to ~/.zshrc           source <(intouch completions zsh)\n\
    fish: add to config.fish        intouch completions fish | source")]
pub(super) struct Completions {
    /// Your shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        use clap_complete::env::{Bash, EnvCompleter, Fish, Zsh};
        let completer: &dyn EnvCompleter = match self.shell {
            Shell::Bash => &Bash,
            Shell::Zsh => &Zsh,
            Shell::Fish => &Fish,
        };
        let mut script = Vec::new();
        completer
            .write_registration("COMPLETE", "intouch", "intouch", "intouch", &mut script)
            .map_err(|e| Error::outside(format!("the script can't be written: {e}")))?;
        cx.screen().raw(&script)
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Man {
    /// Write a page a command into this folder
    #[arg(long, value_name = "FOLDER", value_hint = clap::ValueHint::DirPath)]
    dir: Option<PathBuf>,
}

impl Man {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let failed = |e: std::io::Error| Error::outside(format!("the manual can't be written: {e}"));
        if let Some(dir) = self.dir {
            std::fs::create_dir_all(&dir).map_err(failed)?;
            clap_mangen::generate_to(super::command(), &dir).map_err(failed)?;
            cx.screen().note(&format!("written to {}", dir.display()));
            return Ok(());
        }
        let mut page = Vec::new();
        clap_mangen::Man::new(super::command()).render(&mut page).map_err(failed)?;
        cx.screen().raw(&page)
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Demo {}

impl Demo {
    #[allow(clippy::unused_self, reason = "every command runs the same way")]
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        // The user's own book, settings and playbook stay out of it: it is somebody else's life.
        let folder = tempfile::Builder::new()
            .prefix("intouch-demo-")
            .tempdir()
            .map_err(|e| Error::outside(format!("no temporary folder can be made: {e}")))?
            .keep();
        let path = folder.join("demo.db");
        let mut played = crate::demo::play(&path, cx.desk.now, cx.platform.offset)?;
        let today = played.desk.today();
        let program = cx.program.clone();
        let mut screen = cx.screen();
        if screen.json {
            return screen.document(&serde_json::json!({ "db": path }));
        }
        screen
            .note("A book of invented people, whose last weeks were played through the same commands you would use.\n");
        screen.line("$ intouch")?;
        crate::view::agenda::glance(&mut screen, &played.glance()?, today)?;
        screen.line("")?;
        screen.line(&format!("$ intouch draft {}", played.draft_target))?;
        crate::view::draft::show(&mut screen, &played.draft()?)?;
        screen.line("")?;
        screen.line(&format!("$ intouch why {}", played.why_target))?;
        crate::view::agenda::why(&mut screen, &played.why()?, today)?;
        screen.line("")?;
        screen.toned(Tone::Strong, "Go on with it:")?;
        for command in ["due --all", "show laura", "list", "draft jonas"] {
            screen.line(&format!("  {program} --db {} {command}", path.display()))?;
        }
        screen.line("Your own book was not touched; delete the folder when you have seen enough.")
    }
}
