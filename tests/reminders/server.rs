//! A notification server that does as it is told: it shows nothing, remembers what it was asked to
//! show, and can refuse, keep silent or drop dead at the moment a test chooses.
//!
//! It takes calls off the bus as they come and answers them one after the other, as the servers of
//! desktops do.

use futures_lite::StreamExt;
use futures_lite::future::block_on;
use std::collections::BTreeMap;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;
use zbus::message::Type;
use zbus::{Connection, Message, MessageStream, OwnedVariant, Variant};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It is shown, and its number given.
    Accepts,
    /// It is not shown, and that is said.
    Refuses,
    /// No answer ever comes; it is not shown.
    Hangs,
    /// It is shown, and the answer takes this long.
    Slow(Duration),
    /// The server is gone before it did anything.
    Dies,
    /// It is shown, and the server gone before it answers.
    ShowsAndDies,
    /// It is shown, answered, and the server gone then.
    AnswersAndDies,
}

/// What a server is like.
#[derive(Debug, Clone)]
pub struct Manner {
    /// What it says that it can do.
    pub capabilities: Vec<&'static str>,
    /// What it does when asked who it is.
    pub information: Answer,
    /// What it does when asked to show something.
    pub notify: Answer,
    /// Signals go to whoever asked for the notification alone, as dunst does it; else to everybody.
    pub unicast: bool,
    /// A notification with the tag of an older one takes its place.
    pub tags: bool,
}

impl Manner {
    /// A desktop with everything.
    pub fn willing() -> Self {
        Self {
            capabilities: vec!["actions", "body", "body-markup", "icon-static"],
            information: Answer::Accepts,
            notify: Answer::Accepts,
            unicast: false,
            tags: true,
        }
    }

    /// One that can show text, and no more.
    pub fn plain() -> Self {
        Self { capabilities: vec!["body"], tags: false, ..Self::willing() }
    }

    /// One that does this when asked to show something.
    pub fn that(answer: Answer) -> Self {
        Self { notify: answer, ..Self::willing() }
    }
}

/// A notification as it was asked for.
#[derive(Debug, Clone)]
pub struct Shown {
    pub id: u32,
    pub app: String,
    /// The number it was to replace; 0 for none.
    pub replaces: u32,
    pub summary: String,
    pub body: String,
    /// Key and label, in order.
    pub actions: Vec<(String, String)>,
    pub urgency: Option<u8>,
    /// Text hints.
    pub hints: BTreeMap<String, String>,
    /// Milliseconds; -1: as the server likes, 0: never.
    pub expires: i32,
    /// Who asked: its name on the bus.
    pub sender: String,
    /// It still stands on the screen.
    pub open: bool,
}

impl Shown {
    /// The keys of its actions.
    pub fn keys(&self) -> Vec<&str> {
        self.actions.iter().map(|(key, _)| key.as_str()).collect()
    }
}

/// What it has seen and done.
#[derive(Default)]
struct Memory {
    /// Accepted, in order.
    shown: Vec<Shown>,
    /// Asked for, accepted or not.
    asked: usize,
    /// Asked for its name or what it can do.
    introduced: usize,
    last_id: u32,
}

/// A server on a bus; it leaves with the test.
pub struct Server {
    conn: Connection,
    line: UnixStream,
    memory: Arc<Mutex<Memory>>,
    manner: Arc<Mutex<Manner>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Takes the name of the notification server on the bus at this socket.
    pub fn on(bus: &Path, manner: Manner) -> Self {
        let line = UnixStream::connect(bus).unwrap();
        let conn = connect(line.try_clone().unwrap());
        let (memory, manner) = (Arc::default(), Arc::new(Mutex::new(manner)));
        let work = Work {
            conn: conn.clone(),
            line: line.try_clone().unwrap(),
            memory: Arc::clone(&memory),
            manner: Arc::clone(&manner),
        };
        let calls = MessageStream::from(&conn);
        let thread = Some(std::thread::spawn(move || work.serve(calls)));
        block_on(conn.request_name(NAME)).unwrap();
        Self { conn, line, memory, manner, thread }
    }

    /// Whether anybody has that name on the bus at this socket.
    pub fn is_on(bus: &Path) -> bool {
        has_owner(&connect(UnixStream::connect(bus).unwrap()))
    }

    /// Somebody who is not the server sends a signal of the server's to everybody.
    pub fn stranger_signals<B: serde::Serialize + zbus::DynamicType>(bus: &Path, name: &str, body: &B) {
        let conn = connect(UnixStream::connect(bus).unwrap());
        block_on(conn.emit_signal(None::<&str>, PATH, NAME, name, body)).unwrap();
        // An answer from the bus says that it has passed on what came before.
        has_owner(&conn);
    }

    /// From now on it does this when asked to show something.
    pub fn now(&self, answer: Answer) {
        self.manner.lock().unwrap().notify = answer;
    }

    /// What it accepted, in order.
    pub fn shown(&self) -> Vec<Shown> {
        self.memory.lock().unwrap().shown.clone()
    }

    /// The one notification that it accepted.
    pub fn only(&self) -> Shown {
        let shown = self.shown();
        assert_eq!(shown.len(), 1, "{shown:#?}");
        shown[0].clone()
    }

    /// What stands on the screen.
    pub fn on_screen(&self) -> Vec<Shown> {
        self.shown().into_iter().filter(|s| s.open).collect()
    }

    /// How often it was asked to show something, whatever it answered.
    pub fn asked(&self) -> usize {
        self.memory.lock().unwrap().asked
    }

    /// How often anything at all was asked of it.
    pub fn spoken_to(&self) -> usize {
        let memory = self.memory.lock().unwrap();
        memory.asked + memory.introduced
    }

    /// The user presses a button; most servers close the notification by it.
    pub fn press(&self, shown: &Shown, key: &str) {
        self.invoke(shown, key);
        self.close(shown, 2);
    }

    /// The signal of a press, and nothing else: what a server that stutters sends twice.
    pub fn invoke(&self, shown: &Shown, key: &str) {
        self.work().signal(shown, "ActionInvoked", &(shown.id, key));
    }

    /// The notification is gone. Reasons: 1 expired, 2 dismissed by the user, 3 by a call.
    pub fn close(&self, shown: &Shown, reason: u32) {
        self.work().close(shown.id, reason);
    }

    /// Gone from the bus at once.
    pub fn die(&mut self) {
        let _ = self.line.shutdown(Shutdown::Both);
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }

    fn work(&self) -> Work {
        Work {
            conn: self.conn.clone(),
            line: self.line.try_clone().unwrap(),
            memory: Arc::clone(&self.memory),
            manner: Arc::clone(&self.manner),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.line.shutdown(Shutdown::Both);
    }
}

fn connect(line: UnixStream) -> Connection {
    block_on(zbus::connection::Builder::unix_stream(line).build()).unwrap()
}

fn has_owner(conn: &Connection) -> bool {
    let bus = "org.freedesktop.DBus";
    let asked = conn.call_method(Some(bus), "/org/freedesktop/DBus", Some(bus), "NameHasOwner", &NAME);
    block_on(asked).unwrap().body().deserialize().unwrap()
}

/// The server's own side: takes calls, answers them.
struct Work {
    conn: Connection,
    line: UnixStream,
    memory: Arc<Mutex<Memory>>,
    manner: Arc<Mutex<Manner>>,
}

impl Work {
    /// Until the connection ends.
    fn serve(&self, mut calls: MessageStream) {
        while let Some(Ok(call)) = block_on(calls.next()) {
            if call.message_type() == Type::MethodCall {
                let method = call.header().member().map(ToString::to_string).unwrap_or_default();
                self.take(&call, &method);
            }
        }
    }

    fn take(&self, call: &Message, method: &str) {
        let manner = self.manner.lock().unwrap().clone();
        if matches!(method, "GetServerInformation" | "GetCapabilities") {
            self.memory.lock().unwrap().introduced += 1;
        }
        match method {
            "GetServerInformation" => match manner.information {
                Answer::Hangs => {}
                Answer::Dies => self.hang_up(),
                Answer::Refuses => self.refuse(call),
                _ => self.reply(call, &("stand-in", "intouch", "1.0", "1.2")),
            },
            "GetCapabilities" => self.reply(call, &manner.capabilities),
            "Notify" => self.notify(call, &manner),
            "CloseNotification" => {
                let id: u32 = call.body().deserialize().unwrap();
                self.close(id, 3);
                self.reply(call, &());
            }
            _ => self.refuse(call),
        }
    }

    fn notify(&self, call: &Message, manner: &Manner) {
        self.memory.lock().unwrap().asked += 1;
        match manner.notify {
            Answer::Hangs => return,
            Answer::Refuses => return self.refuse(call),
            Answer::Dies => return self.hang_up(),
            Answer::Slow(time) => std::thread::sleep(time),
            Answer::Accepts | Answer::ShowsAndDies | Answer::AnswersAndDies => {}
        }
        let shown = self.remember(call, manner.tags);
        if manner.notify == Answer::ShowsAndDies {
            return self.hang_up();
        }
        self.reply(call, &shown.id);
        if manner.notify == Answer::AnswersAndDies {
            self.hang_up();
        }
    }

    /// Puts it on the screen, in the place of the one that it replaces.
    fn remember(&self, call: &Message, tags: bool) -> Shown {
        type Asked = (String, u32, String, String, String, Vec<String>, BTreeMap<String, OwnedVariant>, i32);
        let (app, replaces, _icon, summary, body, actions, hints, expires): Asked = call.body().deserialize().unwrap();
        let text = |value: &OwnedVariant| match &**value {
            Variant::Str(text) => Some(text.to_string()),
            _ => None,
        };
        let urgency = hints.get("urgency").map(|value| match &**value {
            Variant::U8(urgency) => *urgency,
            other => panic!("urgency is a byte: {other:?}"),
        });
        assert!(actions.len().is_multiple_of(2), "keys and labels come in pairs: {actions:?}");
        let mut shown = Shown {
            id: 0,
            app,
            replaces,
            summary,
            body,
            actions: actions.chunks(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect(),
            urgency,
            hints: hints.iter().filter_map(|(key, value)| Some((key.clone(), text(value)?))).collect(),
            expires,
            sender: call.header().sender().map(ToString::to_string).unwrap_or_default(),
            open: true,
        };
        let mut memory = self.memory.lock().unwrap();
        let known = memory.shown.iter_mut().find(|old| old.open && old.id == replaces);
        if let Some(old) = known {
            old.open = false;
            shown.id = replaces;
        } else {
            memory.last_id += 1;
            shown.id = memory.last_id;
        }
        let tag = shown.hints.get("x-dunst-stack-tag");
        let same = |old: &&Shown| tags && old.open && tag.is_some() && old.hints.get("x-dunst-stack-tag") == tag;
        let replaced: Vec<u32> = memory.shown.iter().filter(same).map(|old| old.id).collect();
        drop(memory);
        for id in replaced {
            self.close(id, 1);
        }
        self.memory.lock().unwrap().shown.push(shown.clone());
        shown
    }

    /// Takes it off the screen, and says so; nothing where it is gone.
    fn close(&self, id: u32, reason: u32) {
        let mut memory = self.memory.lock().unwrap();
        let Some(shown) = memory.shown.iter_mut().find(|s| s.open && s.id == id) else { return };
        shown.open = false;
        let shown = shown.clone();
        drop(memory);
        self.signal(&shown, "NotificationClosed", &(id, reason));
    }

    fn signal<B: serde::Serialize + zbus::DynamicType>(&self, shown: &Shown, name: &str, body: &B) {
        let to = self.manner.lock().unwrap().unicast.then_some(shown.sender.as_str());
        // Who asked may be gone, and so may the bus: a desktop's server doesn't care either.
        let _ = block_on(self.conn.emit_signal(to, PATH, NAME, name, body));
    }

    fn reply<B: serde::Serialize + zbus::DynamicType>(&self, call: &Message, body: &B) {
        let _ = block_on(self.conn.reply(&call.header(), body));
    }

    fn refuse(&self, call: &Message) {
        let error = "org.freedesktop.DBus.Error.AccessDenied";
        let _ = block_on(self.conn.reply_error(&call.header(), error, &"it is told to refuse"));
    }

    fn hang_up(&self) {
        let _ = self.line.shutdown(Shutdown::Both);
    }
}
