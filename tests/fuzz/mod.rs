//! The entries of the fuzzer (see `Cargo.toml` beside this file) in the normal run: over samples of
//! every format, damaged in ways that real files are.

mod entries;

use proptest::prelude::*;

/// Reads a file of one format.
type Read = fn(&[u8]);

/// A whole file of each format, and who reads it.
fn samples() -> Vec<(Read, Vec<u8>)> {
    let linkedin = |which: u8, text: &str| (entries::linkedin as Read, [&[which], text.as_bytes()].concat());
    let zip = {
        let mut out = std::io::Cursor::new(Vec::new());
        let mut zip = zip::ZipWriter::new(&mut out);
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file("Export/Connections.csv", options).unwrap();
        std::io::Write::write_all(&mut zip, CONNECTIONS.as_bytes()).unwrap();
        zip.finish().unwrap();
        out.into_inner()
    };
    vec![
        (entries::vcard, CARDS.as_bytes().to_vec()),
        (entries::vcard, encoding(CARDS)),
        (entries::addresses, GOOGLE.as_bytes().to_vec()),
        (entries::addresses, encoding(GOOGLE)),
        (entries::addresses, PLAIN.as_bytes().to_vec()),
        linkedin(0, CONNECTIONS),
        linkedin(1, INVITATIONS),
        linkedin(2, MESSAGES),
        linkedin(3, NOTES),
        linkedin(4, UPLOADED),
        linkedin(5, PROFILE),
        (entries::archive, zip),
        (entries::book, BOOK.as_bytes().to_vec()),
    ]
}

/// As UTF-16 with a mark.
fn encoding(text: &str) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

const CARDS: &str = "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=5A=6F=C3=AB;=\r\nBrandt;;;\r\n\
    TEL;CELL;PREF:+49 30 1234567\r\nPHOTO;ENCODING=BASE64;JPEG:/9j/4AAQ\r\n SkZJ\r\n\r\nEND:VCARD\r\n\
    BEGIN:VCARD\r\nVERSION:3.0\r\nUID:1\r\nN:Byron;Ada;;;\r\nFN:Ada Byron\r\nitem1.EMAIL;type=INTERNET;type=pref:ada@example.com\r\n\
    item1.X-ABLabel:_$!<Other>!$_\r\nORG:Acme\\, Inc.;R&D\r\nNOTE:one\\ntwo\r\n  three\r\nBDAY;X-APPLE-OMIT-YEAR=1604:1604-02-29\r\n\
    X-SOCIALPROFILE;type=linkedin:http://www.linkedin.com/in/ada\r\nREV:2023-10-04T12:07:13Z\r\nEND:VCARD\r\n\
    BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Jo\r\nTEL;VALUE=uri;PREF=1;TYPE=\"voice,home\":tel:+1-555;ext=2\r\n\
    PHOTO:data:image/jpeg;base64,AAAA\r\nBDAY:--0509\r\nRELATED;X-N=\"a:b^nc\":urn:x\r\nAGENT:\r\nEND:VCARD\r\n";
const GOOGLE: &str = "First Name,Last Name,Organization Name,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Value,Birthday\n\
    Ada,Byron,\"Acme, Inc.\",\"two\nlines\",* myContacts ::: Friends,* Work,ada@example.com ::: b@example.com,+49 30 12,--05-09\n\
    ,,Beta,,,,,,\n";
const PLAIN: &str =
    "sep=;\nName;Firma;E-Mail;Kennengelernt am\nZoë Brandt;Acme;zoe@example.com;03/04/2026\n\"Chen, Laura\";;;\n";
const CONNECTIONS: &str = "Notes:\n\"When, you\"\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\n\
    Ada,\"Byron, PhD\",https://www.linkedin.com/in/zo%C3%AB,a@example.com,\"A \"\"B\"\"\",CTO,07 Jun 2026\n,,,,,,07 Jun 2026\n";
const INVITATIONS: &str = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n\
    Me,Ada Byron,\"3/4/26, 9:41 AM\",Hello,OUTGOING,https://www.linkedin.com/in/me,https://www.linkedin.com/in/ada\n";
const MESSAGES: &str = "\"CONVERSATION ID\",\"CONVERSATION TITLE\",\"FROM\",\"SENDER PROFILE URL\",\"TO\",\"RECIPIENT PROFILE URLS\",\"DATE\",\"SUBJECT\",\"CONTENT\",\"FOLDER\"\n\
    \"2-x\",\"\",\"Me\",\"https://www.linkedin.com/in/me\",\"Ada\",\"https://www.linkedin.com/in/ada\",\"2026-03-04 10:00:00 UTC\",\"\",\"one\r\ntwo\",\"INBOX\"\n";
const NOTES: &str = "Connection First Name,Connection Last Name,Connection Profile URL,Note,Created On,Edited On\n\
    Ada,Byron,https://www.linkedin.com/in/ada,Likes tea,2026-03-04 10:00:00 UTC,\n";
const UPLOADED: &str = "FirstName,LastName,Emails,PhoneNumbers,CreatedAt\nAda,Byron,\"a@x.example,b@x.example\",+49 30 12,\"3/4/26, 9:41 AM\"\n";
const PROFILE: &str = "First Name,Last Name,Maiden Name,Address,Birth Date,Headline\nAda,Byron,,,,Engines\n";
const BOOK: &str = "{\"format\":\"intouch\",\"version\":1,\"newest_connection\":null,\"resources\":[],\"contacts\":[\n\
    {\"uid\":\"u\",\"slug\":\"ada\",\"name\":\"Ada\",\"created_at\":\"2026-11-23T10:00:00Z\",\"added_on\":\"2026-11-23\"}\n]}\n";

/// What happens to files.
#[derive(Debug, Clone)]
enum Damage {
    Cut(prop::sample::Index),
    Byte(prop::sample::Index, u8),
    Drop(prop::sample::Index, usize),
    Twice(prop::sample::Index, usize),
    Insert(prop::sample::Index, &'static [u8]),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<prop::sample::Index>;
    let odd: [&[u8]; 12] =
        [b"\"", b"\r", b"\n", b"\0", b";", b":", b"=\r\n", b"\xff\xfe", b"\xc3", b"BEGIN:VCARD\r\n", b"\r\n ", b"\\"];
    prop_oneof![
        at().prop_map(Damage::Cut),
        (at(), any::<u8>()).prop_map(|(at, byte)| Damage::Byte(at, byte)),
        (at(), 1_usize..40).prop_map(|(at, n)| Damage::Drop(at, n)),
        (at(), 1_usize..200).prop_map(|(at, n)| Damage::Twice(at, n)),
        (at(), prop::sample::select(odd.to_vec())).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
    ]
}

fn damaged(mut bytes: Vec<u8>, how: &[Damage]) -> Vec<u8> {
    for one in how {
        if bytes.is_empty() {
            break;
        }
        let end = |from: usize, n: usize| (from + n).min(bytes.len());
        match one {
            Damage::Cut(at) => bytes.truncate(at.index(bytes.len())),
            Damage::Byte(at, byte) => {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            Damage::Drop(at, n) => {
                let from = at.index(bytes.len());
                bytes.drain(from..end(from, *n));
            }
            Damage::Twice(at, n) => {
                let from = at.index(bytes.len());
                let piece = bytes[from..end(from, *n)].to_vec();
                bytes.splice(from..from, piece);
            }
            Damage::Insert(at, piece) => {
                let at = at.index(bytes.len());
                bytes.splice(at..at, piece.iter().copied());
            }
        }
    }
    bytes
}

#[test]
fn whole_samples_are_read() {
    for (read, bytes) in samples() {
        read(&bytes);
    }
}

proptest! {
    #[test]
    fn no_damage_makes_a_reader_fail(which in any::<prop::sample::Index>(), how in prop::collection::vec(damage(), 0..6)) {
        let samples = samples();
        let (read, bytes) = which.get(&samples);
        read(&damaged(bytes.clone(), &how));
    }

    #[test]
    fn no_bytes_make_a_reader_fail(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for read in [entries::vcard, entries::addresses, entries::linkedin, entries::archive, entries::book] {
            read(&bytes);
        }
    }
}
