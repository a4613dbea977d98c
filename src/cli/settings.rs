//! Commands on settings and playbook.

use super::Cx;
use crate::model::{Error, Result};
use crate::platform::{files, programs};
use crate::schedule::playbook::{self, Playbook as Rules};
use crate::settings;
use crate::store::open::Access;
use crate::view::Table;
use std::path::{Path, PathBuf};

/// Where the user's own playbook stands in the settings folder.
pub(super) fn playbook_file(config_dir: &Path) -> PathBuf {
    config_dir.join("playbook.toml")
}

pub(super) fn config_dir(cx: &Cx<'_>) -> Result<PathBuf> {
    cx.desk.config_dir.clone().ok_or_else(|| {
        Error::outside("no place for the settings can be told: HOME is not set").hint("export HOME=/your/home")
    })
}

#[derive(Debug, clap::Args)]
pub(super) struct Config {
    #[command(subcommand)]
    command: Option<ConfigCommand>,
}

#[derive(Debug, clap::Subcommand)]
enum ConfigCommand {
    /// What a setting is
    Get {
        /// The key: me.name
        key: String,
    },
    /// Change a setting
    Set {
        /// The key: me.name
        key: String,
        /// The value
        #[arg(required = true, num_args = 1..)]
        value: Vec<String>,
    },
    /// Where the settings are
    Path,
}

impl Config {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let dir = config_dir(cx)?;
        let path = settings::file(&dir);
        let text = files::read_optional(&path)?.unwrap_or_default();
        match self.command {
            None => show(cx, &text),
            Some(ConfigCommand::Get { key }) => {
                let value = settings::get(&text, &key)?;
                let mut screen = cx.screen();
                if screen.json { screen.document(&value) } else { screen.line(&value) }
            }
            Some(ConfigCommand::Set { key, value }) => {
                let changed = settings::with(&text, &key, &value.join(" "))?;
                files::write_private(&path, &changed)?;
                let value = settings::get(&changed, &key)?;
                let hours = settings::Settings::parse(&changed, "config.toml")?.reminders.hours;
                let mut screen = cx.screen();
                if screen.json {
                    return screen.document(&serde_json::json!({ "key": key, "value": value }));
                }
                screen.line(&format!("{key} = {value}"))?;
                if key.starts_with("reminders.") && hours.round() != hours.time {
                    let (time, round) = (hours.time.format("%H:%M"), hours.round().format("%H:%M"));
                    screen.note(&format!("{time} is quiet: the day's reminder comes at {round}"));
                }
                Ok(())
            }
            Some(ConfigCommand::Path) => {
                let mut screen = cx.screen();
                let shown = path.display().to_string();
                if screen.json { screen.document(&shown) } else { screen.line(&shown) }
            }
        }
    }
}

/// Every setting with its value and what it means.
fn show(cx: &mut Cx<'_>, text: &str) -> Result<()> {
    let mut all = serde_json::Map::new();
    let mut table = Table::new(&["setting", "value", "what it is"]);
    for (key, _, meaning) in settings::keys() {
        let value = settings::get(text, &key)?;
        table.row().cell(&key).cell(&value).cell(&meaning);
        all.insert(key, value.into());
    }
    let mut screen = cx.screen();
    if screen.json { screen.document(&all) } else { screen.table(&table) }
}

#[derive(Debug, clap::Args)]
pub(super) struct Playbook {
    #[command(subcommand)]
    command: PlaybookCommand,
}

#[derive(Debug, clap::Subcommand)]
enum PlaybookCommand {
    /// Print the playbook in force
    Show,
    /// Open your own playbook in your editor; the first time a copy of the built-in one
    Edit,
    /// Say what your own playbook says, or what is wrong with it
    Check,
}

impl Playbook {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        match self.command {
            PlaybookCommand::Show => {
                let text = cx.desk.own_playbook.clone().unwrap_or_else(|| playbook::BUILT_IN.to_owned());
                cx.screen().raw(text.as_bytes())
            }
            PlaybookCommand::Check => check(cx),
            PlaybookCommand::Edit => {
                let path = playbook_file(&config_dir(cx)?);
                if cx.desk.own_playbook.is_none() {
                    files::write_private(&path, playbook::BUILT_IN)?;
                }
                programs::edit_file(&cx.platform.env, &path)?;
                cx.desk.own_playbook = files::read_optional(&path)?;
                check(cx)?;
                // The agenda follows at once, and says what changed.
                cx.book(Access::Read).map(|_| ())
            }
        }
    }
}

fn check(cx: &mut Cx<'_>) -> Result<()> {
    let (name, text) = match (&cx.desk.own_playbook, &cx.desk.config_dir) {
        (Some(text), Some(dir)) => (playbook_file(dir).display().to_string(), text.clone()),
        _ => ("the built-in playbook".to_owned(), playbook::BUILT_IN.to_owned()),
    };
    let rules = Rules::parse(&text).map_err(|e| {
        Error::input(format!("{name}, {e}"))
            .hint("`intouch playbook edit` opens it; until then the last good playbook stays in force")
    })?;
    let mut screen = cx.screen();
    if screen.json {
        let names: Vec<&str> = rules.rules.iter().filter(|r| r.enabled).map(|r| r.name.as_str()).collect();
        return screen.document(&serde_json::json!({ "playbook": name, "rules": names }));
    }
    let mut table = Table::new(&["rule", "kind", "raised by", "lapses", ""]);
    for r in &rules.rules {
        let raised: Vec<&str> = r.raised_by.iter().map(|t| t.as_str()).collect();
        let lapses = r.lapses.map_or_else(|| "never".to_owned(), |s| s.to_string());
        table.row().cell(&r.name).cell(r.kind.as_str()).cell(raised.join(", ")).cell(lapses).cell(if r.enabled {
            ""
        } else {
            "off"
        });
    }
    screen.table(&table)?;
    screen.line(&format!("{name}: {} rules, no mistake", rules.rules.len()))
}
