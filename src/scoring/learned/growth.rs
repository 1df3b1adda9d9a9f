//! How trees are grown: what both kinds of them share.

/// Slices of a look at most.
pub const SLICES: usize = 64;

/// What a tree looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// It asks the same question everywhere on a level: so many levels.
    Levels(usize),
    /// It asks where it helps most: so many leaves, 16 at most.
    Leaves(usize),
}

impl Shape {
    /// Levels on which it asks the same; none where it does not.
    pub const fn levels(self) -> usize {
        match self {
            Self::Levels(levels) => levels,
            Self::Leaves(_) => 0,
        }
    }
}

/// How it is grown.
#[derive(Clone, Copy, Debug)]
pub struct Growth {
    /// Trees at most.
    pub trees: usize,
    /// What a tree looks like.
    pub shape: Shape,
    /// Share of a tree's advice that is followed.
    pub rate: f64,
    /// Penalty on the square of a leaf.
    pub penalty: f64,
    /// Share of the rows each tree sees.
    pub rows: f64,
    /// Share of the looks each tree may use.
    pub looks: f64,
    /// Trees without a gain on the held-out rows after which it stops.
    pub patience: usize,
}
