//! Where data and settings live by the platform's custom.

use etcetera::BaseStrategy;
use std::path::PathBuf;

/// The data folder and the settings folder of the program; `None` where the home folder can't be
/// told.
#[must_use]
pub fn standard() -> (Option<PathBuf>, Option<PathBuf>) {
    match etcetera::choose_base_strategy() {
        Ok(base) => (Some(base.data_dir().join("intouch")), Some(base.config_dir().join("intouch"))),
        Err(_) => (None, None),
    }
}

/// The user's own templates in the settings folder.
#[must_use]
pub fn templates(config_dir: &std::path::Path) -> PathBuf {
    config_dir.join("templates")
}
