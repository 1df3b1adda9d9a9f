//! How long a file and a function may be: over the first figure is a question, over the second is an answer.

use super::house::{Fault, House, Source, end_of_item};

/// Lines of a file: a question, and the end.
const FILE: (usize, usize) = (500, 800);
/// Lines of code in a function (blank lines and comments do not count): a question, and the end.
const FUNCTION: (usize, usize) = (60, 100);

/// What is too long, and what is worth asking about.
#[derive(Debug, Default)]
pub struct Sizes {
    /// Over the limit.
    pub faults: Vec<Fault>,
    /// Over the figure at which one should ask whether it is two things.
    pub questions: Vec<String>,
}

/// Measures every file and function.
pub fn sizes(house: &House) -> Sizes {
    let mut sizes = Sizes::default();
    for source in house.sources.values() {
        let lines = source.text.lines().count();
        sizes.judge(source, 0, "a file", lines, FILE);
        for at in source.words("fn") {
            let end = end_of_item(&source.production, at);
            let lines = source.production[at..end]
                .lines()
                .filter(|line| !line.trim().is_empty())
                .count();
            sizes.judge(source, at, "a function", lines, FUNCTION);
        }
    }
    sizes
}

impl Sizes {
    fn judge(
        &mut self,
        source: &Source,
        at: usize,
        what: &str,
        lines: usize,
        (question, limit): (usize, usize),
    ) {
        if lines > limit {
            self.faults.push(source.fault(
                at,
                &format!("{what} of {lines} lines; the limit is {limit}: split it"),
            ));
        } else if lines > question {
            self.questions.push(
                source
                    .fault(at, &format!("{what} of {lines} lines: is it two things?"))
                    .0,
            );
        }
    }
}

#[test]
fn long_files_and_functions_are_found() {
    let body = |lines: usize| {
        format!(
            "fn f(x: [u8; 3]) -> Vec<u8> {{\n{}}}\n",
            "    g();\n\n    // why\n".repeat(lines)
        )
    };
    let long_file = "\n".repeat(801);
    let asked_file = "\n".repeat(501);
    let house = House::planted(&[
        ("src/a.rs", &long_file),
        ("src/b.rs", &asked_file),
        ("src/c.rs", &body(99)),
        ("src/d.rs", &body(58)),
        ("src/e.rs", &body(60)),
    ]);
    let sizes = sizes(&house);
    let faults: Vec<_> = sizes.faults.iter().map(|f| f.0.as_str()).collect();
    assert_eq!(
        faults,
        [
            "src/a.rs:1: a file of 801 lines; the limit is 800: split it",
            "src/c.rs:1: a function of 101 lines; the limit is 100: split it"
        ]
    );
    assert_eq!(sizes.questions.len(), 2, "{:?}", sizes.questions);
}
