//! A disk that fails when it is told to: a layer over SQLite's own way to files.
//!
//! It becomes SQLite's default and stands aside, except for files below a folder that is watched:
//! tests run side by side in one process, each with a folder of its own. There it counts whatever
//! changes a file (writes, truncations, syncs, deletions, new files, growth of the shared memory)
//! and lets one of them, the Nth, go wrong. It also keeps what was written since a file was last
//! synced: that is what a power cut may lose.
//!
//! Never fails a file that is not below a watched folder.

use rusqlite::ffi;
use std::collections::HashMap;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, Once, OnceLock};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// One operation fails, the ones after it work.
    Error,
    /// From then on no file can grow.
    Full,
    /// The program dies: half of the operation is done, and nothing after it.
    Crash,
    /// The machine dies: like [`Fault::Crash`], and of what was not synced any part may be lost.
    PowerCut,
}

/// What a file system offers as shared memory, without which there is no write-ahead log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Memory {
    /// It works.
    Shared,
    /// There is none.
    None,
    /// There seems to be some, but it is refused when it is asked for.
    Refused,
}

/// What was done to a file since it was last synced.
#[derive(Debug, Clone)]
enum Change {
    Born,
    Gone,
    Write(usize, Vec<u8>),
    Truncate(usize),
}

/// A file as the disk surely holds it, and what may or may not have reached it since.
#[derive(Debug, Clone, Default)]
struct Pending {
    sure: Option<Vec<u8>>,
    changes: Vec<Change>,
}

#[derive(Debug, Default)]
struct State {
    armed: Option<(Fault, usize)>,
    count: usize,
    tripped: bool,
    dead: bool,
    pending: HashMap<PathBuf, Pending>,
}

#[derive(Debug)]
struct Watch {
    folder: PathBuf,
    memory: Memory,
    state: Mutex<State>,
}

/// A folder that is watched, until this is dropped.
#[derive(Debug)]
pub struct Disk(Arc<Watch>);

/// Every file below the folder, and what of it is not sure.
#[derive(Debug, Clone)]
pub struct Snapshot {
    files: Vec<(PathBuf, Vec<u8>)>,
    pending: HashMap<PathBuf, Pending>,
}

static WATCHED: Mutex<Vec<Arc<Watch>>> = Mutex::new(Vec::new());

impl Disk {
    /// Watches `folder`, which must be there.
    pub fn watch(folder: &Path, memory: Memory) -> Self {
        register();
        let folder = folder.canonicalize().unwrap();
        let watch = Arc::new(Watch { folder, memory, state: Mutex::default() });
        WATCHED.lock().unwrap().push(Arc::clone(&watch));
        Self(watch)
    }

    /// Lets the `n`th operation from now on (counted from 1) go wrong.
    pub fn arm(&self, fault: Fault, n: usize) {
        let mut state = self.0.lock();
        (state.armed, state.count, state.tripped, state.dead) = (Some((fault, n)), 0, false, false);
    }

    /// Starts counting anew, with nothing to go wrong.
    pub fn count(&self) {
        self.arm(Fault::Error, usize::MAX);
    }

    /// Ends the fault; gives how many operations there were, and whether it struck. After a power
    /// cut the files are what the disk may hold, by the throw of `dice`. No file may be open.
    pub fn mend(&self, dice: &mut Dice) -> (usize, bool) {
        let mut state = self.0.lock();
        let cut = matches!(state.armed, Some((Fault::PowerCut, _))) && state.tripped;
        if cut {
            // Now and then all that is not sure is lost, now and then any part of it.
            let all = dice.below(3) == 0;
            for (path, pending) in std::mem::take(&mut state.pending) {
                match pending.after_power_cut(all, dice) {
                    Some(bytes) => std::fs::write(&path, bytes).unwrap(),
                    None => drop(std::fs::remove_file(&path)),
                }
            }
            for file in files_below(&self.0.folder) {
                if file.to_string_lossy().ends_with("-shm") {
                    std::fs::remove_file(file).unwrap();
                }
            }
        }
        (state.armed, state.dead) = (None, false);
        (state.count, state.tripped)
    }

    /// The folder as it is. No file may be open.
    pub fn snapshot(&self) -> Snapshot {
        let read = |path: PathBuf| (path.clone(), std::fs::read(path).unwrap());
        Snapshot {
            files: files_below(&self.0.folder).into_iter().map(read).collect(),
            pending: self.0.lock().pending.clone(),
        }
    }

    /// The folder as it was. No file may be open.
    pub fn restore(&self, to: &Snapshot) {
        for file in files_below(&self.0.folder) {
            if !to.files.iter().any(|(path, _)| *path == file) {
                std::fs::remove_file(file).unwrap();
            }
        }
        for (path, bytes) in &to.files {
            std::fs::write(path, bytes).unwrap();
        }
        self.0.lock().pending.clone_from(&to.pending);
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        WATCHED.lock().unwrap().retain(|w| !Arc::ptr_eq(w, &self.0));
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found
}

/// Numbers that look random and are the same every time (splitmix64).
#[derive(Debug, Clone)]
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[usize::try_from(self.below(list.len() as u64)).unwrap()]
    }
}

impl Pending {
    /// What the disk holds when the power is back: what was sure, and some of the rest, in no order
    /// that a program may count on. A file whose deletion was lost keeps nothing of its successor.
    fn after_power_cut(self, all: bool, dice: &mut Dice) -> Option<Vec<u8>> {
        let mut file = self.sure;
        let even = dice.below(4);
        for change in self.changes {
            let lost = all || dice.below(4) <= even;
            match change {
                Change::Born if lost => {}
                Change::Born => drop(file.get_or_insert_default()),
                Change::Gone if lost => break,
                Change::Gone => file = None,
                Change::Write(..) | Change::Truncate(_) if lost => {}
                Change::Write(at, bytes) => {
                    if let Some(file) = &mut file {
                        if file.len() < at + bytes.len() {
                            file.resize(at + bytes.len(), 0);
                        }
                        file[at..at + bytes.len()].copy_from_slice(&bytes);
                    }
                }
                Change::Truncate(to) => {
                    if let Some(file) = &mut file {
                        file.resize(to.min(file.len()), 0);
                    }
                }
            }
        }
        file
    }
}

/// What becomes of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Works,
    /// It fails with the error of its kind.
    Fails,
    /// Half of it is done, then it fails.
    Torn,
    /// There is no room for it.
    NoRoom,
}

impl Watch {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl State {
    /// Counts an operation that changes a file; says what becomes of it.
    fn operation(&mut self, grows: bool) -> Fate {
        if self.dead {
            return Fate::Fails;
        }
        self.count += 1;
        let Some((fault, at)) = self.armed else { return Fate::Works };
        match fault {
            Fault::Full if self.count >= at && grows => {
                self.tripped = true;
                Fate::NoRoom
            }
            Fault::Error if self.count == at => {
                self.tripped = true;
                Fate::Fails
            }
            Fault::Crash | Fault::PowerCut if self.count == at => {
                self.tripped = true;
                self.dead = true;
                Fate::Torn
            }
            _ => Fate::Works,
        }
    }

    /// Notes a change that is about to be made to a file.
    fn changes(&mut self, path: &Path, change: Change) {
        let pending = self.pending.entry(path.to_owned()).or_insert_with(|| {
            let sure = if matches!(change, Change::Born) { None } else { std::fs::read(path).ok() };
            Pending { sure, changes: Vec::new() }
        });
        pending.changes.push(change);
    }

    /// The folder of `path` was synced: which files are in it is sure now.
    fn names_are_sure(&mut self, path: &Path) {
        for (other, pending) in &mut self.pending {
            if other.parent() != path.parent() {
                continue;
            }
            let mut kept = Vec::new();
            for change in std::mem::take(&mut pending.changes) {
                match change {
                    Change::Gone => {
                        pending.sure = None;
                        kept.clear();
                    }
                    Change::Born => drop(pending.sure.get_or_insert_default()),
                    other => kept.push(other),
                }
            }
            pending.changes = kept;
        }
    }
}

/// An open file below a watched folder; SQLite's own file stands right behind it.
#[repr(C)]
struct File {
    /// What SQLite sees of it.
    seen: ffi::sqlite3_file,
    watch: *const Watch,
    path: *mut PathBuf,
}

/// SQLite's own VFS, which was the default before.
struct Own(*mut ffi::sqlite3_vfs);
// SAFETY: SQLite's VFS objects live as long as the process and are made to be called from any thread.
unsafe impl Send for Own {}
// SAFETY: as above.
unsafe impl Sync for Own {}

static OWN: OnceLock<Own> = OnceLock::new();

fn own() -> *mut ffi::sqlite3_vfs {
    OWN.get().unwrap().0
}

/// Puts the layer over SQLite's own VFS, once.
fn register() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: `sqlite3_vfs_find(null)` gives the default VFS, which lives for ever. The copy
        // keeps its function pointers (they use nothing of the VFS they are given), except those
        // replaced here; it is leaked, so it lives for ever too.
        unsafe {
            assert_eq!(ffi::sqlite3_initialize(), ffi::SQLITE_OK);
            let real = ffi::sqlite3_vfs_find(std::ptr::null());
            assert!(!real.is_null());
            assert!(OWN.set(Own(real)).is_ok());
            let mut layer = std::ptr::read(real);
            layer.zName = c"faulty".as_ptr();
            layer.pNext = std::ptr::null_mut();
            layer.szOsFile += c_int::try_from(size_of::<File>()).unwrap();
            layer.xOpen = Some(open);
            layer.xDelete = Some(delete);
            layer.xAccess = Some(access);
            assert_eq!(ffi::sqlite3_vfs_register(Box::leak(Box::new(layer)), 1), ffi::SQLITE_OK);
        }
    });
}

/// The watch over a file, where there is one.
unsafe fn watch_over(name: *const c_char) -> Option<(Arc<Watch>, PathBuf)> {
    if name.is_null() {
        return None;
    }
    // SAFETY: SQLite gives a terminated string.
    let path = PathBuf::from(unsafe { CStr::from_ptr(name) }.to_str().ok()?);
    let watched = WATCHED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let found = watched.iter().find(|w| path.starts_with(&w.folder)).cloned()?;
    Some((found, path))
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: `own` is SQLite's VFS; `file` has room for its file and for `File` before it
    // (`szOsFile`). Where nothing is watched, SQLite's own file takes the place and is never seen here.
    unsafe {
        let own_open = (*own()).xOpen.unwrap();
        let Some((watch, path)) = watch_over(name) else { return own_open(own(), name, file, flags, out) };
        (*file).pMethods = std::ptr::null();
        let is_new = flags & ffi::SQLITE_OPEN_CREATE != 0 && !path.exists();
        {
            let mut state = watch.lock();
            if state.dead || (is_new && matches!(state.operation(false), Fate::Fails | Fate::Torn)) {
                return ffi::SQLITE_CANTOPEN;
            }
            if is_new {
                state.changes(&path, Change::Born);
            }
        }
        let result = own_open(own(), name, behind(file), flags, out);
        if result == ffi::SQLITE_OK {
            let shim = file.cast::<File>();
            (*shim).seen.pMethods = match watch.memory {
                Memory::Shared | Memory::Refused => &raw const WITH_MEMORY,
                Memory::None => &raw const WITHOUT_MEMORY,
            };
            (*shim).path = Box::into_raw(Box::new(path));
            (*shim).watch = Arc::into_raw(watch);
        }
        result
    }
}

unsafe extern "C" fn delete(_: *mut ffi::sqlite3_vfs, name: *const c_char, sync_folder: c_int) -> c_int {
    // SAFETY: SQLite's own VFS with SQLite's own arguments.
    unsafe {
        if let Some((watch, path)) = watch_over(name)
            && path.exists()
        {
            let mut state = watch.lock();
            if state.operation(false) != Fate::Works {
                return ffi::SQLITE_IOERR_DELETE;
            }
            state.changes(&path, Change::Gone);
            if sync_folder != 0 {
                state.names_are_sure(&path);
            }
        }
        (*own()).xDelete.unwrap()(own(), name, sync_folder)
    }
}

unsafe extern "C" fn access(_: *mut ffi::sqlite3_vfs, name: *const c_char, flags: c_int, out: *mut c_int) -> c_int {
    // SAFETY: SQLite's own VFS with SQLite's own arguments.
    unsafe {
        if watch_over(name).is_some_and(|(watch, _)| watch.lock().dead) {
            return ffi::SQLITE_IOERR_ACCESS;
        }
        (*own()).xAccess.unwrap()(own(), name, flags, out)
    }
}

/// SQLite's own file, behind ours.
unsafe fn behind(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    // SAFETY: `szOsFile` made room for both.
    unsafe { file.byte_add(size_of::<File>()) }
}

/// Calls the method of SQLite's own file.
macro_rules! pass {
    ($file:expr, $method:ident $(, $given:expr)*) => {{
        let own = behind($file);
        (*(*own).pMethods).$method.unwrap()(own $(, $given)*)
    }};
}

/// The watch and the path of an open file.
unsafe fn of<'a>(file: *mut ffi::sqlite3_file) -> (&'a Watch, &'a Path) {
    // SAFETY: only files that `open` completed have these methods; both live until `close`.
    unsafe {
        let shim = file.cast::<File>();
        (&*(*shim).watch, &*(*shim).path)
    }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: SQLite closes a file once; what `open` leaked is taken back.
    unsafe {
        let result = pass!(file, xClose);
        let shim = file.cast::<File>();
        drop(Box::from_raw((*shim).path));
        drop(Arc::from_raw((*shim).watch));
        result
    }
}

unsafe extern "C" fn read(file: *mut ffi::sqlite3_file, to: *mut c_void, amount: c_int, at: i64) -> c_int {
    // SAFETY: SQLite's own file with SQLite's own arguments.
    unsafe {
        if of(file).0.lock().dead {
            return ffi::SQLITE_IOERR_READ;
        }
        pass!(file, xRead, to, amount, at)
    }
}

unsafe extern "C" fn write(file: *mut ffi::sqlite3_file, from: *const c_void, amount: c_int, at: i64) -> c_int {
    // SAFETY: `from` holds `amount` bytes.
    unsafe {
        let (watch, path) = of(file);
        let length = usize::try_from(amount).unwrap();
        let start = usize::try_from(at).unwrap();
        let mut state = watch.lock();
        let grows = std::fs::metadata(path).map_or(0, |m| m.len()) < (start + length) as u64;
        let fate = state.operation(grows);
        let done = match fate {
            Fate::Works => length,
            Fate::Torn => length / 2,
            Fate::Fails => return ffi::SQLITE_IOERR_WRITE,
            Fate::NoRoom => return ffi::SQLITE_FULL,
        };
        if done > 0 {
            let bytes = std::slice::from_raw_parts(from.cast::<u8>(), done).to_vec();
            state.changes(path, Change::Write(start, bytes));
            let result = pass!(file, xWrite, from, c_int::try_from(done).unwrap(), at);
            if result != ffi::SQLITE_OK {
                return result;
            }
        }
        if fate == Fate::Works { ffi::SQLITE_OK } else { ffi::SQLITE_IOERR_WRITE }
    }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    // SAFETY: SQLite's own file with SQLite's own arguments.
    unsafe {
        let (watch, path) = of(file);
        let mut state = watch.lock();
        if state.operation(false) != Fate::Works {
            return ffi::SQLITE_IOERR_TRUNCATE;
        }
        state.changes(path, Change::Truncate(usize::try_from(size).unwrap()));
        pass!(file, xTruncate, size)
    }
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: SQLite's own file with SQLite's own arguments.
    unsafe {
        let (watch, path) = of(file);
        let mut state = watch.lock();
        if state.operation(false) != Fate::Works {
            return ffi::SQLITE_IOERR_FSYNC;
        }
        let result = pass!(file, xSync, flags);
        if result == ffi::SQLITE_OK {
            // SQLite syncs the folder with the first sync of a log or a journal that it made.
            if state.pending.get(path).is_some_and(|p| p.changes.iter().any(|c| matches!(c, Change::Born))) {
                state.names_are_sure(path);
            }
            state.pending.remove(path);
        }
        result
    }
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, size: *mut i64) -> c_int {
    // SAFETY: SQLite's own file with SQLite's own arguments.
    unsafe {
        if of(file).0.lock().dead {
            return ffi::SQLITE_IOERR_FSTAT;
        }
        pass!(file, xFileSize, size)
    }
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: SQLite's own file with SQLite's own arguments.
    unsafe { pass!(file, xLock, level) }
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: as above.
    unsafe { pass!(file, xUnlock, level) }
}

unsafe extern "C" fn check_reserved_lock(file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    // SAFETY: as above.
    unsafe { pass!(file, xCheckReservedLock, out) }
}

unsafe extern "C" fn file_control(file: *mut ffi::sqlite3_file, what: c_int, argument: *mut c_void) -> c_int {
    // SAFETY: as above.
    unsafe { pass!(file, xFileControl, what, argument) }
}

unsafe extern "C" fn sector_size(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: as above.
    unsafe { pass!(file, xSectorSize) }
}

unsafe extern "C" fn device_characteristics(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: as above.
    unsafe { pass!(file, xDeviceCharacteristics) }
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    page: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    // SAFETY: SQLite's own file with SQLite's own arguments; `out` may be written.
    unsafe {
        let (watch, path) = of(file);
        if watch.memory == Memory::Refused {
            *out = std::ptr::null_mut();
            return ffi::SQLITE_IOERR_SHMMAP;
        }
        let mut beside = path.as_os_str().to_owned();
        beside.push("-shm");
        let there = std::fs::metadata(beside).map_or(0, |m| m.len());
        let wanted = (u64::try_from(page).unwrap() + 1) * u64::try_from(size).unwrap();
        if extend != 0 && there < wanted && watch.lock().operation(true) != Fate::Works {
            *out = std::ptr::null_mut();
            return ffi::SQLITE_IOERR_SHMSIZE;
        }
        pass!(file, xShmMap, page, size, extend, out)
    }
}

unsafe extern "C" fn shm_lock(file: *mut ffi::sqlite3_file, offset: c_int, n: c_int, flags: c_int) -> c_int {
    // SAFETY: SQLite's own file with SQLite's own arguments.
    unsafe { pass!(file, xShmLock, offset, n, flags) }
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    // SAFETY: as above.
    unsafe { pass!(file, xShmBarrier) }
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, delete: c_int) -> c_int {
    // SAFETY: as above.
    unsafe { pass!(file, xShmUnmap, delete) }
}

/// Version 2: with shared memory, without memory-mapped pages, so that every write is seen here.
static WITH_MEMORY: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// Version 1: without.
static WITHOUT_MEMORY: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 1,
    xShmMap: None,
    xShmLock: None,
    xShmBarrier: None,
    xShmUnmap: None,
    ..WITH_MEMORY
};
