//! Units of measures, so that 家 is not added to 万元.

use std::collections::BTreeMap;
use std::fmt;

/// What a number counts: a product of units with exponents (`万元/家`), or nothing in particular.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Dimension {
    /// A number written in the formula: it goes with every unit.
    Any,
    /// Units and their exponents, none of them zero; empty for a plain ratio.
    Of(BTreeMap<String, i32>),
}

impl Dimension {
    /// A ratio of equal units.
    pub(crate) fn plain() -> Dimension {
        Dimension::Of(BTreeMap::new())
    }

    /// Reads `家`, `万元/家`, `家·年` or nothing for a plain ratio.
    pub(crate) fn read(text: &str) -> Dimension {
        let mut units = BTreeMap::new();
        for (at, part) in text.split('/').enumerate() {
            for unit in part.split('·').map(str::trim).filter(|unit| !unit.is_empty() && *unit != "1") {
                *units.entry(unit.to_owned()).or_insert(0) += if at == 0 { 1 } else { -1 };
            }
        }
        units.retain(|_, exponent| *exponent != 0);
        Dimension::Of(units)
    }

    /// Whether two numbers may be added or compared.
    pub(crate) fn agrees(&self, other: &Dimension) -> bool {
        matches!((self, other), (Dimension::Any, _) | (_, Dimension::Any)) || self == other
    }

    /// The unit of what agrees with both.
    pub(crate) fn or(self, other: Dimension) -> Dimension {
        if self == Dimension::Any { other } else { self }
    }

    /// The unit of a product, or of a quotient with `sign` −1.
    pub(crate) fn times(self, other: &Dimension, sign: i32) -> Dimension {
        let (mut units, other) = match (self, other) {
            (Dimension::Of(units), Dimension::Of(other)) => (units, other),
            (Dimension::Of(units), Dimension::Any) => return Dimension::Of(units),
            (Dimension::Any, Dimension::Of(other)) => (BTreeMap::new(), other),
            (Dimension::Any, Dimension::Any) => return Dimension::Any,
        };
        for (unit, exponent) in other {
            let sum = units.entry(unit.clone()).or_insert(0);
            *sum = sum.saturating_add(exponent.saturating_mul(sign));
        }
        units.retain(|_, exponent| *exponent != 0);
        Dimension::Of(units)
    }

    /// Whether it is a ratio: no unit is left.
    pub(crate) fn is_plain(&self) -> bool {
        match self {
            Dimension::Any => true,
            Dimension::Of(units) => units.is_empty(),
        }
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Dimension::Of(units) = self else { return Ok(()) };
        let side = |above: bool| {
            let units = units.iter().filter(|(_, exponent)| (**exponent > 0) == above);
            units.flat_map(|(unit, exponent)| vec![unit.as_str(); exponent.unsigned_abs().min(9) as usize]).collect()
        };
        let (above, below): (Vec<&str>, Vec<&str>) = (side(true), side(false));
        let above = if above.is_empty() && !below.is_empty() { vec!["1"] } else { above };
        out.write_str(&above.join("·"))?;
        for unit in below {
            write!(out, "/{unit}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_read_multiplied_and_written() {
        let money = Dimension::read("万元");
        let each = Dimension::read("万元/家");
        assert_eq!(each.clone().times(&Dimension::read("家"), 1), money);
        assert_eq!(money.clone().times(&Dimension::read("家"), -1).to_string(), "万元/家");
        assert!(Dimension::read("家").times(&Dimension::read("家"), -1).is_plain());
        assert!(Dimension::Any.agrees(&money) && !Dimension::read("家").agrees(&money));
        assert_eq!(Dimension::plain().times(&money, -1).to_string(), "1/万元");
        assert_eq!(Dimension::read("1"), Dimension::plain());
        assert_eq!(Dimension::Any.or(each).to_string(), "万元/家");
    }
}
