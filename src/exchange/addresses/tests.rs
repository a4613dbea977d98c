//! Tables of every program, and of none. Everybody in them is invented.

mod programs;

use super::*;
use crate::exchange::card::Card;
use crate::exchange::spreadsheet::Writer;
use crate::model::Relationship;
use proptest::prelude::*;
use std::fmt::Write as _;

/// What a table holds.
#[derive(Debug)]
struct Book {
    layout: Layout,
    people: Vec<Card>,
    left: Vec<(u64, &'static str)>,
    notices: Vec<String>,
    columns: Vec<Column>,
}

fn book_of(source: &Source, how: How<'_>) -> Result<Book, ReadError> {
    let mut sheet = open(source, how)?;
    let (mut people, mut left, mut notices) = (Vec::new(), Vec::new(), Vec::new());
    while let Some(entry) = sheet.read().expect("readable") {
        match entry {
            Entry::Person(card) => people.push(*card),
            Entry::Left(line, why) => left.push((line, why)),
        }
    }
    sheet.tell("F", &mut notices);
    // That is held by a test of its own.
    notices.retain(|n| !n.contains("columns read as"));
    Ok(Book { layout: sheet.plan.layout, people, left, notices, columns: sheet.columns() })
}

fn try_read(bytes: impl AsRef<[u8]>, how: How<'_>) -> Result<Book, ReadError> {
    book_of(&Source::bytes("F", bytes.as_ref()), how)
}

fn read(bytes: impl AsRef<[u8]>) -> Book {
    try_read(bytes, How::default()).expect("readable")
}

fn fail(bytes: impl AsRef<[u8]>) -> ReadError {
    try_read(bytes, How::default()).expect_err("unreadable")
}

fn map(pairs: &[&str]) -> Vec<(String, Field)> {
    pairs.iter().map(|p| parse_map(p).expect("a pair")).collect()
}

fn names(book: &Book) -> Vec<&str> {
    book.people.iter().map(|p| p.name.as_str()).collect()
}

const OUTLOOK: &str = "\"Title\",\"First Name\",\"Middle Name\",\"Last Name\",\"Suffix\",\"Company\",\"Department\",\"Job Title\",\"Business Street\",\"Business Street 2\",\"Business City\",\"Business State\",\"Business Postal Code\",\"Business Country/Region\",\"Home Street\",\"Home City\",\"Assistant's Phone\",\"Business Fax\",\"Business Phone\",\"Business Phone 2\",\"Home Phone\",\"Mobile Phone\",\"Account\",\"Birthday\",\"Categories\",\"E-mail Address\",\"E-mail Type\",\"E-mail Display Name\",\"E-mail 2 Address\",\"E-mail 2 Type\",\"E-mail 2 Display Name\",\"Notes\",\"Priority\",\"Web Page\"\r\n";

#[test]
fn whatever_people_keep_in_a_spreadsheet() {
    let book = read(
        "sep=;\r\nFull name;E-mail address;Phone number;Organisation;Role;Tags;LinkedIn;Where met;Met on;Relationship;Shoe size\r\n\
         Chen, Laura;laura@example.com, l@example.org;030 123456, 030 234567;Pine;CTO;rust, sea lions;in/laura-chen;RustConf;15/4/2024;Met briefly;38\r\n\
         ;bo@example.com;;;;;;;3/4/2024;close friend;\r\n;;;;;;;;;;\r\n;;;;;;;Bonn;;;\r\n",
    );
    assert_eq!((book.layout, names(&book)), (Layout::Other, vec!["Laura Chen", "bo@example.com"]));
    assert_eq!(book.left, [(5, reason::EMPTY_ROW), (6, NO_NAME)]);
    let laura = &book.people[0];
    assert_eq!((laura.given.as_deref(), laura.family.as_deref()), (Some("Laura"), Some("Chen")));
    assert_eq!(
        (laura.emails.len(), laura.phones.len(), laura.tags.as_slice()),
        (2, 2, ["rust".to_owned(), "sea-lions".to_owned()].as_slice())
    );
    assert_eq!(laura.linkedin.as_deref(), Some("https://www.linkedin.com/in/laura-chen"));
    assert_eq!(laura.relationship, Some(Relationship::MetBriefly));
    assert_eq!(book.people[1].met_on.map(|d| d.to_string()).as_deref(), Some("2024-04-03"));
    assert_eq!(
        book.notices,
        [
            "F: the columns are parted by ';'",
            "F: columns left out: \"Shoe size\"",
            "F: the day comes first in its dates (3/4 is 3 April)",
            "F: 1 relationship is none of the book's and was left out: line 4",
        ]
    );
}

#[test]
fn a_name_beside_a_surname_is_the_given_one_unless_it_is_whole() {
    for head in ["Name,Surname", "Name,Last name", "Name,Nachname", "Name,Family name", "Full name,Last name"] {
        let book = read(format!("{head}\nAnn,Lee\nAnn Lee,Lee\n\"Lee, Ann\",Lee\nAnn,\n,Lee\nAnn,van der Berg\n"));
        assert_eq!(names(&book), ["Ann Lee", "Ann Lee", "Ann Lee", "Ann", "Lee", "Ann van der Berg"], "{head}");
        for person in &book.people[..3] {
            assert_eq!((person.given.as_deref(), person.family.as_deref()), (Some("Ann"), Some("Lee")), "{head}");
        }
        assert_eq!(book.people[5].family.as_deref(), Some("van der Berg"));
    }
    assert_eq!(names(&read("Surname,Name\nLee,Ann\n")), ["Ann Lee"]);
    for head in ["Name,First name", "Name,Vorname", "Nom,Prénom"] {
        let lee = &read(format!("{head}\nLee,Ann\n")).people[0];
        assert_eq!((lee.name.as_str(), lee.family.as_deref()), ("Ann Lee", Some("Lee")), "{head}");
    }
}

#[test]
fn a_preamble_a_mark_and_duplicate_columns_are_no_hindrance() {
    let book = read(
        "\u{feff}Contacts of 2024,,,\n\nName,Email,Email,Tags,Tags\nAda Byron,a@example.com,b@example.com,x,y\nBo,\"c@example.com\n",
    );
    assert_eq!(names(&book), ["Ada Byron", "Bo"]);
    assert_eq!((book.people[0].emails.len(), book.people[0].tags.len(), book.people[0].line), (2, 2, 4));
    assert_eq!(book.notices, ["F: on line 5 a quote is opened and never closed"]);
}

#[test]
fn rows_of_another_length_are_read_and_told() {
    let book = read(format!(
        "Name,Email,Notes\nAda\nBo,b@example.com,x,,\nCy,c@example.com,a,b\nDi,,{}\n",
        "y".repeat(200_000)
    ));
    assert_eq!(names(&book), ["Ada", "Bo", "Cy", "Di"]);
    assert_eq!(
        book.notices,
        [
            "F: 1 row has more cells than the header, the first on line 4; is a quote missing?",
            "F: 1 text was too long and was cut: line 5"
        ]
    );
    assert_eq!(read("Name,Email\n\0Ad\0a,a@example.com\n").people[0].name, "Ada");
}

#[test]
fn what_no_label_says_is_told_from_the_cells() {
    let book = read(
        "Wer,Erreichbar,Ziffern,Stadt\nAda Byron,ada@example.com,+49 30 123456,Ulm\nBo Lee,bo@example.com,030 234567,Bonn\n",
    );
    let one = &book.people[0];
    assert_eq!((one.name.as_str(), one.emails.len(), one.phones.len()), ("Ada Byron", 1, 1));
    assert_eq!(
        book.notices[0],
        "F: column \"Erreichbar\" was taken for email by what it holds"
            .replace("Erreichbar", "Wer")
            .replace("email", "name")
    );
    let bare = read("ada@example.com;Ada Byron;Pine\nbo@example.com;Bo Lee;Oak\n");
    assert_eq!((names(&bare), bare.people[0].line), (vec!["Ada Byron", "Bo Lee"], 1));
    assert_eq!(bare.columns[0].fate, Fate::Field(Field::Email));
    let marked = read("sep=;\nada@example.com;Ada Byron\n");
    assert_eq!((names(&marked), marked.people[0].line), (vec!["Ada Byron"], 2));
}

#[test]
fn a_table_that_names_nobody_says_how_to_go_on() {
    let error = fail("Kontaktliste;Stadt\nAda Byron;Ulm\nBo Lee;Bonn\n");
    let message = error.to_string();
    assert!(message.contains("\"Kontaktliste\" (like name), \"Stadt\""), "{message}");
    assert!(error.hint().ends_with("--map 'Kontaktliste=name'"), "{}", error.hint());
    // Where there is no header at all, the first row is nobody's business.
    let error = fail("Ada Byron;Ulm\nBo Lee;Bonn\n");
    assert!(!error.to_string().contains("Ada"), "{error}");
    assert!(error.hint().ends_with("--map '1=name'"), "{}", error.hint());
    for list in ["Ann Lee\nBo Ek\nCy Orr\n", "Ann\nBo\nCy\n", "Ann Lee;CTO\nBo Ek;CEO\nCy Orr;CFO\n"] {
        let error = fail(list);
        assert!(!error.to_string().contains("Ann"), "{error}");
        assert!(!error.to_string().contains("no column"), "{error}");
        assert!(error.hint().ends_with("--map '1=name'"), "{}", error.hint());
        let pairs = map(&["1=name"]);
        let book = try_read(list, How { map: &pairs, ..How::default() }).expect("readable");
        assert_eq!((book.people.len(), book.people[0].line), (3, 1), "{list}");
        assert!(!book.notices.concat().contains("CTO"), "{:?}", book.notices);
    }
    // A label that is known is none of a person.
    let pairs = map(&["1=name"]);
    let how = How { map: &pairs, ..How::default() };
    assert_eq!(names(&try_read("Kontaktliste;Stadt\nAda Byron;Ulm\n", how).expect("readable")), ["Ada Byron"]);
    let pairs = map(&["kontakt liste=name", "2=met_at"]);
    let how = How { map: &pairs, ..How::default() };
    let book = try_read("Kontaktliste;Stadt\nAda Byron;Ulm\n", how).expect("readable");
    assert_eq!((names(&book), book.people[0].met_at.as_deref()), (vec!["Ada Byron"], Some("Ulm")));
    assert!(book.columns.iter().all(|c| c.told_by == ToldBy::User));
}

#[test]
fn a_mapped_label_names_no_header_below_a_row_that_is_as_good_a_one() {
    let with = |text: &str, pair: &str| try_read(text, How { map: &map(&[pair]), ..How::default() });
    for (text, pair, error) in [
        (
            "Wer;Stadt\nAnna Alt;Bern\nBert Blau;Berlin\nCarl Croq;Wien\n",
            "Berlin=name",
            "F has no column \"Berlin\"; it has \"Wer\", \"Stadt\"",
        ),
        (
            "sep=;\nWer;Firma;\nAnna;Pine;x\nBert;Foo;y\n",
            "Foo=name",
            "F has no column \"Foo\"; it has \"Wer\", \"Firma\", column 3",
        ),
        (
            "Name;;\nAnna;Bern;x\nBert;Foo;y\n",
            "Foo=name",
            "F has no column \"Foo\"; it has \"Name\", column 2, column 3",
        ),
        (
            "Wer;Stadt\nAnna Alt;Bern\nBert Blau;Berlin, Mitte\n",
            "Mitte=name",
            "F has no column \"Mitte\"; it has \"Wer\", \"Stadt\"",
        ),
        // What stands in the first row may be a person.
        ("Anna Alt;Bern\nBert Blau;Berlin\n", "Berlin=name", "F has no column \"Berlin\"; it has column 1, column 2"),
    ] {
        let found = with(text, pair).expect_err("no such column");
        assert_eq!(found.to_string(), error);
        assert!(found.hint().contains("name a column as it is written there"), "{}", found.hint());
    }
    for preamble in ["", "Stand 2024\n\n", "sep=;\n", "Notes:\n", "Liste;;\n", "Telefon: 030 123456;;\n"] {
        let book = with(&format!("{preamble}Wer;Bude;Ort\nAnna Alt;Pine;Bern\n"), "Wer=name").expect("readable");
        assert_eq!(names(&book), ["Anna Alt"], "{preamble:?}");
    }
    // A header that is known for one is none the worse for a wide preamble.
    let book = with("Stand;2024;Bern\nName;E-Mail;Bude\nAnna;a@example.com;Pine\n", "Bude=company").expect("readable");
    assert_eq!((names(&book), book.people[0].company.as_deref()), (vec!["Anna"], Some("Pine")));
}

#[test]
fn the_user_knows_best() {
    let pairs = map(&["Company=notes", "Email=ignore", "4=email"]);
    let how = How { map: &pairs, ..How::default() };
    let book = try_read("Name,Company,Email,X\nAda,Pine,a@example.com,b@example.com\n", how).expect("readable");
    let ada = &book.people[0];
    assert_eq!((ada.company.as_deref(), ada.notes.as_deref()), (None, Some("Pine")));
    assert_eq!(ada.emails, ["b@example.com"]);
    let pairs = map(&["Firma=company"]);
    let how = How { map: &pairs, ..How::default() };
    let error = try_read("Full Name,Company\nAda,Pine\n", how).expect_err("no such column");
    assert_eq!(error.to_string(), "F has no column \"Firma\"; it has \"Full Name\", \"Company\"");
}

#[test]
fn what_the_user_decided_may_be_told_of_any_table() {
    let pairs = map(&["Weg=archived", "Ruhe=do_not_contact", "Bis=paused-until"]);
    let how = How { map: &pairs, ..How::default() };
    let words = ["yes", "Y", "TRUE", "x", "1", "Ja", "oui", "Sí", "no", "0", ""];
    let rows: Vec<String> = words.iter().map(|word| format!("Ada,{word},{word},2027-01-31\n")).collect();
    let book = try_read(format!("Name,Weg,Ruhe,Bis\n{}", rows.concat()), how).expect("readable");
    for (n, ada) in book.people.iter().enumerate() {
        assert_eq!((ada.archived, ada.do_not_contact), (n < 8, n < 8), "{}", words[n]);
        assert_eq!(ada.paused_until.map(|d| d.to_string()).as_deref(), Some("2027-01-31"));
    }
}

#[test]
fn nothing_usable_is_an_error_that_names_a_line() {
    let error = fail("Name,Email,Notes\n,,Ada was here\n,,x\n");
    let message = error.to_string();
    assert!(message.contains("2 rows") && message.contains("line 2") && !message.contains("Ada"), "{message}");
    assert!(matches!(fail("Name,Email\n"), ReadError::NoRows(_)));
    assert!(matches!(fail("Name,Email\n,\n"), ReadError::NoRows(_)));
    assert!(matches!(fail(" \n"), ReadError::Table(TableError::Empty(_))));
    let named = How { encoding: Some("klingon"), ..How::default() };
    assert!(matches!(try_read("Name\nAda\n", named), Err(ReadError::Table(TableError::UnknownEncoding(_)))));
}

#[test]
fn a_header_that_never_ends_is_refused_and_makes_nobody() {
    let labels: String = (0..20_000).map(|n| format!(",Column {n:05}")).collect();
    let error = fail(format!("Name,Email{labels}\nAda,ada@example.com\n"));
    assert!(matches!(error, ReadError::LongHeader(_)), "{error}");
    assert_eq!(error.to_string(), "F begins with a row that is longer than any header");
}

#[test]
fn what_can_be_read_in_two_ways_is_asked() {
    let text = "Name,Met on\nAda,3/4/2024\n";
    assert!(matches!(fail(text), ReadError::Table(TableError::DateTie { line: 2, .. })));
    let how = How { order: Some(Order::DayFirst), ..How::default() };
    let book = try_read(text, how).expect("readable");
    assert_eq!(book.people[0].met_on.map(|d| d.to_string()).as_deref(), Some("2024-04-03"));
    assert!(book.notices.is_empty());
    let hungarian = encoding_rs::WINDOWS_1250
        .encode("Name;Email\nErdős Győző;a@example.com\nSzőke Éva;b@example.com\nKőszegi Ágnes;c@example.com\n")
        .0;
    assert!(matches!(fail(&hungarian), ReadError::Table(TableError::EncodingTie { .. })));
    let how = How { encoding: Some("windows-1250"), ..How::default() };
    let book = try_read(&hungarian, how).expect("readable");
    assert_eq!((book.people[0].name.as_str(), book.notices[0].as_str()), ("Erdős Győző", "F: read as windows-1250"));
}

#[test]
fn what_is_left_out_of_rows_can_be_found() {
    let mut text = String::from("Name,Email,Met on,Every\n");
    for n in 0..40 {
        let _ = writeln!(
            text,
            "Ada {n},{},{},",
            ["a", "a@example.com"][n % 2],
            ["soon", "2024-05-06"][usize::from(n % 9 > 0)]
        );
    }
    let _ = writeln!(text, "Bo,,,often\nCy,c@,,");
    assert_eq!(
        read(text).notices,
        [
            "F: 21 e-mail addresses can't be right and were left out: lines 2, 4, 6, 8, 10 and 16 more",
            "F: 1 length of time can't be read and was left out: line 42",
            "F: 5 dates can't be read and were left out: lines 2, 11, 20, 29 and 38",
        ]
    );
}

#[test]
fn a_picture_on_the_web_is_kept_and_any_other_told() {
    let book =
        read("Name,Email,Photo\nAda,,http://example.com/a.jpg\nBo,,HTTPS://example.com/b .jpg\nCy,,me.jpg\nDi,,\n");
    let kept: Vec<_> = book.people.iter().flat_map(|p| &p.rest).collect();
    assert_eq!(kept, ["PHOTO;VALUE=uri:http://example.com/a.jpg", "PHOTO;VALUE=uri:HTTPS://example.com/b.jpg"]);
    assert_eq!(book.notices, ["F: 1 picture has no address on the web and was left out: line 4"]);
}

#[test]
fn many_values_in_one_cell_are_bounded_and_told() {
    let many = |make: fn(usize) -> String| (0..5000).map(make).collect::<Vec<_>>().join(";");
    let (emails, tags) = (many(|n| format!("a{n}@example.com")), many(|n| format!("t{n}")));
    let book = read(format!("Name,Email,Tags\nAda,{emails},{tags}\n"));
    assert_eq!((book.people[0].emails.len(), book.people[0].tags.len()), (100, 100));
    assert_eq!(
        book.notices,
        ["F: 9800 values beyond the 100 of one sort that one person may have were left out: line 2"]
    );
}

#[test]
fn a_long_table_is_read_as_a_stream() {
    let mut text = String::from("Name,Email\n");
    for n in 0..5000 {
        let _ = writeln!(text, "Ada {n},a{n}@example.com");
    }
    assert_eq!(read(text).people.len(), 5000);
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), text in "[ab@.\",;:\t\n\r =0-9/A-]{0,120}") {
        for head in ["", "Name,Email,Met on,Birthday,LinkedIn\n", "First Name,Labels,E-mail 1 - Label,E-mail 1 - Value,Address 1 - City,Event 1 - Value\n", OUTLOOK] {
            let _ = try_read([head.as_bytes(), &bytes].concat(), How::default());
            let _ = try_read([head.as_bytes(), text.as_bytes()].concat(), How { order: Some(Order::DayFirst), ..How::default() });
        }
    }

    #[test]
    fn every_row_is_either_kept_or_told(edits in prop::collection::vec((any::<prop::sample::Index>(), "[\",;\n\r\t a0é@]|"), 0..12)) {
        let head = "Name,Email,Met on\n";
        let good = "Zoë Hale,z@example.com,3/4/2024\n,\"b@example.com\",\n\"Lee, Bo\",,15/4/2024\n".repeat(4);
        let mut text: Vec<String> = good.chars().map(String::from).collect();
        for (at, edit) in edits {
            let at = at.index(text.len());
            text[at] = edit;
        }
        let text = format!("{head}{}", text.concat());
        let Ok(book) = try_read(&text, How { order: Some(Order::DayFirst), ..How::default() }) else { return Ok(()) };
        let mut records = Records::open(&Source::bytes("F", text.as_bytes()), encoding_rs::UTF_8).expect("readable");
        records.find_header(|names| names.len() > 1).expect("a header");
        let mut lines = Vec::new();
        while let Some(record) = records.read().expect("readable") {
            lines.push(record.line);
        }
        let mut told: Vec<u64> = book.people.iter().map(|p| p.line).chain(book.left.iter().map(|l| l.0)).collect();
        told.sort_unstable();
        prop_assert_eq!(told, lines);
    }

    #[test]
    fn what_is_exported_is_read_back(name in "[A-Z=+@-][a-z ,;'=]{0,12}[a-z]", company in "[=+@'A-Z-][a-z\"',; ]{0,10}[a-z]", notes in "[=+@'a-z-][a-z\n\",;'=]{0,20}[a-z]") {
        let line = |t: &str| crate::model::text::line(t).unwrap_or_default();
        let columns = ["name", "given", "family", "company", "emails", "phones", "notes", "slug", "uid"];
        let mut bytes = Vec::new();
        let mut table = Writer::new(&mut bytes, &columns).expect("written");
        table.row(&[&name, "", "", &company, "", "", &notes, "x", "u"]).expect("written");
        table.finish().expect("written");
        let card = &read(&bytes).people[0];
        prop_assert_eq!(&card.name, &line(&name));
        prop_assert_eq!(card.company.clone(), Some(line(&company)));
        prop_assert_eq!(card.notes.clone(), crate::model::text::block(&notes));
    }
}
