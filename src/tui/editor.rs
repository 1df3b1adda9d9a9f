//! The person's own editor: the text goes into a file only they can read, and comes back when they are done.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Why the text came back unchanged.
#[derive(Debug, thiserror::Error)]
pub enum EditorError {
    /// No file could be written.
    #[error("no file for the editor could be written: {0}; your text is unchanged")]
    File(#[from] io::Error),
    /// The editor did not start, or said it failed.
    #[error("the editor \"{editor}\" {how}; your text is unchanged; set VISUAL or EDITOR to another one")]
    Editor {
        /// The command.
        editor: String,
        /// What happened.
        how: String,
    },
}

/// Lets the person edit `text`. Blocks until the editor is closed; the terminal must not be ours meanwhile.
pub fn edit(text: &str) -> Result<String, EditorError> {
    let name = format!("leadline-{}.md", uuid::Uuid::now_v7());
    let path = folder().join(name);
    let edited = write_private(&path, text)
        .map_err(EditorError::from)
        .and_then(|()| run(&path));
    // Nothing a person wrote stays behind in a folder others can list.
    let _ = std::fs::remove_file(&path);
    edited
}

/// A folder that only they can enter and that is kept in memory, where the system has one: the text may come out of a local
/// copy that is encrypted.
fn folder() -> PathBuf {
    let own = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    own.filter(|folder| folder.is_dir())
        .unwrap_or_else(std::env::temp_dir)
}

fn run(path: &Path) -> Result<String, EditorError> {
    let editor = ["VISUAL", "EDITOR"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.trim().is_empty()))
        .unwrap_or_else(|| "vi".to_owned());
    let failed = |how: String| EditorError::Editor {
        editor: editor.clone(),
        how,
    };
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or("vi");
    let status = Command::new(program)
        .args(words)
        .arg(path)
        .status()
        .map_err(|error| failed(format!("did not start: {error}")))?;
    if !status.success() {
        return Err(failed(format!("ended with {status}")));
    }
    Ok(std::fs::read_to_string(path)?)
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}
