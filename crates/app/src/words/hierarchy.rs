//! The hierarchy of themes as it is read with: those that are not put away, each under the nearest that is not.

use std::collections::{BTreeSet, HashMap};

use hamdel_domain::themes::KeptTheme;
use hamdel_text::themes::{Theme, ThemeError, ThemeSet};

/// Themes in the order of the tree, each after the one it stands under.
#[derive(Clone, Debug, Default)]
pub struct Hierarchy {
    /// The themes that are not put away.
    pub themes: Vec<KeptTheme>,
    /// How many stand above each.
    pub depths: Vec<usize>,
    places: HashMap<String, usize>,
}

impl Hierarchy {
    /// The hierarchy of what is kept. A theme whose parent is put away stands under the one above that.
    #[must_use]
    pub fn of(kept: &[KeptTheme]) -> Self {
        let by_key: HashMap<&str, &KeptTheme> = kept.iter().map(|theme| (theme.key.as_str(), theme)).collect();
        let mut children: HashMap<Option<String>, Vec<KeptTheme>> = HashMap::new();
        for theme in kept.iter().filter(|theme| !theme.hidden) {
            let parent = above(theme, &by_key);
            children.entry(parent.clone()).or_default().push(KeptTheme { parent, ..theme.clone() });
        }
        children.values_mut().for_each(|among| among.sort_by_key(|theme| order(&theme.key)));
        let mut hierarchy = Self::default();
        let mut next: Vec<(KeptTheme, usize)> = Vec::new();
        let push = |next: &mut Vec<(KeptTheme, usize)>, found: Option<Vec<KeptTheme>>, depth| {
            next.extend(found.unwrap_or_default().into_iter().rev().map(|theme| (theme, depth)));
        };
        push(&mut next, children.remove(&None), 0);
        while let Some((theme, depth)) = next.pop() {
            push(&mut next, children.remove(&Some(theme.key.clone())), depth + 1);
            hierarchy.places.insert(theme.key.clone(), hierarchy.themes.len());
            hierarchy.depths.push(depth);
            hierarchy.themes.push(theme);
        }
        hierarchy
    }

    /// Its themes ready to be found in comments.
    ///
    /// # Errors
    /// When a phrase holds no word, or there are too many.
    pub fn prepared(&self) -> Result<ThemeSet, ThemeError> {
        ThemeSet::new(self.themes.iter().map(as_read).collect())
    }

    /// The theme of that key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&KeptTheme> {
        self.themes.get(*self.places.get(key)?)
    }

    /// The place of a theme, in [`Hierarchy::themes`].
    #[must_use]
    pub fn place(&self, key: &str) -> Option<usize> {
        self.places.get(key).copied()
    }

    /// The key and those of all above it, from below; nothing for a key that is not there.
    pub fn lineage<'h>(&'h self, key: &str) -> impl Iterator<Item = &'h KeptTheme> {
        std::iter::successors(self.get(key), |theme| theme.parent.as_deref().and_then(|parent| self.get(parent)))
    }

    /// The keys and those of all above them, each once.
    pub fn with_those_above<'k>(&self, keys: impl IntoIterator<Item = &'k String>) -> BTreeSet<String> {
        keys.into_iter().flat_map(|key| self.lineage(key)).map(|theme| theme.key.clone()).collect()
    }
}

/// The nearest theme above that is not put away. What stands in a circle stands at the top.
fn above(theme: &KeptTheme, by_key: &HashMap<&str, &KeptTheme>) -> Option<String> {
    let mut seen = BTreeSet::from([theme.key.as_str()]);
    let mut found = None;
    let mut parent = theme.parent.as_deref();
    while let Some(held) = parent.and_then(|key| by_key.get(key)) {
        if !seen.insert(&held.key) {
            return None;
        }
        if !held.hidden && found.is_none() {
            found = Some(held.key.clone());
        }
        parent = held.parent.as_deref();
    }
    found
}

/// Keys are numbered; a greater number is younger.
fn order(key: &str) -> (u64, String) {
    let number = key.rsplit('-').next().and_then(|number| number.parse().ok());
    (number.unwrap_or(u64::MAX), key.to_owned())
}

/// A theme as it is looked for.
pub(super) fn as_read(theme: &KeptTheme) -> Theme {
    Theme {
        key: theme.key.clone(),
        name_fa: theme.name_fa.clone(),
        name_en: theme.name_en.clone(),
        parent: theme.parent.clone(),
        include: theme.include.clone(),
        exclude: theme.exclude.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theme(key: &str, parent: Option<&str>, hidden: bool) -> KeptTheme {
        KeptTheme {
            key: key.to_owned(),
            name_fa: key.to_owned(),
            name_en: key.to_owned(),
            parent: parent.map(str::to_owned),
            include: vec![key.to_owned()],
            exclude: Vec::new(),
            hidden,
        }
    }

    #[test]
    fn themes_stand_after_those_above_them_and_pass_over_what_is_put_away() {
        let kept = [
            theme("theme-10", None, false),
            theme("theme-2", None, false),
            theme("theme-3", Some("theme-10"), true),
            theme("theme-4", Some("theme-3"), false),
            theme("theme-5", Some("theme-2"), false),
        ];
        let hierarchy = Hierarchy::of(&kept);
        let order: Vec<&str> = hierarchy.themes.iter().map(|theme| theme.key.as_str()).collect();
        assert_eq!(order, ["theme-2", "theme-5", "theme-10", "theme-4"]);
        assert_eq!(hierarchy.depths, [0, 1, 0, 1]);
        let above: Vec<&str> = hierarchy.lineage("theme-4").map(|theme| theme.key.as_str()).collect();
        assert_eq!(above, ["theme-4", "theme-10"]);
        assert!(hierarchy.get("theme-3").is_none() && hierarchy.lineage("theme-3").next().is_none());
    }

    #[test]
    fn a_circle_loses_nobody() {
        let kept = [theme("theme-1", Some("theme-2"), false), theme("theme-2", Some("theme-1"), false)];
        let hierarchy = Hierarchy::of(&kept);
        assert_eq!((hierarchy.themes.len(), hierarchy.depths), (2, vec![0, 0]));
    }
}
