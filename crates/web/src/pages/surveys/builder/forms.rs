//! The form of each part of a draft.

use hamdel_app::conditions::Variable;
use hamdel_app::surveys::survey_variables;
use hamdel_domain::surveys::{
    Audience, Calculated, Choice, Closing, ContactKind, Dimension, Facet, Question, QuestionKind, Quota, RatingLook,
    ResponseKind, Section, SurveyDefinition, SurveyLanguage, Words,
};

use super::items::Item;
use super::parts::{Cell, Maker, Part, PickOption, TableRow};
use crate::pages::conditions::ConditionEditor;
use crate::texts::Texts;

/// Everything that forms are made of.
pub(super) struct Scene<'a> {
    pub(super) texts: &'a Texts,
    pub(super) language: SurveyLanguage,
    pub(super) definition: &'a SurveyDefinition,
    /// Whether a version was published, whose answers keep the names they have.
    pub(super) published: bool,
    /// What the survey is called among those who build it.
    pub(super) name: &'a str,
    /// Traits that conditions may look at.
    pub(super) traits: &'a [Variable],
    pub(super) maker: Maker<'a>,
}

impl Scene<'_> {
    /// What conditions and texts of an item may look at.
    pub(super) fn variables(&self, item: &Item) -> Vec<Variable> {
        let other = self.texts.plain("answer-other");
        let mut variables = survey_variables(self.definition, item.sees(self.definition), self.language, &other);
        variables.extend(self.traits.iter().cloned());
        variables
    }

    /// The parts of an item's form; `None` where the draft has no such item.
    pub(super) fn parts(&self, item: &Item) -> Option<Vec<Part>> {
        let (definition, at) = (self.definition, item.at(self.definition)?);
        Some(match item {
            Item::About => self.about(),
            Item::Page(key) => {
                let section = definition.sections.iter().find(|held| held.key.as_str() == key)?;
                self.page(item, &at, section)
            }
            Item::Question(key) => self.question(item, &at, definition.question(key)?),
            Item::Value(key) => self.value(&at, definition.calculated.iter().find(|held| held.key.as_str() == key)?),
            Item::Quota(key) => self.quota(item, &at, definition.quotas.iter().find(|held| held.key.as_str() == key)?),
            Item::End(key) => self.end(item, &at, definition.closings.iter().find(|held| held.key.as_str() == key)?),
        })
    }

    fn condition(&self, item: &Item, at: &str, text: Option<&String>) -> Part {
        let editor = ConditionEditor::of(self.texts, "condition", text.map(String::as_str), &self.variables(item));
        Part::Condition { label: "survey-condition", editor, wrong: self.maker.wrong(&format!("{at}/condition")) }
    }

    fn option(&self, value: &str, title: String, chosen: bool) -> PickOption {
        PickOption { value: value.to_owned(), title, chosen }
    }

    fn about(&self) -> Vec<Part> {
        let (definition, maker) = (self.definition, &self.maker);
        let languages = SurveyLanguage::ALL.map(|language| {
            let title = self.texts.plain(&format!("in-language-{language}"));
            self.option(&format!("language_{language}"), title, definition.languages.contains(&language))
        });
        let audience = [Audience::Customers, Audience::Employees].map(|audience| {
            let title = self.texts.plain(&format!("survey-audience-{}", audience.as_str()));
            self.option(audience.as_str(), title, definition.audience == audience)
        });
        let minutes = definition.estimated_minutes.map(f64::from);
        vec![
            maker.line("survey-name", "name", "", self.name.to_owned(), "text"),
            maker.words("survey-title", "title", "/title", &definition.title),
            maker.filled("survey-introduction", "introduction", "/introduction", &definition.introduction, true),
            Part::Ticks { label: "survey-languages", ticks: languages.into(), wrong: maker.wrong("/languages") },
            Part::Pick {
                label: "survey-audience",
                name: "audience".to_owned(),
                options: audience.into(),
                wrong: Vec::new(),
            },
            Part::Pick {
                label: "survey-main",
                name: "main".to_owned(),
                options: self.scored(usize::MAX, definition.main.as_ref().map(|key| key.as_str()), "survey-main-first"),
                wrong: maker.wrong("/main"),
            },
            maker.line(
                "survey-touchpoint",
                "touchpoint",
                "",
                definition.touchpoint.clone().unwrap_or_default(),
                "code",
            ),
            maker.line("survey-unit", "unit", "", definition.unit.clone().unwrap_or_default(), "code"),
            maker.words("survey-logo", "logo", "/look/logo_text", &definition.look.logo_text),
            maker.line("survey-colour", "colour", "/look/colour", definition.look.colour.clone(), "code"),
            maker.number("survey-minutes", "minutes", "/estimated_minutes", minutes),
        ]
    }

    /// Questions that give a score among the first `sees`, with a choice for none of them.
    fn scored(&self, sees: usize, chosen: Option<&str>, none: &str) -> Vec<PickOption> {
        let has_score = |question: &Question| {
            question.kind.scale().is_some()
                || matches!(question.kind, QuestionKind::Servqual { .. } | QuestionKind::Facets { .. })
        };
        let scored =
            self.definition.questions().take(sees).map(|(_, question)| question).filter(|held| has_score(held));
        let option = |question: &Question| {
            let key = question.key.as_str();
            self.option(key, super::title_of(question, self.language), chosen == Some(key))
        };
        let none = self.option("", self.texts.plain(none), chosen.is_none());
        std::iter::once(none).chain(scored.map(option)).collect()
    }

    fn page(&self, item: &Item, at: &str, section: &Section) -> Vec<Part> {
        vec![
            self.maker.filled("survey-page-title", "title", &format!("{at}/title"), &section.title, false),
            Part::Tick { label: "survey-shuffled-questions", name: "shuffled", set: section.shuffled },
            self.condition(item, at, section.condition.as_ref()),
        ]
    }

    fn question(&self, item: &Item, at: &str, question: &Question) -> Vec<Part> {
        let maker = &self.maker;
        let mut parts = vec![
            maker.filled("survey-question", "text", &format!("{at}/text"), &question.text, true),
            maker.filled("survey-help", "help", &format!("{at}/help"), &question.help, false),
        ];
        self.kind(&mut parts, &format!("{at}/kind"), item, question);
        if question.kind.is_answered() {
            parts.push(Part::Tick { label: "survey-required", name: "required", set: question.required });
        }
        parts.push(self.condition(item, at, question.condition.as_ref()));
        if question.kind.is_answered() {
            let facets = Facet::ALL.iter().map(|facet| {
                self.option(
                    facet.as_str(),
                    facet.title().read(self.language).to_owned(),
                    question.facet == Some(*facet),
                )
            });
            let none = self.option("", self.texts.plain("survey-of-none"), question.facet.is_none());
            let options = std::iter::once(none).chain(facets).collect();
            parts.push(Part::Pick { label: "survey-facet", name: "facet".to_owned(), options, wrong: Vec::new() });
            let kinds = ResponseKind::ALL.iter().map(|kind| {
                let chosen = question.response_kind == Some(*kind);
                self.option(kind.as_str(), kind.title().read(self.language).to_owned(), chosen)
            });
            let none = self.option("", self.texts.plain("survey-of-none"), question.response_kind.is_none());
            let options = std::iter::once(none).chain(kinds).collect();
            let name = "response_kind".to_owned();
            parts.push(Part::Pick { label: "survey-response-kind", name, options, wrong: Vec::new() });
            let key = maker.line("survey-question-name", "key", &format!("{at}/key"), question.key.to_string(), "code");
            let help = if self.published { "survey-question-name-published" } else { "survey-question-name-help" };
            parts.push(key.with_help(help));
        }
        parts
    }

    fn kind(&self, parts: &mut Vec<Part>, at: &str, item: &Item, question: &Question) {
        let maker = &self.maker;
        let place = |part: &str| format!("{at}/{part}");
        let shuffled = |set: bool| Part::Tick { label: "survey-shuffled", name: "shuffled", set };
        let own_words = |set: bool| Part::Tick { label: "survey-other", name: "other", set };
        match &question.kind {
            QuestionKind::Csat { drawn_as } => parts.push(self.drawn(*drawn_as)),
            QuestionKind::Rating { steps, drawn_as, low, high } => parts.extend([
                maker.number("survey-steps", "steps", &place("steps"), Some(f64::from(*steps))),
                self.drawn(*drawn_as),
                maker.words("survey-low-label", "low_label", &place("low"), low),
                maker.words("survey-high-label", "high_label", &place("high"), high),
            ]),
            QuestionKind::SingleChoice { choices, other, shuffled: mixed } => parts.extend([
                self.choices("survey-choices", "choices", &place("choices"), choices, true),
                own_words(*other),
                shuffled(*mixed),
            ]),
            QuestionKind::MultipleChoice { choices, other, shuffled: mixed, least, most } => parts.extend([
                self.choices("survey-choices", "choices", &place("choices"), choices, true),
                own_words(*other),
                shuffled(*mixed),
                maker.number("survey-least-chosen", "least", &place("least"), least.map(f64::from)),
                maker.number("survey-most-chosen", "most", &place("most"), most.map(f64::from)),
            ]),
            QuestionKind::Matrix { rows, columns } => parts.extend([
                self.choices("survey-matrix-rows", "rows", &place("rows"), rows, false),
                self.choices("survey-matrix-columns", "columns", &place("columns"), columns, true),
            ]),
            QuestionKind::Ranking { choices, shuffled: mixed } => parts.extend([
                self.choices("survey-choices", "choices", &place("choices"), choices, false),
                shuffled(*mixed),
            ]),
            QuestionKind::Slider { low, high, step, low_label, high_label } => parts.extend([
                maker.number("survey-least", "low", &place("low"), Some(*low)),
                maker.number("survey-most", "high", &place("high"), Some(*high)),
                maker.number("survey-step", "step", &place("step"), Some(*step)),
                maker.words("survey-low-label", "low_label", &place("low_label"), low_label),
                maker.words("survey-high-label", "high_label", &place("high_label"), high_label),
            ]),
            QuestionKind::Number { low, high, whole, counted_in } => parts.extend([
                maker.number("survey-least", "low", &place("low"), *low),
                maker.number("survey-most", "high", &place("high"), *high),
                Part::Tick { label: "survey-whole", name: "whole", set: *whole },
                maker.words("survey-counted-in", "counted_in", &place("counted_in"), counted_in),
            ]),
            QuestionKind::Date { earliest, latest } => parts.extend([
                maker.line(
                    "survey-earliest",
                    "earliest",
                    &place("earliest"),
                    earliest.clone().unwrap_or_default(),
                    "day",
                ),
                maker.line("survey-latest", "latest", &place("latest"), latest.clone().unwrap_or_default(), "day"),
            ]),
            QuestionKind::Text { long, limit, about } => parts.extend([
                Part::Tick { label: "survey-long", name: "long", set: *long },
                maker.number("survey-limit", "limit", &place("limit"), limit.map(f64::from)),
                Part::Pick {
                    label: "survey-reasons-of",
                    name: "about".to_owned(),
                    options: self.scored(
                        item.sees(self.definition),
                        about.as_ref().map(|key| key.as_str()),
                        "survey-of-none",
                    ),
                    wrong: maker.wrong(&place("about")),
                },
            ]),
            QuestionKind::Contact { fields } => parts.extend(ContactKind::ALL.map(|what| {
                let asked = fields.iter().find(|field| field.what == what).map(|field| field.required);
                let options = [("", None), ("asked", Some(false)), ("required", Some(true))].map(|(value, state)| {
                    let title =
                        self.texts.plain(&format!("survey-contact-{}", if value.is_empty() { "not" } else { value }));
                    self.option(value, title, asked == state)
                });
                Part::Pick {
                    label: contact_label(what),
                    name: format!("contact_{}", what.as_str()),
                    options: options.into(),
                    wrong: if what == ContactKind::Name { maker.wrong(&place("fields")) } else { Vec::new() },
                }
            })),
            QuestionKind::Servqual { items, importance } => parts.extend([
                self.servqual(&place("items"), items),
                Part::Tick { label: "survey-importance", name: "importance", set: *importance },
            ]),
            QuestionKind::Facets { facets } => {
                let ticks = Facet::ALL.iter().map(|facet| {
                    let title = facet.title().read(self.language).to_owned();
                    self.option(&format!("facet_{}", facet.as_str()), title, facets.contains(facet))
                });
                let wrong = maker.wrong(&place("facets"));
                parts.push(Part::Ticks { label: "survey-facets", ticks: ticks.collect(), wrong });
            }
            QuestionKind::Nps | QuestionKind::Enps | QuestionKind::Ces | QuestionKind::Statement => {}
        }
    }

    fn drawn(&self, look: RatingLook) -> Part {
        let looks = [("numbers", RatingLook::Numbers), ("stars", RatingLook::Stars), ("faces", RatingLook::Faces)];
        let options = looks
            .map(|(name, held)| self.option(name, self.texts.plain(&format!("survey-drawn-{name}")), held == look));
        Part::Pick { label: "survey-drawn", name: "drawn".to_owned(), options: options.into(), wrong: Vec::new() }
    }

    /// Choices as a table; `weighed` ones have a worth and can stay in their place.
    fn choices(&self, label: &'static str, name: &'static str, at: &str, choices: &[Choice], weighed: bool) -> Part {
        let maker = &self.maker;
        let pinnable = weighed && name == "choices";
        let row = |place: usize, choice: Option<&Choice>| {
            let empty = Words::default();
            let (text, at) = (choice.map_or(&empty, |choice| &choice.text), format!("{at}/{place}/text"));
            let field = |part: &str| format!("{name}.{place}.{part}");
            let mut cells = vec![
                maker.cell("fa", field("fa"), "in-language-fa", &at, text),
                maker.cell("en", field("en"), "in-language-en", &at, text),
            ];
            if weighed {
                cells.push(maker.number_cell(field("worth"), "survey-worth", choice.and_then(|choice| choice.worth)));
            }
            if pinnable {
                cells.push(tick(field("pinned"), "survey-pinned", choice.is_some_and(|choice| choice.pinned)));
            }
            TableRow { place, key: choice.map(|choice| choice.key.to_string()).unwrap_or_default(), cells }
        };
        let mut rows: Vec<TableRow> =
            choices.iter().enumerate().map(|(place, choice)| row(place, Some(choice))).collect();
        rows.push(row(choices.len(), None));
        let heads = ["in-language-fa", "in-language-en", "survey-worth", "survey-pinned"];
        let columns = if pinnable { 4 } else { 2 + usize::from(weighed) };
        Part::Table { label, name, heads: heads[..columns].to_vec(), rows, wrong: maker.wrong(at) }
    }

    fn servqual(&self, at: &str, items: &[hamdel_domain::surveys::ServqualItem]) -> Part {
        let maker = &self.maker;
        let row = |place: usize, item: Option<&hamdel_domain::surveys::ServqualItem>| {
            let empty = Words::default();
            let field = |part: &str| format!("items.{place}.{part}");
            let dimensions = Dimension::ALL.iter().map(|dimension| {
                let title = dimension.title().read(self.language).to_owned();
                let chosen = item.is_some_and(|item| item.dimension == dimension.as_str());
                self.option(dimension.as_str(), title.split(':').next().unwrap_or_default().to_owned(), chosen)
            });
            let mut cells = vec![Cell {
                shape: "pick",
                name: field("dimension"),
                label: "survey-dimension",
                value: String::new(),
                options: dimensions.collect(),
                wrong: maker.wrong(&format!("{at}/{place}/dimension")),
            }];
            for (part, label) in [("expectation", "survey-expectation"), ("perception", "survey-perception")] {
                let words = match (part, item) {
                    ("expectation", Some(item)) => &item.expectation,
                    (_, Some(item)) => &item.perception,
                    (_, None) => &empty,
                };
                let at = format!("{at}/{place}/{part}");
                cells.push(maker.cell("fa", field(&format!("{part}_fa")), label, &at, words));
                cells.push(maker.cell("en", field(&format!("{part}_en")), label, &at, words));
            }
            TableRow { place, key: item.map(|item| item.key.to_string()).unwrap_or_default(), cells }
        };
        let mut rows: Vec<TableRow> = items.iter().enumerate().map(|(place, item)| row(place, Some(item))).collect();
        rows.push(row(items.len(), None));
        Part::Table { label: "survey-servqual-items", name: "items", heads: Vec::new(), rows, wrong: maker.wrong(at) }
    }

    fn value(&self, at: &str, value: &Calculated) -> Vec<Part> {
        let maker = &self.maker;
        vec![
            maker.line("survey-value-name", "key", &format!("{at}/key"), value.key.to_string(), "code"),
            maker.line("survey-formula", "formula", &format!("{at}/formula"), value.formula.clone(), "formula"),
        ]
    }

    fn quota(&self, item: &Item, at: &str, quota: &Quota) -> Vec<Part> {
        let chosen = quota.closing.as_ref().map(|key| key.as_str());
        let ends = self.definition.closings.iter().map(|closing| {
            let key = closing.key.as_str();
            self.option(key, super::end_title(closing, self.language), chosen == Some(key))
        });
        let plain = self.option("", self.texts.plain("survey-quota-plain"), chosen.is_none());
        vec![
            self.maker.line("survey-quota-name", "key", &format!("{at}/key"), quota.key.to_string(), "code"),
            self.maker.number("survey-quota-limit", "limit", &format!("{at}/limit"), Some(f64::from(quota.limit))),
            self.condition(item, at, quota.condition.as_ref()),
            Part::Pick {
                label: "survey-quota-closing",
                name: "closing".to_owned(),
                options: std::iter::once(plain).chain(ends).collect(),
                wrong: self.maker.wrong(&format!("{at}/closing")),
            },
        ]
    }

    fn end(&self, item: &Item, at: &str, closing: &Closing) -> Vec<Part> {
        let maker = &self.maker;
        let next = closing.next_step.clone();
        let (label, address) = next.map(|next| (next.label, next.address)).unwrap_or_default();
        vec![
            maker.filled("survey-end-title", "title", &format!("{at}/title"), &closing.title, false),
            maker.filled("survey-end-text", "text", &format!("{at}/text"), &closing.text, true),
            self.condition(item, at, closing.condition.as_ref()),
            maker.words("survey-next-label", "next", &format!("{at}/next_step/label"), &label),
            maker.line("survey-next-address", "address", &format!("{at}/next_step/address"), address, "code"),
        ]
    }
}

fn tick(name: String, label: &'static str, set: bool) -> Cell {
    let value = if set { "1" } else { "" }.to_owned();
    Cell { shape: "tick", name, label, value, options: Vec::new(), wrong: Vec::new() }
}

fn contact_label(what: ContactKind) -> &'static str {
    match what {
        ContactKind::Name => "contact-name",
        ContactKind::Email => "contact-email",
        ContactKind::Phone => "contact-phone",
        ContactKind::Company => "contact-company",
        ContactKind::City => "contact-city",
    }
}
