//! Figures that a notice names: kept beside it as numbers, so that its words can be written when they are read.

use serde_json::{Map, Value};

/// Names of figures: arguments of the messages. A kind uses those that it needs.
const NAMES: [&str; 4] = ["written", "refused", "undone", "kept"];

/// What a notice counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures(Vec<(&'static str, i64)>);

impl Figures {
    /// Those that an event tells.
    pub fn of(data: &Value) -> Figures {
        Figures(NAMES.into_iter().filter_map(|name| Some((name, data[name].as_i64()?))).collect())
    }

    /// As stored: an object of JSON, or nothing.
    pub fn stored(&self) -> String {
        if self.0.is_empty() {
            return String::new();
        }
        let pairs = self.0.iter().map(|(name, count)| ((*name).to_owned(), Value::from(*count)));
        Value::Object(pairs.collect::<Map<_, _>>()).to_string()
    }

    /// From what is stored.
    pub fn parse(stored: &str) -> Figures {
        serde_json::from_str(stored).map(|data| Figures::of(&data)).unwrap_or_default()
    }

    /// How many of this name; 0 where it is not told.
    pub fn count(&self, name: &str) -> i64 {
        self.0.iter().find(|(own, _)| *own == name).map_or(0, |(_, count)| *count)
    }

    /// Every name with its figure, as arguments of a message; 0 where it is not told.
    pub fn arguments(&self) -> [(&'static str, i64); NAMES.len()] {
        NAMES.map(|name| (name, self.count(name)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn figures_are_kept_as_they_were_told() {
        let told = json!({ "written": 3, "refused": 1, "kind": "experts", "new": 9 });
        let figures = Figures::of(&told);
        assert_eq!(figures.arguments(), [("written", 3), ("refused", 1), ("undone", 0), ("kept", 0)]);
        assert_eq!(Figures::parse(&figures.stored()), figures);
        assert_eq!(Figures::default().stored(), "");
        assert_eq!(Figures::parse(""), Figures::default());
    }
}
