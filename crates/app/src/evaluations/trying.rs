//! What if the weights or the quota were others: reckoned beside the result, never kept.

use indicators::{Decimal, Evaluation, Mode, Scheme, score};

use super::dossier::Dossier;
use crate::web::lists::Asked;
use crate::web::{Error, FormErrors, Refusal};

/// What is tried: points of the topmost indicators, the share and floor of the best grade.
#[derive(Clone, Debug)]
pub struct Trial {
    /// Code, name, points now, points tried.
    pub weights: Vec<(String, String, Decimal, Decimal)>,
    /// In percent; empty where the best grade has no quota.
    pub share: Option<Decimal>,
    /// Of the best grade.
    pub floor: Option<Decimal>,
}

/// Reads what is tried from the address; what is not said stays as it is.
///
/// # Errors
/// `Invalid` with what cannot be read.
pub fn read(scheme: &Scheme, asked: &Asked) -> Result<Trial, Error> {
    let mut errors = FormErrors::none();
    let mut number = |name: &str, now: Decimal| {
        let typed = codes::text::to_half_width(asked.value(name));
        if typed.is_empty() {
            return now;
        }
        let read = typed.trim_end_matches('%').parse::<Decimal>().ok();
        read.filter(|one| *one >= Decimal::ZERO && *one <= Decimal::ONE_THOUSAND).unwrap_or_else(|| {
            errors.add(name, Refusal::new("evaluations-value-wrong"));
            now
        })
    };
    let mut weights = Vec::new();
    for at in scheme.roots().filter(|at| !scheme.indicators[*at].is_extra()) {
        let one = &scheme.indicators[at];
        let tried = number(&format!("w{}", one.code), one.full);
        weights.push((one.code.clone(), one.name.clone(), one.full, tried));
    }
    let best = scheme.grades.first();
    let share = best.and_then(|grade| grade.share).map(|share| share.of * Decimal::ONE_HUNDRED);
    let share = share.map(|now| number("share", now.normalize()));
    let floor = best.and_then(|grade| grade.floor).map(|now| number("floor", now));
    errors.finish()?;
    Ok(Trial { weights, share, floor })
}

/// The result as it would be. Points of a topmost indicator are stretched as its full points are; ranks, quotas, gates and
/// what follows from facts are those of the scheme.
///
/// # Errors
/// `Invalid` when what is tried is no scheme any more, such as a floor below that of the next grade.
pub fn reckon(dossier: &Dossier, trial: &Trial) -> Result<Evaluation, Error> {
    let (_, units) = dossier.units()?;
    let text = rewritten(&dossier.scheme, trial)?;
    let wrong = |_| Error::from(FormErrors::one("floor", Refusal::new("evaluations-trial-wrong")));
    Ok(score(&Scheme::read(&text).map_err(wrong)?, &units))
}

/// The scheme's text with other points.
fn rewritten(text: &str, trial: &Trial) -> Result<String, Error> {
    let mut scheme: toml::Table = text.parse().map_err(Error::internal)?;
    let mut factors: Vec<(String, Decimal)> = Vec::new();
    let nodes = scheme.get_mut("indicators").and_then(toml::Value::as_array_mut);
    for node in nodes.into_iter().flatten().filter_map(toml::Value::as_table_mut) {
        let of = |key: &str| node.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_owned();
        let (code, under) = (of("code"), of("under"));
        let own = trial.weights.iter().find(|one| one.0 == code).and_then(|one| one.3.checked_div(one.2));
        let above = factors.iter().find(|one| one.0 == under).map(|one| one.1);
        let Some(factor) = own.or(above) else { continue };
        factors.push((code, factor));
        stretch(node, factor);
    }
    let total: Decimal = trial.weights.iter().map(|one| one.3).sum();
    if let Some(head) = scheme.get_mut("total").and_then(toml::Value::as_table_mut) {
        head.insert("points".into(), float(total));
        head.remove("ceiling");
    }
    let best = scheme.get_mut("grades").and_then(toml::Value::as_array_mut).and_then(|grades| grades.first_mut());
    if let Some(best) = best.and_then(toml::Value::as_table_mut) {
        if let Some(share) = trial.share {
            best.insert("share".into(), toml::Value::String(format!("{share}%")));
        }
        if let Some(floor) = trial.floor {
            best.insert("floor".into(), float(floor));
        }
    }
    toml::to_string(&scheme).map_err(Error::internal)
}

/// Every `points` of an indicator: its own, of its steps and of its items.
fn stretch(node: &mut toml::Table, factor: Decimal) {
    for (key, value) in node.iter_mut() {
        match value {
            toml::Value::Table(inner) => stretch(inner, factor),
            toml::Value::Array(items) => {
                items.iter_mut().filter_map(toml::Value::as_table_mut).for_each(|item| stretch(item, factor));
            }
            _ if key == "points" || key == "below" => {
                let now = match &*value {
                    toml::Value::Integer(number) => Decimal::from(*number),
                    other => other.to_string().parse().unwrap_or_default(),
                };
                *value = float(Mode::HalfUp.round(now * factor, 8));
            }
            _ => {}
        }
    }
}

fn float(number: Decimal) -> toml::Value {
    let number = number.normalize();
    match number.to_string().parse::<i64>() {
        Ok(whole) => toml::Value::Integer(whole),
        Err(_) => toml::Value::Float(number.to_string().parse().unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::dossier::tests::sample_dossier;
    use super::super::shipped;
    use super::*;

    #[test]
    fn nothing_changed_is_the_same_and_another_quota_is_another_result() {
        let dossier = sample_dossier(13);
        let scheme = shipped::read(&dossier.scheme).unwrap();
        let of = |query: &str| {
            let trial = read(&scheme, &Asked::read(Some(query))).unwrap();
            reckon(&dossier, &trial).unwrap()
        };
        let now = dossier.evaluate().unwrap();
        let scores = |one: &Evaluation| one.units.iter().map(|unit| (unit.id.clone(), unit.score)).collect::<Vec<_>>();
        assert_eq!(scores(&of("")), scores(&now));
        assert_ne!(scores(&of("w1=60&w2=10")), scores(&now));
        let best = |one: &Evaluation| one.units.iter().filter(|unit| unit.grade == Some(0)).count();
        assert!(best(&of("share=100&floor=60")) > best(&now));
        assert!(read(&scheme, &Asked::read(Some("w1=much"))).is_err());
        let below = read(&scheme, &Asked::read(Some("floor=10"))).unwrap();
        assert!(matches!(reckon(&dossier, &below), Err(Error::Invalid(_))), "a better grade with a lower floor");
    }
}
