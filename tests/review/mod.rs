//! How good the review is, as a number: labelled messages, precision and recall of every rule.

mod drafts;

use intouch::message::Person;
use intouch::message::review::{Finding, Known, Occasion, Rule, Severity, Strictness, review};
use intouch::model::{Kind, Relationship, day, name};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// A labelled message, as the file has it.
#[derive(Debug, Deserialize)]
struct Message {
    id: String,
    kind: String,
    relationship: String,
    to: String,
    met_at: Option<String>,
    met_on: Option<String>,
    now: String,
    plan: String,
    text: String,
    expect: Vec<String>,
    tolerate: Vec<String>,
}

impl Message {
    fn findings(&self) -> Vec<Finding> {
        let given = name::split(&self.to).given;
        let kind: Kind = self.kind.parse().unwrap();
        let occasion = Occasion {
            kind,
            to: Person { name: self.to.clone(), given, ..Person::default() },
            relationship: Relationship::parse(&self.relationship),
            met_on: self.met_on.as_deref().and_then(day::parse_iso),
            met_at: self.met_at.clone(),
            today: day::parse_iso(&self.now[..10]).unwrap(),
            limit: (kind == Kind::Connect).then_some(if self.plan == "premium" { 300 } else { 200 }),
            ..Occasion::default()
        };
        let mut known = Known::default();
        known.add(&self.to);
        known.add(self.met_at.as_deref().unwrap_or_default());
        review(&self.text, &occasion, &known, &Strictness::default())
    }
}

/// Per rule: found as expected, missed, alarms where nothing was.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    hit: usize,
    missed: usize,
    alarm: usize,
}

/// How a file of messages fares.
#[derive(Debug, Default)]
struct Score {
    rules: BTreeMap<Rule, Count>,
    clean: usize,
    clean_alarms: usize,
    clean_errors: usize,
    told: Vec<String>,
}

fn score(path: &Path) -> Option<Score> {
    let text = std::fs::read_to_string(path).ok()?;
    let mut score = Score::default();
    for line in text.lines().filter(|l| !l.trim().is_empty()) {
        let message: Message = serde_json::from_str(line).unwrap();
        let findings = message.findings();
        let mut reported: Vec<Rule> = findings.iter().map(|f| f.rule).collect();
        reported.dedup();
        let expected: Vec<Rule> = message.expect.iter().map(|r| r.parse().unwrap()).collect();
        let tolerated: Vec<Rule> = message.tolerate.iter().map(|r| r.parse().unwrap()).collect();
        let alarms: Vec<Rule> =
            reported.iter().copied().filter(|r| !expected.contains(r) && !tolerated.contains(r)).collect();
        let missed: Vec<Rule> = expected.iter().copied().filter(|r| !reported.contains(r)).collect();
        for rule in &expected {
            let count = score.rules.entry(*rule).or_default();
            if reported.contains(rule) { count.hit += 1 } else { count.missed += 1 }
        }
        for rule in &alarms {
            score.rules.entry(*rule).or_default().alarm += 1;
        }
        if expected.is_empty() {
            score.clean += 1;
            score.clean_alarms += usize::from(!alarms.is_empty());
            score.clean_errors += usize::from(alarms.iter().any(|r| r.severity() == Severity::Error));
        }
        if !alarms.is_empty() || !missed.is_empty() {
            let of = |f: &&Finding| alarms.contains(&f.rule);
            let words: Vec<String> = findings
                .iter()
                .filter(of)
                .map(|f| message.text.chars().skip(f.span.start).take(f.span.len()).collect())
                .collect();
            score.told.push(format!("{} missed {missed:?} alarms {alarms:?} {words:?}: {}", message.id, message.text));
        }
    }
    Some(score)
}

impl Score {
    fn recall(&self, severity: Severity) -> f64 {
        let of = self.rules.iter().filter(|(rule, _)| rule.severity() == severity);
        let (hit, all) = of.fold((0, 0), |(hit, all), (_, c)| (hit + c.hit, all + c.hit + c.missed));
        f64::from(u32::try_from(hit).unwrap()) / f64::from(u32::try_from(all.max(1)).unwrap())
    }

    fn print(&self, name: &str) {
        println!("{name}: {} clean, {} with alarms, {} with errors", self.clean, self.clean_alarms, self.clean_errors);
        println!(
            "recall of errors {:.3}, of warnings {:.3}",
            self.recall(Severity::Error),
            self.recall(Severity::Warning)
        );
        for (rule, c) in &self.rules {
            println!("  {rule:20} hit {:3} missed {:3} alarms {:3}", c.hit, c.missed, c.alarm);
        }
        for line in &self.told {
            println!("  {line}");
        }
    }
}

/// `INTOUCH_MESSAGES=FILE` scores a file of one's own and prints what went wrong.
#[test]
fn a_file_of_labelled_messages_is_scored() {
    let Ok(path) = std::env::var("INTOUCH_MESSAGES") else { return };
    score(Path::new(&path)).unwrap().print(&path);
}

/// The floors hold the messages of this project and, where they are at hand, the samples beside it.
#[test]
fn labelled_messages_are_judged_as_a_person_would() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in ["tests/data/messages.jsonl", "../shared/data/messages-dev.jsonl"] {
        let Some(score) = score(&root.join(file)) else { continue };
        let told = format!("{file}: {:#?}", score.told);
        assert_eq!(score.clean_errors, 0, "a false alarm of an error rule: {told}");
        assert!(score.clean_alarms * 50 <= score.clean, "more than 2 % of the clean ones raise an alarm: {told}");
        assert!(score.recall(Severity::Error) >= 0.95, "{told}");
        assert!(score.recall(Severity::Warning) >= 0.95, "{told}");
        for (rule, c) in &score.rules {
            assert!(c.hit * 10 >= (c.hit + c.missed) * 8, "{rule} finds too few: {told}");
            assert!(c.alarm <= 2 + (c.hit + c.missed) / 4, "{rule} cries too often: {told}");
        }
    }
}
