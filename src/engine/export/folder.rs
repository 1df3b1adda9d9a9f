//! Files that appear whole: they are written under another name beside their place and get their own at the end.

use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{ExportError, Written};
use crate::failpoint;

/// A folder on its way. What is left of it when it is dropped is removed.
#[derive(Debug)]
pub(super) struct Folder {
    to: PathBuf,
    part: PathBuf,
}

impl Folder {
    /// Refuses a place where something is.
    pub(super) fn is_free(to: &Path) -> Result<(), ExportError> {
        match fs::read_dir(to) {
            Ok(entries) => match entries.into_iter().next() {
                None => Ok(()),
                Some(_) => Err(ExportError::Occupied(to.to_owned())),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                Err(ExportError::Occupied(to.to_owned()))
            }
            Err(error) => Err(ExportError::at(to, &error)),
        }
    }

    pub(super) fn begin(to: &Path) -> Result<Self, ExportError> {
        Self::is_free(to)?;
        let part = beside(to)?;
        make_closed(&part).map_err(|error| ExportError::at(&part, &error))?;
        failpoint::pass("export.begun");
        Ok(Self {
            to: to.to_owned(),
            part,
        })
    }

    pub(super) fn page(&self, name: &str) -> Result<Page, ExportError> {
        Page::create(self.part.join(name), name)
    }

    /// Gives the folder its name.
    pub(super) fn appear(mut self) -> Result<PathBuf, ExportError> {
        // Only an empty folder can be removed so; where one is that is not, the next line fails and nothing is lost.
        let _ = fs::remove_dir(&self.to);
        let failed = |error| ExportError::at(&self.to, &error);
        sync(&self.part).map_err(failed)?;
        failpoint::pass("export.written");
        fs::rename(&self.part, &self.to).map_err(failed)?;
        failpoint::pass("export.named");
        self.part = PathBuf::new();
        if let Some(parent) = parent(&self.to) {
            sync(parent).map_err(failed)?;
        }
        Ok(self.to.clone())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.part.as_os_str().is_empty() {
            // What cannot be removed is told by its name.
            let _ = fs::remove_dir_all(&self.part);
        }
    }
}

/// A file on its way: counted and hashed as it is written.
#[derive(Debug)]
pub(super) struct Page {
    path: PathBuf,
    name: String,
    rows: u64,
    out: BufWriter<Counted>,
    /// Removed when dropped, as long as it has not got its name.
    alone: bool,
}

#[derive(Debug)]
struct Counted {
    file: File,
    hash: Sha256,
    bytes: u64,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Page {
    fn create(path: PathBuf, name: &str) -> Result<Self, ExportError> {
        let file = closed_file(&path).map_err(|error| ExportError::at(&path, &error))?;
        let counted = Counted {
            file,
            hash: Sha256::new(),
            bytes: 0,
        };
        Ok(Self {
            path,
            name: name.to_owned(),
            rows: 0,
            out: BufWriter::new(counted),
            alone: false,
        })
    }

    /// A file of its own, which is not in a folder that appears as a whole.
    pub(super) fn beside(to: &Path) -> Result<Self, ExportError> {
        let name = to.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut page = Self::create(beside(to)?, &name)?;
        page.alone = true;
        Ok(page)
    }

    fn failed(&self, error: &io::Error) -> ExportError {
        ExportError::at(&self.path, error)
    }

    pub(super) fn text(&mut self, text: &str) -> Result<(), ExportError> {
        self.out
            .write_all(text.as_bytes())
            .map_err(|error| ExportError::at(&self.path, &error))
    }

    /// The heads of a table. The mark at the start tells a spreadsheet that the letters are UTF-8.
    pub(super) fn heads(&mut self, heads: &[String]) -> Result<(), ExportError> {
        self.text("\u{feff}")?;
        self.cells(heads)?;
        self.rows = 0;
        Ok(())
    }

    /// A row of a table.
    pub(super) fn cells(&mut self, cells: &[String]) -> Result<(), ExportError> {
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .buffer_capacity(1 << 10)
            .from_writer(Vec::new());
        let line = writer
            .write_record(cells)
            .map_err(io::Error::from)
            .and_then(|()| {
                writer
                    .into_inner()
                    .map_err(|error| io::Error::other(error.to_string()))
            })
            .map_err(|error| self.failed(&error))?;
        self.record(&line)
    }

    /// A record in whatever form, counted as one.
    pub(super) fn record(&mut self, bytes: &[u8]) -> Result<(), ExportError> {
        self.rows += 1;
        self.out
            .write_all(bytes)
            .map_err(|error| ExportError::at(&self.path, &error))
    }

    /// Brings it to the disk.
    pub(super) fn close(&mut self) -> Result<Written, ExportError> {
        let done = self.out.flush().and_then(|()| self.out.get_ref().file.sync_all());
        done.map_err(|error| self.failed(&error))?;
        let counted = self.out.get_ref();
        let digest = counted.hash.clone().finalize();
        Ok(Written {
            name: self.name.clone(),
            rows: self.rows,
            bytes: counted.bytes,
            sha256: hex(&digest),
        })
    }

    /// Gives a file of its own its name, unless something has come there.
    pub(super) fn appear(mut self, to: &Path) -> Result<Written, ExportError> {
        let written = self.close()?;
        // A second name fails where there is a file; where the disk knows no second names, it is looked for.
        let named = fs::hard_link(&self.path, to);
        match named {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(ExportError::Occupied(to.to_owned()));
            }
            Err(_) if to.exists() => return Err(ExportError::Occupied(to.to_owned())),
            Err(_) => {
                fs::rename(&self.path, to).map_err(|error| ExportError::at(to, &error))?;
                self.alone = false;
            }
        }
        if let Some(parent) = parent(to) {
            sync(parent).map_err(|error| ExportError::at(to, &error))?;
        }
        Ok(written)
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        if self.alone {
            // What cannot be removed is told by its name.
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn hex(digest: &[u8]) -> String {
    let mut hex = String::with_capacity(digest.len() * 2);
    for byte in digest {
        // Writing to a string cannot fail.
        let _never = write!(hex, "{byte:02x}");
    }
    hex
}

/// A name beside `to` that says what it is and is nobody else's.
fn beside(to: &Path) -> Result<PathBuf, ExportError> {
    let name = to
        .file_name()
        .ok_or_else(|| ExportError::at(to, &io::Error::other("it has no name")))?;
    let part = format!(".{}.part-{}", name.to_string_lossy(), std::process::id());
    Ok(to.with_file_name(part))
}

fn parent(path: &Path) -> Option<&Path> {
    path.parent().map(|parent| {
        if parent.as_os_str().is_empty() {
            Path::new(".")
        } else {
            parent
        }
    })
}

#[cfg(unix)]
fn make_closed(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().mode(0o700).create(path)
}

#[cfg(not(unix))]
fn make_closed(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new().create(path)
}

#[cfg(unix)]
fn closed_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

#[cfg(not(unix))]
fn closed_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// Brings the names in a folder to the disk, where the system can.
#[cfg(unix)]
fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync(_: &Path) -> io::Result<()> {
    Ok(())
}
