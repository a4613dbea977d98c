//! Contacts: statements and row mapping for `contacts`, `contact_points` and `tags`.

use super::column::{all, day, day_opt, first, instant, iso, run, word, word_opt};
use super::fault::fault;
use super::identities::{self, IdentityKind};
use super::open::Writer;
use super::table::{CONTACT_POINTS, CONTACTS, TAGS};
use super::{journal, search};
use crate::model::{Connection, Contact, Day, Error, Introducer, Result, Span, Summary, day as days, phone, text};
use rusqlite::types::ValueRef;
use rusqlite::{CachedStatement, Connection as Db, Row, params};

pub(super) const COLUMNS: &str = "id, uid, slug, name, given, family, company, title, linkedin, relationship, introduced_by, \
     introduced_by_id, notes, every, connected_on, archived, do_not_contact, paused_on, paused_until, created_at, \
     added_on, met_at, met_on, about, last_contact_on, connection, resting_since";

/// The source whose word on somebody's work is followed (see [`Origin`]).
pub const CONNECTIONS: &str = "linkedin";

/// The contact's own row; points and tags are read beside it.
pub(super) fn contact(row: &Row<'_>) -> rusqlite::Result<Contact> {
    let every: Option<String> = row.get(13)?;
    let introducer: Option<String> = row.get(10)?;
    let introducer_id: Option<i64> = row.get(11)?;
    Ok(Contact {
        id: row.get(0)?,
        uid: row.get(1)?,
        slug: row.get(2)?,
        name: row.get(3)?,
        given: row.get(4)?,
        family: row.get(5)?,
        company: row.get(6)?,
        title: row.get(7)?,
        linkedin: row.get(8)?,
        relationship: word_opt(row, 9)?,
        introduced_by: introducer.map(|name| Introducer { id: introducer_id, name }),
        notes: row.get(12)?,
        every: every.and_then(|e| Span::parse(&e)),
        connected_on: day_opt(row, 14)?,
        archived: row.get(15)?,
        do_not_contact: row.get(16)?,
        paused_on: day_opt(row, 17)?,
        paused_until: day_opt(row, 18)?,
        created_at: instant(row, 19)?,
        added_on: day(row, 20)?,
        met_at: row.get(21)?,
        met_on: day_opt(row, 22)?,
        about: row.get(23)?,
        last_contact_on: day_opt(row, 24)?,
        connection: word::<Connection>(row, 25)?,
        resting_since: day_opt(row, 26)?,
        emails: Vec::new(),
        phones: Vec::new(),
        urls: Vec::new(),
        tags: Vec::new(),
    })
}

/// Reads points and tags into contacts: the statements are prepared once for many.
struct Rest<'c> {
    points: CachedStatement<'c>,
    tags: CachedStatement<'c>,
}

impl<'c> Rest<'c> {
    fn new(conn: &'c Db) -> Result<Self> {
        let prepare = |sql| conn.prepare_cached(sql).map_err(fault);
        Ok(Self {
            points: prepare("SELECT kind, value FROM contact_points WHERE contact_id = ?1 ORDER BY kind, position")?,
            tags: prepare("SELECT tag FROM tags WHERE contact_id = ?1 ORDER BY tag")?,
        })
    }

    fn read_into(&mut self, mut contact: Contact) -> Result<Contact> {
        let mut points = self.points.query([contact.id]).map_err(fault)?;
        while let Some(row) = points.next().map_err(fault)? {
            let value = row.get(1).map_err(fault)?;
            match row.get_ref(0).map_err(fault)? {
                ValueRef::Text(b"email") => contact.emails.push(value),
                ValueRef::Text(b"phone") => contact.phones.push(value),
                _ => contact.urls.push(value),
            }
        }
        let tags = self.tags.query_map([contact.id], |r| r.get(0)).map_err(fault)?;
        contact.tags = tags.collect::<rusqlite::Result<_>>().map_err(fault)?;
        Ok(contact)
    }
}

/// The contact of that number.
///
/// # Errors
/// What the database says.
pub fn find(conn: &Db, id: i64) -> Result<Option<Contact>> {
    let row = first(conn, &format!("SELECT {COLUMNS} FROM contacts WHERE id = ?1"), [id], contact)?;
    row.map(|c| Rest::new(conn)?.read_into(c)).transpose()
}

/// The contact of that number.
///
/// # Errors
/// `NotFound` with a hint.
pub fn get(conn: &Db, id: i64) -> Result<Contact> {
    find(conn, id)?.ok_or_else(|| {
        Error::not_found(format!("there is no contact {id}")).hint("`intouch list` shows everybody with their numbers")
    })
}

/// The contact of exactly that slug, or that had it before it was merged.
///
/// # Errors
/// What the database says.
pub fn id_by_slug(conn: &Db, slug: &str) -> Result<Option<i64>> {
    match first(conn, "SELECT id FROM contacts WHERE slug = ?1", [slug], |r| r.get(0))? {
        None => identities::find(conn, IdentityKind::Slug, slug),
        found => Ok(found),
    }
}

/// The contacts of that profile key (see `model::profile::slug_key`), those who had it before they
/// were merged last.
///
/// # Errors
/// What the database says.
pub fn ids_by_linkedin(conn: &Db, key: &str) -> Result<Vec<i64>> {
    let mut ids = all(conn, "SELECT id FROM contacts WHERE linkedin_key = ?1 ORDER BY id", [key], |r| r.get(0))?;
    ids.extend(identities::find(conn, IdentityKind::Linkedin, key)?.filter(|id| !ids.contains(id)));
    Ok(ids)
}

/// The contacts that have this address or number.
///
/// # Errors
/// What the database says.
pub fn ids_by_point(conn: &Db, kind: &str, key: &str) -> Result<Vec<i64>> {
    all(
        conn,
        "SELECT contact_id FROM contact_points WHERE key = ?1 AND kind = ?2 ORDER BY contact_id",
        [key, kind],
        |r| r.get(0),
    )
}

/// The contacts that have this telephone number, however it was written (see [`phone::is_same`]).
///
/// # Errors
/// What the database says.
pub fn ids_by_phone(conn: &Db, number: &str) -> Result<Vec<i64>> {
    let wanted = phone::key(number);
    // The index says the length of the tail, as `phone::TAIL` does.
    let sql = "SELECT DISTINCT contact_id, key FROM contact_points
               WHERE substr(key, -7) = substr(?1, -7) AND kind = 'phone' ORDER BY contact_id";
    let found: Vec<(i64, String)> = all(conn, sql, [&wanted], |r| Ok((r.get(0)?, r.get(1)?)))?;
    let mut ids: Vec<i64> =
        found.into_iter().filter(|(_, key)| phone::is_same(key, &wanted)).map(|(id, _)| id).collect();
    ids.dedup();
    Ok(ids)
}

/// The contacts that have this tag.
///
/// # Errors
/// What the database says.
pub fn ids_by_tag(conn: &Db, tag: &str) -> Result<std::collections::HashSet<i64>> {
    let ids = all(conn, "SELECT contact_id FROM tags WHERE tag = ?1", [tag], |r| r.get(0))?;
    Ok(ids.into_iter().collect())
}

/// Somebody a WHO could mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Their number.
    pub id: i64,
    /// Their slug.
    pub slug: String,
    /// Their name.
    pub name: String,
    /// Where they work.
    pub company: Option<String>,
    /// Put away.
    pub archived: bool,
}

/// The candidates among these numbers, in that order.
///
/// # Errors
/// What the database says.
pub fn candidates(conn: &Db, ids: &[i64]) -> Result<Vec<Candidate>> {
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.extend(first(conn, "SELECT id, slug, name, company, archived FROM contacts WHERE id = ?1", [id], |r| {
            Ok(Candidate { id: r.get(0)?, slug: r.get(1)?, name: r.get(2)?, company: r.get(3)?, archived: r.get(4)? })
        })?);
    }
    Ok(found)
}

/// Every slug with its name, for completion.
///
/// # Errors
/// What the database says.
pub fn slugs(conn: &Db, prefix: &str, most: usize) -> Result<Vec<(String, String)>> {
    let end = format!("{prefix}{{"); // '{' follows 'z'
    all(
        conn,
        "SELECT slug, name FROM contacts WHERE slug >= ?1 AND slug < ?2 AND archived = 0 ORDER BY slug LIMIT ?3",
        params![prefix, end, i64::try_from(most).unwrap_or(i64::MAX)],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )
}

/// What a list of people is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only these numbers (what a search found), in that order.
    pub ids: Option<Vec<i64>>,
    /// With this tag.
    pub tag: Option<String>,
    /// Met at a place that holds these words.
    pub met: Option<String>,
    /// At a company that holds these words.
    pub company: Option<String>,
    /// Of this relationship.
    pub relationship: Option<String>,
    /// Of this connection.
    pub connection: Option<String>,
    /// Without contact since before this day.
    pub stale_before: Option<Day>,
    /// With nothing planned as of this day.
    pub no_plan_on: Option<Day>,
    /// The archived ones instead of the others.
    pub archived: bool,
    /// At most so many.
    pub most: Option<usize>,
}

/// Calls `each` for every contact the filter lets through, by name.
///
/// # Errors
/// What the database or `each` says.
pub fn each(conn: &Db, filter: &Filter, mut visit: impl FnMut(Contact) -> Result<()>) -> Result<()> {
    use rusqlite::types::Value;
    let mut clauses = vec!["archived = ?1"];
    let mut values: Vec<Value> = vec![Value::Integer(filter.archived.into())];
    let mut clause = |sql: &'static str, value: Option<String>| {
        if let Some(value) = value {
            values.push(Value::Text(value));
            clauses.push(sql);
        }
    };
    clause("id IN (SELECT contact_id FROM tags WHERE tag = ?)", filter.tag.clone());
    clause(
        "id IN (SELECT contact_id FROM interactions WHERE kind = 'encounter' AND place LIKE ? ESCAPE '\\')",
        filter.met.as_deref().map(like),
    );
    clause("company LIKE ? ESCAPE '\\'", filter.company.as_deref().map(like));
    clause("relationship = ?", filter.relationship.clone());
    clause("connection = ?", filter.connection.clone());
    clause("coalesce(last_contact_on, added_on) < ?", iso(filter.stale_before));
    if let Some(day) = filter.no_plan_on {
        clauses.push("do_not_contact = 0 AND coalesce(paused_until, '') <= ? AND planned_until < ?");
        values.extend([Value::Text(days::iso(day)), Value::Text(days::iso(day))]);
    }
    let sql = numbered(&format!("SELECT {COLUMNS} FROM contacts WHERE {}", clauses.join(" AND ")));
    let mut rest = Rest::new(conn)?;
    if let Some(ids) = &filter.ids {
        let last = values.len() + 1;
        let mut one = conn.prepare(&format!("{sql} AND id = ?{last}")).map_err(fault)?;
        for (n, value) in values.iter().enumerate() {
            one.raw_bind_parameter(n + 1, value).map_err(fault)?;
        }
        let mut left = filter.most.unwrap_or(usize::MAX);
        for id in ids {
            if left == 0 {
                break;
            }
            one.raw_bind_parameter(last, id).map_err(fault)?;
            let mut rows = one.raw_query();
            let found = rows.next().map_err(fault)?.map(contact).transpose().map_err(fault)?;
            drop(rows);
            if let Some(found) = found {
                visit(rest.read_into(found)?)?;
                left -= 1;
            }
        }
        return Ok(());
    }
    let limit = filter.most.map(|m| format!(" LIMIT {m}")).unwrap_or_default();
    let mut statement = conn.prepare(&format!("{sql} ORDER BY name COLLATE NOCASE, id{limit}")).map_err(fault)?;
    let mut rows = statement.query(rusqlite::params_from_iter(values)).map_err(fault)?;
    while let Some(row) = rows.next().map_err(fault)? {
        visit(rest.read_into(contact(row).map_err(fault)?)?)?;
    }
    Ok(())
}

/// `?` after the first placeholder become `?2`, `?3`, ...
fn numbered(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() + 16);
    let mut n = 1;
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        out.push(c);
        if c == '?' && !chars.peek().is_some_and(char::is_ascii_digit) {
            n += 1;
            out.push_str(&n.to_string());
        }
    }
    out
}

/// A LIKE pattern for "holds these words".
fn like(words: &str) -> String {
    format!("%{}%", words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

/// How many contacts have nothing planned on `today` (planning ruling 18), counted up to `most`.
///
/// # Errors
/// What the database says.
pub fn count_without_plan(conn: &Db, today: Day, most: usize) -> Result<usize> {
    let count: Option<i64> = first(
        conn,
        "SELECT count(*) FROM (SELECT 1 FROM contacts INDEXED BY contacts_without_plan
         WHERE archived = 0 AND do_not_contact = 0 AND planned_until < ?1 LIMIT ?2)",
        params![days::iso(today), i64::try_from(most).unwrap_or(i64::MAX)],
        |r| r.get(0),
    )?;
    Ok(usize::try_from(count.unwrap_or(0)).unwrap_or(0))
}

/// How many contacts there are, counted up to `most`.
///
/// # Errors
/// What the database says.
pub fn count(conn: &Db, most: usize) -> Result<usize> {
    let count: Option<i64> = first(
        conn,
        "SELECT count(*) FROM (SELECT 1 FROM contacts LIMIT ?1)",
        [i64::try_from(most).unwrap_or(i64::MAX)],
        |r| r.get(0),
    )?;
    Ok(usize::try_from(count.unwrap_or(0)).unwrap_or(0))
}

/// Every contact's number, in order.
///
/// # Errors
/// What the database says.
pub fn ids(conn: &Db) -> Result<Vec<i64>> {
    all(conn, "SELECT id FROM contacts ORDER BY id", [], |r| r.get(0))
}

/// The contact of that `uid`.
///
/// # Errors
/// What the database says.
pub fn id_by_uid(conn: &Db, uid: &str) -> Result<Option<i64>> {
    match first(conn, "SELECT id FROM contacts WHERE uid = ?1", [uid], |r| r.get(0))? {
        None => identities::find(conn, IdentityKind::Uid, uid),
        found => Ok(found),
    }
}

/// Every contact's `uid` and number, sorted by `uid`.
///
/// # Errors
/// What the database says.
pub fn uids(conn: &Db) -> Result<Vec<(String, i64)>> {
    all(conn, "SELECT uid, id FROM contacts ORDER BY uid", [], |r| Ok((r.get(0)?, r.get(1)?)))
}

/// A slug that nobody has: `wanted`, else `wanted-2`, `wanted-3`, ...
///
/// # Errors
/// What the database says.
pub fn free_slug(conn: &Db, wanted: &str) -> Result<String> {
    if id_by_slug(conn, wanted)?.is_none() {
        return Ok(wanted.to_owned());
    }
    // The highest number in use, so that a thousand people of one name don't cost a thousand looks.
    let highest: Option<i64> = first(
        conn,
        "SELECT max(CAST(substr(slug, length(?1) + 2) AS INTEGER)) FROM (
             SELECT slug FROM contacts WHERE slug > ?1 || '-' AND slug < ?1 || '.'
             UNION ALL
             SELECT key FROM identities WHERE kind = 'slug' AND key > ?1 || '-' AND key < ?1 || '.')
         WHERE substr(slug, length(?1) + 2) NOT GLOB '*[^0-9]*'",
        [wanted],
        |r| r.get(0),
    )?
    .flatten();
    Ok(format!("{wanted}-{}", highest.unwrap_or(1).max(1) + 1))
}

/// Writes a new contact, which can be found at once; its `id` is set to the number given. Of
/// connections it is kept what the import said (see [`Origin`]); what address books say is kept in
/// their cards.
///
/// # Errors
/// What the database says.
pub fn insert(w: &Writer<'_>, c: &mut Contact, source: Option<&str>) -> Result<()> {
    let connections = source.filter(|s| *s == CONNECTIONS);
    let origin = Origin {
        source: source.map(str::to_owned),
        name: connections.map(|_| c.name.clone()),
        company: connections.and_then(|_| c.company.clone()),
        title: connections.and_then(|_| c.title.clone()),
    };
    insert_from(w, c, &origin)
}

/// Where a contact came from, and what the last import of connections said: it tells a change there
/// from the user's own words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The import that brought them; `None` for the user.
    pub source: Option<String>,
    /// The whole name; `None` where no import of connections knew them.
    pub name: Option<String>,
    /// The company.
    pub company: Option<String>,
    /// The title there.
    pub title: Option<String>,
}

/// Where a contact came from.
///
/// # Errors
/// What the database says.
pub fn origin(conn: &Db, id: i64) -> Result<Origin> {
    let sql = "SELECT source, imported_name, imported_company, imported_title FROM contacts WHERE id = ?1";
    let origin = |r: &Row<'_>| Ok(Origin { source: r.get(0)?, name: r.get(1)?, company: r.get(2)?, title: r.get(3)? });
    Ok(first(conn, sql, [id], origin)?.unwrap_or_default())
}

/// Writes a new contact, under its number where it has one: the caller sees to it that nobody ever
/// had it.
///
/// # Errors
/// What the database says.
pub fn insert_from(w: &Writer<'_>, c: &mut Contact, origin: &Origin) -> Result<()> {
    journal::creating(w)?;
    let id = (c.id > 0).then_some(c.id);
    run(
        w,
        "INSERT INTO contacts (uid, slug, name, given, family, company, title, linkedin, linkedin_key, relationship,
             introduced_by, introduced_by_id, notes, every, connected_on, archived, do_not_contact, paused_on,
             paused_until, source, created_at, added_on, imported_name, imported_company, imported_title,
             id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
             ?23, ?24, ?25, ?26)",
        params![
            c.uid,
            c.slug,
            c.name,
            c.given,
            c.family,
            c.company,
            c.title,
            c.linkedin,
            profile_key(c),
            c.relationship.map(crate::model::Relationship::as_str),
            c.introduced_by.as_ref().map(|i| &i.name),
            c.introduced_by.as_ref().and_then(|i| i.id),
            c.notes,
            c.every.map(|e| e.to_string()),
            iso(c.connected_on),
            c.archived,
            c.do_not_contact,
            iso(c.paused_on),
            iso(c.paused_until),
            origin.source,
            days::stamp(c.created_at),
            days::iso(c.added_on),
            origin.name,
            origin.company,
            origin.title,
            id,
        ],
    )?;
    c.id = w.last_insert_rowid();
    journal::created(w, c.id)?;
    write_points(w, c)?;
    search::put_new_card(w, c)
}

/// Keeps what an import of connections said; where the contact came from stays.
///
/// # Errors
/// What the database says.
pub fn set_told(w: &Writer<'_>, id: i64, told: &Origin) -> Result<()> {
    journal::touch(w, &CONTACTS, id, id)?;
    run(
        w,
        "UPDATE contacts SET imported_name = ?2, imported_company = ?3, imported_title = ?4 WHERE id = ?1",
        params![id, told.name, told.company, told.title],
    )?;
    Ok(())
}

/// Calls `visit` with the number and the name of everybody.
///
/// # Errors
/// What the database says.
pub fn each_name(conn: &Db, mut visit: impl FnMut(i64, &str)) -> Result<()> {
    let mut statement = conn.prepare_cached("SELECT id, name FROM contacts ORDER BY id").map_err(fault)?;
    let mut rows = statement.query([]).map_err(fault)?;
    while let Some(row) = rows.next().map_err(fault)? {
        let id = row.get(0).map_err(fault)?;
        let name = row.get_ref(1).map_err(fault)?.as_str();
        visit(id, name.unwrap_or_default());
    }
    Ok(())
}

/// Calls `visit` with the number and the name of everybody whose profile is not known.
///
/// # Errors
/// What the database says.
pub fn each_without_profile(conn: &Db, mut visit: impl FnMut(i64, &str)) -> Result<()> {
    let sql = "SELECT id, name FROM contacts WHERE linkedin IS NULL ORDER BY id";
    let mut statement = conn.prepare_cached(sql).map_err(fault)?;
    let mut rows = statement.query([]).map_err(fault)?;
    while let Some(row) = rows.next().map_err(fault)? {
        let id = row.get(0).map_err(fault)?;
        visit(id, row.get_ref(1).map_err(fault)?.as_str().unwrap_or_default());
    }
    Ok(())
}

/// Calls `visit` with the number of everybody who came after that number was given, in order.
///
/// # Errors
/// What the database says.
pub fn each_after(conn: &Db, id: i64, mut visit: impl FnMut(i64)) -> Result<()> {
    let mut statement = conn.prepare_cached("SELECT id FROM contacts WHERE id > ?1 ORDER BY id").map_err(fault)?;
    let mut rows = statement.query([id]).map_err(fault)?;
    while let Some(row) = rows.next().map_err(fault)? {
        visit(row.get(0).map_err(fault)?);
    }
    Ok(())
}

/// Since when somebody is connected, and the company that the last import of connections named.
///
/// # Errors
/// What the database says.
pub fn connected(conn: &Db, id: i64) -> Result<(Option<Day>, Option<String>)> {
    let sql = "SELECT connected_on, imported_company FROM contacts WHERE id = ?1";
    Ok(first(conn, sql, [id], |r| Ok((day_opt(r, 0)?, r.get(1)?)))?.unwrap_or_default())
}

/// The number that the newest contact was given; 0 where there never was one.
///
/// # Errors
/// What the database says.
pub fn newest(conn: &Db) -> Result<i64> {
    Ok(first(conn, "SELECT seq FROM sqlite_sequence WHERE name = 'contacts'", [], |r| r.get(0))?.unwrap_or(0))
}

/// Writes what the user may change of a contact, where it changed.
///
/// # Errors
/// `NotFound`, or what the database says.
pub fn update(w: &Writer<'_>, c: &Contact) -> Result<()> {
    let before = get(w, c.id)?;
    if before == *c {
        return Ok(());
    }
    for table in [&CONTACTS, &CONTACT_POINTS, &TAGS] {
        journal::touch(w, table, c.id, c.id)?;
    }
    run(
        w,
        "UPDATE contacts SET name = ?2, given = ?3, family = ?4, company = ?5, title = ?6, linkedin = ?7,
             linkedin_key = ?8, relationship = ?9, introduced_by = ?10, introduced_by_id = ?11, notes = ?12, every = ?13,
             connected_on = ?14, archived = ?15, do_not_contact = ?16, paused_on = ?17, paused_until = ?18
         WHERE id = ?1",
        params![
            c.id,
            c.name,
            c.given,
            c.family,
            c.company,
            c.title,
            c.linkedin,
            profile_key(c),
            c.relationship.map(crate::model::Relationship::as_str),
            c.introduced_by.as_ref().map(|i| &i.name),
            c.introduced_by.as_ref().and_then(|i| i.id),
            c.notes,
            c.every.map(|e| e.to_string()),
            iso(c.connected_on),
            c.archived,
            c.do_not_contact,
            iso(c.paused_on),
            iso(c.paused_until),
        ],
    )?;
    run(w, "DELETE FROM contact_points WHERE contact_id = ?1", [c.id])?;
    run(w, "DELETE FROM tags WHERE contact_id = ?1", [c.id])?;
    write_points(w, c)?;
    if search::is_found_alike(&before, c) {
        return Ok(());
    }
    search::put_card(w, c)
}

/// A contact's profile as matching sees it.
#[must_use]
pub fn profile_key(c: &Contact) -> Option<String> {
    c.linkedin.as_deref().and_then(crate::model::profile::slug_key)
}

/// An address or number as matching sees it.
#[must_use]
pub fn point_key(kind: &str, value: &str) -> String {
    match kind {
        "phone" => phone::key(value),
        _ => text::fold(value),
    }
}

/// Whether two addresses or numbers are one.
#[must_use]
pub fn is_same_point(kind: &str, a: &str, b: &str) -> bool {
    let (a, b) = (point_key(kind, a), point_key(kind, b));
    if kind == "phone" { phone::is_same(&a, &b) } else { a == b }
}

fn write_points(w: &Writer<'_>, c: &Contact) -> Result<()> {
    let id = c.id;
    for (kind, values) in [("email", &c.emails), ("phone", &c.phones), ("url", &c.urls)] {
        for (position, value) in values.iter().enumerate() {
            run(
                w,
                "INSERT INTO contact_points (contact_id, kind, position, value, key) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![id, kind, i64::try_from(position).unwrap_or(0), value, point_key(kind, value)],
            )?;
        }
    }
    for tag in &c.tags {
        run(w, "INSERT OR IGNORE INTO tags (contact_id, tag) VALUES (?1, ?2)", params![id, tag])?;
    }
    Ok(())
}

/// Writes what follows from the facts, where it changed.
///
/// # Errors
/// What the database says.
pub fn write_summary(w: &Writer<'_>, id: i64, summary: &Summary, planned_until: &str) -> Result<()> {
    run(
        w,
        "UPDATE contacts SET met_at = ?2, met_on = ?3, about = ?4, last_contact_on = ?5, connection = ?6,
             resting_since = ?7, planned_until = ?8
         WHERE id = ?1 AND (met_at, met_on, about, last_contact_on, connection, resting_since, planned_until)
             IS NOT (?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            id,
            summary.met_at,
            iso(summary.met_on),
            summary.about,
            iso(summary.last_contact_on),
            summary.connection.as_str(),
            iso(summary.resting_since),
            planned_until,
        ],
    )?;
    Ok(())
}

/// Erases a contact with everything that hangs on it, from what can be found and from the steps
/// that could be taken back too; gives whom they had introduced.
///
/// # Errors
/// What the database says.
pub fn erase(w: &Writer<'_>, id: i64) -> Result<Vec<i64>> {
    let introduced = all(w, "SELECT id FROM contacts WHERE introduced_by_id = ?1 ORDER BY id", [id], |r| r.get(0))?;
    journal::forget(w, id)?;
    search::remove_contact(w, id)?;
    run(w, "UPDATE contacts SET introduced_by = NULL, introduced_by_id = NULL WHERE introduced_by_id = ?1", [id])?;
    run(w, "DELETE FROM contacts WHERE id = ?1", [id])?;
    for other in &introduced {
        search::put_card(w, &get(w, *other)?)?;
    }
    Ok(introduced)
}
