//! Lines of JSON that are masked and put back, without an account, a network or a folder.

use serde_json::{Value, json};

use super::bench::Bench;
use crate::cli::Exit;

const MESSAGES: &str = include_str!("../../../tests/fixtures/mask/messages.jsonl");

fn lines(text: &str) -> Vec<Value> {
    let lines = text.lines().filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn map(bench: &Bench) -> String {
    bench.folder.path().join("map.jsonl").display().to_string()
}

#[test]
fn lines_are_masked_and_come_back_as_they_were() {
    let bench = Bench::new();
    let map = map(&bench);
    let ran = bench.run(&["mask", "--map", &map], MESSAGES);
    assert_eq!((ran.exit, ran.err.as_str()), (Exit::Done, ""));
    insta::assert_snapshot!("masked", ran.out);
    assert!(!bench.folder.path().join("data").exists());
    let back = bench.run(&["unmask", "--map", &map], &ran.out);
    let (before, after) = (lines(MESSAGES), lines(&back.out));
    for nr in [0, 1] {
        assert_eq!(after[nr], before[nr]);
    }
    // What was withheld stays away, and what only looked like a stand-in stands for nobody.
    assert_eq!(
        after[2]["text"],
        "My ssn is [SSN withheld] and she is [withheld]."
    );
    assert_eq!(
        after[3]["text"],
        "Reply to Person-1 or Person-1, says Zoë Quimby-Ruiz."
    );
}

#[test]
fn spans_are_counted_in_characters_of_the_text_as_it_was() {
    let ran = Bench::new().run(&["mask"], MESSAGES);
    for (before, after) in lines(MESSAGES).iter().zip(lines(&ran.out)) {
        let letters: Vec<char> = before["text"].as_str().unwrap().chars().collect();
        let spans = after["spans"].as_array().unwrap();
        assert_eq!(spans.len(), after["stand_ins"].as_array().unwrap().len());
        for span in spans {
            let place = |at: usize| usize::try_from(span[at].as_u64().unwrap()).unwrap();
            let hidden: String = letters[place(0)..place(1)].iter().collect();
            assert_eq!(hidden.trim(), hidden);
            if span[2] == "EMAIL_ADDRESS" {
                assert_eq!(hidden, "zoe@example.com");
            }
        }
    }
    assert_eq!(lines(&ran.out)[0]["spans"][0], json!([2, 17, "PERSON"]));
}

#[test]
fn a_bad_line_is_told_and_the_others_are_done() {
    let bench = Bench::new();
    let input =
        "{\"text\":\"call 909-555-0142\"}\n{\"text\":\"494-33-0748\n[1]\n{\"id\":1}\n{\"text\":\"no\"}\n";
    let ran = bench.run(&["mask"], input);
    assert_eq!(ran.exit, Exit::Failed);
    assert_eq!(lines(&ran.out).len(), 2);
    for line in 2..=4 {
        assert!(ran.err.contains(&format!("line {line} ")), "{}", ran.err);
    }
    assert!(!ran.err.contains("0748"), "{}", ran.err);
}

#[test]
fn a_map_is_gone_on_with_and_closed_to_others() {
    let bench = Bench::new();
    let map = map(&bench);
    bench.run(&["mask", "--map", &map], "{\"text\":\"Zoë Quimby wrote\"}");
    let ran = bench.run(
        &["mask", "--map", &map],
        "{\"text\":\"Thomas Okafor and Zoë Quimby\"}",
    );
    assert_eq!(lines(&ran.out)[0]["text"], "Person_2 and Person_1");
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&map).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
    let answers = "{\"text\":\"Hi Person_1, meet Person_2\"}";
    let ran = bench.run(&["unmask", "--map", &map], answers);
    assert_eq!(lines(&ran.out)[0]["text"], "Hi Zoë Quimby, meet Thomas Okafor");
    std::fs::write(&map, "{\"kind\":\"Person\"}\n").unwrap();
    let ran = bench.run(&["unmask", "--map", &map], answers);
    assert_eq!((ran.exit, ran.out.as_str()), (Exit::Failed, ""));
    assert!(ran.err.contains("line 1"), "{}", ran.err);
    assert_eq!(
        bench.run(&["unmask", "--map", "nowhere"], answers).exit,
        Exit::Failed
    );
}
