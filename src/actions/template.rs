//! The user's own templates: copying a built-in one, and seeing how one does over many contacts.

use super::desk::Desk;
use super::{dictionary, review};
use crate::message::review::{Finding, Known, Severity, review as read_over};
use crate::message::{Brief, DraftError, Link, Met, Person, Plan, Templates, draft};
use crate::model::{Error, InteractionKind, Kind, Relationship, Result, name};
use crate::platform::{clock::Patience, files, paths};
use chrono::Days;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long all templates together may take: one that works hard for every text is looked at with
/// fewer contacts.
const PATIENCE: Duration = Duration::from_secs(5);
/// So many results are shown of a template.
const WORST_MOST: usize = 3;

/// How a template does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// Its name.
    pub name: String,
    /// Its file; `None` for a built-in one.
    pub file: Option<PathBuf>,
    /// Why it can't be used, where it can't.
    pub problem: Option<String>,
    /// With how many contacts it was looked at ...
    pub looked_at: usize,
    /// ... of how many.
    pub of: usize,
    /// For how many of them it has no words.
    pub refused: usize,
    /// How many texts have an error ...
    pub with_errors: usize,
    /// ... and how many others have something to mend.
    pub with_warnings: usize,
    /// The texts with most to mend, the worst first, each with findings of its own sort.
    pub worst: Vec<Sample>,
}

impl Checked {
    /// Whether words of it should not be sent, or there are none.
    #[must_use]
    pub const fn is_bad(&self) -> bool {
        self.problem.is_some() || self.with_errors > 0 || (self.looked_at > 0 && self.refused == self.looked_at)
    }
}

/// A text made for an invented contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// For whom.
    pub about: String,
    /// The text.
    pub text: String,
    /// What a review finds.
    pub findings: Vec<Finding>,
}

/// The files of the user's own templates with their names, in order.
#[must_use]
pub fn own_files(desk: &Desk) -> Vec<(String, PathBuf)> {
    let Some(dir) = desk.config_dir.as_deref().map(paths::templates) else { return Vec::new() };
    let entries = std::fs::read_dir(&dir).into_iter().flatten().flatten().map(|entry| entry.path());
    let named = entries.filter(|p| p.extension().is_some_and(|e| e == "toml")).filter_map(|path| {
        let name = path.file_stem()?.to_str()?.to_owned();
        Some((name, path))
    });
    let mut all: Vec<_> = named.collect();
    all.sort();
    all
}

fn unknown(name: &str) -> Error {
    Error::not_found(format!("there is no template {name:?}")).hint("`intouch template list` shows them all")
}

/// The user's own copy of a template, made of the built-in one where there is none yet. Says whether it
/// was made.
///
/// # Errors
/// `NotFound` for a name that is none; `Outside` where it can't be written.
pub fn own_copy(desk: &Desk, name: &str) -> Result<(PathBuf, bool)> {
    if let Some((_, path)) = own_files(desk).into_iter().find(|(n, _)| n == name) {
        return Ok((path, false));
    }
    let builtin = Templates::builtin();
    let source = builtin.source(name).filter(|_| name != "shared").ok_or_else(|| unknown(name))?;
    let dir = desk.config_dir.as_deref().map(paths::templates).ok_or_else(|| {
        Error::outside("no place for templates can be told: HOME is not set").hint("export HOME=/your/home")
    })?;
    let path = dir.join(format!("{name}.toml"));
    files::write_private(&path, source)?;
    Ok((path, true))
}

/// Reads one of the user's own templates; what is wrong is told with file and line.
///
/// # Errors
/// `Input` with file, line and what would be right; the file stays as it is.
pub fn read(name: &str, path: &Path) -> Result<Templates> {
    let mut templates = Templates::builtin();
    add(&mut templates, name, path)?;
    Ok(templates)
}

/// Adds one of the user's own templates to those at hand.
///
/// # Errors
/// As [`read`].
pub fn add(templates: &mut Templates, name: &str, path: &Path) -> Result<()> {
    let source = files::read_optional(path)?.unwrap_or_default();
    templates.add(name, &source).map_err(|e| {
        Error::input(format!("{}: {e}", path.display())).hint("mend the file, or move it away for the built-in one")
    })
}

/// Looks at the user's own templates, or at the one that is named, with contacts of whom much or little
/// is known.
///
/// # Errors
/// `NotFound` for a name that is none; where the dictionary can't be read.
pub fn check(desk: &Desk, name: Option<&str>) -> Result<Vec<Checked>> {
    let mut own = own_files(desk);
    if let Some(name) = name {
        own.retain(|(n, _)| n == name);
        let builtin = Templates::builtin();
        if own.is_empty() {
            let kind = builtin.kind(name).ok_or_else(|| unknown(name))?;
            return Ok(vec![look(desk, &builtin, name, kind, &Patience::of(PATIENCE))?]);
        }
    }
    let patience = Patience::of(PATIENCE);
    let one = |(name, path): (String, PathBuf)| {
        let checked = match read(&name, &path) {
            Ok(templates) => match templates.kind(&name) {
                Some(kind) => look(desk, &templates, &name, kind, &patience)?,
                None => Checked::default(),
            },
            Err(e) => Checked { problem: Some(e.message), ..Checked::default() },
        };
        Ok(Checked { name, file: Some(path), ..checked })
    };
    own.into_iter().map(one).collect()
}

/// Looks at one template.
fn look(desk: &Desk, templates: &Templates, name: &str, kind: Kind, patience: &Patience) -> Result<Checked> {
    let mut words = Known::default();
    dictionary::teach(desk, &mut words)?;
    let grid = grid(desk, kind);
    let mut checked = Checked { name: name.to_owned(), of: grid.len(), ..Checked::default() };
    let mut seen = BTreeSet::new();
    // Steps that visit everything once, and soon something of every sort.
    for n in 0..grid.len() {
        if patience.is_over() {
            break;
        }
        let Some((about, brief)) = grid.get((n * STEP) % grid.len()) else { continue };
        checked.looked_at += 1;
        let made = match draft(brief, templates, Some(name)) {
            Ok(made) => made,
            Err(DraftError::Template(e)) => {
                // The words of another contact would fail alike.
                checked.problem = Some(format!("{e} (for {about})"));
                break;
            }
            Err(_) => {
                checked.refused += 1;
                continue;
            }
        };
        let mut known = words.clone();
        review::add_words_of(brief, &mut known);
        let findings = read_over(&made.body, &review::occasion(brief, made.limit), &known, &desk.settings.review);
        if findings.iter().any(|f| f.severity == Severity::Error) {
            checked.with_errors += 1;
        } else if !findings.is_empty() {
            checked.with_warnings += 1;
        }
        let rules: Vec<_> = findings.iter().map(|f| f.rule).collect();
        if !findings.is_empty() && seen.insert(rules) {
            checked.worst.push(Sample { about: about.clone(), text: made.body, findings });
            checked.worst.sort_by_key(|s| std::cmp::Reverse(weight(&s.findings)));
            checked.worst.truncate(WORST_MOST);
        }
    }
    Ok(checked)
}

/// Errors weigh more than any number of warnings that a text is likely to have.
fn weight(findings: &[Finding]) -> usize {
    let one = |f: &Finding| match f.severity {
        Severity::Error => 100,
        Severity::Warning => 10,
        Severity::Hint => 1,
    };
    findings.iter().map(one).sum()
}

/// Has no factor in common with the size of the grid.
const STEP: usize = 389;

/// Contacts with names of every length, of whom each fact is known or not; with words for each.
fn grid(desk: &Desk, kind: Kind) -> Vec<(String, Brief)> {
    const NAMES: &[&str] = &["Bo Li", "Maximiliana Featherstonehaugh-Konstantinopoulou", "王小明"];
    const PLANS: &[(Plan, &str)] = &[(Plan::Free, "free"), (Plan::Premium, "premium")];
    let relationships = std::iter::once(None).chain(Relationship::ALL.iter().copied().map(Some));
    let mut all = Vec::new();
    for relationship in relationships {
        for name in NAMES {
            for (plan, account) in PLANS {
                for facts in 0..32 {
                    // Without a meeting there is no place of one.
                    if facts & (WHEN | PLACE) == PLACE {
                        continue;
                    }
                    let known: Vec<&str> =
                        FACTS.iter().enumerate().filter(|(n, _)| facts & (1 << n) != 0).map(|(_, f)| *f).collect();
                    let knows = if known.is_empty() { "nothing".to_owned() } else { known.join(", ") };
                    let how = relationship.map_or("no relationship", Relationship::as_str);
                    let about = format!("{name}, {how}; known: {knows}; {account} account");
                    all.push((about, brief(desk, kind, relationship, name, *plan, facts)));
                }
            }
        }
    }
    all
}

const FACTS: &[&str] = &["when", "place", "topic", "company", "introducer"];
const WHEN: u32 = 1;
const PLACE: u32 = 1 << 1;
const TOPIC: u32 = 1 << 2;
const COMPANY: u32 = 1 << 3;
const INTRODUCER: u32 = 1 << 4;

/// What is known of one contact of the grid. What a follow-up of the kind always comes with is there.
fn brief(desk: &Desk, kind: Kind, relationship: Option<Relationship>, whole: &str, plan: Plan, facts: u32) -> Brief {
    let known = |fact: u32, text: &str| (facts & fact != 0).then(|| text.to_owned());
    let ago = |days| desk.today().checked_sub_days(Days::new(days)).unwrap_or(desk.today());
    let person =
        |whole: &str, company| Person { name: whole.to_owned(), given: name::split(whole).given, company, title: None };
    let limits = desk.settings.note_limits;
    Brief {
        kind,
        rule: None,
        today: desk.today(),
        to: person(whole, known(COMPANY, "Initech")),
        relationship,
        from: desk.settings.me.clone(),
        met: (facts & WHEN != 0).then(|| Met {
            on: ago(3),
            place: known(PLACE, "RustConf"),
            topic: known(TOPIC, "async testing"),
            how: InteractionKind::Encounter,
        }),
        interest: known(TOPIC, "async testing"),
        introduced_by: known(INTRODUCER, "Ann Young"),
        text: Some("send the slides".to_owned()),
        requested_on: Some(ago(10)),
        request_had_note: Some(true),
        awaited: Some((ago(7), Some("the workshop".to_owned()))),
        last_contact_on: (facts & WHEN != 0).then(|| ago(3)),
        channel: None,
        plan,
        limit: if plan == Plan::Free { limits.0 } else { limits.1 },
        peer: 0,
        resource: Some(Link {
            title: Some("A guide to testing".to_owned()),
            url: "https://example.com/guide".to_owned(),
        }),
        introduce_to: Some(person("Cleo Diaz", None)),
        earlier: Vec::new(),
        variant: 0,
    }
}
