//! E-mail addresses and phone numbers as people type them, in the one form in which they are stored and looked up.

use codes::text::{tidy, to_half_width};

/// Reads an e-mail address: half-width, lower case. `None` when it is none.
pub fn read_email(text: &str) -> Option<String> {
    let email = to_half_width(text).trim().to_lowercase();
    let (local, domain) = email.split_once('@')?;
    let good = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_graphic() && b != b'@');
    let dotted = domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.') && !domain.contains("..");
    let plain = domain.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    let quoted = email.contains(['<', '>', '(', ')', ',', ';', ':', '"', '\\']);
    (good(local) && dotted && plain && !quoted && email.len() <= 254).then_some(email)
}

/// Reads a phone number: the digits of a Chinese mobile or landline number, `+` and digits of any other. `None` when it
/// is none.
pub fn read_phone(text: &str) -> Option<String> {
    let text: String = tidy(text).chars().filter(|c| !matches!(c, '(' | ')' | '.')).collect();
    let digits = text.strip_prefix('+').unwrap_or(&text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let home = match digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86")) {
        Some(rest) if text.starts_with('+') || rest.len() == 11 && rest.starts_with('1') => rest,
        _ if text.starts_with('+') => return (8..=15).contains(&digits.len()).then(|| format!("+{digits}")),
        _ => digits,
    };
    let mobile = home.len() == 11 && home.starts_with('1') && home.as_bytes()[1] >= b'3';
    // With its area code: 0577 88880000, 010 88880000.
    let landline = home.starts_with('0') && !home.starts_with("00") && (10..=12).contains(&home.len());
    (mobile || landline).then(|| home.to_owned())
}

/// What somebody signs in with, as it is stored; text that is neither e-mail address nor phone number stands as it is,
/// so that it is counted and looked up (in vain) like any other.
pub fn read_login(text: &str) -> String {
    let read = if to_half_width(text).contains('@') { read_email(text) } else { read_phone(text) };
    read.unwrap_or_else(|| text.trim().to_lowercase().chars().take(254).collect())
}

/// Longest address to come back to, in bytes: a need said in two hundred letters is not lost on the way.
const LONGEST_NEXT: usize = 2000;

/// The address within this site to go to after signing in; `None` for any other.
pub fn local(next: &str) -> Option<&str> {
    let plain = next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    (next.starts_with('/') && !next.starts_with("//") && plain && next.len() <= LONGEST_NEXT).then_some(next)
}

/// `path?next=…`
pub fn with_next(path: &str, next: &str) -> String {
    let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
    format!("{path}?{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_lower_case_and_half_width() {
        assert_eq!(read_email(" Li.Mei＠Example.COM "), Some("li.mei@example.com".into()));
        for wrong in [
            "",
            "李梅",
            "a@b",
            "@example.com",
            "a@@example.com",
            "a b@example.com",
            "a@example..com",
            "<a>@example.com",
        ] {
            assert_eq!(read_email(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn phone_numbers_are_digits() {
        for same in [
            "13800000001",
            "138 0000 0001",
            "１３８－００００－０００１",
            "+86 138-0000-0001",
            "8613800000001",
            "0086 13800000001",
        ] {
            assert_eq!(read_phone(same), Some("13800000001".into()), "{same}");
        }
        assert_eq!(read_phone("(0577) 8888-0000"), Some("057788880000".into()));
        assert_eq!(
            read_phone("+1 380 000 0001"),
            Some("+13800000001".into()),
            "not the Chinese number of the same digits"
        );
        for wrong in ["", "12345", "12800000001", "138000000012", "一三八", "13800000001a"] {
            assert_eq!(read_phone(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn next_stays_on_this_site() {
        for good in ["/home", "/needs/new?step=2", "/links/abc"] {
            assert_eq!(local(good), Some(good));
        }
        for bad in
            ["", "https://example.com", "//example.com", "/\\example.com", "/a\nb", "home", "javascript:alert(1)"]
        {
            assert_eq!(local(bad), None, "{bad}");
        }
    }
}
