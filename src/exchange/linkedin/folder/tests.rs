//! Whole exports on disk: what is found where, what is refused and how, and, where the shared
//! sample data lies beside the project, that what is read is what was generated.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::process::Command;

use tempfile::TempDir;

use super::super::{Direction, Skip, reason, slug_key};
use super::*;

const CONNECTIONS: &str =
    "First Name,Last Name,URL,Email Address,Company,Position,Connected On\nAda,B,,,,,07 Jun 2026\n,,,,,,07 Jun 2026\n";
const INVITATIONS: &str = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n\
    Sam,Ada,\"6/7/26, 9:05 AM\",,OUTGOING,https://www.linkedin.com/in/sam,https://www.linkedin.com/in/ada\n";
const PROFILE: &str = "First Name,Last Name,Headline\nSam,Reed,Connector\n";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("written");
    }
    dir
}

/// Everything an export says, at once.
#[derive(Debug, Default)]
struct Read {
    connections: Vec<ConnectionRow>,
    invitations: Vec<InvitationRow>,
    messages: Vec<MessageRow>,
    notes: Vec<NoteRow>,
    uploaded: Vec<UploadedRow>,
    owner: Option<Owner>,
    files: Vec<String>,
    skipped: Vec<Skip>,
    notices: Vec<String>,
}

fn keep<R>(rows: &mut Vec<R>) -> impl FnMut(&Source, R) -> Result<(), ReadError> {
    |_, row| {
        rows.push(row);
        Ok(())
    }
}

fn read_as(path: &Path, how: How<'_>) -> Result<Read, ReadError> {
    let export = open(path, how, &mut |_| ())?;
    let mut read = Read::default();
    export.connections(keep(&mut read.connections))?;
    export.invitations(keep(&mut read.invitations))?;
    export.messages(keep(&mut read.messages))?;
    export.notes(keep(&mut read.notes))?;
    export.uploaded(keep(&mut read.uploaded))?;
    let Outline { files, owner, skipped, notices, rows, .. } = export.outline;
    let all = read.connections.len() + read.invitations.len() + read.messages.len() + read.notes.len();
    assert_eq!(rows, all + read.uploaded.len());
    Ok(Read { owner, files, skipped, notices, ..read })
}

fn read(path: &Path) -> Result<Read, ReadError> {
    read_as(path, How::default())
}

/// A zip of these members, a text each.
fn zipped(path: &Path, members: &[(&str, &str)]) {
    let mut zip = zip::ZipWriter::new(fs::File::create(path).expect("a file"));
    for (name, text) in members {
        let method =
            if name.len() % 2 == 0 { zip::CompressionMethod::Stored } else { zip::CompressionMethod::Deflated };
        let options = zip::write::SimpleFileOptions::default().compression_method(method);
        zip.start_file(*name, options).expect("a member");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("finished");
}

#[test]
fn the_files_are_found_by_their_whole_name_only() {
    for (name, expected) in [
        ("Connections.csv", Some(Which::Connections)),
        ("connections.CSV", Some(Which::Connections)),
        ("Connections_34875879.csv", Some(Which::Connections)),
        (" Con nections_.csv", Some(Which::Connections)),
        ("Invitations.csv", Some(Which::Invitations)),
        ("PROFILE.csv", Some(Which::Profile)),
        ("my_connections.csv", None),
        ("Connections.csv.bak", None),
        ("._Connections.csv", None),
        ("Profile Summary.csv", None),
        ("messages.csv", Some(Which::Messages)),
        ("guide_messages.csv", None),
        ("learning_role_play_messages.csv", None),
        ("LearningCoachMessages.csv", None),
        ("Notes.csv", Some(Which::Notes)),
        ("Imported Contacts.csv", Some(Which::Uploaded)),
        ("Connections", None),
    ] {
        assert_eq!(which(name), expected, "{name}");
    }
}

#[test]
fn a_whole_export_is_read_in_place_or_one_folder_deeper() {
    for inner in ["", "Basic_LinkedInDataExport_06-07-2026/"] {
        let path = |name| format!("{inner}{name}");
        let dir = folder(&[
            (&path("Connections.csv"), CONNECTIONS),
            (&path("invitations.csv"), INVITATIONS),
            (&path("Profile.csv"), PROFILE),
            (&path("learning_role_play_messages.csv"), "No conversations found"),
            ("__MACOSX/Connections.csv", "\0\0"),
        ]);
        let mut seen = Vec::new();
        open(dir.path(), How::default(), &mut |p| seen.push(p.file.to_owned())).expect("an export");
        let export = read(dir.path()).expect("an export");
        assert_eq!(export.files, ["Connections.csv", "invitations.csv", "Profile.csv"]);
        assert_eq!(seen, ["Connections.csv", "invitations.csv"]);
        assert_eq!((export.connections.len(), export.invitations.len()), (1, 1));
        assert_eq!(export.skipped.len(), 1);
        let owner = export.owner.expect("an owner");
        assert_eq!(
            (owner.name().as_str(), owner.url.as_deref()),
            ("Sam Reed", Some("https://www.linkedin.com/in/sam"))
        );
    }
}

#[test]
fn parts_of_one_file_are_read_together() {
    let dir = folder(&[("Connections_1.csv", CONNECTIONS), ("Connections_2.csv", CONNECTIONS)]);
    let export = read(dir.path()).expect("an export");
    assert_eq!((export.connections.len(), export.files.len()), (2, 2));
}

#[test]
fn a_single_file_is_known_by_what_it_holds() {
    let dir = folder(&[
        ("mine (1).csv", CONNECTIONS),
        ("asked.csv", INVITATIONS),
        ("me.csv", PROFILE),
        ("x.csv", "a,b\n1,2\n"),
    ]);
    let single = |name| read(&dir.path().join(name));
    assert_eq!(single("mine (1).csv").map(|e| e.connections.len()).ok(), Some(1));
    assert_eq!(
        single("asked.csv").map(|e| (e.invitations.len(), e.files)).ok(),
        Some((1, vec!["asked.csv".to_owned()]))
    );
    assert_eq!(single("me.csv").ok().and_then(|e| e.owner).map(|o| o.name()).as_deref(), Some("Sam Reed"));
    assert!(matches!(single("x.csv"), Err(ReadError::NoHeader { .. })));
}

#[test]
fn what_is_no_export_is_refused_with_a_hint() {
    let dir = folder(&[
        ("export.zip", "PK\x03\x04..."),
        ("zip named.csv", "PK\x03\x04..."),
        ("nothing/readme.txt", "x"),
        ("zipped/Basic.zip", "PK\x03\x04..."),
        ("two/a/Connections.csv", CONNECTIONS),
        ("two/b/Connections.csv", CONNECTIONS),
        ("empty/Connections.csv", ""),
        ("broken/Connections.csv", "Notes:\nsomething else,entirely\n"),
    ]);
    for (name, message, hint) in [
        ("gone", "there is no file or folder", "unpacked"),
        ("export.zip", "damaged", "download it again"),
        ("zip named.csv", "damaged", "download it again"),
        ("nothing", "no LinkedIn export", "Get a copy of your data"),
        ("zipped", "no LinkedIn export", "intouch import linkedin "),
        ("two", "2 LinkedIn exports", "/b"),
        ("empty", "Connections.csv is empty", "download"),
        ("broken", "First Name, Connected On", "--encoding"),
    ] {
        let error = read(&dir.path().join(name)).expect_err(name);
        assert!(error.to_string().contains(message), "{name}: {error}");
        assert!(error.hint().contains(hint), "{name}: {}", error.hint());
    }
}

#[test]
fn a_broken_profile_or_an_empty_list_of_invitations_stops_nobody() {
    let dir = folder(&[("Connections.csv", CONNECTIONS), ("Invitations.csv", ""), ("Profile.csv", "x\ny\n")]);
    let export = read(dir.path()).expect("an export");
    assert_eq!((export.connections.len(), export.files.len(), export.notices.len()), (1, 1, 2));
}

#[test]
fn a_zip_is_read_as_delivered_packed_again_by_a_mac_and_a_folder_deeper() {
    let dir = folder(&[]);
    let path = dir.path().join("Basic_LinkedInDataExport_06-07-2026.zip (1).zip");
    for inner in ["", "Basic_LinkedInDataExport_06-07-2026/", "a/b/"] {
        let name = |name| format!("{inner}{name}");
        zipped(
            &path,
            &[
                (&name("Connections.csv"), CONNECTIONS),
                ("__MACOSX/._Connections.csv", "\0\0"),
                (&name("._Connections.csv"), "\0\0"),
                (&name("deeper/Connections.csv"), CONNECTIONS),
                (&name("Invitations.csv"), INVITATIONS),
                (&name("Rich Media/photo.jpg"), "\u{ff}"),
                (&name("learning_role_play_messages.csv"), "No conversations found"),
            ],
        );
        let export = read(&path).expect("an export");
        assert_eq!((export.connections.len(), export.invitations.len()), (1, 1), "{inner}");
        assert_eq!(export.files, ["Connections.csv", "Invitations.csv"]);
    }
}

#[test]
fn of_two_exports_in_a_zip_one_is_to_be_named() {
    let dir = folder(&[]);
    let path = dir.path().join("both of them.zip");
    zipped(&path, &[("a/Connections.csv", CONNECTIONS), ("b/Connections.csv", CONNECTIONS)]);
    let error = read(&path).expect_err("two");
    assert!(error.to_string().ends_with("holds 2 LinkedIn exports, a folder each"), "{error}");
    let hint = error.hint();
    assert!(hint.contains("unzip '") && hint.ends_with("both of them/a'"), "{hint}");
}

#[test]
fn a_path_in_a_zip_leads_nowhere() {
    let dir = folder(&[]);
    let path = dir.path().join("inner/x.zip");
    fs::create_dir_all(dir.path().join("inner")).expect("a folder");
    zipped(
        &path,
        &[("../Connections.csv", CONNECTIONS), ("..\\..\\Profile.csv", PROFILE), ("/etc/Invitations.csv", INVITATIONS)],
    );
    let _ = read(&path);
    let left: Vec<_> = fs::read_dir(dir.path()).expect("a folder").flatten().map(|e| e.file_name()).collect();
    assert_eq!(left, ["inner"]);
    assert_eq!(fs::read_dir(dir.path().join("inner")).expect("a folder").count(), 1);
}

#[test]
fn a_zip_that_is_no_export_is_refused_with_the_reason() {
    let dir = folder(&[]);
    let zip = dir.path().join("x.zip");
    let refused = || read(&zip).expect_err("refused").to_string();
    zipped(&zip, &[("Basic.zip", "PK"), ("readme.txt", "x")]);
    assert!(refused().contains("only another zip"), "{}", refused());
    zipped(&zip, &[("readme.txt", "x")]);
    assert!(refused().contains("no LinkedIn export"), "{}", refused());
    zipped(&zip, &[("a/Connections.csv", CONNECTIONS), ("b/Connections.csv", CONNECTIONS)]);
    assert!(refused().contains("2 LinkedIn exports"), "{}", refused());
    // Eight megabytes of one letter, packed to eight thousand bytes.
    zipped(&zip, &[("Invitations.csv", &"x".repeat(8 << 20))]);
    assert!(refused().contains("far more than text"), "{}", refused());
    zipped(&zip, &[("Connections.csv", CONNECTIONS)]);
    let whole = fs::read(&zip).expect("a zip");
    for cut in 1..whole.len() {
        fs::write(&zip, &whole[..cut]).expect("written");
        assert!(read(&zip).is_err(), "cut at {cut}");
    }
    // The flag that says "encrypted", in the local header and in the list.
    let mut encrypted = whole.clone();
    let list = whole.windows(4).position(|w| w == b"PK\x01\x02").expect("a list");
    encrypted[6] |= 1;
    encrypted[list + 8] |= 1;
    fs::write(&zip, &encrypted).expect("written");
    assert!(refused().contains("encrypted"), "{}", refused());
    // Damage to what was packed is noticed by the checksum.
    let mut damaged = whole;
    let data = damaged.windows(5).position(|w| w == b"First").or(Some(60)).expect("data");
    damaged[data] ^= 4;
    fs::write(&zip, &damaged).expect("written");
    assert!(read(&zip).is_err());
}

#[test]
fn no_bytes_of_a_zip_make_it_panic() {
    let dir = folder(&[]);
    let zip = dir.path().join("x.zip");
    zipped(&zip, &[("Connections.csv", CONNECTIONS), ("a/Profile.csv", PROFILE)]);
    let whole = fs::read(&zip).expect("a zip");
    for at in 0..whole.len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] ^= flip;
            fs::write(&zip, &bytes).expect("written");
            let _ = read(&zip);
        }
    }
}

#[test]
fn info_zips_archives_are_read_encrypted_ones_refused() {
    let dir = folder(&[("x/Connections.csv", CONNECTIONS), ("x/Invitations.csv", INVITATIONS)]);
    let run = |args: &[&str]| Command::new("zip").args(args).current_dir(dir.path()).output();
    let Ok(done) = run(&["-r", "-9", "plain.zip", "x"]) else {
        println!("skipped: Info-ZIP's zip is not installed");
        return;
    };
    assert!(done.status.success());
    assert_eq!(read(&dir.path().join("plain.zip")).map(|e| e.connections.len()).ok(), Some(1));
    assert!(run(&["-r", "-P", "secret", "locked.zip", "x"]).is_ok_and(|o| o.status.success()));
    assert!(read(&dir.path().join("locked.zip")).expect_err("locked").to_string().contains("encrypted"));
}

#[test]
fn the_uploaded_address_book_is_read_only_where_it_is_asked_for() {
    let book = "FirstName,LastName,Emails,PhoneNumbers,CreatedAt\nMia,Sommer,mia@example.com,+1 202 555 0123,\n";
    let dir = folder(&[("Connections.csv", CONNECTIONS), ("ImportedContacts.csv", book)]);
    let export = read(dir.path()).expect("an export");
    assert_eq!((export.uploaded.len(), export.files.len()), (0, 1));
    assert!(export.notices[0].contains("--address-book"), "{:?}", export.notices);
    let export = read_as(dir.path(), How { address_book: true, ..How::default() }).expect("an export");
    assert_eq!((export.uploaded.len(), export.notices.len()), (1, 0));
}

/// The sample data that may lie beside the project.
fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(name);
    path.exists().then_some(path)
}

#[test]
fn the_samples_are_read_without_a_loss() {
    let Some(samples) = shared("samples/linkedin") else { return };
    let export = read(&samples.join("2018-archive")).expect("an export");
    assert_eq!((export.connections.len(), export.invitations.len(), export.skipped.len()), (4, 2, 0));
    assert_eq!(export.connections.iter().filter(|c| c.email.is_some()).count(), 4);
    assert_eq!(export.owner.as_ref().map(Owner::name).as_deref(), Some("Sam Reed"));
    let export = read(&samples.join("connections_resaved_excel_en.csv")).expect("connections");
    assert_eq!((export.connections.len(), export.skipped.len()), (3, 1));
    let export = read(&samples.join("mit-viewer")).expect("an export");
    assert!(export.owner.is_some_and(|o| o.headline.is_some()));
    for file in fs::read_dir(samples.join("2018-archive")).expect("a folder").flatten() {
        let _ = read(&file.path());
    }
    let whole = How { address_book: true, ..How::default() };
    let export = read_as(&samples.join("2018-archive"), whole).expect("an export");
    assert_eq!((export.messages.len(), export.uploaded.len(), export.skipped.len()), (3, 1, 1));
}

#[test]
fn what_was_generated_is_what_is_read() {
    let Some(generator) = shared("gen_linkedin.py") else { return };
    for era in ["2018", "2021", "2022", "2023", "2025", "2026"] {
        for extra in [&[][..], &["--bom", "--crlf"]] {
            let dir = tempfile::tempdir().expect("a folder");
            let truth = dir.path().join("truth.json");
            let run = Command::new("python3")
                .arg(&generator)
                .args(["--rows", "400", "--nasty", "5", "--era", era, "--seed", "7", "--truth"])
                .arg(&truth)
                .arg("--out")
                .arg(dir.path().join("export"))
                .args(extra)
                .output();
            let Ok(run) = run else { return };
            assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
            let truth: serde_json::Value = serde_json::from_slice(&fs::read(truth).expect("truth")).expect("JSON");
            let export = read(&dir.path().join("export")).expect("an export");
            compare(&export, &truth, era);
        }
    }
}

fn compare(export: &Read, truth: &serde_json::Value, era: &str) {
    let count = |path: &str| truth.pointer(path).and_then(serde_json::Value::as_u64).unwrap_or(u64::MAX);
    let outgoing = export.invitations.iter().filter(|i| i.direction == Direction::Outgoing).count();
    let days = || export.connections.iter().map(|c| c.connected_on.to_string());
    let reasons = |why: &str| export.skipped.iter().filter(|s| s.reason == why).count();
    let hidden = export.skipped.iter().filter(|s| *s.file == *"Connections.csv").count();
    for (what, found, path) in [
        ("named rows", export.connections.len(), "/connections/named_rows"),
        ("hidden rows", hidden, "/connections/hidden_rows"),
        (
            "distinct addresses",
            export.connections.iter().filter_map(|c| slug_key(c.url.as_deref()?)).collect::<BTreeSet<_>>().len(),
            "/connections/distinct_urls",
        ),
        (
            "rows without address",
            export.connections.iter().filter(|c| c.url.is_none()).count(),
            "/connections/rows_without_url",
        ),
        (
            "rows with e-mail",
            export.connections.iter().filter(|c| c.email.is_some()).count(),
            "/connections/rows_with_email",
        ),
        ("invitations", export.invitations.len(), "/invitations/rows"),
        ("outgoing", outgoing, "/invitations/outgoing"),
        ("incoming", export.invitations.len() - outgoing, "/invitations/incoming"),
        (
            "messages",
            export.messages.len()
                + export.skipped.iter().filter(|s| *s.file == *"messages.csv" || *s.file == *"Messages.csv").count(),
            "/messages/rows",
        ),
        ("sponsored", reasons(reason::SPONSORED), "/messages/sponsored"),
        ("drafts", reasons(reason::DRAFT), "/messages/drafts"),
    ] {
        assert_eq!(u64::try_from(found), Ok(count(path)), "{era}: {what}");
    }
    assert!(export.skipped.iter().all(|s| reason::BY_NATURE.contains(&s.reason.as_ref())), "{era}");
    let expected = |n: &String| n.contains("too long") || n.contains("--address-book");
    assert!(export.notices.iter().all(expected), "{era}: {:?}", export.notices);
    let text = |path: &str| truth.pointer(path).and_then(serde_json::Value::as_str).map(str::to_owned);
    if count("/connections/hidden_rows") == 0 {
        assert_eq!((days().min(), days().max()), (text("/connections/oldest"), text("/connections/newest")), "{era}");
    }
    let owner = export.owner.as_ref().expect("an owner");
    assert_eq!(Some(owner.name()), text("/owner/name"), "{era}");
    if count("/connections/distinct_urls") > 0 {
        assert_eq!(owner.url, text("/owner/url"), "{era}");
    }
}

#[test]
fn names_that_come_again_take_no_room() {
    let mut wanted = Wanted::default();
    for n in 0..100_000 {
        wanted.add(&format!("Ada {}", n % 1000));
        assert!(wanted.hashes.capacity() < 4096, "{n}");
    }
    wanted.put_in_order();
    assert_eq!(wanted.hashes().len(), 1000);
    assert!(wanted.hashes().is_sorted() && wanted.hashes().contains(&wanted.hash("ADA 7")));
}
