//! Calendar files line by line (RFC 5545, 3.1 and 3.3.11): what is folded, escaped and broken, whatever stands in it.

use jiff::Timestamp;

/// Longest line in octets, without its break.
pub const LINE: usize = 75;

/// A file as it is written.
#[derive(Default)]
pub struct Ics(String);

impl Ics {
    /// A property whose value needs no escape.
    pub fn line(&mut self, name: &str, value: &str) {
        let line = format!("{name}:{value}");
        let mut taken = 0;
        for letter in line.chars() {
            // What is left of a line that goes on begins with a space.
            if taken + letter.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                taken = 1;
            }
            self.0.push(letter);
            taken += letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// A property of text.
    pub fn text(&mut self, name: &str, value: &str) {
        self.line(name, &escaped(value));
    }

    /// A property of a moment, milliseconds UTC.
    pub fn moment(&mut self, name: &str, millis: i64) {
        let at = Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH);
        self.line(name, &at.strftime("%Y%m%dT%H%M%SZ").to_string());
    }

    /// The whole file.
    pub fn written(self) -> String {
        self.0
    }
}

/// Backslash, semicolon, comma and line break are escaped; other control characters have no place in a text.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => escaped.extend(['\\', letter]),
            '\n' => escaped.push_str("\\n"),
            control if control.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}
