//! Trees that ask where it helps most: what they tell, and that their reasons are the mean over all orders.

use super::{encode, fitted, labels, leads};
use crate::scoring::learned::booster::grow;
use crate::scoring::learned::encode::Bins;
use crate::scoring::learned::growth::{Growth, Shape};
use crate::scoring::learned::model::Model;
use crate::scoring::learned::trees::{LEAVES, Span, Trees};

const GROWTH: Growth = Growth {
    trees: 12,
    shape: Shape::Leaves(LEAVES),
    rate: 0.1,
    penalty: 3.0,
    rows: 0.8,
    looks: 1.0,
    patience: 12,
};

/// A model of such trees alone, and the rows it was grown on.
fn grown(seed: u64) -> (Model, Bins) {
    let table = leads(2_000, seed);
    let mut model = fitted(&table).model;
    let bins = encode(&model.codings, &table);
    model.boosted = vec![grow(&model.codings, &bins, &labels(&table), None, GROWTH, 1).trees];
    (model.linear_weight, model.boosted_weight) = (0.0, 1.0);
    (model, bins)
}

/// The mean of the leaves a row may come to when only some columns are known.
fn worth(trees: &Trees, nr: usize, row: &[u8], known: &[usize], leaves: (u8, u8)) -> f64 {
    let tree = &trees.trees[nr];
    let inside = |span: &Span| (span.from, span.to) == leaves;
    let Some(asked) = tree.spans.iter().position(inside) else {
        return tree.leaves[usize::from(leaves.0)];
    };
    let (span, (look, last)) = (tree.spans[asked], tree.questions[asked]);
    let look = &trees.looks[usize::from(look)];
    let (low, high) = ((span.from, span.cut), (span.cut, span.to));
    if known.contains(&look.column) {
        let is_high = span.goes_up(look.slices[usize::from(row[look.column])], last);
        return worth(trees, nr, row, known, if is_high { high } else { low });
    }
    let rows = |side: (u8, u8)| {
        let counts = &tree.counts[usize::from(side.0)..usize::from(side.1)];
        f64::from(counts.iter().sum::<u32>())
    };
    let share = rows(high) / (rows(low) + rows(high));
    share * worth(trees, nr, row, known, high) + (1.0 - share) * worth(trees, nr, row, known, low)
}

fn orders(columns: &[usize]) -> Vec<Vec<usize>> {
    if columns.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for column in columns {
        let others: Vec<usize> = columns.iter().copied().filter(|other| other != column).collect();
        for mut order in orders(&others) {
            order.push(*column);
            all.push(order);
        }
    }
    all
}

#[test]
fn their_parts_add_up_and_are_the_mean_over_all_orders() {
    let (model, bins) = grown(31);
    let trees = &model.boosted[0];
    let columns: Vec<usize> = (0..model.codings.len()).collect();
    for (row, margin) in model.margins(&bins).into_iter().enumerate().take(60) {
        let row = bins.row(row);
        let parts = model.parts(&row);
        assert!(
            (parts.total() - margin).abs() < 1e-9,
            "{} is not {margin}",
            parts.total()
        );
        let mut mean = vec![0.0; columns.len()];
        let orders = orders(&columns);
        for order in &orders {
            for (at, column) in order.iter().enumerate() {
                for (nr, tree) in trees.trees.iter().enumerate() {
                    let all = (0, tree.leaves.len() as u8);
                    let moved = worth(trees, nr, &row, &order[..=at], all)
                        - worth(trees, nr, &row, &order[..at], all);
                    mean[*column] += moved / orders.len() as f64;
                }
            }
        }
        for (part, mean) in parts.columns.iter().zip(&mean) {
            assert!((part - mean).abs() < 1e-9, "{part} is not {mean}");
        }
    }
}

#[test]
fn each_row_comes_to_the_leaf_it_was_counted_in() {
    let (model, bins) = grown(32);
    let trees = &model.boosted[0];
    assert!(
        trees.trees.iter().any(|tree| tree.leaves.len() > 8),
        "it hardly grew"
    );
    let mut by_hand = vec![trees.ground; bins.rows];
    for tree in &trees.trees {
        assert!(tree.is_whole(trees.looks.len()) && tree.leaves.len() <= LEAVES);
        let counted: u32 = tree.counts.iter().sum();
        assert!((1_500..=1_700).contains(&counted), "{counted} of 2,000 rows");
        for (row, margin) in by_hand.iter_mut().enumerate() {
            let slice = |look: usize| {
                let look = &trees.looks[look];
                look.slices[usize::from(bins.columns[look.column][row])]
            };
            *margin += tree.leaves[tree.leaf(slice)];
        }
    }
    assert_eq!(trees.margins(&bins), by_hand, "blocks and single rows agree");
}

#[test]
fn a_kept_model_whose_leaves_do_not_fit_is_not_read() {
    let (model, _) = grown(33);
    let again = Model::from_text(&model.to_text()).unwrap();
    assert_eq!(again.boosted[0].trees[0].spans, model.boosted[0].trees[0].spans);
    let damage: [fn(&mut Span); 3] = [
        |span| span.to = 17,
        |span| span.cut = span.from,
        |span| span.cut = span.to,
    ];
    for damage in damage {
        let mut broken = model.clone();
        damage(&mut broken.boosted[0].trees[0].spans[0]);
        assert!(Model::from_text(&broken.to_text()).is_err());
    }
    let mut broken = model;
    broken.boosted[0].trees[0].spans.pop();
    assert!(Model::from_text(&broken.to_text()).is_err());
}
