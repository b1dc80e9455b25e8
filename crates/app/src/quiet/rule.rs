//! Whether somebody is about to leave in silence, from what was known at a moment.
//!
//! Two things together make a risk: a reason to leave (a complaint without an answer, or with a bad one; words and
//! scores that fall), and a silence that their own rhythm does not explain. Whoever came once has no rhythm: of them
//! nothing is said, least of all that they are safe.

use hamdel_domain::Instant;
use hamdel_stats::rhythm::{Returns, Rhythm};

use super::history::{DAY_MICROS, Feeling, History, day_of};

/// A complaint older than this without an answer counts as unanswered; an answer after more than this is late. Days.
const PATIENCE: i64 = 7;
/// Complaints are held against the company for so long, in days.
const REMEMBERED: i64 = 365;
/// Who has been silent for longer has left; that is no quiet risk any more. Days.
const LEFT_AFTER: i64 = 365;
/// A silence is longer than usual where somebody unchanged would be silent so long with less than this probability.
const UNUSUAL: f64 = 0.25;
/// Without a complaint, it takes a silence as unlikely as this, and feelings that fall.
const VERY_UNUSUAL: f64 = 0.05;
/// After a complaint, a silence of so many days is a sign whatever the rhythm.
const SILENT_AFTER_COMPLAINT: i64 = 30;
/// Feelings of the last days count as those of now.
const NOW_DAYS: i64 = 120;
/// Fewest feelings on each side of a fall.
const LEAST_FEELINGS: usize = 2;
/// How far feelings fall, on the scale from -1 to 1.
const FALL: f64 = 0.5;

/// A reason to think that somebody is leaving.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sign {
    /// Complaints that nobody answered.
    Unanswered {
        /// How many.
        complaints: u32,
        /// When the last of them was made.
        last: Instant,
    },
    /// Complaints answered late, refused, or whose answer was rejected.
    BadlyAnswered {
        /// How many.
        complaints: u32,
        /// When the last of them was made.
        last: Instant,
    },
    /// Scores and words got worse, from -1 to 1.
    Falling {
        /// Their mean before.
        before: f64,
        /// Their mean now.
        now: f64,
    },
    /// Silent for longer than is usual for them.
    Silence {
        /// Days since the last time.
        days: i64,
        /// Days between two times until now, on average.
        usual: f64,
        /// The probability that somebody unchanged is silent for so long.
        chance: f64,
    },
    /// Nothing was heard after the complaint.
    SilentSinceComplaint {
        /// Days since the last time.
        days: i64,
    },
}

impl Sign {
    /// The name in the API and the locales (`quiet-sign-` and this name).
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Unanswered { .. } => "unanswered",
            Self::BadlyAnswered { .. } => "badly_answered",
            Self::Falling { .. } => "falling",
            Self::Silence { .. } => "silence",
            Self::SilentSinceComplaint { .. } => "silent_since_complaint",
        }
    }
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Answer the complaint, by telephone, with an apology.
    CallAndAnswer,
    /// Look at the answer again, and make up for it.
    MakeUp,
    /// Ask what has changed.
    Ask,
}

impl Step {
    /// The name in the API and the locales (`quiet-step-` and this name).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CallAndAnswer => "call_and_answer",
            Self::MakeUp => "make_up",
            Self::Ask => "ask",
        }
    }
}

/// Somebody at risk, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Risk {
    /// The reasons, the strongest first; at least two.
    pub signs: Vec<Sign>,
    /// Days since the last time.
    pub silent_days: i64,
    /// What to do next.
    pub step: Step,
}

/// What is said of a customer.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// About to leave in silence.
    AtRisk(Risk),
    /// Came once: there is no rhythm to judge by, and nothing is said.
    CameOnce,
    /// Silent for so long that they have left.
    Left,
    /// No sign was found.
    NoSign,
}

/// How often customers come back, from what is known at a moment; none where nobody ever did.
pub(super) fn rhythm_of(histories: &[History], at: Instant) -> Option<Rhythm> {
    let today = day_of(at);
    let counts = histories.iter().filter_map(|history| {
        let first = *history.days.first()?;
        let within = (today - first) as f64;
        (within > 0.0).then(|| Returns { returns: history.days.len() as u64 - 1, within })
    });
    Rhythm::of(counts).ok()
}

/// What is said of a customer at a moment, from what was known then.
pub(super) fn judge(history: &History, rhythm: Option<&Rhythm>, at: Instant) -> Verdict {
    let (Some(first), Some(last)) = (history.days.first(), history.days.last()) else { return Verdict::CameOnce };
    let silent_days = day_of(at) - last;
    if silent_days > LEFT_AFTER {
        return Verdict::Left;
    }
    let mut signs = grievances(history, at);
    let complained = !signs.is_empty();
    let returns = history.days.len() as u64 - 1;
    if returns == 0 && !complained {
        return Verdict::CameOnce;
    }
    let own = Returns { returns, within: (last - first) as f64 };
    let chance = rhythm.map_or(1.0, |rhythm| rhythm.silent_longer(own, silent_days as f64));
    let falls = falling(&history.feelings, at);
    let step = match signs.first() {
        Some(Sign::Unanswered { .. }) => Step::CallAndAnswer,
        Some(_) => Step::MakeUp,
        None => Step::Ask,
    };
    let needed = if complained { UNUSUAL } else { VERY_UNUSUAL };
    signs.extend(falls);
    let has_reason = !signs.is_empty();
    if returns > 0 && chance < needed {
        signs.push(Sign::Silence { days: silent_days, usual: own.within / returns as f64, chance });
    } else if complained && silent_days >= SILENT_AFTER_COMPLAINT && silent_since(history, *last) {
        signs.push(Sign::SilentSinceComplaint { days: silent_days });
    } else {
        return Verdict::NoSign;
    }
    if has_reason { Verdict::AtRisk(Risk { signs, silent_days, step }) } else { Verdict::NoSign }
}

/// Whether the last thing the customer did was to complain.
fn silent_since(history: &History, last_day: i64) -> bool {
    history.complaints.last().is_some_and(|complaint| day_of(complaint.at) >= last_day)
}

/// Complaints without an answer, and with a bad one.
fn grievances(history: &History, at: Instant) -> Vec<Sign> {
    let age = |moment: Instant| at.micros_since(moment) / DAY_MICROS;
    let remembered = || history.complaints.iter().filter(|held| age(held.at) <= REMEMBERED);
    let waiting = remembered().filter(|held| held.answered_at.is_none() && age(held.at) >= PATIENCE);
    let badly = remembered().filter(|held| {
        held.answered_at
            .is_some_and(|answered| held.refused_at.is_some() || answered.micros_since(held.at) > PATIENCE * DAY_MICROS)
    });
    let mut signs = Vec::new();
    let (count, last) = counted(waiting.map(|held| held.at));
    signs.extend(last.map(|last| Sign::Unanswered { complaints: count, last }));
    let (count, last) = counted(badly.map(|held| held.at));
    signs.extend(last.map(|last| Sign::BadlyAnswered { complaints: count, last }));
    signs
}

fn counted(moments: impl Iterator<Item = Instant>) -> (u32, Option<Instant>) {
    moments.fold((0, None), |(count, last), at| (count + 1, last.max(Some(at))))
}

/// Whether scores and words got worse.
fn falling(feelings: &[Feeling], at: Instant) -> Option<Sign> {
    let border = at.plus_micros(-NOW_DAYS * DAY_MICROS);
    let mean = |held: &[&Feeling]| held.iter().map(|feeling| feeling.polarity).sum::<f64>() / held.len() as f64;
    let (before, now): (Vec<&Feeling>, Vec<&Feeling>) = feelings.iter().partition(|feeling| feeling.at < border);
    if before.len() < LEAST_FEELINGS || now.len() < LEAST_FEELINGS {
        return None;
    }
    let (before, now) = (mean(&before), mean(&now));
    (before - now >= FALL).then_some(Sign::Falling { before, now })
}
