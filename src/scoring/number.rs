//! The arithmetic of scores: whole hundredths of a point, rounded in one way.

/// Hundredths of a point: `5_900` is 59.0.
pub type Hundredths = i64;

/// A hundred points.
pub const FULL: Hundredths = 10_000;

/// The quotient, halves away from zero. Nothing divided by nothing is nothing.
pub const fn rounded(dividend: i64, divisor: i64) -> i64 {
    if divisor <= 0 {
        return 0;
    }
    let half = divisor / 2;
    if dividend < 0 {
        (dividend - half) / divisor
    } else {
        (dividend + half) / divisor
    }
}

/// The mean by weight of what is known. Weights of what is not known fall to the rest.
pub fn mean(parts: impl IntoIterator<Item = (u16, Option<Hundredths>)>) -> Option<Hundredths> {
    let known = parts
        .into_iter()
        .filter_map(|(weight, value)| Some((i64::from(weight), value?)));
    let (weights, sum) = known.fold((0, 0), |(weights, sum), (weight, value)| {
        (weights + weight, sum + weight * value)
    });
    (weights > 0).then(|| rounded(sum, weights))
}

/// Within 0 and 100.
pub fn clamped(value: Hundredths) -> Hundredths {
    value.clamp(0, FULL)
}

/// Whole hundredths out of millionths of a point, so that they add up to a total: what rounding leaves falls to the
/// largest.
pub fn adding_up(total: Hundredths, millionths: &[i64]) -> Vec<Hundredths> {
    let mut points: Vec<Hundredths> = millionths.iter().map(|part| rounded(*part, 10_000)).collect();
    let left = total - points.iter().sum::<i64>();
    let largest = (0..points.len()).max_by_key(|at| (points[*at].abs(), usize::MAX - at));
    if let Some(at) = largest {
        points[at] += left;
    }
    points
}

/// Parts in whole tenths of a point, as they are shown, so that whoever adds up what is shown comes to the total that is shown.
/// What rounding leaves falls to those that rounding took most from, a tenth each.
pub fn in_tenths(parts: &[Hundredths]) -> Vec<Hundredths> {
    let mut tenths: Vec<i64> = parts.iter().map(|part| rounded(*part, 10)).collect();
    let left = rounded(parts.iter().sum(), 10) - tenths.iter().sum::<i64>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let taken = |at: &usize| (parts[*at] - tenths[*at] * 10) * left.signum();
    order.sort_by_key(|at| (-taken(at), *at));
    for at in order.into_iter().cycle().take(left.unsigned_abs() as usize) {
        tenths[at] += left.signum();
    }
    tenths.into_iter().map(|tenths| tenths * 10).collect()
}

/// `59.0`, `-6.5`.
pub fn shown(value: Hundredths) -> String {
    let tenths = rounded(value, 10);
    let sign = if tenths < 0 { "-" } else { "" };
    format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
}

/// The logarithm to the base of two, in 256ths; of less than one, nothing. The order of lists needs no more.
pub const fn log2_256ths(value: u64) -> u64 {
    let Some(whole) = value.checked_ilog2() else {
        return 0;
    };
    let above = value - (1 << whole);
    let part = ((above as u128) << 8) >> whole;
    (whole as u64) * 256 + part as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_away_from_zero() {
        assert_eq!(
            [rounded(5, 10), rounded(-5, 10), rounded(4, 10), rounded(1, 0)],
            [1, -1, 0, 0]
        );
        assert_eq!(
            [shown(5_900), shown(-65), shown(4), shown(-4)],
            ["59.0", "-0.7", "0.0", "0.0"]
        );
    }

    #[test]
    fn what_is_not_known_shares_its_weight() {
        assert_eq!(
            mean([(30, Some(5_000)), (50, None), (20, Some(6_500))]),
            Some(5_600)
        );
        assert_eq!(mean([(30, None), (50, None)]), None);
    }

    #[test]
    fn parts_add_up_to_the_total() {
        let thirds = [333_333, 333_333, 333_333];
        let points = adding_up(100, &thirds);
        assert_eq!(points.iter().sum::<i64>(), 100);
        assert_eq!(points, [34, 33, 33]);
        assert!(adding_up(0, &[]).is_empty());
    }

    #[test]
    fn what_is_shown_of_parts_adds_up_to_what_is_shown_of_them_all() {
        assert_eq!(in_tenths(&[3_333, 3_333, 3_334]), [3_330, 3_330, 3_340]);
        assert_eq!(in_tenths(&[105, 105]), [100, 110], "2.1 in all, and not 2.2");
        assert_eq!(in_tenths(&[-55, 205]), [-60, 210]);
        assert!(in_tenths(&[]).is_empty());
        let mut seed = 7_u64;
        for _ in 0..2_000 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let count = (seed >> 60) as usize + 1;
            let parts: Vec<i64> = (0..count as u64)
                .map(|nr| (seed.rotate_left(nr as u32 * 7) % 9_001) as i64 - 3_000)
                .collect();
            let tenths = in_tenths(&parts);
            let whole: i64 = parts.iter().sum();
            assert_eq!(tenths.iter().sum::<i64>(), rounded(whole, 10) * 10, "{parts:?}");
            let far = parts
                .iter()
                .zip(&tenths)
                .map(|(part, shown)| (part - shown).abs())
                .max();
            assert!(far <= Some(15), "{parts:?}: {tenths:?}");
        }
    }

    #[test]
    fn the_logarithm_grows_with_its_number() {
        assert_eq!(log2_256ths(0), 0);
        assert_eq!(log2_256ths(1_024), 2_560);
        let mut before = 0;
        for value in (1..5_000_000_000_u64).step_by(7_919_113) {
            assert!(log2_256ths(value) >= before);
            before = log2_256ths(value);
        }
        assert!(log2_256ths(u64::MAX) < 64 * 256);
    }
}
