//! A calendar as it is written. No SQL, no HTTP, no clock: the same bookings are the same file, octet by octet, so that a
//! program that has it already is told only that.

use slots::Interval;
use uuid::Uuid;

use crate::web::ics::Ics;

/// A booking as a calendar tells it: no person, phone, price or purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) id: Uuid,
    pub(super) reference: String,
    /// Counts changes: a program shows the newest.
    pub(super) version: i64,
    pub(super) state: String,
    pub(super) used: Interval,
    pub(super) instrument: String,
    pub(super) firm: String,
    pub(super) owner: String,
    pub(super) place: String,
    /// When it was last changed.
    pub(super) changed_at: i64,
}

/// The words of a calendar.
pub(super) struct Words<'a> {
    /// What the calendar is called.
    pub(super) name: &'a str,
    /// The address of the site, without a closing slash.
    pub(super) base: &'a str,
    /// What stands before what waits for approval.
    pub(super) asked: &'a str,
    /// How often it should be read, in hours.
    pub(super) refresh_hours: i64,
    /// Whether it tells whose use it is: to an owner and a hub; a person knows.
    pub(super) names_firm: bool,
}

/// As the standard says how sure it is (RFC 5545, 3.8.1.11).
fn status(state: &str) -> &'static str {
    match state {
        "asked" => "TENTATIVE",
        "cancelled" | "declined" => "CANCELLED",
        _ => "CONFIRMED",
    }
}

/// The file.
pub(super) fn written(entries: &[Entry], words: &Words) -> String {
    let mut file = Ics::default();
    file.line("BEGIN", "VCALENDAR");
    file.line("VERSION", "2.0");
    file.line("PRODID", "-//Yizhan//Bookings//ZH");
    file.line("CALSCALE", "GREGORIAN");
    file.text("NAME", words.name);
    // What programs read before RFC 7986 was.
    file.text("X-WR-CALNAME", words.name);
    let every = format!("PT{}H", words.refresh_hours);
    file.line("REFRESH-INTERVAL;VALUE=DURATION", &every);
    file.line("X-PUBLISHED-TTL", &every);
    for entry in entries {
        event(&mut file, entry, words);
    }
    file.line("END", "VCALENDAR");
    file.written()
}

fn event(file: &mut Ics, entry: &Entry, words: &Words) {
    let status = status(&entry.state);
    let what =
        if words.names_firm { format!("{} · {}", entry.firm, entry.instrument) } else { entry.instrument.clone() };
    let asked = if status == "TENTATIVE" { words.asked } else { "" };
    file.line("BEGIN", "VEVENT");
    file.line("UID", &format!("{}@yizhan", entry.id));
    // Without a METHOD this is when the event was last changed (3.8.7.2), not when the file was written.
    file.moment("DTSTAMP", entry.changed_at);
    file.moment("LAST-MODIFIED", entry.changed_at);
    file.line("SEQUENCE", &entry.version.to_string());
    file.line("STATUS", status);
    file.moment("DTSTART", entry.used.from);
    file.moment("DTEND", entry.used.until);
    file.text("SUMMARY", &format!("{asked}{what}"));
    file.text("LOCATION", &entry.place);
    file.text("DESCRIPTION", &format!("{}\n{}", entry.owner, entry.reference));
    file.line("URL", &format!("{}/bookings/{}", words.base, entry.reference));
    file.line("TRANSP", if status == "CANCELLED" { "TRANSPARENT" } else { "OPAQUE" });
    file.line("END", "VEVENT");
}

#[cfg(test)]
mod unit {
    use super::*;

    fn entry(state: &str) -> Entry {
        Entry {
            id: Uuid::from_bytes([7; 16]),
            reference: "LCX26-7K3F9Q-T".into(),
            version: 3,
            state: state.into(),
            used: Interval { from: 1_772_760_600_000, until: 1_772_767_800_000 },
            instrument: "鞋类耐折试验机(含成鞋、鞋底、帮底结合强度三种夹具),可同时测试三双同一尺码的样品".into(),
            firm: "温州康捷鞋业有限公司".into(),
            owner: "温州瓯江检测技术有限公司".into(),
            place: "鹿城区丰门街道中国鞋都二期 8 幢 302 室;货梯在东侧, 请走西门".into(),
            changed_at: 1_772_587_800_000,
        }
    }

    const WORDS: Words = Words {
        name: "驿站预约",
        base: "https://yizhan.example.com",
        asked: "待审核:",
        refresh_hours: 1,
        names_firm: true,
    };

    #[test]
    fn lines_are_short_whole_and_broken_as_the_rfc_says() {
        let file = written(&[entry("booked")], &WORDS);
        assert!(file.ends_with("END:VCALENDAR\r\n"));
        let folded = file.split("\r\n").filter(|line| line.starts_with(' ')).count();
        assert!(folded >= 3, "nothing was folded in {file}");
        for line in file.split("\r\n") {
            assert!(line.len() <= 75 && !line.contains(['\n', '\r']), "{line}");
        }
        let whole = file.replace("\r\n ", "");
        assert!(whole.contains("LOCATION:鹿城区丰门街道中国鞋都二期 8 幢 302 室\\;货梯在东侧\\, 请走西门\r\n"));
        assert!(
            whole.contains("SEQUENCE:3\r\nSTATUS:CONFIRMED\r\nDTSTART:20260306T013000Z\r\nDTEND:20260306T033000Z\r\n")
        );
    }

    #[test]
    fn what_becomes_of_a_booking_is_said_in_the_words_of_the_standard() {
        for (state, said, busy) in [
            ("booked", "CONFIRMED", "OPAQUE"),
            ("asked", "TENTATIVE", "OPAQUE"),
            ("declined", "CANCELLED", "TRANSPARENT"),
            ("cancelled", "CANCELLED", "TRANSPARENT"),
        ] {
            let file = written(&[entry(state)], &WORDS);
            assert!(file.contains(&format!("STATUS:{said}\r\n")) && file.contains(&format!("TRANSP:{busy}\r\n")));
            assert_eq!(file.contains("SUMMARY:待审核:"), state == "asked");
        }
        let own = written(&[entry("booked")], &Words { names_firm: false, ..WORDS });
        assert!(!own.contains("康捷"));
    }
}
