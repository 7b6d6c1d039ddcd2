//! What a window, an appointment and a ticket are; which times there are, and who is next. No SQL, no HTTP, no clock.

use uuid::Uuid;

/// Where people are served.
#[derive(Clone, Debug, Default)]
pub struct Window {
    /// Id.
    pub id: Uuid,
    /// As it is written above it.
    pub name: String,
    /// From which minute of the day.
    pub opens: i64,
    /// Until which minute.
    pub closes: i64,
    /// From when until when nobody is there.
    pub pause: Option<(i64, i64)>,
    /// How long an appointment takes, in minutes.
    pub minutes: i64,
    /// Appointments at the same time.
    pub places: i64,
    /// open, closed.
    pub state: String,
    /// Changes so far; 0 for a new one.
    pub version: i64,
}

impl Window {
    /// Whether it takes anybody.
    pub fn is_open(&self) -> bool {
        self.state == "open"
    }

    /// Whether somebody is there at this minute.
    pub fn serves_at(&self, minute: i64) -> bool {
        let pauses = self.pause.is_some_and(|(from, until)| (from..until).contains(&minute));
        self.is_open() && (self.opens..self.closes).contains(&minute) && !pauses
    }

    /// The minutes at which an appointment can begin: one after another from the opening on, none into the break or past
    /// the closing; after the break they begin anew.
    pub fn starts(&self) -> Vec<i64> {
        if !self.is_open() || self.minutes < 1 {
            return Vec::new();
        }
        let parts = match self.pause {
            Some((from, until)) => vec![(self.opens, from.min(self.closes)), (until.max(self.opens), self.closes)],
            None => vec![(self.opens, self.closes)],
        };
        let begin = |(from, until): (i64, i64)| {
            std::iter::successors(Some(from), |at| Some(at + self.minutes))
                .take_while(move |at| at + self.minutes <= until)
        };
        parts.into_iter().flat_map(begin).collect()
    }
}

/// A day on which a window, or the whole hall, takes nobody.
#[derive(Clone, Debug)]
pub struct Closing {
    /// Id.
    pub id: Uuid,
    /// The day.
    pub day: String,
    /// Which window; `None` for all of them.
    pub window_id: Option<Uuid>,
    /// What is written there; empty for all of them.
    pub window: String,
    /// From which minute of the day.
    pub from: i64,
    /// Until which minute.
    pub until: i64,
    /// Why, as the firms are told.
    pub reason: String,
    /// Appointments that went to another window.
    pub moved: i64,
    /// Appointments that were called off.
    pub called_off: i64,
    /// When it was lifted; milliseconds UTC.
    pub lifted_at: Option<i64>,
}

/// Minutes of a day.
pub const DAY: i64 = 1440;

impl Closing {
    /// Whether it is for the whole day.
    pub fn all_day(&self) -> bool {
        (self.from, self.until) == (0, DAY)
    }

    /// Whether a window takes nobody at any of these minutes, of the closing's day.
    pub fn covers(&self, window: Uuid, (from, until): (i64, i64)) -> bool {
        self.window_id.is_none_or(|own| own == window) && from < self.until && self.from < until
    }
}

/// The minutes at which an appointment can begin at a window on a day with these closings.
pub fn starts_on(window: &Window, closings: &[Closing]) -> Vec<i64> {
    let open = |starts: &i64| !closings.iter().any(|each| each.covers(window.id, (*starts, starts + window.minutes)));
    window.starts().into_iter().filter(open).collect()
}

/// `09:30`
pub fn clock(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// A time of day as typed, in minutes.
pub fn read_clock(typed: &str) -> Option<i64> {
    let typed = codes::text::to_half_width(typed);
    let (hours, minutes) = typed.trim().split_once(':')?;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.get(..2)?.parse().ok()?);
    ((0..24).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes)
}

/// A time that a firm has booked.
#[derive(Clone, Debug)]
pub struct Appointment {
    /// Id.
    pub id: Uuid,
    /// Where.
    pub window_id: Uuid,
    /// What is written there.
    pub window: String,
    /// For which need.
    pub need_id: Uuid,
    /// Its reference number.
    pub reference: String,
    /// For which order.
    pub order_id: Option<Uuid>,
    /// Of which firm.
    pub firm_name: String,
    /// The day.
    pub day: String,
    /// The minute.
    pub starts: i64,
    /// booked, arrived, served, missed, cancelled.
    pub state: String,
    /// Who booked it.
    pub person: Uuid,
    /// Changes so far.
    pub version: i64,
}

/// A number that somebody took.
#[derive(Clone, Debug)]
pub struct Ticket {
    /// Id.
    pub id: Uuid,
    /// The day.
    pub day: String,
    /// The number.
    pub number: i64,
    /// What for.
    pub function: String,
    /// The appointment it was given for.
    pub appointment_id: Option<Uuid>,
    /// When that begins.
    pub starts: Option<i64>,
    /// waiting, called, served, gone.
    pub state: String,
    /// Where it was called to.
    pub window_id: Option<Uuid>,
    /// What is written there.
    pub window: String,
    /// Changes so far.
    pub version: i64,
}

impl Ticket {
    /// `A007`; of who has an appointment `Y007`.
    pub fn label(&self) -> String {
        let letter = if self.appointment_id.is_some() { 'Y' } else { 'A' };
        format!("{letter}{:03}", self.number)
    }

    /// Whether it waits.
    pub fn waits(&self) -> bool {
        self.state == "waiting"
    }
}

/// The order in which those who wait are called at this minute: who has an appointment whose time has come, then everybody
/// by number.
pub fn in_turn(mut waiting: Vec<Ticket>, minute: i64) -> Vec<Ticket> {
    waiting.sort_by_key(|ticket| {
        let due = ticket.starts.filter(|starts| *starts <= minute);
        (due.is_none(), due.unwrap_or(0), ticket.number)
    });
    waiting
}

#[cfg(test)]
mod unit {
    use super::*;

    fn window(pause: Option<(i64, i64)>, minutes: i64) -> Window {
        let state = "open".into();
        Window { opens: 9 * 60, closes: 12 * 60, pause, minutes, places: 1, state, ..Window::default() }
    }

    #[test]
    fn times_end_before_the_break_and_the_closing() {
        let starts = |pause, minutes| window(pause, minutes).starts().into_iter().map(clock).collect::<Vec<_>>();
        assert_eq!(starts(None, 60), ["09:00", "10:00", "11:00"]);
        assert_eq!(starts(None, 50), ["09:00", "09:50", "10:40"], "11:30 would end after twelve");
        assert_eq!(starts(Some((610, 640)), 30), ["09:00", "09:30", "10:40", "11:10"]);
        assert!(Window { state: "closed".into(), ..window(None, 30) }.starts().is_empty());
        let open = window(Some((610, 640)), 30);
        for (minute, serves) in [(539, false), (540, true), (610, false), (640, true), (719, true), (720, false)] {
            assert_eq!(open.serves_at(minute), serves, "{minute}");
        }
    }

    #[test]
    fn a_closing_takes_the_times_that_it_touches() {
        let window = Window { id: Uuid::max(), ..window(None, 60) };
        let closing = |window_id, from, until| Closing {
            id: Uuid::nil(),
            day: String::new(),
            window_id,
            window: String::new(),
            from,
            until,
            reason: String::new(),
            moved: 0,
            called_off: 0,
            lifted_at: None,
        };
        let left = |closings: &[Closing]| starts_on(&window, closings).into_iter().map(clock).collect::<Vec<_>>();
        assert_eq!(left(&[]), ["09:00", "10:00", "11:00"]);
        assert_eq!(left(&[closing(None, 0, DAY)]), [""; 0]);
        // One that ends when it begins is not touched.
        assert_eq!(left(&[closing(Some(Uuid::max()), 600, 660)]), ["09:00", "11:00"]);
        assert_eq!(left(&[closing(None, 590, 601)]), ["11:00"]);
        assert_eq!(left(&[closing(Some(Uuid::nil()), 0, DAY)]), ["09:00", "10:00", "11:00"], "another window's");
    }

    #[test]
    fn clocks_are_read_as_typed() {
        for (typed, read) in [("09:30", Some(570)), ("9:5", None), ("９：３０", Some(570)), ("24:00", None), ("", None)]
        {
            assert_eq!(read_clock(typed), read, "{typed}");
        }
    }

    #[test]
    fn who_has_an_appointment_goes_first_once_its_time_has_come() {
        let ticket = |number, starts: Option<i64>| Ticket {
            id: Uuid::nil(),
            day: String::new(),
            number,
            function: String::new(),
            appointment_id: starts.map(|_| Uuid::nil()),
            starts,
            state: "waiting".into(),
            window_id: None,
            window: String::new(),
            version: 1,
        };
        let waiting = vec![ticket(1, None), ticket(2, Some(600)), ticket(3, None), ticket(4, Some(570))];
        let labels = |minute| in_turn(waiting.clone(), minute).iter().map(Ticket::label).collect::<Vec<_>>();
        assert_eq!(labels(560), ["A001", "Y002", "A003", "Y004"]);
        assert_eq!(labels(580), ["Y004", "A001", "Y002", "A003"]);
        assert_eq!(labels(600), ["Y004", "Y002", "A001", "A003"]);
    }
}
