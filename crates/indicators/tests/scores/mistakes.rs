//! A good scheme and the ways to break it.

/// A good scheme in which one piece is replaced: the line that has to be named, and what message and hint hold.
pub struct Broken {
    pub from: &'static str,
    pub to: &'static str,
    pub line: usize,
    pub path: &'static str,
    pub what: &'static str,
    pub hint: &'static str,
}

const fn broken(
    from: &'static str,
    to: &'static str,
    line: usize,
    path: &'static str,
    what: &'static str,
    hint: &'static str,
) -> Broken {
    Broken { from, to, line, path, what, hint }
}

/// One line for each thing, so that the places are easily counted.
pub const GOOD: &str = r#"code = "trial"
title = "试评"
issuer = "测试"
valid_from = "2026-01-01"
applies = { to = "hub", divisions = ["3303"] }
total = { points = 100, rounding = { digits = 2, mode = "half-up" } }
measures = [
  { key = "firms", name = "服务企业数", unit = "家", from = "records" },
  { key = "money", name = "合同金额", unit = "万元", from = "records" },
  { key = "hall", name = "服务大厅", kind = "yes-no", from = "report" },
  { key = "review", name = "专家评分", kind = "scores", from = "experts" },
]
indicators = [
  { code = "1", name = "服务", points = 70 },
  { code = "1.1", under = "1", name = "家数", kind = "level", measure = "firms", points = 40, scoring = { by = "target", target = 10 } },
  { code = "1.2", under = "1", name = "户均", kind = "level", formula = "money / firms", points = 20, scoring = { by = "steps", steps = [{ at_least = 1, points = 5 }, { at_least = 2, points = 20 }] } },
  { code = "1.3", under = "1", name = "增长", kind = "growth", measure = "firms", points = 10, growth = { zero_base = "full", missing_base = "zero" }, scoring = { by = "min-max", min = 0, max = 1 } },
  { code = "2", name = "大厅", kind = "checklist", items = [{ measure = "hall", points = 10 }] },
  { code = "3", name = "评审", kind = "judged", measure = "review", points = 20, trim = 1, at_least = 3 },
  { code = "4", name = "加分", kind = "bonus", measure = "firms", each = 1, cap = 5 },
  { code = "5", name = "否决", kind = "veto", condition = "firms < 1", leads_to = { best_grade = "差" } },
]
gates = [{ name = "质量", indicator = "1", at_least = 10, leads_to = { best_grade = "良" } }]
grades = [
  { name = "优", floor = 90, share = "15%", share_rounds = "down" },
  { name = "良", floor = 60 },
  { name = "差" },
]
caps = [{ grades = ["优", "良"], share = 0.4, share_rounds = "down" }]
ranking = { tie_break = ["1"], ties = "out" }
consequences = [{ when = "bad-years", years = 2, grades = ["差"], leads_to = { removed = true } }]
"#;

pub const TABLE: &[Broken] = &[
    // The text is no TOML.
    broken("title = \"试评\"", "title = \"试评", 2, "", "", "texts stand between"),
    broken("issuer = \"测试\"", "title = \"测试\"", 3, "", "duplicate key", "a key stands once"),
    broken("ranking = {", "ranking {", 30, "", "", "a line is key = value"),
    // Keys.
    broken("issuer", "isuer", 3, "isuer", "does not belong here", "did you mean `issuer`?"),
    broken("title = \"试评\"\n", "", 1, "title", "`title` is missing", "add title = \"…\""),
    broken("\"试评\"", "7", 2, "title", "a text is needed", "put it in quotes"),
    broken("\"试评\"", "\" \"", 2, "title", "the text is empty", "write something"),
    broken("\"trial\"", "\"Trial 1\"", 1, "code", "is no code", "small letters"),
    broken("2026-01-01", "2026-02-30", 4, "valid_from", "a day is needed", "2026-01-31"),
    broken("applies =", "valid_to = \"2025-12-31\"\napplies =", 5, "valid_to", "before the first", "on or after"),
    broken("[\"3303\"]", "[\"温州\"]", 5, "applies.divisions[0]", "no code of a division", "digits"),
    broken(
        "mode = \"half-up\"",
        "mode = \"halfup\"",
        6,
        "total.rounding.mode",
        "none of the choices",
        "did you mean \"half-up\"?",
    ),
    broken("digits = 2", "digits = 11", 6, "total.rounding.digits", "cannot be used", "from 0 to 10"),
    broken("{ points = 100,", "{ points = \"viel\",", 6, "total.points", "a number is needed", "at most 28 digits"),
    broken("{ points = 100,", "{ points = 90,", 6, "total", "100 points together, not 90", "mend the points"),
    // Measures.
    broken("key = \"firms\"", "key = \"Firms\"", 8, "measures[Firms].key", "is no key", "small letters"),
    broken(
        "key = \"money\"",
        "key = \"firms\"",
        9,
        "measures[firms].key",
        "two measures are called `firms`",
        "its own",
    ),
    broken(
        "from = \"report\"",
        "from = \"hand\"",
        10,
        "measures[hall].from",
        "none of the choices",
        "records, report or experts",
    ),
    broken(
        "kind = \"yes-no\",",
        "kind = \"yes-no\", unit = \"个\",",
        10,
        "measures[hall].unit",
        "no unit",
        "take the unit away",
    ),
    broken(
        "]\nindicators",
        "  { key = \"idle\", name = \"闲置\", from = \"report\" },\n]\nindicators",
        12,
        "measures[idle]",
        "nothing uses",
        "take it away",
    ),
    // Formulas.
    broken(
        "money / firms",
        "money / firm",
        16,
        "indicators[1.2].formula",
        "no measure is called `firm`",
        "did you mean `firms`?",
    ),
    broken(
        "money / firms",
        "money + firms",
        16,
        "indicators[1.2].formula",
        "`万元` and `家` do not go together",
        "equal units",
    ),
    broken("money / firms", "money / (firms", 16, "indicators[1.2].formula", "a bracket is not closed", "write )"),
    broken("money / firms", "money / firms > 1", 16, "indicators[1.2].scoring.by", "needs a number", "yes-no"),
    broken("money / firms", "review", 16, "indicators[1.2].formula", "scores of experts", "judged"),
    broken(
        "formula = \"money / firms\"",
        "formula = \"money / firms\", measure = \"firms\"",
        16,
        "indicators[1.2].formula",
        "a measure and a formula",
        "keep one",
    ),
    broken("formula = \"money / firms\", ", "", 16, "indicators[1.2].measure", "what is measured", "add measure"),
    broken("firms < 1", "firms - 1", 21, "indicators[5].condition", "no condition", "compare it"),
    // The tree.
    broken("code = \"1.2\"", "code = \"1.1\"", 16, "indicators[1.1].code", "two indicators `1.1`", "its own code"),
    broken(
        "under = \"1\", name = \"户均\"",
        "under = \"7\", name = \"户均\"",
        16,
        "indicators[1.2].under",
        "no indicator `7` above",
        "stands before",
    ),
    broken(
        "under = \"1\", name = \"户均\"",
        "under = \"1.1\", name = \"户均\"",
        16,
        "indicators[1.2].under",
        "is measured itself",
        "take its `kind` away",
    ),
    broken("points = 70", "points = 71", 14, "indicators[1]", "70 points together, not 71", "mend the points below"),
    broken(
        "kind = \"level\", measure",
        "kind = \"livel\", measure",
        15,
        "indicators[1.1].kind",
        "none of the choices",
        "did you mean \"level\"?",
    ),
    broken("points = 40, ", "", 15, "indicators[1.1].points", "`points` is missing", "add points"),
    broken(
        "points = 40,",
        "points = 40, weight = 1,",
        15,
        "indicators[1.1].weight",
        "nothing is weighted",
        "aggregate",
    ),
    broken(
        "points = 40,",
        "points = 40, growth = { zero_base = \"zero\", missing_base = \"zero\" },",
        15,
        "indicators[1.1].growth",
        "does not belong here",
        "it may be",
    ),
    broken(
        "kind = \"level\", formula",
        "kind = \"ratio\", formula",
        16,
        "indicators[1.2].formula",
        "a ratio has no unit, this is in `万元/家`",
        "divide equal units",
    ),
    broken(
        "name = \"大厅\", kind = \"checklist\", items = [{ measure = \"hall\", points = 10 }]",
        "name = \"大厅\", points = 10",
        18,
        "indicators[2]",
        "nothing under it",
        "kind",
    ),
    // Scoring.
    broken("target = 10", "target = 0", 15, "indicators[1.1].scoring.target", "not above zero", "more than 0"),
    broken(
        "target = 10",
        "target = \"money\"",
        15,
        "indicators[1.1].scoring.target",
        "`万元` is compared with `家`",
        "same unit",
    ),
    broken("target = 10", "goal = 10", 15, "indicators[1.1].scoring.target", "`target` is missing", "add target"),
    broken("points = 20 }] }", "points = 4 }] }", 16, "indicators[1.2].scoring.steps", "do not rise", "fewer points"),
    broken(
        "points = 20 }] }",
        "points = 21 }] }",
        16,
        "indicators[1.2].scoring.steps[1].points",
        "more than the full 20",
        "raise",
    ),
    broken(
        "at_least = 2,",
        "at_most = 2,",
        16,
        "indicators[1.2].scoring.steps[1].at_least",
        "`at_least` is missing",
        "add at_least",
    ),
    broken(
        "min = 0, max = 1",
        "min = 1, max = 1",
        17,
        "indicators[1.3].scoring.max",
        "max is not above min",
        "exchange",
    ),
    broken(
        "zero_base = \"full\", ",
        "",
        17,
        "indicators[1.3].growth.zero_base",
        "`zero_base` is missing",
        "no-value, zero, full or skip",
    ),
    broken(
        "measure = \"hall\", points = 10",
        "measure = \"firms\", points = 10",
        18,
        "indicators[2].items[0].measure",
        "of another kind",
        "yes-no",
    ),
    broken("at_least = 3", "at_least = 2", 19, "indicators[3].at_least", "no score", "at_least = 3"),
    broken("each = 1, cap = 5", "each = 1", 20, "indicators[4].cap", "`cap` is missing", "add cap"),
    broken("each = 1, cap", "per = 0, each = 1, cap", 20, "indicators[4].per", "not above zero", "for every how many"),
    // Gates, grades and what follows.
    broken(
        "leads_to = { best_grade = \"良\" } }]",
        "leads_to = { } }]",
        23,
        "gates[0].leads_to",
        "nothing follows",
        "best_grade",
    ),
    broken(
        "indicator = \"1\", at_least = 10",
        "indicator = \"1\"",
        23,
        "gates[0].name",
        "exactly one thing",
        "at_least",
    ),
    broken(
        "indicator = \"1\", at_least",
        "indicator = \"8\", at_least",
        23,
        "gates[0].indicator",
        "no indicator `8`",
        "did you mean",
    ),
    broken(
        "{ name = \"良\", floor = 60 }",
        "{ name = \"良\", floor = 95 }",
        26,
        "grades[良].floor",
        "above that of a better grade",
        "best grade first",
    ),
    broken(
        "{ name = \"差\" }",
        "{ name = \"差\", floor = 1 }",
        27,
        "grades[差].name",
        "has a condition",
        "every score needs a grade",
    ),
    broken(
        ", share_rounds = \"down\" },\n",
        " },\n",
        25,
        "grades[优].share_rounds",
        "`share_rounds` is missing",
        "down, up or half-up",
    ),
    broken(
        "grades = [\"优\", \"良\"]",
        "grades = [\"优\", \"差\"]",
        29,
        "caps[0].grades",
        "the last grade is capped",
        "leave the last one free",
    ),
    broken(
        "grades = [\"优\", \"良\"]",
        "grades = [\"优秀\"]",
        29,
        "caps[0].grades[0]",
        "no grade `优秀`",
        "did you mean \"优\"?",
    ),
    broken("ties = \"out\"", "ties = \"both\"", 30, "ranking.ties", "none of the choices", "out or in"),
    broken(
        "{ removed = true }",
        "{ best_grade = \"差\" }",
        31,
        "consequences[0].leads_to",
        "cannot depend on itself",
        "removed",
    ),
    broken(
        "when = \"bad-years\"",
        "when = \"bad\"",
        31,
        "consequences[0].when",
        "none of the choices",
        "no-report, fraud or bad-years",
    ),
];
