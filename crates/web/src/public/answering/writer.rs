//! Questions on their way into parts, in the language of a page.

use fluent_bundle::FluentValue;

use hamdel_app::surveys::ShownQuestion;
use hamdel_domain::surveys::reading::OTHER_FIELD;
use hamdel_domain::surveys::{
    AnswerValue, Choice, Chosen, ContactKind, Dimension, FacetRating, FieldProblem, Form, QuestionKind, RatingLook,
    SurveyLanguage, Words,
};
use hamdel_text::format;

use super::view::{FieldView, PartView, QuestionView, StepView};
use crate::texts::Texts;

/// Writes questions in the language of a page.
pub(super) struct Writer<'a> {
    pub(super) texts: &'a Texts,
    pub(super) language: SurveyLanguage,
    pub(super) problems: &'a [FieldProblem],
    pub(super) form: Option<&'a Form>,
}

impl Writer<'_> {
    pub(super) fn sentence(&self, problem: &FieldProblem) -> String {
        let digits = |text: &Option<String>| {
            FluentValue::from(format::digits(self.texts.language(), text.as_deref().unwrap_or_default()))
        };
        let arguments = [("bound", digits(&problem.bound)), ("found", digits(&problem.found))];
        self.texts.filled(&format!("answer-{}", problem.code.as_str()), &arguments)
    }

    fn problem(&self, field: &str) -> Option<String> {
        self.problems.iter().find(|problem| problem.field == field).map(|problem| self.sentence(problem))
    }

    fn number(&self, number: i64) -> String {
        format::integer(self.texts.language(), number)
    }

    fn words(&self, words: &Words) -> String {
        words.read(self.language).to_owned()
    }

    /// What stands in a field: what was just typed, or else what is kept.
    fn typed(&self, field: &str, kept: impl FnOnce() -> String) -> String {
        match self.form.and_then(|form| form.get(field)) {
            Some(typed) => typed.to_owned(),
            None => kept(),
        }
    }

    fn is_chosen(&self, field: &str, value: &str, kept: bool) -> bool {
        match self.form {
            Some(form) => form.all(field).any(|chosen| chosen == value),
            None => kept,
        }
    }

    pub(super) fn question(&self, question: &ShownQuestion) -> QuestionView {
        let parts = self.parts(question);
        QuestionView {
            several: parts.len() > 1 || matches!(question.kind, QuestionKind::Statement),
            key: question.key.clone(),
            text: question.text.clone(),
            help: question.help.clone(),
            required: question.required,
            problem: self.problem(&question.key),
            parts,
        }
    }

    fn parts(&self, question: &ShownQuestion) -> Vec<PartView> {
        let key = &question.key;
        match &question.kind {
            QuestionKind::Statement => Vec::new(),
            QuestionKind::SingleChoice { choices, other, .. } => vec![self.choices(question, choices, *other, false)],
            QuestionKind::MultipleChoice { choices, other, .. } => vec![self.choices(question, choices, *other, true)],
            QuestionKind::Matrix { rows, columns } => {
                rows.iter().map(|row| self.matrix_row(question, row, columns)).collect()
            }
            QuestionKind::Ranking { choices, .. } => self.ranking(question, choices),
            QuestionKind::Contact { fields } => {
                fields.iter().map(|field| self.contact(question, field.what, field.required)).collect()
            }
            QuestionKind::Servqual { items, importance } => {
                let mut parts: Vec<PartView> =
                    items.iter().flat_map(|item| self.servqual_item(question, item)).collect();
                if *importance {
                    parts.extend(Dimension::ALL.iter().map(|dimension| self.importance(question, *dimension)));
                }
                parts
            }
            QuestionKind::Facets { facets } => facets
                .iter()
                .map(|facet| {
                    let rating = match &question.answer {
                        Some(AnswerValue::Facets(ratings)) => ratings.get(facet).copied(),
                        _ => None,
                    };
                    let name = format!("{key}.{}", facet.as_str());
                    let kept = match rating {
                        Some(FacetRating::Rated(step)) => Some(step.to_string()),
                        Some(FacetRating::NotApplicable) => Some("na".to_owned()),
                        None => None,
                    };
                    let mut steps = self.steps(&name, (1, 5), RatingLook::Numbers, kept.as_deref());
                    steps.push(StepView {
                        value: "na".to_owned(),
                        label: self.texts.plain("answer-not-applicable"),
                        said: None,
                        checked: self.is_chosen(&name, "na", kept.as_deref() == Some("na")),
                    });
                    let legend = Some(self.words(&facet.title()));
                    self.scale(name, legend, "numbers", steps, ("scale-csat-low", "scale-csat-high"))
                })
                .collect(),
            _ => vec![self.single_part(question)],
        }
    }

    /// The part of a question that has one field or one scale.
    fn single_part(&self, question: &ShownQuestion) -> PartView {
        let key = question.key.clone();
        let kept = match &question.answer {
            Some(AnswerValue::Step(step)) => Some(step.to_string()),
            _ => None,
        };
        let scale = question.kind.scale();
        match (&question.kind, scale) {
            (QuestionKind::Csat { drawn_as }, Some(range)) => {
                let steps = self.steps(&key, range, *drawn_as, kept.as_deref());
                self.scale(key, None, drawn(*drawn_as), steps, ("scale-csat-low", "scale-csat-high"))
            }
            (QuestionKind::Rating { drawn_as, low, high, .. }, Some(range)) => {
                let steps = self.steps(&key, range, *drawn_as, kept.as_deref());
                let problem = None;
                let (low, high) = (self.words(low), self.words(high));
                PartView::Scale { name: key, legend: None, drawn: drawn(*drawn_as), steps, low, high, problem }
            }
            (kind, Some(range)) => {
                let steps = self.steps(&key, range, RatingLook::Numbers, kept.as_deref());
                let ends = match kind {
                    QuestionKind::Ces => ("scale-ces-low", "scale-ces-high"),
                    QuestionKind::Enps => ("scale-enps-low", "scale-enps-high"),
                    _ => ("scale-nps-low", "scale-nps-high"),
                };
                self.scale(key, None, "numbers", steps, ends)
            }
            (kind, None) => PartView::Field { field: self.field(question, kind), problem: None },
        }
    }

    fn scale(
        &self,
        name: String,
        legend: Option<String>,
        drawn: &'static str,
        steps: Vec<StepView>,
        (low, high): (&str, &str),
    ) -> PartView {
        // The only part of a question says what is wrong at the question.
        let problem = legend.as_ref().and_then(|_| self.problem(&name));
        PartView::Scale {
            problem,
            name,
            legend,
            drawn,
            steps,
            low: self.texts.plain(low),
            high: self.texts.plain(high),
        }
    }

    fn steps(&self, name: &str, (low, high): (u8, u8), look: RatingLook, kept: Option<&str>) -> Vec<StepView> {
        (low..=high)
            .map(|step| {
                let value = step.to_string();
                let number = self.number(i64::from(step));
                let said = self.texts.filled(
                    "scale-step",
                    &[("step", number.clone().into()), ("of", self.number(i64::from(high)).into())],
                );
                let label = match look {
                    RatingLook::Numbers => number,
                    RatingLook::Stars => "★".to_owned(),
                    RatingLook::Faces => face(step, low, high).to_owned(),
                };
                StepView {
                    checked: self.is_chosen(name, &value, kept == Some(value.as_str())),
                    said: (look != RatingLook::Numbers).then_some(said),
                    label,
                    value,
                }
            })
            .collect()
    }

    fn choices(&self, question: &ShownQuestion, choices: &[Choice], other: bool, several: bool) -> PartView {
        let key = &question.key;
        let chosen: Vec<&Chosen> = match &question.answer {
            Some(AnswerValue::Choice(one)) => vec![one],
            Some(AnswerValue::Choices(many)) => many.iter().collect(),
            _ => Vec::new(),
        };
        let own = chosen.iter().find_map(|chosen| match chosen {
            Chosen::Other(words) => Some(words.clone()),
            Chosen::Listed(_) => None,
        });
        let mut steps: Vec<StepView> = choices
            .iter()
            .map(|choice| {
                let kept = chosen.iter().any(|chosen| matches!(chosen, Chosen::Listed(key) if *key == choice.key));
                StepView {
                    value: choice.key.to_string(),
                    label: self.words(&choice.text),
                    said: None,
                    checked: self.is_chosen(key, choice.key.as_str(), kept),
                }
            })
            .collect();
        let field = other.then(|| {
            steps.push(StepView {
                value: OTHER_FIELD.to_owned(),
                label: self.texts.plain("answer-other"),
                said: None,
                checked: self.is_chosen(key, OTHER_FIELD, own.is_some()),
            });
            let name = format!("{key}.other");
            FieldView {
                value: self.typed(&name, || own.clone().unwrap_or_default()),
                label: Some(self.texts.plain("answer-other-words")),
                limit: Some(hamdel_domain::surveys::question::SHORT_TEXT),
                ..self.blank(name, "text")
            }
        });
        let problem = self.problem(&format!("{key}.other"));
        PartView::Choices { name: key.clone(), legend: None, several, steps, other: field, problem }
    }

    fn matrix_row(&self, question: &ShownQuestion, row: &Choice, columns: &[Choice]) -> PartView {
        let name = format!("{}.{}", question.key, row.key);
        let kept = match &question.answer {
            Some(AnswerValue::Matrix(rows)) => rows.get(&row.key),
            _ => None,
        };
        let steps = columns
            .iter()
            .map(|column| StepView {
                value: column.key.to_string(),
                label: self.words(&column.text),
                said: None,
                checked: self.is_chosen(&name, column.key.as_str(), kept == Some(&column.key)),
            })
            .collect();
        let (legend, problem) = (Some(self.words(&row.text)), self.problem(&name));
        PartView::Choices { name, legend, several: false, steps, other: None, problem }
    }

    fn ranking(&self, question: &ShownQuestion, choices: &[Choice]) -> Vec<PartView> {
        let order = match &question.answer {
            Some(AnswerValue::Ranking(order)) => order.as_slice(),
            _ => &[],
        };
        let ranked = |choice: &Choice| {
            let name = format!("{}.{}", question.key, choice.key);
            let rank = order.iter().position(|key| *key == choice.key).map(|place| (place + 1).to_string());
            let field = FieldView {
                value: self.typed(&name, || rank.unwrap_or_default()),
                label: Some(self.words(&choice.text)),
                least: Some("1".to_owned()),
                most: Some(choices.len().to_string()),
                ..self.blank(name.clone(), "number")
            };
            PartView::Field { field, problem: self.problem(&name) }
        };
        choices.iter().map(ranked).collect()
    }

    fn contact(&self, question: &ShownQuestion, what: ContactKind, required: bool) -> PartView {
        let name = format!("{}.{}", question.key, what.as_str());
        let told = match &question.answer {
            Some(AnswerValue::Contact(told)) => told.get(&what).cloned(),
            _ => None,
        };
        let (kind, complete) = match what {
            ContactKind::Name => ("text", "name"),
            ContactKind::Email => ("email", "email"),
            ContactKind::Phone => ("tel", "tel"),
            ContactKind::Company => ("text", "organization"),
            ContactKind::City => ("text", "address-level2"),
        };
        let label = self.texts.plain(&format!("contact-{}", what.as_str()));
        let optional = self.texts.plain("answer-optional");
        let field = FieldView {
            value: self.typed(&name, || told.unwrap_or_default()),
            label: Some(if required { label } else { format!("{label} {optional}") }),
            complete: Some(complete),
            limit: Some(hamdel_domain::surveys::question::SHORT_TEXT),
            ..self.blank(name.clone(), kind)
        };
        PartView::Field { field, problem: self.problem(&name) }
    }

    fn servqual_item(&self, question: &ShownQuestion, item: &hamdel_domain::surveys::ServqualItem) -> [PartView; 2] {
        let answer = match &question.answer {
            Some(AnswerValue::Servqual(answer)) => Some(answer),
            _ => None,
        };
        let sides = [
            ("expectation", &item.expectation, answer.and_then(|answer| answer.expectations.get(&item.key))),
            ("perception", &item.perception, answer.and_then(|answer| answer.perceptions.get(&item.key))),
        ];
        sides.map(|(side, words, kept)| {
            let name = format!("{}.{}.{side}", question.key, item.key);
            let kept = kept.map(ToString::to_string);
            let steps = self.steps(&name, (1, 7), RatingLook::Numbers, kept.as_deref());
            self.scale(name, Some(self.words(words)), "numbers", steps, ("scale-agree-low", "scale-agree-high"))
        })
    }

    fn importance(&self, question: &ShownQuestion, dimension: Dimension) -> PartView {
        let name = format!("{}.importance.{}", question.key, dimension.as_str());
        let kept = match &question.answer {
            Some(AnswerValue::Servqual(answer)) => answer.importance.get(&dimension).map(ToString::to_string),
            _ => None,
        };
        let field = FieldView {
            value: self.typed(&name, || kept.unwrap_or_default()),
            label: Some(self.words(&dimension.title())),
            least: Some("0".to_owned()),
            most: Some("100".to_owned()),
            unit: self.texts.plain("answer-points"),
            ..self.blank(name.clone(), "number")
        };
        PartView::Field { field, problem: self.problem(&name) }
    }

    fn field(&self, question: &ShownQuestion, kind: &QuestionKind) -> FieldView {
        let name = question.key.clone();
        let plain = |number: f64| number.to_string();
        let kept = || match &question.answer {
            Some(AnswerValue::Number(number)) => number.to_string(),
            Some(AnswerValue::Text(words)) => words.clone(),
            Some(AnswerValue::Date(day)) if self.language == SurveyLanguage::Fa => {
                format::date(self.texts.language(), *day, format::DateStyle::Short)
            }
            Some(AnswerValue::Date(day)) => day.to_string(),
            _ => String::new(),
        };
        let value = self.typed(&name, kept);
        match kind {
            QuestionKind::Slider { low, high, step, low_label, high_label } => FieldView {
                least: Some(plain(*low)),
                most: Some(plain(*high)),
                step: Some(plain(*step)),
                help: Some(self.ends((*low, low_label), (*high, high_label))),
                value,
                ..self.blank(name, "range")
            },
            QuestionKind::Number { low, high, whole, counted_in } => FieldView {
                least: low.map(plain),
                most: high.map(plain),
                step: Some(if *whole { "1" } else { "any" }.to_owned()),
                unit: self.words(counted_in),
                value,
                ..self.blank(name, "number")
            },
            QuestionKind::Date { .. } => {
                FieldView { value, help: Some(self.texts.plain("answer-date-help")), ..self.blank(name, "text") }
            }
            QuestionKind::Text { long, .. } => FieldView {
                limit: Some(question.kind.text_limit()),
                value,
                ..self.blank(name, if *long { "long" } else { "text" })
            },
            _ => FieldView { value, ..self.blank(name, "text") },
        }
    }

    /// What stands at the ends of a slider.
    fn ends(&self, low: (f64, &Words), high: (f64, &Words)) -> String {
        let end = |(value, words): (f64, &Words)| {
            let number = format::digits(self.texts.language(), &value.to_string());
            let words = self.words(words);
            if words.is_empty() { number } else { format!("{number} ({words})") }
        };
        self.texts.filled("answer-from-to", &[("low", end(low).into()), ("high", end(high).into())])
    }

    fn blank(&self, name: String, kind: &'static str) -> FieldView {
        FieldView {
            name,
            label: None,
            kind,
            value: String::new(),
            least: None,
            most: None,
            step: None,
            limit: None,
            unit: String::new(),
            complete: None,
            help: None,
        }
    }
}

fn drawn(look: RatingLook) -> &'static str {
    match look {
        RatingLook::Numbers => "numbers",
        RatingLook::Stars => "stars",
        RatingLook::Faces => "faces",
    }
}

/// The mouth of a face for a step, from sad to glad, as a path in a square of 24.
fn face(step: u8, low: u8, high: u8) -> &'static str {
    const MOUTHS: [&str; 5] = ["M7 17q5-6 10 0", "M8 16.5q4-3 8 0", "M8 16h8", "M8 15q4 3 8 0", "M7 14q5 6 10 0"];
    let share = f64::from(step - low) / f64::from((high - low).max(1));
    MOUTHS[(share * 4.0).round() as usize % MOUTHS.len()]
}
