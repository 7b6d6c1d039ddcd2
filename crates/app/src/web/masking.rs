//! Names, phone numbers and e-mail addresses as far as somebody needs them who does not call or write: enough to tell
//! two people apart, not enough to reach them.

/// `王*`, `欧***`: the first letter, and a star for each of the others, up to three.
pub fn name(name: &str) -> String {
    let mut letters = name.trim().chars();
    let Some(first) = letters.next() else { return String::new() };
    format!("{first}{}", "*".repeat(letters.filter(|letter| !letter.is_whitespace()).count().clamp(1, 3)))
}

/// `138****1234`; of a short number only the last two digits.
pub fn phone(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().collect();
    match digits.len() {
        0 => String::new(),
        1..=4 => "*".repeat(digits.len()),
        5..=8 => format!("****{}", digits[digits.len() - 2..].iter().collect::<String>()),
        length => {
            let (begin, end) = (&digits[..3], &digits[length - 4..]);
            format!("{}****{}", begin.iter().collect::<String>(), end.iter().collect::<String>())
        }
    }
}

/// `q***@example.com`
pub fn email(email: &str) -> String {
    let Some((local, domain)) = email.split_once('@') else { return phone(email) };
    format!("{}***@{domain}", local.chars().take(1).collect::<String>())
}

/// An e-mail address or a phone number.
pub fn contact(contact: &str) -> String {
    if contact.contains('@') { email(contact) } else { phone(contact) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_masked_is_told_apart_and_reaches_nobody() {
        for (full, masked) in [("王强", "王*"), ("欧阳修文", "欧***"), ("李", "李*"), ("", ""), ("Li Mei", "L***")]
        {
            assert_eq!(name(full), masked, "{full}");
        }
        for (full, masked) in
            [("13800001234", "138****1234"), ("0577-88880000", "057****0000"), ("88880000", "****00"), ("123", "***")]
        {
            assert_eq!(contact(full), masked, "{full}");
        }
        assert_eq!(contact("qian@example.com"), "q***@example.com");
        assert_eq!(contact(""), "");
    }
}
