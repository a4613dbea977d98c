//! A task of the Windows Task Scheduler: one XML file.

use super::{EVERY_MINUTES, Job, launchd::escaped};

/// The name by which the scheduler knows it.
pub const NAME: &str = "intouch-notify";

/// The task, as text whose encoding the file itself tells.
#[must_use]
pub fn xml(job: &Job) -> String {
    // A program of the console opens a window whenever it is started; the console's own host can
    // start one without.
    let mut arguments = vec!["--headless".to_owned(), argument(job.program())];
    arguments.extend(job.arguments().iter().map(|a| argument(a)));
    format!(
        "<?xml version=\"1.0\"?>\n\
         <Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\n\
         \u{20} <RegistrationInfo>\n\
         \u{20}   <Description>intouch: look every quarter of an hour whether it is time to remind. \
         `intouch notify uninstall` takes it away.</Description>\n\
         \u{20} </RegistrationInfo>\n\
         \u{20} <Triggers>\n\
         \u{20}   <TimeTrigger>\n\
         \u{20}     <Repetition>\n\
         \u{20}       <Interval>PT{EVERY_MINUTES}M</Interval>\n\
         \u{20}       <StopAtDurationEnd>false</StopAtDurationEnd>\n\
         \u{20}     </Repetition>\n\
         \u{20}     <StartBoundary>2026-01-01T00:00:00</StartBoundary>\n\
         \u{20}     <Enabled>true</Enabled>\n\
         \u{20}   </TimeTrigger>\n\
         \u{20} </Triggers>\n\
         \u{20} <Principals>\n\
         \u{20}   <Principal id=\"Author\">\n\
         \u{20}     <LogonType>InteractiveToken</LogonType>\n\
         \u{20}     <RunLevel>LeastPrivilege</RunLevel>\n\
         \u{20}   </Principal>\n\
         \u{20} </Principals>\n\
         \u{20} <Settings>\n\
         \u{20}   <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>\n\
         \u{20}   <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>\n\
         \u{20}   <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>\n\
         \u{20}   <StartWhenAvailable>true</StartWhenAvailable>\n\
         \u{20}   <RunOnlyIfNetworkAvailable>false</RunOnlyIfNetworkAvailable>\n\
         \u{20}   <WakeToRun>false</WakeToRun>\n\
         \u{20}   <ExecutionTimeLimit>PT10M</ExecutionTimeLimit>\n\
         \u{20}   <Enabled>true</Enabled>\n\
         \u{20} </Settings>\n\
         \u{20} <Actions Context=\"Author\">\n\
         \u{20}   <Exec>\n\
         \u{20}     <Command>%SystemRoot%\\System32\\conhost.exe</Command>\n\
         \u{20}     <Arguments>{}</Arguments>\n\
         \u{20}   </Exec>\n\
         \u{20} </Actions>\n\
         </Task>\n",
        escaped(&arguments.join(" "))
    )
}

/// The file that `schtasks` reads: UTF-16, little end first, with its mark.
#[must_use]
pub fn file(job: &Job) -> Vec<u8> {
    let text = xml(job).replacen("version=\"1.0\"?>", "version=\"1.0\" encoding=\"UTF-16\"?>", 1);
    std::iter::once(0xfeff).chain(text.replace('\n', "\r\n").encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

/// An argument as programs of Windows take their command line apart: backslashes count only before
/// a quotation mark.
fn argument(word: &str) -> String {
    if !word.is_empty() && !word.contains([' ', '\t', '"']) {
        return word.to_owned();
    }
    let mut out = String::from("\"");
    let mut backslashes = 0;
    for c in word.chars() {
        match c {
            '\\' => backslashes += 1,
            '"' => {
                out.push_str(&"\\".repeat(backslashes + 1));
                backslashes = 0;
            }
            _ => backslashes = 0,
        }
        out.push(c);
    }
    out.push_str(&"\\".repeat(backslashes));
    out.push('"');
    out
}
