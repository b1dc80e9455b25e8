//! Which interactions make invitations, in the projector's one transaction.
//!
//! The key of an invitation follows from its trigger and its interaction, so that a replay makes none twice; what
//! happened before the trigger was switched on, or longer ago than it looks back, makes none.

use std::collections::{BTreeSet, HashMap};

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use xxhash_rust::xxh3::xxh3_64;

use hamdel_domain::invitations::{InvitationPlace, KeptTrigger, NewInvitation, Trigger, TriggerOn};
use hamdel_domain::{Channel, CustomerId, Instant, Interaction, RecordedInteraction};
use hamdel_store::invitations::{plan, stages_today};
use hamdel_store::{StoreError, Transaction};
use hamdel_text::calendar::{JalaliDate, Zone};

use crate::surveys::was_collected;

/// The triggers that are switched on.
#[derive(Clone, Debug, Default)]
pub struct TriggerRules {
    triggers: Vec<(KeptTrigger, Instant)>,
}

impl TriggerRules {
    /// Those of these triggers that are switched on.
    #[must_use]
    pub fn new(triggers: Vec<KeptTrigger>) -> Self {
        let on = |kept: KeptTrigger| kept.enabled_since.map(|since| (kept, since));
        Self { triggers: triggers.into_iter().filter_map(on).collect() }
    }

    /// Whether there is nothing to match.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.triggers.is_empty()
    }
}

/// Plans the invitations that these rows make, which must not yet be taken into the profiles: a stage is entered
/// by who was in another one before.
///
/// # Errors
/// When the database fails.
pub(crate) async fn plan_matches(
    tx: &mut Transaction,
    rules: &TriggerRules,
    rows: &[RecordedInteraction],
    now: Instant,
) -> Result<(), StoreError> {
    let mut matches = Vec::new();
    for row in rows {
        let Some(customer) = row.customer else { continue };
        for (kept, since) in &rules.triggers {
            let at = row.interaction.occurred_at;
            let fresh = at >= *since && now.micros_since(at) <= kept.trigger.oldest;
            let occasion = fresh && kept.trigger.when.concerns(&row.interaction) && !was_collected(&row.interaction);
            if occasion && sampled(kept, customer, &row.interaction) {
                matches.push((kept, customer, &row.interaction));
            }
        }
    }
    if matches.is_empty() {
        return Ok(());
    }
    let entered = entered_stages(tx, &matches, rows).await?;
    let mut new: Vec<NewInvitation> = Vec::new();
    for (kept, customer, interaction) in matches {
        let occasion = match &kept.trigger.when {
            TriggerOn::StageEntered { .. } if !entered.contains(&interaction.id.0) => None,
            TriggerOn::Date { name, days, minute, zone } => {
                dated(kept, customer, interaction, &DateOf { name, days: *days, minute: *minute, zone }, now)
            }
            _ => Some(Occasion {
                key: format!("t{}:{}", kept.id, interaction.id),
                send_at: interaction.occurred_at.max(now).plus_micros(kept.trigger.delay),
                date: None,
            }),
        };
        new.extend(occasion.map(|occasion| invitation(kept, customer, interaction, occasion)));
    }
    // A statement that is given a key twice would still be right, but say a wrong number.
    let mut keys = BTreeSet::new();
    new.retain(|one| keys.insert(one.key.clone()));
    plan(tx, &new, now).await.map(|_| ())
}

/// When and under which key an invitation is planned.
struct Occasion {
    key: String,
    send_at: Instant,
    date: Option<NaiveDate>,
}

/// What a trigger says of a date.
struct DateOf<'a> {
    name: &'a str,
    days: i32,
    minute: u16,
    zone: &'a str,
}

fn invitation(
    kept: &KeptTrigger,
    customer: CustomerId,
    interaction: &Interaction,
    occasion: Occasion,
) -> NewInvitation {
    let trigger: &Trigger = &kept.trigger;
    NewInvitation {
        key: occasion.key,
        survey: trigger.survey,
        version: trigger.version,
        trigger: Some(kept.id),
        customer,
        channel: trigger.channel,
        address: None,
        language: trigger.language.clone(),
        place: InvitationPlace {
            touchpoint: interaction.touchpoint.clone(),
            stage: interaction.stage.clone(),
            unit: interaction.unit.clone(),
            employee: interaction.employee.clone(),
        },
        context: context(interaction, occasion.date),
        send_at: occasion.send_at,
        reminder_after: trigger.reminder_after,
        expires_at: occasion.send_at.plus_micros(trigger.expires_after),
    }
}

/// What an invitation says of the interaction it is about.
fn context(interaction: &Interaction, date: Option<NaiveDate>) -> String {
    serde_json::json!({
        "interaction": interaction.id.to_string(),
        "at": interaction.occurred_at.to_string(),
        "kind": interaction.kind,
        "touchpoint": interaction.touchpoint,
        "channel": interaction.channel.map(Channel::as_str),
        "stage": interaction.stage,
        "unit": interaction.unit,
        "employee": interaction.employee,
        "date": date.map(|date| date.to_string()),
    })
    .to_string()
}

/// Which share of occasions is taken follows from their names, so that it is the same on every replay.
fn sampled(kept: &KeptTrigger, customer: CustomerId, interaction: &Interaction) -> bool {
    let name = format!("{}:{customer}:{}", kept.id, interaction.id);
    xxh3_64(name.as_bytes()) % 1_000_000 < u64::from(kept.trigger.sample)
}

fn dated(
    kept: &KeptTrigger,
    customer: CustomerId,
    interaction: &Interaction,
    of: &DateOf<'_>,
    now: Instant,
) -> Option<Occasion> {
    let stated = interaction.traits.iter().find(|stated| stated.name == of.name)?;
    let date = date_of(&stated.value)?;
    let zone: Zone = of.zone.parse().unwrap_or(Zone::UTC);
    let day = date.checked_add_signed(TimeDelta::days(i64::from(of.days)))?;
    let local = day.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::minutes(i64::from(of.minute)))?;
    let send_at = zone.instant(local).plus_micros(kept.trigger.delay);
    let key = format!("t{}:c{customer}:{date}", kept.id);
    (send_at >= now).then_some(Occasion { key, send_at, date: Some(date) })
}

/// The day a trait holds, as JSON text: ISO 8601, or a day of the Jalali calendar.
pub(super) fn date_of(json: &str) -> Option<NaiveDate> {
    let text: String = serde_json::from_str(json).ok()?;
    if let Ok((jalali, _)) = JalaliDate::parse(&text)
        && jalali.year() < 1_700
    {
        return Some(jalali.to_gregorian());
    }
    Instant::parse_iso(&text).map(|moment| moment.to_utc().date_naive())
}

/// The interactions by which a customer who was in another stage came into the one a trigger names, in the order
/// in which things happened.
async fn entered_stages(
    tx: &mut Transaction,
    matches: &[(&KeptTrigger, CustomerId, &Interaction)],
    rows: &[RecordedInteraction],
) -> Result<BTreeSet<u128>, StoreError> {
    let asked: BTreeSet<CustomerId> = matches
        .iter()
        .filter(|(kept, ..)| matches!(kept.trigger.when, TriggerOn::StageEntered { .. }))
        .map(|(_, customer, _)| *customer)
        .collect();
    if asked.is_empty() {
        return Ok(BTreeSet::new());
    }
    let asked: Vec<CustomerId> = asked.into_iter().collect();
    let mut stages: HashMap<CustomerId, String> = stages_today(tx, &asked).await?.into_iter().collect();
    let mut placed: Vec<(CustomerId, &Interaction, &String)> = rows
        .iter()
        .filter_map(|row| Some((row.customer?, &row.interaction, row.interaction.stage.as_ref()?)))
        .filter(|(customer, ..)| asked.binary_search(customer).is_ok())
        .collect();
    placed.sort_by_key(|(_, interaction, _)| (interaction.occurred_at, interaction.id));
    let mut entered = BTreeSet::new();
    for (customer, interaction, stage) in placed {
        if stages.insert(customer, stage.clone()).as_ref() != Some(stage) {
            entered.insert(interaction.id.0);
        }
    }
    Ok(entered)
}
