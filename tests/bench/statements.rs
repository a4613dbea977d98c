//! What the `sqlite3` shell is given to do: the statements that a verb cannot do without.

use crate::book::TODAY;

/// Somebody to look at or write about.
#[derive(Clone)]
pub struct Person {
    /// Their number.
    pub id: i64,
    /// Their slug.
    pub slug: String,
    /// The beginning of a word of their name that is nobody else's.
    pub start: String,
    /// Their open follow-up.
    pub follow_up: i64,
}

/// How somebody is named.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// By number.
    Id,
    /// By slug.
    Slug,
    /// By the start of a word of the name.
    Start,
}

impl By {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Id, Self::Slug, Self::Start];

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Id => "number",
            Self::Slug => "slug",
            Self::Start => "word start",
        }
    }

    /// As WHO on a command line.
    pub fn who(self, p: &Person) -> String {
        match self {
            Self::Id => p.id.to_string(),
            Self::Slug => p.slug.clone(),
            Self::Start => p.start.clone(),
        }
    }

    /// As a statement that finds them.
    fn lookup(self, p: &Person) -> String {
        match self {
            Self::Id => format!("SELECT id FROM contacts WHERE id = {};", p.id),
            Self::Slug => format!("SELECT id FROM contacts WHERE slug = '{}';", p.slug),
            Self::Start => format!(
                "SELECT rowid >> 32 FROM search_words WHERE search_words MATCH 'name : \"{}\"*' LIMIT 200;",
                p.start
            ),
        }
    }
}

/// The pragmas of a careful writer.
const CAREFUL: &str = "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; BEGIN IMMEDIATE;";
/// What a list of follow-ups shows.
const LINE: &str = "id, due_on, kind, contact, reason, text";
/// The weights of the built-in playbook.
const WEIGHTS: [u32; 11] = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110];

/// Everything that is due.
pub fn due() -> String {
    format!(
        "SELECT {LINE} FROM follow_ups WHERE shows_on <= '{TODAY}' AND (lapses_on IS NULL OR lapses_on >= '{TODAY}')
         ORDER BY importance, shows_on, id;"
    )
}

/// The day at a glance: the first dozen, what comes, what waits, how much the network still takes.
pub fn day() -> String {
    let coming: Vec<String> = WEIGHTS
        .iter()
        .map(|w| {
            format!(
                "SELECT * FROM (SELECT shows_on, {LINE} FROM follow_ups WHERE importance = {w} AND shows_on > '{TODAY}'
                 AND shows_on <= '2026-11-30' ORDER BY shows_on, id LIMIT 10)"
            )
        })
        .collect();
    format!(
        "SELECT {LINE} FROM follow_ups WHERE shows_on <= '{TODAY}' AND (lapses_on IS NULL OR lapses_on >= '{TODAY}')
         ORDER BY importance, shows_on, id LIMIT 13;
         {} ORDER BY 1 LIMIT 5;
         SELECT count(*), count(CASE WHEN sent_on < '2026-10-24' THEN 1 END) FROM (SELECT sent_on FROM requests
             INDEXED BY requests_by_status WHERE status = 'pending' AND direction = 'sent' AND outcome_unknown = 0
             ORDER BY sent_on LIMIT 1000);
         SELECT count(*), count(message) FROM requests INDEXED BY requests_sent WHERE direction = 'sent' AND sent_on >= '2026-11-17';
         SELECT count(*), count(message) FROM requests INDEXED BY requests_sent WHERE direction = 'sent' AND sent_on >= '2026-11-01';
         SELECT count(*) FROM (SELECT 1 FROM contacts INDEXED BY contacts_without_plan WHERE archived = 0 AND do_not_contact = 0
             AND planned_until < '{TODAY}' LIMIT 1000);",
        coming.join(" UNION ALL ")
    )
}

/// All that is known of a person.
fn facts(id: i64) -> String {
    format!(
        "SELECT * FROM contacts WHERE id = {id};
         SELECT kind, value FROM contact_points WHERE contact_id = {id};
         SELECT tag FROM tags WHERE contact_id = {id};
         SELECT * FROM interactions WHERE contact_id = {id};
         SELECT * FROM requests WHERE contact_id = {id};
         SELECT * FROM promises WHERE contact_id = {id};
         SELECT * FROM marks WHERE contact_id = {id};
         SELECT * FROM decisions WHERE contact_id = {id};
         SELECT * FROM follow_ups WHERE contact_id = {id};"
    )
}

/// One person.
pub fn show(p: &Person, by: By) -> String {
    format!("{} {}", by.lookup(p), facts(p.id))
}

/// A new fact's number, and its words where they can be found.
fn indexed(contact: &str, fact: &str, name: &str, text: &str) -> String {
    ["search_words", "search_parts"]
        .map(|table| {
            format!("INSERT INTO {table} (rowid, name, text) VALUES (({contact} << 32) | {fact}, '{name}', '{text}');")
        })
        .concat()
}

const FACT: &str = "(SELECT value FROM meta WHERE key = 'next_fact')";
const NEXT: &str = "UPDATE meta SET value = value + 1 WHERE key = 'next_fact';";

fn interaction(contact: &str, kind: &str, direction: &str, place: &str, about: &str, text: &str) -> String {
    format!(
        "INSERT INTO interactions (id, uid, contact_id, kind, direction, on_day, at, place, about, text, recorded_on)
         VALUES ({FACT}, lower(hex(randomblob(16))), {contact}, '{kind}', '{direction}', '{TODAY}',
                 '{TODAY}T12:00:00Z', nullif('{place}', ''), nullif('{about}', ''), nullif('{text}', ''), '{TODAY}');"
    )
}

/// A person with all that `add` was told, and the follow-up that comes of it.
pub fn add(name: &str, slug: &str, company: &str) -> String {
    let id = "(SELECT seq FROM sqlite_sequence WHERE name = 'contacts')";
    let (given, family) = name.split_once(' ').expect("two words");
    format!(
        "{CAREFUL}
         SELECT contact_id FROM contact_points WHERE key = '{slug}@example.com' AND kind = 'email';
         SELECT id FROM contacts WHERE slug = '{slug}';
         INSERT INTO contacts (uid, slug, name, given, family, company, title, created_at, added_on, met_at, met_on, about,
             last_contact_on, planned_until)
         VALUES (lower(hex(randomblob(16))), '{slug}', '{name}', '{given}', '{family}', '{company}', 'Editor',
             '{TODAY}T12:00:00Z', '{TODAY}', 'Harbour Fair 2026', '{TODAY}', 'map making', '{TODAY}', '2026-12-14');
         INSERT INTO contact_points VALUES ({id}, 'email', 0, '{slug}@example.com', '{slug}@example.com');
         INSERT INTO tags VALUES ({id}, 'press-1');
         {} {} {}
         INSERT INTO decisions (contact_id, rule, anchor, step) VALUES ({id}, 'connect-after-meeting', {FACT}, 1);
         INSERT INTO follow_ups VALUES (60, '2026-11-24', last_insert_rowid(), {id}, '{name}', 'connect',
             'connect-after-meeting', 'You met at Harbour Fair 2026 on Mon 23 Nov 2026; not connected yet', 20, '2026-11-24',
             '2026-11-24', NULL, NULL, '2026-12-14', 'linkedin', NULL, 20);
         {NEXT} COMMIT;",
        indexed(
            id,
            "0",
            &format!("{name}\n{slug}"),
            &format!("{given}\n{family}\n{company}\nEditor\n{slug}@example.com\npress-1")
        ),
        interaction(id, "encounter", "both", "Harbour Fair 2026", "map making", ""),
        indexed(id, FACT, "", "Harbour Fair 2026\nmap making"),
    )
}

/// An answer that came: the fact, its words, what is known anew, and the follow-up it makes moot.
pub fn log(p: &Person, by: By, text: &str) -> String {
    let id = p.id.to_string();
    format!(
        "{CAREFUL} {} {} {}
         {}
         DELETE FROM follow_ups WHERE id = {};
         UPDATE contacts SET last_contact_on = '{TODAY}', planned_until = '' WHERE id = {id};
         {NEXT} COMMIT;",
        by.lookup(p),
        interaction(&id, "message", "in", "", "", text),
        indexed(&id, FACT, "", text),
        facts(p.id),
        p.follow_up,
    )
}

/// A follow-up closed by a message: the decision, the fact, its words, and the next step.
pub fn done(p: &Person, by: By, text: &str) -> String {
    let id = p.id.to_string();
    let lookup = if by == By::Id {
        format!("SELECT contact_id FROM follow_ups WHERE id = {};", p.follow_up)
    } else {
        by.lookup(p)
    };
    format!(
        "{CAREFUL} {lookup}
         UPDATE decisions SET outcome = 'done', decided_on = '{TODAY}' WHERE follow_up_id = {};
         {} {}
         {}
         DELETE FROM follow_ups WHERE id = {};
         INSERT INTO decisions (contact_id, rule, anchor, step)
             SELECT contact_id, rule, anchor, 2 FROM decisions WHERE follow_up_id = {};
         INSERT INTO follow_ups VALUES (40, '2026-12-07', last_insert_rowid(), {id}, 'Zebedee', 'nudge',
             'nudge-awaited-reply', 'You wrote on Thu 12 Nov 2026 and wait for a reply; you asked once more already', 14,
             '2026-12-07', '2026-12-07', NULL, NULL, '2026-12-30', 'email', NULL, 23);
         UPDATE contacts SET last_contact_on = '{TODAY}', planned_until = '2026-12-30' WHERE id = {id};
         {NEXT} COMMIT;",
        p.follow_up,
        interaction(&id, "message", "out", "", "", text),
        indexed(&id, FACT, "", text),
        facts(p.id),
        p.follow_up,
        p.follow_up,
    )
}

/// The columns of the list of people.
const PEOPLE: &str = "c.id, c.name, c.slug, c.title || ', ' || c.company, c.met_at, c.last_contact_on,
    (SELECT group_concat(tag, ' ') FROM tags WHERE contact_id = c.id)";

/// People who have a word that begins so.
pub fn find(word: &str) -> String {
    format!(
        "SELECT {PEOPLE} FROM (SELECT DISTINCT rowid >> 32 AS id FROM search_words WHERE search_words MATCH '\"{word}\"*')
         AS found JOIN contacts AS c ON c.id = found.id WHERE c.archived = 0;"
    )
}

/// People who have it anywhere, by going through everything.
pub fn scan(part: &str) -> String {
    let like =
        |columns: &[&str]| columns.iter().map(|c| format!("{c} LIKE '%{part}%'")).collect::<Vec<_>>().join(" OR ");
    format!(
        "SELECT {PEOPLE} FROM contacts AS c WHERE c.archived = 0 AND ({}
             OR id IN (SELECT contact_id FROM contact_points WHERE {})
             OR id IN (SELECT contact_id FROM tags WHERE {})
             OR id IN (SELECT contact_id FROM interactions WHERE {})
             OR id IN (SELECT contact_id FROM requests WHERE {})
             OR id IN (SELECT contact_id FROM promises WHERE {}));",
        like(&["name", "slug", "company", "title", "linkedin", "notes"]),
        like(&["value"]),
        like(&["tag"]),
        like(&["place", "about", "text"]),
        like(&["message"]),
        like(&["text"]),
    )
}
