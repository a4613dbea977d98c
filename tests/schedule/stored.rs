//! The stored agenda always equals a from-scratch plan of the whole book, whatever is recorded in
//! whatever order: verbs are drawn at random and run through the actions that commands call.
//!
//! `INTOUCH_CASES=1000` draws so many histories for each property.

use crate::stage::{dump, setting};
use intouch::actions::fact::{self, Correction};
use intouch::actions::people::{self, Card, Standing};
use intouch::actions::record::{self, Guest, Log, Met};
use intouch::actions::request::{self, Asked, Words};
use intouch::actions::{Desk, close, look, planning, undo};
use intouch::model::{Direction, FollowUp, InteractionKind, PromiseKind, Result, Status, day};
use intouch::platform::Now;
use intouch::schedule::{Closing, plan};
use intouch::settings::Settings;
use intouch::store::{Book, check, contacts, facts, follow_ups, interactions, search_check, sent};
use proptest::prelude::*;

/// So many histories, unless the environment asks for more.
fn cases(usual: u32) -> ProptestConfig {
    ProptestConfig::with_cases(setting("INTOUCH_CASES").map_or(usual, |n| u32::try_from(n).unwrap()))
}

/// A verb, on one of three people, said to have happened so many days ago.
#[derive(Debug, Clone)]
struct Verb {
    what: usize,
    whom: usize,
    ago: u64,
    pick: usize,
    /// Days that pass before it.
    pass: u64,
}

const PEOPLE: [&str; 3] = ["laura-chen", "cleo-diaz", "ng-wei-ling"];
const VERBS: usize = 26;

fn verb() -> impl Strategy<Value = Verb> {
    (0..VERBS, 0..PEOPLE.len(), 0_u64..30, 0_usize..6, 0_u64..9).prop_map(|(what, whom, ago, pick, pass)| Verb {
        what,
        whom,
        ago,
        pick,
        pass,
    })
}

/// Long enough to stand in the index of what was sent.
const WORDS: &str = "words that say a little of what there was to say";

struct World {
    desk: Desk,
    book: Book,
    days: u64,
    /// The book before and after each of the three people came.
    past: Vec<Vec<String>>,
}

impl World {
    fn new() -> Self {
        let settings = Settings::parse("", "config.toml").unwrap();
        let desk = Desk::new(settings, now(0), None, None);
        let mut book = Book::in_memory().unwrap();
        let mut past = vec![dump(book.conn())];
        for (n, name) in ["Laura Chen", "Cleo Diaz", "Ng Wei Ling"].into_iter().enumerate() {
            let card = Card {
                name: Some(name.into()),
                emails: if n == 0 { vec!["laura@example.com".into()] } else { Vec::new() },
                every: (n == 2).then(|| "5 weeks".into()),
                ..Card::default()
            };
            people::add(&desk, &mut book, &card).unwrap();
            past.push(dump(book.conn()));
        }
        Self { desk, book, days: 0, past }
    }

    /// Runs the verb; what it refuses is no matter here.
    fn run(&mut self, v: &Verb) {
        self.days += v.pass;
        self.desk.now = now(self.days);
        let _ = self.act(v);
    }

    fn act(&mut self, v: &Verb) -> Result<()> {
        let who = PEOPLE[v.whom];
        let on = if v.ago == 0 { None } else { Some(format!("{} days ago", v.ago)) };
        let later = format!("in {} days", v.ago + 1);
        let (desk, book) = (&self.desk, &mut self.book);
        let log = |kind, direction, await_reply| Log {
            text: Some(format!("{WORDS} {}", v.pick)),
            kind: Some(kind),
            direction: Some(direction),
            await_reply,
            on: on.clone(),
            ..Log::default()
        };
        match v.what {
            0 | 1 => {
                let guest = Guest { who: Met::Known(who.into()), about: None, line: None };
                record::met(desk, book, &[guest], Some("RustConf"), None, on.as_deref())?;
            }
            2 => drop(record::log(desk, book, who, log(InteractionKind::Message, Direction::Out, false))?),
            3 => drop(record::log(desk, book, who, log(InteractionKind::Email, Direction::Out, true))?),
            4 => drop(record::log(desk, book, who, log(InteractionKind::Call, Direction::Both, false))?),
            5 => drop(record::replied(desk, book, who, None, on.as_deref())?),
            6 => drop(request::request(desk, book, who, &Asked { words: Words::None, on, ..Asked::default() })?),
            7 => {
                let words = Words::Given(format!("{WORDS} and asked"));
                request::request(desk, book, who, &Asked { words, on, ..Asked::default() })?;
            }
            8 => drop(request::request(desk, book, who, &Asked { received: true, on, ..Asked::default() })?),
            9 | 10 => drop(request::resolve(desk, book, who, Status::Accepted, on.as_deref(), v.pick == 0)?),
            11 => drop(request::resolve(desk, book, who, Status::Withdrawn, on.as_deref(), false)?),
            12 => {
                let kind = if v.pick == 0 { PromiseKind::Reminder } else { PromiseKind::Promise };
                record::promise(desk, book, who, kind, "a word kept", &later, None)?;
            }
            13 | 14 => drop(close::done(desk, book, who, &close::Done::default())?),
            15 => drop(close::skip(desk, book, who, None)?),
            16 => drop(close::snooze(desk, book, who, &later)?),
            17 => drop(fact::remove(desk, book, 1 + i64::try_from(v.pick).unwrap())?),
            18 => {
                let given = Correction { on, ..Correction::default() };
                fact::edit(desk, book, 1 + i64::try_from(v.pick).unwrap(), &given)?;
            }
            19 => drop(close::reopen(desk, book, &(1 + v.pick).to_string())?),
            20 => {
                let standings = [
                    Standing::Archive,
                    Standing::Unarchive,
                    Standing::DoNotContact,
                    Standing::Pause(later),
                    Standing::Wake,
                    Standing::Wake,
                ];
                people::stand(desk, book, who, &standings[v.pick])?;
            }
            21 => {
                let tags = ["mentor", "rust", "lead", "rust", "mentor", "lisbon"][v.pick].to_owned();
                let (add, remove) = if v.ago.is_multiple_of(3) { (vec![], vec![tags]) } else { (vec![tags], vec![]) };
                people::tags(desk, book, who, &add, &remove)?;
            }
            22 => {
                let given = Correction { text: Some(format!("other {WORDS} {}", v.ago)), ..Correction::default() };
                fact::edit(desk, book, 1 + i64::try_from(v.pick).unwrap(), &given)?;
            }
            23 => {
                let card = Card {
                    company: Some(["Acme", "Northwind", "", "Initech", "Acme", "Globex"][v.pick].into()),
                    emails: v
                        .ago
                        .is_multiple_of(4)
                        .then(|| format!("{who}{}@example.com", v.pick))
                        .into_iter()
                        .collect(),
                    introduced_by: v.ago.is_multiple_of(5).then(|| PEOPLE[v.pick % 3].to_owned()),
                    ..Card::default()
                };
                people::edit(desk, book, who, &card)?;
            }
            24 => {
                let card = Card {
                    name: Some(format!("Newcomer {}", v.ago)),
                    met: Some("RustConf".into()),
                    introduced_by: (v.pick == 0).then(|| PEOPLE[v.whom].to_owned()),
                    ..Card::default()
                };
                people::add(desk, book, &card)?;
            }
            _ => {
                let every = ["3 weeks", "never", "2 months", "10 days", "1 year", "never"][v.pick];
                people::edit(desk, book, who, &Card { every: Some(every.into()), ..Card::default() })?;
            }
        }
        Ok(())
    }

    /// The rows that a plan from scratch gives, and those that are stored; both in one order.
    fn rows(&self) -> (Vec<FollowUp>, Vec<FollowUp>) {
        let (mut planned, mut stored) = (Vec::new(), Vec::new());
        for id in contacts::ids(self.book.conn()).unwrap() {
            let facts = facts::of(self.book.conn(), id).unwrap();
            let fresh = plan(&facts, self.desk.playbook(), self.desk.calendar());
            for r in fresh.raised.iter().filter(|r| r.closing == Closing::Open) {
                let key = facts
                    .decisions
                    .iter()
                    .find(|d| d.rule == r.rule && d.anchor == r.anchor && d.step == r.step)
                    .expect("an open follow-up has a number");
                planned.push(planning::row(&facts.contact, r, key.follow_up_id));
            }
            let contact = &facts.contact;
            let summary = &fresh.summary;
            assert_eq!(contact.last_contact_on, summary.last_contact_on);
            assert_eq!(contact.connection, summary.connection);
            assert_eq!(contact.resting_since, summary.resting_since);
            assert_eq!((contact.met_on, &contact.met_at), (summary.met_on, &summary.met_at));
            stored.extend(follow_ups::of(self.book.conn(), id).unwrap());
        }
        planned.sort_by_key(|f| f.id);
        stored.sort_by_key(|f| f.id);
        (planned, stored)
    }
}

fn now(days: u64) -> Now {
    let start = day::parse_stamp("2026-11-02T09:00:00Z").unwrap();
    let at = start + chrono::Duration::days(i64::try_from(days).unwrap());
    Now::new(at, 0, chrono::NaiveTime::MIN)
}

proptest! {
    #![proptest_config(cases(120))]

    #[test]
    fn ruling_23_the_stored_agenda_equals_a_from_scratch_plan(verbs in prop::collection::vec(verb(), 1..40)) {
        let mut world = World::new();
        for v in &verbs {
            world.run(v);
            let (planned, stored) = world.rows();
            prop_assert_eq!(planned, stored, "after {:?}", v);
        }
    }

    /// The doctor finds nothing wrong with any life.
    #[test]
    fn a_book_that_was_lived_in_is_whole(verbs in prop::collection::vec(verb(), 1..40)) {
        let mut world = World::new();
        for v in &verbs {
            world.run(v);
        }
        let (conn, mut problems) = (world.book.conn(), Vec::new());
        prop_assert_eq!(check::structure(conn).unwrap(), Vec::<String>::new());
        problems.extend(check::schema_as_made(conn).unwrap());
        problems.extend(check::references(conn).unwrap());
        check::texts(conn, &mut |p| problems.push(p));
        check::rows(conn, &mut |p| problems.push(p));
        problems.extend(search_check::search(conn, &mut |_, _| ()).unwrap());
        prop_assert_eq!(problems, Vec::new());
        for id in contacts::ids(conn).unwrap() {
            let facts = facts::of(conn, id).unwrap();
            prop_assert!(planning::is_planned(conn, world.desk.playbook(), world.desk.calendar(), &facts).unwrap());
        }
    }

    /// A number belongs to its key: none is given twice, none is lost, whatever happens between.
    #[test]
    fn numbers_survive_everything(verbs in prop::collection::vec(verb(), 1..40)) {
        let mut world = World::new();
        let mut known: std::collections::HashMap<i64, String> = std::collections::HashMap::new();
        for v in &verbs {
            world.run(v);
            for id in contacts::ids(world.book.conn()).unwrap() {
                for d in facts::of(world.book.conn(), id).unwrap().decisions {
                    let key = format!("{id} {} {:?} {}", d.rule, d.anchor, d.step);
                    prop_assert_eq!(known.entry(d.follow_up_id).or_insert_with(|| key.clone()), &key);
                }
            }
        }
        for (id, key) in known {
            let (d, contact) = intouch::store::decisions::find(world.book.conn(), id).unwrap().unwrap();
            prop_assert_eq!(format!("{contact} {} {:?} {}", d.rule, d.anchor, d.step), key);
        }
    }

    /// What the day shows is in the whole agenda, and the whole agenda is what is open.
    #[test]
    fn the_day_shows_nothing_that_is_not_open(verbs in prop::collection::vec(verb(), 1..40)) {
        let mut world = World::new();
        for verb in &verbs {
            world.run(verb);
        }
        let today = world.desk.today();
        let all = look::due(&world.desk, &world.book, &look::Narrow { all: true, ..look::Narrow::default() }).unwrap();
        let ids = |lines: &[intouch::schedule::Line]| -> std::collections::BTreeSet<i64> {
            lines.iter().flat_map(|l| std::iter::once(l.first.id).chain(l.rest.iter().map(|r| r.id))).collect()
        };
        let open: std::collections::BTreeSet<i64> = world.rows().1.iter()
            .filter(|f| f.state(today).is_some_and(intouch::model::State::is_open)).map(|f| f.id).collect();
        prop_assert_eq!(&ids(&all.lines), &open);
        let glance = look::day(&world.desk, &world.book).unwrap();
        prop_assert!(ids(&glance.due.lines).is_subset(&open));
    }
}

#[test]
fn a_correction_of_an_interaction_keeps_its_number_and_place() {
    let mut world = World::new();
    let log = Log { text: Some("hello".into()), direction: Some(Direction::Out), ..Log::default() };
    record::log(&world.desk, &mut world.book, "laura", log).unwrap();
    let given = Correction { text: Some("goodbye".into()), ..Correction::default() };
    fact::edit(&world.desk, &mut world.book, 1, &given).unwrap();
    let i = interactions::find(world.book.conn(), 1).unwrap().unwrap();
    assert_eq!(i.text.as_deref(), Some("goodbye"));
    let found = look::People { text: Some("goodbye".into()), ..look::People::default() };
    let mut names = Vec::new();
    look::people(&world.desk, &world.book, &found, |c| {
        names.push(c.name);
        Ok(())
    })
    .unwrap();
    assert_eq!(names, ["Laura Chen"]);
    let gone = look::People { text: Some("hello".into()), ..look::People::default() };
    look::people(&world.desk, &world.book, &gone, |c| panic!("{} is still found", c.slug)).unwrap();
}

proptest! {
    #![proptest_config(cases(60))]

    /// Any number of steps back, and forth again, through any verbs: the book is what it was.
    #[test]
    fn undo_and_redo_walk_through_the_books_past(
        verbs in prop::collection::vec((verb(), 0_usize..8, 0_usize..8), 1..30),
    ) {
        let mut world = World::new();
        // The three people were steps too.
        let mut past = std::mem::take(&mut world.past);
        let mut at = past.len() - 1;
        for (v, back, forth) in &verbs {
            world.run(v);
            let now = dump(world.book.conn());
            // A verb that changes nothing is no step, and leaves what was taken back.
            if past[at] != now {
                past.truncate(at + 1);
                past.push(now);
                at += 1;
            }
            for _ in 0..*back {
                let done = undo::undo(&world.desk, &mut world.book, None).unwrap();
                if at == 0 {
                    prop_assert!(done.is_none());
                    continue;
                }
                prop_assert!(done.is_some(), "a step was missing after {:?}", v);
                prop_assert_eq!(&done.unwrap().kept, &[]);
                at -= 1;
                prop_assert_eq!(&dump(world.book.conn()), &past[at], "back, after {:?}", v);
            }
            for _ in 0..*forth {
                let done = undo::redo(&world.desk, &mut world.book).unwrap();
                if at + 1 == past.len() {
                    prop_assert!(done.is_none());
                    continue;
                }
                at += 1;
                prop_assert_eq!(&dump(world.book.conn()), &past[at], "forth, after {:?}", v);
            }
        }
    }
}

/// The sketches of what was sent, as rows of a dump.
fn sketches(world: &World) -> Vec<String> {
    dump(world.book.conn()).into_iter().filter(|line| line.starts_with("sent: ")).collect()
}

#[test]
fn what_was_sent_is_in_the_index_for_as_long_as_it_was_sent() {
    let mut world = World::new();
    let log = Log { text: Some(WORDS.into()), direction: Some(Direction::Out), ..Log::default() };
    record::log(&world.desk, &mut world.book, "laura", log.clone()).unwrap();
    let asked = Asked { words: Words::Given(WORDS.into()), ..Asked::default() };
    request::request(&world.desk, &mut world.book, "cleo", &asked).unwrap();
    record::log(&world.desk, &mut world.book, "cleo", Log { direction: Some(Direction::In), ..log }).unwrap();
    let two = sketches(&world);
    assert_eq!(two.len(), 2, "what came in is not in it");
    assert_eq!(sent::alike(world.book.conn(), WORDS, Some(1)).unwrap()[0].contact, "Cleo Diaz");
    let given = Correction { text: Some(format!("not one of these {WORDS}")), ..Correction::default() };
    fact::edit(&world.desk, &mut world.book, 1, &given).unwrap();
    assert_ne!(sketches(&world), two);
    fact::remove(&world.desk, &mut world.book, 1).unwrap();
    assert_eq!(sketches(&world).len(), 1);
    for _ in 0..2 {
        undo::undo(&world.desk, &mut world.book, None).unwrap();
    }
    assert_eq!(sketches(&world), two);
    world.book.upkeep(|w| contacts::erase(w, 2)).unwrap();
    assert_eq!(sketches(&world).len(), 1);
}

proptest! {
    #![proptest_config(cases(60))]

    /// An older step taken back alone leaves a whole book: planned, indexed, with at most one pending
    /// request a network; and brought forth again it is what it was.
    #[test]
    fn an_older_step_taken_back_alone_leaves_a_whole_book(
        verbs in prop::collection::vec((verb(), 0_i64..30), 1..30),
    ) {
        let mut world = World::new();
        for (v, step) in &verbs {
            world.run(v);
            let before = dump(world.book.conn());
            let Ok(Some(done)) = undo::undo(&world.desk, &mut world.book, Some(*step)) else {
                prop_assert_eq!(&dump(world.book.conn()), &before, "a refusal changes nothing");
                continue;
            };
            prop_assert_ne!(&dump(world.book.conn()), &before, "{:?}", done);
            let (planned, stored) = world.rows();
            prop_assert_eq!(planned, stored, "after taking back {:?}", done);
            for id in contacts::ids(world.book.conn()).unwrap() {
                let requests = facts::of(world.book.conn(), id).unwrap().requests;
                for channel in ["linkedin", "xing"] {
                    let pending = requests.iter().filter(|r| r.status == Status::Pending && r.channel == channel).count();
                    prop_assert!(pending <= 1, "{} pending after {:?}", pending, done);
                }
            }
            let indexed = dump(world.book.conn());
            world.book.upkeep(search_check::rebuild).unwrap();
            prop_assert_eq!(&dump(world.book.conn()), &indexed, "the index after {:?}", done);
            // Half of them come back at once; the others stay taken back.
            if step % 2 == 0 {
                undo::redo(&world.desk, &mut world.book).unwrap();
                prop_assert_eq!(&dump(world.book.conn()), &before, "forth, after {:?}", done);
            }
        }
    }
}
