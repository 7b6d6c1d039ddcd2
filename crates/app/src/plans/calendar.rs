//! The firm's own calendar of its plans: a month as weeks, and the file that calendar programs read (RFC 5545). No SQL, no
//! HTTP, no clock.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use uuid::Uuid;
use workdays::Calendar;

use crate::web::ics::Ics;

/// A service of a plan with its days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The item.
    pub item: Uuid,
    /// The service's name.
    pub service: String,
    /// Kind of its center.
    pub center_kind: String,
    /// Who gives it.
    pub provider: String,
    /// Reference number of the need.
    pub need: String,
    /// Reference number of the order.
    pub order: String,
    /// Where the order stands.
    pub state: String,
    /// First day.
    pub starts: Date,
    /// Last day.
    pub ends: Date,
    /// Whether the firm has confirmed it.
    pub done: bool,
    /// How often its plan has changed: a program shows the newest.
    pub sequence: i64,
}

/// A day of the month's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Whether it is of the month, not of its neighbours.
    pub within: bool,
    /// Whether people work on it; `None` while the calendar is not announced.
    pub works: Option<bool>,
    /// The entries that run on it, by their place.
    pub entries: Vec<usize>,
}

/// The weeks of the month of `day`, Monday first.
pub fn weeks(day: Date, entries: &[Entry], calendar: &Calendar) -> Vec<Vec<Day>> {
    let (first, last) = (day.first_of_month(), day.last_of_month());
    let back = i64::from(first.weekday().since(Weekday::Monday));
    let mut date = first.saturating_sub(jiff::Span::new().days(back));
    let mut weeks = Vec::new();
    while date <= last {
        let mut week = Vec::new();
        for _ in 0..7 {
            let runs = |entry: &Entry| entry.starts <= date && date <= entry.ends;
            week.push(Day {
                date,
                within: first <= date && date <= last,
                works: calendar.is_workday(date).ok(),
                entries: (0..entries.len()).filter(|place| runs(&entries[*place])).collect(),
            });
            date = date.saturating_add(jiff::Span::new().days(1));
        }
        weeks.push(week);
    }
    weeks
}

/// The words of a calendar file.
#[derive(Clone, Debug)]
pub struct Words<'a> {
    /// Name of the calendar.
    pub name: &'a str,
    /// The address of the site, without a closing slash.
    pub base: &'a str,
    /// What stands behind the name of a service that is done.
    pub done: &'a str,
    /// What stands before the provider's name.
    pub provider: &'a str,
}

/// The entries as a calendar file: all-day events, each with an identity of its own that stays.
pub fn ics(entries: &[Entry], words: &Words, now: i64) -> String {
    let stamp =
        Timestamp::from_millisecond(now).unwrap_or(Timestamp::UNIX_EPOCH).strftime("%Y%m%dT%H%M%SZ").to_string();
    let mut file = Ics::default();
    file.line("BEGIN", "VCALENDAR");
    file.line("VERSION", "2.0");
    file.line("PRODID", "-//Yizhan//Plan calendar//ZH");
    file.line("CALSCALE", "GREGORIAN");
    file.text("X-WR-CALNAME", words.name);
    file.line("REFRESH-INTERVAL;VALUE=DURATION", "PT6H");
    for entry in entries {
        // The end of an all-day event is the day after its last.
        let after = entry.ends.saturating_add(jiff::Span::new().days(1));
        let done = if entry.done { words.done } else { "" };
        file.line("BEGIN", "VEVENT");
        file.line("UID", &format!("{}@yizhan", entry.item));
        file.line("DTSTAMP", &stamp);
        file.line("SEQUENCE", &entry.sequence.to_string());
        file.line("DTSTART;VALUE=DATE", &entry.starts.strftime("%Y%m%d").to_string());
        file.line("DTEND;VALUE=DATE", &after.strftime("%Y%m%d").to_string());
        file.text("SUMMARY", &format!("{}{done}", entry.service));
        file.text("DESCRIPTION", &format!("{}{}\n{}", words.provider, entry.provider, entry.order));
        file.line("URL", &format!("{}/orders/{}", words.base, entry.order));
        file.line("TRANSP", "TRANSPARENT");
        file.line("END", "VEVENT");
    }
    file.line("END", "VCALENDAR");
    file.written()
}

#[cfg(test)]
mod unit {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::web::ics::LINE;

    fn entry(service: &str, starts: Date, ends: Date) -> Entry {
        Entry {
            item: Uuid::from_bytes([7; 16]),
            service: service.into(),
            center_kind: "testing".into(),
            provider: "温州瓯江检测技术有限公司".into(),
            need: "LCX26-7K3F9Q-T".into(),
            order: "LCX26-9FM104-F".into(),
            state: "accepted".into(),
            starts,
            ends,
            done: false,
            sequence: 4,
        }
    }

    const WORDS: Words =
        Words { name: "驿站", base: "https://yizhan.example.com", done: "(已完成)", provider: "服务机构:" };

    /// What a program reads: folded lines joined, each split at its first colon.
    fn read(file: &str) -> Vec<(String, String)> {
        let whole = file.replace("\r\n ", "");
        whole
            .split_terminator("\r\n")
            .map(|line| line.split_once(':').unwrap())
            .map(|(a, b)| (a.into(), b.into()))
            .collect()
    }

    fn plain(text: &str) -> String {
        let (mut plain, mut letters) = (String::new(), text.chars());
        while let Some(letter) = letters.next() {
            match letter {
                '\\' => match letters.next() {
                    Some('n' | 'N') => plain.push('\n'),
                    Some(other) => plain.push(other),
                    None => panic!("a lonely backslash"),
                },
                ';' | ',' => panic!("unescaped {letter} in {text}"),
                other => plain.push(other),
            }
        }
        plain
    }

    #[test]
    fn an_all_day_event_as_the_rfc_writes_it() {
        let file = ics(&[entry("耐折性能检测", date(2026, 3, 5), date(2026, 3, 31))], &WORDS, 1_772_587_800_000);
        assert!(file.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:") && file.ends_with("END:VCALENDAR\r\n"));
        let lines = read(&file);
        let of = |name: &str| lines.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
        assert_eq!(of("DTSTART;VALUE=DATE"), Some("20260305"));
        // Up to the first day after it, over the end of the month.
        assert_eq!(of("DTEND;VALUE=DATE"), Some("20260401"));
        assert_eq!(of("UID"), Some("07070707-0707-0707-0707-070707070707@yizhan"));
        assert_eq!(of("DTSTAMP"), Some("20260304T013000Z"));
        assert_eq!((of("SEQUENCE"), of("SUMMARY")), (Some("4"), Some("耐折性能检测")));
        assert_eq!(of("URL"), Some("https://yizhan.example.com/orders/LCX26-9FM104-F"));
        assert_eq!(of("DESCRIPTION"), Some("服务机构:温州瓯江检测技术有限公司\\nLCX26-9FM104-F"));
    }

    #[test]
    fn required_properties_stand_once_in_every_event() {
        let entries =
            [entry("甲", date(2026, 3, 5), date(2026, 3, 5)), entry("乙", date(2026, 3, 6), date(2026, 3, 9))];
        let lines = read(&ics(&entries, &WORDS, 0));
        let count = |name: &str| lines.iter().filter(|(n, _)| n == name).count();
        for name in ["UID", "DTSTAMP", "DTSTART;VALUE=DATE", "DTEND;VALUE=DATE", "SUMMARY"] {
            assert_eq!(count(name), 2, "{name}");
        }
        for name in ["VERSION", "PRODID"] {
            assert_eq!(count(name), 1, "{name}");
        }
        let empty = read(&ics(&[], &WORDS, 0));
        assert_eq!((empty[0].1.as_str(), empty.last().unwrap().1.as_str()), ("VCALENDAR", "VCALENDAR"));
    }

    #[test]
    fn a_month_has_whole_weeks_and_says_which_days_are_worked() {
        let entries = [entry("设计", date(2026, 9, 29), date(2026, 10, 10))];
        let weeks = weeks(date(2026, 10, 15), &entries, Calendar::official());
        assert_eq!((weeks.len(), weeks[0][0].date, weeks[4][6].date), (5, date(2026, 9, 28), date(2026, 11, 1)));
        let day = |d: Date| weeks.iter().flatten().find(|day| day.date == d).unwrap();
        // National Day, and the Saturday worked for it.
        assert_eq!((day(date(2026, 10, 1)).works, day(date(2026, 10, 10)).works), (Some(false), Some(true)));
        assert!(!day(date(2026, 9, 30)).within && day(date(2026, 9, 30)).entries == [0]);
        assert!(day(date(2026, 10, 11)).entries.is_empty());
    }

    proptest! {
        /// Whatever stands in a name: no line is longer than 75 octets, none breaks a letter, breaks are CRLF, and what is
        /// read is what was written.
        #[test]
        fn any_name_is_folded_escaped_and_read_again(name in "[ -~;,\\\\\n鞋底耐折😀\u{301}é]{0,200}") {
            let file = ics(&[entry(&name, date(2026, 3, 5), date(2026, 3, 9))], &WORDS, 0);
            for line in file.split("\r\n") {
                prop_assert!(line.len() <= LINE, "{} octets: {line}", line.len());
                prop_assert!(!line.contains(['\r', '\n']));
            }
            let lines = read(&file);
            let (_, summary) = lines.iter().find(|(name, _)| name == "SUMMARY").unwrap();
            prop_assert_eq!(plain(summary), name);
        }
    }
}
