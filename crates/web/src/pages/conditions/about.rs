//! What conditions may look at, by what they are about: customers, cases, interactions, invitations.

use std::collections::BTreeSet;

use hamdel_app::cases::case_kinds;
use hamdel_app::conditions::{Member, Shape, Variable, path_of};
use hamdel_app::customers::known_traits;
use hamdel_app::people::Directory;
use hamdel_app::touchpoints::touchpoints;
use hamdel_domain::cases::{Matter, Severity};
use hamdel_domain::touchpoint::STAGES;
use hamdel_domain::{Channel, Standing};
use hamdel_text::sentiment::Label;
use hamdel_text::urgency::Level;

use crate::error::Failure;
use crate::state::WebState;
use crate::texts::Texts;

/// Headings of lists; the locales say them (`condition-group-` and this name).
const CASE: &str = "case";
const CUSTOMER: &str = "customer";
const INTERACTION: &str = "interaction";
const KINDS: &str = "kinds";

/// Who names what conditions look at, in the reader's language.
struct Named<'a> {
    state: &'a WebState,
    texts: &'a Texts,
}

/// What a segment may ask of customers.
pub(crate) async fn of_customers(state: &WebState, texts: &Texts) -> Result<Vec<Variable>, Failure> {
    let named = Named { state, texts };
    let mut list = named.customer().await?;
    list.push(named.standing());
    list.extend(["days_since_first", "days_since_last"].map(|name| named.variable(name, CUSTOMER, Shape::Number)));
    list.extend(named.kinds().await?.into_iter().map(|kind| Variable {
        name: path_of(&["kinds", &kind]),
        title: texts.title("kind", &kind),
        group: KINDS.to_owned(),
        shape: Shape::Number,
    }));
    Ok(list)
}

/// What a rule of routing may ask of a case and its customer.
pub(crate) async fn of_cases(state: &WebState, texts: &Texts) -> Result<Vec<Variable>, Failure> {
    let named = Named { state, texts };
    let kinds = case_kinds(&state.app).await?.into_iter().filter(|kind| kind.archived_at.is_none());
    let kinds = kinds.map(|kind| named.member("case-kind", &kind.name)).collect();
    let mut list = vec![
        named.variable("matter", CASE, named.one("case-matter", Matter::ALL.iter().map(|held| held.as_str()))),
        named.variable("kind", CASE, Shape::One(kinds)),
        named.variable("severity", CASE, named.one("severity", Severity::ALL.iter().map(|held| held.as_str()))),
        named.variable("touchpoint", CASE, named.touchpoints().await?),
        named.variable("unit", CASE, named.units().await?),
        named.variable("channel", CASE, named.channels()),
        named.variable("language", CASE, named.one("condition-language", ["fa", "en"].into_iter())),
        named.variable("title", CASE, Shape::Text(Vec::new())),
        named.variable("text", CASE, Shape::Text(Vec::new())),
    ];
    list.extend(named.customer().await?);
    Ok(list)
}

/// What a rule of alerts may ask of what a customer said, and of the customer.
pub(crate) async fn of_alerts(state: &WebState, texts: &Texts) -> Result<Vec<Variable>, Failure> {
    let named = Named { state, texts };
    let mut list = named.interaction().await?;
    list.extend([
        named.of_interaction("score", Shape::Number),
        named.of_interaction("source", Shape::Text(Vec::new())),
        named.of_interaction("text", Shape::Text(Vec::new())),
        named.variable("sentiment", INTERACTION, named.one("sentiment", Label::ALL.iter().map(|label| label.as_str()))),
        named.variable("urgency", INTERACTION, named.one("urgency", Level::ALL.iter().map(|level| level.as_str()))),
    ]);
    list.extend(named.customer().await?);
    Ok(list)
}

/// What the trigger of an invitation may ask of the customer, and of what made the invitation.
pub(crate) async fn of_invitations(state: &WebState, texts: &Texts) -> Result<Vec<Variable>, Failure> {
    let named = Named { state, texts };
    let mut list = named.customer().await?;
    list.push(named.standing());
    list.extend(named.interaction().await?);
    Ok(list)
}

impl Named<'_> {
    fn variable(&self, name: &str, group: &str, shape: Shape) -> Variable {
        Variable {
            name: name.to_owned(),
            title: self.texts.title("condition-of", name),
            group: group.to_owned(),
            shape,
        }
    }

    /// A part of what happened: `interaction.kind`.
    fn of_interaction(&self, name: &str, shape: Shape) -> Variable {
        Variable { name: path_of(&[INTERACTION, name]), ..self.variable(name, INTERACTION, shape) }
    }

    fn member(&self, family: &str, name: &str) -> Member {
        Member { key: name.to_owned(), title: self.texts.title(family, name) }
    }

    fn one<'n>(&self, family: &str, names: impl Iterator<Item = &'n str>) -> Shape {
        Shape::One(names.map(|name| self.member(family, name)).collect())
    }

    fn standing(&self) -> Variable {
        let names = [Standing::Known, Standing::Anonymous];
        self.variable("standing", CUSTOMER, self.one("standing", names.iter().map(|held| held.as_str())))
    }

    fn channels(&self) -> Shape {
        self.one("channel", Channel::ALL.iter().map(|channel| channel.as_str()))
    }

    /// Kinds of interaction that have a touchpoint.
    async fn kinds(&self) -> Result<Vec<String>, Failure> {
        let held = touchpoints(&self.state.app).await?;
        let kinds: BTreeSet<String> = held.into_iter().flat_map(|held| held.kinds).collect();
        Ok(kinds.into_iter().collect())
    }

    async fn touchpoints(&self) -> Result<Shape, Failure> {
        let held = touchpoints(&self.state.app).await?;
        Ok(self.one("touchpoint", held.iter().map(|held| held.name.as_str())))
    }

    async fn units(&self) -> Result<Shape, Failure> {
        let directory = Directory::of(&self.state.app).await?;
        let units = directory.tree().in_order().into_iter().filter(|(_, unit)| unit.archived_at.is_none());
        Ok(self.one("unit", units.map(|(_, unit)| unit.name.as_str())))
    }

    /// What every condition may ask of a customer: stage, number of interactions, value, and the traits there are.
    async fn customer(&self) -> Result<Vec<Variable>, Failure> {
        let known = known_traits(&self.state.app).await?;
        // Those of every lifecycle in their order, then the company's own.
        let mut stages: Vec<&str> = STAGES.to_vec();
        if let Some(Shape::Text(lived)) = known.iter().find(|held| held.name == "stage").map(|held| &held.shape) {
            stages.extend(lived.iter().map(String::as_str).filter(|stage| !STAGES.contains(stage)));
        }
        let stages = self.one("stage", stages.into_iter());
        let mut list = vec![
            self.variable("stage", CUSTOMER, stages),
            self.variable("interactions", CUSTOMER, Shape::Number),
            self.variable("value", CUSTOMER, Shape::Number),
        ];
        list.extend(known.into_iter().filter(|held| held.name != "stage").map(|held| Variable {
            name: path_of(&["traits", &held.name]),
            title: self.texts.title("trait", &held.name),
            group: CUSTOMER.to_owned(),
            shape: held.shape,
        }));
        Ok(list)
    }

    /// Where and by whom something happened.
    async fn interaction(&self) -> Result<Vec<Variable>, Failure> {
        Ok(vec![
            self.of_interaction("kind", Shape::Text(self.kinds().await?)),
            self.of_interaction("touchpoint", self.touchpoints().await?),
            self.of_interaction("channel", self.channels()),
            self.of_interaction("unit", self.units().await?),
            self.of_interaction("employee", Shape::Text(Vec::new())),
        ])
    }
}
