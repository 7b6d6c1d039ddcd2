//! A list goes on by itself: whoever began it is told how it ended.

use uuid::Uuid;

use super::*;
use crate::testing::{Persona, value_after};

const LIST: &str = "姓名,工作单位,擅长领域\n林悦,温州大学,力学\n陈明,温州大学,皮革\n";

/// Uploads a list of experts and leaves the page. Gives its address.
fn upload(person: &Persona, name: &str, list: &str) -> String {
    person.post_files("/imports/new", &[("kind", "experts")], &[(name, list.as_bytes())]).expect(303).location
}

fn decide(app: &TestApp, person: &Persona, page: &str, what: &str) {
    app.run_jobs();
    let version = value_after(&person.get(page).expect(200).text, "name=\"version\" value=\"");
    person.post(&format!("{page}/{what}"), &[("version", &version)]).expect(303);
}

#[test]
fn whoever_left_the_page_is_told_what_was_written_and_what_was_not() {
    let app = TestApp::new();
    let manager = app.as_(app.world.zhou_min);
    let whole = upload(&manager, "专家.csv", LIST);
    decide(&app, &manager, &whole, "start");
    assert_eq!(told(&app), expected(&[("import-written", &["周敏"])]));
    // What needs no act is not mailed unless it is wished.
    assert!(app.letters().is_empty());
    let partly = upload(&manager, "专家二.csv", &(LIST.to_owned() + "周倩,温州大学,楦型\n,温州大学,皮革\n"));
    decide(&app, &manager, &partly, "start");
    assert_eq!(told(&app), expected(&[("import-written", &["周敏"]), ("import-written-partly", &["周敏"])]));
    let list = manager.get("/notices").expect(200).shows("“专家.csv”已导入,写入 2 行");
    list.shows("“专家二.csv”已导入,写入 1 行,1 行不能导入").shows("请下载错误文件");
    let letter = app.letters().pop().expect("what needs an act is mailed");
    assert_eq!(letter.subject, "“专家二.csv”已导入,写入 1 行,1 行不能导入");
    assert_eq!(letter.text.matches("http").count(), 1, "{}", letter.text);
    let link = letter.text[letter.text.find("/notices/").expect("a link")..].split_whitespace().next().unwrap();
    assert_eq!(manager.get(link).expect(303).location, partly);
    // Undone, with what stayed.
    decide(&app, &manager, &partly, "undo");
    assert_eq!(told(&app).get("import-undone").map(BTreeSet::len), Some(1));
    manager.get("/notices").expect(200).shows("“专家二.csv”的导入已撤销 1 行").shows("未能撤销 0 行");
    // Nobody else of the hub is.
    app.as_(app.world.wu_fang).get("/notices").expect(200).hides("专家.csv");
}

#[test]
fn a_file_that_cannot_be_read_is_told_with_why() {
    let app = TestApp::new();
    let manager = app.as_(app.world.zhou_min);
    let page = upload(&manager, "专家.xlsx", "%PDF-1.7 不是表格");
    assert_eq!(told(&app), expected(&[("import-refused", &["周敏"])]));
    assert_eq!(app.events().iter().filter(|event| *event == "import.refused").count(), 1);
    manager.get("/notices").expect(200).shows("“专家.xlsx”不能读取,没有导入");
    manager.get(&page).expect(200).shows("不能读取");
}

#[test]
fn who_may_no_more_is_not_told_but_who_runs_the_hub_is() {
    let app = TestApp::new();
    let manager = app.as_(app.world.zhou_min);
    let page = upload(&manager, "专家.csv", LIST);
    decide(&app, &manager, &page, "start");
    let (membership, hub) = (app.world.zhou_min, app.world.lucheng);
    app.system(move |tx, c| {
        tx.execute(sql!("UPDATE memberships SET ended_at = $2 WHERE id = $1"), &params![membership, c.now])?;
        let new = crate::people::NewPerson { name: "沈主任".into(), email: None, phone: None, password: None };
        let person = crate::people::add(tx, c, &new)?;
        let role = crate::access::Role::HubManager;
        let grant = crate::people::Grant { role, organization: None, hub: Some(hub), division: None };
        crate::people::grant(tx, c, person, &grant)
    });
    assert_eq!(told(&app), expected(&[("import-stopped-kept", &["沈主任"])]));
}

#[test]
fn what_fails_again_and_again_is_given_up_and_told() {
    let app = TestApp::new();
    let manager = app.as_(app.world.zhou_min);
    let unread = upload(&manager, "专家.csv", LIST);
    let id: Uuid = unread.trim_start_matches("/imports/").parse().unwrap();
    // Its bytes are gone.
    app.system(move |tx, _| {
        Ok(tx.execute(sql!("UPDATE imports SET file_hash = $2 WHERE id = $1"), &params![id, [9u8; 32]])?)
    });
    let later = |hours: i64| {
        app.app.clock.set(app.app.clock.now() + hours * 3_600_000);
        app.run_jobs();
    };
    app.run_jobs();
    for _ in 0..7 {
        assert!(!manager.get(&unread).expect(200).text.contains("多次读取"), "it is tried eight times");
        later(1);
    }
    assert_eq!(told(&app), expected(&[("import-refused", &["周敏"])]));
    manager.get(&unread).expect(200).shows("系统多次读取这个文件都没有成功");
    // And one that is being tried out: its matching cannot be read any more.
    let page = upload(&manager, "专家二.csv", LIST);
    app.run_jobs();
    let id: Uuid = page.trim_start_matches("/imports/").parse().unwrap();
    let version = value_after(&manager.get(&page).expect(200).text, "name=\"version\" value=\"");
    manager.post(&format!("{page}/start"), &[("version", &version)]).expect(303);
    app.system(move |tx, _| {
        let broken = sql!("UPDATE import_rows SET content = 'x' WHERE import_id = $1 AND line = 3");
        Ok(tx.execute(broken, &params![id])?)
    });
    app.run_jobs();
    for _ in 0..8 {
        later(1);
    }
    let told = told(&app);
    assert_eq!(
        told.get("import-stopped"),
        expected(&[("import-stopped", &["周敏"])]).get("import-stopped"),
        "{told:?}"
    );
    app.system(move |tx, _| {
        let mended = sql!("UPDATE import_rows SET content = '{\"cells\":[]}' WHERE import_id = $1 AND line = 3");
        Ok(tx.execute(mended, &params![id])?)
    });
    manager.get(&page).expect(200).shows("已停止").shows("系统多次处理都没有成功");
}
