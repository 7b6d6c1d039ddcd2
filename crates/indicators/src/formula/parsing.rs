//! From signs to the tree of a formula: recursive descent with the usual precedence.

use rust_decimal::Decimal;

use super::signs::{Sign, cut};
use super::{DEEPEST, FormulaProblem, Function, MOST_PARTS, Operator, Part, What, YEARS};
use crate::problem::nearest;
use crate::scheme::Measure;

const FUNCTIONS: &[&str] = &[
    "if", "min", "max", "mean", "abs", "floor", "ceil", "round", "clamp", "growth", "default", "has", "prior", "and",
    "or", "not",
];

/// The tree, or nothing when the text is no formula. Unknown names are reported and the rest is read on.
pub(super) fn parse(text: &str, measures: &[Measure], problems: &mut Vec<FormulaProblem>) -> Option<Part> {
    let signs = match cut(text) {
        Ok(signs) => signs,
        Err(problem) => {
            problems.push(problem);
            return None;
        }
    };
    let mut parser = Parser { signs, next: 0, depth: 0, parts: 0, measures, problems };
    let root = parser.either()?;
    match parser.peek() {
        Sign::End => Some(root),
        _ => parser.wrong("this is one too many", "join two values by an operator, or take it away"),
    }
}

struct Parser<'p> {
    signs: Vec<(usize, Sign)>,
    next: usize,
    depth: usize,
    parts: usize,
    measures: &'p [Measure],
    problems: &'p mut Vec<FormulaProblem>,
}

impl Parser<'_> {
    fn peek(&self) -> &Sign {
        self.signs.get(self.next).map_or(&Sign::End, |(_, sign)| sign)
    }

    fn at(&self) -> usize {
        self.signs.get(self.next).or(self.signs.last()).map_or(0, |(at, _)| *at)
    }

    fn wrong<T>(&mut self, what: &str, hint: &str) -> Option<T> {
        let at = self.at();
        self.report(at, what.to_owned(), hint.to_owned());
        None
    }

    fn report(&mut self, at: usize, what: String, hint: String) {
        self.problems.push(FormulaProblem { at, what, hint });
    }

    fn part(&mut self, at: usize, what: What) -> Option<Part> {
        self.parts += 1;
        if self.parts > MOST_PARTS {
            return self.wrong(
                &format!("the formula has more than {MOST_PARTS} parts"),
                "compute parts of it as measures of their own",
            );
        }
        Some(Part { at, what })
    }

    /// Takes the mark or word when it is next.
    fn take(&mut self, wanted: &str) -> bool {
        let found = match self.peek() {
            Sign::Mark(mark) => *mark == wanted,
            Sign::Name(name) => name == wanted && matches!(wanted, "and" | "or" | "not"),
            _ => false,
        };
        self.next += usize::from(found);
        found
    }

    fn one_of(&mut self, operators: &[(&str, Operator)]) -> Option<Operator> {
        operators.iter().find(|(mark, _)| self.take(mark)).map(|(_, operator)| *operator)
    }

    fn chain(&mut self, operators: &[(&str, Operator)], side: impl Fn(&mut Self) -> Option<Part>) -> Option<Part> {
        let mut left = side(self)?;
        loop {
            let at = self.at();
            let Some(operator) = self.one_of(operators) else { return Some(left) };
            let right = side(self)?;
            left = self.part(at, What::Two(operator, Box::new(left), Box::new(right)))?;
        }
    }

    fn either(&mut self) -> Option<Part> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.wrong("brackets are nested too deeply", "take some away, or compute a part as a measure");
        }
        let part =
            self.chain(&[("or", Operator::Or)], |parser| parser.chain(&[("and", Operator::And)], Self::negation));
        self.depth -= 1;
        part
    }

    fn negation(&mut self) -> Option<Part> {
        let at = self.at();
        if self.take("not") {
            let inner = self.comparison()?;
            return self.part(at, What::Not(Box::new(inner)));
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Option<Part> {
        const COMPARISONS: &[(&str, Operator)] = &[
            ("<=", Operator::AtMost),
            (">=", Operator::AtLeast),
            ("!=", Operator::Unequal),
            ("<", Operator::Less),
            (">", Operator::More),
            ("=", Operator::Equal),
        ];
        let left = self.sum()?;
        let at = self.at();
        let Some(operator) = self.one_of(COMPARISONS) else { return Some(left) };
        let right = self.sum()?;
        let chained = self.at();
        if self.one_of(COMPARISONS).is_some() {
            self.report(chained, "comparisons cannot be chained".to_owned(), "write a < b and b < c".to_owned());
            return None;
        }
        self.part(at, What::Two(operator, Box::new(left), Box::new(right)))
    }

    fn sum(&mut self) -> Option<Part> {
        self.chain(&[("+", Operator::Add), ("-", Operator::Subtract)], |parser| {
            parser.chain(&[("*", Operator::Multiply), ("/", Operator::Divide)], Self::signed)
        })
    }

    fn signed(&mut self) -> Option<Part> {
        let at = self.at();
        if self.take("-") {
            let inner = self.value()?;
            return self.part(at, What::Negated(Box::new(inner)));
        }
        self.value()
    }

    fn value(&mut self) -> Option<Part> {
        let at = self.at();
        match self.peek().clone() {
            Sign::Number(number) => {
                self.next += 1;
                let percent = self.take("%");
                let number = if percent { number.checked_div(Decimal::ONE_HUNDRED)? } else { number };
                self.part(at, What::Number(number))
            }
            Sign::Mark("(") => {
                self.next += 1;
                let inner = self.either()?;
                self.close()?;
                Some(inner)
            }
            Sign::Name(name) => {
                self.next += 1;
                if self.take("(") { self.call(at, &name) } else { self.name(at, &name) }
            }
            Sign::End => self.wrong("a value is missing at the end", "write a number, a measure or a bracket here"),
            Sign::Mark("%") => self.wrong("`%` stands only after a number", "write 15%, or divide by 100"),
            Sign::Mark(mark) => self
                .wrong(&format!("a value is missing before `{mark}`"), "write a number, a measure or a bracket here"),
        }
    }

    fn close(&mut self) -> Option<()> {
        if self.take(")") { Some(()) } else { self.wrong("a bracket is not closed", "write ) here") }
    }

    fn name(&mut self, at: usize, name: &str) -> Option<Part> {
        if FUNCTIONS.contains(&name) {
            self.report(at, format!("`{name}` is a function"), format!("write {name}(…)"));
            return self.part(at, What::Measure(None));
        }
        let found = self.measures.iter().position(|measure| measure.key == name || measure.name == name);
        if found.is_none() {
            let keys = self.measures.iter().flat_map(|measure| [measure.key.as_str(), measure.name.as_str()]);
            let hint = match nearest(name, keys) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "declare it under [[measures]], or use one that is declared".to_owned(),
            };
            self.report(at, format!("no measure is called `{name}`"), hint);
        }
        self.part(at, What::Measure(found))
    }

    fn call(&mut self, at: usize, name: &str) -> Option<Part> {
        let mut inner = Vec::new();
        if !self.take(")") {
            loop {
                inner.push(self.either()?);
                if !self.take(",") {
                    break;
                }
            }
            self.close()?;
        }
        let (least, most) = match name {
            "if" | "clamp" => (3, 3),
            "min" | "max" | "mean" => (2, MOST_PARTS),
            "abs" | "floor" | "ceil" | "has" => (1, 1),
            "round" | "prior" => (1, 2),
            "growth" | "default" => (2, 2),
            _ => {
                let hint = match nearest(name, FUNCTIONS.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("there are {}", FUNCTIONS[..13].join(", ")),
                };
                self.report(at, format!("no function is called `{name}`"), hint);
                return self.part(at, What::Measure(None));
            }
        };
        if inner.len() < least || inner.len() > most {
            let wanted = if least == most {
                format!("exactly {least}")
            } else if most == MOST_PARTS {
                format!("at least {least}")
            } else {
                format!("{least} or {most}")
            };
            self.report(at, format!("`{name}` has {} values", inner.len()), format!("give it {wanted}"));
            return self.part(at, What::Measure(None));
        }
        self.called(at, name, inner)
    }

    fn called(&mut self, at: usize, name: &str, mut inner: Vec<Part>) -> Option<Part> {
        let function = match name {
            "if" => Function::If,
            "min" => Function::Min,
            "max" => Function::Max,
            "mean" => Function::Mean,
            "abs" => Function::Abs,
            "floor" => Function::Floor,
            "ceil" => Function::Ceil,
            "clamp" => Function::Clamp,
            "growth" => Function::Growth,
            "default" => Function::Default,
            "has" => Function::Has,
            "round" => {
                let digits = self.literal(&mut inner, 0, 0, 10)?;
                Function::Round(digits)
            }
            _ => {
                let years = self.literal(&mut inner, 1, 1, YEARS)?;
                let inner = inner.pop()?;
                return self.part(at, What::Prior(Box::new(inner), years));
            }
        };
        self.part(at, What::Call(function, inner))
    }

    /// Takes the second value of a call, which has to be a whole number within bounds.
    fn literal(&mut self, inner: &mut Vec<Part>, otherwise: u32, least: u32, most: u32) -> Option<u32> {
        if inner.len() < 2 {
            return Some(otherwise);
        }
        let second = inner.pop()?;
        let number = match second.what {
            What::Number(number) if number.is_integer() => u32::try_from(number).ok(),
            _ => None,
        };
        if number.is_none_or(|number| number < least || number > most) {
            let hint = format!("write a whole number from {least} to {most}");
            self.report(second.at, "the second value has to be a number written out".to_owned(), hint);
            return Some(otherwise);
        }
        number
    }
}
