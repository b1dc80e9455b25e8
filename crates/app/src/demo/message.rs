//! Items of a batch of the Segment HTTP Tracking API, written straight as JSON.

use std::io::Write;

use super::calendar::iso;
use super::people::Person;
use super::touchpoints::DemoTouchpoint;

/// The call of the API that an item is.
#[derive(Clone, Copy)]
pub(super) enum Call {
    /// Something happened; the word is the interaction's kind.
    Track(&'static str),
    /// A page of the website was seen.
    Page(&'static str),
    /// A screen of the app was seen.
    Screen(&'static str),
    /// The company learned who this is.
    Identify,
    /// The customer belongs to an organisation of this id.
    Group(u32),
    /// The anonymous id of this item is the user id from now on.
    Alias,
}

/// By what an item names its customer.
#[derive(Clone, Copy, Default)]
pub(super) struct Naming {
    /// Whether the user id is told.
    pub(super) user: bool,
    /// The anonymous id: a prefix such as `branch-pos-`, and the rest.
    pub(super) anonymous: Option<(&'static str, u128)>,
    /// Whether the phone number is told in `context.traits`, and in which form.
    pub(super) phone: Option<PhoneForm>,
    /// Whether the loyalty card is told in `context.traits`.
    pub(super) card: bool,
}

/// How a system writes a mobile number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PhoneForm {
    /// `09xxxxxxxxx`, as people type it.
    National,
    /// `+989xxxxxxxxx`, as telephone exchanges write it.
    International,
}

impl Naming {
    /// By the user id alone.
    pub(super) fn user() -> Self {
        Self { user: true, ..Self::default() }
    }

    /// By a device, and by the user id when signed in.
    pub(super) fn device(id: u128, user: bool) -> Self {
        Self { user, anonymous: Some(("", id)), ..Self::default() }
    }

    /// By nothing but a visit's own id; [`Naming::phone`] or [`Naming::card`] may be added.
    pub(super) fn visit(prefix: &'static str, id: u128) -> Self {
        Self { anonymous: Some((prefix, id)), ..Self::default() }
    }
}

/// An object being written: `{` and the keys so far.
pub(super) struct Fields {
    out: Vec<u8>,
    first: bool,
}

impl Fields {
    /// Begins an item: its type, message id, time and names; what follows goes into `properties`, or
    /// into `traits` where the call has those.
    pub(super) fn item(call: Call, message: (u32, u32, u32), at: i64, naming: Naming, person: &Person) -> Self {
        let mut item = Self { out: Vec::with_capacity(512), first: true };
        item.out.push(b'{');
        let kind = match call {
            Call::Track(_) => "track",
            Call::Page(_) => "page",
            Call::Screen(_) => "screen",
            Call::Identify => "identify",
            Call::Group(_) => "group",
            Call::Alias => "alias",
        };
        item.text("type", kind);
        item.words("messageId", format_args!("{:08x}-{}-{}", message.0, message.1, message.2));
        item.text("timestamp", &iso(at));
        item.names(call, naming, person);
        match call {
            Call::Track(event) => item.text("event", event),
            Call::Page(name) | Call::Screen(name) => item.text("name", name),
            Call::Group(number) => item.words("groupId", format_args!("company-{number:03}")),
            Call::Identify | Call::Alias => {}
        }
        match call {
            Call::Identify | Call::Group(_) => item.open("traits"),
            Call::Alias => item.open("context"),
            _ => item.open("properties"),
        }
        item
    }

    fn names(&mut self, call: Call, naming: Naming, person: &Person) {
        if let Some((prefix, id)) = naming.anonymous {
            let key = if matches!(call, Call::Alias) { "previousId" } else { "anonymousId" };
            self.words(key, format_args!("{prefix}{}", Uuid(id)));
        }
        if naming.user {
            self.text("userId", &person.user_id());
        }
        if naming.phone.is_none() && !naming.card {
            return;
        }
        self.open("context");
        self.open("traits");
        if let Some(form) = naming.phone {
            self.text("phone", &person.phone(form));
        }
        if naming.card {
            self.text("loyalty_card", &person.loyalty_card());
        }
        self.close();
        self.close();
    }

    fn key(&mut self, key: &str) {
        if !self.first {
            self.out.push(b',');
        }
        self.first = false;
        self.string(key);
        self.out.push(b':');
    }

    fn string(&mut self, text: &str) {
        self.out.push(b'"');
        for byte in text.bytes() {
            match byte {
                b'"' | b'\\' => self.out.extend_from_slice(&[b'\\', byte]),
                b'\n' => self.out.extend_from_slice(b"\\n"),
                _ => self.out.push(byte),
            }
        }
        self.out.push(b'"');
    }

    fn formatted(&mut self, value: std::fmt::Arguments<'_>) {
        // Writing into memory cannot fail.
        let _written = self.out.write_fmt(value);
    }

    fn open(&mut self, key: &str) {
        self.key(key);
        self.out.push(b'{');
        self.first = true;
    }

    fn close(&mut self) {
        self.out.push(b'}');
        self.first = false;
    }

    /// A string.
    pub(super) fn text(&mut self, key: &str, value: &str) {
        self.key(key);
        self.string(value);
    }

    /// A string put together from ASCII parts that need no escape.
    pub(super) fn words(&mut self, key: &str, value: std::fmt::Arguments<'_>) {
        self.key(key);
        self.out.push(b'"');
        self.formatted(value);
        self.out.push(b'"');
    }

    /// A whole number.
    pub(super) fn number(&mut self, key: &str, value: i64) {
        self.key(key);
        self.formatted(format_args!("{value}"));
    }

    /// True or false.
    pub(super) fn flag(&mut self, key: &str, value: bool) {
        self.key(key);
        self.out.extend_from_slice(if value { b"true" } else { b"false" });
    }

    /// A list of strings.
    pub(super) fn list<'a>(&mut self, key: &str, values: impl Iterator<Item = &'a str>) {
        self.key(key);
        self.out.push(b'[');
        for (place, value) in values.enumerate() {
            if place > 0 {
                self.out.push(b',');
            }
            self.string(value);
        }
        self.out.push(b']');
    }

    /// A moment.
    pub(super) fn moment(&mut self, key: &str, at: i64) {
        self.text(key, &iso(at));
    }

    /// Degrees north and east, to about ten metres.
    pub(super) fn place(&mut self, (latitude, longitude): (f64, f64)) {
        self.key("latitude");
        self.formatted(format_args!("{latitude:.4}"));
        self.key("longitude");
        self.formatted(format_args!("{longitude:.4}"));
    }

    /// A value in toman; a return is negative.
    pub(super) fn value(&mut self, toman: i64) {
        self.number("value", toman);
        self.text("currency", "IRT");
    }

    /// A score on a scale: `nps`, `csat` or `ces`.
    pub(super) fn score(&mut self, metric: &str, score: i64) {
        self.text("metric", metric);
        self.number("score", score);
    }

    /// The touchpoint with its own channel and stage.
    pub(super) fn at(&mut self, touchpoint: &DemoTouchpoint) {
        self.on(touchpoint, touchpoint.channel);
    }

    /// The touchpoint with its own stage, met on another channel.
    pub(super) fn on(&mut self, touchpoint: &DemoTouchpoint, channel: &str) {
        self.text("touchpoint", touchpoint.name);
        self.text("channel", channel);
        self.text("stage", touchpoint.stage);
    }

    /// The touchpoint and its channel; the stage is left to the rules of the touchpoint.
    pub(super) fn seen_at(&mut self, touchpoint: &DemoTouchpoint) {
        self.text("touchpoint", touchpoint.name);
        self.text("channel", touchpoint.channel);
    }

    /// The unit that serves, and who of it.
    pub(super) fn served_by(&mut self, unit: &str, employee: &str) {
        self.text("unit", unit);
        self.text("employee", employee);
    }

    /// Ends the object that was begun, and the item.
    pub(super) fn finish(mut self) -> Box<[u8]> {
        self.close();
        self.close();
        self.out.into_boxed_slice()
    }
}

/// 128 bits in the form of a version 4 UUID.
pub(super) struct Uuid(pub(super) u128);

impl std::fmt::Display for Uuid {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bits = (self.0 & !(0xF << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62);
        write!(
            out,
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            bits >> 96,
            (bits >> 80) & 0xFFFF,
            (bits >> 64) & 0xFFFF,
            (bits >> 48) & 0xFFFF,
            bits & 0xFFFF_FFFF_FFFF
        )
    }
}
