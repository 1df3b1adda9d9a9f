//! Claude at the person's side: the chat turn, decided by a pure machine and performed by a driver.
//!
//! Owns: what a question sets in motion until its answer has ended, and what the screen follows meanwhile. Must not:
//! draw, know a tool, or let a word out but through [`wire`]. [`turn`] decides and does nothing, [`driver`] does and decides
//! nothing, [`live`] is what the screen may follow, [`hands`] what Claude can have looked up or proposed.
//!
//! The contract between machine and driver, for one thread:
//!
//! 1. Keep one [`turn::Machine`] per open chat, and one running stream at most. Everything that happens goes through
//!    [`turn::Machine::handle`] together with [`Clock::elapsed`](crate::clock::Clock::elapsed); the effects that come back are
//!    performed in their order before the next input.
//! 2. `StartStream`: take the thread's turns from the store, [`turn::replay`] them, build the body with
//!    [`Request`](crate::claude::request::Request) (with the effect's repairs), call
//!    [`Client::stream`](crate::claude::client::Client::stream) and feed every frame of
//!    [`AnswerStream::next`](crate::claude::stream::AnswerStream::next) as `Input::Frame` with the effect's generation. If the
//!    body cannot be built, feed `Frame::Failed(error.into())`. After `StripThinking`, remember how many messages were
//!    sent and pass that as `thinking_from` from then on.
//! 3. `DropStream`: drop the stream; that closes the connection.
//!    `RunCalls`: run them through [`hands::Hands`], store what they give, and feed `Input::Results`.
//! 4. `StoreQuestion` and `StoreResults` are user turns, `OpenAnswer` … `CloseAnswer` is an assistant turn:
//!    `ChatCommand::{Ask, Answer, Seal, KeepPartial, End}`. `CloseAnswer` carries the meters; price them with
//!    [`PriceTable::cost`](crate::claude::price::PriceTable::cost).
//! 5. `ShowText` and `ShowThinking` are appended to what [`live::Live`] shows; `OpenAnswer` empties both. Text is
//!    latest-wins, `EndTurn` and `AskModel` must arrive. Phase and seconds come from [`turn::Machine::phase`] and
//!    [`turn::Machine::seconds`].
//! 6. While [`turn::Machine::is_open`], send `Input::Tick` every quarter of a second, and after the time of a `Schedule`.
//! 7. Esc is `Input::Stop`, "again" is `Input::Again`; "go on" is an ordinary question with the text of
//!    [`turn::continuation`]. On start, answers the store still calls open are closed as interrupted.
//!
//! [`budget`] is what may still be spent. [`guest`] is another Claude client at the same table. [`work`] is what is asked without a chat. To add tools: see [`hands`]. To add something the screen shows of a turn: a field in [`live::Live`].

pub mod budget;
pub mod call;
pub mod cause;
pub mod content;
pub mod driver;
pub mod guest;
pub mod hands;
pub mod live;
pub mod order;
pub mod turn;
pub mod wire;
pub mod work;
