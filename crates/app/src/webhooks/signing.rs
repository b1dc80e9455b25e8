//! Signatures (Standard Webhooks 1.0.0, symmetric): HMAC-SHA256 over `id.timestamp.payload`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What begins every secret.
pub(super) const PREFIX: &str = "whsec_";

/// The signature of a payload, `v1,` and base64; `at` in seconds since the epoch. `None` when the secret is none.
#[must_use]
pub fn signature(secret: &str, id: &str, at: i64, payload: &str) -> Option<String> {
    let key = STANDARD.decode(secret.strip_prefix(PREFIX).unwrap_or(secret)).ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{at}.{payload}").as_bytes());
    Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::signature;

    /// The vector that the reference libraries of the specification test themselves with.
    #[test]
    fn the_published_vector() {
        let signed = signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            "{\"test\": 2432232314}",
        );
        assert_eq!(signed.as_deref(), Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
        assert_eq!(signature("whsec_not base64", "a", 1, ""), None);
    }
}
