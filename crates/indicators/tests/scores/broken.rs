//! What is wrong with a scheme is told with its place and a hint, all of it at once.

use indicators::{Known, MeasureKind, Problem, Scheme};

use crate::mistakes::{GOOD, TABLE};
use crate::written::{GRADES, HEAD, MEASURES, one_leaf};

fn problems(text: &str) -> Vec<Problem> {
    match Scheme::read(text) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.0,
    }
}

#[test]
fn every_mistake_is_told_with_its_line_its_key_and_a_hint() {
    assert_eq!(problems(GOOD), []);
    for case in TABLE {
        assert!(GOOD.contains(case.from), "{}", case.from);
        let found = problems(&GOOD.replacen(case.from, case.to, 1));
        let fits = |problem: &Problem| {
            problem.line == case.line
                && problem.path == case.path
                && problem.what.contains(case.what)
                && problem.hint.contains(case.hint)
        };
        assert!(
            found.iter().any(fits),
            "{} → {}\nwanted {}: {}\nfound {found:#?}",
            case.from,
            case.to,
            case.line,
            case.what
        );
        assert!(found.iter().all(|problem| problem.column > 0 && !problem.hint.is_empty()));
    }
}

#[test]
fn all_mistakes_are_told_at_once_in_the_order_of_the_lines() {
    let mut text = GOOD.to_owned();
    for (from, to) in [
        ("issuer", "isuer"),
        ("target = 10", "target = 0"),
        ("money / firms", "mony + frms"),
        ("ties = \"out\"", "ties = 1"),
    ] {
        text = text.replacen(from, to, 1);
    }
    let lines: Vec<usize> = problems(&text).iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [1, 3, 15, 16, 16, 30]);
}

#[test]
fn a_place_inside_a_formula_is_exact() {
    let text = GOOD.replacen("money / firms", "money / firm", 1);
    let line = text.lines().nth(15).unwrap();
    let column = line[..line.find("firm\"").unwrap()].chars().count() + 1;
    let found = problems(&text);
    assert_eq!((found[0].line, found[0].column), (16, column));
    let said = found[0].to_string();
    assert_eq!(
        said,
        format!("16:{column}: indicators[1.2].formula: no measure is called `firm` (did you mean `firms`?)")
    );
}

#[test]
fn a_scheme_without_grades_is_only_for_preview() {
    let text = one_leaf("level", "measure = \"x\"\npoints = 100\nscoring = { by = \"points\" }").replace(GRADES, "");
    assert!(problems(&text)[0].what.contains("there are no grades"));
    let open = text.replace("points = 100\nscoring", "not_published = \"折算方法未公布\"\npoints = 100\nscoring");
    assert_eq!(problems(&open), []);
}

#[test]
fn weights_and_stages_add_up_to_one_or_a_hundred() {
    let mean = HEAD.replace("points = 100", "points = 100\naggregate = \"mean\"");
    let leaf = |code: &str, weight: &str| {
        format!(
            "[[indicators]]\ncode = \"{code}\"\nname = \"家数\"\nkind = \"level\"\nmeasure = \"x\"\nweight = {weight}\n\
             scoring = {{ by = \"target\", target = 1 }}\n"
        )
    };
    let text = |one: &str, other: &str| format!("{mean}{MEASURES}{}{}{GRADES}", leaf("1", one), leaf("2", other));
    assert_eq!(problems(&text("0.4", "0.6")), []);
    assert_eq!(problems(&text("40", "60")), []);
    assert!(problems(&text("0.4", "0.5"))[0].what.contains("add up to 0.9"));
    let staged = text("40", "60").replacen(
        "[[grades]]",
        "[[stages]]\ncode = \"a\"\nname = \"初评\"\nweight = 30\n[[grades]]",
        1,
    );
    let said: Vec<String> = problems(&staged).into_iter().map(|problem| problem.what).collect();
    for what in ["the weights add up to 30", "`stage` is missing", "stages weigh sums of points"] {
        assert!(said.iter().any(|said| said.contains(what)), "{what}: {said:?}");
    }
}

#[test]
fn measures_from_records_are_checked_against_what_a_program_computes() {
    let scheme = Scheme::read(GOOD).unwrap();
    let number = |key, unit| Known { key, unit, kind: MeasureKind::Number };
    assert!(scheme.check_measures(GOOD, &[number("firms", "家"), number("money", "万元")]).is_ok());
    let wrong = scheme.check_measures(GOOD, &[number("firm", "家"), number("money", "元")]).unwrap_err();
    assert_eq!(wrong.0.iter().map(|problem| problem.line).collect::<Vec<_>>(), [8, 9]);
    assert!(wrong.0[0].hint.contains("`firm`") && wrong.0[1].hint.contains("unit = \"元\""));
}
