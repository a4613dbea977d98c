//! A real notification server, dunst, on a screen that nobody sees.

use super::bus::{Bus, eventually};
use super::listener::Listener;
use super::scene::Scene;
use crate::stage::have;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// As a desktop would have it: markup is rendered, one font for everything.
const SETTINGS: &str = r##"[global]
monitor = 0
width = 460
height = 300
origin = top-right
offset = 0x0
padding = 14
horizontal_padding = 16
frame_width = 1
frame_color = "#c9c4bd"
separator_height = 1
font = DejaVu Sans 11
markup = full
format = "<b>%s</b>\n%b"
alignment = left
word_wrap = yes
icon_position = off
show_indicators = no
idle_threshold = 0
dmenu = MENU
[urgency_normal]
background = "#faf9f7"
foreground = "#2b2a28"
timeout = 0
"##;

/// A running dunst with its screen; both end with the test.
struct Dunst {
    screen: Child,
    server: Child,
    address: String,
    display: String,
    folder: PathBuf,
}

impl Dunst {
    /// Starts one on a scene's bus. Says where there is none.
    fn on(scene: &mut Scene) -> Option<Self> {
        if !have("reminders on a real server", &["Xvfb", "dunst", "dunstctl"]) {
            return None;
        }
        let number = scene.folder().join("display");
        let screen = Command::new("sh")
            .args(["-c", "exec Xvfb -displayfd 1 -screen 0 800x600x24 -nolisten tcp >display 2>/dev/null"])
            .current_dir(scene.folder())
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let read = || std::fs::read_to_string(&number).unwrap_or_default().trim().to_owned();
        eventually("there is a screen", || !read().is_empty());
        let display = format!(":{}", read());
        // What is chosen from the menu of actions is the line with the words that a test leaves.
        let menu = scene.file("menu", "#!/bin/sh\nexec grep -m1 -e \"$(cat choice)\"\n");
        std::fs::set_permissions(&menu, std::fs::Permissions::from_mode(0o755)).unwrap();
        let settings = scene.file("dunstrc", SETTINGS.replace("MENU", &menu));
        let address = scene.bus.address();
        let server = Command::new("dunst")
            .args(["-conf", &settings])
            .env("DBUS_SESSION_BUS_ADDRESS", &address)
            .env("DISPLAY", &display)
            .current_dir(scene.folder())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let bus: &Bus = &scene.bus;
        eventually("dunst is there", || bus.has_server());
        scene.stage.env.insert("DISPLAY".to_owned(), display.clone());
        Some(Self { screen, server, address, display, folder: scene.folder().to_owned() })
    }

    /// Asks it something; gives what it answered.
    fn ctl(&self, args: &[&str]) -> String {
        let mut command = Command::new("dunstctl");
        command.args(args).env("DBUS_SESSION_BUS_ADDRESS", &self.address).env("DISPLAY", &self.display);
        let output = command.stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "dunstctl {args:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// How many notifications stand on its screen.
    fn displayed(&self) -> usize {
        self.ctl(&["count", "displayed"]).parse().unwrap()
    }

    /// Waits until so many stand on its screen.
    fn shows(&self, count: usize) {
        eventually(&format!("{count} stand on the screen"), || self.displayed() == count);
    }

    /// The newest notification that was closed, as it was shown: summary and body.
    fn last_closed(&self) -> (String, String) {
        let history: serde_json::Value = serde_json::from_str(&self.ctl(&["history"])).unwrap();
        let last = &history["data"][0][0];
        let text = |key: &str| last[key]["data"].as_str().unwrap_or_default().to_owned();
        (text("summary"), text("body"))
    }

    /// Chooses from the menu of actions.
    fn choose(&self, words: &str) {
        std::fs::write(self.folder.join("choice"), words).unwrap();
        self.ctl(&["context"]);
    }

    /// A picture of what stands on the screen, as small as it can be.
    fn picture(&self, path: &Path) {
        // It draws a moment after it counts.
        std::thread::sleep(std::time::Duration::from_millis(500));
        let options = ["-window", "root", "-trim", "+repage", "-colors", "64", "-strip"];
        let taken = Command::new("import").args(options).arg(path).env("DISPLAY", &self.display).output().unwrap();
        assert!(taken.status.success(), "{taken:?}");
    }
}

impl Drop for Dunst {
    fn drop(&mut self) {
        for child in [&mut self.server, &mut self.screen] {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Laura is due, and dunst is there.
fn laura() -> Option<(Scene, Dunst)> {
    let mut scene = Scene::one_due()?;
    scene.ok(&["edit", "laura", "--linkedin", "https://www.linkedin.com/in/laura-chen"]);
    let dunst = Dunst::on(&mut scene)?;
    Some((scene, dunst))
}

fn due(scene: &Scene) -> usize {
    scene.json(&["due"]).as_array().unwrap().len()
}

#[test]
fn a_real_server_shows_a_reminder_with_its_body_escaped() {
    let Some(mut scene) = Scene::empty() else { return };
    scene.ok(&["add", "Laura <b>Chen</b> & Sons", "--met", "Rust <i>Conf</i> & more", "--on", "yesterday"]);
    let Some(dunst) = Dunst::on(&mut scene) else { return };
    scene.notify_shows();
    dunst.shows(1);
    let listener = Listener::only(&scene);
    dunst.ctl(&["close-all"]);
    listener.ends("the notification was closed");
    let (summary, body) = dunst.last_closed();
    assert_eq!(summary, "Laura <b>Chen</b> & Sons: connect", "the summary is shown as it is");
    assert!(
        body.contains("Rust &lt;i&gt;Conf&lt;/i&gt; &amp; more on Sun 22 Nov 2026"),
        "the body is no markup: {body}"
    );
    assert_eq!(due(&scene), 1, "closed is not done");
}

#[test]
fn a_real_server_shows_a_digest() {
    let Some(mut scene) = Scene::three_due() else { return };
    let Some(dunst) = Dunst::on(&mut scene) else { return };
    scene.notify_shows();
    dunst.shows(1);
    dunst.ctl(&["close-all"]);
    let (summary, body) = dunst.last_closed();
    assert_eq!(summary, "3 follow-ups");
    assert!(body.lines().next().unwrap().starts_with("Cleo Diaz: promise"), "{body}");
    assert!(body.ends_with("`intouch due` shows them all"), "{body}");
}

#[test]
fn buttons_pressed_on_a_real_server_do_what_is_typed() {
    for (button, verb) in [("Done", "done"), ("Snooze to tomorrow", "snooze")] {
        let Some((scene, dunst)) = laura() else { return };
        scene.notify_shows();
        dunst.shows(1);
        let listener = Listener::only(&scene);
        dunst.choose(button);
        listener.ends(&format!("{button} was pressed"));
        assert_eq!(due(&scene), 0, "{button}");
        let state = usize::from(verb != "done");
        let all = scene.json(&["due", "--all"]);
        let same = all.as_array().unwrap().iter().filter(|f| f["id"] == 1).count();
        assert_eq!(same, state, "{button}: {all}");
    }
}

#[test]
fn a_click_on_a_real_server_opens_the_profile_and_leaves_the_buttons() {
    let Some((mut scene, dunst)) = laura() else { return };
    let kept = scene.stand_in("opener");
    let opener = scene.folder().join("bin/opener").display().to_string();
    scene.stage.env.insert("INTOUCH_OPENER".to_owned(), opener);
    scene.notify_shows();
    dunst.shows(1);
    let listener = Listener::only(&scene);
    dunst.ctl(&["action", "0"]);
    eventually("it is opened", || kept.exists());
    assert!(std::fs::read_to_string(kept).unwrap().starts_with("https://www.linkedin.com/in/laura-chen"));
    eventually("it stands again", || dunst.displayed() == 1);
    assert!(listener.lives() && due(&scene) == 1);
    dunst.choose("Done");
    listener.ends("it was done");
    assert_eq!(due(&scene), 0);
}

#[test]
fn on_a_real_server_a_later_reminder_takes_the_place_of_the_old_one() {
    let Some((mut scene, dunst)) = laura() else { return };
    scene.notify_shows();
    dunst.shows(1);
    let first = Listener::only(&scene);
    scene.stage.day("2026-11-24");
    scene.notify_shows();
    first.ends("another took the place");
    dunst.shows(1);
    let second = Listener::only(&scene);
    dunst.choose("Done");
    second.ends("it was done");
    assert_eq!(due(&scene), 0);
}

#[test]
fn on_a_real_server_what_was_killed_is_repeated_in_its_own_place() {
    let Some((scene, dunst)) = laura() else { return };
    scene.notify_shows();
    dunst.shows(1);
    // As if both had been killed before anything was kept: no number, no outcome, nobody who waits.
    let listener = Listener::only(&scene);
    listener.kill();
    listener.ends("it was killed");
    let db = rusqlite::Connection::open(scene.book()).unwrap();
    db.execute("UPDATE reminders SET outcome = NULL, server = NULL, number = NULL", []).unwrap();
    drop(db);
    scene.notify_shows();
    assert_eq!(scene.outcomes(), ["?", "shown"]);
    dunst.shows(1);
    let listener = Listener::only(&scene);
    dunst.choose("Done");
    listener.ends("it was done");
    assert_eq!(due(&scene), 0);
}

#[test]
fn where_a_real_server_is_killed_nobody_waits_on() {
    let Some((scene, mut dunst)) = laura() else { return };
    scene.notify_shows();
    let listener = Listener::only(&scene);
    dunst.server.kill().unwrap();
    listener.ends("the server was killed");
    assert_eq!(due(&scene), 1);
}

/// `INTOUCH_UPDATE_PICTURES=1` keeps them in `docs`.
#[test]
fn the_pictures_in_the_documents_can_be_taken() {
    if !have("pictures of reminders", &["import"]) {
        return;
    }
    let keep = std::env::var_os("INTOUCH_UPDATE_PICTURES").is_some();
    for name in ["reminder", "digest"] {
        let Some(mut scene) = Scene::empty() else { return };
        scene.ok(&["add", "Laura Chen", "--met", "RustConf", "--on", "2026-11-20", "--company", "Initech"]);
        scene.ok(&["edit", "laura", "--linkedin", "https://www.linkedin.com/in/laura-chen"]);
        if name == "digest" {
            scene.ok(&["add", "Cleo Diaz", "--email", "cleo@initech.example"]);
            scene.ok(&["promise", "cleo", "send the paper on schedulers", "--by", "today"]);
            scene.ok(&["add", "Lars Berg", "--met", "Meetup Berlin", "--on", "2026-11-19"]);
            scene.ok(&["add", "Ng Wei Ling", "--connected", "2026-10-01"]);
            scene.ok(&["met", "ng-wei-ling", "--where", "the reading group", "--on", "2026-11-20"]);
            scene.ok(&["add", "Mia Lund", "--met", "Meetup Berlin", "--on", "yesterday"]);
            scene.ok(&["add", "Ola Vik", "--met", "Meetup Berlin", "--on", "yesterday"]);
        }
        let Some(dunst) = Dunst::on(&mut scene) else { return };
        scene.notify_shows();
        dunst.shows(1);
        let taken = scene.folder().join(format!("{name}.png"));
        dunst.picture(&taken);
        let picture = std::fs::read(&taken).unwrap();
        assert!(picture.starts_with(b"\x89PNG"));
        assert!((2_000..40_000).contains(&picture.len()), "{name}: {} bytes", picture.len());
        let size = |at: usize| u32::from_be_bytes(picture[at..at + 4].try_into().unwrap());
        assert!((300..=500).contains(&size(16)) && size(20) < 300, "{name}: no more than the notification");
        if keep {
            let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
            std::fs::copy(&taken, docs.join(format!("{name}.png"))).unwrap();
        }
    }
}
