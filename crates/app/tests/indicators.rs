//! `yizhan indicators`, as it is built, on real files: no configuration, no database.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemes").join(name)
}

/// Exit code, standard output and standard error of `yizhan indicators …`, in an empty folder.
fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let empty = TempDir::new().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_yizhan"))
        .arg("indicators")
        .args(arguments)
        .current_dir(&empty)
        .env_clear()
        .output()
        .unwrap();
    let left = std::fs::read_dir(&empty).unwrap().count();
    assert_eq!(left, 0, "it writes nothing");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn file(folder: &TempDir, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

const BAY: &str = "单位,引入企业,高新技术企业,科技型中小企业,高端人才,活动,融资,知识产权,技术对接,征集方案,转化资金项目,#备注\n\
                   启迪之星,10,0,1,1,17,35,13,8,25,1,公示算例\n\
                   另一家,12,2,8,4,15,300,10,5,25,8,\n";

#[test]
fn every_shipped_scheme_passes_its_check() {
    for (name, words) in [
        ("shaoxing.toml", "1.1.2 按方案全面组织实施 (8)"),
        ("taizhou-bay-2023.toml", "以下部分未见公布"),
        ("wenzhou-park-2022.toml", "等次 优秀、良好、合格、不合格"),
        ("yizhan-2026.toml", "共 100 分"),
    ] {
        let (code, told, wrong) = run(&["check", shipped(name).to_str().unwrap()]);
        assert_eq!((code, wrong.as_str()), (Some(0), ""), "{name}");
        assert!(told.contains(words), "{name}: {told}");
    }
}

#[test]
fn a_table_with_chinese_headers_is_scored_ranked_and_explained() {
    let folder = TempDir::new().unwrap();
    let data = file(&folder, "data.csv", BAY);
    let scheme = shipped("taizhou-bay-2023.toml");
    let (code, told, wrong) = run(&["score", scheme.to_str().unwrap(), "--data", &data]);
    assert_eq!((code, wrong.as_str()), (Some(0), ""));
    let lines: Vec<&str> = told.lines().collect();
    // Two firms more than the target: 100 + 2 × 3.
    assert_eq!(lines[1].split_whitespace().collect::<Vec<_>>(), ["名次", "单位", "名称", "得分", "等次", "距上一等次"]);
    assert_eq!(lines[2].split_whitespace().collect::<Vec<_>>(), ["1", "另一家", "另一家", "106", "-"]);
    assert_eq!(lines[3].split_whitespace().collect::<Vec<_>>(), ["2", "启迪之星", "启迪之星", "52.458", "-"]);
    for words in ["1.6 融资 0.583/5  [financing = 35]", "↑ financing 达到 300,总分加 4.417", "不评等次"] {
        assert!(told.contains(words), "{words}\n{told}");
    }
    let (_, one, _) = run(&["score", scheme.to_str().unwrap(), "--data", &data, "--unit", "启迪之星"]);
    assert!(one.contains("1.3 科技型中小企业 1.25/10") && !one.contains("106"));
}

#[test]
fn json_holds_every_figure_exactly() {
    let folder = TempDir::new().unwrap();
    // As Excel on a Chinese system saves it.
    let (gbk, _, _) = encoding_rs::GB18030.encode(BAY);
    let data = file(&folder, "data.csv", &gbk);
    let (code, told, _) =
        run(&["score", shipped("taizhou-bay-2023.toml").to_str().unwrap(), "--data", &data, "--json"]);
    assert_eq!(code, Some(0));
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let unit = &told["units"][1];
    assert_eq!((unit["score"].as_str(), unit["rank"].as_u64()), (Some("52.458"), Some(2)));
    let leaf = &unit["tree"][0]["children"][5];
    assert_eq!((leaf["name"].as_str(), leaf["points"].as_str()), (Some("融资"), Some("0.583")));
    assert_eq!(leaf["basis"]["share"].as_str(), Some("0.11666666666666666667"));
    assert_eq!(leaf["inputs"][0]["value"].as_str(), Some("35"));
    assert_eq!(leaf["raise"][0]["total"].as_str(), Some("4.417"));
    assert_eq!(told["grading"].as_bool(), Some(false));
}

#[test]
fn grades_and_the_way_to_the_next_one_are_told() {
    let folder = TempDir::new().unwrap();
    let data = file(&folder, "data.csv", "单位,专家评分,未交材料\n瑞安,92;91;93,否\n平阳,69;70;70,否\n苍南,,否\n");
    let (code, told, wrong) = run(&["score", shipped("wenzhou-park-2022.toml").to_str().unwrap(), "--data", &data]);
    assert_eq!((code, wrong.as_str()), (Some(0), ""));
    let line = |name: &str| {
        told.lines().find(|line| line.contains(name)).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(line("瑞安"), "1 瑞安 瑞安 92 优秀");
    assert_eq!(line("平阳"), "2 平阳 平阳 69.67 合格 良好 还差 0.33 分");
    assert_eq!(line("苍南"), "- 苍南 苍南 0 -");
    assert!(told.contains("缺少数据,暂不评等次:1"));
}

#[test]
fn mistakes_end_with_a_code_and_every_place() {
    let folder = TempDir::new().unwrap();
    let good = std::fs::read_to_string(shipped("wenzhou-park-2022.toml")).unwrap();
    let broken = file(&folder, "broken.toml", good.replace("issuer", "isuer").replace("floor = 60", "floor = 75"));
    let (code, told, wrong) = run(&["check", &broken]);
    assert_eq!((code, told.as_str()), (Some(1), ""));
    assert!(wrong.contains("办法有 3 处错误"), "{wrong}");
    assert!(
        wrong.contains(&format!("{broken}:5:1: isuer: `isuer` does not belong here (did you mean `issuer`?)")),
        "{wrong}"
    );
    assert!(wrong.contains("grades[合格].floor: the floor is above that of a better grade"), "{wrong}");

    let scheme = shipped("taizhou-bay-2023.toml");
    let data = file(&folder, "data.csv", BAY.replace("引入企业", "引进企业").replace(",300,", ",三百,"));
    let (code, told, wrong) = run(&["score", scheme.to_str().unwrap(), "--data", &data]);
    assert_eq!((code, told.as_str()), (Some(1), ""));
    assert!(wrong.contains("row 1, 引进企业: the scheme has no such measure (did you mean 引入企业?"), "{wrong}");
    assert!(wrong.contains("row 3, 融资: `三百` is no number"), "{wrong}");

    let (code, _, wrong) = run(&["score", scheme.to_str().unwrap(), "--data", "nowhere.csv"]);
    assert!(code == Some(1) && wrong.contains("reading nowhere.csv"), "{wrong}");
    let picture = file(&folder, "picture.csv", [0xFF, 0xD8, 0xFF, 0x00, 0x01]);
    let (code, _, _) = run(&["score", scheme.to_str().unwrap(), "--data", &picture]);
    assert_eq!(code, Some(1));
    assert_eq!(run(&["check"]).0, Some(2));
}
