//! What customers write, put together from hand-written parts, each tied to something that happened.

use super::people::Tongue;
use super::phrases::{PHRASES, Phrases};
use super::random::Draws;

/// Something a customer can praise or blame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aspect {
    /// It came when promised.
    OnTime,
    /// It came a day or two late.
    SlightlyLate,
    /// It came many days late.
    Late,
    /// The product is good.
    QualityGood,
    /// The product is broken, wrong or poor.
    QualityBad,
    /// The price is fair.
    PriceGood,
    /// The price is high.
    PriceBad,
    /// The courier was kind.
    CourierGood,
    /// The courier was rude.
    CourierBad,
    /// The branch's staff were helpful.
    StaffGood,
    /// The branch's staff were of no help.
    StaffBad,
    /// The queue in the branch was long.
    QueueLong,
    /// The agent on the telephone was helpful.
    AgentGood,
    /// The agent on the telephone was of no help.
    AgentBad,
    /// The call was answered at once.
    WaitShort,
    /// The call waited long.
    WaitLong,
    /// It was packed well.
    PackagingGood,
    /// It was packed badly.
    PackagingBad,
    /// The sample's scent is too strong.
    ScentBad,
    /// The sample has no scent, as wished.
    ScentGood,
    /// The app or website worked well.
    AppGood,
    /// The app or website failed.
    AppBad,
    /// A return went badly.
    ReturnBad,
    /// What is asked for in a complaint made for the first time.
    Demand,
    /// A complaint made again because nobody answered.
    SecondComplaint,
}

/// Something good, something bad, or both in one sentence; empty only if neither is given.
pub(super) fn compose(draws: &mut Draws, tongue: Tongue, good: Option<Aspect>, bad: Option<Aspect>) -> String {
    let good = good.map(|aspect| *draws.pick(parts(aspect, tongue)));
    let bad = bad.map(|aspect| *draws.pick(parts(aspect, tongue)));
    let mut text = match (good, bad) {
        (Some(good), Some(bad)) => {
            let link = *draws.pick(links(tongue));
            if draws.chance(0.7) { format!("{good}{link}{bad}") } else { format!("{bad}{link}{good}") }
        }
        (Some(only), None) | (None, Some(only)) => only.to_owned(),
        (None, None) => return String::new(),
    };
    if draws.chance(0.18) {
        text = format!("{}{text}", draws.pick(openers(tongue)));
    }
    if draws.chance(0.3) {
        let closers = if bad.is_some() { closers_when_bad(tongue) } else { closers_when_good(tongue) };
        let closer = *draws.pick(closers);
        text.push_str(closer);
    } else if draws.chance(0.4) {
        text.push('.');
    }
    text
}

/// A first complaint: what went wrong, and what is asked for.
pub(super) fn complain(draws: &mut Draws, tongue: Tongue, cause: Option<Aspect>) -> String {
    let demand = *draws.pick(parts(Aspect::Demand, tongue));
    match cause {
        Some(cause) => format!("{}. {demand}", draws.pick(parts(cause, tongue))),
        None => demand.to_owned(),
    }
}

fn parts(aspect: Aspect, tongue: Tongue) -> &'static [&'static str] {
    let phrases: Option<&Phrases> = PHRASES.iter().find(|phrases| phrases.aspect == aspect);
    phrases.map_or(&["…"], |phrases| match tongue {
        Tongue::Persian => phrases.persian,
        Tongue::Finglish => phrases.finglish,
        Tongue::English => phrases.english,
    })
}

fn links(tongue: Tongue) -> &'static [&'static str] {
    match tongue {
        Tongue::Persian => &[" ولی ", "، ولی ", "، اما ", " منتها "],
        Tongue::Finglish => &[" vali ", ", ama ", " vali khob "],
        Tongue::English => &[" but ", ", but ", ", although "],
    }
}

fn openers(tongue: Tongue) -> &'static [&'static str] {
    match tongue {
        Tongue::Persian => &["سلام، ", "سلام وقت بخیر. ", "با سلام و احترام، ", "راستش "],
        Tongue::Finglish => &["salam, ", "salam khaste nabashid, ", "rastesh "],
        Tongue::English => &["Hello, ", "Hi, ", "To be honest, "],
    }
}

fn closers_when_good(tongue: Tongue) -> &'static [&'static str] {
    match tongue {
        Tongue::Persian => &[". ممنون", ". دستتون درد نکنه 🌹", ". حتماً دوباره خرید می‌کنم.", ". خسته نباشید", " 👌"],
        Tongue::Finglish => &[". mersi", ". dametun garm", ". bazam kharid mikonam"],
        Tongue::English => &[". Thank you!", ". Will buy again.", ". Well done."],
    }
}

fn closers_when_bad(tongue: Tongue) -> &'static [&'static str] {
    match tongue {
        Tongue::Persian => &[
            ". لطفاً رسیدگی کنید.",
            ". از شما انتظار نداشتم",
            ". دیگه خرید نمی‌کنم",
            ". واقعاً متأسفم",
            "!!",
            ". پیگیری کنید لطفا",
        ],
        Tongue::Finglish => &[". lotfan peygiri konid", ". dige kharid nemikonam", "!!"],
        Tongue::English => &[". Please look into it.", ". I expected better.", ". Very disappointed."],
    }
}
