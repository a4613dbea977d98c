//! messages.csv: who wrote to whom, and when; since 2023 with the profiles of all of them.
//!
//! Drafts, spam, sponsored mail and members that LinkedIn no longer names are left out here. Which
//! way a message went is not told by its folder; only the file of 2018 says it.

use chrono::NaiveDateTime;

use crate::exchange::cell::Cells;
use crate::exchange::sheet::{Dates, File};
use crate::exchange::table::Record;

use super::sheet::{Account, Open};
use super::{Direction, MessageRow, Moment, NOBODY, Progress, ReadError, reason};

/// The columns that the files of all years have.
pub(super) const WANTED: &[&str] = &["From", "To", "Date", "Content", "Folder"];

/// How sponsored mail begins.
const SPONSORED: &str = "<p class=\"spinmail-";

struct Columns {
    conversation: usize,
    from: usize,
    from_url: usize,
    to: usize,
    to_urls: usize,
    date: usize,
    subject: usize,
    content: usize,
    folder: usize,
    direction: usize,
    drafts: [usize; 2],
}

/// Reads a messages.csv of any year, row by row.
///
/// # Errors
/// The file can't be read or has no header, its dates can be read in two ways, or none of its rows
/// is of use; and what `take` says.
pub fn read_messages<E: From<ReadError>>(
    file: &File,
    progress: &mut dyn FnMut(Progress<'_>),
    take: impl FnMut(MessageRow) -> Result<(), E>,
) -> Result<Account, E> {
    let open = Open::new(file, WANTED)?;
    let columns = Columns {
        conversation: open.column("Conversation ID"),
        from: open.column("From"),
        from_url: open.column("Sender Profile URL"),
        to: open.column("To"),
        to_urls: open.column("Recipient Profile URLs"),
        date: open.column("Date"),
        subject: open.column("Subject"),
        content: open.column("Content"),
        folder: open.column("Folder"),
        direction: open.column("Direction"),
        drafts: [open.column("Is Message Draft"), open.column("Is Conversation Draft")],
    };
    let mut dates = open.dates(columns.date);
    let make = |cells: &mut Cells, record: &Record<'_>| row(cells, record, &columns, &mut dates);
    let mut account = open.rows("From, To, and a Date such as 2026-06-07 09:05:00 UTC", progress, make, take)?;
    dates.finish(&mut account.notices).map_err(ReadError::from)?;
    Ok(account)
}

fn row(
    cells: &mut Cells,
    record: &Record<'_>,
    columns: &Columns,
    dates: &mut Dates,
) -> Result<MessageRow, &'static str> {
    let content = record.cell(columns.content);
    if columns.drafts.iter().any(|c| record.cell(*c).eq_ignore_ascii_case("yes")) {
        return Err(reason::DRAFT);
    }
    if record.cell(columns.folder).eq_ignore_ascii_case("spam") {
        return Err(reason::SPAM);
    }
    if content.starts_with(SPONSORED) {
        return Err(reason::SPONSORED);
    }
    let from = cells.line(record.cell(columns.from));
    let from_url = cells.url(record.cell(columns.from_url));
    let to = cells.line(record.cell(columns.to));
    let to_urls: Vec<String> =
        record.cell(columns.to_urls).split(',').filter_map(|url| cells.url(url.trim())).collect();
    let nobody = |name: &Option<String>| name.as_deref().is_none_or(|n| n == NOBODY);
    if (from_url.is_none() && nobody(&from)) || (to_urls.is_empty() && nobody(&to)) {
        return Err(reason::HIDDEN_CORRESPONDENT);
    }
    let when = moment(record.line, record.cell(columns.date), dates)?;
    let text = cells.block(content).or_else(|| cells.block(record.cell(columns.subject)));
    let direction = match record.cell(columns.direction) {
        d if d.eq_ignore_ascii_case("incoming") => Some(Direction::Incoming),
        d if d.eq_ignore_ascii_case("outgoing") => Some(Direction::Outgoing),
        _ => None,
    };
    Ok(MessageRow {
        line: record.line,
        conversation: cells.line(record.cell(columns.conversation)),
        from,
        from_url,
        to,
        to_urls,
        when,
        text,
        direction,
    })
}

/// `2026-06-07 09:05:00 UTC`, the only dates of an export that say their zone; else any other date.
pub(super) fn moment(line: u64, cell: &str, dates: &mut Dates) -> Result<Moment, &'static str> {
    if let Ok(at) = NaiveDateTime::parse_from_str(cell, "%Y-%m-%d %H:%M:%S UTC") {
        if !crate::model::day::YEARS.contains(&chrono::Datelike::year(&at)) {
            return Err(reason::BAD_DATE);
        }
        return Ok(Moment { on: at.date(), at: Some(at.and_utc()) });
    }
    Ok(Moment { on: dates.read(line, cell)?.on, at: None })
}

#[cfg(test)]
mod tests {
    use super::super::sheet::{How, Sheet};
    use super::*;
    use proptest::prelude::*;

    const Y2018: &str = "From,To,Date,Subject,Content,Direction,Folder\n";
    const Y2021: &str = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER\n";
    const Y2025: &str = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,\
        SUBJECT,CONTENT,FOLDER,ATTACHMENTS,IS MESSAGE DRAFT,IS CONVERSATION DRAFT\n";
    const MIA: &str = "https://www.linkedin.com/in/mia";
    const SAM: &str = "https://www.linkedin.com/in/sam";

    fn sheet(bytes: &[u8]) -> Result<Sheet<MessageRow>, ReadError> {
        Sheet::read("messages.csv", bytes, How::default(), |file, take| read_messages(file, &mut |_| (), take))
    }

    fn read(text: &str) -> Sheet<MessageRow> {
        sheet(text.as_bytes()).expect("readable")
    }

    #[test]
    fn messages_of_every_year_are_read() {
        let old = read(&format!(
            "{Y2018}Mia,Sam,\"11/3/18, 4:10 PM\",,Danke!,INCOMING,INBOX\nSam,Mia,\"11/3/18, 4:12 PM\",Join my network,,OUTGOING,SENT\n"
        ));
        assert_eq!(old.rows[0].direction, Some(Direction::Incoming));
        assert_eq!((old.rows[0].when.on.to_string(), old.rows[0].when.at), ("2018-11-03".to_owned(), None));
        assert_eq!(old.rows[1].text.as_deref(), Some("Join my network"));
        let nine = read(&format!("{Y2021}2-a,,Sam,{SAM},\"Mia, PhD\",2021-06-07 09:05:00 UTC,,Hello,INBOX\n"));
        assert_eq!((nine.rows[0].to.as_deref(), nine.rows[0].to_urls.len()), (Some("Mia, PhD"), 0));
        let quoted = format!(
            "{Y2025}2-a,,Mia,{MIA},\"Sam, Bo\",\"{SAM},https://www.linkedin.com/in/bo\",2026-06-07 23:05:10 UTC,,\"Two\r\nlines\",INBOX,,No,No\n"
        );
        let new = read(&quoted);
        let row = &new.rows[0];
        assert_eq!(row.when.at.map(|at| at.to_rfc3339()).as_deref(), Some("2026-06-07T23:05:10+00:00"));
        assert_eq!((row.to_urls.len(), row.text.as_deref(), row.direction), (2, Some("Two\nlines"), None));
    }

    #[test]
    fn what_is_no_message_between_people_is_left_out_and_named() {
        let row = |from: &str, url: &str, to: &str, to_url: &str, text: &str, folder: &str, draft: &str| {
            format!("2-a,,{from},{url},{to},{to_url},2026-06-07 23:05:10 UTC,,\"{text}\",{folder},,{draft},No\n")
        };
        let text = [
            row("Mia", MIA, "Sam", SAM, "ok", "INBOX", "No"),
            row("Sam", SAM, "Mia", MIA, "half", "INBOX", "Yes"),
            row("Mia", MIA, "Sam", SAM, "win!", "SPAM", "No"),
            row("Casey", "", "Sam", SAM, "<p class=\"\"spinmail-quill-editor__spin-break\"\">Hi", "INBOX", "No"),
            row("LinkedIn Member", "", "Sam", SAM, "gone", "INBOX", "No"),
            row("Sam", SAM, "LinkedIn Member", "", "gone", "INBOX", "No"),
        ];
        let sheet = read(&format!("{Y2025}{}2-a,,Mia,{MIA},Sam,{SAM},soon,,x,INBOX,,No,No\n", text.concat()));
        assert_eq!(sheet.rows.len(), 1);
        assert_eq!(
            sheet.skipped[3].reason, "a closed or hidden account: LinkedIn doesn't say who it was",
            "there is more than a date"
        );
        let reasons: Vec<&str> = sheet.skipped.iter().map(|s| s.reason.as_ref()).collect();
        assert_eq!(
            reasons,
            [
                reason::DRAFT,
                reason::SPAM,
                reason::SPONSORED,
                reason::HIDDEN_CORRESPONDENT,
                reason::HIDDEN_CORRESPONDENT,
                reason::BAD_DATE
            ]
        );
    }

    #[test]
    fn no_messages_are_no_error() {
        assert!(read(Y2025).rows.is_empty());
        assert!(matches!(sheet(b"No conversations found"), Err(ReadError::NoHeader { .. })));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = sheet(&bytes);
            let _ = sheet(&[Y2025.as_bytes(), &bytes].concat());
        }
    }
}
