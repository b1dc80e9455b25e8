//! Hashing of passwords: argon2id with the parameters of RFC 9106's second recommendation for low memory, as
//! OWASP's password storage sheet has them (19 MiB, two passes).

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};

use hamdel_domain::Entropy;

use crate::error::AppError;

/// The hash of nobody's password: checking it costs what checking a real one costs.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$aGFtZGVsLW5vYm9keS0xNg$7sY0V9bq0nZxq9JqY0l3m4mJ2y5tJ1n8m4dC0oYk5gA";

/// The hash of a password, in PHC form.
pub(super) async fn hash(password: &str, entropy: &dyn Entropy) -> Result<String, AppError> {
    let mut salt = [0; 16];
    entropy.fill(&mut salt);
    let password = password.to_owned();
    off_the_loop(move || {
        let hashed: Result<PasswordHash, _> = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
        hashed.map(|hash| hash.to_string()).map_err(|problem| failed(&problem.to_string()))
    })
    .await?
}

/// Whether the password has this hash; without a hash the same work is done and the answer is no.
pub(super) async fn verify(password: String, hash: Option<String>) -> Result<bool, AppError> {
    off_the_loop(move || {
        let known = hash.is_some();
        let hash = hash.as_deref().unwrap_or(NOBODY);
        let right = Argon2::default().verify_password(password.as_bytes(), hash).is_ok();
        known && right
    })
    .await
}

/// Tens of milliseconds of work are not for a thread that serves requests.
async fn off_the_loop<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
    tokio::task::spawn_blocking(work).await.map_err(|problem| failed(&problem.to_string()))
}

fn failed(problem: &str) -> AppError {
    AppError::File { what: "the password hash".to_owned(), source: std::io::Error::other(problem.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobodys_hash_can_be_checked_and_costs_the_same() {
        let hash = PasswordHash::new(NOBODY).unwrap();
        assert_eq!(hash.params.get_str("m"), Some("19456"));
        assert_eq!(hash.params.get_str("t"), Some("2"));
        assert!(hash.salt.is_some() && hash.hash.is_some());
    }

    #[tokio::test]
    async fn a_password_has_its_hash_and_no_other() {
        struct Counting;
        impl Entropy for Counting {
            fn fill(&self, buffer: &mut [u8]) {
                buffer.fill(7);
            }
        }
        let hashed = hash("راز هم‌دلی", &Counting).await.unwrap();
        assert!(hashed.starts_with("$argon2id$"));
        assert!(verify("راز هم‌دلی".to_owned(), Some(hashed.clone())).await.unwrap());
        assert!(!verify("راز همدلی".to_owned(), Some(hashed)).await.unwrap());
        assert!(!verify("anything".to_owned(), None).await.unwrap());
    }
}
