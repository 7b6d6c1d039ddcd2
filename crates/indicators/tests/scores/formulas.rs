//! The language of formulas: what it means, and what it refuses.

use indicators::{Decimal, Formula, NoValue, Scheme, Values};

use crate::written::{number, read};

/// Measures to write formulas with: firms and talents in 家 and 人, a ratio, a condition and scores.
fn scheme() -> Scheme {
    read(
        r#"code = "trial"
title = "试评"
issuer = "测试"
valid_from = "2026-01-01"
applies = { to = "hub" }
total = { points = 100 }
measures = [
  { key = "firms", name = "服务企业数", unit = "家", from = "records" },
  { key = "talents", name = "人才", unit = "人", from = "records" },
  { key = "share", name = "占比", from = "records" },
  { key = "hall", name = "大厅", kind = "yes-no", from = "report" },
  { key = "scores", name = "评分", kind = "scores", from = "experts" },
]
indicators = [
  { code = "1", name = "评审", kind = "judged", measure = "scores", points = 100 },
  { code = "2", name = "否决", kind = "veto", condition = "firms > 1 and talents > 1 and share > 1 and hall", leads_to = { zero = true } },
]
grades = [{ name = "优" }]
"#,
    )
}

/// firms 12, 10 the year before and 8 before that; talents unknown; share 0; the hall is there.
struct Some12;

impl Values for Some12 {
    fn value(&self, measure: usize, years_before: u32) -> Option<Decimal> {
        match (measure, years_before) {
            (0, years @ 0..=2) => Some(Decimal::from(12 - 2 * years)),
            (2, 0) => Some(Decimal::ZERO),
            (3, 0) => Some(Decimal::ONE),
            _ => None,
        }
    }

    fn column(&self, measure: usize, years_before: u32) -> String {
        format!("{measure}@{years_before}")
    }
}

fn worth(text: &str) -> Result<Decimal, NoValue> {
    let formula = Formula::read(text, &scheme().measures).unwrap_or_else(|problems| panic!("{text}: {problems:?}"));
    formula.value(&Some12, 0)
}

#[test]
fn formulas_are_worth_what_the_table_says() {
    for (text, value) in [
        ("firms", "12"),
        ("服务企业数 ÷ 4", "3"),
        ("2 + 3 × 4 − 1", "13"),
        ("(2 + 3) * 4", "20"),
        ("（2＋3）＊4", "20"),
        ("10 - 4 - 3", "3"),
        ("100 / 10 / 5", "2"),
        ("-firms + 2", "-10"),
        ("2 - -3", "5"),
        ("0.1 + 0.2", "0.3"),
        ("15%", "0.15"),
        ("firms * 12.5%", "1.5"),
        ("min(firms, 7, 9)", "7"),
        ("max(firms, 7)", "12"),
        ("mean(1, 2, 6)", "3"),
        ("abs(3 - 5)", "2"),
        ("floor(2.7) + ceil(2.1)", "5"),
        ("round(2.5) + round(1.2345, 2)", "4.23"),
        ("clamp(firms, 0, 10)", "10"),
        ("growth(firms, prior(firms))", "0.2"),
        ("prior(firms, 2)", "8"),
        ("prior(prior(firms))", "8"),
        ("if(firms >= 12, 1, 0)", "1"),
        ("if(hall, 5, talents / 0)", "5"),
        ("default(talents, 3)", "3"),
        ("default(1 / share, 9)", "9"),
        ("if(has(talents), 1, 2)", "2"),
        ("firms ≥ 12 and not (firms ≠ 12)", "1"),
        ("1 > 2 or 3 = 3", "1"),
        ("firms < 5 and talents > 3", "0"),
        ("talents > 3 or firms > 5", "1"),
    ] {
        assert_eq!(worth(text), Ok(number(value)), "{text}");
    }
}

#[test]
fn what_has_no_value_says_why() {
    let missing = |column: &str| Err(NoValue::Missing { column: column.to_owned() });
    assert_eq!(worth("firms / share"), Err(NoValue::DividedByZero));
    assert_eq!(worth("talents / firms"), missing("1@0"));
    assert_eq!(worth("prior(firms, 3) + 1"), missing("0@3"));
    assert_eq!(worth("growth(firms, share * firms)"), Err(NoValue::NoBase));
    assert_eq!(worth("firms > 5 and talents > 3"), missing("1@0"));
    let nines = "9".repeat(28);
    assert_eq!(worth(&format!("{nines} * {nines}")), Err(NoValue::TooLarge));
    assert_eq!(worth(&format!("{nines} / 0.0001")), Err(NoValue::TooLarge));
}

#[test]
fn wrong_formulas_are_refused_with_place_and_hint() {
    for (text, at, what, hint) in [
        ("", 0, "a value is missing at the end", "write a number"),
        ("firms +", 7, "a value is missing at the end", "write a number"),
        ("firms * / 2", 8, "a value is missing before `/`", "write a number"),
        ("firms firms", 6, "one too many", "operator"),
        ("firms ^ 2", 6, "`^` has no meaning", "no powers"),
        ("'firms'", 0, "`'` has no meaning", "without quotes"),
        ("firms[1]", 5, "`[` has no meaning", "prior(name)"),
        ("firms & talents", 6, "`&` has no meaning", "write and"),
        ("1.2.3", 0, "`1.2.3` is no number", "0.5"),
        (".5", 0, "`.5` is no number", "0.5"),
        ("firms%", 5, "one too many", "operator"),
        ("firm / 2", 0, "no measure is called `firm`", "did you mean `firms`"),
        ("min(firms)", 0, "`min` has 1 values", "at least 2"),
        ("clamp(1, 2)", 0, "`clamp` has 2 values", "exactly 3"),
        ("minn(1, 2)", 0, "no function is called `minn`", "did you mean `min`"),
        ("min", 0, "`min` is a function", "min(…)"),
        ("round(firms, talents)", 13, "a number written out", "from 0 to 10"),
        ("prior(firms, 10)", 13, "a number written out", "from 1 to 9"),
        ("prior(prior(firms, 9))", 0, "more than 9 years", "take a prior"),
        ("1 < 2 < 3", 6, "cannot be chained", "a < b and b < c"),
        ("firms + talents", 6, "`家` and `人` do not go together", "equal units"),
        ("firms + share", 6, "`家` and a ratio", "equal units"),
        ("if(firms, 1, 0)", 3, "a condition is needed", "compare it"),
        ("hall + 1", 0, "a number is needed", "if(condition, 1, 0)"),
        ("if(hall, 1, hall)", 0, "one side is a number", "if(condition, 1, 0)"),
        ("not firms", 4, "a condition is needed", "compare it"),
        ("scores * 2", 0, "scores of experts", "judged"),
        ("(1 + 2", 6, "a bracket is not closed", "write )"),
    ] {
        let problems = Formula::read(text, &scheme().measures).unwrap_err();
        let fits = problems
            .iter()
            .any(|problem| problem.at == at && problem.what.contains(what) && problem.hint.contains(hint));
        assert!(fits, "{text}: {problems:?}");
    }
    let both = Formula::read("frms + talnts", &scheme().measures).unwrap_err();
    assert_eq!(both.len(), 2, "{both:?}");
}

#[test]
fn length_and_depth_are_bounded() {
    let measures = scheme().measures;
    let said = |text: &str| Formula::read(text, &measures).unwrap_err()[0].what.clone();
    assert!(said(&format!("{}1{}", "(".repeat(400), ")".repeat(400))).contains("too deeply"));
    assert!(said(&vec!["1"; 300].join("+")).contains("more than 200 parts"));
    assert!(said(&"1+".repeat(600)).contains("more than 1000 characters"));
    assert!(Formula::read(&vec!["firms"; 100].join("+"), &measures).is_ok());
}
