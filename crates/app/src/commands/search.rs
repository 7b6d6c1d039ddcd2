//! `yizhan search`: the quality and speed of searching as figures, on anybody's files, without an installation.

use std::fmt::Write as _;
use std::path::Path;

use ::search::eval;
use anyhow::Context;

/// `yizhan search eval`: builds an index of documents, asks the questions, and tells how good and how fast it was.
///
/// # Errors
/// A file that cannot be read or written, or whose lines are not as they should be, with the line.
pub fn eval(
    documents: &Path,
    queries: &Path,
    run: Option<&Path>,
    threads: usize,
    json: bool,
) -> anyhow::Result<String> {
    let given = eval::read_documents(&read(documents)?).with_context(|| documents.display().to_string())?;
    let asked = eval::read_queries(&read(queries)?).with_context(|| queries.display().to_string())?;
    if given.is_empty() {
        anyhow::bail!("{}: 没有文档", documents.display());
    }
    let known: std::collections::HashSet<&str> = given.iter().map(|document| document.id.as_str()).collect();
    let missing = asked.iter().flat_map(|asked| &asked.relevant).filter(|(id, _)| !known.contains(id.as_str())).count();
    let (report, ranked) = eval::evaluate(&given, &asked, threads)?;
    if let Some(run) = run {
        std::fs::write(run, eval::run_file(&asked, &ranked)).with_context(|| format!("writing {}", run.display()))?;
    }
    if json {
        return Ok(serde_json::to_string(&report)? + "\n");
    }
    Ok(told(&report, missing))
}

fn told(report: &eval::Report, missing: usize) -> String {
    let quality = report.quality;
    let mut told = format!(
        "文档 {}  查询 {}\nnDCG@10    {:.4}\nMRR@10     {:.4}\nRecall@10  {:.4}\nRecall@100 {:.4}\n",
        report.documents, report.queries, quality.ndcg_10, quality.mrr_10, quality.recall_10, quality.recall_100
    );
    let _ = writeln!(
        told,
        "查询 {:.0} 次/秒  p50 {:.3} ms  p99 {:.3} ms\n建索引 {:.0} 篇/秒  索引 {:.1} MB",
        report.queries_per_second,
        report.p50_ms,
        report.p99_ms,
        report.documents_per_second,
        megabytes(report.index_bytes)
    );
    if let Some(bytes) = report.memory_bytes {
        let _ = writeln!(told, "内存最多 {:.0} MB", megabytes(bytes));
    }
    if missing > 0 {
        let _ = writeln!(told, "相关文档中有 {missing} 个不在文档文件里,按未找到计");
    }
    told
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1_048_576.0
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}
