//! Every sentence of the pages, in both languages, from `locales/`.

use std::borrow::Cow;
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, types::FluentNumber};
use rust_embed::RustEmbed;
use unic_langid::LanguageIdentifier;

use hamdel_app::titles::SharedTitles;
use hamdel_text::Language;
use hamdel_text::format;

use crate::state::SetupError;

/// The files of both languages.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../locales"]
struct Locales;

/// The sentences of one language.
pub(crate) struct Texts {
    bundle: FluentBundle<FluentResource>,
    language: Language,
    titles: Arc<SharedTitles>,
}

impl Texts {
    /// Reads every file of a language.
    pub(crate) fn load(language: Language) -> Result<Self, SetupError> {
        let tag: LanguageIdentifier =
            language.code().parse().map_err(|problem| SetupError::Texts(format!("{problem}")))?;
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Names and codes are isolated by <bdi> where they stand; numbers need no isolation in their own language.
        bundle.set_use_isolating(false);
        match language {
            Language::Persian => bundle.set_formatter(Some(persian)),
            Language::English => bundle.set_formatter(Some(english)),
        }
        for (path, source) in Self::files(language) {
            let resource = FluentResource::try_new(source)
                .map_err(|(_, problems)| SetupError::Texts(format!("{path}: {problems:?}")))?;
            bundle.add_resource(resource).map_err(|problems| SetupError::Texts(format!("{path}: {problems:?}")))?;
        }
        Ok(Self { bundle, language, titles: Arc::default() })
    }

    /// Beside the locales, the titles that the company gives its units, touchpoints and causes.
    pub(crate) fn with_titles(self, titles: Arc<SharedTitles>) -> Self {
        Self { titles, ..self }
    }

    /// The files of a language with their text.
    pub(crate) fn files(language: Language) -> Vec<(String, String)> {
        let folder = format!("{}/", language.code());
        let paths = Locales::iter().filter(|path| path.starts_with(&folder));
        let text = |path: &str| Locales::get(path).map(|file| String::from_utf8_lossy(&file.data).into_owned());
        paths.filter_map(|path| Some((path.to_string(), text(&path)?))).collect()
    }

    /// The language.
    pub(crate) fn language(&self) -> Language {
        self.language
    }

    /// The sentence of that key; `None` when there is none or an argument it needs is missing.
    pub(crate) fn get(&self, key: &str, args: &FluentArgs<'_>) -> Option<String> {
        let message = self.bundle.get_message(key)?;
        let mut problems = Vec::new();
        let text = self.bundle.format_pattern(message.value()?, Some(args), &mut problems);
        if let Some(problem) = problems.first() {
            tracing::error!(key, %problem, "a sentence of the locales is broken");
            return None;
        }
        Some(text.into_owned())
    }

    /// Whether there is a sentence of that key.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// A sentence without arguments; its key where there is none.
    pub(crate) fn plain(&self, key: &str) -> String {
        self.get(key, &FluentArgs::new()).unwrap_or_else(|| key.to_owned())
    }

    /// A sentence with arguments; its key where there is none.
    pub(crate) fn filled(&self, key: &str, arguments: &[(&'static str, FluentValue<'static>)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in arguments {
            args.set(*name, value.clone());
        }
        self.get(key, &args).unwrap_or_else(|| key.to_owned())
    }

    /// The title of something with a name of its own, such as a kind or a stage: of units, touchpoints and causes the
    /// company's own, of others from the locales where they know it, else the name as it is.
    pub(crate) fn title(&self, family: &str, name: &str) -> String {
        match family {
            "unit" => return self.titles.held().unit(self.language, name).to_owned(),
            // Comments also speak of touchpoints that every company has, such as `courier`; those are in the locales.
            "touchpoint" => {
                let held = self.titles.held();
                let titled = held.touchpoint(self.language, name);
                if titled != name {
                    return titled.to_owned();
                }
            }
            "case-kind" => return self.titles.held().case_kind(self.language, name).to_owned(),
            "cause" => return self.titles.held().cause(self.language, name).to_owned(),
            _ => {}
        }
        let known: String =
            name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
        let key = format!("{family}-{known}");
        if self.has(&key) { self.plain(&key) } else { name.replace('_', " ") }
    }
}

fn persian<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    shown(Language::Persian, value)
}

fn english<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    shown(Language::English, value)
}

fn shown(language: Language, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(FluentNumber { value, .. }) if value.fract() == 0.0 => {
            Some(format::integer(language, *value as i64))
        }
        FluentValue::Number(FluentNumber { value, .. }) => Some(format::decimal(language, *value, 1)),
        _ => None,
    }
}

/// An argument of a sentence.
pub(crate) fn argument<'a>(value: impl Into<Cow<'a, str>>) -> FluentValue<'a> {
    FluentValue::String(value.into())
}
