//! A whole round through HTTP: hub, city, experts, the public, two people who publish, and whoever reckons it again.

use std::io::Write;
use std::process::Command as Process;

use db::{params, sql};
use jiff::civil::date;
use uuid::Uuid;

use super::*;
use crate::access::Role;
use crate::people::{self, Grant, NewPerson};
use crate::testing::{TestApp, links, value_after};

/// Somebody new.
fn somebody(app: &TestApp, name: &'static str, role: Role, hub: Option<Uuid>, division: Option<&'static str>) -> Uuid {
    app.system(move |tx, c| {
        let email = format!("{}@example.com", c.new_id().simple());
        let person = NewPerson { name: name.into(), email: Some(email), phone: None, password: None };
        let person = people::add(tx, c, &person)?;
        people::grant(tx, c, person, &Grant { role, organization: None, hub, division: division.map(str::to_owned) })
    })
}

fn person_of(app: &TestApp, membership: Uuid) -> Uuid {
    let person = sql!("SELECT person_id FROM memberships WHERE id = $1");
    app.system(move |tx, _| Ok(tx.one(person, &params![membership])?.get("person_id")))
}

/// A third hub, from which experts come who have nothing to do with the others.
fn elsewhere(app: &TestApp) -> Uuid {
    app.system(|tx, c| {
        let new = crate::hubs::NewHub {
            code: "OHY".into(),
            name: "瓯海眼镜产业创新服务综合体".into(),
            industry: "眼镜".into(),
            industry_codes: "3587".into(),
            division: "330304".into(),
            level: "city".into(),
            stage: "cultivating".into(),
            operator: "温州市眼镜研究院".into(),
            address: "瓯海区娄桥街道".into(),
            hours: "工作日 08:30–17:30".into(),
            phone: "0577-88880002".into(),
            email: "ohy@example.com".into(),
            introduction: String::new(),
        };
        crate::hubs::create(tx, c, &new)
    })
}

/// 鹿城 has reported its charter, accepted.
fn charter(app: &TestApp) {
    let (hub, person) = (app.world.lucheng, person_of(app, app.world.zhou_min));
    app.system(move |tx, c| {
        let id = c.new_id();
        tx.execute(
            sql!(
                "INSERT INTO measure_entries (hub_id, id, reference, code, from_month, to_month, value, words, state,
                 reported_by, reported_at) VALUES ($1, $2, 'LCX26-CHARTR-0', 'charter', '2025-01', '2025-12', '1',
                 '运行管理章程已印发', 'accepted', $3, $4)"
            ),
            &params![hub, id, person, c.now],
        )?;
        Ok(())
    });
}

const OPEN: [(&str, &str); 6] = [
    ("title", "2026 年度产业创新服务综合体评价"),
    ("year", "2026"),
    ("scheme", "yizhan-2026"),
    ("within", "3303"),
    ("level", "province"),
    ("begins", "2026-03-04"),
];

fn opened(app: &TestApp, year: &str) -> String {
    let official = app.as_(app.world.he_official);
    let mut fields: Vec<_> = OPEN.into_iter().chain([("sample", "5"), ("hidden", "yes")]).collect();
    fields[1].1 = year;
    official.post("/rounds/new", &fields).expect(303).location
}

/// Up to the freeze: 鹿城 has handed in and was accepted, 乐清 has not.
fn frozen(app: &TestApp) -> String {
    app.on(date(2025, 12, 10));
    app.order_confirmed();
    app.run_jobs();
    app.on(date(2026, 3, 4));
    charter(app);
    let round = opened(app, "2025");
    let (manager, official) = (app.as_(app.world.zhou_min), app.as_(app.world.he_official));
    manager.post(&format!("{round}/hubs/LCX/submit"), &[("remarks", "数据无误")]).expect(303);
    official.post(&format!("{round}/advance"), &[("do", "frozen")]).expect(409).shows("尚未初审");
    official.post(&format!("{round}/hubs/LCX/check"), &[("do", "accept")]).expect(303);
    app.run_jobs();
    official.post(&format!("{round}/advance"), &[("do", "frozen")]).expect(303);
    round
}

/// Three experts from elsewhere have scored 鹿城, and its sample was called back.
fn reviewed(app: &TestApp, round: &str, scores: [&str; 3], outcome: &str) {
    let official = app.as_(app.world.he_official);
    let hub = elsewhere(app);
    for (name, score) in [("朱可", scores[0]), ("秦岚", scores[1]), ("许望", scores[2])] {
        let expert = somebody(app, name, Role::Expert, Some(hub), None);
        let person = person_of(app, expert).to_string();
        official.post(&format!("{round}/experts/LCX"), &[("expert", &person)]).expect(303);
        let expert = app.as_(expert);
        let review = links(&expert.get("/reviews").expect(200).hides("鹿城").text, "/reviews/").remove(0);
        expert.get(&review).expect(200).shows("运行管理章程已印发").hides("鹿城");
        let said = [("score-charter", score), ("reason-charter", "章程齐全"), ("declared", "yes")];
        expert.post(&review, &said).expect(303);
        expert.post(&review, &said).expect(409);
    }
    let sample = format!("{round}/hubs/LCX/sample");
    let said = [("position", "1"), ("outcome", outcome), ("words", "企业说没有做过这项检测")];
    official.post(&sample, &said).expect(303);
    official.post(&format!("{round}/advance"), &[("do", "reviewed")]).expect(303);
}

fn noticed(app: &TestApp, round: &str) {
    let official = app.as_(app.world.he_official);
    for step in ["draft", "noticed"] {
        official.post(&format!("{round}/advance"), &[("do", step)]).expect(303);
    }
}

fn archived(app: &TestApp, round: &str) -> Vec<u8> {
    app.on(date(2026, 3, 20));
    let other = somebody(app, "方圆", Role::Official, None, Some("3303"));
    let (one, other) = (app.as_(app.world.he_official), app.as_(other));
    let publish = [("do", "final")];
    one.post(&format!("{round}/advance"), &publish).expect(303);
    one.post(&format!("{round}/advance"), &publish).expect(409).shows("公布需要两个人");
    other.post(&format!("{round}/advance"), &publish).expect(303);
    app.run_jobs();
    one.post(&format!("{round}/advance"), &[("do", "archived")]).expect(303);
    app.visitor().get(&format!("{}/bundle", round.replace("/rounds/", "/evaluations/"))).expect(200).bytes.to_vec()
}

#[test]
fn a_round_goes_from_the_hubs_figures_to_a_result_that_anyone_can_reckon_again() {
    let app = TestApp::new();
    let round = frozen(&app);
    let public = round.replace("/rounds/", "/evaluations/");
    app.visitor().get(&public).expect(404);
    reviewed(&app, &round, ["80", "95", "60"], "held");
    noticed(&app, &round);
    app.visitor().get(&public).expect(200).shows("鹿城鞋业产业创新服务综合体").shows("公示中").hides("朱可");
    app.visitor().get(&format!("{public}/bundle")).expect(404);
    app.as_(app.world.he_official).post(&format!("{round}/advance"), &[("do", "final")]).expect(409);
    let bundle = archived(&app, &round);
    app.visitor().get("/hubs/LCX").expect(200).shows("2025");
    let told = verify(&bundle).expect("the same");
    assert!(told.contains("LCX") && told.starts_with("一致"), "{told}");
    let happened: Vec<String> = app.events().into_iter().filter(|one| one.starts_with("round.")).collect();
    let once = |action: &str| happened.iter().filter(|one| *one == action).count();
    for (action, times) in [
        ("round.opened", 2),
        ("round.begun", 1),
        ("round.submitted", 1),
        ("round.accepted", 1),
        ("round.frozen", 2),
        ("round.frozen-all", 1),
        ("round.assigned", 3),
        ("round.reviewed-by", 3),
        ("round.called-back", 1),
        ("round.reviewed", 1),
        ("round.drafted", 1),
        ("round.noticed", 1),
        ("round.result-noticed", 2),
        ("round.published-first", 1),
        ("round.published", 1),
        ("round.result-published", 2),
        ("round.archived", 1),
    ] {
        assert_eq!(once(action), times, "{action} in {happened:?}");
    }
}

#[test]
fn another_program_reckons_the_same_and_sees_what_was_changed() {
    let app = TestApp::new();
    let round = frozen(&app);
    reviewed(&app, &round, ["80", "95", "60"], "wrong");
    noticed(&app, &round);
    let bundle = archived(&app, &round);
    let mut files = tar::unpack(&bundle).unwrap();
    let result = files.get_mut("result.json").unwrap();
    let text = String::from_utf8(result.clone()).unwrap();
    let score = value_after(&text, "\"score\": \"");
    *result = text.replacen(&format!("\"{score}\""), "\"99.99\"", 1).into_bytes();
    let forged = tar::pack(&files, 0).unwrap();
    let wrong = verify(&forged).unwrap_err();
    assert!(wrong.contains("result.json") && wrong.contains("99.99"), "{wrong}");
    // Python is not part of an installation: where it is, it must agree.
    if Process::new("python3").arg("--version").output().is_err() {
        return;
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/evaluate/recompute.py");
    let run = |bytes: &[u8]| {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        let done = Process::new("python3").arg(script).arg(file.path()).output().unwrap();
        let told = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
        (done.status.success(), told)
    };
    assert_eq!(run(&bundle), (true, "same: 2 hubs\n".to_owned()));
    let (same, told) = run(&forged);
    assert!(!same && told.contains("99.99"), "{told}");
}

#[test]
fn other_programs_agree_on_a_large_round() {
    let dossier = dossier::tests::sample_dossier(30);
    let evaluation = dossier.evaluate().unwrap();
    if Process::new("python3").arg("--version").output().is_err() {
        return;
    }
    let result: Vec<_> = evaluation
        .units
        .iter()
        .map(|unit| {
            serde_json::json!({ "hub": unit.id, "name": unit.name, "score": unit.score.to_string(), "rank": unit.rank,
                "grade": unit.grade.map_or("", |grade| evaluation.grades[grade].as_str()) })
        })
        .collect();
    let mut rules = dossier.rules.clone();
    rules.sample_percent = 100;
    let seed = "7";
    let mut files = std::collections::BTreeMap::new();
    let mut sample = Vec::new();
    for hub in &dossier.hubs {
        let own: Vec<_> = dossier.sample.iter().filter(|one| one.hub == hub.code).collect();
        let drawn = sampling::draw(seed, own.iter().map(|one| one.reference.as_str()), 100);
        for (at, reference) in drawn.iter().enumerate() {
            let one = own.iter().find(|one| one.reference == *reference).unwrap();
            sample.push(dossier::Sampled { position: at as i64 + 1, ..(*one).clone() });
        }
        files.insert(format!("population/{}.txt", hub.code), drawn.join("\n").into_bytes());
    }
    files.insert("scheme.toml".to_owned(), dossier.scheme.clone().into_bytes());
    for (name, value) in [
        ("hubs.json", serde_json::to_vec(&dossier.hubs).unwrap()),
        ("sample.json", serde_json::to_vec(&sample).unwrap()),
        ("reviews.json", serde_json::to_vec(&dossier.scores).unwrap()),
        ("corrections.json", b"[]".to_vec()),
        ("result.json", serde_json::to_vec(&result).unwrap()),
        ("round.json", serde_json::to_vec(&serde_json::json!({ "rules": rules, "seed": seed, "files": {} })).unwrap()),
    ] {
        files.insert(name.to_owned(), value);
    }
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&tar::pack(&files, 0).unwrap()).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/evaluate/recompute.py");
    let done = Process::new("python3").arg(script).arg(file.path()).output().unwrap();
    let told = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert_eq!(told, "same: 30 hubs\n");
}

#[test]
fn an_incomplete_scheme_is_not_opened_and_what_was_typed_is_kept() {
    let app = TestApp::new();
    let official = app.as_(app.world.he_official);
    official.get("/rounds/new").expect(200).shows("只能预览");
    let mut fields = OPEN.to_vec();
    fields[2].1 = "shaoxing";
    fields.push(("sample", "3"));
    let page = official.post("/rounds/new", &fields).expect(422).shows("只能预览").shows("5 到 100");
    page.shows("2026 年度产业创新服务综合体评价");
    fields[2].1 = "yizhan-2026";
    fields[3].1 = "3201";
    let last = fields.len() - 1;
    fields[last].1 = "5";
    official.post("/rounds/new", &fields).expect(422).shows("管辖");
    app.as_(app.world.zhou_min).post("/rounds/new", &fields).expect(403);
    assert!(!app.events().contains(&"round.begun".to_owned()));
}

#[test]
fn a_hub_sees_its_own_tasks_and_live_score_and_no_other_hubs() {
    let app = TestApp::new();
    app.order_confirmed();
    let round = opened(&app, "2026");
    let manager = app.as_(app.world.zhou_min);
    manager.get("/rounds").expect(200).shows("2026 年度产业创新服务综合体评价");
    let page = manager.get(&format!("{round}/hubs/LCX")).expect(200).shows("如果年度今天结束").shows("服务企业数");
    page.shows("得分是怎么来的").shows("提交材料").shows("待填报佐证");
    manager.get(&format!("{round}/hubs/YQD")).expect(404);
    manager.get(&round).expect(403);
    app.as_(app.world.zheng_tao).get(&format!("{round}/hubs/LCX")).expect(404);
    app.visitor().get(&format!("{round}/hubs/LCX")).expect(303);
    let far = somebody(&app, "钱塘", Role::Official, None, Some("3301"));
    app.as_(far).get(&round).expect(404);
    app.as_(far).post(&format!("{round}/advance"), &[("do", "frozen")]).expect(404);
}

#[test]
fn what_the_city_sends_back_needs_a_reason_and_is_handed_in_again() {
    let app = TestApp::new();
    let round = opened(&app, "2026");
    let (manager, official) = (app.as_(app.world.zhou_min), app.as_(app.world.he_official));
    manager.post(&format!("{round}/hubs/LCX/submit"), &[("remarks", "请看附件")]).expect(303);
    official.post(&format!("{round}/advance"), &[("do", "frozen")]).expect(409).shows("2026 年还没有结束");
    let check = format!("{round}/hubs/LCX/check");
    official.post(&check, &[("do", "return")]).expect(422).shows("请填写这一项");
    official.post(&check, &[("do", "return"), ("words", "缺服务价目表的公开页面")]).expect(303);
    manager.get(&format!("{round}/hubs/LCX")).expect(200).shows("缺服务价目表的公开页面");
    manager.post(&format!("{round}/hubs/LCX/submit"), &[]).expect(303);
    manager.post(&format!("{round}/hubs/LCX/submit"), &[]).expect(409);
    official.post(&check, &[("do", "accept")]).expect(303);
    assert_eq!(app.events().iter().filter(|one| *one == "round.submitted").count(), 2);
    official.post(&format!("{round}/advance"), &[("do", "called-off")]).expect(422);
    let reason = [("do", "called-off"), ("reason", "办法有变,另行发起")];
    official.post(&format!("{round}/advance"), &reason).expect(303);
    official.get(&round).expect(200).shows("已终止").shows("另行发起");
}

#[test]
fn an_expert_of_the_hub_cannot_review_it_and_one_may_stand_back() {
    let app = TestApp::new();
    let round = frozen(&app);
    let official = app.as_(app.world.he_official);
    official.get(&format!("{round}/experts/LCX")).expect(200).shows("徐立").shows("在该综合体任职");
    let own = person_of(&app, app.world.xu_expert).to_string();
    official.post(&format!("{round}/experts/LCX"), &[("expert", &own)]).expect(409).shows("利益关系");
    official.post(&format!("{round}/experts/YQD"), &[("expert", &own)]).expect(303);
    official.post(&format!("{round}/experts/YQD"), &[("expert", &own)]).expect(409);
    let expert = app.as_(app.world.xu_expert);
    let review = links(&expert.get("/reviews").expect(200).text, "/reviews/").remove(0);
    let other = somebody(&app, "沈括", Role::Expert, Some(app.world.lucheng), None);
    app.as_(other).get(&review).expect(404);
    expert.post(&review, &[]).expect(422).shows("请先声明");
    expert.post(&format!("{review}/decline"), &[]).expect(422);
    expert.post(&format!("{review}/decline"), &[("words", "与运营方合作过项目")]).expect(303);
    official.get(&format!("{round}/experts")).expect(200).shows("与运营方合作过项目");
    // The hub does not learn who was asked.
    app.as_(app.world.zheng_tao).get(&format!("{round}/experts")).expect(403);
}

#[test]
fn an_objection_is_made_by_real_name_answered_and_its_effect_is_in_the_result() {
    let app = TestApp::new();
    let round = frozen(&app);
    reviewed(&app, &round, ["90", "90", "90"], "held");
    noticed(&app, &round);
    let place = format!("{}/objections", round.replace("/rounds/", "/evaluations/"));
    let firm = app.as_(app.world.li_mei);
    app.visitor().get(&place).expect(303);
    firm.get(&place).expect(200).shows("李梅");
    firm.post_files(&place, &[("hub", "LCX"), ("words", "漏计一个共建载体"), ("name", "李梅")], &[])
        .expect(422)
        .shows("漏计一个共建载体");
    let said = [
        ("hub", "LCX"),
        ("words", "漏计一个共建载体"),
        ("name", "李梅"),
        ("phone", "13800000000"),
        ("address", "温州市鹿城区丰门街道"),
    ];
    firm.post_files(&place, &said, &[("共建协议.pdf", b"%PDF-1.7\n")]).expect(303);
    app.on(date(2026, 3, 20));
    let official = app.as_(app.world.he_official);
    official.post(&format!("{round}/advance"), &[("do", "final")]).expect(409).shows("异议");
    let list = format!("{round}/objections");
    let page = official.get(&list).expect(200).shows("共建协议.pdf").shows("13800000000");
    let file = value_after(&page.text, "href=\"/files/");
    official.get(&format!("/files/{file}")).expect(200);
    app.as_(app.world.chen_jing).get(&format!("/files/{file}")).expect(404);
    let answer = format!("{list}/1");
    official.post(&answer, &[("do", "uphold"), ("answer", "经核属实")]).expect(422).shows("经核属实");
    let results = || app.as_(app.world.he_official).get(&format!("{round}/results.csv")).expect(200).text;
    let before = results();
    let said = [
        ("do", "uphold"),
        ("answer", "经核属实"),
        ("effect", "载体数更正为 1"),
        ("column", "carriers_new"),
        ("value", "1"),
    ];
    official.post(&answer, &said).expect(303);
    official.post(&answer, &said).expect(409);
    assert_ne!(before, results(), "the corrected value is in the result");
    app.visitor().get(&round.replace("/rounds/", "/evaluations/")).expect(200).shows("载体数更正为 1").hides("李梅");
    assert!(verify(&archived(&app, &round)).is_ok());
    app.as_(app.world.li_mei).get(&place).expect(404);
}

#[test]
fn officials_see_signals_and_try_other_weights_without_keeping_them() {
    let app = TestApp::new();
    let round = frozen(&app);
    let official = app.as_(app.world.he_official);
    official.get(&format!("{round}/signals")).expect(200).shows("交付后几秒内确认");
    official.get(&format!("{round}/what-if?w1=60&w2=10&share=50")).expect(200).shows("试算得分");
    official.get(&format!("{round}/what-if?w1=lots")).expect(422).shows("请填写数字");
    official.get(&format!("{round}/results.xlsx")).expect(200);
    official.get(&format!("{round}/results.csv")).expect(200).shows("LCX");
    app.as_(app.world.lin_auditor).get(&round).expect(200).shows("鹿城");
    app.as_(app.world.lin_auditor).get(&format!("{round}/what-if")).expect(403);
}
