//! Whether the rows and the columns of a table of counts go together.

use statrs::function::gamma::{checked_gamma_ur, ln_gamma};

use crate::error::StatsError;

/// How a table was tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TableTest {
    /// Pearson's chi-square (1900), without a correction for continuity.
    ChiSquare,
    /// Fisher's exact test (1922) of two rows and two columns, both sides.
    FisherExact,
}

impl TableTest {
    /// The name used in the API and the locales.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ChiSquare => "chi_square",
            Self::FisherExact => "fisher_exact",
        }
    }
}

/// How rows and columns go together.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Association {
    /// Pearson's statistic.
    pub chi_square: f64,
    /// Its degrees of freedom: rows less one times columns less one, empty ones left out.
    pub degrees: u64,
    /// Probability of a table at least as uneven if rows and columns had nothing to do with each other.
    pub p_value: f64,
    /// How it was tested.
    pub test: TableTest,
    /// Counts in the table.
    pub n: u64,
    /// Cramér's V (1946): 0 for nothing in common, 1 when one decides the other.
    pub strength: f64,
    /// Share of cells that chance alone would give fewer than five, in [0, 1].
    pub thin: f64,
    /// The least that chance alone would give a cell.
    pub least_expected: f64,
}

impl Association {
    /// Whether so many cells are thin that chi-square is a rough guide only: more than a fifth below five, or one
    /// below one (Cochran 1954). An exact test has no such bound.
    #[must_use]
    pub fn is_thin(&self) -> bool {
        self.test == TableTest::ChiSquare && (self.thin > 0.2 || self.least_expected < 1.0)
    }
}

/// Tests a table of counts, row by row. Rows and columns without counts are left out. A table of two by two with thin
/// cells is tested exactly.
///
/// # Errors
///
/// [`StatsError::WrongLength`] for rows of different length, [`StatsError::TooFew`] when fewer than two rows or two
/// columns have counts.
pub fn association(table: &[Vec<u64>]) -> Result<Association, StatsError> {
    let width = table.first().map_or(0, Vec::len);
    if let Some(row) = table.iter().find(|row| row.len() != width) {
        return Err(StatsError::WrongLength { expected: width, given: row.len() });
    }
    let columns: Vec<usize> = (0..width).filter(|column| table.iter().any(|row| row[*column] > 0)).collect();
    let kept: Vec<Vec<u64>> = table
        .iter()
        .filter(|row| row.iter().any(|n| *n > 0))
        .map(|row| columns.iter().map(|column| row[*column]).collect())
        .collect();
    let have = kept.len().min(columns.len());
    if have < 2 {
        return Err(StatsError::TooFew { have, need: 2 });
    }
    let pearson = pearson(&kept);
    let two_by_two = kept.len() == 2 && columns.len() == 2;
    if two_by_two && pearson.is_thin() {
        let p_value = fisher([kept[0][0], kept[0][1], kept[1][0], kept[1][1]]);
        return Ok(Association { p_value, test: TableTest::FisherExact, ..pearson });
    }
    Ok(pearson)
}

fn pearson(table: &[Vec<u64>]) -> Association {
    let rows: Vec<f64> = table.iter().map(|row| row.iter().sum::<u64>() as f64).collect();
    let width = table.first().map_or(0, Vec::len);
    let columns: Vec<f64> = (0..width).map(|column| table.iter().map(|row| row[column]).sum::<u64>() as f64).collect();
    let n: f64 = rows.iter().sum();
    let (mut chi_square, mut thin, mut least) = (0.0, 0_u64, f64::INFINITY);
    for (row, total) in table.iter().zip(&rows) {
        for (count, column) in row.iter().zip(&columns) {
            let expected = total * column / n;
            chi_square += (*count as f64 - expected).powi(2) / expected;
            thin += u64::from(expected < 5.0);
            least = least.min(expected);
        }
    }
    let degrees = (table.len() as u64 - 1) * (width as u64 - 1);
    let smaller = table.len().min(width) as f64 - 1.0;
    Association {
        chi_square,
        degrees,
        p_value: chi_square_p(chi_square, degrees as f64),
        test: TableTest::ChiSquare,
        n: n as u64,
        strength: (chi_square / (n * smaller)).sqrt().clamp(0.0, 1.0),
        thin: thin as f64 / (table.len() * width) as f64,
        least_expected: least,
    }
}

/// Probability that chi-square with `degrees` of freedom is at least `value`.
fn chi_square_p(value: f64, degrees: f64) -> f64 {
    if value <= 0.0 {
        return 1.0;
    }
    checked_gamma_ur(degrees / 2.0, value / 2.0).map_or(0.0, |p| p.clamp(0.0, 1.0))
}

/// The sum of the probabilities of all tables with these margins that are no more likely than this one.
fn fisher([a, b, c, d]: [u64; 4]) -> f64 {
    let choose = |n: u64, k: u64| {
        let factorial = |n: u64| ln_gamma(n as f64 + 1.0);
        factorial(n) - factorial(k) - factorial(n - k)
    };
    let (row, column, n) = (a + b, a + c, a + b + c + d);
    let likelihood = |corner: u64| choose(row, corner) + choose(n - row, column - corner) - choose(n, column);
    let seen = likelihood(a);
    let (least, most) = (column.saturating_sub(n - row), row.min(column));
    // Tables that are as likely differ by rounding.
    let as_unlikely = (least..=most).map(likelihood).filter(|other| *other <= seen + 1e-7);
    as_unlikely.map(f64::exp).sum::<f64>().min(1.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn party_and_gender_as_in_agresti() {
        // Agresti, An Introduction to Categorical Data Analysis (2007), table 2.5; R's `chisq.test` gives
        // X-squared = 30.07, df = 2, p-value = 2.954e-07.
        let found = association(&[vec![762, 327, 468], vec![484, 239, 477]]).unwrap();
        assert!((found.chi_square - 30.07).abs() < 0.005 && found.degrees == 2, "{found:?}");
        assert!((found.p_value / 2.954e-7 - 1.0).abs() < 1e-3, "{found:?}");
        assert_eq!((found.n, found.test, found.is_thin()), (2757, TableTest::ChiSquare, false));
    }

    #[test]
    fn the_lady_tasting_tea() {
        // Fisher 1935; R's `fisher.test(matrix(c(3, 1, 1, 3), 2))` gives p-value = 0.4857.
        let found = association(&[vec![3, 1], vec![1, 3]]).unwrap();
        assert_eq!(found.test, TableTest::FisherExact);
        assert!((found.p_value - 0.485_714_3).abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn empty_rows_and_columns_say_nothing() {
        let whole = association(&[vec![30, 20], vec![10, 40]]).unwrap();
        let padded = association(&[vec![30, 0, 20], vec![0, 0, 0], vec![10, 0, 40]]).unwrap();
        assert_eq!(whole, padded);
        assert_eq!(association(&[vec![3, 0], vec![5, 0]]), Err(StatsError::TooFew { have: 1, need: 2 }));
        assert!(association(&[vec![1], vec![1, 2]]).is_err());
        assert!(association(&[]).is_err());
    }

    #[test]
    fn a_large_table_with_few_counts_is_thin() {
        let found = association(&[vec![1, 2, 1], vec![2, 1, 0], vec![1, 0, 3]]).unwrap();
        assert!(found.is_thin() && found.p_value > 0.05, "{found:?}");
    }

    proptest! {
        #[test]
        fn the_order_of_rows_and_columns_does_not_matter(table in prop::collection::vec(prop::collection::vec(0_u64..40, 3), 2..5)) {
            let turned: Vec<Vec<u64>> = (0..3).rev().map(|column| table.iter().map(|row| row[column]).collect()).collect();
            match (association(&table), association(&turned)) {
                (Ok(one), Ok(other)) => {
                    prop_assert!((one.chi_square - other.chi_square).abs() < 1e-6);
                    prop_assert!((one.p_value - other.p_value).abs() < 1e-9 && (0.0..=1.0).contains(&one.p_value));
                    prop_assert!((0.0..=1.0).contains(&one.strength));
                }
                (one, other) => prop_assert_eq!(one.is_err(), other.is_err()),
            }
        }

        #[test]
        fn proportional_rows_have_nothing_in_common(row in prop::collection::vec(1_u64..30, 2..6), times in 1_u64..9) {
            let found = association(&[row.clone(), row.iter().map(|n| n * times).collect()]).unwrap();
            prop_assert!(found.chi_square < 1e-9 && found.p_value > 1.0 - 1e-6);
        }
    }
}
