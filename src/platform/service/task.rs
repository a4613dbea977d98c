//! A task of the Windows Task Scheduler: one XML text, set up, taken away, looked at.

use super::{Done, EVERY_MINUTES, Gone, Home, Installed, Job, Kind, call, launchd::escaped};
use crate::model::{Error, Result};
use std::io::Write;

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

/// Gives the scheduler the task; one of that name is replaced.
///
/// # Errors
/// `Outside` where the scheduler refuses it.
pub fn install(job: &Job, home: &Home<'_>) -> Result<Done> {
    let failed = |e: std::io::Error| Error::outside(format!("the task can't be written for the scheduler: {e}"));
    let mut handed = tempfile::Builder::new().prefix("intouch-").suffix(".xml").tempfile().map_err(failed)?;
    handed.write_all(&file(job)).map_err(failed)?;
    // Closed, so that the scheduler may open it; removed when this ends.
    let path = handed.into_temp_path();
    let arguments = ["/Create", "/TN", NAME, "/XML", &path.to_string_lossy(), "/F"];
    call::must(home.env, "schtasks", &arguments, call::PATIENCE).map_err(|e| {
        Error::outside(format!("the task was not installed: {e}"))
            .hint("`intouch notify install --print windows` prints it instead")
    })?;
    Ok(Done { kind: Kind::Windows, changed: true, files: Vec::new(), line: None, notes: left_out(job) })
}

/// What a task can't be told: it has no variables of its own.
#[must_use]
pub fn left_out(job: &Job) -> Vec<String> {
    let names = job.environment().iter().map(|(name, _)| name);
    names.map(|name| format!("a task has no variables of its own: {name} is left out")).collect()
}

fn is_known(home: &Home<'_>) -> bool {
    matches!(call::call(home.env, "schtasks", &["/Query", "/TN", NAME], call::PATIENCE), Ok(Some(said)) if said.well)
}

/// Takes the task from the scheduler.
///
/// # Errors
/// `Outside` where the scheduler keeps it.
pub fn uninstall(home: &Home<'_>) -> Result<Gone> {
    if !is_known(home) {
        return Ok(Gone::default());
    }
    call::must(home.env, "schtasks", &["/Delete", "/TN", NAME, "/F"], call::PATIENCE)?;
    Ok(Gone { forgotten: true, ..Gone::default() })
}

/// The task, where the scheduler knows it.
#[must_use]
pub fn installed(home: &Home<'_>) -> Option<Installed> {
    is_known(home).then(|| Installed { enabled: Some(true), active: Some(true), ..Installed::new(Kind::Windows) })
}
