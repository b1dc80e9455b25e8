//! Templates: one environment for each language, with its texts, digits and calendar.

use std::sync::Arc;

use fluent_bundle::{FluentArgs, FluentValue};
use minijinja::value::{Kwargs, Serde, ValueKind};
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value, context, escape_formatter,
};
use rust_embed::RustEmbed;
use serde::Serialize;

use hamdel_app::titles::SharedTitles;
use hamdel_domain::{Amount, Instant};
use hamdel_text::format::{self, DateStyle};
use hamdel_text::{Language, Zone};

use crate::assets::asset_address;
use crate::shell::Shell;
use crate::state::SetupError;
use crate::texts::Texts;

/// The files of pages and components.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../templates"]
struct Files;

/// The context of a page: everything its template shows besides the shell.
pub(crate) trait Page: Serialize {
    /// The template, as its path in `templates/`.
    const TEMPLATE: &'static str;
}

/// Both languages' pages.
pub(crate) struct Templates {
    persian: Face,
    english: Face,
    zone: Zone,
    titles: Arc<SharedTitles>,
    reload: bool,
}

/// The pages of one language.
pub(crate) struct Face {
    environment: Environment<'static>,
    /// Its texts.
    pub(crate) texts: Arc<Texts>,
}

impl Templates {
    /// Parses all templates and texts.
    pub(crate) fn new(zone: Zone, titles: Arc<SharedTitles>, reload: bool) -> Result<Self, SetupError> {
        let persian = Face::new(Language::Persian, zone, titles.clone())?;
        let english = Face::new(Language::English, zone, titles.clone())?;
        Ok(Self { persian, english, zone, titles, reload })
    }

    /// The pages of a language.
    pub(crate) fn face(&self, language: Language) -> &Face {
        match language {
            Language::Persian => &self.persian,
            Language::English => &self.english,
        }
    }

    /// A page as HTML, in the language of its shell.
    pub(crate) fn render<P: Page>(&self, shell: &Shell, page: &P) -> Result<String, Error> {
        if self.reload {
            let broken = |problem: SetupError| Error::new(ErrorKind::BadSerialization, problem.to_string());
            let face = Face::new(shell.language, self.zone, self.titles.clone()).map_err(broken)?;
            return face.render(shell, page);
        }
        self.face(shell.language).render(shell, page)
    }
}

impl Face {
    fn new(language: Language, zone: Zone, titles: Arc<SharedTitles>) -> Result<Self, SetupError> {
        let texts = Arc::new(Texts::load(language)?.with_titles(titles));
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_formatter(write_value);
        add_texts(&mut environment, &texts);
        add_formats(&mut environment, language, zone);
        environment.add_function("asset", asset_address);
        environment.add_function("icon", |name: &str, args: Kwargs| icon(name, &args));
        for path in Files::iter() {
            if let Some(file) = Files::get(&path) {
                environment.add_template_owned(path.into_owned(), String::from_utf8_lossy(&file.data).into_owned())?;
            }
        }
        Ok(Self { environment, texts })
    }

    fn render<P: Page>(&self, shell: &Shell, page: &P) -> Result<String, Error> {
        let template = self.environment.get_template(P::TEMPLATE)?;
        template.render(context! { shell => Value::from(Serde(shell)), page => Value::from(Serde(page)) })
    }

    /// Paths of all templates.
    #[cfg(test)]
    pub(crate) fn sources() -> Vec<(String, String)> {
        let text = |path: &str| Files::get(path).map(|file| String::from_utf8_lossy(&file.data).into_owned());
        Files::iter().filter_map(|path| Some((path.to_string(), text(&path)?))).collect()
    }
}

fn add_texts(environment: &mut Environment<'static>, texts: &Arc<Texts>) {
    let plain = texts.clone();
    environment.add_function("t", move |key: &str, args: Kwargs| sentence(&plain, key, &args, false));
    let rich = texts.clone();
    environment.add_function("rich", move |key: &str, args: Kwargs| {
        sentence(&rich, key, &args, true).map(Value::from_safe_string)
    });
    let titles = texts.clone();
    environment.add_function("title", move |family: &str, name: &str| titles.title(family, name));
    let values = texts.clone();
    environment.add_function("value", move |text: &str| {
        let key = format!("value-{text}");
        if values.has(&key) { values.plain(&key) } else { text.to_owned() }
    });
}

/// A sentence with its arguments. In a rich one, text among the arguments is escaped and isolated, and what is
/// marked safe stands as it is; the sentence itself is the program's own.
fn sentence(texts: &Texts, key: &str, args: &Kwargs, rich: bool) -> Result<String, Error> {
    let mut filled = FluentArgs::new();
    for name in args.args() {
        let value: Value = args.get(name)?;
        filled.set(name.to_owned(), fluent_value(&value, rich));
    }
    args.assert_all_used()?;
    texts.get(key, &filled).ok_or_else(|| {
        Error::new(
            ErrorKind::InvalidOperation,
            format!("no sentence {key} in {} with these arguments", texts.language()),
        )
    })
}

fn fluent_value(value: &Value, rich: bool) -> FluentValue<'static> {
    if value.kind() == ValueKind::Number {
        return FluentValue::from(f64::try_from(value.clone()).unwrap_or_default());
    }
    let text = value.to_string();
    FluentValue::from(if rich && !value.is_safe() { format!("<bdi>{}</bdi>", escaped(&text)) } else { text })
}

/// Writes a value into a page. Text is escaped as [`escaped`] does, which leaves addresses readable.
fn write_value(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    match value.as_str() {
        Some(text) if !value.is_safe() => out.write_str(&escaped(text)).map_err(Error::from),
        _ => escape_formatter(out, state, value),
    }
}

/// The text as it may stand in HTML, between tags and in quoted attributes.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

fn add_formats(environment: &mut Environment<'static>, language: Language, zone: Zone) {
    environment.add_filter("num", move |number: i64| format::integer(language, number));
    environment.add_filter("signed", move |number: i64| {
        // The left-to-right mark keeps the sign on the left of the number, as it does before a minus.
        let plus = if language == Language::Persian { "\u{200E}+" } else { "+" };
        let sign = if number > 0 { plus } else { "" };
        format!("{sign}{}", format::integer(language, number))
    });
    environment.add_filter("compact", move |number: f64| format::compact(language, number));
    environment.add_filter("digits", move |text: &str| format::digits(language, text));
    environment.add_filter("decimal", move |number: f64, places: Option<usize>| {
        format::decimal(language, number, places.unwrap_or(1))
    });
    environment.add_filter("amount", move |parts: i64| format::amount(language, amount(parts)));
    environment.add_filter("money", move |parts: i64, currency: &str| format::money(language, amount(parts), currency));
    environment.add_filter("when", move |micros: i64| {
        format::date_time(language, Instant::from_micros(micros), zone, DateStyle::Long)
    });
    environment.add_filter("when_short", move |micros: i64| {
        format::date_time(language, Instant::from_micros(micros), zone, DateStyle::Short)
    });
    environment.add_filter("date", move |micros: i64| {
        format::date(language, zone.local(Instant::from_micros(micros)).date(), DateStyle::Long)
    });
    environment.add_filter("clock", move |micros: i64| {
        format::time(language, zone.local(Instant::from_micros(micros)).time())
    });
    environment.add_filter("iso", |micros: i64| Instant::from_micros(micros).to_string());
    environment.add_filter("rel", move |state: &State<'_, '_>, micros: i64| {
        let now = state.lookup("shell").and_then(|shell| shell.get_attr("now").ok()).and_then(|now| now.as_i64());
        format::relative(language, Instant::from_micros(micros), Instant::from_micros(now.unwrap_or_default()))
    });
    environment.add_filter("strong", |value: Value| {
        let text = if value.is_safe() { value.to_string() } else { escaped(&value.to_string()) };
        Value::from_safe_string(format!("<strong>{text}</strong>"))
    });
    environment.add_filter("initial", |name: &str| name.trim().chars().next().map(String::from).unwrap_or_default());
}

fn amount(ten_thousandths: i64) -> Amount {
    Amount::from_ten_thousandths(ten_thousandths).unwrap_or_default()
}

/// An icon of the sprite; `size` is `small` or `large`, `flip` mirrors it where reading runs from the right.
fn icon(name: &str, args: &Kwargs) -> Result<Value, Error> {
    let size: Option<&str> = args.get("size")?;
    let flip: Option<bool> = args.get("flip")?;
    args.assert_all_used()?;
    let size = size.map(|size| format!(" icon-{}", escaped(size))).unwrap_or_default();
    let flip = if flip.unwrap_or(false) { " flip" } else { "" };
    let sprite = escaped(&asset_address("icons.svg"));
    let name = escaped(name);
    Ok(Value::from_safe_string(format!(
        "<svg class=\"icon{size}{flip}\" aria-hidden=\"true\"><use href=\"{sprite}#{name}\"></use></svg>"
    )))
}
