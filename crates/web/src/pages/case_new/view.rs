//! What quick capture shows.

use serde::Serialize;

use hamdel_app::cases::{Captured, Chosen, CustomerProposed, Proposal, Proposals};
use hamdel_domain::cases::{Case, CaseKind, Severity};
use hamdel_domain::touchpoint::Touchpoint;
use hamdel_domain::units::Unit;
use hamdel_text::Language;

use super::{NOTHING, ProposalsPart};
use crate::texts::Texts;

/// Something to choose.
#[derive(Serialize)]
pub(crate) struct ChoiceView {
    pub(crate) value: String,
    pub(crate) title: String,
    pub(crate) chosen: bool,
}

/// A proposal to be taken by one click.
#[derive(Serialize)]
pub(crate) struct ChipView {
    pub(crate) value: String,
    pub(crate) title: String,
    /// How sure, in hundredths; none for what somebody chose.
    pub(crate) sure: Option<i64>,
    pub(crate) checked: bool,
}

/// Kind, touchpoint, unit or severity, with what is proposed for it.
#[derive(Serialize)]
pub(crate) struct AspectView {
    /// The name of its field.
    pub(crate) name: &'static str,
    /// What was proposed first, so that another choice is told from none.
    pub(crate) was: String,
    pub(crate) chips: Vec<ChipView>,
    /// Whether nothing is chosen.
    pub(crate) nothing: bool,
    /// What else there is.
    pub(crate) others: Vec<ChoiceView>,
}

/// A customer to be taken by one click.
#[derive(Serialize)]
pub(crate) struct CustomerChip {
    pub(crate) id: i64,
    pub(crate) name: Option<String>,
    pub(crate) identifiers: Vec<String>,
    /// `identifier` or `name`.
    pub(crate) by: &'static str,
    pub(crate) sure: i64,
    pub(crate) checked: bool,
}

/// A case that may be the same.
#[derive(Serialize)]
pub(crate) struct DuplicateView {
    pub(crate) id: i64,
    pub(crate) reference: String,
    pub(crate) title: String,
    pub(crate) received_at: i64,
    pub(crate) state: &'static str,
    pub(crate) same_customer: bool,
    pub(crate) alike: i64,
}

/// The case that was taken down.
#[derive(Serialize)]
pub(crate) struct TakenView {
    pub(crate) id: i64,
    pub(crate) reference: String,
    pub(crate) title: String,
    pub(crate) kind: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) touchpoint: Option<String>,
    pub(crate) severity: Option<&'static str>,
    pub(crate) customer: Option<i64>,
    /// When its first clock runs out.
    pub(crate) due_at: Option<i64>,
    /// Whether it was there before.
    pub(crate) already: bool,
    /// Whether it can be taken back.
    pub(crate) undo: bool,
    /// Whether whoever took it down reaches it: it may belong to another unit.
    pub(crate) reached: bool,
}

/// The names of the company, by which names become titles.
pub(crate) struct Names<'a> {
    pub(crate) texts: &'a Texts,
    pub(crate) language: Language,
    pub(crate) kinds: Vec<CaseKind>,
    pub(crate) touchpoints: Vec<Touchpoint>,
    pub(crate) units: Vec<Unit>,
}

impl Names<'_> {
    fn pick(&self, persian: &str, english: &str, name: &str) -> String {
        let title = if self.language == Language::Persian { persian } else { english };
        if title.trim().is_empty() { name.to_owned() } else { title.to_owned() }
    }

    /// Kinds that are in use.
    pub(crate) fn kinds(&self) -> Vec<(String, String)> {
        let held = self.kinds.iter().filter(|kind| kind.archived_at.is_none());
        held.map(|kind| (kind.name.clone(), self.pick(&kind.title_fa, &kind.title_en, &kind.name))).collect()
    }

    /// Touchpoints.
    pub(crate) fn touchpoints(&self) -> Vec<(String, String)> {
        let all = self.touchpoints.iter();
        all.map(|held| (held.name.clone(), self.pick(&held.title_fa, &held.title_en, &held.name))).collect()
    }

    /// Units that are in use.
    pub(crate) fn units(&self) -> Vec<(String, String)> {
        let held = self.units.iter().filter(|unit| unit.archived_at.is_none());
        held.map(|unit| (unit.name.clone(), self.pick(&unit.title_fa, &unit.title_en, &unit.name))).collect()
    }

    fn severities(&self) -> Vec<(String, String)> {
        let title = |held: &Severity| self.texts.title("severity", held.as_str());
        Severity::ALL.iter().map(|held| (held.as_str().to_owned(), title(held))).collect()
    }
}

/// What is proposed, as it is shown.
pub(super) fn part(names: &Names<'_>, note: &Captured, found: &Proposals) -> ProposalsPart {
    let severities: Vec<Proposal> = found
        .severities
        .iter()
        .map(|(severity, sure)| Proposal { name: severity.as_str().to_owned(), sure: *sure })
        .collect();
    let severity = match &note.severity {
        Chosen::Open => Chosen::Open,
        Chosen::Nothing => Chosen::Nothing,
        Chosen::This(held) => Chosen::This(held.as_str().to_owned()),
    };
    let any = !note.text.trim().is_empty();
    let aspects = vec![
        aspect("kind", &names.kinds(), &found.kinds, &note.kind),
        aspect("unit", &names.units(), &found.units, &note.unit),
        aspect("severity", &names.severities(), &severities, &severity),
        aspect("touchpoint", &names.touchpoints(), &found.touchpoints, &note.touchpoint),
    ];
    let (customer_was, customers, nobody) = customers(note, &found.customers);
    let known: Vec<String> = customers.iter().flat_map(|chip| chip.identifiers.clone()).collect();
    ProposalsPart {
        customer_was,
        new_contacts: found
            .identifiers
            .iter()
            .map(|identifier| identifier.value().to_owned())
            .filter(|value| !known.contains(value))
            .collect(),
        customers,
        nobody,
        aspects: aspects.into_iter().filter(|aspect| !(aspect.chips.is_empty() && aspect.others.is_empty())).collect(),
        duplicates: found
            .duplicates
            .iter()
            .map(|held| DuplicateView {
                id: held.id.0,
                reference: held.reference.to_string(),
                title: held.title.clone(),
                received_at: held.received_at.micros(),
                state: held.state.as_str(),
                same_customer: held.same_customer,
                alike: hundredths(held.alike),
            })
            .collect(),
        any,
    }
}

fn hundredths(share: f32) -> i64 {
    (share * 100.0).round() as i64
}

/// Proposals first, what somebody chose among them; the rest in a list.
fn aspect(name: &'static str, all: &[(String, String)], proposed: &[Proposal], chosen: &Chosen<String>) -> AspectView {
    let title = |value: &str| all.iter().find(|(held, _)| held == value).map(|(_, title)| title.clone());
    let mut chips: Vec<ChipView> = proposed
        .iter()
        .filter_map(|held| {
            let title = title(&held.name)?;
            Some(ChipView { value: held.name.clone(), title, sure: Some(hundredths(held.sure)), checked: false })
        })
        .collect();
    if let Chosen::This(value) = chosen
        && let Some(title) = title(value)
    {
        match chips.iter_mut().find(|chip| chip.value == *value) {
            Some(chip) => chip.checked = true,
            None => chips.insert(0, ChipView { value: value.clone(), title, sure: None, checked: true }),
        }
    }
    let mut was = NOTHING.to_owned();
    if *chosen == Chosen::Open {
        let sure =
            |chip: &&mut ChipView| chip.sure.is_some_and(|sure| sure >= hundredths(hamdel_app::cases::SURE_ENOUGH));
        if let Some(first) = chips.first_mut().filter(sure) {
            first.checked = true;
            was.clone_from(&first.value);
        }
    } else {
        // What was chosen stays, whatever is proposed from now on.
        was = String::new();
    }
    let nothing = !chips.iter().any(|chip| chip.checked);
    let others = all
        .iter()
        .filter(|(value, _)| !chips.iter().any(|chip| chip.value == *value))
        .map(|(value, title)| ChoiceView { value: value.clone(), title: title.clone(), chosen: false })
        .collect();
    AspectView { name, was, chips, nothing, others }
}

fn customers(note: &Captured, found: &[CustomerProposed]) -> (String, Vec<CustomerChip>, bool) {
    let mut chips: Vec<CustomerChip> = found
        .iter()
        .map(|held| CustomerChip {
            id: held.customer.0,
            name: held.name.clone(),
            identifiers: held.identifiers.iter().map(|identifier| identifier.value().to_owned()).collect(),
            by: held.by.as_str(),
            sure: hundredths(held.sure),
            checked: note.customer == Chosen::This(held.customer),
        })
        .collect();
    let mut was = NOTHING.to_owned();
    match note.customer {
        Chosen::Open => {
            if let Some(first) = chips.first_mut().filter(|chip| chip.sure >= 90) {
                first.checked = true;
                was = first.id.to_string();
            }
        }
        _ => was = String::new(),
    }
    let nobody = !chips.iter().any(|chip| chip.checked);
    (was, chips, nobody)
}

/// A case that was taken down, as it is shown.
pub(super) fn taken(names: &Names<'_>, case: &Case, already: bool, undo: bool, reached: bool) -> TakenView {
    let title = |all: Vec<(String, String)>, name: &Option<String>| {
        name.as_ref()
            .map(|name| all.into_iter().find(|(held, _)| held == name).map_or_else(|| name.clone(), |(_, title)| title))
    };
    TakenView {
        id: case.id.0,
        reference: case.reference.to_string(),
        title: case.facts.title.clone(),
        kind: title(names.kinds(), &case.facts.kind),
        unit: title(names.units(), &case.facts.unit),
        touchpoint: title(names.touchpoints(), &case.facts.touchpoint),
        severity: case.severity().map(Severity::as_str),
        customer: case.customer.map(|customer| customer.0),
        due_at: case.due_at().map(hamdel_domain::Instant::micros),
        already,
        undo,
        reached,
    }
}
