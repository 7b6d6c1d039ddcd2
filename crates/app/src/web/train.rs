//! A plan drawn as a train: where each container stands on the time line. Pure arithmetic; `train.html` draws it.

use jiff::civil::Date;

use super::messages::Language;

/// Pixels at the top that hold the dates.
const DATES: u32 = 32;
/// Pixels one track takes: container, wheels, rail and a gap.
const TRACK: u32 = 84;
/// The least width of a container, in per cent of the line: its pictogram must fit.
const NARROWEST: f64 = 6.0;
/// The width the labels are cut for, in pixels. A wider screen shows them with room to spare.
const DRAWN_WIDTH: f64 = 860.0;
/// Pixels of a container that its pictogram and frame take from the label.
const PICTOGRAM: f64 = 52.0;
/// What the word 今天 takes to each side of its middle, and a date to the right of its line, in per cent.
const TODAY_WIDTH: f64 = 2.5;
const DATE_WIDTH: f64 = 9.0;
/// At most this many dates are written above the line.
const MOST_TICKS: i32 = 8;

/// One service of the plan, as the caller knows it. All texts are ready to show.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Item {
    /// Code of the center, e.g. `testing`; gives colour and pictogram.
    pub center: String,
    /// Name of the service.
    pub service: String,
    /// Name of the provider.
    pub provider: String,
    /// Working or calendar day on which it starts, counted from the first day of the plan (0).
    pub start: i32,
    /// How many days it takes; 0 is drawn as 1.
    pub days: u32,
    /// First day in words.
    pub from: String,
    /// Last day in words.
    pub to: String,
    /// Status in words.
    pub state: String,
    /// Kind of the status tag: `ok`, `info`, `warn`, `danger`, `neutral`.
    pub kind: String,
    /// Whether it is finished; a tick then replaces the pictogram.
    pub done: bool,
    /// Something more to say in the list, e.g. the price; may be empty.
    pub note: String,
    /// Page of the order or service; empty for no link.
    pub url: String,
}

/// A container with its place: `x` and `width` in per cent of the line, `y` in pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct Car {
    /// What it carries.
    pub item: Item,
    /// Left edge, 0 to 100.
    pub x: f64,
    /// Width, so that `x + width` is at most 100.
    pub width: f64,
    /// Top edge.
    pub y: u32,
    /// The service's name as far as it fits.
    pub service: String,
    /// The provider's name as far as it fits.
    pub provider: String,
}

/// A date above the line.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// Place in per cent.
    pub x: f64,
    /// The date in words.
    pub label: String,
}

/// A plan ready to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Train {
    /// The containers in the order of their start.
    pub cars: Vec<Car>,
    /// Dates above the line.
    pub ticks: Vec<Tick>,
    /// Top of each track in pixels. Services that overlap in time stand on different tracks.
    pub tracks: Vec<u32>,
    /// How far the coupling of the first track reaches, in per cent.
    pub coupled: f64,
    /// Place of today in per cent, when it lies within the plan.
    pub today: Option<f64>,
    /// Height of the picture in pixels.
    pub height: u32,
}

impl Train {
    /// The same of items with their first and last day; `start`, `days`, `from` and `to` of an item follow from these.
    /// `None` of nothing.
    pub fn of_days(language: &Language, items: Vec<(Date, Date, Item)>, today: Date) -> Option<Train> {
        let first = items.iter().map(|(starts, _, _)| *starts).min()?;
        let offset = |day: Date| day.since(first).map_or(0, |span| span.get_days());
        let cars = items.into_iter().map(|(starts, ends, item)| {
            let ends = ends.max(starts);
            let days = u32::try_from(offset(ends) - offset(starts) + 1).unwrap_or(1);
            Item { start: offset(starts), days, from: language.date(starts), to: language.date(ends), ..item }
        });
        let label = |day: i32| {
            let day = first.saturating_add(jiff::Span::new().days(day));
            language.short_date(day)
        };
        Some(Train::new(cars.collect(), Some(offset(today)), label))
    }

    /// Places `items` on the line. `date` gives the short words for a day's offset, e.g. `3月9日`; `today` is such an
    /// offset too. An empty plan gives one empty track.
    pub fn new(mut items: Vec<Item>, today: Option<i32>, date: impl Fn(i32) -> String) -> Train {
        items.sort_by_key(|item| item.start);
        let first = items.iter().map(|item| item.start).min().unwrap_or(0);
        let end = items.iter().map(end_of).max().unwrap_or(first + 1);
        let line = Line { first, days: end - first };
        let mut reached: Vec<f64> = Vec::new();
        let cars: Vec<Car> = items.into_iter().map(|item| place(item, &line, &mut reached)).collect();
        let today = today.filter(|day| (first..=end).contains(day)).map(|day| line.at(day));
        let tracks: Vec<u32> = (0..reached.len().max(1)).map(top_of).collect();
        Train {
            cars,
            ticks: line.ticks(today, date),
            coupled: reached.first().copied().unwrap_or(0.0),
            today,
            height: DATES + TRACK * tracks.len() as u32,
            tracks,
        }
    }
}

/// The days the picture spans.
struct Line {
    first: i32,
    days: i32,
}

impl Line {
    fn at(&self, day: i32) -> f64 {
        hundredths(f64::from(day - self.first) / f64::from(self.days) * 100.0)
    }

    /// Dates at even steps, without those that the word 今天 would cover.
    fn ticks(&self, today: Option<f64>, date: impl Fn(i32) -> String) -> Vec<Tick> {
        let step =
            [1, 2, 5, 7, 14, 28, 56, 91, 182].into_iter().find(|step| self.days / step < MOST_TICKS).unwrap_or(364);
        (self.first..self.first + self.days)
            .step_by(step as usize)
            .map(|day| Tick { x: self.at(day), label: date(day) })
            .filter(|tick| today.is_none_or(|today| today + TODAY_WIDTH <= tick.x || tick.x + DATE_WIDTH <= today))
            .collect()
    }
}

/// The first day after the item.
fn end_of(item: &Item) -> i32 {
    item.start.saturating_add_unsigned(item.days.max(1))
}

/// Puts the item on the first track that is free at its start; `reached` holds how far each track is taken.
fn place(item: Item, line: &Line, reached: &mut Vec<f64>) -> Car {
    let width = (line.at(end_of(&item)) - line.at(item.start)).max(NARROWEST);
    let x = line.at(item.start).min(100.0 - width);
    let track = reached.iter().position(|end| *end <= x).unwrap_or_else(|| {
        reached.push(0.0);
        reached.len() - 1
    });
    reached[track] = hundredths(x + width);
    let room = width / 100.0 * DRAWN_WIDTH - PICTOGRAM;
    Car {
        x: hundredths(x),
        width: hundredths(width),
        y: top_of(track),
        service: fit(&item.service, room, 15.0),
        provider: fit(&item.provider, room, 13.0),
        item,
    }
}

fn top_of(track: usize) -> u32 {
    DATES + TRACK * track as u32
}

/// As many characters as fit into `room` pixels at `size` pixels an em; a cut text ends in `…`.
fn fit(text: &str, room: f64, size: f64) -> String {
    let width = |c: char| if c.is_ascii() { 0.55 * size } else { size };
    if text.chars().map(width).sum::<f64>() <= room {
        return text.to_owned();
    }
    let mut left = room - size;
    let kept: String = text
        .chars()
        .take_while(|c| {
            left -= width(*c);
            left >= 0.0
        })
        .collect();
    if kept.chars().count() < 2 { String::new() } else { kept + "…" }
}

fn hundredths(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(service: &str, start: i32, days: u32) -> Item {
        Item { center: "testing".into(), service: service.into(), start, days, ..Item::default() }
    }

    fn train(items: Vec<Item>) -> Train {
        Train::new(items, None, |day| format!("3月{}日", day + 1))
    }

    #[test]
    fn containers_follow_each_other_on_one_track() {
        let train = train(vec![item("鞋材检测", 0, 10), item("专利导航", 10, 30)]);
        let places: Vec<_> = train.cars.iter().map(|car| (car.x, car.width, car.y)).collect();
        assert_eq!(places, [(0.0, 25.0, 32), (25.0, 75.0, 32)]);
        assert_eq!((train.coupled, train.height), (100.0, 116));
    }

    #[test]
    fn overlapping_services_stand_on_different_tracks() {
        let train = train(vec![item("专利导航", 5, 20), item("鞋材检测", 0, 10), item("品牌设计", 12, 10)]);
        let places: Vec<_> = train.cars.iter().map(|car| (car.item.service.as_str(), car.y)).collect();
        assert_eq!(places, [("鞋材检测", 32), ("专利导航", 116), ("品牌设计", 32)]);
        assert_eq!(train.tracks, [32, 116]);
    }

    #[test]
    fn a_short_service_at_the_end_stays_inside_the_picture() {
        let train = train(vec![item("专利导航", 0, 90), item("取件", 89, 1), item("取件", 89, 0)]);
        for car in &train.cars {
            assert!(car.x >= 0.0 && car.width >= NARROWEST && car.x + car.width <= 100.0, "{car:?}");
        }
        assert_eq!(train.tracks.len(), 3, "drawn wider than they are, the last two cannot share a track");
    }

    #[test]
    fn dates_are_few_and_start_with_the_first_day() {
        for days in [1, 5, 9, 40, 365] {
            let train = train(vec![item("检测", 3, days)]);
            assert!((1..=MOST_TICKS as usize).contains(&train.ticks.len()), "{days}: {:?}", train.ticks);
            assert_eq!((train.ticks[0].x, train.ticks[0].label.as_str()), (0.0, "3月4日"));
        }
    }

    #[test]
    fn today_stands_on_the_line_and_no_date_under_its_word() {
        let at = |today| Train::new(vec![item("检测", 0, 50)], Some(today), |day| day.to_string());
        let dates = |train: Train| train.ticks.into_iter().map(|tick| tick.label).collect::<Vec<_>>();
        assert_eq!(at(8).today, Some(16.0));
        assert_eq!(dates(at(8)), ["0", "14", "21", "28", "35", "42", "49"]);
        assert_eq!((at(-1).today, at(51).today), (None, None));
    }

    #[test]
    fn a_long_name_is_cut_with_an_ellipsis() {
        assert_eq!(fit("鞋材耐磨检测", 90.0, 15.0), "鞋材耐磨检测");
        assert_eq!(fit("鞋材耐磨检测", 75.0, 15.0), "鞋材耐磨…");
        assert_eq!(fit("鞋材耐磨检测", 20.0, 15.0), "");
    }

    #[test]
    fn an_empty_plan_is_an_empty_track() {
        let train = train(Vec::new());
        assert_eq!((train.cars.len(), train.tracks.len(), train.coupled), (0, 1, 0.0));
    }
}
