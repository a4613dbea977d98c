//! A LinkedIn export of invented people, and the rows it becomes as a script for the `sqlite3` shell.

use crate::book::SHELL_SEARCH;
use crate::people::{self, Dice};
use rusqlite::Connection;
use std::fmt::Write as _;
use std::path::Path;

/// Writes `Connections.csv` and `Invitations.csv`: every tenth person was asked by the user, as
/// many more were asked and have not answered.
pub fn write(folder: &Path, rows: i64) {
    std::fs::create_dir_all(folder).expect("the folder can be made");
    let mut connections = String::from(
        "Notes:\n\"Some of the addresses may be missing.\"\n\n\
         First Name,Last Name,URL,Email Address,Company,Position,Connected On\n",
    );
    let mut invitations = String::from("From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n");
    for id in 1..=rows + rows / 10 {
        let mut dice = Dice::new(-id);
        let (given, family) = people::name(&mut dice);
        let url = format!("https://www.linkedin.com/in/{}-{id}", people::slug(&given, &family));
        let (company, title) = (people::company(&mut dice), people::title(&mut dice));
        let ago = 30 + dice.below(3_000);
        if id <= rows {
            let email =
                if id % 10 == 3 { format!("{given}{id}@{}.example", people::domain(&company)) } else { String::new() };
            let on = chrono::NaiveDate::parse_from_str(&people::day(ago), "%Y-%m-%d").expect("a day");
            writeln!(connections, "{given},{family},{url},{email},{company},{title},{}", on.format("%d %b %Y"))
                .expect("memory");
        }
        if id % 10 == 0 || id > rows {
            let sent = chrono::NaiveDate::parse_from_str(&people::day(ago + 5), "%Y-%m-%d").expect("a day");
            writeln!(
                invitations,
                "Mara Fenland,{given} {family},\"{}, 9:41 AM\",{},OUTGOING,https://www.linkedin.com/in/mara-fenland,{url}",
                sent.format("%-m/%-d/%y"),
                people::sentence(&mut dice),
            )
            .expect("memory");
        }
    }
    std::fs::write(folder.join("Connections.csv"), connections).expect("the folder can be written");
    std::fs::write(folder.join("Invitations.csv"), invitations).expect("the folder can be written");
}

/// A script that makes a book with the same rows: schema, one transaction, indexes and full text.
pub fn script(imported: &Path) -> String {
    let db = Connection::open(imported).expect("the imported book opens");
    let mut script =
        String::from("PRAGMA journal_mode = WAL;\nPRAGMA synchronous = FULL;\nPRAGMA foreign_keys = ON;\nBEGIN;\n");
    let mut tables = Vec::new();
    let mut statement = db
        .prepare(
            "SELECT type, name, sql FROM sqlite_schema
             WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_%'",
        )
        .expect("a schema");
    let mut rows = statement.query([]).expect("a schema");
    while let Some(row) = rows.next().expect("a schema") {
        let (kind, name, sql): (String, String, String) =
            (row.get(0).expect("text"), row.get(1).expect("text"), row.get(2).expect("text"));
        writeln!(script, "{sql};").expect("memory");
        if kind == "table" {
            tables.push(name);
        }
    }
    writeln!(script, "{SHELL_SEARCH}").expect("memory");
    for table in tables {
        let columns = stored_columns(&db, &table);
        dump(&db, &mut script, &format!("SELECT {columns} FROM {table}"), &format!("{table} ({columns})"));
    }
    for table in ["search_words", "search_parts"] {
        dump(&db, &mut script, crate::book::TEXTS, &format!("{table} (rowid, name, text)"));
    }
    script.push_str("COMMIT;\n");
    script
}

fn dump(db: &Connection, script: &mut String, query: &str, into: &str) {
    let columns = db.prepare(query).expect("a query").column_count();
    let quoted: Vec<String> = (1..=columns).map(|n| format!("quote(c{n})")).collect();
    let names: Vec<String> = (1..=columns).map(|n| format!("c{n}")).collect();
    let query =
        format!("WITH t ({}) AS ({query}) SELECT concat_ws(',', {}) FROM t", names.join(", "), quoted.join(", "));
    let mut statement = db.prepare(&query).expect("a query");
    let mut rows = statement.query([]).expect("rows");
    while let Some(row) = rows.next().expect("rows") {
        let values: String = row.get(0).expect("text");
        writeln!(script, "INSERT INTO {into} VALUES ({values});").expect("memory");
    }
}

/// The columns of a table that are stored: generated ones can't be inserted.
fn stored_columns(db: &Connection, table: &str) -> String {
    let mut statement =
        db.prepare("SELECT name FROM pragma_table_xinfo(?1) WHERE hidden = 0").expect("the pragma is a table");
    let names = statement.query_map([table], |r| r.get::<_, String>(0)).expect("a table has columns");
    names.collect::<Result<Vec<_>, _>>().expect("names are text").join(", ")
}
