//! Counting working days from one date to another.

use jiff::civil::Date;

use crate::{Calendar, NotAnnounced};

/// A time that does not count towards a deadline, such as an inspection or waiting for the firm's materials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// The first day that does not count.
    pub from: Date,
    /// The last day that does not count; `None` while the pause lasts. A pause that ends before it begins is empty.
    pub to: Option<Date>,
}

impl Pause {
    fn covers(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

impl Calendar {
    /// The `n`-th working day after `start`. `start` itself is not counted, whether it is a working day or not
    /// (民法典 201). With `n` = 0 it is `start`, or the first working day behind it if nobody works on `start`
    /// (民法典 203).
    ///
    /// # Errors
    /// [`NotAnnounced`] with the first year that would have to be known and is not.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use workdays::Calendar;
    /// // Said on the Thursday before Spring Festival 2026, promised within five working days.
    /// let due = Calendar::official().add(date(2026, 2, 12), 5)?;
    /// assert_eq!(due, date(2026, 2, 26));
    /// # Ok::<(), workdays::NotAnnounced>(())
    /// ```
    pub fn add(&self, start: Date, n: u32) -> Result<Date, NotAnnounced> {
        let mut day = self.on_or_after(if n == 0 { start } else { after(start)? })?;
        for _ in 1..n {
            day = self.next_workday(day)?;
        }
        Ok(day)
    }

    /// Like [`Calendar::add`], but a day inside one of the `pauses` does not count. `Ok(None)` means that there is no
    /// due date yet, because a pause that still lasts began before the last day was reached. A pause behind the due
    /// date does not move it; pauses may overlap and stand in any order.
    ///
    /// # Errors
    /// [`NotAnnounced`] with the first year that would have to be known and is not.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use workdays::{Calendar, Pause};
    /// let review = Pause { from: date(2026, 3, 4), to: Some(date(2026, 3, 10)) };
    /// let due = Calendar::official().add_paused(date(2026, 3, 2), 3, &[review])?;
    /// assert_eq!(due, Some(date(2026, 3, 12))); // 3, 11 and 12 March
    /// # Ok::<(), workdays::NotAnnounced>(())
    /// ```
    pub fn add_paused(&self, start: Date, n: u32, pauses: &[Pause]) -> Result<Option<Date>, NotAnnounced> {
        let mut left = n.max(1);
        let mut day = if n == 0 { start } else { after(start)? };
        loop {
            let mut covering = pauses.iter().filter(|pause| pause.covers(day)).peekable();
            let paused = covering.peek().is_some();
            if covering.any(|pause| pause.to.is_none()) {
                return Ok(None);
            }
            if !paused && self.is_workday(day)? {
                left -= 1;
            }
            if left == 0 {
                return Ok(Some(day));
            }
            day = after(day)?;
        }
    }

    /// How many working days lie after `from`, up to and including `to`: the inverse of [`Calendar::add`]. It is 0 if
    /// `to` is not after `from`.
    ///
    /// # Errors
    /// [`NotAnnounced`] with the first year in between that is not announced.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use workdays::Calendar;
    /// let days = Calendar::official().count(date(2025, 12, 31), date(2026, 12, 31))?;
    /// assert_eq!(days, 248);
    /// # Ok::<(), workdays::NotAnnounced>(())
    /// ```
    pub fn count(&self, from: Date, to: Date) -> Result<u32, NotAnnounced> {
        let mut days = 0;
        let mut day = from;
        while day < to {
            day = after(day)?;
            days += u32::from(self.is_workday(day)?);
        }
        Ok(days)
    }

    /// The first working day after `day`, which is not it even if people work on it.
    ///
    /// # Errors
    /// [`NotAnnounced`] with the first year that would have to be known and is not.
    pub fn next_workday(&self, day: Date) -> Result<Date, NotAnnounced> {
        self.on_or_after(after(day)?)
    }

    fn on_or_after(&self, mut day: Date) -> Result<Date, NotAnnounced> {
        while !self.is_workday(day)? {
            day = after(day)?;
        }
        Ok(day)
    }
}

/// The day after. The calendar of dates ends with the year 9999; that end is not announced either.
fn after(day: Date) -> Result<Date, NotAnnounced> {
    day.tomorrow().map_err(|_| NotAnnounced { year: day.year() })
}
