//! One customer's whole story.

mod story;

use std::collections::HashMap;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::customers::{
    ClaimReason, Looked, Profile, Sight, TimelineCursor, TimelinePage, TraitSource, look_at_profile, timeline,
    touchpoints, trait_sources,
};
use hamdel_domain::{Channel, CustomerId, Identifier, InteractionId};
use hamdel_text::Zone;

use super::customers::IdentifierView;
use crate::error::Failure;
use crate::params::{CustomerPath, Params, query};
use crate::reader::Signed;
use crate::shell::{Area, show as show_page};
use crate::state::WebState;
use crate::templates::Page;

pub(crate) use story::{Story, StoryScore};
#[cfg(test)]
pub(crate) use story::{StoryDay, StoryFact, StoryItem};

/// The page.
#[derive(Serialize)]
pub(crate) struct ProfilePage {
    pub(crate) id: i64,
    pub(crate) name: Option<String>,
    pub(crate) standing: &'static str,
    pub(crate) stage: Option<String>,
    pub(crate) first_seen: Option<i64>,
    pub(crate) last_seen: Option<i64>,
    /// The channel of the last contact, where the page knows it.
    pub(crate) last_channel: Option<&'static str>,
    pub(crate) interactions: i64,
    /// Sums by currency, in ten-thousandths.
    pub(crate) values: Vec<Money>,
    pub(crate) channels: Vec<ChannelChoice>,
    pub(crate) all_href: String,
    pub(crate) channel: Option<&'static str>,
    pub(crate) story: Story,
    pub(crate) identifiers: Vec<IdentifierWhy>,
    pub(crate) refused: Vec<Reason>,
    pub(crate) traits: Vec<TraitView>,
    /// Customers that were joined into this one.
    pub(crate) joined: Vec<i64>,
}

impl Page for ProfilePage {
    const TEMPLATE: &'static str = "pages/customers/profile.html";
}

/// A sum of money.
#[derive(Serialize)]
pub(crate) struct Money {
    pub(crate) parts: i64,
    pub(crate) currency: String,
}

/// A channel to look at alone.
#[derive(Serialize)]
pub(crate) struct ChannelChoice {
    pub(crate) name: String,
    pub(crate) count: i64,
    pub(crate) href: String,
    pub(crate) chosen: bool,
}

/// An identifier and why it belongs here.
#[derive(Serialize)]
pub(crate) struct IdentifierWhy {
    pub(crate) identifier: IdentifierView,
    pub(crate) reasons: Vec<Reason>,
}

/// Why two identifiers are one customer, or are not.
#[derive(Serialize)]
pub(crate) struct Reason {
    pub(crate) verdict: &'static str,
    pub(crate) stronger: IdentifierView,
    pub(crate) weaker: IdentifierView,
    pub(crate) at: i64,
    pub(crate) source: String,
    pub(crate) other: Option<i64>,
}

/// A trait and since when it is known.
#[derive(Serialize)]
pub(crate) struct TraitView {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) at: i64,
    /// Who said it; nothing where the interaction is not found.
    pub(crate) said: Option<Said>,
}

/// The interaction that said a trait.
#[derive(Serialize)]
pub(crate) struct Said {
    pub(crate) source: String,
    pub(crate) kind: String,
    /// The place in the story where it stands.
    pub(crate) href: String,
}

/// `GET /customers/{customer}`; a customer that is another today leads there, for now: the link can be undone.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    CustomerPath(customer): CustomerPath,
    params: Params,
) -> Result<Response, Failure> {
    let profile = match look_at_profile(&state.app, customer, &signed.user).await? {
        Looked::Moved(today) => return Ok(Redirect::temporary(&format!("/customers/{today}")).into_response()),
        Looked::Here(profile) => *profile,
    };
    let (story, read) = story_of(&state, &signed, customer, &profile.members, &params).await?;
    let sources = trait_sources(&state.app, &profile.members, &profile.state, &read.interactions).await?;
    let channel = params.known("channel", Channel::parse);
    show_page(&state, &signed.reader, Area::Customers, &page_of(profile, story, channel, &sources))
}

/// `GET /customers/{customer}/timeline`: older interactions, for the end of the list.
pub(crate) async fn older(
    State(state): State<WebState>,
    signed: Signed,
    CustomerPath(customer): CustomerPath,
    params: Params,
) -> Result<Response, Failure> {
    let members = match look_at_profile(&state.app, customer, &signed.user).await? {
        Looked::Moved(today) => return Ok(Redirect::temporary(&format!("/customers/{today}")).into_response()),
        Looked::Here(profile) => profile.members,
    };
    let (story, _) = story_of(&state, &signed, customer, &members, &params).await?;
    show_page(&state, &signed.reader, Area::Customers, &story)
}

async fn story_of(
    state: &WebState,
    signed: &Signed,
    customer: CustomerId,
    members: &[CustomerId],
    params: &Params,
) -> Result<(Story, TimelinePage), Failure> {
    let before = params.get("before").map(str::parse::<TimelineCursor>).transpose()?;
    let channel = params.known("channel", Channel::parse);
    let page = timeline(&state.app, members, before, channel, &Sight::of(&signed.user)).await?;
    let places = touchpoints(&state.app).await?;
    let zone: Zone = state.app.zone;
    let mut story = Story::new(signed.reader.language, zone, before, &page, &places);
    if let Some(older) = page.older {
        let fields = query(&[("channel", channel.map(Channel::as_str)), ("before", Some(&older.to_string()))]);
        story.older_page = Some(format!("/customers/{customer}{fields}"));
        story.older_part = Some(format!("/customers/{customer}/timeline{fields}"));
    }
    Ok((story, page))
}

fn page_of(
    profile: Profile,
    story: Story,
    channel: Option<Channel>,
    sources: &HashMap<InteractionId, TraitSource>,
) -> ProfilePage {
    let id = profile.customer;
    let state = profile.state;
    let choice = |(name, tally): (&String, &hamdel_domain::profile::Tally)| ChannelChoice {
        name: name.clone(),
        count: tally.count as i64,
        href: format!("/customers/{id}{}", query(&[("channel", Some(name))])),
        chosen: channel.is_some_and(|channel| channel.as_str() == name),
    };
    let mut channels: Vec<ChannelChoice> = state.channels.iter().map(choice).collect();
    channels.sort_by_key(|channel| std::cmp::Reverse(channel.count));
    let said = |source: &TraitSource| Said {
        source: source.source.clone(),
        kind: source.kind.clone(),
        href: format!("/customers/{id}{}", query(&[("before", Some(&source.place.to_string()))])),
    };
    let known = |(name, known): (&String, &hamdel_domain::profile::KnownTrait)| {
        let said = sources.get(&known.by).map(said);
        Some(TraitView { name: name.clone(), text: state.trait_text(name)?, at: known.at.micros(), said })
    };
    ProfilePage {
        id: id.0,
        standing: profile.standing.as_str(),
        stage: state.stage.as_ref().map(|placed| placed.stage.clone()),
        first_seen: state.first_seen.map(|at| at.micros()),
        last_seen: state.last_seen.map(|at| at.micros()),
        last_channel: story.newest_channel.filter(|_| channel.is_none()),
        interactions: state.interactions as i64,
        values: state
            .value
            .iter()
            .map(|(currency, amount)| Money { parts: amount.ten_thousandths(), currency: currency.clone() })
            .collect(),
        all_href: format!("/customers/{id}"),
        channel: channel.map(Channel::as_str),
        identifiers: profile
            .identifiers
            .iter()
            .map(|held| IdentifierWhy {
                identifier: view(&held.identifier),
                reasons: held.reasons.iter().map(reason).collect(),
            })
            .collect(),
        refused: profile.refused.iter().map(reason).collect(),
        traits: state.traits.iter().filter_map(known).collect(),
        joined: profile.members.iter().filter(|member| **member != id).map(|member| member.0).collect(),
        name: profile.name,
        channels,
        story,
    }
}

fn view(identifier: &Identifier) -> IdentifierView {
    IdentifierView { kind: identifier.kind().as_str().to_owned(), value: identifier.value().to_owned() }
}

fn reason(reason: &ClaimReason) -> Reason {
    Reason {
        verdict: reason.verdict.as_str(),
        stronger: view(&reason.stronger),
        weaker: view(&reason.weaker),
        at: reason.at.micros(),
        source: reason.source.clone(),
        other: reason.other.map(|other| other.0),
    }
}
