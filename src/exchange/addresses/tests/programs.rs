//! What programs write, in several languages, and the samples that may lie beside the project.

use super::*;
use crate::model::Span;
use std::path::Path;

#[test]
fn google_of_today() {
    let header = "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,Relation 1 - Label,Relation 1 - Value,Website 1 - Label,Website 1 - Value,Event 1 - Label,Event 1 - Value,Custom Field 1 - Label,Custom Field 1 - Value\n";
    let book = read(format!(
        "{header}Ada,Maria,Byron,,,,Dr.,,,,\"Pine, Inc.\",CTO,Lab, --05-09,\"one\ntwo\",,* myContacts ::: Sales Team ::: * starred,* Work,ada@example.com ::: a@example.org,Home,b@example.com,Mobile,+1 202 555 0134 ::: +1 202 555 0135,Home,\"Elm St 1\nUlm\",Elm St 1,Ulm,,,89073,DE,,Spouse,Bo,LinkedIn,https://www.linkedin.com/in/ada-b,Anniversary,2010-05-06,Shoe size,38\n\
         ,,,,,,,,,,Pine Ltd,,,,,,* myContacts,,,,,Work,+44 20 7946 0001,,,,,,,,,,,,,,,,,\n\
         ,,,,,,,,,,,,,,only a note,,* myContacts,,,,,,,,,,,,,,,,,,,,,,,\n"
    ));
    assert_eq!((book.layout, names(&book)), (Layout::Google, vec!["Ada Maria Byron", "Pine Ltd"]));
    assert_eq!(book.left, [(6, NO_NAME)]);
    let ada = &book.people[0];
    assert_eq!((ada.line, ada.given.as_deref(), ada.family.as_deref()), (2, Some("Ada"), Some("Byron")));
    assert_eq!(ada.emails, ["ada@example.com", "a@example.org", "b@example.com"]);
    assert_eq!(ada.phones, ["+1 202 555 0134", "+1 202 555 0135"]);
    assert_eq!(ada.tags, ["sales-team", "starred"]);
    assert_eq!((ada.linkedin.as_deref(), ada.urls.len()), (Some("https://www.linkedin.com/in/ada-b"), 0));
    assert_eq!((ada.company.as_deref(), ada.title.as_deref()), (Some("Pine, Inc."), Some("CTO")));
    assert_eq!(ada.notes.as_deref(), Some("one\ntwo"));
    for line in [
        "N:Byron;Ada;Maria;Dr.;",
        "ORG:Pine\\, Inc.;Lab",
        "BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-09",
        "ADR;TYPE=HOME:;;Elm St 1;Ulm;;89073;DE",
        "EMAIL;TYPE=WORK:ada@example.com",
        "TEL;TYPE=CELL:+1 202 555 0134",
        "item1.X-ABRELATEDNAMES:Bo",
        "item1.X-ABLABEL:Spouse",
        "item2.X-ABDATE:2010-05-06",
        "item3.X-CUSTOM:38",
        "item3.X-ABLABEL:Shoe size",
    ] {
        assert!(ada.rest.iter().any(|l| l == line), "{line}: {:#?}", ada.rest);
    }
    let pine = &book.people[1];
    assert_eq!((pine.given.as_deref(), pine.family.as_deref(), pine.phones.len()), (None, None, 1));
    assert_eq!(book.notices, ["F: read as an export of Google Contacts"]);
}

#[test]
fn a_number_that_google_labels_a_machines_is_nobodys_to_call() {
    let head = "First Name,Labels,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value\n";
    let book = read(format!(
        "{head}Ada,x,* Work Fax,030 11111 ::: 030 22222,Mobile,0170 33333\nBo,x,Fax (privat),030 44444,Pager,030 55555\n\
         Cy,x,ISDN,030 66666,Fax of Di,030 77777\n"
    ));
    let [ada, bo, cy] = book.people.as_slice() else { panic!("three") };
    assert_eq!((ada.phones.as_slice(), bo.phones.len()), (["0170 33333".to_owned()].as_slice(), 0));
    assert_eq!(ada.rest, ["TEL;TYPE=FAX,WORK:030 11111", "TEL;TYPE=FAX,WORK:030 22222", "TEL;TYPE=CELL:0170 33333"]);
    assert_eq!(bo.rest, ["TEL;TYPE=FAX,HOME:030 44444", "TEL;TYPE=PAGER:030 55555"]);
    assert_eq!(cy.phones, ["030 66666", "030 77777"]);
}

#[test]
fn google_of_before() {
    let book = read(
        "Name,Given Name,Additional Name,Family Name,Yomi Name,Name Prefix,Birthday,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Organization 1 - Type,Organization 1 - Name,Organization 1 - Title,Organization 1 - Symbol\n\
         Dr. Zoë Anne Brandt,Zoë,Anne,Brandt,,Dr.,1975-12-12,* My Contacts ::: Conference 2024,* Home,zoe@example.com,,Woodgrove,Chief of Staff,\n",
    );
    let zoe = &book.people[0];
    assert_eq!((book.layout, zoe.name.as_str()), (Layout::Google, "Dr. Zoë Anne Brandt"));
    assert_eq!((zoe.given.as_deref(), zoe.family.as_deref()), (Some("Zoë"), Some("Brandt")));
    assert_eq!(
        (zoe.tags.as_slice(), zoe.company.as_deref()),
        (["conference-2024".to_owned()].as_slice(), Some("Woodgrove"))
    );
    assert!(zoe.rest.contains(&"BDAY:1975-12-12".to_owned()), "{:?}", zoe.rest);
}

#[test]
fn outlook_in_english() {
    let book = read(format!(
        "{OUTLOOK}\"Dr.\",\"Jürgen\",\"\",\"Müller\",\"\",\"Halle GmbH\",\"\",\"Engineer\",\"Platz 1\r\nHaus 2\",\"\",\"Ulm\",\"\",\"89073\",\"\",\"\",\"\",\"\",\"+49 711 99\",\"+49 711 0000\",\"\",\"\",\"0170 000000\",\"\",\"3/7/1984\",\"Work;Germany\",\"j@example.de\",\"SMTP\",\"Müller, Jürgen\",\"/o=ExchangeLabs/ou=X/cn=jm\",\"EX\",\"\",\"Line \"\"two\"\"\",\"Normal\",\"\"\r\n\
         \"\",\"Ann\",\"\",\"Lee\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"A-1\",\"0/0/00\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"Normal\",\"\"\r\n"
    ));
    assert_eq!((book.layout, names(&book)), (Layout::Outlook, vec!["Jürgen Müller", "Ann Lee"]));
    let one = &book.people[0];
    assert_eq!(
        (one.title.as_deref(), one.emails.as_slice()),
        (Some("Engineer"), ["j@example.de".to_owned()].as_slice())
    );
    assert_eq!((one.phones.len(), one.tags.as_slice()), (2, ["germany".to_owned(), "work".to_owned()].as_slice()));
    assert_eq!(one.notes.as_deref(), Some("Line \"two\""));
    for line in [
        "N:Müller;Jürgen;;Dr.;",
        "ADR;TYPE=WORK:;;Platz 1\\nHaus 2;Ulm;;89073;",
        "TEL;TYPE=FAX,WORK:+49 711 99",
        // Nothing tells whether it is in March or in July: it is kept as it stands.
        "BDAY;VALUE=text:3/7/1984",
    ] {
        assert!(one.rest.iter().any(|l| l == line), "{line}: {:#?}", one.rest);
    }
    assert!(book.people[1].rest.is_empty());
    assert_eq!(
        book.notices,
        [
            "F: read as an export of Outlook",
            "F: columns left out: \"Account\"",
            "F: 1 address is of use within Exchange only and was left out: line 2"
        ]
    );
}

#[test]
fn outlook_in_other_languages() {
    for (header, row) in [
        (
            "Anrede;Vorname;Weitere Vornamen;Nachname;Firma;Position;Straße geschäftlich;Ort geschäftlich;Postleitzahl geschäftlich;Straße privat;Ort privat;Postleitzahl privat;Fax geschäftlich;Telefon geschäftlich;Telefon geschäftlich 2;Mobiltelefon;Kategorien;E-Mail-Adresse;E-Mail-Typ;E-Mail 2: Adresse;Notizen;Webseite",
            "Frau;Käthe;;Weiß;Halle;Leiterin;;;;;;;;030 111111;030 222222;0170 333333;A;k@example.de;SMTP;k@example.org;N;example.de",
        ),
        (
            "Titre,Prénom,Deuxième prénom,Nom,Société,Titre,Rue (bureau),Ville (bureau),Code postal (bureau),Rue (domicile),Ville (domicile),Code postal (domicile),Télécopie (bureau),Téléphone (bureau),Téléphone 2 (bureau),Tél. mobile,Catégories,Adresse de messagerie,Type de messagerie,Adresse de messagerie 2,Notes,Page Web",
            "Mme,Käthe,,Weiß,Halle,Leiterin,,,,,,,,030 111111,030 222222,0170 333333,A,k@example.de,SMTP,k@example.org,N,example.de",
        ),
        (
            "Обращение,Имя,Отчество,Фамилия,Организация,Должность,Улица (раб. адрес),Город (раб. адрес),Индекс (раб. адрес),Улица (дом. адрес),Город (дом. адрес),Почтовый код (дом.),Рабочий факс,Рабочий телефон,Телефон раб. 2,Телефон переносной,Категории,Адрес эл. почты,Тип эл. почты,Адрес 2 эл. почты,Заметки,Веб-страница",
            ",Käthe,,Weiß,Halle,Leiterin,,,,,,,,030 111111,030 222222,0170 333333,A,k@example.de,SMTP,k@example.org,N,example.de",
        ),
        (
            "頭銜,名字,中間名,姓氏,公司,職稱,商務 - 街,商務 - 市/鎮,商務 - 郵遞區號,住家 - 街,住家 - 市/鎮,住家 - 郵遞區號,商務傳真,商務電話,商務電話 2,行動電話,類別,電子郵件地址,電子郵件類型,電子郵件 2 地址,記事,網頁",
            ",Käthe,,Weiß,Halle,Leiterin,,,,,,,,030 111111,030 222222,0170 333333,A,k@example.de,SMTP,k@example.org,N,example.de",
        ),
        (
            "Titolo,Nome,Secondo nome,Cognome,Società,Posizione,Via (uff.),Città (uff.),CAP (uff.),Via (ab.),Città (ab.),CAP (ab.),Fax (uff.),Ufficio,Ufficio 2,Cellulare,Categorie,Indirizzo posta elettronica,Tipo posta elettronica,Indirizzo posta elettronica 2,Note,Pagina Web",
            ",Käthe,,Weiß,Halle,Leiterin,,,,,,,,030 111111,030 222222,0170 333333,A,k@example.de,SMTP,k@example.org,N,example.de",
        ),
        (
            "Titel,Voornaam,Middelste naam,Achternaam,Bedrijf,Functie,\"Werkadres, straat\",\"Werkadres, plaats\",\"Werkadres, postcode\",\"Huisadres, straat\",\"Huisadres, plaats\",\"Huisadres, postcode\",Fax op werk,Telefoon op werk,Telefoon op werk 2,Mobiele telefoon,Categorieën,E-mailadres,E-mailtype,E-mailadres 2,Notities,Webpagina",
            ",Käthe,,Weiß,Halle,Leiterin,,,,,,,,030 111111,030 222222,0170 333333,A,k@example.de,SMTP,k@example.org,N,example.de",
        ),
    ] {
        let book = read(format!("{header}\r\n{row}\r\n"));
        assert_eq!(book.layout, Layout::Outlook, "{header}");
        let card = &book.people[0];
        assert_eq!((card.given.as_deref(), card.family.as_deref()), (Some("Käthe"), Some("Weiß")), "{header}");
        assert_eq!((card.company.as_deref(), card.title.as_deref()), (Some("Halle"), Some("Leiterin")), "{header}");
        assert_eq!((card.emails.len(), card.phones.len(), card.urls.len()), (2, 3, 1), "{header}");
        assert_eq!((card.tags.len(), card.notes.as_deref()), (1, Some("N")), "{header}");
    }
}

#[test]
fn thunderbird() {
    let book = read(
        "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Screen Name,Work Phone,Home Phone,Fax Number,Pager Number,Mobile Number,Home Address,Home Address 2,Home City,Home State,Home ZipCode,Home Country,Work Address,Work Address 2,Work City,Work State,Work ZipCode,Work Country,Job Title,Department,Organization,Web Page 1,Web Page 2,Birth Year,Birth Month,Birth Day,Custom 1,Custom 2,Custom 3,Custom 4,Notes,\n\
         Ada,Byron,Ada B.,,ada@example.com,a@example.org,,030 11111,,030 22222,030 33333,,,,,,,,Elm St 1,,Ulm,,,,CTO,,Pine,http://pine.example,,1970,11,15,x,,,,note,\n",
    );
    let ada = &book.people[0];
    assert_eq!((book.layout, ada.name.as_str(), ada.emails.len()), (Layout::Thunderbird, "Ada B.", 2));
    assert_eq!((ada.title.as_deref(), ada.company.as_deref()), (Some("CTO"), Some("Pine")));
    assert_eq!(ada.phones, ["030 11111"]);
    for line in ["BDAY:1970-11-15", "TEL;TYPE=FAX:030 22222", "TEL;TYPE=PAGER:030 33333"] {
        assert!(ada.rest.iter().any(|l| l == line), "{line}: {:?}", ada.rest);
    }
    assert_eq!(book.notices, ["F: read as an export of Thunderbird", "F: columns left out: \"Custom 1\""]);
}

#[test]
fn our_own_export_is_read_to_the_letter() {
    let columns = [
        "name",
        "given",
        "family",
        "company",
        "emails",
        "phones",
        "linkedin",
        "relationship",
        "tags",
        "met_at",
        "met_on",
        "about",
        "introduced_by",
        "notes",
        "every",
        "archived",
        "do_not_contact",
        "paused_until",
        "slug",
        "uid",
    ];
    let mut bytes = Vec::new();
    let mut table = Writer::new(&mut bytes, &columns).expect("written");
    let row = [
        "@da =B",
        "Ada",
        "",
        "+Pine ::: Oak",
        "a@example.com\nb@example.com",
        "+1 202 555 0134\n+49 30 12345",
        "https://www.linkedin.com/in/ada",
        "met-briefly",
        "rust\nsea",
        "-Conf",
        "2024-04-03",
        "=x",
        "Bo Lee",
        "'=1+1\n- two",
        "3 months",
        "yes",
        "",
        "2027-01-31",
        "ada",
        "u-1",
    ];
    table.row(&row).expect("written");
    table.finish().expect("written");
    let book = read(&bytes);
    let ada = &book.people[0];
    assert_eq!((book.layout, ada.name.as_str(), ada.family.as_deref()), (Layout::Intouch, "@da =B", None));
    assert_eq!(
        (ada.emails.len(), ada.phones.as_slice()),
        (2, ["+1 202 555 0134".into(), "+49 30 12345".into()].as_slice())
    );
    assert_eq!(
        (ada.company.as_deref(), ada.met_at.as_deref(), ada.about.as_deref()),
        (Some("+Pine ::: Oak"), Some("-Conf"), Some("=x"))
    );
    assert_eq!((ada.relationship, ada.every), (Some(Relationship::MetBriefly), Span::parse("3 months")));
    assert_eq!((ada.uid.as_deref(), ada.introduced_by.as_deref()), (Some("u-1"), Some("Bo Lee")));
    assert_eq!((ada.notes.as_deref(), ada.tags.len()), (Some("'=1+1\n- two"), 2));
    assert_eq!(ada.met_on.map(|d| d.to_string()).as_deref(), Some("2024-04-03"));
    assert!(ada.rest.is_empty() && ada.connected_on.is_none());
    assert!(ada.archived && !ada.do_not_contact);
    assert_eq!(ada.paused_until.map(|d| d.to_string()).as_deref(), Some("2027-01-31"));
    assert_eq!(book.notices, ["F: read as an export of intouch"]);
}

#[test]
fn our_own_export_is_known_for_it_without_some_of_its_columns() {
    let all = [
        "name",
        "given",
        "family",
        "company",
        "title",
        "emails",
        "phones",
        "linkedin",
        "urls",
        "relationship",
        "tags",
        "met_at",
        "met_on",
        "about",
        "introduced_by",
        "notes",
        "every",
        "last_contact_on",
        "connection",
        "connected_on",
        "archived",
        "do_not_contact",
        "paused_until",
        "added_on",
        "slug",
        "uid",
        "as_of",
    ];
    let table = |gone: &[&str]| {
        let columns: Vec<&str> = all.into_iter().filter(|c| !gone.contains(c)).collect();
        let cell = |column: &&str| match *column {
            "name" => "=Ada",
            "company" => "=Acme ::: Oak; =Elm",
            "phones" => "+49 30 12345\n+49 30 23456",
            _ => "",
        };
        let mut bytes = Vec::new();
        let mut table = Writer::new(&mut bytes, &columns).expect("written");
        table.row(&columns.iter().map(cell).collect::<Vec<_>>()).expect("written");
        table.finish().expect("written");
        read(bytes)
    };
    for gone in [&[][..], &["slug", "uid"], &["given", "family", "slug", "uid", "as_of", "added_on", "last_contact_on"]]
    {
        let book = table(gone);
        let ada = &book.people[0];
        assert_eq!((book.layout, ada.name.as_str()), (Layout::Intouch, "=Ada"), "{gone:?}");
        assert_eq!((ada.company.as_deref(), ada.phones.len()), (Some("=Acme ::: Oak; =Elm"), 2), "{gone:?}");
    }
    // What is left of it may be anybody's: there only what a cell begins with is guarded for sure.
    let few = ["name", "company", "emails", "phones", "notes"];
    let gone: Vec<&str> = all.into_iter().filter(|c| !few.contains(c)).collect();
    let book = table(&gone);
    let ada = &book.people[0];
    assert_eq!((book.layout, ada.name.as_str(), ada.company.as_deref()), (Layout::Other, "=Ada", Some("=Acme")));
    assert_eq!(ada.phones, ["+49 30 12345", "+49 30 23456"]);
}

#[test]
fn apostrophes_of_other_tables_stay_unless_one_keeps_a_formula_from_a_cell() {
    let book = read(
        "Name,Company,Met at,Met on,Do not contact,Notes,Phone\n\
         D'Arcy O'Neil,'n Sync,'t Hof,,,\"'quoted', '+1' and '-1'\",'+1 202 555 0134\n\
         '@da,'=Acme,,,,''=x,'030 123456\n",
    );
    assert_eq!((book.layout, names(&book)), (Layout::Other, vec!["D'Arcy O'Neil", "@da"]));
    let [one, ada] = book.people.as_slice() else { panic!("two") };
    assert_eq!((one.company.as_deref(), one.met_at.as_deref()), (Some("'n Sync"), Some("'t Hof")));
    assert_eq!(one.notes.as_deref(), Some("'quoted', '+1' and '-1'"));
    assert_eq!(one.phones, ["+1 202 555 0134"]);
    assert_eq!((ada.company.as_deref(), ada.notes.as_deref()), (Some("=Acme"), Some("'=x")));
}

/// The sample data that may lie beside the project.
#[test]
fn the_samples_are_read_without_a_loss() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/samples/csv");
    if !folder.exists() {
        return;
    }
    let book = |name: &str| {
        let source = Source::file(folder.join(name)).expect("a file");
        book_of(&source, How::default()).expect("readable")
    };
    for (name, layout, people, left) in [
        ("google_contacts_current.csv", Layout::Google, 4, 0),
        ("google_contacts_old.csv", Layout::Google, 2, 0),
        ("outlook_desktop_92.csv", Layout::Outlook, 2, 0),
        ("outlook_web_61.csv", Layout::Outlook, 2, 0),
        ("generic_semicolon_cp1252.csv", Layout::Other, 2, 0),
    ] {
        let book = book(name);
        assert_eq!((book.layout, book.people.len(), book.left.len()), (layout, people, left), "{name}");
        assert!(book.people.iter().all(|p| !p.name.contains('\u{fffd}')), "{name}");
    }
    let rob = &book("google_contacts_current.csv").people[0];
    assert_eq!((rob.emails.len(), rob.phones.len(), rob.tags.as_slice()), (2, 3, ["work".to_owned()].as_slice()));
    let german = book("generic_semicolon_cp1252.csv");
    assert_eq!(names(&german), ["Käthe Weiß", "Björn Ødegård"]);
    assert_eq!(german.people[0].company.as_deref(), Some("Große Halle; Köln"));
    assert_eq!(names(&book("outlook_web_61.csv")), ["Svein Ødegård", "Larsen"]);
}
