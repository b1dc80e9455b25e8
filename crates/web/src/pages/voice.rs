//! What the pages of the area Voice share: the way between them, and a comment as it is shown.

use std::collections::HashMap;

use serde::Serialize;

use hamdel_app::feedback::{Colleague, FeedbackQuestion, Heard, OwnerAsked, StateAsked};
use hamdel_app::pulse::Period;
use hamdel_app::scores::By;
use hamdel_app::words::{Hierarchy, KeptTheme};
use hamdel_domain::rights::Right;
use hamdel_domain::touchpoint::Touchpoint;
use hamdel_domain::{Channel, CustomerId};
use hamdel_text::Language;
use hamdel_text::facets::{Subject, SubjectKind};
use hamdel_text::format;
use hamdel_text::sentiment::{Label, Method};
use hamdel_text::urgency::Level;

use super::profile::StoryScore;
use crate::navigation;
use crate::params::{Params, query};
use crate::reader::Signed;
use crate::shell::Area;
use crate::texts::Texts;

pub(crate) use crate::navigation::Tab;

/// The pages of the area, with the same period and place.
pub(crate) fn tabs(current: &'static str, period: Period, within: Option<&(By, String)>) -> Vec<Tab> {
    let within = within.map(written);
    let fields = [("period", Some(period.as_str())), ("within", within.as_deref())];
    navigation::tabs(Area::Voice, current, &query(&fields))
}

/// A choice among some.
#[derive(Serialize)]
pub(crate) struct Choice {
    /// What it is called in the locales; `None` for all.
    pub(crate) name: Option<&'static str>,
    pub(crate) href: String,
    pub(crate) chosen: bool,
    pub(crate) n: Option<u64>,
}

/// What comments or answers are narrowed to.
#[derive(Serialize)]
pub(crate) struct Within {
    pub(crate) by: &'static str,
    pub(crate) name: String,
    pub(crate) without: String,
}

/// Reads `within=column:name`.
pub(crate) fn within_of(params: &Params) -> Option<(By, String)> {
    let (by, name) = params.get("within")?.split_once(':')?;
    Some((By::parse(by)?, name.to_owned()))
}

/// A place as addresses have it.
pub(crate) fn written((by, name): &(By, String)) -> String {
    format!("{}:{name}", by.as_str())
}

/// A subject as addresses have it, such as `facet:staff`.
pub(crate) fn subject_written(subject: &Subject) -> String {
    format!("{}:{}", subject.kind.as_str(), subject.key)
}

/// Reads a subject.
pub(crate) fn subject_of(text: &str) -> Option<Subject> {
    let (kind, key) = text.split_once(':')?;
    Some(Subject { kind: SubjectKind::parse(kind)?, key: key.to_owned() })
}

/// Reads the question from an address: `q`, `sentiment`, `subject`, `urgency`, `state`, `owner` (`me`, `nobody` or a
/// number), `tag`, `theme`, `period`, `within`, `page`; `me` is the number of whoever asks.
pub(crate) fn question(params: &Params, me: i64) -> FeedbackQuestion {
    let owner = |name: &str| match name {
        "me" => Some(OwnerAsked::Me(me)),
        "nobody" => Some(OwnerAsked::Nobody),
        number => number.parse().ok().map(OwnerAsked::Of),
    };
    FeedbackQuestion {
        period: params.known("period", Period::parse).unwrap_or(Period::Quarter),
        within: within_of(params),
        label: params.known("sentiment", Label::parse),
        subject: params.known("subject", subject_of),
        urgency: params.known("urgency", Level::parse).filter(|level| *level > Level::Calm),
        state: params.known("state", StateAsked::parse),
        owner: params.known("owner", owner),
        tag: params.get("tag").map(str::to_owned),
        theme: params.get("theme").map(str::to_owned),
        words: params.get("q").unwrap_or_default().to_owned(),
        page: params.known("page", |page| page.parse().ok()).unwrap_or(1),
        units: None,
        nameless: false,
    }
}

/// The question of an address, within what who reads may see.
pub(crate) fn asked(signed: &Signed, params: &Params) -> FeedbackQuestion {
    FeedbackQuestion {
        units: signed.scope.units(),
        nameless: !signed.user.may(Right::ReadPersonalData),
        ..question(params, signed.user.id.0)
    }
}

/// Whose comments are asked for, as addresses have it.
fn owner_written(owner: OwnerAsked) -> String {
    match owner {
        OwnerAsked::Me(_) => "me".to_owned(),
        OwnerAsked::Nobody => "nobody".to_owned(),
        OwnerAsked::Of(number) => number.to_string(),
    }
}

/// The question as fields of an address, without the page.
pub(crate) fn fields(question: &FeedbackQuestion) -> Vec<(&'static str, Option<String>)> {
    vec![
        ("q", Some(question.words.clone())),
        ("sentiment", question.label.map(|label| label.as_str().to_owned())),
        ("subject", question.subject.as_ref().map(subject_written)),
        ("urgency", question.urgency.map(|level| level.as_str().to_owned())),
        ("state", question.state.map(|state| state.as_str().to_owned())),
        ("owner", question.owner.map(owner_written)),
        ("tag", question.tag.clone()),
        ("theme", question.theme.clone()),
        ("period", Some(question.period.as_str().to_owned())),
        ("within", question.within.as_ref().map(written)),
    ]
}

/// The address of a page with the question, from its first page.
pub(crate) fn address(path: &str, question: &FeedbackQuestion) -> String {
    let fields = fields(question);
    let fields: Vec<(&str, Option<&str>)> = fields.iter().map(|(name, value)| (*name, value.as_deref())).collect();
    format!("{path}{}", query(&fields))
}

/// A choice for each period.
pub(crate) fn periods(path: &str, question: &FeedbackQuestion) -> Vec<Choice> {
    let choice = |period: Period| Choice {
        name: Some(period.as_str()),
        href: address(path, &FeedbackQuestion { period, ..question.clone() }),
        chosen: question.period == period,
        n: None,
    };
    Period::ALL.map(choice).into()
}

/// What a question is narrowed to, with the address without it.
pub(crate) fn narrowed(voice: &Voice<'_>, path: &str, question: &FeedbackQuestion) -> Option<Within> {
    question.within.as_ref().map(|(by, name)| Within {
        by: by.as_str(),
        name: voice.place(*by, name),
        without: address(path, &FeedbackQuestion { within: None, ..question.clone() }),
    })
}

/// A comment as it is shown.
#[derive(Serialize)]
pub(crate) struct CommentView {
    /// The interaction.
    pub(crate) id: String,
    /// Where it can be looked at alone.
    pub(crate) href: String,
    /// Where it stands, by its name in the locales.
    pub(crate) state: &'static str,
    /// Who has it.
    pub(crate) owner: Option<String>,
    pub(crate) tags: Vec<PlaceView>,
    /// Its themes.
    pub(crate) themes: Vec<PlaceView>,
    /// Whether somebody said what it means: of it `itself`, or of another of the `same_words`; or `second_reader`, the
    /// company's language model.
    pub(crate) corrected: Option<&'static str>,
    pub(crate) at: i64,
    pub(crate) customer: Option<i64>,
    pub(crate) name: Option<String>,
    pub(crate) kind: String,
    pub(crate) places: Vec<PlaceView>,
    pub(crate) score: Option<StoryScore>,
    pub(crate) text: String,
    /// The sentiment, by its name in the locales.
    pub(crate) sentiment: &'static str,
    /// How sure the side is, of a comment that takes one.
    pub(crate) sure: Option<String>,
    pub(crate) spoken: Vec<SpokenView>,
    /// How soon someone must act, by its name in the locales.
    pub(crate) urgency: &'static str,
    pub(crate) reasons: Vec<ReasonView>,
    /// Whether only its beginning was read.
    pub(crate) cut: bool,
}

/// Where something was said, leading to all that was said there.
#[derive(Serialize)]
pub(crate) struct PlaceView {
    pub(crate) name: String,
    pub(crate) href: String,
}

/// What a comment speaks of, and how.
#[derive(Serialize)]
pub(crate) struct SpokenView {
    pub(crate) name: String,
    pub(crate) sentiment: &'static str,
    pub(crate) href: String,
}

/// Why someone must act, and the words that say so.
#[derive(Serialize)]
pub(crate) struct ReasonView {
    pub(crate) name: &'static str,
    pub(crate) words: String,
}

/// What comments are shown with.
pub(crate) struct Voice<'a> {
    pub(crate) texts: &'a Texts,
    pub(crate) names: &'a HashMap<CustomerId, String>,
    pub(crate) touchpoints: &'a [Touchpoint],
    pub(crate) colleagues: &'a [Colleague],
    /// The company's themes.
    pub(crate) hierarchy: &'a Hierarchy,
}

impl Voice<'_> {
    /// The title of a unit, channel and so on.
    pub(crate) fn place(&self, by: By, name: &str) -> String {
        let touchpoint = (by == By::Touchpoint).then(|| self.touchpoints.iter().find(|held| held.name == name));
        match (touchpoint.flatten(), self.texts.language()) {
            (Some(touchpoint), Language::Persian) => touchpoint.title_fa.clone(),
            (Some(touchpoint), Language::English) => touchpoint.title_en.clone(),
            (None, _) => self.texts.title(by.as_str(), name),
        }
    }

    /// The name of somebody who works here.
    pub(crate) fn colleague(&self, id: i64) -> String {
        self.colleagues.iter().find(|held| held.id == id).map_or_else(|| id.to_string(), |held| held.name.clone())
    }

    /// The name of a theme.
    pub(crate) fn theme(&self, theme: &KeptTheme) -> String {
        match self.texts.language() {
            Language::Persian => theme.name_fa.clone(),
            Language::English => theme.name_en.clone(),
        }
    }

    /// Who did something, such as `user:1`.
    pub(crate) fn actor(&self, actor: &str) -> String {
        let number = actor.strip_prefix("user:").and_then(|number| number.parse().ok());
        number.map_or_else(|| self.texts.title("actor", actor), |number| self.colleague(number))
    }

    /// The name of a subject.
    pub(crate) fn subject(&self, subject: &Subject) -> String {
        self.texts.title(subject.kind.as_str(), &subject.key)
    }

    /// A comment; its links keep the question.
    pub(crate) fn comment(&self, held: &Heard, question: &FeedbackQuestion) -> CommentView {
        let (comment, understood) = (&held.comment, &held.understood);
        let sentiment = understood.sentiment;
        let one_side = matches!(sentiment.label, Label::Negative | Label::Positive) && sentiment.confidence > 0.0;
        let percent = |share: f32| format::percent(self.texts.language(), f64::from(share), 0);
        let given = |(metric, score): &(String, f64)| StoryScore::of(self.texts.language(), Some(metric), *score);
        let spoken = understood.facets.iter().map(|of| SpokenView {
            name: self.subject(&of.subject),
            sentiment: of.sentiment.label.as_str(),
            href: feedback(&FeedbackQuestion { subject: Some(of.subject.clone()), ..question.clone() }),
        });
        let reasons = understood.urgency.reasons.iter();
        let tagged = held.handling.tags.iter().map(|tag| PlaceView {
            name: tag.clone(),
            href: feedback(&FeedbackQuestion { tag: Some(tag.clone()), ..question.clone() }),
        });
        let themed = |key: &String| {
            let href = feedback(&FeedbackQuestion { theme: Some(key.clone()), ..question.clone() });
            Some(PlaceView { name: self.theme(self.hierarchy.get(key)?), href })
        };
        CommentView {
            id: comment.id.clone(),
            href: item_address(held, question),
            state: held.handling.state.as_str(),
            owner: held.handling.owner.map(|owner| self.colleague(owner)),
            tags: tagged.collect(),
            themes: understood.themes.iter().filter_map(themed).collect(),
            corrected: held
                .corrected
                .as_ref()
                .map(|corrected| if corrected.interaction == comment.id { "itself" } else { "same_words" })
                .or_else(|| (sentiment.method == Method::SecondReader).then_some("second_reader")),
            at: comment.at.micros(),
            customer: comment.customer.map(|customer| customer.0),
            name: comment.customer.and_then(|customer| self.names.get(&customer).cloned()),
            kind: comment.kind.clone(),
            places: self.places(held, question),
            score: comment.score.as_ref().map(given),
            text: comment.text.clone(),
            sentiment: sentiment.label.as_str(),
            sure: one_side.then(|| percent(sentiment.confidence)),
            spoken: spoken.collect(),
            urgency: understood.urgency.level.as_str(),
            reasons: reasons
                .map(|found| ReasonView { name: found.reason.as_str(), words: found.words.clone() })
                .collect(),
            cut: understood.cut,
        }
    }

    fn places(&self, held: &Heard, question: &FeedbackQuestion) -> Vec<PlaceView> {
        let comment = &held.comment;
        // A touchpoint has its channel.
        let channel = comment.channel.as_ref().filter(|_| comment.touchpoint.is_none());
        let channel = channel.filter(|name| Channel::parse(name).is_some());
        let named =
            [(By::Touchpoint, comment.touchpoint.as_ref()), (By::Channel, channel), (By::Unit, comment.unit.as_ref())];
        let place = |(by, name): (By, Option<&String>)| {
            let name = name?;
            let within = Some((by, name.clone()));
            let href = feedback(&FeedbackQuestion { within, ..question.clone() });
            Some(PlaceView { name: self.place(by, name), href })
        };
        named.into_iter().filter_map(place).collect()
    }
}

/// The address of one comment, which leads back to the list it was found in.
pub(crate) fn item_address(held: &Heard, question: &FeedbackQuestion) -> String {
    let at = held.comment.at.micros().to_string();
    let mut fields = vec![("at", Some(at))];
    fields.extend(self::fields(question));
    fields.push(("page", (question.page > 1).then(|| question.page.to_string())));
    let fields: Vec<(&str, Option<&str>)> = fields.iter().map(|(name, value)| (*name, value.as_deref())).collect();
    format!("/voice/feedback/{}{}", held.comment.id, query(&fields))
}

/// The address of the feedback that answers.
pub(crate) fn feedback(question: &FeedbackQuestion) -> String {
    address("/voice/feedback", question)
}
