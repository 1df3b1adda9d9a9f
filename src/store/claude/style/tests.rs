use std::ops::Deref;

use serde_json::json;

use super::*;
use crate::domain::command::Command;
use crate::domain::origin::Origin;
use crate::domain::value::TurnId;
use crate::store::scratch::{Scratch, page, told};

const DRAFT: &str = "Hello Dana, the home on Banyan is still there. Does Saturday suit you?";

struct Bench(Scratch);

impl Deref for Bench {
    type Target = Scratch;

    fn deref(&self) -> &Scratch {
        &self.0
    }
}

impl Bench {
    async fn new() -> Self {
        let scratch = Scratch::with("2026-11-25T18:00:00Z", |options| options.me = Some("u-jo".into()));
        let members = json!({ "firstName": "Dana", "phone": "+12065550101", "state": "WA" });
        let page = page(vec![told(EntityKind::Contact, "c1", members)]);
        let bench = Self(scratch);
        bench.done(Command::Sync(page), Origin::Engine).await;
        bench
    }

    async fn done(&self, command: Command, origin: Origin) {
        self.store.commit(command, origin).await.unwrap();
    }

    async fn keep(&self, body: &str, origin: Origin) {
        self.done(Command::KeepDraft { draft: draft(body) }, origin).await;
    }

    async fn send(&self, body: &str, origin: Origin) {
        let send = Command::Send {
            draft: draft(body),
            key: None,
            not_before: None,
        };
        self.done(send, origin).await;
    }

    async fn style(&self, me: &str) -> Vec<String> {
        let me: UserId = me.into();
        let style = self
            .store
            .read(move |reader| reader.style(Some(&me)))
            .await
            .unwrap();
        style.manners().iter().map(|manner| manner.text.clone()).collect()
    }

    async fn before(&self) -> Option<String> {
        let before = |reader: &Reader| reader.words_before(&"c1".into(), Channel::Sms);
        self.store.read(before).await.unwrap().map(|(_, body)| body)
    }

    async fn typed(&self) -> Option<String> {
        let name = drafts::message_draft_name(&"c1".into(), Channel::Sms);
        let typed = self.store.read(move |reader| reader.draft(&name)).await.unwrap();
        typed.map(|(_, body)| body)
    }
}

fn draft(body: &str) -> Draft {
    Draft {
        contact: "c1".into(),
        channel: Channel::Sms,
        subject: None,
        body: body.to_owned(),
    }
}

fn claude() -> Origin {
    Origin::Copilot {
        turn: TurnId::from("t1"),
    }
}

#[tokio::test]
async fn what_a_draft_of_claudes_took_the_place_of_is_there_until_something_is_sent() {
    let bench = Bench::new().await;
    bench.keep("Hi Dana, call me", Origin::Agent).await;
    assert_eq!(bench.before().await, None);
    bench.keep(DRAFT, claude()).await;
    assert_eq!(bench.typed().await.as_deref(), Some(DRAFT));
    assert_eq!(bench.before().await.as_deref(), Some("Hi Dana, call me"));
    // Whoever types on in it, or empties it, still has what they typed before.
    bench.keep("", Origin::Agent).await;
    assert_eq!(bench.before().await.as_deref(), Some("Hi Dana, call me"));
    bench.send("Hi Dana", Origin::Agent).await;
    assert_eq!(bench.before().await, None);
}

#[tokio::test]
async fn what_is_typed_stays_when_something_else_leaves() {
    let bench = Bench::new().await;
    bench.keep("half a sentence", Origin::Agent).await;
    bench.send("Another text", claude()).await;
    assert_eq!(bench.typed().await.as_deref(), Some("half a sentence"));
    bench.send("half a sentence", claude()).await;
    assert_eq!(bench.typed().await, None);
}

#[tokio::test]
async fn two_edits_alike_are_known_of_whoever_made_them_and_of_nobody_else() {
    let bench = Bench::new().await;
    let hey = DRAFT.replace("Hello", "Hey");
    for laid in [DRAFT, DRAFT] {
        assert_eq!(bench.style("u-jo").await, Vec::<String>::new());
        bench.keep(laid, claude()).await;
        bench.send(&hey, Origin::Agent).await;
        // Without a draft of Claude's there is nothing to learn from.
        bench.send("Hi Dana, Saturday it is.", Origin::Agent).await;
    }
    assert_eq!(bench.style("u-jo").await, ["begins with \"Hey\""]);
    assert_eq!(bench.style("u-ken").await, Vec::<String>::new());
    let put = StyleCommand::Put {
        id: Some("greeting".into()),
        text: "begins with \"Howdy\"".into(),
    };
    bench.done(Command::Style(put), Origin::Agent).await;
    assert_eq!(bench.style("u-jo").await, ["begins with \"Howdy\""]);
    let drop = |id: &str| Command::Style(StyleCommand::Drop { id: id.into() });
    bench.done(drop("greeting"), Origin::Agent).await;
    assert_eq!(bench.style("u-jo").await, Vec::<String>::new());
    let gone = bench.store.commit(drop("greeting"), Origin::Agent).await;
    assert!(matches!(gone, Err(CommitError::NotFound(_))), "{gone:?}");
}

#[tokio::test]
async fn a_change_that_was_not_taken_teaches_nothing() {
    let bench = Bench::new().await;
    let wrote = |text: &str, before: Option<&str>| {
        Command::Style(StyleCommand::Wrote {
            contact: "c1".into(),
            channel: Channel::Sms,
            text: text.into(),
            before: before.map(|body| (String::new(), body.to_owned())),
        })
    };
    let hey = DRAFT.replace("Hello", "Hey");
    for _ in 0..3 {
        bench.done(wrote(DRAFT, Some(&hey)), Origin::Agent).await;
        assert_eq!(bench.before().await.as_deref(), Some(hey.as_str()));
        bench.done(wrote("", None), Origin::Agent).await;
        bench.send(&hey, Origin::Agent).await;
    }
    assert_eq!(bench.style("u-jo").await, Vec::<String>::new());
}

#[tokio::test]
async fn who_is_forgotten_leaves_neither_what_claude_wrote_nor_what_was_typed() {
    let bench = Bench::new().await;
    bench.keep("Hi Dana, call me", Origin::Agent).await;
    bench.keep(DRAFT, claude()).await;
    let forget = Command::Forget { contact: "c1".into() };
    bench.done(forget, Origin::Agent).await;
    assert_eq!(bench.before().await, None);
    assert_eq!(bench.typed().await, None);
}
