//! Whether a book is encrypted, and what was done about it.

use super::screen::Screen;
use crate::actions::passphrase::Standing;
use crate::model::Result;

/// How the book stands, after what was done.
///
/// # Errors
/// Where the output can't be written.
pub fn standing(screen: &mut Screen<'_>, s: &Standing) -> Result<()> {
    if screen.json {
        let copies: Vec<serde_json::Value> = s
            .copies
            .iter()
            .map(|c| serde_json::json!({ "file": c.file, "encrypted": c.encrypted, "left": c.left }))
            .collect();
        return screen.document(&serde_json::json!({
            "encrypted": s.encrypted, "keyring": s.keyring, "copies": copies, "warnings": s.warnings,
        }));
    }
    for warning in &s.warnings {
        screen.warn(warning);
    }
    for sentence in &s.said {
        screen.line(sentence)?;
    }
    if screen.quiet && !s.said.is_empty() {
        return Ok(());
    }
    let yes = |is: bool| if is { "encrypted" } else { "not encrypted" };
    if s.said.is_empty() {
        screen.line(&format!("The book is {}", yes(s.encrypted)))?;
    }
    if s.encrypted && s.said.is_empty() {
        screen.line(match s.keyring {
            Some(true) => "   the keyring keeps its key",
            Some(false) => "   the keyring does not keep its key: the passphrase is asked for",
            None => "   there is no keyring that answers: the passphrase is asked for",
        })?;
    }
    for copy in &s.copies {
        screen.line(&format!("   copy {}: {}", copy.file.display(), yes(copy.encrypted)))?;
    }
    Ok(())
}
