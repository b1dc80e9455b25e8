//! Sparklines: a small line of numbers over time, drawn on the server, so that it needs no script.

use std::fmt::Write;

use serde::Serialize;

/// The width that the points are reckoned in; the drawing is stretched to its tile.
const WIDTH: f64 = 100.0;
/// The height that they are reckoned in.
const HEIGHT: f64 = 32.0;

/// A line of counts from the oldest to the newest, from left to right in both languages, above zero.
#[derive(Serialize)]
pub(crate) struct Spark {
    /// Points of the line.
    pub(crate) line: String,
    /// Points of the ground below it.
    pub(crate) ground: String,
    /// For those who do not see it: its least, its greatest and its last.
    pub(crate) least: i64,
    pub(crate) most: i64,
    pub(crate) last: i64,
}

impl Spark {
    /// The line of these; nothing for fewer than two.
    pub(crate) fn of(values: &[i64]) -> Option<Self> {
        let (least, most, last) = (*values.iter().min()?, *values.iter().max()?, *values.last()?);
        if values.len() < 2 {
            return None;
        }
        let step = WIDTH / (values.len() - 1) as f64;
        let mut line = String::new();
        for (place, value) in values.iter().enumerate() {
            let height = HEIGHT * (*value).max(0) as f64 / most.max(1) as f64;
            let space = if place == 0 { "" } else { " " };
            // Writing into a String cannot fail.
            let _ = write!(line, "{space}{:.1},{:.1}", step * place as f64, HEIGHT - height);
        }
        let ground = format!("0,{HEIGHT} {line} {WIDTH},{HEIGHT}");
        Some(Self { line, ground, least, most, last })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_is_at_the_top_and_nothing_at_the_bottom() {
        let spark = Spark::of(&[0, 5, 10]).unwrap();
        assert_eq!(spark.line, "0.0,32.0 50.0,16.0 100.0,0.0");
        assert_eq!(spark.ground, "0,32 0.0,32.0 50.0,16.0 100.0,0.0 100,32");
        assert_eq!((spark.least, spark.most, spark.last), (0, 10, 10));
        assert_eq!(Spark::of(&[0, 0]).unwrap().line, "0.0,32.0 100.0,32.0");
        assert!(Spark::of(&[7]).is_none() && Spark::of(&[]).is_none());
    }
}
