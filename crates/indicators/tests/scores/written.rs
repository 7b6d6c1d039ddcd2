//! Small schemes for tests.

use indicators::{Decimal, Evaluation, Scheme, Scored, Unit};

/// The head that every scheme needs; the total has 100 points.
pub const HEAD: &str = "code = \"trial\"\ntitle = \"试评\"\nissuer = \"测试\"\nvalid_from = \"2026-01-01\"\n\
                        [applies]\nto = \"hub\"\n[total]\npoints = 100\nrounding = { digits = 4, mode = \"half-up\" }\n";

/// Grades without quota.
pub const GRADES: &str = "[[grades]]\nname = \"优\"\nfloor = 80\n[[grades]]\nname = \"差\"\n";

/// The measures `x` and `y` in 家, and whether there is a hall.
pub const MEASURES: &str = "[[measures]]\nkey = \"x\"\nname = \"服务企业数\"\nunit = \"家\"\nfrom = \"records\"\n";

/// A scheme with one leaf of 100 points: what follows its kind is given.
pub fn one_leaf(kind: &str, rest: &str) -> String {
    format!("{HEAD}{MEASURES}[[indicators]]\ncode = \"1\"\nname = \"服务企业\"\nkind = \"{kind}\"\n{rest}\n{GRADES}")
}

/// A scheme with one leaf on `x`, scored in that way.
pub fn scored_by(scoring: &str) -> Scheme {
    read(&one_leaf("level", &format!("measure = \"x\"\npoints = 100\nscoring = {{ {scoring} }}")))
}

pub fn read(text: &str) -> Scheme {
    Scheme::read(text).unwrap_or_else(|problems| panic!("{text}\n{problems}"))
}

pub fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// Units named by their place with a value of `x` each.
pub fn units(values: &[&str]) -> Vec<Unit> {
    let unit = |(at, value): (usize, &&str)| {
        let unit = Unit::new(format!("u{at}"), format!("综合体{at}"));
        if value.is_empty() { unit } else { unit.with("x", number(value)) }
    };
    values.iter().enumerate().map(unit).collect()
}

pub fn find<'e>(evaluation: &'e Evaluation, id: &str) -> &'e Scored {
    evaluation.units.iter().find(|unit| unit.id == id).unwrap()
}

/// The points of the units in their first order.
pub fn points(evaluation: &Evaluation) -> Vec<Decimal> {
    (0..evaluation.units.len()).map(|at| find(evaluation, &format!("u{at}")).points).collect()
}

/// The grades of the units in their first order.
pub fn grades(evaluation: &Evaluation) -> Vec<&str> {
    let grade = |at: usize| match find(evaluation, &format!("u{at}")).grade {
        Some(grade) => evaluation.grades[grade].as_str(),
        None => "",
    };
    (0..evaluation.units.len()).map(grade).collect()
}
