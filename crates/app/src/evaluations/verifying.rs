//! `yizhan evaluate verify`: reckons a published round again from its archive alone, and says that it is the same or where
//! it differs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use indicators::Evaluation;
use ledger::{Bundle, Checkpoint, Note};
use serde_json::Value;

use super::archive::{self, Opened, Published, hex};
use super::dossier::Dossier;
use super::{freezing, sampling};

/// Verifies an archive. What holds comes as `Ok`, everything that differs as `Err`, a line each.
///
/// # Errors
/// Where it differs.
pub fn verify(bytes: &[u8]) -> Result<String, String> {
    let opened = archive::open(bytes)?;
    let mut wrong = Vec::new();
    sums(&opened, &mut wrong);
    frozen(&opened, &mut wrong);
    sample(&opened, &mut wrong);
    let evaluation = dossier(&opened).evaluate().map_err(|error| format!("无法计算:{}", error.cause()))?;
    result(&opened, &evaluation, &mut wrong);
    if !wrong.is_empty() {
        return Err(wrong.join("\n"));
    }
    let mut told = format!("一致:{} {}\n", opened.manifest.code, opened.manifest.title);
    for one in &opened.result {
        let rank = one.rank.map_or_else(|| "-".to_owned(), |rank| rank.to_string());
        let _ = writeln!(told, "{rank:>4}  {}  {}  {}  {}", one.hub, one.score, one.grade, one.name);
    }
    Ok(told)
}

fn dossier(opened: &Opened) -> Dossier {
    let text = opened.files.get("scheme.toml").map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    Dossier {
        scheme: text.unwrap_or_default(),
        rules: opened.manifest.rules.clone(),
        hubs: opened.hubs.iter().map(|kept| kept.data.clone()).collect(),
        sample: opened.sample.clone(),
        scores: opened.scores.clone(),
        corrections: opened.corrections.clone(),
    }
}

fn sums(opened: &Opened, wrong: &mut Vec<String>) {
    for (name, bytes) in opened.files.iter().filter(|(name, _)| *name != "round.json") {
        match opened.manifest.files.get(name) {
            Some(sum) if *sum == hex(bytes) => {}
            Some(_) => wrong.push(format!("{name}:内容与校验值不符")),
            None => wrong.push(format!("{name}:不在清单中")),
        }
    }
    let missing = opened.manifest.files.keys().filter(|name| !opened.files.contains_key(*name));
    wrong.extend(missing.map(|name| format!("{name}:缺少")));
}

/// The event in the hub's log commits to the values, the population, the scheme and the seed.
fn frozen(opened: &Opened, wrong: &mut Vec<String>) {
    for kept in &opened.hubs {
        let code = &kept.data.code;
        if let Err(why) = proven(opened, kept) {
            wrong.push(format!("{code}:{why}"));
        }
        let own: Option<BTreeMap<String, String>> = serde_json::from_str(&kept.frozen).ok();
        if own.as_ref() != Some(&kept.data.values) {
            wrong.push(format!("{code}:数据与冻结时不符"));
        }
    }
}

fn text<'o>(opened: &'o Opened, name: &str) -> Result<&'o str, String> {
    let bytes = opened.files.get(name).ok_or_else(|| format!("缺少 {name}"))?;
    std::str::from_utf8(bytes).map_err(|_| format!("{name} 不是文本"))
}

fn proven(opened: &Opened, kept: &archive::Kept) -> Result<(), String> {
    let code = &kept.data.code;
    let bundle = Bundle::parse(text(opened, &format!("proofs/{code}.json"))?).map_err(|error| error.to_string())?;
    let verified = bundle.verify(None).map_err(|error| format!("证明不成立:{error}"))?;
    let event: Value = serde_json::from_str(&verified.event).map_err(|error| error.to_string())?;
    let told = &event["data"];
    let population = text(opened, &format!("population/{code}.txt"))?;
    let scheme = text(opened, "scheme.toml")?;
    let facts = [
        ("values", freezing::sum(&kept.frozen)),
        ("population", freezing::sum(population)),
        ("scheme", freezing::sum(scheme)),
        ("seed", opened.manifest.seed.clone()),
        ("root", kept.root.clone()),
    ];
    for (name, fact) in facts {
        if told[name].as_str() != Some(fact.as_str()) {
            return Err(format!("存证中的 {name} 不符"));
        }
    }
    if event["action"] != "round.frozen" || told["round"].as_str() != Some(opened.manifest.code.as_str()) {
        return Err("存证不是这一轮的冻结".to_owned());
    }
    let note = text(opened, &format!("checkpoints/{code}.txt"))?;
    if note.is_empty() {
        return Ok(());
    }
    let key = ledger::Verifier::parse(&verified.key).map_err(|error| error.to_string())?;
    let note = Note::parse(note).map_err(|error| error.to_string())?;
    note.verify(&key).map_err(|error| format!("检查点签名不成立:{error}"))?;
    let checkpoint = Checkpoint::parse(&note.text).map_err(|error| error.to_string())?;
    if checkpoint.root.hex() != kept.root || checkpoint.size as i64 != kept.log_size {
        return Err("检查点不符".to_owned());
    }
    Ok(())
}

/// The sample is the one that the seed draws.
fn sample(opened: &Opened, wrong: &mut Vec<String>) {
    for kept in &opened.hubs {
        let code = &kept.data.code;
        let population = text(opened, &format!("population/{code}.txt")).unwrap_or_default();
        let drawn = sampling::draw(&opened.manifest.seed, population.lines(), opened.manifest.rules.sample_percent);
        let mut own: Vec<_> = opened.sample.iter().filter(|one| one.hub == *code).collect();
        own.sort_by_key(|one| one.position);
        if own.iter().map(|one| one.reference.as_str()).ne(drawn) {
            wrong.push(format!("{code}:抽样与种子不符"));
        }
    }
}

fn result(opened: &Opened, evaluation: &Evaluation, wrong: &mut Vec<String>) {
    if opened.result.len() != evaluation.units.len() {
        wrong.push("result.json:单位数不符".to_owned());
    }
    for unit in &evaluation.units {
        let again = Published {
            hub: unit.id.clone(),
            name: unit.name.clone(),
            score: unit.score.to_string(),
            rank: unit.rank.map(i64::from),
            grade: unit.grade.map_or(String::new(), |grade| evaluation.grades[grade].clone()),
        };
        match opened.result.iter().find(|one| one.hub == again.hub) {
            Some(one) if *one == again => {}
            Some(one) => wrong.push(format!(
                "{}:公布 {} 分 {},重算 {} 分 {}",
                one.hub, one.score, one.grade, again.score, again.grade
            )),
            None => wrong.push(format!("{}:没有公布", again.hub)),
        }
    }
}
