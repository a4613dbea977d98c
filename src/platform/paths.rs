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

/// The home folder that the system's table of accounts has for the user, where it has one: what is
/// started by the system itself has no other.
#[must_use]
pub fn account_home() -> Option<PathBuf> {
    #[cfg(unix)]
    {
        let accounts = std::fs::read_to_string("/etc/passwd").ok()?;
        home_in(&accounts, rustix::process::getuid().as_raw())
    }
    #[cfg(not(unix))]
    None
}

#[cfg(unix)]
fn home_in(accounts: &str, user: u32) -> Option<PathBuf> {
    // `ada:x:1000:1000:Ada:/home/ada:/bin/bash`
    accounts.lines().find_map(|line| {
        let fields: Vec<&str> = line.split(':').collect();
        let is_theirs = fields.get(2)?.parse() == Ok(user);
        is_theirs.then(|| fields.get(5).map(PathBuf::from)).flatten()
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_users_home_is_that_of_their_account() {
        let accounts = "root:x:0:0:root:/root:/bin/bash\nodd\nada:x:1000:1000:Ada,,,:/home/ada:/bin/zsh\n";
        assert_eq!(home_in(accounts, 1000), Some(PathBuf::from("/home/ada")));
        assert_eq!(home_in(accounts, 0), Some(PathBuf::from("/root")));
        assert_eq!(home_in(accounts, 1001), None);
    }
}
