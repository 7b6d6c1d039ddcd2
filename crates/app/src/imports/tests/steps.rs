//! What long lists and restarts do.

use db::{params, sql};

use super::super::steps::ROWS;
use super::*;
use crate::jobs::Job;

fn experts(n: usize) -> Vec<u8> {
    let mut list = String::from("姓名,工作单位,擅长领域\n");
    for number in 1..=n {
        list.push_str(&format!("专家{number},温州大学,鞋楦数字化\n"));
    }
    list.into_bytes()
}

#[test]
fn a_long_list_is_done_in_parts_and_no_row_twice_though_jobs_run_twice() {
    let app = TestApp::new();
    let manager = app.as_(app.world.zhou_min);
    let rows = 2 * ROWS as usize + 50;
    let page = manager
        .post_files("/imports/new", &[("kind", "experts")], &[("专家.csv", &experts(rows))])
        .expect(303)
        .location;
    let id: Uuid = page.trim_start_matches("/imports/").parse().unwrap();
    manager.get(&page).expect(200).shows("正在读取").shows("可以离开本页").shows("data-live").hides("/start");
    // The same job waits under another word, as after a lease that ended too early.
    let twice = |kind: &'static str| app.system(move |tx, c| c.enqueue(tx, Job::new(kind, &id)?.long()));
    twice(super::super::READ);
    twice(super::super::STEP);
    app.run_jobs();
    assert_eq!(counts(&app, &page), [rows as i64, 0, 0, 0]);
    let version = crate::testing::value_after(&manager.get(&page).expect(200).text, "name=\"version\" value=\"");
    manager.post(&format!("{page}/start"), &[("version", &version)]).expect(303);
    manager.get(&page).expect(200).shows(&format!("已处理 0 / {rows} 行")).shows("刷新进度");
    twice(super::super::STEP);
    app.run_jobs();
    let shown = manager.get(&page).expect(200).shows(&format!("已写入 {rows} 行"));
    shown.shows("第 1 / 9 页").shows("专家1 · 温州大学");
    manager.get(&format!("{page}?outcome=new&page=9")).expect(200).shows(&format!("专家{rows} · "));
    let hub = app.world.lucheng;
    assert_eq!(
        app.system(move |tx, _| { crate::hubs::experts_count(tx, &crate::hubs::Experts::public(hub, "专家")) }),
        rows as i64
    );
    let added = app.events().iter().filter(|event| *event == "hub.expert-added").count();
    assert_eq!(added, rows);
    // A button pressed on an old page.
    manager.post(&format!("{page}/start"), &[("version", &version)]).expect(409);
}

#[test]
fn a_restart_goes_on_behind_the_last_row_that_was_kept() {
    let app = TestApp::new();
    let manager = app.as_(app.world.zhou_min);
    let page =
        manager.post_files("/imports/new", &[("kind", "experts")], &[("专家.csv", &experts(30))]).expect(303).location;
    let id: Uuid = page.trim_start_matches("/imports/").parse().unwrap();
    // The process ended when ten rows were kept.
    app.system(move |tx, _| {
        let insert = sql!(
            "INSERT INTO import_rows (hub_id, import_id, line, content) SELECT hub_id, id, $2, $3 FROM imports WHERE id = $1"
        );
        for line in 1..=10 {
            let cells = if line == 1 { "姓名\",\"工作单位\",\"擅长领域" } else { "专家\",\"温州大学\",\"鞋楦" };
            let content = format!("{{\"cells\":[\"{}\"]}}", cells.replacen("专家", &format!("专家{}", line - 1), 1));
            tx.execute(insert, &params![id, i64::from(line), content])?;
        }
        Ok(())
    });
    app.run_jobs();
    assert_eq!(counts(&app, &page), [30, 0, 0, 0]);
    manager.get(&page).expect(200).shows("专家30 · ");
}

#[test]
fn what_was_changed_since_the_trial_is_not_written() {
    let app = TestApp::new();
    let manager = app.as_(app.world.zhou_min);
    let first = take_in(&app, &manager, &[("kind", "experts")], "甲.csv", &experts(3));
    decide(&app, &manager, &first, "start");
    let list = csv(&[
        "姓名,工作单位,擅长领域",
        "专家1,温州大学,新",
        "专家2,温州大学,鞋底",
        "专家9,温州大学,新",
        "专家8,温州大学,新",
    ]);
    let page = take_in(&app, &manager, &[("kind", "experts")], "乙.csv", &list);
    assert_eq!(counts(&app, &page), [2, 2, 0, 0]);
    // Meanwhile somebody else entered two of them and changed one.
    let between = csv(&["姓名,工作单位,擅长领域", "专家1,温州大学,另", "专家9,温州大学,新", "专家8,温州大学,另"]);
    let other = take_in(&app, &manager, &[("kind", "experts")], "丙.csv", &between);
    decide(&app, &manager, &other, "start");
    let shown = decide(&app, &manager, &page, "start").shows("已写入 1 行").shows("有 2 行不能导入");
    shown.shows("试算以后有人改过这一条");
    assert_eq!(counts(&app, &page), [0, 1, 1, 2]);
    let errors = super::rows(&manager.get(&format!("{page}/files/errors.csv")).expect(200));
    assert_eq!(errors.len(), 3);
}

#[test]
fn nothing_more_is_written_for_somebody_who_may_no_more() {
    let app = TestApp::new();
    let manager = app.as_(app.world.zhou_min);
    let page = take_in(&app, &manager, &[("kind", "experts")], "专家.csv", &experts(3));
    let version = crate::testing::value_after(&manager.get(&page).expect(200).text, "name=\"version\" value=\"");
    manager.post(&format!("{page}/start"), &[("version", &version)]).expect(303);
    let membership = app.world.zhou_min;
    app.system(move |tx, c| {
        Ok(tx.execute(sql!("UPDATE memberships SET ended_at = $2 WHERE id = $1"), &params![membership, c.now])?)
    });
    app.run_jobs();
    let admin = app.as_(app.world.huang_admin);
    admin.get(&page).expect(200).shows("已停止").shows("发起人的身份已失效");
    assert!(!app.events().iter().any(|event| event == "hub.expert-added"));
    assert!(app.events().iter().any(|event| event == "import.stopped"));
}

#[test]
fn what_is_given_up_while_it_is_tried_out_is_tried_out_no_more() {
    let app = TestApp::new();
    let manager = app.as_(app.world.zhou_min);
    let sent = manager.post_files("/imports/new", &[("kind", "experts")], &[("专家.csv", &experts(3))]).expect(303);
    let page = sent.location;
    let version = crate::testing::value_after(&manager.get(&page).expect(200).text, "name=\"version\" value=\"");
    manager.post(&format!("{page}/discard"), &[("version", &version)]).expect(303);
    app.run_jobs();
    manager.get(&page).expect(200).shows("已放弃").hides("data-live").hides("/start");
    assert_eq!(counts(&app, &page), [0; 4]);
    manager.post(&format!("{page}/discard"), &[("version", "2")]).expect(409).shows("已经不在这一步了");
}
