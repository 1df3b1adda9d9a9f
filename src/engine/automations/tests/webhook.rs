//! Other programs that are told.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};

use super::*;
use crate::secret::Secret;

const TELL: &str = "[[step]]\nid = \"tell\"\ndo = \"webhook\"\naddress = \"office\"\nsays = \"{first_name} is new\"\n\
    [[step]]\nid = \"wait\"\ndo = \"wait\"\nfor = \"1 day\"\n";

/// A program that answers these, one after the other, and hands on what it was told.
fn program(answers: &'static [&'static str]) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/in", listener.local_addr().unwrap());
    let (told, heard) = channel();
    std::thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut text = String::new();
            let mut piece = [0; 4096];
            while !text.contains("\r\n\r\n") || !text.trim_end().ends_with('}') {
                let many = stream.read(&mut piece).unwrap();
                text.push_str(std::str::from_utf8(&piece[..many]).unwrap());
            }
            told.send(text).unwrap();
            let head = format!("HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            stream.write_all(head.as_bytes()).unwrap();
        }
    });
    (address, heard)
}

impl Bench {
    fn telling(mut self, address: &str, private: bool) -> Self {
        let addresses = [("office".to_owned(), address.to_owned())].into();
        let courier = Courier::new(&addresses, Some(Secret::new("hush")), private).unwrap();
        self.worker.courier = Some(courier);
        self
    }

    async fn errands(&self) {
        for _ in 0..2 {
            self.rounds().await;
            for run in self.worker.next_errands(9) {
                self.worker.clone().errand(run).await;
            }
        }
    }
}

fn header<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let line = text.lines().find(|line| line.to_lowercase().starts_with(name))?;
    line.split_once(": ").map(|(_, value)| value)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_is_told_the_id_and_the_words_of_the_step_and_again_until_it_takes_it() {
    let (address, heard) = program(&["503 Busy", "204 No Content"]);
    let bench = Bench::new().telling(&address, true);
    bench.publish("T1", "", TELL).await;
    bench.lead(1).await;
    bench.errands().await;
    let run = bench.runs().await.remove(0);
    let log = bench.log(&run.id).await;
    let later = log.iter().find(|(what, _)| what == "asked later");
    assert!(
        later.is_some_and(|(_, why)| why.as_ref().unwrap().contains("503")),
        "{log:?}"
    );
    bench.later(1);
    bench.errands().await;
    let (first, second) = (heard.recv().unwrap(), heard.recv().unwrap());
    let key = header(&first, "idempotency-key").unwrap();
    assert_eq!(
        Some(key),
        header(&second, "idempotency-key"),
        "told again under the same key"
    );
    assert!(header(&first, "leadline-signature").unwrap().starts_with("t="));
    let body: Value = serde_json::from_str(first.split_once("\r\n\r\n").unwrap().1).unwrap();
    assert_eq!(
        (&body["says"], &body["step"], &body["contact"]),
        (&json!("Ana is new"), &json!("tell"), &json!("c1"))
    );
    assert_eq!(body.as_object().unwrap().len(), 7, "{body}");
    let run = bench.runs().await.remove(0);
    assert_eq!(run.waits, "timer", "{:?}", bench.log(&run.id).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_refuses_is_told_no_more_and_an_address_without_a_name_is_nobodys() {
    let (address, heard) = program(&["410 Gone"]);
    let bench = Bench::new().telling(&address, true);
    bench.publish("T1", "", TELL).await;
    bench
        .publish(
            "T2",
            "",
            &TELL.replace("\"office\"", "\"https://elsewhere.example.com/\""),
        )
        .await;
    bench.lead(1).await;
    bench.errands().await;
    heard.recv().unwrap();
    for run in bench.runs().await {
        let log = bench.log(&run.id).await;
        let why = if run.automation == "T1" {
            "410"
        } else {
            "name no address"
        };
        let refused = |line: &(String, Option<String>)| {
            line.1
                .as_ref()
                .is_some_and(|said| said.starts_with("refused") && said.contains(why))
        };
        assert!(log.iter().any(refused), "{log:?}");
        assert_eq!(run.waits, "timer");
    }
}
