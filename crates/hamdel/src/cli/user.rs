//! `hamdel user`.

use std::io::Read;
use std::process::ExitCode;

use clap::Subcommand;

use hamdel_app::accounts::{NewUser, add_user, make_sign_in_link};
use hamdel_domain::rights::Role;
use hamdel_text::Language;

use super::{Done, Failure, Output};
use crate::wiring::{Location, clock, entropy, open_store};

/// Commands of `hamdel user`.
#[derive(Subcommand)]
pub enum UserCommand {
    /// Add a person. Without a password, the printed one-time path signs in
    Add {
        /// E-mail address to sign in with
        email: String,
        /// Name to show
        #[arg(long)]
        name: Option<String>,
        /// What the person may do: administrator, experience_manager, unit_manager, agent, analyst or viewer
        #[arg(long, default_value = "administrator", value_parser = role)]
        role: Role,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
        /// Language of the pages: fa or en
        #[arg(long, default_value = "fa")]
        language: Language,
    },
    /// Print a one-time path that signs a person in
    Link {
        /// E-mail address of the person
        email: String,
    },
}

/// Runs a command.
pub async fn run(location: &Location, output: &Output, command: UserCommand) -> Done {
    let store = open_store(location).await?;
    let (clock, entropy) = (clock(), entropy());
    match command {
        UserCommand::Add { email, name, role, password_stdin, language } => {
            let password = if password_stdin { Some(read_password()?) } else { None };
            let name = name.unwrap_or_else(|| email.split('@').next().unwrap_or(&email).to_owned());
            let user = NewUser { email: &email, name: &name, password: password.as_deref(), role, language };
            let id = add_user(&store, &*clock, &*entropy, user).await?;
            let link = if password.is_none() {
                Some(make_sign_in_link(&store, &*clock, &*entropy, &email).await?)
            } else {
                None
            };
            let path = link.map(|token| format!("/sign-in/link/{token}"));
            let words = path
                .as_ref()
                .map_or_else(|| format!("{email} can sign in"), |path| format!("{email} signs in once at {path}"));
            output.answer(&serde_json::json!({ "user_id": id.0, "email": email, "sign_in_path": path }), &words);
        }
        UserCommand::Link { email } => {
            let path = format!("/sign-in/link/{}", make_sign_in_link(&store, &*clock, &*entropy, &email).await?);
            output.answer(&serde_json::json!({ "email": email, "sign_in_path": path }), &path);
        }
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

fn role(name: &str) -> Result<Role, String> {
    Role::parse(name).ok_or_else(|| {
        let names: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
        format!("is none of {}", names.join(", "))
    })
}

fn read_password() -> Result<String, Failure> {
    let mut text = String::new();
    std::io::stdin().take(1024).read_to_string(&mut text).map_err(Failure::machine("the password cannot be read"))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
