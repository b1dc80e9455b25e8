//! The clauses of a comment and what the lexicon says of each: negation, strength and contrast applied.

use crate::lexicon::{Role, role_at};
use crate::words::{Gap, Kind, Token, Words};

#[cfg(test)]
mod tests;

/// Words that a negator reaches over, either way.
const NEGATION_REACHES: usize = 4;
/// What is left of a good word when it is negated: خوب نبود is bad, though less than بد.
const NEGATED_GOOD: f32 = -0.8;
/// What is left of a bad word when it is negated: بد نبود is hardly praise.
const NEGATED_BAD: f32 = -0.5;
/// Weight of a clause that a contrast opens, and of the one before it.
const AFTER_CONTRAST: f32 = 1.5;
const BEFORE_CONTRAST: f32 = 0.7;

/// A word or phrase that speaks well or badly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Opinion {
    /// Its first token.
    pub(crate) at: usize,
    /// How many tokens it spans.
    pub(crate) length: usize,
    /// From -1.5 to 1.5, negation and strength applied.
    pub(crate) value: f32,
}

/// A part of a comment between marks and contrasts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Clause {
    /// Its first token.
    pub(crate) start: usize,
    /// The token after its last.
    pub(crate) end: usize,
    /// Whether a contrast word opens it.
    pub(crate) contrast: bool,
    /// Its weight in the whole.
    pub(crate) weight: f32,
    /// Sum of what speaks well, not below 0.
    pub(crate) good: f32,
    /// Sum of what speaks badly, not below 0.
    pub(crate) bad: f32,
}

/// What the lexicon found in one comment; reused from comment to comment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clauses {
    roles: Vec<Option<(u16, Role)>>,
    pub(crate) negated: Vec<bool>,
    pub(crate) clauses: Vec<Clause>,
    pub(crate) opinions: Vec<Opinion>,
}

impl Clauses {
    /// Reads a comment in place of the one before.
    pub(crate) fn read(&mut self, words: &Words) {
        let tokens = words.tokens();
        self.mark_roles(tokens);
        self.split(tokens);
        self.mark_negation(tokens);
        self.value(tokens);
    }

    fn mark_roles(&mut self, tokens: &[Token]) {
        self.roles.clear();
        while self.roles.len() < tokens.len() {
            match role_at(tokens, self.roles.len()) {
                Some((length, role)) => {
                    self.roles.push(Some((length as u16, role)));
                    self.roles.resize(self.roles.len() + length - 1, None);
                }
                None => self.roles.push(None),
            }
        }
    }

    fn role(&self, at: usize) -> Option<Role> {
        self.roles.get(at).copied().flatten().map(|(_, role)| role)
    }

    fn split(&mut self, tokens: &[Token]) {
        self.clauses.clear();
        for (at, token) in tokens.iter().enumerate() {
            let contrast = self.role(at) == Some(Role::Contrast);
            // An emoji belongs to the words before it, however they are parted.
            let parted = token.gap != Gap::Blank && token.kind != Kind::Emoji;
            if at == 0 || contrast || parted {
                if contrast && let Some(before) = self.clauses.last_mut() {
                    before.weight = BEFORE_CONTRAST;
                }
                let weight = if contrast && at > 0 { AFTER_CONTRAST } else { 1.0 };
                self.clauses.push(Clause { start: at, end: at, contrast, weight, good: 0.0, bad: 0.0 });
            }
            if let Some(clause) = self.clauses.last_mut() {
                clause.end = at + 1;
            }
        }
    }

    fn mark_negation(&mut self, tokens: &[Token]) {
        self.negated.clear();
        self.negated.resize(tokens.len(), false);
        for index in 0..self.clauses.len() {
            let Some(Clause { start, end, .. }) = self.clauses.get(index).copied() else { break };
            for at in start..end {
                match self.role(at) {
                    Some(Role::NegatesBefore) => {
                        for before in (start.max(at.saturating_sub(NEGATION_REACHES))..at).rev() {
                            if tokens.get(before).is_some_and(|token| ends_statement(token.id))
                                || self.role(before) == Some(Role::NegatesBefore)
                            {
                                break;
                            }
                            self.turn(before);
                        }
                    }
                    Some(Role::NegatesAfter) => {
                        for after in at + 1..end.min(at + 1 + NEGATION_REACHES) {
                            self.turn(after);
                            if matches!(self.role(after), Some(Role::Opinion(_))) {
                                break;
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// Negators agree with one another in Persian (هیچ مشکلی نداشت): two of them are one.
    fn turn(&mut self, at: usize) {
        if let Some(negated) = self.negated.get_mut(at) {
            *negated = true;
        }
    }

    fn value(&mut self, tokens: &[Token]) {
        self.opinions.clear();
        for index in 0..self.clauses.len() {
            let Some(clause) = self.clauses.get(index).copied() else { break };
            let (mut good, mut bad) = (0.0_f32, 0.0_f32);
            for at in clause.start..clause.end {
                let Some(Some((length, Role::Opinion(polarity)))) = self.roles.get(at).copied() else { continue };
                let Some(token) = tokens.get(at) else { continue };
                let mut value = f32::from(polarity) / 3.0 * self.strength(clause.start, at, token);
                if self.negated.get(at) == Some(&true) {
                    value *= if value > 0.0 { NEGATED_GOOD } else { NEGATED_BAD };
                }
                good += value.max(0.0);
                bad -= value.min(0.0);
                self.opinions.push(Opinion { at, length: usize::from(length), value });
            }
            if let Some(clause) = self.clauses.get_mut(index) {
                (clause.good, clause.bad) = (good, bad);
            }
        }
    }

    fn strength(&self, start: usize, at: usize, token: &Token) -> f32 {
        let mut strength: f32 = if token.drawn_out || token.shouted { 1.2 } else { 1.0 };
        for before in start.max(at.saturating_sub(2))..at {
            match self.role(before) {
                Some(Role::Intensifier) => strength *= 1.25,
                Some(Role::Diminisher) => strength *= 0.7,
                _ => {}
            }
        }
        strength.min(1.5)
    }

    /// Good and bad of the whole comment, clauses weighed.
    pub(crate) fn total(&self) -> (f32, f32) {
        self.clauses.iter().fold((0.0, 0.0), |(good, bad), clause| {
            (good + clause.weight * clause.good, bad + clause.weight * clause.bad)
        })
    }
}

/// Polarity in -1 to 1 from sums of good and bad words (the squashing of VADER; Hutto and Gilbert 2014).
pub(crate) fn polarity(good: f32, bad: f32) -> f32 {
    const HALF_WAY: f32 = 0.35;
    let sum = good - bad;
    sum / (sum * sum + HALF_WAY).sqrt()
}

/// Verbs that end a statement, over which no negation reaches back: خوب بود بد نبود.
fn ends_statement(id: u64) -> bool {
    use std::sync::LazyLock;
    static VERBS: LazyLock<crate::hash::IdSet> = LazyLock::new(|| {
        "بود بودن بودند است هست هستن هستند شد شدن شده داشت داشتن دارد داره دارن کرد کردن کردند رسید آمد اومد bud bood hast dasht dare shod"
            .split(' ')
            .map(crate::words::folded_id)
            .collect()
    });
    VERBS.contains(&id)
}
