//! Drafts pass their own review: for generated people of every kind, whatever is known of them.

use intouch::message::review::{Finding, Known, Occasion, Rule, Severity, Strictness, review};
use intouch::message::{Brief, DraftError, Link, Met, Person, Plan, Sender, Templates, draft};
use intouch::model::{Day, InteractionKind, Kind, Relationship, name};

const NAMES: &[&str] = &[
    "Laura Chen",
    "Ángeles Ruiz de la Torre",
    "王小明",
    "Søren Kjærgaard",
    "U Kyaw Htun",
    "Sato Yuki",
    "Katherine O'Rourke",
    "Oluwaseun Adeyemi",
    "Björk",
    "Владимир Петров",
    "محمد علي",
    "Will Grace",
    "May Rose",
    "Jean-Pierre Lefèvre-Diallo",
    "Nguyễn Thị Minh Khai",
    "김민준",
    "Maximiliane-Charlotte von Hohenstein-Waldburg",
    "Bo Li",
    "Priya Raman",
    "Dr. Ada Okonkwo",
];
const PLACES: &[&str] = &[
    "RustConf",
    "the Lagos Fintech Meetup",
    "a coffee at Blue Bottle",
    "Acme",
    "FOSDEM 2026",
    "Chamber of Commerce networking event",
    "St Cecilia choir",
    "Nairobi coffee growers' summit",
];
const TOPICS: &[&str] =
    &["marketing trends", "heat pumps in old houses", "onboarding", "the ethics of AI", "sourdough"];
const COMPANIES: &[&str] = &["Acme GmbH", "Northwind", "Siemens Wrocław", "El País"];
const INTRODUCERS: &[&str] = &["Samantha Lee", "Paul Okoro"];

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }

    fn maybe(&mut self, list: &[&str]) -> Option<String> {
        let n = self.roll(list.len() * 2);
        list.get(n).map(|s| (*s).to_owned())
    }
}

fn brief(dice: &mut Dice) -> Brief {
    let kind = Kind::ALL[dice.roll(Kind::ALL.len())];
    let full = NAMES[dice.roll(NAMES.len())];
    let today = Day::from_ymd_opt(2026, 3, 1).unwrap() + chrono::Days::new(dice.roll(365) as u64);
    let days = [0, 1, 2, 5, 9, 16, 33, 100, 400][dice.roll(9)];
    let (place, topic) = (dice.maybe(PLACES), dice.maybe(TOPICS));
    let premium = dice.roll(3) == 0;
    let met = (place.is_some() || topic.is_some() || dice.roll(2) == 0).then(|| Met {
        on: today - chrono::Days::new(days),
        place,
        topic,
        how: [InteractionKind::Encounter, InteractionKind::Meeting, InteractionKind::Call][dice.roll(3)],
    });
    let relationship = (dice.roll(5) > 0).then(|| Relationship::ALL[dice.roll(Relationship::ALL.len())]);
    Brief {
        kind,
        rule: None,
        today,
        to: Person {
            name: full.to_owned(),
            given: name::split(full).given,
            company: dice.maybe(COMPANIES),
            title: dice.maybe(&["Head of Product", "nurse"]),
        },
        relationship,
        from: Sender {
            name: Some("Michelle Okafor".to_owned()),
            given: Some("Michelle".to_owned()),
            does: dice.maybe(&["a financial advisor", "an architect"]),
        },
        interest: if met.is_none() { dice.maybe(TOPICS) } else { None },
        met,
        introduced_by: dice.maybe(INTRODUCERS),
        text: matches!(kind, Kind::Promise | Kind::Reminder).then(|| "send the slides".to_owned()),
        requested_on: (kind == Kind::Nudge && dice.roll(2) == 0).then(|| today - chrono::Days::new(11)),
        request_had_note: [None, Some(true), Some(false)][dice.roll(3)],
        awaited: (kind == Kind::Nudge && dice.roll(2) == 0).then(|| (today - chrono::Days::new(8), None)),
        last_contact_on: (dice.roll(2) == 0).then(|| today - chrono::Days::new(40)),
        channel: [None, Some("linkedin".to_owned()), Some("email".to_owned())][dice.roll(3)].clone(),
        plan: if premium { Plan::Premium } else { Plan::Free },
        limit: if premium { 300 } else { 200 },
        peer: dice.roll(40),
        resource: (kind == Kind::ShareResource && dice.roll(3) > 0).then(|| Link {
            title: Some("A field guide to heat pumps".to_owned()),
            url: "https://example.org/heat.pumps".to_owned(),
        }),
        introduce_to: (kind == Kind::Introduce && dice.roll(3) > 0).then(|| Person {
            name: "Hannah Goldberg".to_owned(),
            company: dice.maybe(COMPANIES),
            ..Person::default()
        }),
        earlier: Vec::new(),
        variant: dice.roll(4),
    }
}

/// What the review says of a draft, but for hints.
fn found(brief: &Brief, body: &str) -> Vec<Finding> {
    let letter = brief.channel.as_deref() == Some("email");
    let occasion = Occasion {
        kind: brief.kind,
        to: brief.to.clone(),
        relationship: brief.relationship,
        met_on: brief.met.as_ref().map(|m| m.on),
        met_at: brief.met.as_ref().and_then(|m| m.place.clone()),
        today: brief.today,
        from: brief.from.name.clone(),
        limit: (brief.kind == Kind::Connect && !letter).then_some(brief.limit),
        ..Occasion::default()
    };
    let mut known = Known::default();
    let met = brief.met.iter().flat_map(|m| [&m.place, &m.topic]);
    let rest = [&brief.interest, &brief.introduced_by, &brief.to.company, &brief.from.does, &brief.text];
    met.chain(rest).flatten().for_each(|t| known.add(t));
    let mut all = review(body, &occasion, &known, &Strictness::default());
    all.retain(|f| f.severity != Severity::Hint);
    all
}

#[test]
fn no_built_in_draft_has_anything_to_mend() {
    let templates = Templates::builtin();
    let rounds: usize = std::env::var("INTOUCH_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000);
    let mut dice = Dice(7);
    let mut wrong = std::collections::BTreeMap::<String, (usize, String)>::new();
    for _ in 0..rounds {
        let brief = brief(&mut dice);
        let written = match draft(&brief, &templates, None) {
            Ok(written) => written,
            Err(DraftError::DoesNotFit { .. }) => continue,
            Err(e) => panic!("{e}: {brief:?}"),
        };
        let connects = brief.introduced_by.is_some()
            || brief.to.company.is_some()
            || brief.interest.is_some()
            || brief.met.as_ref().is_some_and(|m| m.place.is_some() || m.topic.is_some());
        for finding in found(&brief, &written.body) {
            if !connects && matches!(finding.rule, Rule::NoContext | Rule::NoReason) {
                assert!(written.missing.is_some(), "what would help is not named: {brief:?}");
                continue;
            }
            let marked: String = written.body.chars().skip(finding.span.start).take(finding.span.len()).collect();
            let told = format!(
                "{:?} {:?} {:?} [{marked}] {}\n    {:?}",
                brief.to.name, brief.relationship, brief.met, finding.message, written.body
            );
            let one = wrong.entry(format!("{} {}", written.template, finding.rule)).or_insert((0, told));
            one.0 += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.iter().map(|(k, (n, t))| format!("{k} x{n}: {t}\n")).collect::<String>());
}
