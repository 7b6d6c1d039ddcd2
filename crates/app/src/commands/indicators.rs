//! `yizhan indicators`: schemes checked and units scored from files alone, without an installation.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, bail};
use indicators::{Decimal, Evaluation, Explained, Raise, Scheme, Scored, Unreadable};
use tables::{Limits, Table};

/// `yizhan indicators check`: reads a scheme and says what it is.
///
/// # Errors
/// Everything that is wrong with it, a line each with its place.
pub fn check(path: &Path) -> anyhow::Result<String> {
    let scheme = read(path)?;
    let leaves = scheme.indicators.iter().filter(|indicator| indicator.children.is_empty()).count();
    let mut told = format!(
        "{} {}\n发布:{} 有效期:{} 至 {}\n指标 {leaves} 项,共 {} 分,数据 {} 列",
        scheme.code,
        scheme.title,
        scheme.issuer,
        scheme.valid_from,
        scheme.valid_to.as_deref().unwrap_or("未定"),
        scheme.total.points,
        scheme.columns().len(),
    );
    if !scheme.grades.is_empty() {
        let grades: Vec<&str> = scheme.grades.iter().map(|grade| grade.name.as_str()).collect();
        let _ = write!(told, ",等次 {}", grades.join("、"));
    }
    told.push('\n');
    told.push_str(&unpublished(&scheme.not_published()));
    Ok(told)
}

/// `yizhan indicators score`: scores the rows of a table.
///
/// # Errors
/// What is wrong with the scheme or the table, a line each with its place.
pub fn score(path: &Path, data: &Path, unit: Option<&str>, json: bool) -> anyhow::Result<String> {
    let scheme = read(path)?;
    let bytes = std::fs::read(data).with_context(|| format!("reading {}", data.display()))?;
    let table = tables::read(&bytes, &Limits::default());
    let table = table.map_err(|refused| anyhow::anyhow!("{}: {refused}", data.display()))?;
    let (units, absent) = units(&scheme, &table).with_context(|| format!("{} 无法读取", data.display()))?;
    let mut evaluation = indicators::score(&scheme, &units);
    if let Some(wanted) = unit {
        evaluation.units.retain(|scored| scored.id == wanted || scored.name == wanted);
        if evaluation.units.is_empty() {
            bail!("{} 中没有单位 {wanted}", data.display());
        }
    }
    if json {
        return Ok(serde_json::to_string_pretty(&evaluation)? + "\n");
    }
    let mut told = table_of(&evaluation);
    if !absent.is_empty() {
        let _ = writeln!(told, "\n数据缺少这些列,按无数据处理:{}", absent.join("、"));
    }
    told.push_str(&unpublished(&evaluation.not_published));
    for scored in &evaluation.units {
        told.push_str(&explained(scored, &evaluation.grades));
    }
    Ok(told)
}

fn read(path: &Path) -> anyhow::Result<Scheme> {
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    Scheme::read(&text).map_err(|problems| {
        let lines = problems.0.iter().map(|problem| format!("{}:{problem}", path.display()));
        anyhow::anyhow!("办法有 {} 处错误\n{}", problems.0.len(), lines.collect::<Vec<_>>().join("\n"))
    })
}

/// The rows below the header. The header is the row that knows the most names; when none knows any, the first row is
/// taken for it, so that its unknown names are told.
fn units(scheme: &Scheme, table: &Table) -> anyhow::Result<(Vec<indicators::Unit>, Vec<String>)> {
    let header = table.header(|name| indicators::is_column(scheme, name));
    let (number, names) = match (&header, table.rows.first()) {
        (Some(header), _) => (header.number, header.names.clone()),
        (None, Some(first)) => (first.number, first.cells.clone()),
        (None, None) => bail!("表中没有内容"),
    };
    let below = || table.rows.iter().filter(|row| row.number > number);
    let mut wrong: Vec<Unreadable> = below().flat_map(|row| distrusted(scheme, &names, row)).collect();
    let rows = below().map(|row| (row.number, row.cells.as_slice()));
    match indicators::read_table(scheme, (number, &names), rows) {
        Ok(read) if wrong.is_empty() => Ok((read.units, read.absent)),
        Ok(_) => Err(all(&wrong)),
        Err(unreadable) => {
            wrong.extend(unreadable);
            Err(all(&wrong))
        }
    }
}

/// Cells whose text is not what was meant, in columns that count.
fn distrusted(scheme: &Scheme, names: &[String], row: &tables::Row) -> Vec<Unreadable> {
    let named = row.marks.iter().filter_map(|(at, mark)| Some((names.get(usize::from(*at))?, mark)));
    let counted = named.filter(|(name, _)| indicators::is_column(scheme, name));
    let told = counted.map(|(name, mark)| Unreadable {
        row: row.number,
        column: name.clone(),
        what: format!("the cell holds no value that can be trusted ({mark:?})"),
        hint: "open and save the file in Excel, or type the value as text".to_owned(),
    });
    told.collect()
}

fn all(wrong: &[Unreadable]) -> anyhow::Error {
    anyhow::anyhow!("{}", wrong.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

fn unpublished(lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let mut told = "\n以下部分未见公布,得分只供预览,不评等次:\n".to_owned();
    for line in lines {
        let _ = writeln!(told, "  {line}");
    }
    told
}

fn table_of(evaluation: &Evaluation) -> String {
    let mut rows = vec![["名次", "单位", "名称", "得分", "等次", "距上一等次"].map(str::to_owned)];
    for unit in &evaluation.units {
        rows.push([
            unit.rank.map_or_else(|| "-".to_owned(), |rank| rank.to_string()),
            unit.id.clone(),
            unit.name.clone(),
            unit.score.to_string(),
            unit.grade.map_or("-", |grade| evaluation.grades[grade].as_str()).to_owned(),
            unit.next
                .as_ref()
                .map_or_else(String::new, |next| format!("{} 还差 {} 分", evaluation.grades[next.grade], next.points)),
        ]);
    }
    let widths: Vec<usize> = (0..6).map(|at| rows.iter().map(|row| width(&row[at])).max().unwrap_or(0)).collect();
    let mut told = format!("{} ({})\n", evaluation.title, evaluation.scheme);
    for row in rows {
        let cells = row.iter().zip(&widths).enumerate().map(|(at, (cell, wide))| {
            let gap = " ".repeat(wide.saturating_sub(width(cell)));
            // Numbers stand to the right.
            if matches!(at, 0 | 3) { format!("{gap}{cell}") } else { format!("{cell}{gap}") }
        });
        let line = cells.collect::<Vec<_>>().join("  ");
        told.push_str(line.trim_end());
        told.push('\n');
    }
    told
}

/// How many columns of a terminal a text takes: Chinese signs take two.
fn width(text: &str) -> usize {
    text.chars().map(|sign| if u32::from(sign) >= 0x1100 { 2 } else { 1 }).sum()
}

fn explained(unit: &Scored, grades: &[String]) -> String {
    let mut told = format!("\n{} {}:{} 分", unit.id, unit.name, unit.score);
    if let Some(grade) = unit.grade {
        let _ = write!(told, ",{}", grades[grade]);
    }
    told.push('\n');
    for happened in &unit.happened {
        let _ = writeln!(told, "  ! {} {}", what(happened.what), happened.name);
    }
    if !unit.incomplete.is_empty() {
        let _ = writeln!(told, "  ! 缺少数据,暂不评等次:{}", unit.incomplete.join("、"));
    }
    for stage in &unit.stages {
        let _ = writeln!(told, "  {} {}/{} 分,权重 {}", stage.name, stage.points, stage.full, stage.weight);
    }
    for node in &unit.tree {
        tell(&mut told, node, 1);
    }
    told
}

fn what(happened: &str) -> &'static str {
    match happened {
        "veto" => "一票否决:",
        "gate" => "未达到条件:",
        "no-report" => "未交材料:",
        "fraud" => "弄虚作假:",
        _ => "连续多年不佳:",
    }
}

fn tell(told: &mut String, node: &Explained, depth: usize) {
    let indent = "  ".repeat(depth);
    let _ = write!(told, "{indent}{} {} {}/{}", node.code, node.name, node.points, node.full);
    if let Some(formula) = &node.formula {
        let value = node.value.map_or_else(|| "无数据".to_owned(), |value| format!("{}{}", short(value), node.unit));
        let _ = write!(told, "  [{formula} = {value}]");
    }
    if let Some(why) = &node.no_value {
        let _ = write!(told, "  ({why})");
    }
    told.push('\n');
    let inputs: Vec<String> = node
        .inputs
        .iter()
        .filter(|input| Some(&input.column) != node.formula.as_ref())
        .map(|input| match input.value {
            Some(value) => format!("{} {}{}", input.column, value, input.unit),
            None => format!("{} 无数据", input.column),
        })
        .collect();
    if !inputs.is_empty() && node.children.is_empty() && node.kind != "judged" {
        let _ = writeln!(told, "{indent}    数据:{}", inputs.join(","));
    }
    for raise in &node.raise {
        let _ = writeln!(told, "{indent}    ↑ {}", better(raise));
    }
    for child in &node.children {
        tell(told, child, depth + 1);
    }
}

fn better(raise: &Raise) -> String {
    let (column, to) = match (&raise.column, raise.column_to) {
        (Some(column), Some(to)) => (column.as_str(), to),
        _ => ("数值", raise.to),
    };
    format!("{column} 达到 {},总分加 {}", short(to), raise.total)
}

/// For reading: at most four digits. JSON has them all.
fn short(number: Decimal) -> Decimal {
    indicators::Mode::HalfUp.round(number, 4)
}
