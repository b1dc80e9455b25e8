//! A page of a survey as a browser without scripts reads it: what it links to, its form, and how it is filled in.
//!
//! It reads what Hamdel's own pages write (every attribute quoted); it is no reader of any HTML.

use url::form_urlencoded;

/// A tag that opens, with its attributes.
struct Tag<'a> {
    name: &'a str,
    attributes: Vec<(&'a str, String)>,
}

impl Tag<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(held, _)| *held == name).map(|(_, value)| value.as_str())
    }
}

/// The tags of a page that open, in their order.
fn tags(html: &str) -> impl Iterator<Item = Tag<'_>> {
    html.split('<').skip(1).filter(|rest| rest.starts_with(|first: char| first.is_ascii_alphabetic())).map(|rest| {
        let end = rest.find(|sign: char| sign.is_whitespace() || sign == '>' || sign == '/').unwrap_or(rest.len());
        Tag { name: &rest[..end], attributes: attributes(&rest[end..]) }
    })
}

fn attributes(mut rest: &str) -> Vec<(&str, String)> {
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start_matches(|sign: char| sign.is_whitespace() || sign == '/');
        let end = rest.find(|sign: char| sign.is_whitespace() || "=>/".contains(sign)).unwrap_or(rest.len());
        if end == 0 {
            return found;
        }
        let (name, behind) = rest.split_at(end);
        let Some((value, behind)) = behind.strip_prefix("=\"").and_then(|behind| behind.split_once('"')) else {
            found.push((name, String::new()));
            rest = behind;
            continue;
        };
        found.push((name, unescaped(value)));
        rest = behind;
    }
}

fn unescaped(text: &str) -> String {
    let signs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#x2f;", "/"), ("&amp;", "&")];
    signs.iter().fold(text.to_owned(), |text, (written, sign)| text.replace(written, sign))
}

/// Addresses of the style sheets and scripts of a page.
pub fn linked(html: &str) -> Vec<String> {
    let address = |tag: Tag<'_>| match (tag.name, tag.get("rel")) {
        ("link", Some("stylesheet" | "icon")) => tag.get("href").map(str::to_owned),
        ("script", _) => tag.get("src").map(str::to_owned),
        _ => None,
    };
    tags(html).filter_map(address).collect()
}

/// What can be filled in.
#[derive(Debug, PartialEq)]
enum Field {
    /// Sent as it is.
    Hidden(String, String),
    /// One of several values.
    Radio(String, Vec<String>),
    /// Any of several values.
    Checkbox(String, Vec<String>),
    /// Digits, with the least that is allowed where the page says it.
    Number(String, Option<String>),
    /// An e-mail address or a telephone number.
    Contact(String, &'static str),
    /// Words.
    Words(String),
}

/// The form of a page.
#[derive(Debug, PartialEq)]
pub struct Form {
    /// Where it is posted.
    pub action: String,
    /// Questions on the page.
    pub questions: u64,
    fields: Vec<Field>,
}

impl Form {
    /// The form of a page that is to be answered; `None` at the end of a survey.
    pub fn of(html: &str) -> Option<Self> {
        let mut tags = tags(html).skip_while(|tag| tag.name != "form" || tag.get("method") != Some("post"));
        let mut form = Self { action: tags.next()?.get("action")?.to_owned(), questions: 0, fields: Vec::new() };
        for tag in tags {
            if tag.name == "fieldset" {
                form.questions += 1;
            } else if let Some(name) = tag.get("name") {
                form.take(&tag, name);
            }
        }
        Some(form)
    }

    fn take(&mut self, tag: &Tag<'_>, name: &str) {
        let value = tag.get("value").unwrap_or_default().to_owned();
        let kind = if tag.name == "textarea" { "text" } else { tag.get("type").unwrap_or_default() };
        let own = name.to_owned();
        let (hidden, is_for_programs) = (kind == "hidden", name.starts_with('_'));
        match (tag.name, kind) {
            ("input" | "textarea", _) if !hidden && is_for_programs => {}
            ("input", "hidden") => self.fields.push(Field::Hidden(own, value)),
            ("input", "radio" | "checkbox") => {
                let known = self.fields.iter_mut().find_map(|field| match field {
                    Field::Radio(held, values) | Field::Checkbox(held, values) if held == name => Some(values),
                    _ => None,
                });
                match known {
                    Some(values) => values.push(value),
                    None if kind == "radio" => self.fields.push(Field::Radio(own, vec![value])),
                    None => self.fields.push(Field::Checkbox(own, vec![value])),
                }
            }
            ("input", _) if tag.get("inputmode") == Some("decimal") => {
                self.fields.push(Field::Number(own, tag.get("data-least").map(str::to_owned)));
            }
            ("input", "email") => self.fields.push(Field::Contact(own, "somebody@example.com")),
            ("input", "tel") => self.fields.push(Field::Contact(own, "09120000000")),
            ("input", "text") | ("textarea", _) => self.fields.push(Field::Words(own)),
            _ => {}
        }
    }

    /// The body that a browser posts when everything is answered and the button to go on is pressed; `choose` picks
    /// one of so many, and `words` are written wherever there is room for words.
    pub fn filled(&self, words: &str, mut choose: impl FnMut(usize) -> usize) -> String {
        let mut body = form_urlencoded::Serializer::new(String::new());
        let mut ranks = 0;
        for field in &self.fields {
            match field {
                Field::Hidden(name, value) => {
                    body.append_pair(name, value);
                }
                Field::Radio(name, values) | Field::Checkbox(name, values) => {
                    // Words of one's own would have to be written beside it.
                    let listed: Vec<_> = values.iter().filter(|value| *value != "_other").collect();
                    if let Some(value) = listed.get(choose(listed.len().max(1))) {
                        body.append_pair(name, value);
                    }
                }
                Field::Number(name, least) => {
                    ranks += 1;
                    let value = match least {
                        Some(least) => least.clone(),
                        // A hundred points over five dimensions; places in an order; a number.
                        None if name.contains(".importance.") => "20".to_owned(),
                        None if name.contains('.') => ranks.to_string(),
                        None => "5".to_owned(),
                    };
                    body.append_pair(name, &value);
                }
                Field::Contact(name, value) => {
                    body.append_pair(name, value);
                }
                Field::Words(name) if name.ends_with(".other") => {}
                Field::Words(name) => {
                    body.append_pair(name, words);
                }
            }
        }
        body.append_pair("_to", "next");
        body.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r##"<!doctype html><html><head><link rel="stylesheet" href="/a.css?v=1"><script defer src="/b.js"></script></head>
        <body><main><form method="post" action="/r/abc&amp;d" data-answer novalidate>
        <input type="hidden" name="_page" value="first">
        <label><input name="_website" tabindex="-1" autocomplete="off"></label>
        <fieldset class="question" id="q-nps"><label><input type="radio" name="nps" value="0" id="f-nps"><span>0</span></label><label><input type="radio" name="nps" value="1" checked></label></fieldset>
        <fieldset class="question"><label><input type="checkbox" name="why" value="_other"></label><label><input type="checkbox" name="why" value="price"></label><input id="f-why.other" name="why.other" type="text" value=""></fieldset>
        <fieldset class="question"><textarea id="f-c" name="c" rows="4"></textarea><input name="how_long" type="text" inputmode="decimal" value="" data-least="3"></fieldset>
        <button class="main" name="_to" value="next">Next</button><button name="_to" value="back">Back</button></form></main>"##;

    #[test]
    fn a_page_is_filled_in_as_a_person_would() {
        assert_eq!(linked(PAGE), ["/a.css?v=1", "/b.js"]);
        let form = Form::of(PAGE).unwrap();
        assert_eq!((form.action.as_str(), form.questions), ("/r/abc&d", 3));
        let body = form.filled("late", |choices| choices - 1);
        let sent: Vec<(String, String)> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
        let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let expected =
            [("_page", "first"), ("nps", "1"), ("why", "price"), ("c", "late"), ("how_long", "3"), ("_to", "next")];
        assert_eq!(sent, expected);
    }

    #[test]
    fn the_last_page_has_no_form() {
        assert_eq!(Form::of("<main class=\"thanks\"><h1>Thanks</h1></main>"), None);
    }
}
