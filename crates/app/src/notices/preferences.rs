//! What a person wants to be told, through which channel, and when not.

use crate::app::{civil, day_of, millis_of};
use crate::web::{Form, FormErrors, Refusal};

use super::kinds::Group;

/// A person's choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Groups listed in the app. What needs an act always is.
    pub app: Vec<Group>,
    /// Groups sent by e-mail.
    pub mail: Vec<Group>,
    /// From and until which minute of the day in China letters wait.
    pub quiet: Option<(i64, i64)>,
}

impl Default for Choice {
    fn default() -> Choice {
        Choice { app: Group::ALL.to_vec(), mail: vec![Group::Act], quiet: None }
    }
}

/// Groups as stored.
pub fn codes(groups: &[Group]) -> String {
    groups.iter().map(|group| group.code()).collect::<Vec<_>>().join(",")
}

/// Groups as stored; what is not known is left out.
pub fn groups(codes: &str) -> Vec<Group> {
    Group::ALL.into_iter().filter(|group| codes.split(',').any(|code| code == group.code())).collect()
}

/// `22:00`
pub fn clock(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// A time of day as typed, in minutes.
fn minute(typed: &str) -> Option<i64> {
    let typed = codes::text::to_half_width(typed);
    let (hours, minutes) = typed.trim().split_once(':')?;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    ((0..24).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes)
}

impl Choice {
    /// Reads the page's form.
    ///
    /// # Errors
    /// When only one end of the quiet hours is given, or one is no time of day, or both are the same.
    pub fn read(form: &Form) -> Result<Choice, FormErrors> {
        let chosen = |field: &str| groups(&form.values(field).join(","));
        let mut app = chosen("app");
        if !app.contains(&Group::Act) {
            app.insert(0, Group::Act);
        }
        let mut errors = FormErrors::none();
        let mut end = |field: &str| match form.value(field) {
            "" => None,
            typed => {
                let read = minute(typed);
                if read.is_none() {
                    errors.add(field, Refusal::new("notices-time-wrong"));
                }
                read
            }
        };
        let (from, until) = (end("quiet_from"), end("quiet_until"));
        let quiet = match (from, until) {
            (Some(from), Some(until)) if from == until => {
                errors.add("quiet_until", Refusal::new("notices-times-equal"));
                None
            }
            (Some(from), Some(until)) => Some((from, until)),
            _ => None,
        };
        for (field, other) in [("quiet_from", "quiet_until"), ("quiet_until", "quiet_from")] {
            if form.value(field).is_empty() && !form.value(other).is_empty() {
                errors.add(field, Refusal::new("notices-time-missing"));
            }
        }
        if !errors.0.is_empty() {
            return Err(errors);
        }
        Ok(Choice { app, mail: chosen("mail"), quiet })
    }

    /// The page's form, filled with it.
    pub fn form(&self) -> Form {
        let fields = |name: &'static str, groups: &[Group]| -> Vec<(&'static str, String)> {
            groups.iter().map(|group| (name, group.code().to_owned())).collect()
        };
        let mut all = fields("app", &self.app);
        all.extend(fields("mail", &self.mail));
        if let Some((from, until)) = self.quiet {
            all.extend([("quiet_from", clock(from)), ("quiet_until", clock(until))]);
        }
        Form::filled(all)
    }

    /// The end of the quiet hours that `now` lies in; milliseconds UTC.
    pub fn quiet_until(&self, now: i64) -> Option<i64> {
        let (from, until) = self.quiet?;
        let time = civil(now);
        let minute = i64::from(time.hour()) * 60 + i64::from(time.minute());
        let wraps = until < from;
        let inside = if wraps { minute >= from || minute < until } else { (from..until).contains(&minute) };
        if !inside {
            return None;
        }
        let today = day_of(now);
        let day = if wraps && minute >= from { today.tomorrow().unwrap_or(today) } else { today };
        Some(millis_of(day, (until / 60) as i8, (until % 60) as i8))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn quiet_hours_end_the_same_day_or_the_next() {
        let day = date(2026, 3, 4);
        let night = Choice { quiet: Some((22 * 60, 7 * 60 + 30)), ..Choice::default() };
        let noon = Choice { quiet: Some((12 * 60, 13 * 60)), ..Choice::default() };
        let at = |day, hour, minute| millis_of(day, hour, minute);
        let next = date(2026, 3, 5);
        for (choice, now, end) in [
            (&night, at(day, 21, 59), None),
            (&night, at(day, 22, 0), Some(at(next, 7, 30))),
            (&night, at(next, 0, 0), Some(at(next, 7, 30))),
            (&night, at(next, 7, 29), Some(at(next, 7, 30))),
            (&night, at(next, 7, 30), None),
            (&noon, at(day, 12, 0), Some(at(day, 13, 0))),
            (&noon, at(day, 13, 0), None),
            (&noon, at(day, 23, 0), None),
            (&Choice::default(), at(day, 3, 0), None),
        ] {
            assert_eq!(choice.quiet_until(now), end, "{choice:?} {now}");
        }
    }

    #[test]
    fn times_are_read_as_typed() {
        for (typed, read) in [
            ("22:00", Some(1320)),
            ("7:05", Some(425)),
            ("２２：３０", Some(1350)),
            ("24:00", None),
            ("7", None),
            ("-1:00", None),
        ] {
            assert_eq!(minute(typed), read, "{typed}");
        }
    }
}
