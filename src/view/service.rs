//! The system's own timer: its texts, and what was done about it.

use super::screen::Screen;
use crate::model::Result;
use crate::platform::service::File;

/// Texts to be put somewhere by hand; where there are several, each with its place before it.
///
/// # Errors
/// Where the output can't be written.
pub fn texts(screen: &mut Screen<'_>, files: &[File]) -> Result<()> {
    if screen.json {
        let files: Vec<_> = files.iter().map(|f| serde_json::json!({ "path": f.path, "text": f.text })).collect();
        return screen.document(&files);
    }
    for file in files {
        if files.len() > 1 {
            screen.line(&format!("# {}", file.path.display()))?;
        }
        screen.raw(file.text.as_bytes())?;
    }
    Ok(())
}
