//! A launch agent of macOS: one property list.

use super::{EVERY_MINUTES, Job};

/// The name by which launchd knows it.
pub const LABEL: &str = "intouch.notify";

/// The property list.
#[must_use]
pub fn plist(job: &Job) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <!-- Written by `intouch notify install`; `intouch notify uninstall` takes it away. -->\n\
         <plist version=\"1.0\">\n<dict>\n",
    );
    text.push_str(&format!("  <key>Label</key>\n  <string>{LABEL}</string>\n"));
    text.push_str("  <key>ProgramArguments</key>\n  <array>\n");
    for word in std::iter::once(job.program()).chain(job.arguments().iter().map(String::as_str)) {
        text.push_str(&format!("    <string>{}</string>\n", escaped(word)));
    }
    text.push_str("  </array>\n");
    if !job.environment().is_empty() {
        text.push_str("  <key>EnvironmentVariables</key>\n  <dict>\n");
        for (name, value) in job.environment() {
            text.push_str(&format!("    <key>{name}</key>\n    <string>{}</string>\n", escaped(value)));
        }
        text.push_str("  </dict>\n");
    }
    text.push_str("  <key>StartCalendarInterval</key>\n  <array>\n");
    for quarter in 0..60 / EVERY_MINUTES {
        let minute = quarter * EVERY_MINUTES;
        text.push_str(&format!(
            "    <dict>\n      <key>Minute</key>\n      <integer>{minute}</integer>\n    </dict>\n"
        ));
    }
    text.push_str(
        "  </array>\n\
         \u{20} <key>RunAtLoad</key>\n  <true/>\n\
         \u{20} <!-- What waits for a press on a reminder lives on after the call. -->\n\
         \u{20} <key>AbandonProcessGroup</key>\n  <true/>\n\
         \u{20} <key>LimitLoadToSessionType</key>\n  <string>Aqua</string>\n\
         \u{20} <key>ProcessType</key>\n  <string>Background</string>\n\
         </dict>\n</plist>\n",
    );
    text
}

/// A text between two marks of XML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
