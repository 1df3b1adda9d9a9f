//! What the settings say of a tool: ask, allow or deny, and for whom.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::deed::Weight;
use super::proposal::Plan;

/// People whom something may be done to without a yes, at most: from here on a number has to be typed.
/// Our own number.
pub const FREELY: usize = 25;

/// Tools whose doing reaches a person or cannot be taken back: each time somebody is asked.
pub const ALWAYS_ASKED: &[&str] = &["send_message", "book_appointment"];

/// What is said of a tool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Say {
    /// What it proposes waits for a yes.
    #[default]
    Ask,
    /// What it proposes is done at once, where nothing speaks against it.
    Allow,
    /// It is not run.
    Deny,
}

/// Whose people a rule is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// Everybody.
    #[default]
    Everybody,
    /// Those whose owner is the person at the keyboard.
    Own,
}

/// The rule of a tool. Whatever goes beyond whom it is about is treated one step more strictly: what would be done at once
/// waits, what would wait is refused. Written as words: `ask`, `deny`, `allow own 10`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Permit {
    /// What is said.
    pub say: Say,
    /// About whose people.
    pub people: Whose,
    /// About how many at most; `None` for as many as fit into a plan.
    pub most: Option<usize>,
}

/// The rules of all tools, by their names. A tool without one is asked about.
pub type Permits = BTreeMap<String, Permit>;

/// What becomes of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// It is not even kept; the sentence says why.
    Refused(&'static str),
    /// It waits for a yes.
    Waits,
    /// It is done at once.
    AtOnce,
}

impl FromStr for Permit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut words = text.split_whitespace().peekable();
        let say = match words.next() {
            Some("ask") => Say::Ask,
            Some("allow") => Say::Allow,
            Some("deny") => Say::Deny,
            _ => return Err("a rule begins with ask, allow or deny".to_owned()),
        };
        let people = if words.next_if_eq(&"own").is_some() {
            Whose::Own
        } else {
            words.next_if_eq(&"everybody");
            Whose::Everybody
        };
        let most = words
            .next()
            .map(|word| {
                word.parse()
                    .map_err(|_| format!("\"{word}\" is no number of people"))
            })
            .transpose()?;
        if words.next().is_some() {
            return Err(
                "a rule is one word, then `own` or nothing, then a number of people or nothing".to_owned(),
            );
        }
        Ok(Self { say, people, most })
    }
}

impl TryFrom<String> for Permit {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Permit> for String {
    fn from(permit: Permit) -> Self {
        permit.to_string()
    }
}

impl fmt::Display for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.say {
            Say::Ask => "ask",
            Say::Allow => "allow",
            Say::Deny => "deny",
        })?;
        if self.people == Whose::Own {
            f.write_str(" own")?;
        }
        match self.most {
            Some(most) => write!(f, " {most}"),
            None => Ok(()),
        }
    }
}

impl Permit {
    /// What becomes of a plan. `own` says whether everybody in it is the person's own; `tainted` whether the chat has
    /// read anything that somebody else wrote.
    pub fn course(&self, plan: &Plan, own: bool, tainted: bool) -> Course {
        let people = plan.people();
        let inside = (own || self.people == Whose::Everybody) && self.most.is_none_or(|most| people <= most);
        let leaves = plan.items.iter().any(|item| item.deed.weight() == Weight::Leaves);
        match self.say {
            Say::Deny => {
                Course::Refused("The agent's settings do not let this tool run; nothing was proposed.")
            }
            Say::Ask if !inside => Course::Refused(
                "The agent's settings keep this tool to fewer people, or to the agent's own; nothing was proposed.",
            ),
            Say::Allow if inside && !tainted && !leaves && people <= FREELY => Course::AtOnce,
            Say::Ask | Say::Allow => Course::Waits,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::contact::Channel;
    use crate::domain::conversation::Draft;
    use crate::domain::plan::{Deed, Item};

    fn plan(people: usize, leaves: bool) -> Plan {
        let deed = |nr: usize| {
            let contact = format!("c{nr}").as_str().into();
            if leaves {
                return Deed::Send(Draft {
                    contact,
                    channel: Channel::Sms,
                    subject: None,
                    body: "hello".into(),
                });
            }
            Deed::Tags {
                contact,
                add: vec!["a".into()],
                remove: Vec::new(),
            }
        };
        let items = (0..people).map(|nr| Item {
            deed: deed(nr),
            who: String::new(),
            before: String::new(),
            after: String::new(),
            remarks: Vec::new(),
        });
        Plan {
            items: items.collect(),
            left_out: Vec::new(),
        }
    }

    #[test]
    fn a_rule_is_read_as_it_is_written() {
        for text in ["ask", "allow", "deny", "allow own", "allow 10", "ask own 3"] {
            assert_eq!(text.parse::<Permit>().unwrap().to_string(), text);
        }
        for text in ["", "yes", "allow mine", "allow own ten", "allow 10 own"] {
            assert!(text.parse::<Permit>().is_err(), "{text}");
        }
    }

    /// Every combination, each against what the settings promise, said independently of how it is decided.
    #[test]
    fn every_combination_of_rule_scope_and_taint_keeps_its_promise() {
        for say in [Say::Ask, Say::Allow, Say::Deny] {
            for people in [Whose::Everybody, Whose::Own] {
                for most in [None, Some(0), Some(10), Some(100)] {
                    for count in [1, 10, 11, FREELY, FREELY + 1, 200] {
                        for own in [true, false] {
                            for tainted in [true, false] {
                                for leaves in [true, false] {
                                    let permit = Permit { say, people, most };
                                    let course = permit.course(&plan(count, leaves), own, tainted);
                                    let case = format!(
                                        "{permit:?} {count} own {own} tainted {tainted} leaves {leaves}"
                                    );
                                    if say == Say::Deny {
                                        assert!(matches!(course, Course::Refused(_)), "{case}");
                                    }
                                    if course == Course::AtOnce {
                                        assert!(say == Say::Allow && !tainted && !leaves, "{case}");
                                        assert!(count <= 25 && count <= most.unwrap_or(25), "{case}");
                                        assert!(own || people == Whose::Everybody, "{case}");
                                    }
                                    if say == Say::Allow {
                                        assert!(
                                            !matches!(course, Course::Refused(_)),
                                            "{case}: it could only wait"
                                        );
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        let allow = Permit {
            say: Say::Allow,
            ..Permit::default()
        };
        assert_eq!(allow.course(&plan(25, false), false, false), Course::AtOnce);
        assert_eq!(
            Permit::default().course(&plan(25, false), false, false),
            Course::Waits
        );
        let own = Permit {
            people: Whose::Own,
            ..Permit::default()
        };
        assert!(matches!(
            own.course(&plan(1, false), false, false),
            Course::Refused(_)
        ));
        assert_eq!(own.course(&plan(1, false), true, false), Course::Waits);
    }
}
