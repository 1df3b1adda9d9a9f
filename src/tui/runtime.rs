//! The loop: messages in, effects out, a frame when one is wanted.
//!
//! One task owns the screen. It waits for whatever comes first, drains everything that is queued, and only then
//! draws, so a hundred queued keys cost one frame. Nothing here knows what a message means.

use std::future::poll_fn;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use crossterm::event::{Event, EventStream};
use futures_util::StreamExt;
use tokio::sync::mpsc;

use super::backend;
use super::effect::{Effect, Effects, Leave};
use super::feed;
use super::frame::{Pace, Want};
use super::keymap::key::Key;
use super::msg::{Input, Msg};
use super::shell::Shell;
use super::terminal::{self, Screen};
use super::ticket::{Loaded, Refusal, Ticket};
use crate::clock::Clock;
use crate::engine::Engine;

/// Messages that may wait for the screen before their senders have to: deep enough for a burst of answers, small
/// enough that a stuck screen is felt by those who send.
pub const QUEUED: usize = 1_024;
/// Messages taken in before a frame is drawn in any case, so that a flood cannot keep the screen from moving.
const DRAINED: usize = 4_096;

/// Why the loop ended with a fault.
#[derive(Debug, thiserror::Error)]
pub enum ScreenError {
    /// The terminal cannot be used.
    #[error("the terminal cannot be used: {0}; nothing was lost, everything typed is on disk")]
    Terminal(#[from] std::io::Error),
}

/// Runs the screen until it is left. What waits then is said by [`Shell::farewell`].
pub async fn run(
    mut screen: Screen,
    shell: &mut Shell,
    first: Effects,
    engine: Engine,
    (sender, mut inbox): (mpsc::Sender<Msg>, mpsc::Receiver<Msg>),
    clock: Clock,
) -> Result<(), ScreenError> {
    let mut signals = Signals::new()?;
    let mut events = EventStream::new();
    let mut pace = Pace::new(clock.elapsed());
    feed::follow(&engine, &sender);
    let hands = Hands { engine, sender };
    let mut leave = hands.carry_out(first, &mut screen)?;
    let mut begun = false;
    loop {
        match leave.take() {
            Some(Leave::Quit) => return Ok(()),
            Some(Leave::Suspend) => {
                // The input thread must not read what is meant for the shell.
                drop(events);
                screen.leave();
                terminal::stop_here();
                screen.return_to()?;
                events = EventStream::new();
                pace.want(Want::Now);
            }
            None => {}
        }
        if !begun && shell.is_ready() {
            pace.want(Want::Now);
        }
        if pace.wait(clock.elapsed()) == Some(Duration::ZERO) {
            leave = draw(&mut screen, shell, &hands)?;
            pace.drawn(clock.elapsed());
            if !std::mem::replace(&mut begun, true) {
                hands.carry_out(shell.begin(), &mut screen)?;
                hands.engine.begin();
            }
        }
        let now = clock.elapsed();
        let frame = pace.wait(now);
        let alarm = shell.alarm().map(|at| at.saturating_sub(now));
        let nap = frame.into_iter().chain(alarm).min();
        let woken = tokio::select! {
            // Keys first: a flood of streamed text or progress must never keep a key waiting.
            biased;
            event = events.next() => match event {
                Some(event) => Woken::Input(event?),
                // The terminal is gone.
                None => Woken::Msg(Msg::Quit),
            },
            signal = signals.next() => Woken::Signal(signal),
            msg = inbox.recv() => Woken::Msg(msg.unwrap_or(Msg::Quit)),
            () = sleep(nap) => Woken::Alarm(shell.alarm().is_some_and(|at| at <= clock.elapsed())),
        };
        let mut effects = take_in(woken, shell, &mut pace, &mut leave);
        for _ in 0..DRAINED {
            let woken = if let Poll::Ready(Some(event)) = at_once(&mut events).await {
                Woken::Input(event?)
            } else if let Ok(msg) = inbox.try_recv() {
                Woken::Msg(msg)
            } else {
                break;
            };
            effects = effects.and(take_in(woken, shell, &mut pace, &mut leave));
        }
        if let Some(left) = hands.carry_out(effects, &mut screen)? {
            leave = Some(left);
        }
    }
}

/// The next event, if it is there. Asked with this task's own waker: the stream keeps the waker of whoever first waits
/// in vain and wakes nobody else, so a throw-away one (`now_or_never`) would leave the keys asleep.
async fn at_once(events: &mut EventStream) -> Poll<Option<std::io::Result<Event>>> {
    poll_fn(|cx| Poll::Ready(events.poll_next_unpin(cx))).await
}

enum Woken {
    Input(Event),
    Msg(Msg),
    Signal(Leave),
    /// Whether the screen's own alarm rang, and not only the limiter's.
    Alarm(bool),
}

async fn sleep(nap: Option<Duration>) {
    match nap {
        Some(nap) => tokio::time::sleep(nap).await,
        None => std::future::pending().await,
    }
}

/// Takes one thing in and notes how urgently a frame is wanted.
fn take_in(woken: Woken, shell: &mut Shell, pace: &mut Pace, leave: &mut Option<Leave>) -> Effects {
    let (effects, want) = match woken {
        Woken::Signal(signal) => {
            *leave = Some(signal);
            return Effects::unchanged();
        }
        // Otherwise only the limiter's time was up.
        Woken::Alarm(true) => (shell.tick(), Want::Soon),
        Woken::Alarm(false) => return Effects::unchanged(),
        Woken::Msg(msg @ Msg::Loaded(_)) => (shell.update(msg), Want::Answer),
        Woken::Msg(msg) => (shell.update(msg), Want::Soon),
        Woken::Input(event) => match input(event) {
            Some(Input::Key(key)) => (shell.update(Msg::Input(Input::Key(key))), Want::Now),
            Some(input) => (shell.update(Msg::Input(input)), Want::Soon),
            None => return Effects::unchanged(),
        },
    };
    if effects.changed() {
        pace.want(want);
    }
    effects
}

fn input(event: Event) -> Option<Input> {
    match event {
        Event::Key(key) => Key::from_event(&key).map(Input::Key),
        Event::Paste(text) => Some(Input::Paste(text)),
        Event::Mouse(event) => Some(Input::Mouse(event)),
        Event::Resize(..) => Some(Input::Resize),
        Event::FocusGained => Some(Input::Focus(true)),
        Event::FocusLost => Some(Input::Focus(false)),
    }
}

fn draw(screen: &mut Screen, shell: &mut Shell, hands: &Hands) -> Result<Option<Leave>, ScreenError> {
    let size = screen.size()?;
    let effects = shell.arrange(size);
    screen.listen_to_mouse(shell.wants_mouse())?;
    if shell.take_repaint() {
        screen.forget()?;
    }
    screen.badge(shell.waiting())?;
    screen.draw(|frame| shell.view(frame))?;
    hands.carry_out(effects, screen)
}

/// Carries effects out.
struct Hands {
    engine: Engine,
    sender: mpsc::Sender<Msg>,
}

impl Hands {
    /// Starts what is asked for. Nothing here waits, but for the person's own editor.
    fn carry_out(&self, effects: Effects, screen: &mut Screen) -> Result<Option<Leave>, ScreenError> {
        let mut leave = None;
        for effect in effects.without_stale() {
            match effect {
                Effect::Submit(ticket, command) => {
                    self.in_order(backend::submit(&self.engine, ticket, command));
                }
                Effect::Query(asked, query) => {
                    self.later(query.ask_under(asked.ticket, self.engine.clone()));
                }
                Effect::Turn(request) => {
                    if let Some(answer) = request.carry_out(&self.engine) {
                        self.later(answer);
                    }
                }
                Effect::Approve(request) => request.carry_out(&self.engine),
                Effect::Edit(ticket, text) => self.edit(ticket, &text, screen)?,
                Effect::Copy(text) => screen.copy(&text)?,
                Effect::Ring(text) => screen.ring(&text)?,
                Effect::Open(address) => {
                    if let Err(error) = open::that_detached(&address) {
                        tracing::warn!(kind = %error.kind(), "no web browser could be started");
                    }
                }
                Effect::Quit(how) => leave = Some(how),
            }
        }
        Ok(leave)
    }

    /// Commands reach the store in the order of the keys. Its queue is joined when an answer is first asked for, so
    /// that is done here and now; tasks of their own could overtake each other, and an undo its own edit.
    fn in_order(&self, mut answer: backend::Later<Loaded>) {
        let mut nobody_waits = Context::from_waker(Waker::noop());
        match answer.as_mut().poll(&mut nobody_waits) {
            Poll::Ready(loaded) => self.later(Box::pin(std::future::ready(loaded))),
            Poll::Pending => self.later(answer),
        }
    }

    fn later(&self, answer: backend::Later<Loaded>) {
        let sender = self.sender.clone();
        tokio::spawn(async move {
            // A closed inbox means the screen is gone; nobody is left to tell.
            let _ = sender.send(Msg::Loaded(answer.await)).await;
        });
    }

    fn edit(&self, ticket: Ticket, text: &str, screen: &mut Screen) -> Result<(), ScreenError> {
        screen.leave();
        let edited = super::editor::edit(text);
        screen.return_to()?;
        let loaded = Loaded::new(ticket, edited.map_err(|error| Refusal(error.to_string())));
        let sender = self.sender.clone();
        tokio::spawn(async move {
            let _ = sender.send(Msg::Loaded(loaded)).await;
        });
        Ok(())
    }
}

/// The signals that end or stop a terminal program.
#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
    stop: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
            // SIGTSTP, sent by `kill -TSTP`; ctrl-z in raw mode is a key.
            stop: signal(SignalKind::from_raw(rustix::process::Signal::TSTP.as_raw()))?,
        })
    }

    async fn next(&mut self) -> Leave {
        tokio::select! {
            _ = self.terminate.recv() => Leave::Quit,
            _ = self.interrupt.recv() => Leave::Quit,
            _ = self.hang_up.recv() => Leave::Quit,
            _ = self.stop.recv() => Leave::Suspend,
        }
    }
}

/// Elsewhere only ctrl-c is known.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> Leave {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        Leave::Quit
    }
}
