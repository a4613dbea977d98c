//! A contact's life as a test tells it, and the plan that follows.

use intouch::model::{
    Anchor, Contact, Day, Decision, Direction, Instant, Interaction, InteractionKind, Kind, Mark, MarkKind, Outcome,
    Promise, PromiseKind, Request, RequestDirection, Status, day::parse_stamp,
};
use intouch::schedule::{Calendar, Closing, Facts, Plan, Playbook, Raised, plan};

/// `2026-11-05`.
pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// One contact's facts, told in order.
#[derive(Clone)]
pub struct Life {
    pub facts: Facts,
    pub playbook: Playbook,
    pub calendar: Calendar,
    next: i64,
}

impl Life {
    /// Somebody added on that day, with an e-mail address.
    pub fn new(added: &str) -> Self {
        Self::added_on(day(added))
    }

    pub fn added_on(added_on: Day) -> Self {
        let named = Contact::named("u".into(), "Laura Chen".into(), Instant::UNIX_EPOCH, added_on);
        let contact = Contact { id: 1, slug: "laura-chen".into(), emails: vec!["laura@example.com".into()], ..named };
        Self {
            facts: Facts {
                contact,
                interactions: Vec::new(),
                requests: Vec::new(),
                promises: Vec::new(),
                marks: Vec::new(),
                decisions: Vec::new(),
            },
            playbook: Playbook::built_in(),
            calendar: Calendar::default(),
            next: 0,
        }
    }

    /// Without any channel but the network.
    pub fn network_only(mut self) -> Self {
        self.facts.contact.emails.clear();
        self
    }

    pub fn entry(&mut self) -> i64 {
        self.next += 1;
        self.next
    }

    fn interaction(&mut self, kind: InteractionKind, direction: Option<Direction>, on: Day) -> &mut Interaction {
        let id = self.entry();
        self.facts.interactions.push(Interaction {
            id,
            uid: format!("i{id}"),
            contact_id: 1,
            kind,
            direction,
            on,
            at: None,
            place: None,
            about: None,
            text: None,
            awaits_reply: false,
            closes: None,
            template: None,
            source: None,
            recorded_on: on,
            shares: None,
        });
        self.facts.interactions.last_mut().unwrap()
    }

    pub fn met(&mut self, on: &str) -> &mut Self {
        self.met_on(day(on))
    }

    pub fn met_on(&mut self, on: Day) -> &mut Self {
        self.interaction(InteractionKind::Encounter, Some(Direction::Both), on).place = Some("RustConf".into());
        self
    }

    pub fn meeting(&mut self, on: &str) -> &mut Self {
        self.interaction(InteractionKind::Meeting, Some(Direction::Both), day(on));
        self
    }

    pub fn call(&mut self, on: Day) -> &mut Self {
        self.interaction(InteractionKind::Call, Some(Direction::Both), on);
        self
    }

    pub fn note(&mut self, on: &str) -> &mut Self {
        self.interaction(InteractionKind::Note, None, day(on));
        self
    }

    pub fn wrote(&mut self, on: &str) -> &mut Self {
        self.wrote_on(day(on), false)
    }

    /// A message that awaits a reply.
    pub fn asked(&mut self, on: &str) -> &mut Self {
        self.wrote_on(day(on), true)
    }

    pub fn wrote_on(&mut self, on: Day, awaits_reply: bool) -> &mut Self {
        self.interaction(InteractionKind::Message, Some(Direction::Out), on).awaits_reply = awaits_reply;
        self
    }

    pub fn heard(&mut self, on: &str) -> &mut Self {
        self.heard_on(day(on))
    }

    pub fn heard_on(&mut self, on: Day) -> &mut Self {
        self.interaction(InteractionKind::Message, Some(Direction::In), on);
        self
    }

    /// The last fact happened at that time of its day (UTC).
    pub fn at(&mut self, time: &str) -> &mut Self {
        let i = self.facts.interactions.last_mut().unwrap();
        i.at = parse_stamp(&format!("{}T{time}Z", i.on));
        self
    }

    pub fn request(&mut self, on: &str) -> &mut Self {
        self.request_on(day(on), RequestDirection::Sent)
    }

    pub fn received(&mut self, on: &str) -> &mut Self {
        self.request_on(day(on), RequestDirection::Received)
    }

    pub fn request_on(&mut self, sent_on: Day, direction: RequestDirection) -> &mut Self {
        let id = self.entry();
        self.facts.requests.push(Request {
            id,
            uid: format!("r{id}"),
            contact_id: 1,
            channel: "linkedin".into(),
            direction,
            status: Status::Pending,
            inferred: false,
            outcome_unknown: false,
            sent_on,
            sent_at: None,
            resolved_on: None,
            resolved_at: None,
            resolved_entry: None,
            message: None,
            template: None,
            attempt: 1,
            closes: None,
            source: None,
            recorded_on: sent_on,
        });
        self
    }

    /// What became of the last request.
    pub fn became(&mut self, status: Status, on: &str) -> &mut Self {
        self.became_on(status, day(on))
    }

    pub fn became_on(&mut self, status: Status, on: Day) -> &mut Self {
        let entry = self.entry();
        if let Some(r) = self.facts.requests.last_mut().filter(|r| r.status == Status::Pending) {
            r.status = status;
            r.resolved_on = Some(on.max(r.sent_on));
            r.resolved_entry = Some(entry);
        }
        self
    }

    pub fn promise(&mut self, on: &str, due_on: &str) -> &mut Self {
        self.promise_on(PromiseKind::Promise, day(on), day(due_on))
    }

    pub fn promise_on(&mut self, kind: PromiseKind, on: Day, due_on: Day) -> &mut Self {
        let id = self.entry();
        self.facts.promises.push(Promise {
            id,
            uid: format!("p{id}"),
            contact_id: 1,
            kind,
            text: "send the slides".into(),
            on,
            at: None,
            due_on,
            recorded_on: on,
        });
        self
    }

    pub fn mark(&mut self, kind: MarkKind, on: Day) -> &mut Self {
        let id = self.entry();
        self.facts.marks.push(Mark {
            id,
            uid: format!("m{id}"),
            contact_id: 1,
            kind,
            on,
            at: None,
            text: None,
            source: None,
            recorded_on: on,
        });
        self
    }

    /// The user decides about the open follow-up of that rule. Done records a message, as the
    /// program does for the kinds that send one.
    pub fn decide(&mut self, rule: &str, outcome: Outcome, on: &str) -> &mut Self {
        self.decide_on(rule, outcome, day(on))
    }

    pub fn decide_on(&mut self, rule: &str, outcome: Outcome, on: Day) -> &mut Self {
        let open = self.open(rule);
        let id = self.key(&open);
        let key = self.facts.decisions.iter_mut().find(|d| d.follow_up_id == id).unwrap();
        (key.outcome, key.snoozed_until) = (Some((outcome, on)), None);
        let sends = !matches!(open.kind, Kind::Promise | Kind::Reminder | Kind::Decide | Kind::Connect);
        if outcome == Outcome::Done && sends {
            self.interaction(InteractionKind::Message, Some(Direction::Out), on).closes = Some(id);
        }
        self
    }

    pub fn snooze(&mut self, rule: &str, until: &str) -> &mut Self {
        let open = self.open(rule);
        let id = self.key(&open);
        let key = self.facts.decisions.iter_mut().find(|d| d.follow_up_id == id).unwrap();
        key.snoozed_until = Some(day(until));
        self
    }

    /// The number of a follow-up's key, given where it has none.
    fn key(&mut self, r: &Raised) -> i64 {
        let known = |d: &&Decision| d.rule == r.rule && d.anchor == r.anchor && d.step == r.step;
        if let Some(found) = self.facts.decisions.iter().find(known) {
            return found.follow_up_id;
        }
        let id = 1 + i64::try_from(self.facts.decisions.len()).unwrap();
        self.facts.decisions.push(Decision {
            follow_up_id: id,
            rule: r.rule.clone(),
            anchor: r.anchor,
            step: r.step,
            outcome: None,
            snoozed_until: None,
        });
        id
    }

    pub fn plan(&self) -> Plan {
        plan(&self.facts, &self.playbook, &self.calendar)
    }

    /// The open follow-ups of a rule.
    pub fn all_open(&self, rule: &str) -> Vec<Raised> {
        self.plan().raised.into_iter().filter(|r| r.rule == rule && r.closing == Closing::Open).collect()
    }

    /// The one open follow-up of a rule.
    #[track_caller]
    pub fn open(&self, rule: &str) -> Raised {
        let mut open = self.all_open(rule);
        assert_eq!(open.len(), 1, "{rule}: {:#?}", self.plan());
        open.remove(0)
    }

    /// The rule raises nothing that is open.
    #[track_caller]
    pub fn silent(&self, rule: &str) {
        assert!(self.all_open(rule).is_empty(), "{rule}: {:#?}", self.plan());
    }

    /// The rule's open follow-up is due on that day and lapses after that one.
    #[track_caller]
    pub fn due(&self, rule: &str, due_on: &str, lapses_on: Option<&str>) {
        let r = self.open(rule);
        assert_eq!((r.due_on, r.lapses_on), (day(due_on), lapses_on.map(day)), "{rule}");
    }

    pub fn anchor(&self, rule: &str) -> Anchor {
        self.open(rule).anchor
    }
}
