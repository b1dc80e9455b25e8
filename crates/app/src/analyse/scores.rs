//! NPS, CSAT and CES of a column, whole and by the values of another.

use std::collections::BTreeMap;

use hamdel_stats::answers::Answers;
use hamdel_stats::interval::{Confidence, MinimumN};
use hamdel_stats::nps::Nps;
use hamdel_stats::{ces, csat, nps};
use serde_json::{Value, json};

use super::figure;
use super::table::{LeftOut, Table, TableFile};
use crate::AppError;

/// Which score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Score {
    /// Net Promoter Score of answers from 0 to 10, in points from -100 to 100.
    Nps,
    /// The share of 4 and 5 of answers from 1 to 5.
    Csat,
    /// The mean of answers from 1 to 7, and the share of 5 to 7.
    Ces,
}

/// What is asked of a column of scores.
#[derive(Clone)]
pub struct ScoreRequest {
    /// The file.
    pub file: TableFile,
    /// Which score.
    pub score: Score,
    /// The column of answers.
    pub column: String,
    /// The column whose values make groups.
    pub by: Option<String>,
    /// How sure the intervals are; a share.
    pub confidence: f64,
    /// Below so many answers a group shows no number.
    pub minimum: u64,
}

/// Answers of any of the three scales, in the widest.
type Counts = [u64; 11];

/// The score with n, interval and method; of each group too, when groups are asked for.
///
/// # Errors
/// When the file cannot be read or has no such column.
pub fn scores(request: &ScoreRequest) -> Result<Value, AppError> {
    let (confidence, minimum) = (figure::confidence(request.confidence)?, figure::minimum(request.minimum)?);
    let mut table = Table::open(&request.file)?;
    let column = table.place("score", &request.column)?;
    let by = request.by.as_deref().map(|name| table.place("by", name)).transpose()?;
    let (least, most) = request.score.scale();
    let mut whole: Counts = [0; 11];
    let mut groups: BTreeMap<Option<String>, Counts> = BTreeMap::new();
    let mut left_out = LeftOut::default();
    while table.next()? {
        let Some(answer) = left_out.number(table.number(column)) else { continue };
        if answer.fract() != 0.0 || answer < f64::from(least) || answer > f64::from(most) {
            left_out.add("not on the scale", 1);
            continue;
        }
        let answer = answer as usize;
        whole[answer] += 1;
        if let Some(by) = by {
            groups.entry(table.text(by).map(std::borrow::Cow::into_owned)).or_insert([0; 11])[answer] += 1;
        }
    }
    left_out.add("row not readable", table.unreadable);
    let mut result = request.score.result(&whole, minimum, confidence);
    result["measure"] = json!(request.score.name());
    result["column"] = json!(table.column(column));
    result["scale"] = json!([least, most]);
    result["left_out"] = json!(left_out);
    if let Some(by) = by {
        let groups = groups.iter().map(|(group, counts)| {
            let mut result = request.score.result(counts, minimum, confidence);
            result["group"] = json!(group);
            result
        });
        result["groups"] = groups.collect();
        result["by"] = json!(table.column(by));
    }
    Ok(result)
}

impl Score {
    fn name(self) -> &'static str {
        match self {
            Self::Nps => "nps",
            Self::Csat => "csat",
            Self::Ces => "ces",
        }
    }

    fn scale(self) -> (u8, u8) {
        match self {
            Self::Nps => (0, 10),
            Self::Csat => (1, 5),
            Self::Ces => (1, 7),
        }
    }

    fn result(self, counts: &Counts, minimum: MinimumN, confidence: Confidence) -> Value {
        match self {
            Self::Nps => {
                let answers = Answers::from_counts(*counts);
                let groups = Nps::of(&answers).map(|nps| {
                    json!({ "promoters": nps.promoters(), "passives": nps.passives(), "detractors": nps.detractors() })
                });
                json!({ "score": figure::published(&nps::published(&answers, minimum, confidence)), "shares": groups })
            }
            Self::Csat => {
                let answers = Answers::from_counts(std::array::from_fn(|place| counts[place + 1]));
                json!({
                    "score": figure::published(&csat::published(&answers, minimum, confidence)),
                    "mean": figure::optional(answers.moments().estimate(confidence)),
                })
            }
            Self::Ces => {
                let answers = Answers::from_counts(std::array::from_fn(|place| counts[place + 1]));
                let ces = ces::published(&answers, minimum, confidence);
                json!({ "score": figure::published(&ces.mean), "easy": figure::published(&ces.easy) })
            }
        }
    }
}
