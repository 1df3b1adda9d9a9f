//! The architecture, as tests: who may import whom, what is fenced, how long things may be, what must be listed.
//!
//! Reads the sources with the standard library alone and takes well under a second. Every rule comes with a self-test
//! that plants a bad source and sees it found. To add a rule: a function from a [`House`] to faults beside its kin in
//! `tests/architecture/`, its self-test there, and a line here.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test tells what it found by failing"
)]

mod architecture {
    pub(crate) mod fences;
    pub(crate) mod folders;
    pub(crate) mod house;
    pub(crate) mod imports;
    pub(crate) mod layers;
    pub(crate) mod lexer;
    pub(crate) mod sizes;
}

use std::sync::OnceLock;

use architecture::house::{Fault, House};
use architecture::{fences, folders, layers, sizes};

fn house() -> &'static House {
    static HOUSE: OnceLock<House> = OnceLock::new();
    HOUSE.get_or_init(House::read)
}

fn none(faults: Vec<Fault>) {
    let told: Vec<_> = faults.into_iter().map(|fault| fault.0).collect();
    assert!(told.is_empty(), "\n{}\n", told.join("\n"));
}

#[test]
fn nobody_imports_against_the_table_of_layers() {
    none(layers::upward_imports(house()));
}

#[test]
fn the_map_in_lib_rs_is_the_table_that_is_tested() {
    none(layers::the_map_agrees(house()));
}

#[test]
fn no_imports_run_in_a_ring() {
    none(layers::rings(house()));
}

#[test]
fn crates_stay_behind_their_fences() {
    none(fences::fenced_crates(house()));
}

#[test]
fn time_is_read_in_one_place() {
    none(fences::stray_clocks(house()));
}

#[test]
fn pure_modules_are_pure() {
    none(fences::impure_modules(house()));
}

#[test]
fn sql_is_in_the_store_only() {
    none(fences::stray_sql(house()));
}

#[test]
fn production_code_does_not_panic() {
    none(fences::panics(house()));
}

#[test]
fn lints_are_expected_with_a_reason_and_never_allowed() {
    none(fences::allowed_lints(house()));
}

#[test]
fn files_and_functions_stay_short() {
    let sizes = sizes::sizes(house());
    for question in &sizes.questions {
        println!("question: {question}");
    }
    none(sizes.faults);
}

#[test]
fn every_folder_says_what_it_is_for() {
    none(folders::silent_folders(house()));
}

#[test]
fn every_file_is_part_of_the_program() {
    none(folders::orphans(house()));
}

#[test]
fn every_row_stands_in_its_registry() {
    none(folders::unregistered(house()));
}

#[test]
fn migrations_are_numbered_and_listed() {
    none(folders::migrations(house()));
}

#[test]
fn names_say_what_a_thing_is() {
    none(folders::empty_names(house()));
}
