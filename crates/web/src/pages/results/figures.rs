//! What was answered to each question, as a figure is shown: on the page, in the report and by a shared link.

use serde::Serialize;

use hamdel_app::results::{
    Axis, Condition, Counted, Found, MatrixRow, Narrowing, PartFound, QuestionResult, ServqualLine, WordsFound,
    group_of,
};
use hamdel_domain::rights::Scope;
use hamdel_domain::surveys::{QuestionKey, QuestionKind, Words};
use hamdel_stats::interval::{Estimate, Published};
use hamdel_text::format;
use hamdel_text::sentiment::Label;

use super::address;
use super::names::Names;

/// Subjects of what was written that are shown.
const MOST_SUBJECTS: usize = 8;

/// A question with what was answered.
#[derive(Serialize)]
pub(crate) struct Figure {
    pub(crate) key: String,
    pub(crate) text: String,
    pub(crate) kind: &'static str,
    pub(crate) answered: u64,
    /// A score or a mean in words; `None` where there is none or its answers are too few.
    pub(crate) value: Option<String>,
    pub(crate) interval: String,
    /// How many answers a score is short of.
    pub(crate) missing: u64,
    pub(crate) shape: Shape,
}

/// How the answers are drawn.
#[derive(Serialize)]
#[serde(tag = "shape", rename_all = "lowercase")]
pub(crate) enum Shape {
    /// How often each answer was given.
    Bars { bars: Vec<BarView> },
    /// Columns by rows.
    Matrix { columns: Vec<String>, rows: Vec<HeatRow> },
    /// A mean of each part, with its interval.
    Parts { parts: Vec<PartView> },
    /// Expectations, perceptions and gaps.
    Servqual { lines: Vec<GapView>, items: Vec<GapView>, overall: Option<String>, weighted: Option<String> },
    /// What was written.
    Words { labels: Vec<BarView>, subjects: Vec<SubjectView>, said: Vec<SaidView> },
    /// Too few answers to show anything.
    Withheld,
}

/// How often something was answered.
#[derive(Serialize)]
pub(crate) struct BarView {
    pub(crate) label: String,
    pub(crate) n: u64,
    /// Of those who answered, in words, and in hundredths of the widest bar.
    pub(crate) share: String,
    pub(crate) width: u64,
    /// `good`, `passive`, `poor` or empty.
    pub(crate) tone: &'static str,
    /// The responses behind it.
    pub(crate) href: Option<String>,
}

/// A row of a table of heat.
#[derive(Serialize)]
pub(crate) struct HeatRow {
    pub(crate) label: String,
    pub(crate) cells: Vec<HeatCell>,
}

/// A cell of it.
#[derive(Serialize)]
pub(crate) struct HeatCell {
    pub(crate) n: u64,
    pub(crate) share: String,
    /// From 0 to 5.
    pub(crate) heat: u64,
    pub(crate) href: Option<String>,
}

/// A mean of one part.
#[derive(Serialize)]
pub(crate) struct PartView {
    pub(crate) label: String,
    pub(crate) mean: Option<String>,
    pub(crate) interval: String,
    pub(crate) missing: u64,
    /// Where the interval and the mean lie between the ends of the scale, in hundredths.
    pub(crate) place: Option<[u8; 3]>,
    pub(crate) not_applicable: u64,
    pub(crate) href: Option<String>,
}

/// A line of SERVQUAL.
#[derive(Serialize)]
pub(crate) struct GapView {
    pub(crate) label: String,
    pub(crate) expectation: Option<String>,
    pub(crate) perception: Option<String>,
    pub(crate) gap: Option<String>,
    pub(crate) interval: String,
    pub(crate) importance: Option<String>,
    pub(crate) missing: u64,
    /// Of the widest gap, in hundredths.
    pub(crate) width: u64,
    /// `good` where more was found than was expected, else `poor`.
    pub(crate) tone: &'static str,
}

/// What is spoken of.
#[derive(Serialize)]
pub(crate) struct SubjectView {
    pub(crate) name: String,
    pub(crate) comments: u64,
    pub(crate) good: u64,
    pub(crate) bad: u64,
    pub(crate) bad_share: Option<String>,
}

/// What somebody wrote.
#[derive(Serialize)]
pub(crate) struct SaidView {
    pub(crate) href: Option<String>,
    pub(crate) at: i64,
    pub(crate) step: Option<u8>,
    /// By its name in the locales.
    pub(crate) sentiment: Option<&'static str>,
    pub(crate) text: String,
}

/// How figures are drawn.
pub(crate) struct Drawing<'a> {
    pub(crate) names: &'a Names<'a>,
    /// Where the responses behind a figure are, and to what the page is narrowed; `None` where nobody may see them.
    pub(crate) behind: Option<(&'a str, &'a Narrowing)>,
    /// Of which units what was written is shown word by word.
    pub(crate) verbatim: Scope,
    /// The fewest answers of which a figure is shown at all.
    pub(crate) least: u64,
}

impl Drawing<'_> {
    /// A question with what was answered.
    pub(crate) fn figure(&self, result: &QuestionResult) -> Figure {
        let (question, answered) = (&result.question, result.answered);
        let score = match &result.found {
            Found::Steps { score, .. } => Some(*score),
            Found::Numbers { mean, .. } => Some(*mean),
            _ => None,
        };
        let enough = answered >= self.least;
        let estimate = score.as_ref().and_then(Published::estimate).filter(|_| enough);
        Figure {
            key: question.key.to_string(),
            text: question.text.read(self.names.language()).to_owned(),
            kind: question.kind.as_str(),
            answered,
            value: estimate.map(|estimate| self.number(&question.kind, estimate.value)),
            interval: estimate.map_or_else(String::new, |estimate| self.interval(&question.kind, estimate)),
            missing: if enough {
                score.map_or(0, |score| score.missing())
            } else {
                self.least.saturating_sub(answered)
            },
            shape: if enough { self.shape(result) } else { Shape::Withheld },
        }
    }

    fn shape(&self, result: &QuestionResult) -> Shape {
        let (question, answered) = (&result.question, result.answered);
        let key = &question.key;
        match &result.found {
            Found::Steps { counts, .. } => self.bars_of(
                key,
                answered,
                counts.iter().map(|(step, n)| {
                    (step.to_string(), self.names.number(&step.to_string()), *n, tone(&question.kind, *step))
                }),
            ),
            Found::Choices(counts) => self.bars_of(key, answered, counts.iter().map(|held| self.choice(held))),
            Found::Numbers { bars, .. } => self.bars_of(
                key,
                answered,
                bars.iter().map(|bar| {
                    let name = bar.written();
                    (name.clone(), self.names.value(&Axis::Question(key.clone(), None), &name), bar.n, "")
                }),
            ),
            Found::Days(bars) => self.bars_of(
                key,
                answered,
                bars.iter().map(|bar| {
                    let name = bar.written();
                    (name.clone(), self.names.value(&Axis::Question(key.clone(), None), &name), bar.n, "")
                }),
            ),
            Found::Contact(counts) => {
                let counted = counts.iter().map(|(what, n)| {
                    (what.as_str().to_owned(), self.names.texts.title("contact", what.as_str()), *n, "")
                });
                Shape::Bars { bars: bars(self, answered, counted.collect(), |_| None) }
            }
            Found::Matrix { columns, rows } => Shape::Matrix {
                columns: columns.iter().map(|(_, words)| self.words(words)).collect(),
                rows: rows
                    .iter()
                    .filter(|row| row.counts.iter().sum::<u64>() >= self.least)
                    .map(|row| self.heat(key, columns, row))
                    .collect(),
            },
            Found::Ranking(parts) => {
                let most = parts.len().max(2) as f64;
                Shape::Parts { parts: parts.iter().map(|part| self.part(key, part, (1.0, most), "1")).collect() }
            }
            Found::Facets(parts) => {
                Shape::Parts { parts: parts.iter().map(|part| self.part(key, part, (1.0, 5.0), "")).collect() }
            }
            Found::Servqual(found) => {
                let widest = |lines: &[ServqualLine]| {
                    lines
                        .iter()
                        .filter_map(|line| line.gap.estimate())
                        .fold(0.5_f64, |most, gap| most.max(gap.value.abs()))
                };
                let lines = |lines: &[ServqualLine]| lines.iter().map(|line| self.gap(line, widest(lines))).collect();
                let said = |gap: &Published| gap.estimate().map(|estimate| self.mean_in_words(estimate));
                Shape::Servqual {
                    lines: lines(&found.dimensions),
                    items: lines(&found.items),
                    overall: said(&found.overall),
                    weighted: said(&found.weighted),
                }
            }
            Found::Words(found) => self.words_found(found),
        }
    }

    fn words(&self, words: &Words) -> String {
        words.read(self.names.language()).to_owned()
    }

    fn choice(&self, held: &Counted) -> (String, String, u64, &'static str) {
        let label =
            if held.words.is_empty() { self.names.texts.plain("answer-other") } else { self.words(&held.words) };
        (held.key.clone(), label, held.n, "")
    }

    fn href(&self, axis: Axis, value: &str) -> Option<String> {
        let (base, narrowing) = self.behind?;
        Some(address(base, &narrowing.and(Condition { axis, value: value.to_owned() }), &[]))
    }

    fn bars_of(
        &self,
        key: &QuestionKey,
        answered: u64,
        counts: impl Iterator<Item = (String, String, u64, &'static str)>,
    ) -> Shape {
        let href = |name: &str| self.href(Axis::Question(key.clone(), None), name);
        Shape::Bars { bars: bars(self, answered, counts.collect(), href) }
    }

    fn heat(&self, key: &QuestionKey, columns: &[(String, Words)], row: &MatrixRow) -> HeatRow {
        let all: u64 = row.counts.iter().sum();
        let cell = |(n, (column, _)): (&u64, &(String, Words))| HeatCell {
            n: *n,
            share: format::percent(self.names.texts.language(), *n as f64 / all.max(1) as f64, 0),
            heat: (5 * n).div_ceil(all.max(1)).min(5),
            href: self.href(Axis::Question(key.clone(), Some(row.key.clone())), column),
        };
        HeatRow { label: self.words(&row.words), cells: row.counts.iter().zip(columns).map(cell).collect() }
    }

    fn part(&self, key: &QuestionKey, part: &PartFound, (low, high): (f64, f64), led_to: &str) -> PartView {
        let estimate = part.mean.estimate();
        let hundredths = |value: f64| (100.0 * (value - low) / (high - low)).round().clamp(0.0, 100.0) as u8;
        let axis = Axis::Question(key.clone(), Some(part.key.clone()));
        PartView {
            label: self.words(&part.words),
            mean: estimate.map(|estimate| self.decimal(estimate.value)),
            interval: estimate.map_or_else(String::new, |estimate| self.plain_interval(estimate)),
            missing: part.mean.missing(),
            place: estimate.map(|held| [hundredths(held.low), hundredths(held.value), hundredths(held.high)]),
            not_applicable: part.not_applicable,
            href: if led_to.is_empty() { None } else { self.href(axis, led_to) },
        }
    }

    fn gap(&self, line: &ServqualLine, widest: f64) -> GapView {
        let shown = |published: &Published| published.estimate().map(|estimate| self.decimal(estimate.value));
        let gap = line.gap.estimate();
        let value = gap.map_or(0.0, |gap| gap.value);
        GapView {
            label: self.words(&line.words),
            expectation: shown(&line.expectation),
            perception: shown(&line.perception),
            gap: shown(&line.gap),
            interval: gap.map_or_else(String::new, |estimate| self.plain_interval(estimate)),
            importance: line.importance.as_ref().and_then(shown),
            missing: line.gap.missing(),
            width: (100.0 * value.abs() / widest).round().clamp(0.0, 100.0) as u64,
            tone: if value < 0.0 { "poor" } else { "good" },
        }
    }

    fn words_found(&self, found: &WordsFound) -> Shape {
        let all: u64 = found.labels.values().sum();
        let label = |label: Label| {
            let n = found.labels.get(&label).copied().unwrap_or_default();
            let tone = match label {
                Label::Positive => "good",
                Label::Negative => "poor",
                _ => "passive",
            };
            (label.as_str().to_owned(), self.names.texts.title("sentiment", label.as_str()), n, tone)
        };
        let subjects =
            found.subjects.iter().filter(|said| said.comments >= self.least).take(MOST_SUBJECTS).map(|said| {
                SubjectView {
                    name: self.names.texts.title(said.subject.kind.as_str(), &said.subject.key),
                    comments: said.comments,
                    good: said.good,
                    bad: said.bad,
                    bad_share: said.bad_share.map(|share| format::percent(self.names.texts.language(), share.value, 0)),
                }
            });
        let base = self.behind.map(|(base, _)| base);
        let said =
            found.said.iter().filter(|said| self.verbatim.holds_unit(said.unit.as_deref())).map(|said| SaidView {
                href: base.map(|base| format!("{base}/{}", said.response)),
                at: said.at.micros(),
                step: said.step,
                sentiment: said.sentiment.map(Label::as_str),
                text: said.text.clone(),
            });
        Shape::Words {
            labels: bars(self, all, Label::ALL.map(label).into(), |_| None),
            subjects: subjects.collect(),
            said: said.collect(),
        }
    }

    fn decimal(&self, value: f64) -> String {
        format::decimal(self.names.texts.language(), value, 2)
    }

    /// A number in the unit of a question.
    pub(crate) fn number(&self, kind: &QuestionKind, value: f64) -> String {
        let language = self.names.texts.language();
        match kind {
            QuestionKind::Nps | QuestionKind::Enps => format::decimal(language, value, 0),
            QuestionKind::Csat { .. } => format::percent(language, value, 0),
            _ => format::decimal(language, value, 2),
        }
    }

    fn interval(&self, kind: &QuestionKind, estimate: &Estimate) -> String {
        let (low, high) = (self.number(kind, estimate.low), self.number(kind, estimate.high));
        let n = (estimate.n as f64).into();
        self.names.texts.filled("score-interval", &[("low", low.into()), ("high", high.into()), ("n", n)])
    }

    fn plain_interval(&self, estimate: &Estimate) -> String {
        let (low, high) = (self.decimal(estimate.low), self.decimal(estimate.high));
        let n = (estimate.n as f64).into();
        self.names.texts.filled("score-interval", &[("low", low.into()), ("high", high.into()), ("n", n)])
    }

    fn mean_in_words(&self, estimate: &Estimate) -> String {
        let arguments = [
            ("value", self.decimal(estimate.value).into()),
            ("low", self.decimal(estimate.low).into()),
            ("high", self.decimal(estimate.high).into()),
            ("n", (estimate.n as f64).into()),
        ];
        self.names.texts.filled("survey-mean-of", &arguments)
    }
}

/// Which side a step of a score is on.
fn tone(kind: &QuestionKind, step: u8) -> &'static str {
    match kind {
        QuestionKind::Nps | QuestionKind::Enps => match group_of(step) {
            "detractor" => "poor",
            "passive" => "passive",
            _ => "good",
        },
        QuestionKind::Csat { .. } => match step {
            0..=2 => "poor",
            3 => "passive",
            _ => "good",
        },
        QuestionKind::Ces => match step {
            0..=3 => "poor",
            4 => "passive",
            _ => "good",
        },
        _ => "",
    }
}

fn bars(
    drawing: &Drawing<'_>,
    answered: u64,
    counts: Vec<(String, String, u64, &'static str)>,
    href: impl Fn(&str) -> Option<String>,
) -> Vec<BarView> {
    let widest = counts.iter().map(|(_, _, n, _)| *n).max().unwrap_or_default().max(1);
    let bar = |(name, label, n, tone): (String, String, u64, &'static str)| BarView {
        share: format::percent(drawing.names.texts.language(), n as f64 / answered.max(1) as f64, 0),
        width: 100 * n / widest,
        href: if n > 0 { href(&name) } else { None },
        label,
        n,
        tone,
    };
    counts.into_iter().map(bar).collect()
}
