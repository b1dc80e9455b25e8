//! People of the company: adding them, signing them in and out.
//!
//! Every way in gives the same answer for a wrong password and for an unknown address, after the same work.
//! Of tokens the store sees the hash only.

mod password;

use std::collections::BTreeSet;
use std::str::FromStr;
use std::sync::Arc;

use hamdel_domain::clock::{DAY, SECOND};
use hamdel_domain::people::Presence;
use hamdel_domain::rights::{Reach, Right, Role, Scope, reach};
use hamdel_domain::{Clock, Entropy, Instant};
use hamdel_store::Store;
use hamdel_store::audit::AuditEntry;
use hamdel_store::users::{NewUser as StoredNewUser, User};
use hamdel_text::Language;

pub use hamdel_store::users::UserId;

use crate::App;
use crate::error::AppError;
use crate::tokens::{new_token, token_hash};

/// How long a session lasts after it was last used; microseconds.
const SESSION_LASTS: i64 = 14 * DAY;
/// How often use of a session is written down at most; microseconds.
const TOUCHED_EVERY: i64 = 10 * 60 * SECOND;
/// How long a sign-in link opens; microseconds.
const LINK_LASTS: i64 = DAY;
/// The stretch over which failures count; microseconds.
const FAILURES_COUNT_FOR: i64 = 15 * 60 * SECOND;
/// Most failures of one e-mail address within that stretch.
const MOST_FAILURES: u64 = 10;
/// Most failures from one network address within that stretch.
const MOST_FAILURES_FROM: u64 = 50;
/// Shortest password, in characters (NIST SP 800-63B asks for eight at least).
const SHORTEST_PASSWORD: usize = 8;
/// Longest password, in bytes: hashing must have a bound.
const LONGEST_PASSWORD: usize = 1_024;

/// A person to be added.
#[derive(Clone, Copy, Debug)]
pub struct NewUser<'a> {
    /// Their e-mail address.
    pub email: &'a str,
    /// Their name.
    pub name: &'a str,
    /// Their password; without one they sign in by a link.
    pub password: Option<&'a str>,
    /// Their role.
    pub role: Role,
    /// The language they read.
    pub language: Language,
}

/// Somebody who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Their number.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// Their role.
    pub role: Role,
    /// The language they chose.
    pub language: Language,
    /// The names of the units they are in, and of all below them.
    pub units: Arc<BTreeSet<String>>,
    /// Their name as an employee in interactions, where they have one.
    pub employee: Option<String>,
    /// Whether they take work now.
    pub presence: Presence,
}

/// Whence somebody signs in, as far as it is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Whence<'a> {
    /// The network address.
    pub from: Option<&'a str>,
    /// What the session will run in, in words a person knows it by: `Firefox, Linux`.
    pub client: Option<&'a str>,
}

/// A session that has begun.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// What the browser keeps; the store has its hash.
    pub token: String,
    /// Who.
    pub user: SignedIn,
    /// Seconds until it ends when it is not used.
    pub lasts: i64,
}

impl SignedIn {
    /// The name in the audit log.
    #[must_use]
    pub fn actor(&self) -> String {
        format!("user:{}", self.id.0)
    }

    /// Whether they may do it at all.
    #[must_use]
    pub fn may(&self, right: Right) -> bool {
        reach(self.role, right) > Reach::Nothing
    }

    /// What they reach with a right.
    #[must_use]
    pub fn scope(&self, right: Right) -> Scope {
        match reach(self.role, right) {
            Reach::Everything => Scope::Everything,
            Reach::Units => Scope::Units(BTreeSet::clone(&self.units)),
            Reach::Own => Scope::Own { user: self.id, employee: self.employee.clone() },
            Reach::Nothing => Scope::Nothing,
        }
    }
}

impl From<User> for SignedIn {
    fn from(user: User) -> Self {
        let language = Language::from_str(&user.language).unwrap_or(Language::Persian);
        Self {
            id: user.id,
            name: user.name,
            email: user.email,
            role: user.role,
            language,
            units: Arc::default(),
            employee: user.employee,
            presence: Presence::default(),
        }
    }
}

/// Adds a person.
///
/// # Errors
/// When the e-mail address is not one or is taken, the name is empty, or the password is too short.
pub async fn add_user(
    store: &Store,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
    user: NewUser<'_>,
) -> Result<UserId, AppError> {
    let email = checked_email(user.email)?;
    let name = checked_name(user.name)?;
    let hash = match user.password {
        Some(password) => Some(password::hash(checked(password)?, entropy).await?),
        None => None,
    };
    let new =
        StoredNewUser { email, name, password_hash: hash.as_deref(), role: user.role, language: user.language.code() };
    let added = store.create_user(new, clock.now()).await?;
    note(store, clock.now(), "command-line", "user.added", added.id).await?;
    Ok(added.id)
}

/// An e-mail address without the space around it.
pub(crate) fn checked_email(email: &str) -> Result<&str, AppError> {
    let email = email.trim();
    let two_parts = email.split_once('@').is_some_and(|(mailbox, host)| !mailbox.is_empty() && host.len() > 2);
    if !two_parts || email.len() > 254 || email.contains(char::is_whitespace) {
        return Err(AppError::refused("email", "no-email", email));
    }
    Ok(email)
}

/// A person's name without the space around it.
pub(crate) fn checked_name(name: &str) -> Result<&str, AppError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
        return Err(AppError::refused("name", "no-person-name", ""));
    }
    Ok(name)
}

/// The hash of a password that is long enough.
pub(crate) async fn hashed_password(app: &App, password: &str) -> Result<String, AppError> {
    password::hash(checked(password)?, app.entropy.as_ref()).await
}

/// Whether somebody who is signed in types their password; whoever has none need not. Wrong ones count as those of
/// signing in do.
pub(crate) async fn is_password_of(app: &App, who: &SignedIn, typed: &str) -> Result<bool, AppError> {
    let user = app.store.user(who.id).await?.ok_or(AppError::SignInNeeded)?;
    let Some(hash) = user.password_hash else { return Ok(true) };
    let (subject, now) = (format!("email:{}", user.email), app.clock.now());
    if app.store.sign_in_failures(&subject, now.plus_micros(-FAILURES_COUNT_FOR)).await? >= MOST_FAILURES {
        return Err(AppError::TooManyTries((FAILURES_COUNT_FOR / SECOND) as u32));
    }
    let typed = typed.get(..LONGEST_PASSWORD).unwrap_or(typed).to_owned();
    let right = password::verify(typed, Some(hash)).await?;
    if !right {
        app.store.record_sign_in_failure(&subject, now).await?;
    }
    Ok(right)
}

fn checked(password: &str) -> Result<&str, AppError> {
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(AppError::refused("password", "short-password", "8"));
    }
    if password.len() > LONGEST_PASSWORD {
        return Err(AppError::refused("password", "too-long", "1024"));
    }
    Ok(password)
}

/// Makes a link that signs somebody in once, within a day; gives its token, for `/sign-in/link/{token}`.
///
/// # Errors
/// [`AppError::NotFound`] when nobody has that e-mail address.
pub async fn make_sign_in_link(
    store: &Store,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
    email: &str,
) -> Result<String, AppError> {
    let user = store.user_by_email(email.trim()).await?.ok_or(AppError::NotFound("user"))?;
    let token = new_token(entropy);
    let now = clock.now();
    store.create_sign_in_link(&token_hash(&token), user.id, now.plus_micros(LINK_LASTS)).await?;
    note(store, now, "command-line", "sign_in.link_made", user.id).await?;
    Ok(token)
}

/// Signs somebody in by e-mail address and password.
///
/// # Errors
/// [`AppError::SignInNeeded`] when the two do not belong together, [`AppError::TooManyTries`] after many failures.
pub async fn sign_in(app: &App, email: &str, password: &str, whence: Whence<'_>) -> Result<NewSession, AppError> {
    let now = app.clock.now();
    let email = email.trim().to_lowercase();
    let by_email = format!("email:{email}");
    let mut subjects = vec![(by_email.clone(), MOST_FAILURES)];
    subjects.extend(whence.from.map(|from| (format!("from:{from}"), MOST_FAILURES_FROM)));
    for (subject, most) in &subjects {
        if app.store.sign_in_failures(subject, now.plus_micros(-FAILURES_COUNT_FOR)).await? >= *most {
            return Err(AppError::TooManyTries((FAILURES_COUNT_FOR / SECOND) as u32));
        }
    }
    let user = app.store.user_by_email(&email).await?.filter(|user| user.disabled_at.is_none());
    let hash = user.as_ref().and_then(|user| user.password_hash.clone());
    let password = password.get(..LONGEST_PASSWORD).unwrap_or(password).to_owned();
    let right = password::verify(password, hash).await?;
    match user.filter(|_| right) {
        Some(user) => {
            app.store.clear_sign_in_failures(&by_email).await?;
            begin_session(app, user, "sign_in.password", whence.client).await
        }
        None => {
            for (subject, _) in &subjects {
                app.store.record_sign_in_failure(subject, now).await?;
            }
            Err(AppError::SignInNeeded)
        }
    }
}

/// Signs somebody in by a link, which is used up.
///
/// # Errors
/// [`AppError::SignInNeeded`] when the link is unknown, used or too old.
pub async fn sign_in_by_link(app: &App, token: &str, whence: Whence<'_>) -> Result<NewSession, AppError> {
    let user = app.store.use_sign_in_link(&token_hash(token), app.clock.now()).await?.ok_or(AppError::SignInNeeded)?;
    let user = app.store.user(user).await?.ok_or(AppError::SignInNeeded)?;
    begin_session(app, user, "sign_in.link", whence.client).await
}

async fn begin_session(app: &App, user: User, action: &str, client: Option<&str>) -> Result<NewSession, AppError> {
    let token = new_token(app.entropy.as_ref());
    let now = app.clock.now();
    app.store.start_session(&token_hash(&token), user.id, now, now.plus_micros(SESSION_LASTS), client).await?;
    note(&app.store, now, &format!("user:{}", user.id.0), action, user.id).await?;
    Ok(NewSession { token, user: user.into(), lasts: SESSION_LASTS / SECOND })
}

/// Who a session belongs to; `None` when it has ended.
///
/// # Errors
/// When the database fails.
pub async fn session_user(app: &App, token: &str) -> Result<Option<SignedIn>, AppError> {
    let (hash, now) = (token_hash(token), app.clock.now());
    let Some(session) = app.store.session(&hash, now).await? else { return Ok(None) };
    if now.micros_since(session.last_used_at) > TOUCHED_EVERY {
        app.store.touch_session(&hash, now, now.plus_micros(SESSION_LASTS)).await?;
    }
    let mut user = SignedIn::from(session.user);
    user.presence = session.presence;
    if bound_to_units(user.role) {
        user.units = Arc::new(app.store.units_reached(user.id).await?.into_iter().collect());
    }
    Ok(Some(user))
}

/// Whether the role reaches with some right the units somebody is in, and no more.
fn bound_to_units(role: Role) -> bool {
    Right::ALL.iter().any(|right| reach(role, *right) == Reach::Units)
}

/// Ends a session.
///
/// # Errors
/// When the database fails.
pub async fn sign_out(app: &App, token: &str) -> Result<(), AppError> {
    Ok(app.store.end_session(&token_hash(token)).await?)
}

/// Remembers the language somebody chose.
///
/// # Errors
/// When the database fails.
pub async fn choose_language(app: &App, user: UserId, language: Language) -> Result<(), AppError> {
    Ok(app.store.set_language(user, language.code()).await?)
}

async fn note(store: &Store, at: Instant, actor: &str, action: &str, user: UserId) -> Result<(), AppError> {
    let entry = AuditEntry {
        at,
        actor: actor.to_owned(),
        action: action.to_owned(),
        subject: format!("user:{}", user.0),
        detail: "{}".to_owned(),
    };
    Ok(store.record_audit(&entry).await?)
}
