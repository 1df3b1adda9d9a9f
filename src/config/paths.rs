//! Where things lie on disk, and whether the place is fit for a book of clients.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use directories::ProjectDirs;

use super::problem::plain;

/// Laid in every folder we made, so that we know it as ours when it is later found open to others.
const MARK: &str = ".leadline";

/// The places of one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// Folder of the configuration file; the key file lies beside it if the person chose one.
    pub config_dir: PathBuf,
    /// The configuration file that is read.
    pub config_file: PathBuf,
    /// Folder of the local copy.
    pub data_dir: PathBuf,
    /// Folder of the log and of crash reports; inside the data folder, so that one folder holds all.
    pub log_dir: PathBuf,
}

/// Why a folder cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// The platform does not say where this person's folders are.
    #[error("this account has no home folder; name the folders with --config and --data-dir")]
    Homeless,
    /// It cannot be made.
    #[error("the folder {} cannot be made: {reason}; nothing was changed, choose another with --data-dir", path.display())]
    CannotMake {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// It is something else.
    #[error("{} is not a folder; choose another with --data-dir", .0.display())]
    NotFolder(
        /// The path.
        PathBuf,
    ),
    /// It cannot be written.
    #[error(
        "the folder {} cannot be written ({reason}); what is in it is unharmed, but nothing new could be kept: make it \
         writable or choose another with --data-dir", path.display()
    )]
    ReadOnly {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// Others on this machine can read it, and we may not or should not change that.
    #[error(
        "the folder {} can be read by others and is not ours to close; choose a folder of its own with --data-dir, or \
         close it: chmod 700 {}", .0.display(), .0.display()
    )]
    Open(
        /// The folder.
        PathBuf,
    ),
    /// It lies on a file server, where a database can be damaged by two machines.
    #[error(
        "the folder {} lies on a file server ({kind}), where the local copy could be damaged; choose a folder on this \
         machine with --data-dir", path.display()
    )]
    FileServer {
        /// The folder.
        path: PathBuf,
        /// The kind of file system.
        kind: &'static str,
    },
}

impl Paths {
    /// The platform's folders, with the file that was named instead of the default one.
    pub fn of_platform(config_file: Option<&Path>) -> Result<Self, PathError> {
        let folders = ProjectDirs::from("", "", "leadline").ok_or(PathError::Homeless)?;
        let config_file =
            config_file.map_or_else(|| folders.config_dir().join("config.toml"), Path::to_owned);
        let config_dir = config_file.parent().unwrap_or(Path::new("")).to_owned();
        let paths = Self {
            config_dir,
            config_file,
            data_dir: PathBuf::new(),
            log_dir: PathBuf::new(),
        };
        Ok(paths.with_data_dir(folders.data_local_dir()))
    }

    /// The same places with the data in `folder`.
    #[must_use]
    pub fn with_data_dir(mut self, folder: &Path) -> Self {
        folder.clone_into(&mut self.data_dir);
        self.log_dir = folder.join("log");
        self
    }

    /// Makes the data and log folders, closed to others. Returns sentences the person should read.
    pub fn prepare(&self) -> Result<Vec<String>, PathError> {
        let mut notes = prepare(&self.data_dir)?;
        notes.extend(prepare(&self.log_dir)?);
        Ok(notes)
    }
}

/// Makes `folder` if it is missing, closes it to others, tries whether it can be written. Returns warnings.
pub fn prepare(folder: &Path) -> Result<Vec<String>, PathError> {
    let mut notes = Vec::new();
    let made = match fs::metadata(folder) {
        Ok(found) if found.is_dir() => false,
        Ok(_) => return Err(PathError::NotFolder(folder.to_owned())),
        Err(_) => {
            make(folder).map_err(|error| PathError::CannotMake {
                path: folder.to_owned(),
                reason: plain(&error),
            })?;
            true
        }
    };
    if !made && close(folder)? {
        notes.push(format!(
            "The folder {} could be read by others on this machine; it is closed now.",
            folder.display()
        ));
    }
    let read_only = |error: io::Error| PathError::ReadOnly {
        path: folder.to_owned(),
        reason: plain(&error),
    };
    fs::File::create(folder.join(MARK)).map_err(read_only)?;
    notes.extend(check_file_system(folder)?);
    // Also when a link leads there.
    let real = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    if let Some(service) = synced_by(folder).or_else(|| synced_by(&real)) {
        notes.push(format!(
            "The folder {} seems to be copied by {service}, which can damage a database in use; --data-dir moves it.",
            folder.display()
        ));
    }
    Ok(notes)
}

#[cfg(unix)]
fn make(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

/// Takes the rights of others away where that is ours to do. Says whether anything was changed.
#[cfg(unix)]
fn close(folder: &Path) -> Result<bool, PathError> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let open = |_| PathError::Open(folder.to_owned());
    let found = fs::metadata(folder).map_err(open)?;
    let open_to_others = found.mode() & 0o077 != 0;
    if !open_to_others {
        return Ok(false);
    }
    let ours = found.uid() == rustix::process::geteuid().as_raw() && found.mode() & 0o1000 == 0;
    let empty = || fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    if !ours || !(folder.join(MARK).exists() || empty()) {
        return Err(PathError::Open(folder.to_owned()));
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(open)?;
    Ok(true)
}

/// Elsewhere a person's own folders are closed to others by the platform.
#[cfg(not(unix))]
fn close(_folder: &Path) -> Result<bool, PathError> {
    Ok(false)
}

/// Refuses file servers; warns where the system cannot say what stands behind.
#[cfg(target_os = "linux")]
fn check_file_system(folder: &Path) -> Result<Option<String>, PathError> {
    /// Magic numbers of linux/magic.h and of the file systems that keep their own.
    const SERVERS: &[(u64, &str)] = &[
        (0x6969, "NFS"),
        (0x517b, "SMB"),
        (0xff53_4d42, "SMB"),
        (0xfe53_4d42, "SMB"),
        (0x00c3_6400, "Ceph"),
        (0x5346_414f, "AFS"),
        (0x7375_7245, "Coda"),
    ];
    /// File systems that may lie on another machine: those of programs, and what a virtual machine is lent.
    const PERHAPS: &[u64] = &[0x6573_5546, 0x0102_1997];
    let Ok(found) = rustix::fs::statfs(folder) else {
        return Ok(None);
    };
    let magic = u64::try_from(found.f_type).unwrap_or_default() & 0xffff_ffff;
    if let Some((_, kind)) = SERVERS.iter().find(|(number, _)| *number == magic) {
        return Err(PathError::FileServer {
            path: folder.to_owned(),
            kind,
        });
    }
    let real = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    if let Some(kind) = mounted_as(&mounts, &real).and_then(served_by_program) {
        return Err(PathError::FileServer {
            path: folder.to_owned(),
            kind,
        });
    }
    Ok(PERHAPS.contains(&magic).then(|| {
        format!(
            "The folder {} may lie on another machine; if so, choose another with --data-dir.",
            folder.display()
        )
    }))
}

/// The kind of file system at a path, from the kernel's table of mounts (proc(5), mountinfo).
#[cfg(target_os = "linux")]
fn mounted_as<'a>(mounts: &'a str, path: &Path) -> Option<&'a str> {
    let mounted = mounts.lines().filter_map(|line| {
        let (place, kind) = line.split_once(" - ")?;
        // Blanks in names are written as `\040`.
        let point = place.split(' ').nth(4)?.replace("\\040", " ");
        path.starts_with(&point)
            .then_some((point.len(), kind.split(' ').next()?))
    });
    // The innermost counts, and of two on one place the later.
    mounted.max_by_key(|(length, _)| *length).map(|(_, kind)| kind)
}

/// Programs that show the files of another machine as a file system.
#[cfg(target_os = "linux")]
fn served_by_program(kind: &str) -> Option<&'static str> {
    const PROGRAMS: &[(&str, &str)] = &[
        ("fuse.sshfs", "SSHFS"),
        ("fuse.rclone", "rclone"),
        ("fuse.s3fs", "S3"),
        ("fuse.gcsfuse", "Google Cloud Storage"),
        ("fuse.davfs", "WebDAV"),
        ("fuse.glusterfs", "GlusterFS"),
        ("fuse.ceph", "Ceph"),
        ("fuse.google-drive-ocamlfuse", "Google Drive"),
        ("fuse.onedriver", "OneDrive"),
    ];
    let found = PROGRAMS.iter().find(|(program, _)| kind.starts_with(program));
    found.map(|(_, name)| *name)
}

#[cfg(not(target_os = "linux"))]
fn check_file_system(_folder: &Path) -> Result<Option<String>, PathError> {
    Ok(None)
}

/// The program that copies this folder elsewhere, by the names such programs give their folders.
fn synced_by(folder: &Path) -> Option<&'static str> {
    const NAMES: &[(&str, &str)] = &[
        ("dropbox", "Dropbox"),
        ("onedrive", "OneDrive"),
        ("google drive", "Google Drive"),
        ("googledrive", "Google Drive"),
        ("my drive", "Google Drive"),
        ("mobile documents", "iCloud"),
        ("icloud", "iCloud"),
        ("cloudstorage", "a service of the cloud"),
        ("nextcloud", "Nextcloud"),
        ("owncloud", "ownCloud"),
        ("syncthing", "Syncthing"),
    ];
    let parts: Vec<String> = folder
        .iter()
        .map(|part| part.to_string_lossy().to_lowercase())
        .collect();
    NAMES
        .iter()
        .find(|(start, _)| parts.iter().any(|part| part.starts_with(start)))
        .map(|(_, name)| *name)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn open_up(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn folders_are_made_closed_to_others() {
        let top = tempfile::tempdir().unwrap();
        let paths = Paths::of_platform(None)
            .unwrap()
            .with_data_dir(&top.path().join("a/b"));
        assert_eq!(paths.prepare().unwrap(), Vec::<String>::new());
        assert_eq!((mode(&paths.data_dir), mode(&paths.log_dir)), (0o700, 0o700));
        assert_eq!(
            paths.prepare().unwrap(),
            Vec::<String>::new(),
            "a second start has nothing to say"
        );
    }

    #[test]
    fn our_own_folder_found_open_is_closed_and_told() {
        let top = tempfile::tempdir().unwrap();
        let folder = top.path().join("data");
        prepare(&folder).unwrap();
        fs::write(folder.join("copy.db"), "x").unwrap();
        open_up(&folder, 0o755);
        let notes = prepare(&folder).unwrap();
        assert!(notes[0].ends_with("could be read by others on this machine; it is closed now."));
        assert_eq!(mode(&folder), 0o700);
    }

    #[test]
    fn a_folder_of_other_things_is_left_as_it_is_and_refused() {
        let top = tempfile::tempdir().unwrap();
        fs::write(top.path().join("thesis.txt"), "x").unwrap();
        open_up(top.path(), 0o755);
        assert_eq!(prepare(top.path()), Err(PathError::Open(top.path().to_owned())));
        assert_eq!(mode(top.path()), 0o755);
    }

    #[test]
    fn a_file_in_the_way_and_a_folder_that_cannot_be_made_are_told() {
        let top = tempfile::tempdir().unwrap();
        let file = top.path().join("file");
        fs::write(&file, "x").unwrap();
        assert_eq!(prepare(&file), Err(PathError::NotFolder(file.clone())));
        let error = prepare(&file.join("inside")).unwrap_err().to_string();
        assert!(
            error.contains("cannot be made: not a directory; nothing was changed"),
            "{error}"
        );
    }

    #[test]
    fn a_folder_that_cannot_be_written_says_what_is_safe() {
        if rustix::process::geteuid().is_root() {
            // Rights do not bind root; a folder without a single free name does.
            let error = prepare(Path::new("/proc/self")).unwrap_err();
            assert!(
                matches!(error, PathError::Open(_) | PathError::ReadOnly { .. }),
                "{error}"
            );
            return;
        }
        let top = tempfile::tempdir().unwrap();
        open_up(top.path(), 0o500);
        let error = prepare(top.path()).unwrap_err().to_string();
        open_up(top.path(), 0o700);
        assert!(
            error.contains("cannot be written (permission denied); what is in it is unharmed"),
            "{error}"
        );
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn f44_a_file_system_of_another_machine_is_known_by_its_mount() {
        let mounts = "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n\
            40 22 0:35 / /home/a/far rw,nosuid - fuse.sshfs a@there:/ rw,user_id=0\n\
            41 22 0:36 / /home/a/with\\040blank rw - fuse.rclone drive: rw\n\
            42 22 0:37 / /home/a/near rw - fuse.gocryptfs /home/a/closed rw";
        let kind = |path: &str| mounted_as(mounts, Path::new(path));
        assert_eq!(kind("/home/a/x"), Some("ext4"));
        assert_eq!(kind("/home/a/further"), Some("ext4"), "a name that begins alike");
        assert_eq!(
            kind("/home/a/far/data").and_then(served_by_program),
            Some("SSHFS")
        );
        assert_eq!(
            kind("/home/a/with blank").and_then(served_by_program),
            Some("rclone")
        );
        assert_eq!(
            kind("/home/a/near/data").and_then(served_by_program),
            None,
            "on this machine"
        );
    }

    #[test]
    fn f44_a_link_into_a_copied_folder_is_warned_of() {
        let top = tempfile::tempdir().unwrap();
        let (real, link) = (top.path().join("Dropbox/leadline"), top.path().join("data"));
        fs::create_dir_all(&real).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let notes = prepare(&link).unwrap();
        assert!(
            notes.iter().any(|note| note.contains("copied by Dropbox")),
            "{notes:?}"
        );
    }

    #[test]
    fn folders_of_copying_programs_are_known() {
        assert_eq!(synced_by(Path::new("/home/a/Dropbox (Team)/x")), Some("Dropbox"));
        assert_eq!(
            synced_by(Path::new("/Users/a/Library/Mobile Documents/x")),
            Some("iCloud")
        );
        assert_eq!(synced_by(Path::new("/home/a/.local/share/leadline")), None);
    }
}
