//! A notice and what the user does with it, over the session bus.
//!
//! The library that shows notices elsewhere listens anew for every message that comes, and loses one
//! that follows right behind another: some servers send a token right before the press. So here one
//! connection listens before it speaks, and never stops.

use super::desktop::refuse_far_bus;
use super::{DEADLINE, Notice, escape, in_time, late, no_server, refused};
use crate::model::{Result, Standing};
use futures_lite::StreamExt;
use std::cell::Cell;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};
use zbus::Variant;
use zbus::{Connection, Message, MessageStream};

const SERVER: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
const BUS: &str = "org.freedesktop.DBus";
const BUS_PATH: &str = "/org/freedesktop/DBus";
/// What kind of notice it is, in the words of the specification: about people.
pub(super) const CATEGORY: &str = "im";
/// `RequestName`: let others take it, take it from others, don't wait for it.
const TAKE_OVER: u32 = 1 | 2 | 4;
/// A passing notice goes after so many milliseconds; one that stays has no time.
const PASSING: i32 = 6_000;

/// What happened to a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// The user pressed this.
    Pressed(String),
    /// It was closed.
    Closed,
    /// The server or the bus went away, or a newer process attends to the notice.
    Gone,
    /// Nothing in that time.
    Nothing,
}

/// A notice that stands, and the connection it was shown over: servers send what is pressed to that
/// connection, some to no other.
#[derive(Debug)]
pub struct Conversation {
    connection: Connection,
    server: Arc<Known>,
    number: Cell<u32>,
    /// What happened, and to the notice of which number: of any that the server shows.
    heard: Receiver<(u32, Heard)>,
}

/// What is known of the server.
#[derive(Debug)]
struct Known {
    /// Its name on the bus, this run's.
    owner: String,
    /// The bus and the name: the same only while both run.
    instance: String,
    actions: bool,
    markup: bool,
}

impl Conversation {
    /// Shows a notice and begins to listen.
    ///
    /// # Errors
    /// `Outside` where there is no server, it refuses, or does not answer in time.
    pub fn begin(notice: &Notice) -> Result<Self> {
        let (begun, wait) = mpsc::channel();
        let (tell, heard) = mpsc::channel();
        let notice = notice.clone();
        std::thread::spawn(move || zbus::block_on(attend(notice, begun, tell)));
        let (connection, server, number) = wait.recv_timeout(DEADLINE).unwrap_or_else(|_| Err(late()))?;
        Ok(Self { connection, server, number: Cell::new(number), heard })
    }

    /// Where the notice stands.
    #[must_use]
    pub fn standing(&self) -> Standing {
        Standing { server: self.server.instance.clone(), number: self.number.get() }
    }

    /// Waits for what happens to the notice.
    #[must_use]
    pub fn wait(&self, most: Duration) -> Heard {
        let begun = Instant::now();
        loop {
            match self.heard.recv_timeout(most.saturating_sub(begun.elapsed())) {
                // A press closes a notice on most servers; by the time that is heard another may stand.
                Ok((number, _)) if number != self.number.get() => {}
                Ok((_, heard)) => return heard,
                Err(RecvTimeoutError::Timeout) => return Heard::Nothing,
                Err(RecvTimeoutError::Disconnected) => return Heard::Gone,
            }
        }
    }

    /// Shows another notice in place of this one.
    ///
    /// # Errors
    /// As [`Conversation::begin`].
    pub fn go_on(&self, notice: &Notice) -> Result<()> {
        let (connection, server, old) = (self.connection.clone(), self.server.clone(), self.number.get());
        let notice = notice.clone();
        let new = in_time(move || {
            zbus::block_on(async {
                // A press closed it on most servers; one that reuses its number would send its end late.
                close(&connection, old).await;
                let new = say(&connection, &server, &notice, 0).await.map_err(|e| refused(&e.to_string()))?;
                take_over(&connection, new).await;
                Ok(new)
            })
        })?;
        self.number.set(new);
        Ok(())
    }
}

type Begun = Result<(Connection, Arc<Known>, u32)>;

/// Shows a notice, says that it stands, and passes on what happens to it until that is over.
async fn attend(notice: Notice, begun: Sender<Begun>, tell: Sender<(u32, Heard)>) {
    let (connection, mut stream, server, number) = match begin(&notice).await {
        Ok(parts) => parts,
        Err(e) => {
            let _ = begun.send(Err(e));
            return;
        }
    };
    let _ = begun.send(Ok((connection.clone(), server.clone(), number)));
    drop(connection);
    while let Some(message) = stream.next().await {
        let Ok(message) = message else { break };
        let Some((number, what)) = heard(&message, &server) else { continue };
        // Whoever waits hears the end of it by this sender's.
        if what == Heard::Gone || tell.send((number, what)).is_err() {
            return;
        }
    }
}

async fn begin(notice: &Notice) -> Result<(Connection, MessageStream, Arc<Known>, u32)> {
    refuse_far_bus()?;
    let lost = |e: zbus::Error| no_server(&e.to_string());
    let connection = Connection::session().await.map_err(lost)?;
    // Before anything is asked: what comes from here on is not missed.
    let stream = MessageStream::from(&connection);
    for rule in [
        format!("type='signal',interface='{SERVER}'"),
        format!("type='signal',sender='{BUS}',member='NameOwnerChanged',arg0='{SERVER}'"),
    ] {
        connection.call_method(Some(BUS), BUS_PATH, Some(BUS), "AddMatch", &(rule,)).await.map_err(lost)?;
    }
    let server = Arc::new(known(&connection).await.map_err(lost)?);
    let replaces = notice.replaces.as_ref().filter(|s| s.server == server.instance).map_or(0, |s| s.number);
    let number = say(&connection, &server, notice, replaces).await.map_err(|e| refused(&e.to_string()))?;
    for old in notice.clears.iter().filter(|s| s.server == server.instance && s.number != number) {
        close(&connection, old.number).await;
    }
    take_over(&connection, number).await;
    Ok((connection, stream, server, number))
}

async fn known(connection: &Connection) -> zbus::Result<Known> {
    let can = connection.call_method(Some(SERVER), PATH, Some(SERVER), "GetCapabilities", &()).await?;
    let can: Vec<String> = can.body().deserialize()?;
    let owner = connection.call_method(Some(BUS), BUS_PATH, Some(BUS), "GetNameOwner", &(SERVER,)).await?;
    let owner: String = owner.body().deserialize()?;
    Ok(Known {
        instance: format!("{} {owner}", connection.server_guid()),
        owner,
        actions: can.iter().any(|c| c == "actions"),
        markup: can.iter().any(|c| c == "body-markup"),
    })
}

/// Asks the server to show a notice; gives its number.
async fn say(connection: &Connection, server: &Known, notice: &Notice, replaces: u32) -> zbus::Result<u32> {
    let body = if server.markup { escape(&notice.body) } else { notice.body.clone() };
    let pairs = notice.actions.iter().filter(|_| server.actions);
    let actions: Vec<&str> = pairs.flat_map(|(key, label)| [key.as_str(), label.as_str()]).collect();
    let urgency: u8 = u8::from(!notice.passing);
    let mut hints = HashMap::from([("urgency", Variant::from(urgency)), ("category", Variant::from(CATEGORY))]);
    if let Some(tag) = &notice.tag {
        hints.insert("x-dunst-stack-tag", Variant::from(tag.as_str()));
    }
    if notice.passing {
        hints.insert("transient", Variant::from(true));
    }
    let time = if notice.passing { PASSING } else { 0 };
    let call = ("intouch", replaces, "appointment-soon", &notice.summary, body, actions, hints, time);
    let answer = connection.call_method(Some(SERVER), PATH, Some(SERVER), "Notify", &call).await?;
    answer.body().deserialize()
}

/// Takes a notice over: whoever attended to that number until now loses its name, and ends.
async fn take_over(connection: &Connection, number: u32) {
    let name = format!("intouch.notice{number}");
    let _ = connection.call_method(Some(BUS), BUS_PATH, Some(BUS), "RequestName", &(name, TAKE_OVER)).await;
}

/// Asks the server to close a notice; one that is closed already is none of its business.
async fn close(connection: &Connection, number: u32) {
    let _ = connection.call_method(Some(SERVER), PATH, Some(SERVER), "CloseNotification", &(number,)).await;
}

/// What a message means, and for the notice of which number.
fn heard(message: &Message, server: &Known) -> Option<(u32, Heard)> {
    let header = message.header();
    if header.message_type() != zbus::message::Type::Signal {
        return None;
    }
    let (sender, member) = (header.sender()?.as_str(), header.member()?.as_str());
    match member {
        // Anybody on the bus can send a signal of that name.
        "ActionInvoked" if sender == server.owner => {
            let (of, key): (u32, String) = message.body().deserialize().ok()?;
            Some((of, Heard::Pressed(key)))
        }
        "NotificationClosed" if sender == server.owner => {
            let (of, _): (u32, u32) = message.body().deserialize().ok()?;
            Some((of, Heard::Closed))
        }
        "NameOwnerChanged" if sender == BUS => {
            let (name, _, owner): (String, String, String) = message.body().deserialize().ok()?;
            (name == SERVER && owner != server.owner).then_some((0, Heard::Gone))
        }
        "NameLost" if sender == BUS => Some((0, Heard::Gone)),
        _ => None,
    }
}
