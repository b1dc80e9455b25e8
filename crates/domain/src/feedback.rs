//! Feedback in the hands of the company: where a comment stands, and what may be done with it.

use serde::{Deserialize, Serialize};

/// Longest tag, in characters.
pub const LONGEST_TAG: usize = 40;
/// Most tags of one comment.
pub const MOST_TAGS: usize = 20;

/// Where a comment stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// Nobody has looked at it.
    #[default]
    New,
    /// Somebody has read it.
    Seen,
    /// Somebody has it.
    Assigned,
    /// The customer got a reply.
    Answered,
    /// Nothing is left to do.
    Done,
}

impl ItemState {
    /// Every state, in the order of the work.
    pub const ALL: [Self; 5] = [Self::New, Self::Seen, Self::Assigned, Self::Answered, Self::Done];

    /// The name in the database, the API, addresses and locales.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Seen => "seen",
            Self::Assigned => "assigned",
            Self::Answered => "answered",
            Self::Done => "done",
        }
    }

    /// What has that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|held| held.as_str() == name)
    }
}

/// What is known of a comment besides its words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handling {
    /// Where it stands.
    pub state: ItemState,
    /// The number of whoever has it.
    pub owner: Option<i64>,
    /// Its tags, in the order they were given.
    pub tags: Vec<String>,
}

/// What is done with a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Triage {
    /// It was read.
    Seen,
    /// Somebody gets it, or nobody has it any more.
    Assign(Option<i64>),
    /// The customer got a reply.
    Answered,
    /// Nothing is left to do.
    Done,
    /// There is something to do after all.
    Reopen,
    /// It gets a tag.
    Tag(String),
    /// It loses a tag.
    Untag(String),
}

impl Triage {
    /// The name in the API, the audit log and locales.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Assign(Some(_)) => "assign",
            Self::Assign(None) => "release",
            Self::Answered => "answered",
            Self::Done => "done",
            Self::Reopen => "reopen",
            Self::Tag(_) => "tag",
            Self::Untag(_) => "untag",
        }
    }

    /// What comes of it; `None` where nothing changes.
    ///
    /// Reading moves only what is new. Who gets a comment that is done gets it open again. A reply leaves what is
    /// done as it is.
    #[must_use]
    pub fn applied(&self, before: &Handling) -> Option<Handling> {
        let mut after = before.clone();
        match self {
            Self::Seen if before.state == ItemState::New => after.state = ItemState::Seen,
            Self::Seen => {}
            Self::Assign(Some(owner)) => {
                after.owner = Some(*owner);
                if before.owner != Some(*owner) || before.state < ItemState::Assigned || before.state == ItemState::Done
                {
                    after.state = ItemState::Assigned;
                }
            }
            Self::Assign(None) => {
                after.owner = None;
                if before.state == ItemState::Assigned {
                    after.state = ItemState::Seen;
                }
            }
            Self::Answered if before.state != ItemState::Done => after.state = ItemState::Answered,
            Self::Answered => {}
            Self::Done => after.state = ItemState::Done,
            Self::Reopen if before.state == ItemState::Done => {
                after.state = if before.owner.is_some() { ItemState::Assigned } else { ItemState::Seen };
            }
            Self::Reopen => {}
            Self::Tag(tag) => {
                if after.tags.len() < MOST_TAGS && !after.tags.contains(tag) {
                    after.tags.push(tag.clone());
                }
            }
            Self::Untag(tag) => after.tags.retain(|held| held != tag),
        }
        (after != *before).then_some(after)
    }
}

/// A tag as it is kept: one line without commas, without blanks around it.
///
/// # Errors
/// Says what it needs.
pub fn tag(text: &str) -> Result<String, &'static str> {
    let tag = text.trim().trim_start_matches('#').trim();
    if tag.is_empty() || tag.chars().count() > LONGEST_TAG {
        return Err("needs 1 to 40 characters");
    }
    if tag.contains(',') || tag.chars().any(char::is_control) {
        return Err("holds no comma and no line break");
    }
    Ok(tag.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn triage() -> impl Strategy<Value = Triage> {
        prop_oneof![
            Just(Triage::Seen),
            proptest::option::of(1..4_i64).prop_map(Triage::Assign),
            Just(Triage::Answered),
            Just(Triage::Done),
            Just(Triage::Reopen),
            "[a-c]".prop_map(Triage::Tag),
            "[a-c]".prop_map(Triage::Untag),
        ]
    }

    proptest! {
        #[test]
        fn whatever_is_done_the_state_fits_its_owner_and_doing_it_again_changes_nothing(
            done in proptest::collection::vec(triage(), 0..30)
        ) {
            let mut held = Handling::default();
            for what in done {
                if let Some(after) = what.applied(&held) {
                    held = after;
                }
                prop_assert!(what.applied(&held).is_none(), "{what:?} changes {held:?} again");
                prop_assert!(held.state != ItemState::Assigned || held.owner.is_some(), "{held:?}");
                let mut tags = held.tags.clone();
                tags.sort();
                tags.dedup();
                prop_assert_eq!(tags.len(), held.tags.len());
            }
        }
    }

    #[test]
    fn tags_are_one_short_line() {
        assert_eq!(tag("  #پیک تهران "), Ok("پیک تهران".to_owned()));
        assert!(tag(" # ").is_err() && tag("a,b").is_err() && tag("a\nb").is_err());
        assert!(tag(&"ب".repeat(40)).is_ok() && tag(&"ب".repeat(41)).is_err());
    }
}
