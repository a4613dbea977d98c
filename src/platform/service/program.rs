//! Which file the running program is, by a name that stays.

use crate::model::{Error, Result};
use crate::platform::programs::find;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The absolute path of the running program. `called` is what it was called by: where that leads to
/// the same file through a link (`~/.local/bin`, a profile of a package manager), the link is the
/// name that stays when the program is updated.
///
/// # Errors
/// `Outside` where the file can't be told, or is gone.
pub fn own(env: &BTreeMap<String, String>, called: &str) -> Result<PathBuf> {
    let gone = |why: &str| {
        Error::outside(format!("the program's own file can't be told: {why}"))
            .hint("call it by its full path: /path/to/intouch notify install")
    };
    let running = std::env::current_exe().map_err(|e| gone(&e.to_string()))?;
    let file = std::fs::canonicalize(&running).map_err(|e| gone(&e.to_string()))?;
    let named =
        if Path::new(called).components().count() > 1 { std::path::absolute(called).ok() } else { find(env, called) };
    let same = |path: &PathBuf| std::fs::canonicalize(path).is_ok_and(|p| p == file);
    Ok(named.filter(same).unwrap_or(file))
}

/// Why a program's file may be gone one day without anybody having taken it away on purpose.
#[must_use]
pub fn fleeting(program: &Path, env: &BTreeMap<String, String>) -> Option<&'static str> {
    if program.ancestors().any(|folder| folder.join(".rustc_info.json").is_file()) {
        return Some("a folder that cargo builds in");
    }
    let temporary = env.get("TMPDIR").map(Path::new).filter(|t| t.is_absolute());
    let places = ["/tmp", "/var/tmp", "/dev/shm", "/run"].map(Path::new);
    let held = |place: &Path| program.starts_with(place);
    // What an immutable system links to its programs is under /run, too.
    let stays = program.starts_with("/run/current-system") || program.starts_with("/run/wrappers");
    (!stays && places.into_iter().chain(temporary).any(held)).then_some("a folder for temporary files")
}
