//! Everything on the shelf.

use std::path::{Path, PathBuf};

use super::account::account;
use super::book::{Book, From, Page, Remark, State};
use super::update;
use crate::automation::definition::{Definition, Fault};
use crate::automation::gallery::TEMPLATES;
use crate::automation::schema::Spot;
use crate::engine::query::{Query, Sources};
use crate::store::StoreError;

/// The ending of a file.
const ENDING: &str = "toml";
/// A file that is larger is not read: nobody could check it.
const LARGEST: u64 = 1_000_000;

/// A person's own automations and those that come with the program.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shelf {
    /// Where a person's own are.
    pub folder: PathBuf,
    /// Their own, by the name of the file; then the templates, by id.
    pub books: Vec<Book>,
}

impl Shelf {
    /// Those of the person.
    pub fn own(&self) -> impl Iterator<Item = &Book> {
        self.books.iter().filter(|book| book.from != From::Template)
    }

    /// Those that come with the program.
    pub fn templates(&self) -> impl Iterator<Item = &Book> {
        self.books.iter().filter(|book| book.from == From::Template)
    }

    /// The one of this id; a person's own before a template.
    pub fn book(&self, id: &str) -> Option<&Book> {
        self.books.iter().find(|book| book.id.eq_ignore_ascii_case(id))
    }
}

/// Reads and checks everything on the shelf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShelfNow {
    /// The folder of a person's own; it may not be there yet.
    pub folder: PathBuf,
    /// One more file, wherever it is, before all others.
    pub file: Option<PathBuf>,
}

impl ShelfNow {
    /// What is in a folder.
    pub fn of(folder: PathBuf) -> Self {
        Self { folder, file: None }
    }
}

impl Query for ShelfNow {
    type Answer = Shelf;

    fn answer(self, sources: &Sources<'_>) -> Result<Shelf, StoreError> {
        let pages = pages(&self.folder, self.file.as_deref());
        let account = account(sources)?;
        let known: Vec<Definition> = pages.iter().filter_map(|page| page.read.clone().ok()).collect();
        let others: Vec<&Definition> = known.iter().collect();
        let mut books: Vec<Book> = Vec::with_capacity(pages.len());
        for page in pages {
            let template = page.from == From::Template;
            let mut book = page.bound(&others, &account);
            if let From::File(file) = &book.from {
                book.newer = update::is_newer(file, &book.id);
            }
            if let Some(twin) = books.iter().find(|other| !template && other.id == book.id) {
                book.remarks.push(Remark {
                    blocks: true,
                    proof: "file",
                    line: 1,
                    column: 1,
                    words: format!(
                        "{} has the id \"{}\" too; only one of them can be on",
                        twin.place(),
                        book.id
                    ),
                });
                book.state = State::Blocked;
            }
            books.push(book);
        }
        Ok(Shelf {
            folder: self.folder,
            books,
        })
    }
}

/// Every file and template. A file that is not text is one that cannot be read, with the reason.
pub(super) fn pages(folder: &Path, file: Option<&Path>) -> Vec<Page> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == ENDING))
        .collect();
    files.sort();
    let first = file.into_iter().map(Path::to_path_buf);
    let own = first.chain(files.into_iter().filter(|path| Some(path.as_path()) != file));
    let own = own.map(|path| match text_of(&path) {
        Ok(text) => Page::of(From::File(path), text),
        Err(fault) => Page {
            from: From::File(path),
            text: String::new(),
            read: Err(vec![fault]),
        },
    });
    let templates = TEMPLATES.iter();
    own.chain(templates.map(|template| Page::of(From::Template, template.text.to_owned())))
        .collect()
}

fn text_of(path: &Path) -> Result<String, Fault> {
    let fault = |message: String| Fault {
        spot: Spot { line: 1, column: 1 },
        message,
    };
    let size = std::fs::metadata(path).map_or(0, |about| about.len());
    if size > LARGEST {
        return Err(fault(format!(
            "the file has {size} bytes; more than {LARGEST} are not read"
        )));
    }
    std::fs::read_to_string(path).map_err(|error| fault(format!("the file cannot be read: {error}")))
}
