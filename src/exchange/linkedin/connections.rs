//! Connections.csv: who the owner is connected with, and since when.
//!
//! The header is found by what it holds, never by its place: since 2022 a preamble stands before
//! it, spreadsheets pad it, and its wording has changed.

use crate::exchange::cell::Cells;
use crate::exchange::sheet::{Dates, File};
use crate::exchange::table::Record;
use crate::exchange::tally::Tally;

use super::sheet::{Account, Open};
use super::{ConnectionRow, Progress, ReadError, reason};

pub(super) const WANTED: &[&str] = &["First Name", "Connected On"];

/// Where the columns stand.
struct Columns {
    first: usize,
    last: usize,
    url: usize,
    email: usize,
    company: usize,
    position: usize,
    on: usize,
    width: usize,
}

/// Reads a Connections.csv of any year, row by row.
///
/// # Errors
/// The file can't be read or has no header, its dates can be read in two ways, or none of its rows
/// is of use; and what `take` says.
pub fn read_connections<E: From<ReadError>>(
    file: &File,
    progress: &mut dyn FnMut(Progress<'_>),
    take: impl FnMut(ConnectionRow) -> Result<(), E>,
) -> Result<Account, E> {
    let open = Open::new(file, WANTED)?;
    let columns = Columns {
        first: open.column("First Name"),
        last: open.column("Last Name"),
        url: open.column("URL"),
        email: open.column("Email Address"),
        company: open.column("Company"),
        position: open.column("Position"),
        on: open.column("Connected On"),
        width: open.header.width(),
    };
    let mut dates = open.dates(columns.on);
    let mut shifted = Tally::default();
    let make = |cells: &mut Cells, record: &Record<'_>| row(cells, record, &columns, &mut dates, &mut shifted);
    let mut account =
        open.rows("First Name, Last Name and a Connected On such as 07 Jun 2026", progress, make, take)?;
    let name = &file.source.name;
    shifted.tell(
        name,
        "row has more cells than the header; its company and position were left out",
        "rows have more cells than the header; their company and position were left out",
        &mut account.notices,
    );
    dates.finish(&mut account.notices).map_err(ReadError::from)?;
    Ok(account)
}

fn row(
    cells: &mut Cells,
    record: &Record<'_>,
    columns: &Columns,
    dates: &mut Dates,
    shifted: &mut Tally,
) -> Result<ConnectionRow, &'static str> {
    let others = [columns.first, columns.last, columns.url, columns.email, columns.company, columns.position];
    if others.iter().all(|&c| record.cell(c).is_empty()) && !record.cell(columns.on).is_empty() {
        return Err(reason::HIDDEN_MEMBER);
    }
    let mut connected = dates.read(record.line, record.cell(columns.on));
    // A comma that nobody quoted pushes the rest of the row to the right. The date is the last column.
    let pushed = connected.is_err() && record.len() > columns.width;
    if pushed {
        connected = dates.read(record.line, record.cell(record.len() - 1));
    }
    let (first, last) = (cells.line(record.cell(columns.first)), cells.line(record.cell(columns.last)));
    if first.is_none() && last.is_none() {
        return Err(reason::NO_NAME);
    }
    let connected_on = connected?.on;
    if pushed {
        shifted.add(record.line);
    }
    let mut occupation = |c| if pushed { None } else { cells.occupation(record.cell(c)) };
    let (company, position) = (occupation(columns.company), occupation(columns.position));
    Ok(ConnectionRow {
        line: record.line,
        first,
        last,
        url: cells.url(record.cell(columns.url)),
        email: cells.email(record.cell(columns.email)),
        company,
        position,
        connected_on,
    })
}

#[cfg(test)]
mod tests {
    use super::super::sheet::{How, Sheet};
    use super::*;
    use crate::exchange::date::Order;
    use crate::exchange::error::TableError;
    use crate::exchange::linkedin::slug_key;
    use crate::exchange::source::Source;
    use crate::exchange::table::Records;
    use proptest::prelude::*;

    const NOTES: &str = "Notes:\n\"When exporting, you may notice that some addresses are missing. See https://www.linkedin.com/x\"\n\n";
    const NEW: &str = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n";
    const OLD: &str = "First Name,Last Name,Email Address,Company,Position,Connected On\n";

    fn sheet(bytes: &[u8], how: How<'_>) -> Result<Sheet<ConnectionRow>, ReadError> {
        Sheet::read("Connections.csv", bytes, how, |file, take| read_connections(file, &mut |_| (), take))
    }

    fn named(encoding: &str) -> How<'_> {
        How { encoding: Some(encoding), ..How::default() }
    }

    fn read(bytes: impl AsRef<[u8]>) -> Sheet<ConnectionRow> {
        sheet(bytes.as_ref(), How::default()).expect("readable")
    }

    fn fail(bytes: impl AsRef<[u8]>) -> ReadError {
        sheet(bytes.as_ref(), How::default()).expect_err("unreadable")
    }

    fn brief(sheet: &Sheet<ConnectionRow>) -> Vec<String> {
        let row = |r: &ConnectionRow| format!("{} {} {}", r.line, r.name(), r.connected_on);
        sheet.rows.iter().map(row).collect()
    }

    #[test]
    fn exports_of_every_year_are_read() {
        let unsigned = "Zoë,Brandt,zoe@example.com,\"Pine & Sons, Ltd.\",CTO";
        let signed = "Zoë,Brandt,https://www.linkedin.com/in/zo%C3%AB-brandt,zoe@example.com,\"Pine & Sons, Ltd.\",CTO";
        for (era, text) in [
            ("2018", format!("{OLD}{unsigned},\"11/3/18, 4:05 PM\"\n")),
            ("2021", format!("{OLD}{unsigned},03 Nov 2018")),
            ("2022", format!("{NOTES}{OLD}{unsigned},03 Nov 2018")),
            ("2023", format!("{NOTES}{NEW}{signed},03 Nov 2018")),
            ("quoted preamble", format!("\"Notes:\"\n\"Some, other words\"\n\n{NEW}{signed},03 Nov 2018\n")),
            (
                "English spreadsheet",
                format!("\u{feff}Notes:,,,,,,\n\"a, b\",,,,,,\n,,,,,,\n{NEW}{signed},3-Nov-18\n").replace('\n', "\r\n"),
            ),
            (
                "Spanish spreadsheet",
                format!("{NEW}{signed},03-nov-18\n")
                    .replace(',', ";")
                    .replace("Pine & Sons; Ltd.", "Pine & Sons, Ltd."),
            ),
        ] {
            let sheet = read(&text);
            let row = &sheet.rows[0];
            assert_eq!((row.first.as_deref(), row.last.as_deref()), (Some("Zoë"), Some("Brandt")), "{era}");
            assert_eq!(row.email.as_deref(), Some("zoe@example.com"), "{era}");
            assert_eq!(
                (row.company.as_deref(), row.position.as_deref()),
                (Some("Pine & Sons, Ltd."), Some("CTO")),
                "{era}"
            );
            assert_eq!(row.connected_on.to_string(), "2018-11-03", "{era}");
            assert_eq!(
                row.url.as_deref().and_then(slug_key).as_deref(),
                text.contains("/in/").then_some("zoë-brandt"),
                "{era}"
            );
            assert!(sheet.skipped.is_empty() && sheet.rows.len() == 1, "{era}");
        }
    }

    #[test]
    fn every_encoding_met_gives_the_same_people() {
        let text = format!("{NEW}Jürgen,Weiß,,,,,07 Jun 2026\n");
        let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
        let wide: Vec<u8> = text.replace(',', "\t").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked = [&[0xff, 0xfe], wide.as_slice()].concat();
        for (bytes, notices) in [
            (text.clone().into_bytes(), vec![]),
            (latin, vec!["Connections.csv: read as windows-1252"]),
            (wide, vec!["Connections.csv: read as UTF-16LE", "Connections.csv: the columns are parted by tabs"]),
            (marked, vec!["Connections.csv: read as UTF-16LE", "Connections.csv: the columns are parted by tabs"]),
        ] {
            let sheet = read(bytes);
            assert_eq!(brief(&sheet), ["2 Jürgen Weiß 2026-06-07"]);
            assert_eq!(sheet.notices, notices);
        }
    }

    #[test]
    fn two_shapes_of_dates_in_one_file_are_both_read() {
        let text = format!("{NEW}A,,,,,,30-oct-09\nB,,,,,,01 Dec 2016\n").replace(',', ";");
        assert_eq!(brief(&read(text)), ["2 A 2009-10-30", "3 B 2016-12-01"]);
    }

    #[test]
    fn commas_within_a_semicolon_file_are_text() {
        let text = format!(
            "{}Ada;B;;;Pine, Oak, and Elm;CTO, COO;4-Apr-21\nBo;C;;;Pine, Oak;VP, Sales;5-Apr-21\n",
            NEW.replace(',', ";")
        );
        let sheet = read(text);
        assert_eq!(sheet.rows[0].company.as_deref(), Some("Pine, Oak, and Elm"));
        assert_eq!(sheet.rows[1].position.as_deref(), Some("VP, Sales"));
        assert_eq!(sheet.notices, ["Connections.csv: the columns are parted by ';'"]);
    }

    #[test]
    fn an_encoding_that_is_named_wins() {
        let bytes = [NEW.as_bytes(), b"\xa3ukasz,,,,,,07 Jun 2026\n"].concat();
        let sheet = sheet(&bytes, named("iso-8859-2")).expect("readable");
        assert_eq!(brief(&sheet), ["2 Łukasz 2026-06-07"]);
    }

    #[test]
    fn an_old_mac_file_is_read() {
        let bytes = [NEW.replace('\n', "\r").as_bytes(), b"Zo\x91,,,,,,07 Jun 2026\rBo,,,,,,08 Jun 2026"].concat();
        assert_eq!(brief(&read(bytes)), ["2 Zoë 2026-06-07", "3 Bo 2026-06-08"]);
    }

    #[test]
    fn the_column_decides_between_day_and_month() {
        let text = format!("{NEW}A,,,,,,03/04/2024\nB,,,,,,25/04/2024\n");
        assert_eq!(brief(&read(&text)), ["2 A 2024-04-03", "3 B 2024-04-25"]);
        assert_eq!(read(text).notices, ["Connections.csv: the day comes first in its dates (3/4 is 3 April)"]);
        let text = format!("{NEW}A,,,,,,2 May 2024\nB,,,,,,03/04/2024\n");
        let error = fail(&text);
        assert!(matches!(error, ReadError::Table(TableError::DateTie { line: 3, .. })), "{error}");
        for (order, day) in [(Order::DayFirst, "3 B 2024-04-03"), (Order::MonthFirst, "3 B 2024-03-04")] {
            let sheet = sheet(text.as_bytes(), How { order: Some(order), ..How::default() }).expect("readable");
            assert_eq!((brief(&sheet)[1].as_str(), sheet.notices.len()), (day, 0));
        }
    }

    #[test]
    fn rows_left_out_are_told_by_line_and_reason_alone() {
        let text = format!(
            "{NOTES}{NEW}Ada,,,,,,07 Jun 2026\n,,,,,,07 Jun 2026\n,,,,,,\n\nBo,,,,,,soon\nCy,x\n,,,q@example.com,,,07 Jun 2026\n"
        );
        let sheet = read(text);
        assert_eq!(brief(&sheet), ["5 Ada 2026-06-07"]);
        let skipped: Vec<_> = sheet.skipped.iter().map(|s| (s.line, s.reason.as_ref())).collect();
        assert_eq!(
            skipped,
            [
                (Some(6), reason::HIDDEN_MEMBER),
                (Some(7), reason::EMPTY_ROW),
                (Some(9), reason::BAD_DATE),
                (Some(10), reason::NO_DATE),
                (Some(11), reason::NO_NAME),
            ]
        );
    }

    #[test]
    fn a_file_without_a_usable_row_is_an_error_that_names_it() {
        let message = fail(format!("{NEW}Ada,,,,,,soon\n")).to_string();
        assert!(
            message.contains("Connections.csv") && message.contains("line 2") && message.contains("Connected On"),
            "{message}"
        );
        assert!(!message.contains("Ada"), "{message}");
        assert!(matches!(fail("a,b\nc,d\n"), ReadError::NoHeader { .. }));
        assert!(matches!(fail("\u{feff} \n"), ReadError::Table(TableError::Empty(_))));
        assert!(read(NEW).rows.is_empty());
        assert_eq!(read(format!("{NEW},,,,,,07 Jun 2026")).skipped.len(), 1);
        assert!(matches!(sheet(b"x", named("klingon")), Err(ReadError::Table(TableError::UnknownEncoding(_)))));
    }

    #[test]
    fn names_are_cleaned_and_kept_whole() {
        let text = format!(
            "{NEW}\u{200f}Noa ,\"  Hale, PhD \u{200b}\",,,,,07 Jun 2026\n🚀 Kim,,,,-,N/A,07 Jun 2026\n,Plato,,,,,07 Jun 2026\n"
        );
        assert_eq!(brief(&read(text)), ["2 Noa Hale, PhD 2026-06-07", "3 🚀 Kim 2026-06-07", "4 Plato 2026-06-07"]);
    }

    #[test]
    fn an_unclosed_quote_loses_nobody_else() {
        let text =
            format!("{NEW}Ada,\"Byron,,,,,07 Jun 2026\nBo,,,,\"Pine, Ltd.\",,07 Jun 2026\nCy,,,,,,07 Jun 2026\n");
        let sheet = read(text);
        assert_eq!(brief(&sheet), ["2 Ada Byron 2026-06-07", "3 Bo 2026-06-07", "4 Cy 2026-06-07"]);
        assert_eq!(sheet.notices, ["Connections.csv: on line 2 a quote is opened and never closed"]);
    }

    #[test]
    fn a_comma_nobody_quoted_costs_company_and_position_only() {
        let sheet = read(format!("{NEW}Ada,B,,,Pine, Ltd.,CTO,07 Jun 2026\nBo,C,,,Pine,CTO,07 Jun 2026,,\n"));
        assert_eq!(brief(&sheet), ["2 Ada B 2026-06-07", "3 Bo C 2026-06-07"]);
        assert_eq!((sheet.rows[0].company.as_deref(), sheet.rows[1].company.as_deref()), (None, Some("Pine")));
        assert_eq!(
            sheet.notices,
            ["Connections.csv: 1 row has more cells than the header; its company and position were left out: line 2"]
        );
    }

    #[test]
    fn exact_duplicates_are_both_there() {
        assert_eq!(read(format!("{NEW}A,,,,,,07 Jun 2026\nA,,,,,,07 Jun 2026\n")).rows.len(), 2);
    }

    #[test]
    fn progress_is_told_every_thousand_rows_and_at_the_end() {
        let text = format!("{NEW}{}", "A,,,,,,07 Jun 2026\n".repeat(2500));
        let mut seen = Vec::new();
        let sheet = Sheet::read("C", text.as_bytes(), How::default(), |file, take| {
            read_connections(file, &mut |p| seen.push((p.rows, p.bytes == p.of)), take)
        });
        assert_eq!(sheet.map(|s| s.rows.len()).ok(), Some(2500));
        assert_eq!(seen, [(1000, false), (2000, false), (2500, true)]);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = sheet(&bytes, How::default());
            let _ = sheet(&[NEW.as_bytes(), &bytes].concat(), How::default());
        }

        #[test]
        fn every_row_is_either_kept_or_told(edits in prop::collection::vec((any::<prop::sample::Index>(), "[\",;\n\r\t a0é]|"), 0..12)) {
            let good = format!("{NEW}{}", "Zoë,\"Hale, PhD\",https://www.linkedin.com/in/zoe,z@example.com,Pine,\"a \"\"b\"\"\",07 Jun 2026\n,,,,,,1/2/26\nBo,,,,,,3-Apr-24\n".repeat(4));
            let mut text: Vec<String> = good.chars().map(String::from).collect();
            for (at, edit) in edits {
                let at = NEW.len() + at.index(text.len() - NEW.len());
                text[at] = edit;
            }
            let text = text.concat();
            let Ok(sheet) = sheet(text.as_bytes(), How { order: Some(Order::MonthFirst), ..How::default() }) else { return Ok(()) };
            let mut records = Records::open(&Source::bytes("C", text.as_bytes()), encoding_rs::UTF_8).expect("readable");
            let mut rows = 0;
            while records.read().expect("readable").is_some() {
                rows += 1;
            }
            prop_assert_eq!(sheet.rows.len() + sheet.skipped.len(), rows - 1);
            let lines: std::collections::BTreeSet<_> = sheet.rows.iter().map(|r| r.line).chain(sheet.skipped.iter().filter_map(|s| s.line)).collect();
            prop_assert_eq!(lines.len(), rows - 1);
        }
    }
}
