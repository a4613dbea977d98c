//! Commands on templates.

use super::Cx;
use crate::actions::{draft, template};
use crate::model::{Error, ErrorKind, Result};
use crate::platform::programs;
use crate::view::{self, Table};

#[derive(Debug, clap::Args)]
pub(super) struct Template {
    #[command(subcommand)]
    command: TemplateCommand,
}

#[derive(Debug, clap::Subcommand)]
enum TemplateCommand {
    /// Every template with what it is for
    List,
    /// Print one
    Show {
        /// Its name
        name: String,
    },
    /// Open your own copy of one in your editor; the first time it is made of the built-in one
    Edit {
        /// Its name
        name: String,
    },
    /// Try your own templates, or one, with invented contacts, and show the worst that comes of it
    Check {
        /// Its name
        name: Option<String>,
    },
}

impl Template {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        match self.command {
            TemplateCommand::List => list(cx),
            TemplateCommand::Show { name } => match draft::templates(&cx.desk)?.source(&name) {
                Some(source) => cx.screen().raw(source.as_bytes()),
                None => Err(Error::not_found(format!("there is no template {name:?}"))
                    .hint("`intouch template list` shows them all")),
            },
            TemplateCommand::Edit { name } => edit(cx, &name),
            TemplateCommand::Check { name } => {
                let checked = template::check(&cx.desk, name.as_deref())?;
                if checked.iter().any(template::Checked::is_bad) {
                    cx.exit = ErrorKind::Input.exit_code();
                }
                view::template::checked(&mut cx.screen(), &checked)
            }
        }
    }
}

fn list(cx: &mut Cx<'_>) -> Result<()> {
    let templates = draft::templates(&cx.desk)?;
    let mut table = Table::new(&["template", "what it is for"]);
    let mut all = Vec::new();
    for (name, description) in templates.names() {
        table.row().cell(name).cell(&description);
        all.push(serde_json::json!({ "name": name, "description": description }));
    }
    let mut screen = cx.screen();
    if screen.json { screen.document(&all) } else { screen.table(&table) }
}

fn edit(cx: &mut Cx<'_>, name: &str) -> Result<()> {
    let (path, copied) = template::own_copy(&cx.desk, name)?;
    let chosen = cx.platform.var("VISUAL").or(cx.platform.var("EDITOR")).is_some();
    let opens = cx.platform.terminal.input || chosen;
    if opens {
        programs::edit_file(&cx.platform.env, &path)?;
    }
    template::read(name, &path)
        .map_err(|e| e.hint(format!("the file stays as it is; `intouch template edit {name}` opens it again")))?;
    let place = path.display().to_string();
    let mut screen = cx.screen();
    if screen.json {
        return screen.document(&serde_json::json!({ "template": name, "file": place, "copied": copied }));
    }
    screen.line(&place)?;
    screen.note(&format!("`intouch template check {name}` tries it with invented contacts"));
    Ok(())
}
