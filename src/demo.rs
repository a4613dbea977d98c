//! The demo: invented people whose last weeks are played through the actions that commands call.
//!
//! Writes to the throw-away book it is given, never to the user's own.

use crate::actions::draft::{self, Drafted, Wanted};
use crate::actions::look::{self, Glance, Why};
use crate::actions::people::{self, Card};
use crate::actions::record::{self, Guest, Log, Met};
use crate::actions::request::{self, Asked, Words};
use crate::actions::{Desk, close, planning};
use crate::message::Sender;
use crate::model::{Direction, InteractionKind, PromiseKind, Result, Status};
use crate::platform::Now;
use crate::settings::Settings;
use crate::store::{Book, open::Access};
use chrono::{Datelike, Days, NaiveTime, Weekday};
use std::path::Path;

/// A demo book, played to the end.
pub struct Played {
    /// The desk on the last day.
    pub desk: Desk,
    /// Whose words are drafted.
    pub draft_target: &'static str,
    /// The follow-up that is explained, by its number.
    pub why_target: String,
    book: Book,
}

impl Played {
    /// The day at a glance.
    ///
    /// # Errors
    /// What the database says.
    pub fn glance(&self) -> Result<Glance> {
        look::day(&self.desk, &self.book)
    }

    /// The words for one of them.
    ///
    /// # Errors
    /// What the database says.
    pub fn draft(&mut self) -> Result<Drafted> {
        draft::draft(&self.desk, &mut self.book, self.draft_target, &Wanted::default())
    }

    /// Why another one is there.
    ///
    /// # Errors
    /// What the database says.
    pub fn why(&self) -> Result<Why> {
        look::why(&self.desk, &self.book, &self.why_target)
    }
}

/// The stage: one book, and a desk whose day moves on.
struct Stage {
    book: Book,
    desk: Desk,
    now: Now,
    offset: fn(crate::model::Instant) -> i32,
}

impl Stage {
    /// Moves to so many days before today, at ten in the morning.
    fn days_ago(&mut self, days: u64) {
        let day = self.now.today.checked_sub_days(Days::new(days)).unwrap_or(self.now.today);
        let ten = day.and_hms_opt(10, 0, 0).map_or(self.now.at, |t| t.and_utc());
        let at = ten - chrono::Duration::seconds(i64::from((self.offset)(ten)));
        self.desk.now = Now::new(at, (self.offset)(at), NaiveTime::MIN);
    }

    /// Like [`Stage::days_ago`], on the working day before where it is a weekend.
    fn working_days_ago(&mut self, days: u64) {
        self.days_ago(days);
        let extra = match self.desk.today().weekday() {
            Weekday::Sat => 1,
            Weekday::Sun => 2,
            _ => return,
        };
        self.days_ago(days + extra);
    }

    fn add(&mut self, name: &str, card: Card) -> Result<()> {
        people::add(&self.desk, &mut self.book, &Card { name: Some(name.to_owned()), ..card }).map(|_| ())
    }

    fn request(&mut self, who: &str) -> Result<()> {
        let asked = Asked { words: Words::AsDrafted, ..Asked::default() };
        request::request(&self.desk, &mut self.book, who, &asked).map(|_| ())
    }

    fn became(&mut self, who: &str, status: Status) -> Result<()> {
        request::resolve(&self.desk, &mut self.book, who, status, None, false).map(|_| ())
    }

    fn log(
        &mut self,
        who: &str,
        text: &str,
        kind: InteractionKind,
        direction: Direction,
        await_reply: bool,
    ) -> Result<()> {
        let given = Log {
            text: Some(text.to_owned()),
            kind: Some(kind),
            direction: Some(direction),
            await_reply,
            ..Log::default()
        };
        record::log(&self.desk, &mut self.book, who, given).map(|_| ())
    }
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// Plays the demo into the book at `path`, so that it ends at `now`.
///
/// # Errors
/// What the database says.
pub fn play(path: &Path, now: Now, offset: fn(crate::model::Instant) -> i32) -> Result<Played> {
    let mut settings = Settings::parse("", "config.toml")?;
    settings.me = Sender { name: some("Robin Vance"), given: some("Robin"), does: some("a freelance data engineer") };
    let mut desk = Desk::new(settings, now, Some(path.to_owned()), None);
    let book = planning::open(&mut desk, Access::Write)?;
    let mut stage = Stage { book, desk, now, offset };
    old_friends(&mut stage)?;
    a_conference(&mut stage)?;
    last_days(&mut stage)?;
    let Stage { book, mut desk, .. } = stage;
    desk.now = now;
    // The answer that doesn't come: its reason, its rule and what would stop it.
    let ines = look::show(&desk, &book, "ines")?.follow_ups;
    let why_target = ines.first().map_or_else(|| "ines".to_owned(), |(f, _)| f.id.to_string());
    Ok(Played { desk, draft_target: "cleo", why_target, book })
}

/// People from before, and a cadence.
fn old_friends(s: &mut Stage) -> Result<()> {
    s.days_ago(70);
    s.add(
        "Margaret Okafor",
        Card {
            company: some("Harbour Analytics"),
            title: some("Head of Data"),
            relationship: some("know-well"),
            emails: vec!["margaret@harbour.example".into()],
            tags: vec!["mentor".into()],
            every: some("6 weeks"),
            connected: some(""),
            ..Card::default()
        },
    )?;
    s.log("margaret", "Lunch; she offered to look at the portfolio", InteractionKind::Meeting, Direction::Both, false)?;
    s.add(
        "Daniel Reyes",
        Card {
            company: some("Northwind Labs"),
            relationship: some("former-colleague"),
            met: some("Brightline"),
            ..Card::default()
        },
    )?;
    s.days_ago(45);
    s.request("daniel")
}

/// Three weeks ago: a conference with four new people.
fn a_conference(s: &mut Stage) -> Result<()> {
    s.working_days_ago(20);
    let guests: Vec<Guest> = [
        ("Laura Chen", "async testing"),
        ("Tomás Herrera", "hiring data teams"),
        ("Ng Wei Ling", "event sourcing"),
        ("Priya Raman", "pricing a consulting day"),
    ]
    .into_iter()
    .map(|(name, about)| Guest { who: Met::New(name.to_owned()), about: some(about), line: None })
    .collect();
    record::met(&s.desk, &mut s.book, &guests, Some("RustConf"), None, None)?;
    s.days_ago(18);
    s.request("laura")?;
    s.request("tomas")?;
    s.request("ng-wei-ling")?;
    s.days_ago(16);
    let skip = look::show(&s.desk, &s.book, "priya")?.follow_ups.first().map(|(f, _)| f.id);
    if let Some(id) = skip {
        close::snooze(&s.desk, &mut s.book, &format!("#{id}"), "in 2 weeks")?;
    }
    s.working_days_ago(15);
    s.became("laura", Status::Accepted)?;
    record::promise(
        &s.desk,
        &mut s.book,
        "laura",
        PromiseKind::Promise,
        "send the load-test numbers",
        "in 2 weeks",
        None,
    )?;
    s.log("laura", "Thanks for accepting, Laura!", InteractionKind::Message, Direction::Out, false)?;
    s.days_ago(13);
    s.became("tomas", Status::Declined)
}

/// This week: a meetup, a call, and an answer that doesn't come.
fn last_days(s: &mut Stage) -> Result<()> {
    s.working_days_ago(9);
    s.add(
        "Ines Duarte",
        Card { company: some("Copperfield"), emails: vec!["ines@copperfield.example".into()], ..Card::default() },
    )?;
    s.log("ines", "Could you tell me more about the open role?", InteractionKind::Email, Direction::Out, true)?;
    s.working_days_ago(2);
    let evening: Vec<Guest> = [("Cleo Diaz", "data contracts"), ("Jonas Weber", "moving to freelance")]
        .into_iter()
        .map(|(name, about)| Guest { who: Met::New(name.to_owned()), about: some(about), line: None })
        .collect();
    record::met(&s.desk, &mut s.book, &evening, Some("the Data Engineering Meetup"), None, None)?;
    s.days_ago(1);
    record::promise(
        &s.desk,
        &mut s.book,
        "jonas",
        PromiseKind::Promise,
        "introduce him to my accountant",
        "in 3 days",
        None,
    )
    .map(|_| ())
}
