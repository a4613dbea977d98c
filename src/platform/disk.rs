//! Disks and files as the system sees them: which file a name stands for, whose it is and who may
//! read it, how much room is left, whether the disk is another machine's.
//!
//! Never reads what is in a file.

use std::fs::File;
use std::path::Path;

/// Which file a name stands for: the same name may stand for another one a moment later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileId {
    device: u64,
    number: u64,
}

/// The file that stands under a name; `None` where there is none, or it can't be told here.
#[must_use]
pub fn file_id(path: &Path) -> Option<FileId> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let known = std::fs::metadata(path).ok()?;
        Some(FileId { device: known.dev(), number: known.ino() })
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

/// The permission bits of a file or folder, as `chmod` writes them.
#[must_use]
pub fn mode(path: &Path) -> Option<u32> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::metadata(path).ok().map(|m| m.permissions().mode() & 0o7777)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

/// Sets the permission bits.
///
/// # Errors
/// What the system says.
pub fn set_mode(path: &Path, mode: u32) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
    }
    #[cfg(not(unix))]
    {
        let _ = (path, mode);
        Ok(())
    }
}

/// Whether a file belongs to the user who runs the program; `None` where it can't be told.
#[must_use]
pub fn is_mine(path: &Path) -> Option<bool> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        std::fs::metadata(path).ok().map(|m| m.uid() == rustix::process::geteuid().as_raw())
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

/// How many bytes are free for the user on the disk that holds `path`.
#[must_use]
pub fn free(path: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        rustix::fs::statvfs(path).ok().map(|s| s.f_bavail.saturating_mul(s.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

/// The network file system that holds `path`, by the name the system gives it; `None` for a local
/// disk, or where it can't be told.
#[must_use]
pub fn network_file_system(path: &Path) -> Option<String> {
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    network_of(&mounts, &std::fs::canonicalize(folder).ok()?)
}

/// File systems that keep their files on another machine, by the beginning of their name.
const NETWORKS: &[&str] = &[
    "nfs",
    "cifs",
    "smb",
    "ncpfs",
    "9p",
    "afs",
    "ceph",
    "coda",
    "glusterfs",
    "davfs",
    "fuse.sshfs",
    "fuse.rclone",
    "fuse.davfs",
    "fuse.s3fs",
    "fuse.gvfsd",
    "fuse.glusterfs",
    "fuse.ceph",
    "fuse.smbnetfs",
];

/// The network file system of the mount that holds `folder`, from the system's table of mounts.
fn network_of(mounts: &str, folder: &Path) -> Option<String> {
    // `36 35 98:0 / /home rw,noatime - ext4 /dev/sda1 rw`: the fifth field is where, the first one
    // after the dash what. The longest place that holds the folder is the one, the last of equals.
    let held = mounts.lines().filter_map(|line| {
        let (before, after) = line.split_once(" - ")?;
        let place = unescaped(before.split(' ').nth(4)?);
        let kind = after.split(' ').next()?;
        folder.starts_with(&place).then_some((place.len(), kind))
    });
    let (_, kind) = held.max_by_key(|(length, _)| *length)?;
    NETWORKS.iter().any(|n| kind.starts_with(n)).then(|| kind.to_owned())
}

/// A name of the table of mounts, where blanks are written `\040`.
fn unescaped(name: &str) -> String {
    [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")]
        .iter()
        .fold(name.to_owned(), |name, (code, plain)| name.replace(code, plain))
}

/// Takes the lock on a whole file that every program holds which has the database in it open.
/// `false` where one has, or where files can't be locked. The lock is gone when the file, or any
/// other that this process opened under its name, is closed.
#[must_use]
pub fn lock_against_all(file: &File) -> bool {
    #[cfg(unix)]
    {
        rustix::fs::fcntl_lock(file, rustix::fs::FlockOperation::NonBlockingLockExclusive).is_ok()
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        true
    }
}

/// Makes sure that the names in a folder are on the disk, too.
pub fn sync_folder(folder: &Path) {
    // Not every file system can: what was renamed is there for everybody who looks all the same.
    let _ = File::open(folder).and_then(|f| f.sync_all());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn network_file_systems_are_named_by_the_mount_that_holds_the_folder() {
        let mounts = "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n\
            30 22 0:40 / /home/ada/remote rw - fuse.sshfs ada@host: rw\n\
            31 22 0:41 / /mnt/with\\040blank rw,relatime shared:5 - nfs4 host:/x rw\n\
            32 22 0:42 / /mnt/share rw - cifs //host/x rw\n\
            33 32 0:43 / /mnt/share/local rw - tmpfs tmpfs rw\n\
            34 22 0:44 / /mnt/win rw - 9p drvfs rw\n\
            35 22 0:45 / /mnt/disk rw - fuseblk /dev/sdb1 rw\n";
        for (folder, wanted) in [
            ("/home/ada", None),
            ("/home/ada/remote/x", Some("fuse.sshfs")),
            ("/home/ada/remotely", None),
            ("/mnt/with blank", Some("nfs4")),
            ("/mnt/share", Some("cifs")),
            ("/mnt/share/local/x", None),
            ("/mnt/win/c", Some("9p")),
            ("/mnt/disk", None),
        ] {
            assert_eq!(network_of(mounts, Path::new(folder)).as_deref(), wanted, "{folder}");
        }
        assert_eq!(network_of("", Path::new("/")), None);
    }
}
