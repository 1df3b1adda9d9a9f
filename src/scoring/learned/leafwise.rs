//! A tree that asks where it helps most: the leaf with the most to gain is parted, then the next (as in Ke and others 2017).

use super::growth::{Growth, SLICES};
use super::trees::{LEAVES, Span, Tree};

/// Curvature either side of a question must have: about twenty rows of which a tenth is a yes.
const LEAST: f32 = 2.0;

/// What is added to the curvature where words may be put in any order, which finds a gain in noise as well.
const FREE: f32 = 10.0;

/// A row, and the slope and curvature of its loss.
pub type Pulled = (u32, [f32; 2]);

/// A question and what it gains.
#[derive(Clone, Copy)]
struct Question {
    gain: f32,
    look: usize,
    last: u8,
    /// Slices on the upper side as bits, where they are words; else 0.
    set: u64,
}

/// A leaf that may be parted.
struct Bud {
    rows: Vec<Pulled>,
    /// Slope and curvature by look and slice.
    sums: Vec<[f32; 2]>,
    best: Option<Question>,
}

/// What the questions of one tree are chosen from.
struct Ground<'a> {
    seen: &'a [Vec<u8>],
    words: &'a [bool],
    allowed: &'a [usize],
    penalty: f32,
}

/// Grows a tree of so many leaves at most on some rows; it asks only by the allowed looks. Those whose slices are words, one each, are
/// put in an order anew in every leaf.
pub fn tree(
    seen: &[Vec<u8>],
    words: &[bool],
    rows: Vec<Pulled>,
    allowed: &[usize],
    growth: Growth,
    leaves: usize,
) -> Tree {
    let ground = Ground {
        seen,
        words,
        allowed,
        penalty: growth.penalty as f32,
    };
    let sums = ground.sums(&rows);
    let mut buds = vec![ground.bud(rows, sums)];
    let (mut questions, mut spans) = (Vec::new(), Vec::<Span>::new());
    while buds.len() < leaves.min(LEAVES) {
        let hopeful = buds.iter().enumerate();
        let best = hopeful
            .filter_map(|(at, bud)| Some((at, bud.best?)))
            .max_by(|a, b| a.1.gain.total_cmp(&b.1.gain).then(b.0.cmp(&a.0)));
        let Some((at, question)) = best else {
            break;
        };
        let bud = buds.remove(at);
        buds.splice(at..at, ground.part(bud, question));
        for span in &mut spans {
            span.make_room(at as u8);
        }
        spans.push(Span::over(at as u8, question.set));
        questions.push((question.look as u16, question.last));
    }
    let points = |bud: &Bud| {
        let sum = |nr: usize| bud.rows.iter().map(|row| f64::from(row.1[nr])).sum::<f64>();
        -growth.rate * sum(0) / (sum(1) + growth.penalty)
    };
    Tree {
        questions,
        leaves: buds.iter().map(points).collect(),
        counts: buds.iter().map(|bud| bud.rows.len() as u32).collect(),
        spans,
    }
}

impl Ground<'_> {
    fn sums(&self, rows: &[Pulled]) -> Vec<[f32; 2]> {
        let mut sums = vec![[0.0; 2]; self.allowed.len() * SLICES];
        for (look, sums) in self.allowed.iter().zip(sums.chunks_exact_mut(SLICES)) {
            let column = &self.seen[*look];
            for (row, pull) in rows {
                let sum = &mut sums[usize::from(column[*row as usize])];
                *sum = [sum[0] + pull[0], sum[1] + pull[1]];
            }
        }
        sums
    }

    fn bud(&self, rows: Vec<Pulled>, sums: Vec<[f32; 2]>) -> Bud {
        let best = self.best(&sums);
        Bud { rows, sums, best }
    }

    /// The two leaves that a question makes of one. Only the smaller is summed row by row, the larger is what is left.
    fn part(&self, bud: Bud, question: Question) -> [Bud; 2] {
        let column = &self.seen[question.look];
        let span = Span::over(0, question.set);
        let (low, high): (Vec<Pulled>, Vec<Pulled>) = bud
            .rows
            .into_iter()
            .partition(|(row, _)| !span.goes_up(column[*row as usize], question.last));
        let is_low = low.len() < high.len();
        let part = self.sums(if is_low { &low } else { &high });
        let rest = bud.sums.iter().zip(&part);
        let rest = rest
            .map(|(whole, part)| [whole[0] - part[0], (whole[1] - part[1]).max(0.0)])
            .collect();
        let (below, above) = if is_low { (part, rest) } else { (rest, part) };
        [self.bud(low, below), self.bud(high, above)]
    }

    /// The question that helps most in a leaf.
    fn best(&self, sums: &[[f32; 2]]) -> Option<Question> {
        let looks = self.allowed.iter().zip(sums.chunks_exact(SLICES));
        let best = looks.filter_map(|(look, sums)| self.best_of(*look, sums));
        best.max_by(|a, b| a.gain.total_cmp(&b.gain).then(b.look.cmp(&a.look)))
    }

    fn best_of(&self, look: usize, sums: &[[f32; 2]]) -> Option<Question> {
        let is_words = self.words[look];
        let penalty = self.penalty + if is_words { FREE } else { 0.0 };
        let worth = |sum: [f32; 2]| sum[0] * sum[0] / (sum[1] + penalty);
        let mut order: Vec<usize> = (0..SLICES).filter(|slice| sums[*slice][1] > 0.0).collect();
        if is_words {
            let pull = |slice: usize| sums[slice][0] / (sums[slice][1] + FREE);
            order.sort_by(|a, b| pull(*a).total_cmp(&pull(*b)).then(a.cmp(b)));
        }
        let whole = order
            .iter()
            .fold([0.0_f32; 2], |sum, slice| plus(sum, sums[*slice]));
        let mut low = [0.0_f32; 2];
        let mut best: Option<(f32, usize)> = None;
        for (at, slice) in order.iter().enumerate() {
            low = plus(low, sums[*slice]);
            let high = [whole[0] - low[0], whole[1] - low[1]];
            if low[1] < LEAST || high[1] < LEAST {
                continue;
            }
            let gain = worth(low) + worth(high) - worth(whole);
            if gain > best.map_or(1e-6, |best| best.0) {
                best = Some((gain, at));
            }
        }
        let (gain, at) = best?;
        let set = if is_words {
            order[at + 1..].iter().fold(0, |set, slice| set | 1 << slice)
        } else {
            0
        };
        Some(Question {
            gain,
            look,
            last: order[at] as u8,
            set,
        })
    }
}

fn plus(a: [f32; 2], b: [f32; 2]) -> [f32; 2] {
    [a[0] + b[0], a[1] + b[1]]
}
