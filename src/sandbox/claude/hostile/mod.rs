//! A model that obeys the attacker: the worst that a stranger's words can make of the simulated Claude.
//!
//! Owns: the ways in which such a model behaves, each under a name of its own, and which of them hold the model now. Must
//! not: know the program on the other side or how it defends itself; it sees a request and nothing else. The same
//! request, seed and name give the same answer. To add a behaviour: a function and its row in the file of its family. To
//! add a family: a file with `ROWS`, and its line in [`FAMILIES`].

mod claims;
mod cuts;
mod drawings;
mod forge;
mod leaks;
mod play;
mod refusals;
mod scene;
mod schemas;
mod shapes;
mod stand_ins;
mod storms;
mod tools;

use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::answer::{Answer, Occasion};
use super::control::Fault;
use super::lock::lock;
use super::prefix::tokens_of_text;
use super::request::{MessageRequest, kind, text_of};
use play::Behaviour;
use scene::Scene;

/// All behaviours, by family.
const FAMILIES: &[&[Behaviour]] = &[
    tools::ROWS,
    shapes::ROWS,
    storms::ROWS,
    cuts::ROWS,
    drawings::ROWS,
    leaks::ROWS,
    stand_ins::ROWS,
    claims::ROWS,
    schemas::ROWS,
    refusals::ROWS,
];

/// A name that no behaviour bears.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no behaviour is called \"{0}\"; GET /_sim/hostile lists them")]
pub struct UnknownBehaviour(pub String);

/// Name and meaning of every behaviour.
pub fn behaviours() -> impl Iterator<Item = (&'static str, &'static str)> {
    rows().map(|row| (row.name, row.does))
}

fn rows() -> impl Iterator<Item = &'static Behaviour> {
    FAMILIES.iter().flat_map(|family| family.iter())
}

fn find(name: &str) -> Result<&'static Behaviour, UnknownBehaviour> {
    rows()
        .find(|row| row.name == name)
        .ok_or_else(|| UnknownBehaviour(name.to_owned()))
}

/// Whether an attacker holds the model, and how it behaves meanwhile. Clones share one state.
#[derive(Clone, Debug, Default)]
pub struct Takeover(Arc<Mutex<Rota>>);

#[derive(Debug, Default)]
struct Rota {
    rows: Vec<&'static Behaviour>,
    /// Requests answered since it began.
    played: usize,
}

impl Takeover {
    /// From the next request on the model behaves so. Several behaviours take turns, a request each.
    pub fn begin(&self, names: &[&str]) -> Result<(), UnknownBehaviour> {
        let rows = names.iter().copied().map(find).collect::<Result<_, _>>()?;
        *lock(&self.0) = Rota { rows, played: 0 };
        Ok(())
    }

    /// From the next request on the model is itself again.
    pub fn end(&self) {
        *lock(&self.0) = Rota::default();
    }

    fn turn(&self) -> Option<&'static Behaviour> {
        let mut rota = lock(&self.0);
        let row = rota.rows.get(rota.played.checked_rem(rota.rows.len())?).copied();
        rota.played += 1;
        row
    }
}

/// The behaviour one request meets: the one it asks for, else the one whose turn it is.
pub(super) fn chosen(
    asked: Option<&str>,
    takeover: &Takeover,
) -> Result<Option<&'static Behaviour>, UnknownBehaviour> {
    asked.map_or_else(|| Ok(takeover.turn()), |name| find(name).map(Some))
}

/// What a model under this behaviour answers, and where its stream breaks. Such an answer heeds no limit of the request;
/// it is billed as if it had.
pub(super) fn perform(
    behaviour: &Behaviour,
    request: &MessageRequest,
    occasion: &Occasion,
) -> (Answer, Option<Fault>) {
    let play = (behaviour.act)(&mut Scene::of(request, occasion, behaviour.name));
    let mut blocks = play.blocks;
    for (at, block) in blocks.iter_mut().enumerate() {
        if kind(block) == "tool_use" && text_of(block, "id").is_empty() {
            block["id"] = Value::from(format!("toolu_{}{at:03}", occasion.id_stem));
        }
    }
    let fine = request.model.family.fine_tokens;
    let written: u64 = blocks
        .iter()
        .map(|block| tokens_of_text(&block.to_string(), fine))
        .sum();
    let answer = Answer {
        blocks,
        stop_reason: play.stop,
        stop_sequence: None,
        stop_details: play.details,
        output_tokens: written.min(request.max_tokens),
        thinking_tokens: 0,
    };
    (answer, play.fault)
}
