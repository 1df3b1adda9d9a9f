//! The first start: the tour comes by itself once, and never in the way of somebody who is at work already.

use super::Shell;
use crate::domain::command::Command;
use crate::engine::query::TourSeen;
use crate::engine::view::Receipt;
use crate::tui::effect::Effects;
use crate::tui::notice::Notice;
use crate::tui::overlays::tour::Tour;
use crate::tui::pane::Cx;
use crate::tui::ticket::{Loaded, Slot};

/// What a newcomer is shown when the screen opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Welcome {
    /// The tour, unless it was shown in this account.
    Tour,
    /// A line that says how to have it.
    Line,
    /// Nothing.
    Nothing,
}

impl Shell {
    /// Welcomes whoever opens the screen. Nothing waits for it, the first frame least of all.
    pub fn welcome(&mut self, welcome: Welcome) -> Effects {
        match welcome {
            Welcome::Nothing => Effects::unchanged(),
            Welcome::Tour => {
                let mut cx = Cx::new(super::look(&self.world, &self.clock), &mut self.tickets);
                Effects::one(cx.ask(&mut self.toured, TourSeen))
            }
            Welcome::Line => {
                let key = self.world.key("app.command");
                self.say(Notice::new(format!(
                    "new here? {key} tour shows the program in four screens"
                )));
                Effects::none()
            }
        }
    }

    /// Opens the tour where it was not seen yet, if that is what came. An answer that cannot be had changes nothing.
    pub(super) fn take_toured(&mut self, loaded: &mut Loaded) -> Option<Effects> {
        let seen = self.toured.take(loaded)?;
        if seen == Ok(false) && self.overlays.is_empty() {
            return Some(self.open_tour());
        }
        Some(Effects::unchanged())
    }

    /// Shows the tour, and remembers that it was shown. Should that fail it comes once more; nobody is to be told.
    pub(super) fn open_tour(&mut self) -> Effects {
        self.overlays
            .push(Box::new(Tour::new(self.marks.progress().clone())));
        let mut cx = Cx::new(super::look(&self.world, &self.clock), &mut self.tickets);
        Effects::one(cx.submit(&mut Slot::<Receipt>::new(), Command::SeeTour))
    }
}

#[cfg(test)]
mod tests {
    use super::Welcome;
    use crate::engine::query::TourSeen;
    use crate::tui::harness::{Harness, Setting};

    async fn opened() -> Harness {
        Harness::opened((100, 30), Setting::default()).await
    }

    fn is_on_tour(screen: &Harness) -> bool {
        screen.picture().contains("tour · 1 of 4")
    }

    #[tokio::test]
    async fn the_tour_comes_by_itself_once() {
        let mut screen = opened().await;
        let asked = screen.shell.welcome(Welcome::Tour);
        screen.settle(asked).await;
        assert!(is_on_tour(&screen), "{}", screen.picture());
        assert!(screen.engine.query(TourSeen).await.unwrap());
        screen.press("esc").await;
        let asked = screen.shell.welcome(Welcome::Tour);
        screen.settle(asked).await;
        assert!(!is_on_tour(&screen), "{}", screen.picture());
    }

    #[tokio::test]
    async fn who_is_at_work_is_not_taken_on_a_tour() {
        let mut screen = opened().await;
        let asked = screen.shell.welcome(Welcome::Tour);
        screen.press("g l").await;
        screen.settle(asked).await;
        assert!(!is_on_tour(&screen), "{}", screen.picture());
        assert!(
            !screen.engine.query(TourSeen).await.unwrap(),
            "it was not shown, so it comes another time"
        );
    }

    #[tokio::test]
    async fn a_reader_has_the_tour_too() {
        let setting = Setting {
            role: crate::domain::access::Role::Viewer,
            ..Setting::default()
        };
        let mut screen = Harness::opened((100, 30), setting).await;
        let asked = screen.shell.welcome(Welcome::Tour);
        screen.settle(asked).await;
        assert!(is_on_tour(&screen));
        assert!(screen.engine.query(TourSeen).await.unwrap());
    }

    #[tokio::test]
    async fn a_line_covers_nothing() {
        let mut screen = opened().await;
        let said = screen.shell.welcome(Welcome::Line);
        screen.settle(said).await;
        assert!(!is_on_tour(&screen));
        assert!(
            screen.line(28).contains("new here? : tour"),
            "{}",
            screen.picture()
        );
    }
}
