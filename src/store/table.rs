//! The tables of facts by name, key and columns: what the journal keeps, and what undo puts back.
//!
//! Knows no statement's meaning; the mapping between rows and nouns stands beside each table's own
//! statements.

/// A table whose rows people recorded.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// The column that tells which row, or (`many`) whose rows.
    pub key: &'static str,
    /// Everything in it that was recorded; columns that follow from facts are left out.
    pub columns: &'static str,
    /// The column that tells whose a row is.
    pub contact: Option<&'static str>,
    /// All rows of one key belong together.
    pub many: bool,
}

/// People.
pub const CONTACTS: Table = Table {
    name: "contacts",
    key: "id",
    columns: "id, uid, slug, name, given, family, company, title, linkedin, linkedin_key, relationship, \
         introduced_by, introduced_by_id, notes, every, connected_on, archived, do_not_contact, paused_on, \
         paused_until, source, imported_name, imported_company, imported_title, created_at, added_on",
    contact: Some("id"),
    many: false,
};

/// Their addresses and numbers.
pub const CONTACT_POINTS: Table = Table {
    name: "contact_points",
    key: "contact_id",
    columns: "contact_id, kind, position, value, key",
    contact: Some("contact_id"),
    many: true,
};

/// Their tags.
pub const TAGS: Table =
    Table { name: "tags", key: "contact_id", columns: "contact_id, tag", contact: Some("contact_id"), many: true };

/// Other names by which they are known.
pub const IDENTITIES: Table = Table {
    name: "identities",
    key: "contact_id",
    columns: "contact_id, kind, key",
    contact: Some("contact_id"),
    many: true,
};

/// What address books last said of them.
pub const CARDS: Table = Table {
    name: "cards",
    key: "contact_id",
    columns: "contact_id, source, uid, said",
    contact: Some("contact_id"),
    many: true,
};

/// What happened with them.
pub const INTERACTIONS: Table = Table {
    name: "interactions",
    key: "id",
    columns: "id, uid, contact_id, kind, direction, on_day, at, place, about, text, awaits_reply, closes, template, \
         source, recorded_on, shares",
    contact: Some("contact_id"),
    many: false,
};

/// What was asked of them.
pub const REQUESTS: Table = Table {
    name: "requests",
    key: "id",
    columns: "id, uid, contact_id, channel, direction, status, inferred, outcome_unknown, sent_on, sent_at, \
         resolved_on, resolved_at, resolved_entry, message, template, closes, source, recorded_on",
    contact: Some("contact_id"),
    many: false,
};

/// What was promised.
pub const PROMISES: Table = Table {
    name: "promises",
    key: "id",
    columns: "id, uid, contact_id, kind, text, on_day, at, due_on, recorded_on",
    contact: Some("contact_id"),
    many: false,
};

/// Marks.
pub const MARKS: Table = Table {
    name: "marks",
    key: "id",
    columns: "id, uid, contact_id, kind, on_day, at, text, source, recorded_on",
    contact: Some("contact_id"),
    many: false,
};

/// The numbers of follow-ups and what was decided about them.
pub const DECISIONS: Table = Table {
    name: "decisions",
    key: "follow_up_id",
    columns: "follow_up_id, contact_id, rule, anchor, step, outcome, decided_on, snoozed_until",
    contact: Some("contact_id"),
    many: false,
};

/// Remembered drafts: no step, but they go and come back with their contact.
pub const DRAFTS: Table = Table {
    name: "drafts",
    key: "contact_id",
    columns: "contact_id, follow_up_id, kind, template, body, variant, drafted_on",
    contact: Some("contact_id"),
    many: true,
};

/// What is worth sharing: nobody's own.
pub const RESOURCES: Table = Table {
    name: "resources",
    key: "id",
    columns: "id, uid, url, key, title, topics, note, added_on",
    contact: None,
    many: false,
};

/// What the book remembers of itself.
pub const META: Table = Table { name: "meta", key: "key", columns: "key, value", contact: None, many: false };

/// All of them, each after those it refers to.
pub const TABLES: [&Table; 13] = [
    &META,
    &RESOURCES,
    &CONTACTS,
    &CONTACT_POINTS,
    &TAGS,
    &IDENTITIES,
    &CARDS,
    &INTERACTIONS,
    &REQUESTS,
    &PROMISES,
    &MARKS,
    &DECISIONS,
    &DRAFTS,
];

impl Table {
    /// The table of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        TABLES.into_iter().find(|t| t.name == name)
    }

    /// Its columns, one by one.
    pub fn column_names(&self) -> impl Iterator<Item = &'static str> {
        self.columns.split(',').map(str::trim)
    }

    /// The rows of one key as a JSON array: an expression in which `?N` is the key.
    #[must_use]
    pub fn image(&self, parameter: &str) -> String {
        self.rows_where(self.key, parameter)
    }

    /// The rows whose `column` is the parameter, as a JSON array.
    #[must_use]
    pub fn rows_where(&self, column: &str, parameter: &str) -> String {
        let pairs: Vec<String> = self.column_names().map(|c| format!("'{c}', {c}")).collect();
        let (name, pairs) = (self.name, pairs.join(", "));
        format!("(SELECT json_group_array(json_object({pairs})) FROM {name} WHERE {column} = {parameter})")
    }
}
