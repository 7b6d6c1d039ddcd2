//! Bar and line charts: ticks, places and the table that says the same. Pure arithmetic; `chart.html` draws it.
//! Places are in per cent of the plot, from its left and top edge.

/// At most this many steps between the lowest and the highest tick.
const MOST_STEPS: f64 = 5.0;
/// More labels than this are thinned out on a phone.
const PHONE_LABELS: usize = 6;
/// The share of a label's width that its bars take together.
const BARS_SHARE: f64 = 0.64;

/// What one series says: its name and a value for each label. `None` is a value not known, which is not zero.
pub type Series<'a> = (&'a str, Vec<Option<f64>>);

/// A chart ready to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// Unit of the values, e.g. 家次.
    pub unit: String,
    /// Lines of the value axis.
    pub ticks: Vec<Tick>,
    /// Words under the plot.
    pub labels: Vec<Label>,
    /// The series with their marks.
    pub series: Vec<Drawn>,
    /// The same as a table: one row a label.
    pub rows: Vec<Row>,
}

/// A line of the value axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// Place.
    pub y: f64,
    /// The value in words.
    pub label: String,
}

/// A word under the plot.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// Place of its middle.
    pub x: f64,
    /// The word.
    pub text: String,
    /// Whether a phone leaves it out.
    pub minor: bool,
}

/// A series with its marks: bars or lines with points.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Drawn {
    /// Name.
    pub name: String,
    /// Which of the six chart colours, 1 to 6.
    pub colour: usize,
    /// Bars, empty in a line chart.
    pub bars: Vec<Bar>,
    /// Polylines as SVG `points`, one for each stretch of known values.
    pub lines: Vec<String>,
    /// Points of a line chart.
    pub points: Vec<Point>,
}

/// A bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// Middle, where the value is written.
    pub middle: f64,
    /// The value in words.
    pub label: String,
}

/// A point of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Place.
    pub x: f64,
    /// Place.
    pub y: f64,
}

/// A row of the table twin.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The label.
    pub label: String,
    /// A value for each series, `—` when not known.
    pub values: Vec<String>,
}

impl Chart {
    /// Bars side by side for each label. A value that is not finite counts as not known, as does a missing one.
    pub fn bars(title: &str, unit: &str, labels: &[String], series: &[Series]) -> Chart {
        let plot = Plot::new(labels.len(), series);
        Chart::new(title, unit, labels, series, &plot, |index, drawn, values| {
            drawn.bars = plot.bars(index, series.len(), values);
        })
    }

    /// One line for each series. A value not known leaves a gap.
    pub fn lines(title: &str, unit: &str, labels: &[String], series: &[Series]) -> Chart {
        let plot = Plot::new(labels.len(), series);
        Chart::new(title, unit, labels, series, &plot, |_, drawn, values| {
            drawn.lines = plot.lines(values);
            drawn.points = plot.points(values).into_iter().flatten().collect();
        })
    }

    fn new(
        title: &str,
        unit: &str,
        labels: &[String],
        series: &[Series],
        plot: &Plot,
        draw: impl Fn(usize, &mut Drawn, &[Option<f64>]),
    ) -> Chart {
        let drawn = series.iter().enumerate().map(|(index, (name, values))| {
            let mut drawn = Drawn { name: (*name).to_owned(), colour: index % 6 + 1, ..Drawn::default() };
            draw(index, &mut drawn, values);
            drawn
        });
        let every = labels.len().div_ceil(PHONE_LABELS).max(1);
        Chart {
            title: title.to_owned(),
            unit: unit.to_owned(),
            ticks: plot.ticks(),
            series: drawn.collect(),
            labels: labels
                .iter()
                .enumerate()
                .map(|(index, text)| Label { x: plot.middle(index), text: text.clone(), minor: index % every != 0 })
                .collect(),
            rows: rows(labels, series),
        }
    }
}

fn rows(labels: &[String], series: &[Series]) -> Vec<Row> {
    let value = |index: usize, values: &[Option<f64>]| known(values, index).map_or_else(|| "—".to_owned(), in_words);
    labels
        .iter()
        .enumerate()
        .map(|(index, label)| Row {
            label: label.clone(),
            values: series.iter().map(|(_, values)| value(index, values)).collect(),
        })
        .collect()
}

/// The value at `index` if it is known.
fn known(values: &[Option<f64>], index: usize) -> Option<f64> {
    values.get(index).copied().flatten().filter(|value| value.is_finite())
}

/// The scales: labels across, values up.
struct Plot {
    labels: usize,
    low: f64,
    step: f64,
    steps: f64,
}

impl Plot {
    fn new(labels: usize, series: &[Series]) -> Plot {
        let values = || series.iter().flat_map(|(_, values)| (0..labels).filter_map(|index| known(values, index)));
        let low = values().fold(0.0, f64::min);
        let high = values().fold(0.0, f64::max);
        let step = nice_step(high - low);
        let low = (low / step).floor() * step;
        Plot { labels, low, step, steps: ((high - low) / step).ceil().max(1.0) }
    }

    fn y(&self, value: f64) -> f64 {
        hundredths(100.0 - (value - self.low) / (self.step * self.steps) * 100.0)
    }

    /// The width that belongs to one label.
    fn share(&self) -> f64 {
        100.0 / self.labels.max(1) as f64
    }

    fn middle(&self, index: usize) -> f64 {
        hundredths((index as f64 + 0.5) * self.share())
    }

    fn ticks(&self) -> Vec<Tick> {
        (0..=self.steps as u32)
            .map(|index| self.low + self.step * f64::from(index))
            .map(|value| Tick { y: self.y(value), label: in_words(value) })
            .collect()
    }

    fn bars(&self, index: usize, series: usize, values: &[Option<f64>]) -> Vec<Bar> {
        let width = self.share() * BARS_SHARE / series as f64;
        let bar = |label: usize, value: f64| {
            let x = self.share() * (label as f64 + (1.0 - BARS_SHARE) / 2.0) + width * index as f64;
            let (y, zero) = (self.y(value), self.y(0.0));
            Bar {
                x: hundredths(x),
                y: y.min(zero),
                width: hundredths(width),
                height: hundredths((zero - y).abs()),
                middle: hundredths(x + width / 2.0),
                label: in_words(value),
            }
        };
        (0..self.labels).filter_map(|label| known(values, label).map(|value| bar(label, value))).collect()
    }

    fn points(&self, values: &[Option<f64>]) -> Vec<Option<Point>> {
        (0..self.labels)
            .map(|index| known(values, index).map(|value| Point { x: self.middle(index), y: self.y(value) }))
            .collect()
    }

    fn lines(&self, values: &[Option<f64>]) -> Vec<String> {
        self.points(values)
            .split(Option::is_none)
            .filter(|stretch| stretch.len() > 1)
            .map(|stretch| {
                let points: Vec<String> = stretch.iter().flatten().map(|p| format!("{},{}", p.x, p.y)).collect();
                points.join(" ")
            })
            .collect()
    }
}

/// The smallest of 1, 2, 5 times a power of ten that needs at most five steps for `span`.
pub(super) fn nice_step(span: f64) -> f64 {
    if span <= 0.0 {
        return 1.0;
    }
    let rough = span / MOST_STEPS;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0].into_iter().find(|factor| factor * power >= rough * 0.999_999);
    step.unwrap_or(10.0) * power
}

/// A number with thousands separated and at most two decimals.
pub fn in_words(number: f64) -> String {
    let text = format!("{:.2}", number.abs());
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let (whole, decimals) = text.split_once('.').map_or((text, ""), |(whole, decimals)| (whole, decimals));
    let mut out = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    let sign = if number < 0.0 && text != "0" { "-" } else { "" };
    let point = if decimals.is_empty() { "" } else { "." };
    format!("{sign}{out}{point}{decimals}")
}

pub(super) fn hundredths(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(count: usize) -> Vec<String> {
        (1..=count).map(|month| format!("{month}月")).collect()
    }

    fn ticks(values: &[f64]) -> Vec<String> {
        let values = values.iter().copied().map(Some).collect::<Vec<_>>();
        let chart = Chart::bars("服务企业", "家次", &months(values.len()), &[("2026年", values)]);
        chart.ticks.into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn ticks_are_round_numbers_that_hold_the_values() {
        assert_eq!(ticks(&[3.0, 17.0, 42.0]), ["0", "10", "20", "30", "40", "50"]);
        assert_eq!(ticks(&[100_000.0]), ["0", "20,000", "40,000", "60,000", "80,000", "100,000"]);
        assert_eq!(ticks(&[0.3]), ["0", "0.1", "0.2", "0.3"]);
        assert_eq!(ticks(&[-4.0, 6.0]), ["-4", "-2", "0", "2", "4", "6"]);
        assert_eq!(ticks(&[0.0, 0.0]), ["0", "1"]);
        assert_eq!(ticks(&[]), ["0", "1"]);
    }

    #[test]
    fn bars_stand_on_zero_inside_the_plot() {
        let series =
            [("检测", vec![Some(10.0), Some(-5.0), None]), ("专利", vec![Some(4.0), Some(f64::NAN), Some(7.0)])];
        let chart = Chart::bars("服务记录", "家次", &months(3), &series);
        let bars: Vec<&Bar> = chart.series.iter().flat_map(|series| &series.bars).collect();
        assert_eq!(bars.len(), 4, "unknown values have no bar");
        for bar in bars {
            assert!(bar.x >= 0.0 && bar.x + bar.width <= 100.0, "{bar:?}");
            assert!(bar.y >= 0.0 && bar.y + bar.height <= 100.01, "{bar:?}");
        }
        let zero = chart.ticks.iter().find(|tick| tick.label == "0").map(|tick| tick.y);
        assert_eq!(zero, Some(chart.series[0].bars[0].y + chart.series[0].bars[0].height));
    }

    #[test]
    fn a_gap_in_the_values_breaks_the_line() {
        let values = vec![Some(1.0), Some(2.0), None, Some(3.0), Some(4.0), None, Some(2.0)];
        let chart = Chart::lines("机时", "小时", &months(7), &[("三坐标测量机", values)]);
        assert_eq!(chart.series[0].lines.len(), 2, "a lone point has no line");
        assert_eq!(chart.series[0].points.len(), 5);
        assert_eq!(chart.series[0].lines[0], "7.14,75 21.43,50");
    }

    #[test]
    fn the_table_says_what_is_known() {
        let series = [("鹿城", vec![Some(1234.5), None])];
        let chart = Chart::lines("交易额", "万元", &months(2), &series);
        let rows: Vec<_> = chart.rows.iter().map(|row| (row.label.as_str(), row.values[0].as_str())).collect();
        assert_eq!(rows, [("1月", "1,234.5"), ("2月", "—")]);
    }

    #[test]
    fn labels_are_thinned_for_a_phone() {
        let chart = Chart::bars("服务企业", "家次", &months(12), &[("2026年", vec![Some(1.0); 12])]);
        assert_eq!(chart.labels.iter().filter(|label| !label.minor).count(), 6);
    }

    #[test]
    fn numbers_are_written_with_separators() {
        let written: Vec<_> = [0.0, 999.0, 1000.0, -1_234_567.891, -0.001].into_iter().map(in_words).collect();
        assert_eq!(written, ["0", "999", "1,000", "-1,234,567.89", "0"]);
    }
}
