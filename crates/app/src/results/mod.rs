//! Results of a survey: how far those who were asked came, what they answered, how answers go together, how two
//! groups differ, and who is behind each figure.
//!
//! Everything is counted from the responses in the store as they are read ([`read`]), so that a figure and the list of
//! responses behind it come from the same rows: a bar is an [`Axis`] and a value, and so is a filter.

mod asked;
mod behind;
mod categories;
mod compare;
mod crosstab;
mod definition;
mod export;
mod funnel;
mod index;
mod one;
mod read;
mod service_quality;
mod servqual;
mod share;
mod tally;
#[cfg(test)]
mod tests;
mod texts;
mod values;

use std::collections::BTreeMap;

use hamdel_domain::Instant;
use hamdel_domain::surveys::{Audience, SurveyId};
use hamdel_stats::interval::MinimumN;
pub use hamdel_store::results::WayCount;

pub use asked::{Axis, Condition, Narrowing};
pub use behind::{Behind, BehindLine, PER_PAGE, Sight, behind};
pub use categories::REST;
pub use compare::{CompareQuestion, Compared, Difference, Measure, compare_groups};
pub use crosstab::{CrossQuestion, CrossTable, cross};
pub use definition::Asked;
pub use export::{ExportQuestion, ResultsExport, ResultsWorkbookWords, Values, results_workbook};
pub use funnel::Funnel;
pub use index::{
    Candidate, IndexDefinition, IndexFound, IndexItem, ItemFound, KeptIndex, Weighted, candidates, index_found,
    indices, retire_index, save_index,
};
pub use one::{OneResponse, one_response};
pub use read::{MOST_RESPONSES, Seen};
pub use service_quality::{ServiceQuality, service_quality, widest_shortfall};
pub use servqual::{ServqualFound, ServqualLine};
pub use share::{
    LEAST_SHARED, MOST_DAYS, MOST_SHARED, Share, ShareRequest, Shared, SharedResults, is_open, share_results,
    shared_results, shares, withdraw_share,
};
pub use tally::{Counted, Found, MatrixRow, PartFound, QuestionResult};
pub use texts::{Said, WordsFound};
pub use values::{DayBar, NOT_APPLICABLE, NumberBar, OTHER, group_of};

use categories::Categories;
use read::{Wanted, read};
use tally::Tally;
use values::values_of;

use crate::{App, AppError};

/// Responses whose traits are looked at to know by what results can be narrowed.
const TRAITS_LOOKED_AT: u64 = 2_000;
/// Values of a trait that are offered; a trait with more is no group but a name.
const MOST_OF_A_TRAIT: usize = 30;
/// Traits that name somebody, or say what a group is not made of.
pub(crate) const NAMES: [&str; 14] = [
    "name",
    "first_name",
    "last_name",
    "firstName",
    "lastName",
    "email",
    "phone",
    "mobile",
    "national_code",
    "address",
    "loyalty_card",
    "birthday",
    "avatar",
    "username",
];

/// What is asked of results.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResultsQuestion {
    /// Of which responses.
    pub narrowing: Narrowing,
    /// Whether months are those of the Jalali calendar.
    pub jalali: bool,
    /// The fewest answers of which a figure is shown.
    pub minimum: MinimumN,
}

/// Whether figures may be shown at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Privacy {
    /// They may.
    Open,
    /// Employees were asked, and so many more answers are needed.
    TooFew(u64),
    /// Employees were asked, and so few are left out by the narrowing that they would be known from the rest.
    TooFewLeftOut,
}

/// What the submitted responses say.
#[derive(Clone, Debug, PartialEq)]
pub struct SurveyResults {
    /// What was asked.
    pub asked: Asked,
    /// Responses they come from.
    pub submitted: u64,
    /// Whether there are more than were read.
    pub more: bool,
    /// When the first and the last of them were submitted.
    pub between: Option<(Instant, Instant)>,
    /// What keeps figures from being shown.
    pub privacy: Privacy,
    /// How far those who were asked came.
    pub funnel: Funnel,
    /// The questions.
    pub questions: Vec<QuestionResult>,
}

/// By what the responses to a survey can be told apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// How many responses came about in which ways.
    pub counted: Vec<WayCount>,
    /// Traits of those who answered, with their values, the most frequent first.
    pub traits: Vec<(String, Vec<String>)>,
}

/// The results of a survey.
///
/// # Errors
/// When there is no such survey or version, or the store does not answer.
pub async fn survey_results(app: &App, id: SurveyId, question: &ResultsQuestion) -> Result<SurveyResults, AppError> {
    let asked = asked(app, id, &question.narrowing).await?;
    let privacy = privacy(app, &asked, &question.narrowing).await?;
    let mut tally = Tally::new(&asked, question.minimum, question.jalali);
    let mut between: Option<(Instant, Instant)> = None;
    let more = read(app, &asked, &question.narrowing, (true, Wanted::Customers), |seen| {
        let at = seen.response.submitted_at.unwrap_or(seen.response.last_saved_at);
        between = Some(between.map_or((at, at), |(first, last)| (first.min(at), last.max(at))));
        tally.add(&seen);
    })
    .await?;
    let submitted = tally.n;
    let funnel = funnel::funnel(app, &asked, &question.narrowing, submitted).await?;
    let questions = if privacy == Privacy::Open {
        let words = texts::understood(app, std::mem::take(&mut tally.said)).await?;
        tally.results(words)
    } else {
        Vec::new()
    };
    Ok(SurveyResults { submitted, more, between, privacy, funnel, questions, asked })
}

/// By what the responses to a survey can be told apart.
///
/// # Errors
/// When there is no such survey, or the store does not answer.
pub async fn ways(app: &App, asked: &Asked) -> Result<Ways, AppError> {
    let counted = app.store.response_ways(asked.survey).await?;
    let mut values: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    let mut looked_at = 0;
    if asked.definition.audience == Audience::Customers {
        read(app, asked, &Narrowing::default(), (true, Wanted::Traits), |seen| {
            looked_at += 1;
            if looked_at <= TRAITS_LOOKED_AT {
                for (name, value) in seen.traits {
                    *values.entry(name).or_default().entry(value).or_default() += 1;
                }
            }
        })
        .await?;
    }
    let grouping = |(name, counts): (String, BTreeMap<String, u64>)| {
        let names_somebody = NAMES.contains(&name.as_str()) || counts.len() > MOST_OF_A_TRAIT;
        let mut counts: Vec<(String, u64)> = counts.into_iter().filter(|(value, _)| value.len() <= 100).collect();
        counts.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        (!names_somebody && !counts.is_empty()).then(|| (name, counts.into_iter().map(|(value, _)| value).collect()))
    };
    Ok(Ways { counted, traits: values.into_iter().filter_map(grouping).collect() })
}

/// The values that an axis has among the responses that a narrowing leaves, what is asked of the axis itself left out.
///
/// # Errors
/// When the store does not answer.
pub async fn axis_values(
    app: &App,
    asked: &Asked,
    axis: &Axis,
    narrowing: &Narrowing,
    jalali: bool,
) -> Result<Vec<String>, AppError> {
    let wanted = if matches!(axis, Axis::Trait(_)) { Wanted::Traits } else { Wanted::Answers };
    let mut held = Vec::new();
    read(app, asked, &narrowing.without(axis), (true, wanted), |seen| {
        held.extend(values_of(axis, &seen, &asked.definition));
    })
    .await?;
    Ok(Categories::of(axis, &asked.definition, held.iter(), jalali).into_names())
}

/// What a survey asked, of the version that is wanted or of all.
///
/// # Errors
/// When there is no such survey or version.
pub async fn asked(app: &App, id: SurveyId, narrowing: &Narrowing) -> Result<Asked, AppError> {
    read::asked(app, id, narrowing).await
}

/// Whether figures of this narrowing may be shown.
async fn privacy(app: &App, asked: &Asked, narrowing: &Narrowing) -> Result<Privacy, AppError> {
    if asked.definition.audience == Audience::Customers {
        return Ok(Privacy::Open);
    }
    let least = MinimumN::default().get();
    let kept = count(app, asked, narrowing).await?;
    if kept < least {
        return Ok(Privacy::TooFew(least - kept));
    }
    let left_out = count(app, asked, &Narrowing::default()).await?.saturating_sub(kept);
    Ok(if left_out > 0 && left_out < least { Privacy::TooFewLeftOut } else { Privacy::Open })
}

async fn count(app: &App, asked: &Asked, narrowing: &Narrowing) -> Result<u64, AppError> {
    let mut n = 0;
    read(app, asked, narrowing, (true, Wanted::Answers), |_| n += 1).await?;
    Ok(n)
}
