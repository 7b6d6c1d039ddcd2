//! Small multiples: the same small picture for each of many, all on one scale, so that they can be compared at a glance;
//! and the table that says the same. Pure arithmetic; `multiples.html` draws it.

use super::charts::{hundredths, in_words, nice_step};

/// More labels than these are drawn as a line, not as bars.
const MOST_BARS: usize = 13;
/// The share of a label's width that its bar takes.
const BAR_SHARE: f64 = 0.7;

/// What one of them says.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// Name.
    pub name: String,
    /// Where it leads.
    pub url: String,
    /// The value of the whole span, in words.
    pub whole: String,
    /// That of the span it is compared with, in words.
    pub compared: String,
    /// A value for each label; `None` is not known.
    pub values: Vec<Option<f64>>,
    /// Those it is compared with, label by label.
    pub before: Vec<Option<f64>>,
}

/// The pictures, ready to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Multiples {
    /// What they show.
    pub title: String,
    /// Unit of the values.
    pub unit: String,
    /// The value at the upper edge of each picture.
    pub top: String,
    /// The labels, from left to right.
    pub labels: Vec<String>,
    /// The pictures.
    pub tiles: Vec<Tile>,
}

/// One picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Tile {
    /// Name.
    pub name: String,
    /// Where it leads.
    pub url: String,
    /// The value of the whole span, in words.
    pub whole: String,
    /// That of the span it is compared with.
    pub compared: String,
    /// Bars: left edge, top edge, width and height in per cent.
    pub bars: Vec<[f64; 4]>,
    /// Lines as SVG `points`, where there are too many labels for bars.
    pub lines: Vec<String>,
    /// The lines of what it is compared with.
    pub before: Vec<String>,
    /// The values in words, for the table.
    pub values: Vec<String>,
}

impl Multiples {
    /// All on one scale, from zero to the highest value of any.
    pub fn new(title: &str, unit: &str, labels: &[String], said: Vec<Said>) -> Multiples {
        let known = said.iter().flat_map(|each| each.values.iter().chain(&each.before)).flatten();
        let high = known.copied().filter(|value| value.is_finite()).fold(0.0, f64::max);
        let step = nice_step(high);
        let top = ((high / step).ceil() * step).max(step);
        let tile = |said: Said| Tile {
            bars: if labels.len() > MOST_BARS { Vec::new() } else { bars(&said.values, labels.len(), top) },
            lines: if labels.len() > MOST_BARS { lines(&said.values, top) } else { Vec::new() },
            before: lines(&said.before, top),
            values: said.values.iter().map(|value| value.map_or_else(|| "—".into(), in_words)).collect(),
            name: said.name,
            url: said.url,
            whole: said.whole,
            compared: said.compared,
        };
        Multiples {
            title: title.to_owned(),
            unit: unit.to_owned(),
            top: in_words(top),
            labels: labels.to_vec(),
            tiles: said.into_iter().map(tile).collect(),
        }
    }

    /// The first and the last label.
    pub fn ends(&self) -> String {
        match (self.labels.first(), self.labels.last()) {
            (Some(first), Some(last)) if first != last => format!("{first}–{last}"),
            (Some(first), _) => first.clone(),
            _ => String::new(),
        }
    }
}

fn y(value: f64, top: f64) -> f64 {
    hundredths(100.0 - value / top * 100.0)
}

fn bars(values: &[Option<f64>], labels: usize, top: f64) -> Vec<[f64; 4]> {
    let share = 100.0 / labels.max(1) as f64;
    let bar = |(at, value): (usize, &Option<f64>)| {
        let value = value.filter(|value| *value > 0.0)?;
        let left = share * (at as f64 + (1.0 - BAR_SHARE) / 2.0);
        Some([hundredths(left), y(value, top), hundredths(share * BAR_SHARE), hundredths(value / top * 100.0)])
    };
    values.iter().enumerate().filter_map(bar).collect()
}

/// A line for each stretch of known values; the points stand in the middle of their label's share.
fn lines(values: &[Option<f64>], top: f64) -> Vec<String> {
    let share = 100.0 / values.len().max(1) as f64;
    let point = |(at, value): (usize, &Option<f64>)| {
        value.map(|value| format!("{},{}", hundredths((at as f64 + 0.5) * share), y(value, top)))
    };
    let points: Vec<Option<String>> = values.iter().enumerate().map(point).collect();
    let stretches = points.split(Option::is_none).filter(|stretch| stretch.len() > 1);
    stretches.map(|stretch| stretch.iter().flatten().cloned().collect::<Vec<_>>().join(" ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(name: &str, values: &[f64], before: &[f64]) -> Said {
        let known = |values: &[f64]| values.iter().copied().map(Some).collect();
        Said { name: name.into(), values: known(values), before: known(before), ..Said::default() }
    }

    #[test]
    fn all_stand_on_one_scale() {
        let months: Vec<String> = ["1月", "2月"].map(str::to_owned).to_vec();
        let drawn = Multiples::new(
            "家次",
            "家次",
            &months,
            vec![said("鹿城", &[90.0, 45.0], &[30.0, 60.0]), said("乐清", &[9.0, 0.0], &[])],
        );
        assert_eq!((drawn.top.as_str(), drawn.ends().as_str()), ("100", "1月–2月"));
        let heights: Vec<Vec<f64>> = drawn.tiles.iter().map(|t| t.bars.iter().map(|bar| bar[3]).collect()).collect();
        assert_eq!(heights, [vec![90.0, 45.0], vec![9.0]], "nothing is drawn of nothing");
        for [left, top, width, height] in drawn.tiles.iter().flat_map(|tile| &tile.bars) {
            assert!(*left >= 0.0 && left + width <= 100.0 && *top >= 0.0 && top + height <= 100.01);
        }
        assert_eq!(drawn.tiles[0].before, ["25,70 75,40"]);
        assert_eq!(drawn.tiles[1].values, ["9", "0"]);
    }

    #[test]
    fn long_spans_are_lines_with_their_gaps() {
        let months: Vec<String> = (1..=24).map(|month| format!("{month}")).collect();
        let mut one = said("鹿城", &[5.0; 24], &[]);
        one.values[3] = None;
        let drawn = Multiples::new("评价", "分", &months, vec![one]);
        assert!(drawn.tiles[0].bars.is_empty());
        assert_eq!(drawn.tiles[0].lines.len(), 2);
        assert_eq!(drawn.tiles[0].values[3], "—");
        assert_eq!(Multiples::new("评价", "分", &[], Vec::new()).ends(), "");
    }
}
