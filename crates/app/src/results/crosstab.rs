//! Two things at once: how the answers to one question, or a trait, go with those to another.

use hamdel_domain::surveys::SurveyId;
use hamdel_stats::contingency::{Association, association};
use hamdel_stats::interval::MinimumN;

use super::asked::{Axis, Narrowing};
use super::categories::Categories;
use super::definition::Asked;
use super::read::{Wanted, asked, read};
use super::values::{Value, values_of};
use super::{Privacy, privacy};
use crate::{App, AppError};

/// What is crossed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrossQuestion {
    /// What the rows are.
    pub rows: Axis,
    /// What the columns are.
    pub columns: Axis,
    /// Of which responses.
    pub narrowing: Narrowing,
    /// Whether months are those of the Jalali calendar.
    pub jalali: bool,
}

/// How rows and columns go together.
#[derive(Clone, Debug, PartialEq)]
pub struct CrossTable {
    /// What was asked.
    pub asked: Asked,
    /// The rows, as addresses name their values.
    pub rows: Vec<String>,
    /// The columns.
    pub columns: Vec<String>,
    /// Responses of each row and column.
    pub cells: Vec<Vec<u64>>,
    /// Responses of each row; where several can be chosen, less than the sum of its cells.
    pub row_totals: Vec<u64>,
    /// Responses of each column.
    pub column_totals: Vec<u64>,
    /// Responses that have both.
    pub n: u64,
    /// Whether responses may be in several rows or columns; a test would then count them several times.
    pub several: bool,
    /// Whether rows and columns go together by more than chance.
    pub association: Option<Association>,
    /// Whether there are more responses than were read.
    pub more: bool,
    /// What keeps it from being shown.
    pub privacy: Privacy,
}

/// Crosses two axes.
///
/// # Errors
/// When there is no such survey, or the store fails.
pub async fn cross(app: &App, id: SurveyId, question: &CrossQuestion) -> Result<CrossTable, AppError> {
    let asked = asked(app, id, &question.narrowing).await?;
    let privacy = privacy(app, &asked, &question.narrowing).await?;
    let of_traits = [&question.rows, &question.columns].iter().any(|axis| matches!(axis, Axis::Trait(_)));
    let wanted = if of_traits { Wanted::Traits } else { Wanted::Answers };
    let mut pairs: Vec<(Vec<Value>, Vec<Value>)> = Vec::new();
    let more = read(app, &asked, &question.narrowing, (true, wanted), |seen| {
        let values = |axis: &Axis| values_of(axis, &seen, &asked.definition);
        let (rows, columns) = (values(&question.rows), values(&question.columns));
        if !rows.is_empty() && !columns.is_empty() {
            pairs.push((rows, columns));
        }
    })
    .await?;
    if privacy != Privacy::Open {
        pairs.clear();
    }
    let mut table = counted(question, &asked, &pairs);
    (table.more, table.privacy) = (more, privacy);
    table.asked = asked;
    Ok(table)
}

fn counted(question: &CrossQuestion, asked: &Asked, pairs: &[(Vec<Value>, Vec<Value>)]) -> CrossTable {
    let rows =
        Categories::of(&question.rows, &asked.definition, pairs.iter().flat_map(|(rows, _)| rows), question.jalali);
    let columns = Categories::of(
        &question.columns,
        &asked.definition,
        pairs.iter().flat_map(|(_, columns)| columns),
        question.jalali,
    );
    let mut cells = vec![vec![0; columns.names().len()]; rows.names().len()];
    let (mut row_totals, mut column_totals) = (vec![0; cells.len()], vec![0; columns.names().len()]);
    for (held_rows, held_columns) in pairs {
        let (held_rows, held_columns) = (rows.places(held_rows), columns.places(held_columns));
        held_rows.iter().for_each(|row| row_totals[*row] += 1);
        held_columns.iter().for_each(|column| column_totals[*column] += 1);
        for row in &held_rows {
            held_columns.iter().for_each(|column| cells[*row][*column] += 1);
        }
    }
    let several = pairs.iter().any(|(rows, columns)| rows.len() > 1 || columns.len() > 1);
    let n = pairs.len() as u64;
    let enough = n >= MinimumN::default().get();
    CrossTable {
        association: (enough && !several).then(|| association(&cells).ok()).flatten(),
        rows: rows.into_names(),
        columns: columns.into_names(),
        asked: asked.clone(),
        cells,
        row_totals,
        column_totals,
        n,
        several,
        more: false,
        privacy: Privacy::Open,
    }
}
