//! Which run of the program this is, so that another run can tell whether it is still there.
//!
//! A number of a process is given out again after its end, so a run is named by its number and the moment it began. Both
//! mean something only inside one start of the machine and one space of process numbers (a container has its own).

/// One run of the program on one machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Process {
    /// The start of the machine, as its kernel names it (Linux: `random/boot_id`); empty where it names none.
    pub boot: String,
    /// The space its number is from (Linux: `ns/pid`); empty where there are none.
    pub space: String,
    /// Its number.
    pub pid: u32,
    /// When it began, in ticks since the machine's start (Linux: `proc(5)`, `stat`, field 22); 0 where that is unknown.
    pub start: u64,
}

impl Process {
    /// This run.
    pub fn me() -> Self {
        let pid = std::process::id();
        let space = std::fs::read_link("/proc/self/ns/pid");
        Self {
            boot: read("/proc/sys/kernel/random/boot_id"),
            space: space.map_or_else(|_| String::new(), |link| link.to_string_lossy().into_owned()),
            pid,
            start: start(&read(&format!("/proc/{pid}/stat"))).unwrap_or(0),
        }
    }

    /// Whether `other` has certainly ended, as this run sees it. False means that it lives or that nobody can know.
    pub fn has_seen_the_end_of(&self, other: &Self) -> bool {
        if self.boot != other.boot {
            return true;
        }
        let comparable = self.space == other.space && self.start != 0 && other.start != 0;
        comparable && start(&read(&format!("/proc/{}/stat", other.pid))) != Some(other.start)
    }
}

fn read(path: &str) -> String {
    std::fs::read_to_string(path).map_or_else(|_| String::new(), |text| text.trim().to_owned())
}

/// When a process began. Its name stands in brackets before that and may hold anything, brackets and blanks too. One
/// that has ended and waits for its parent is no process any more.
fn start(stat: &str) -> Option<u64> {
    let (_, after) = stat.rsplit_once(')')?;
    let mut fields = after.split_whitespace();
    let state = fields.next()?;
    let start = fields.nth(18)?.parse().ok()?;
    (!matches!(state, "Z" | "X")).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_is_found_behind_any_name() {
        let rest = "S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4711 20 21";
        assert_eq!(start(&format!("42 (leadline) {rest}")), Some(4_711));
        assert_eq!(start(&format!("42 (a) Z) (b) {rest}")), Some(4_711));
        assert_eq!(start(&format!("42 (leadline) Z{}", &rest[1..])), None);
        assert_eq!(start(""), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_number_that_was_given_out_again_is_another_process() {
        let me = Process::me();
        assert!(me.start > 0 && !me.boot.is_empty(), "{me:?}");
        assert!(!me.has_seen_the_end_of(&me));
        let before = Process {
            start: me.start - 1,
            ..me.clone()
        };
        assert!(me.has_seen_the_end_of(&before), "the number is in use by another");
        let elsewhere = Process {
            space: "another".into(),
            ..before
        };
        assert!(
            !me.has_seen_the_end_of(&elsewhere),
            "its numbers say nothing here"
        );
        let earlier = Process {
            boot: "another".into(),
            ..me.clone()
        };
        assert!(me.has_seen_the_end_of(&earlier), "the machine was started again");
    }
}
