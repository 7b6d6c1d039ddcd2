//! Passwords: which are accepted, and how they are kept. No rules of composition: length counts, and what everybody
//! would try first is refused.

use std::collections::HashSet;
use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use codes::text::to_half_width;
use tokio::sync::Semaphore;

use crate::app::App;
use crate::web::{Error, Refusal};

/// Fewest characters.
pub const SHORTEST: usize = 10;
/// Most characters: a sentence fits, a megabyte of work for the hash does not.
pub const LONGEST: usize = 200;

/// Memory of one hash in KiB, passes over it, lanes: the smallest of the settings for argon2id that OWASP's password
/// storage guide names.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);
/// Hashes at a time, 19 MiB each: more sign-ins at once wait, and memory stays bounded.
static AT_ONCE: Semaphore = Semaphore::const_new(4);
/// Verified where there is no account or no password, so that both take the same work. No password has this hash.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$eWl6aGFuLW5vYm9keS0wMA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("common_passwords.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
});

/// Whether a password may be set by somebody with these own words (name, e-mail address, phone number).
///
/// # Errors
/// Why not, in words.
pub fn check(password: &str, own: &[&str]) -> Result<(), Refusal> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(Refusal::new("people-password-short").with("given", length));
    }
    if length > LONGEST {
        return Err(Refusal::new("people-password-long"));
    }
    let plain = to_half_width(password).to_lowercase();
    let different: HashSet<char> = plain.chars().collect();
    if COMMON.contains(plain.as_str()) || different.len() < 4 {
        return Err(Refusal::new("people-password-common"));
    }
    if own.iter().any(|words| derived(&plain, &words.to_lowercase())) {
        return Err(Refusal::new("people-password-own"));
    }
    Ok(())
}

/// Fewest characters that a password must have besides one's own name, address or number.
const BESIDES: usize = 6;

/// Whether the password is little more than these words, or the part of the address before the `@`.
fn derived(password: &str, words: &str) -> bool {
    let local = words.split('@').next().unwrap_or_default();
    [words, local].into_iter().filter(|part| part.chars().count() >= 2).any(|part| {
        let found = password.contains(part);
        found && password.replace(part, "").chars().count() < BESIDES
    })
}

fn argon2() -> Result<Argon2<'static>, Error> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).map_err(Error::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The hash of a password as it is stored, a PHC string. Runs on a blocking thread, never on a lane.
///
/// # Errors
/// When the hash fails or the machine is out of threads.
pub async fn hash(app: &App, password: &str) -> Result<String, Error> {
    let (salt, password) = (app.random(), password.to_owned());
    blocking(move || {
        let hash = argon2()?.hash_password_with_salt(password.as_bytes(), &salt[..16]).map_err(Error::internal)?;
        Ok(hash.to_string())
    })
    .await
}

/// Whether the password is the one stored. Where none is stored the work is done all the same, and the answer is no.
///
/// # Errors
/// When what is stored is no PHC string.
pub async fn verify(stored: Option<String>, password: &str) -> Result<bool, Error> {
    let password = password.to_owned();
    blocking(move || {
        let stored = PasswordHash::new(stored.as_deref().unwrap_or(NOBODY)).map_err(Error::internal)?;
        // Longer ones are never set, so they are not worth the work; the answer takes as long as it takes for anybody.
        let password: String = password.chars().take(LONGEST + 1).collect();
        Ok(argon2()?.verify_password(password.as_bytes(), &stored).is_ok())
    })
    .await
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Result<T, Error> {
    let _permit = AT_ONCE.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(password: &str, own: &[&str]) -> Option<&'static str> {
        check(password, own).err().map(|refusal| refusal.key)
    }

    #[test]
    fn length_counts_in_characters() {
        assert_eq!(refused("鞋底耐折四万次没裂", &[]), Some("people-password-short"));
        assert_eq!(refused("鞋底耐折四万次没裂口", &[]), None);
        assert_eq!(refused(&"瓯江潮起".repeat(50), &[]), None);
        assert_eq!(refused(&"瓯江潮起来".repeat(41), &[]), Some("people-password-long"));
    }

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for common in [
            "1234567890",
            "１２３４５６７８９０",
            "QWERTYUIOP",
            "woaini1314",
            "Password123",
            "aaaaaaaaaaaa",
            "121212121212",
        ] {
            assert_eq!(refused(common, &[]), Some("people-password-common"), "{common}");
        }
        assert!(COMMON.len() > 1000 && COMMON.iter().all(|word| word.len() >= SHORTEST));
    }

    #[test]
    fn ones_own_name_address_and_number_are_refused() {
        let own = ["李梅", "li.mei@example.com", "13800000001"];
        for derived in
            ["13800000001", "13800000001a", "li.mei@example.com", "Li.Mei12345", "李梅李梅李梅12345", "13800000001李梅"]
        {
            assert_eq!(refused(derived, &own), Some("people-password-own"), "{derived}");
        }
        assert_eq!(refused("李梅爱喝瓯江边的茶", &own), Some("people-password-short"));
        assert_eq!(refused("李梅爱喝瓯江边的早茶", &own), None);
    }

    #[tokio::test]
    async fn a_hash_is_argon2id_and_nobody_has_a_password() {
        let hash = argon2().unwrap().hash_password_with_salt("瓯江潮起 2026".as_bytes(), &[7; 16]).unwrap().to_string();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(verify(Some(hash.clone()), "瓯江潮起 2026").await.unwrap());
        assert!(!verify(Some(hash), "瓯江潮落 2026").await.unwrap());
        assert!(!verify(None, "瓯江潮起 2026").await.unwrap());
        assert!(NOBODY.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "the same work as for anybody");
    }
}
