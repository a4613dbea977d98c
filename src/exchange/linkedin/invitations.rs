//! Invitations.csv: who asked whom to connect, when, and with which words.
//!
//! Times have no zone in it; it never invents one. What became of an invitation isn't in the file.

use crate::exchange::cell::Cells;
use crate::exchange::sheet::{Dates, File};
use crate::exchange::table::Record;

use super::sheet::{Account, Open};
use super::{Direction, InvitationRow, NOBODY, Progress, ReadError, reason};

pub(super) const WANTED: &[&str] = &["From", "To", "Sent At", "Direction"];

struct Columns {
    from: usize,
    to: usize,
    sent: usize,
    message: usize,
    direction: usize,
    inviter: usize,
    invitee: usize,
}

/// Reads an Invitations.csv of any year, row by row.
///
/// # Errors
/// The file can't be read or has no header, its dates can be read in two ways, or none of its rows
/// is of use; and what `take` says.
pub fn read_invitations<E: From<ReadError>>(
    file: &File,
    progress: &mut dyn FnMut(Progress<'_>),
    take: impl FnMut(InvitationRow) -> Result<(), E>,
) -> Result<Account, E> {
    let open = Open::new(file, WANTED)?;
    let columns = Columns {
        from: open.column("From"),
        to: open.column("To"),
        sent: open.column("Sent At"),
        message: open.column("Message"),
        direction: open.column("Direction"),
        inviter: open.column("inviterProfileUrl"),
        invitee: open.column("inviteeProfileUrl"),
    };
    let mut dates = open.dates(columns.sent);
    let make = |cells: &mut Cells, record: &Record<'_>| row(cells, record, &columns, &mut dates);
    let expected = "From, To, a Sent At such as 6/7/26, 9:05 AM and a Direction, INCOMING or OUTGOING";
    let mut account = open.rows(expected, progress, make, take)?;
    dates.finish(&mut account.notices).map_err(ReadError::from)?;
    Ok(account)
}

fn row(
    cells: &mut Cells,
    record: &Record<'_>,
    columns: &Columns,
    dates: &mut Dates,
) -> Result<InvitationRow, &'static str> {
    let direction = match record.cell(columns.direction) {
        d if d.eq_ignore_ascii_case("incoming") => Direction::Incoming,
        d if d.eq_ignore_ascii_case("outgoing") => Direction::Outgoing,
        _ => return Err(reason::NO_DIRECTION),
    };
    let sent = dates.read(record.line, record.cell(columns.sent))?;
    let row = InvitationRow {
        line: record.line,
        from: cells.line(record.cell(columns.from)),
        to: cells.line(record.cell(columns.to)),
        sent_on: sent.on,
        sent_at: sent.time.map(|time| sent.on.and_time(time)),
        message: cells.block(record.cell(columns.message)),
        direction,
        inviter_url: cells.url(record.cell(columns.inviter)),
        invitee_url: cells.url(record.cell(columns.invitee)),
    };
    match row.other() {
        (None, None) => Err(reason::NO_PERSON),
        (Some(NOBODY), None) => Err(reason::HIDDEN_CORRESPONDENT),
        _ => Ok(row),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sheet::{How, Sheet};
    use super::*;
    use crate::exchange::error::TableError;
    use proptest::prelude::*;

    const OLD: &str = "From,To,Sent At,Message,Direction\n";
    const NEW: &str = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n";
    const ME: &str = "https://www.linkedin.com/in/sam-reed";
    const MIA: &str = "https://www.linkedin.com/in/mia";

    fn sheet(bytes: &[u8]) -> Result<Sheet<InvitationRow>, ReadError> {
        Sheet::read("Invitations.csv", bytes, How::default(), |file, take| read_invitations(file, &mut |_| (), take))
    }

    fn read(text: &str) -> Sheet<InvitationRow> {
        sheet(text.as_bytes()).expect("readable")
    }

    #[test]
    fn invitations_of_every_year_are_read() {
        let old = read(&format!(
            "{OLD}Sam Reed,Mia Sommer,\"11/2/18, 9:59 AM\",,OUTGOING\nArto,Sam Reed,\"9/13/18, 10:03\u{202f}PM\",\"Hi Sam,\n\nhello!\",INCOMING\n"
        ));
        assert_eq!(old.rows[0].other(), (Some("Mia Sommer"), None));
        assert_eq!(old.rows[0].sent_at.map(|t| t.to_string()).as_deref(), Some("2018-11-02 09:59:00"));
        assert_eq!(old.rows[1].other(), (Some("Arto"), None));
        assert_eq!(old.rows[1].sent_at.map(|t| t.to_string()).as_deref(), Some("2018-09-13 22:03:00"));
        assert_eq!((old.rows[0].message.as_deref(), old.rows[1].message.as_deref()), (None, Some("Hi Sam,\n\nhello!")));
        let new = read(&format!(
            "{NEW}Sam Reed,Mia,\"6/7/26, 12:05 AM\",,OUTGOING,{ME},{MIA}\nMia,Sam Reed,7-Jun-26,,incoming,{MIA},{ME}\n"
        ));
        for row in &new.rows {
            assert_eq!((row.other(), row.own()), ((Some("Mia"), Some(MIA)), (Some("Sam Reed"), Some(ME))));
            assert_eq!(row.sent_on.to_string(), "2026-06-07");
        }
        assert_eq!(new.rows.iter().map(|r| r.sent_at.is_some()).collect::<Vec<_>>(), [true, false]);
        assert!(new.skipped.is_empty() && new.notices.is_empty() && old.notices.is_empty());
    }

    #[test]
    fn an_invitation_nobody_can_be_told_from_is_left_out() {
        let sheet = read(&format!(
            "{NEW}Me,Mia,\"6/7/26, 9:05 AM\",,OUTGOING,{ME},\nMe,,\"6/7/26, 9:05 AM\",,OUTGOING,{ME},\nMe,,\"6/7/26, 9:05 AM\",,OUTGOING,{ME},{MIA}\n\
             LinkedIn Member,Me,\"6/7/26, 9:05 AM\",x,INCOMING,,{ME}\nMe,Mia,\"6/7/26, 9:05 AM\",,SIDEWAYS,{ME},\nMe,Mia,yesterday,,OUTGOING,,\nMe,Mia,,,OUTGOING,,\n"
        ));
        assert_eq!(sheet.rows.iter().map(|r| r.line).collect::<Vec<_>>(), [2, 4]);
        let skipped: Vec<_> = sheet.skipped.iter().map(|s| (s.line, s.reason.as_ref())).collect();
        assert_eq!(
            skipped,
            [
                (Some(3), reason::NO_PERSON),
                (Some(5), reason::HIDDEN_CORRESPONDENT),
                (Some(6), reason::NO_DIRECTION),
                (Some(7), reason::BAD_DATE),
                (Some(8), reason::NO_DATE),
            ]
        );
    }

    #[test]
    fn no_invitations_are_no_error_but_no_usable_one_is() {
        assert!(read(NEW).rows.is_empty());
        let error = sheet(format!("{OLD}a,b,c,d,e\n").as_bytes());
        assert!(matches!(error, Err(ReadError::Table(TableError::NothingUsable { line: 2, .. }))));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = sheet(&bytes);
            let _ = sheet(&[OLD.as_bytes(), &bytes].concat());
        }
    }
}
