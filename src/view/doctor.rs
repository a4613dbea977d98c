//! What the doctor says: every finding with what to do.

use super::screen::Screen;
use super::tone::Tone;
use crate::actions::doctor::{Finding, Level, Report};
use crate::model::{Result, text::counted};
use serde_json::{Value, json};

fn document(r: &Report) -> Value {
    let one = |f: &Finding| json!({ "level": f.level.as_str(), "check": f.check, "what": f.what, "where": f.place, "do": f.todo });
    json!({
        "book": r.path,
        "level": r.level().as_str(),
        "findings": r.findings.iter().map(one).collect::<Vec<_>>(),
        "mended": r.mended,
    })
}

/// The report.
///
/// # Errors
/// Where the output can't be written.
pub fn report(screen: &mut Screen<'_>, r: &Report) -> Result<()> {
    if screen.json {
        return screen.document(&document(r));
    }
    screen.line(&r.path.display().to_string())?;
    for f in &r.findings {
        let tone = match f.level {
            Level::Ok => None,
            Level::Note => Some(Tone::Faint),
            Level::Attention => Some(Tone::Warn),
            Level::Damage => Some(Tone::Late),
        };
        let place = f.place.as_deref().map(|p| format!("{p}: ")).unwrap_or_default();
        let line = format!("  {:9}  {:11}  {place}{}", f.level.as_str(), f.check, f.what);
        match tone {
            None => screen.line(&line)?,
            Some(tone) => screen.toned(tone, &line)?,
        }
        if let Some(todo) = &f.todo {
            screen.line(&format!("{:26}-> {todo}", ""))?;
        }
    }
    for mended in &r.mended {
        screen.line(&format!("Mended: {mended}"))?;
    }
    let of = |level: Level| r.findings.iter().filter(|f| f.level == level).count();
    match r.level() {
        Level::Ok | Level::Note => screen.line("Nothing is wrong."),
        Level::Attention => {
            screen.line(&format!("{} attention.", counted(of(Level::Attention), "thing wants", "things want")))
        }
        Level::Damage => {
            screen.line(&format!("The book is damaged: {}.", counted(of(Level::Damage), "finding", "findings")))
        }
    }
}
