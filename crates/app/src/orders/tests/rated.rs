//! What follows a rating: what the firm adds, how a poor one is put right, and what they come to on the provider's page.

use db::{params, sql};
use jiff::civil::date;

use crate::testing::{TestApp, value_after};

const PDF: &[u8] = b"%PDF-1.7\n\xe2\xe3";

/// A confirmed order with a poor rating. Gives the order's reference number.
fn poor(app: &TestApp) -> String {
    let order = app.order_delivered();
    let said = [("level", "2"), ("aspects", "speed"), ("rating_words", "报告晚了三天")];
    app.as_(app.world.li_mei).post(&format!("/orders/{order}/confirm"), &said).expect(303);
    order
}

fn of_orders(app: &TestApp, prefix: &str) -> Vec<String> {
    let mut events = app.events();
    events.retain(|action| action.starts_with(prefix));
    events.sort_unstable();
    events
}

#[test]
fn a_poor_rating_is_put_right_in_rounds_until_the_firm_is_content() {
    let app = TestApp::new();
    let order = poor(&app);
    let (path, task) = (format!("/orders/{order}"), format!("/orders/{order}/rectification"));
    let (firm, lab, clerk) = (app.as_(app.world.li_mei), app.as_(app.world.zhao_gong), app.as_(app.world.wu_fang));
    clerk.post(&format!("{task}/call"), &[("result", "satisfied")]).expect(409).shows("现在不需要回访");
    let answer = [("answer", "已增加一台耐折机,报告 3 天内出具")];
    lab.post(&task, &[]).expect(422).shows("请填写整改答复");
    lab.post_files(&task, &answer, &[("排期表.pdf", PDF)]).expect(303);
    lab.post(&task, &answer).expect(409);
    let page = firm.get(&path).expect(200);
    page.shows("待回访").shows("已增加一台耐折机").shows("排期表.pdf");
    // 回访 within five working days: on the worklist until it is done.
    clerk.get("/home?kind=recall").expect(200).shows(&order).shows("2026年3月11日(周三)");
    let wrong = [("result", "again"), ("call_words", "仍觉得慢")];
    clerk.post(&format!("{task}/call"), &wrong).expect(422).shows("请填写和谁通的话").shows("仍觉得慢");
    clerk
        .post(&format!("{task}/call"), &[("result", "ended"), ("spoke_with", "李梅"), ("call_words", "不满意")])
        .expect(422);
    clerk.post(&format!("{task}/call"), &[("result", "unreached"), ("call_words", "无人接听")]).expect(303);
    clerk.get("/home?kind=recall").expect(200).shows(&order);
    let again = [("result", "again"), ("spoke_with", "李梅"), ("call_words", "新样品还是晚了一天")];
    clerk.post(&format!("{task}/call"), &again).expect(303);
    clerk.get("/home?kind=recall").expect(200).hides(&order);
    let page = lab.get(&path).expect(200);
    page.shows("第 2 轮").shows("吴芳 致电 李梅").shows("新样品还是晚了一天").shows("没有联系上");
    app.on(date(2026, 3, 9));
    app.as_(app.world.zhao_gong).post(&task, &[("answer", "专人跟进,本周内补测")]).expect(303);
    let content = [("result", "satisfied"), ("spoke_with", "李梅"), ("call_words", "已收到报告,满意")];
    app.as_(app.world.wu_fang).post(&format!("{task}/call"), &content).expect(303);
    app.as_(app.world.wu_fang).post(&format!("{task}/call"), &content).expect(409);
    app.as_(app.world.li_mei).get(&path).expect(200).shows("已整改,企业满意").shows("不满意");
    assert_eq!(
        of_orders(&app, "order.rectification"),
        [
            "order.rectification-answered",
            "order.rectification-answered",
            "order.rectification-called",
            "order.rectification-called",
            "order.rectification-called",
            "order.rectification-closed",
            "order.rectification-opened",
            "order.rectification-reopened",
        ]
    );
}

#[test]
fn only_the_manager_ends_what_cannot_be_mended_and_not_in_the_first_round() {
    let app = TestApp::new();
    let order = poor(&app);
    let task = format!("/orders/{order}/rectification");
    let (lab, clerk, manager) = (app.as_(app.world.zhao_gong), app.as_(app.world.wu_fang), app.as_(app.world.zhou_min));
    let said = |result| [("result", result), ("spoke_with", "李梅"), ("call_words", "展会已经错过")];
    lab.post(&task, &[("answer", "已道歉")]).expect(303);
    manager.post(&format!("{task}/call"), &said("ended")).expect(422).shows("整改满 2 轮以后");
    clerk.post(&format!("{task}/call"), &said("again")).expect(303);
    lab.post(&task, &[("answer", "已退费")]).expect(303);
    clerk.post(&format!("{task}/call"), &said("ended")).expect(422);
    manager.post(&format!("{task}/call"), &said("ended")).expect(303);
    lab.get(&format!("/orders/{order}")).expect(200).shows("已办结,企业仍不满意").hides("提交整改答复");
}

#[test]
fn a_firm_adds_to_its_rating_once_and_nobody_changes_it() {
    let app = TestApp::new();
    let order = poor(&app);
    let add = format!("/orders/{order}/rating/add");
    let (firm, colleague) = (app.as_(app.world.li_mei), app.as_(app.world.wang_qiang));
    firm.post(&add, &[]).expect(422).shows("请填写要追加的内容");
    for (who, status) in [(app.world.zhao_gong, 403), (app.world.wu_fang, 403), (app.world.chen_jing, 404)] {
        app.as_(who).post(&add, &[("addition", "都很好")]).expect(status);
    }
    colleague.post(&add, &[("addition", "补测以后数据可靠")]).expect(303);
    firm.post(&add, &[("addition", "再说一句")]).expect(409).shows("只能追加一次");
    // The level stays as it was said.
    app.as_(app.world.zhao_gong).get(&format!("/orders/{order}")).expect(200).shows("补测以后数据可靠").shows("不满意");
    assert_eq!(of_orders(&app, "order.rating"), ["order.rating-added"]);
    let rate = format!("/orders/{order}/rate");
    firm.post(&rate, &[("level", "5")]).expect(409);
    for (who, status) in [(app.world.zhao_gong, 403), (app.world.zhou_min, 403)] {
        app.as_(who).post(&rate, &[("level", "5")]).expect(status);
    }
    let by_hand = [
        sql!("UPDATE ratings SET level = 5"),
        sql!("DELETE FROM ratings"),
        sql!("UPDATE rating_additions SET words = ''"),
        sql!("DELETE FROM rating_additions"),
    ];
    for statement in by_hand {
        let change = app.app.db.write_blocking(db::Scope::system(), move |tx| tx.execute(statement, &params![]));
        assert!(change.is_err(), "{change:?}");
    }
}

#[test]
fn somebody_of_both_sides_does_not_rate_for_the_firm() {
    let app = TestApp::new();
    let order = app.order_delivered();
    let firm = app.as_(app.world.li_mei);
    firm.post(&format!("/orders/{order}/confirm"), &[]).expect(422);
    firm.post(&format!("/orders/{order}/confirm"), &[("level", "4")]).expect(303);
    let (colleague, lab) = (app.world.wang_qiang, app.world.oujiang);
    app.system(move |tx, c| {
        let row = tx.one(sql!("SELECT person_id FROM memberships WHERE id = $1"), &params![colleague])?;
        let place = crate::people::Grant {
            role: crate::access::Role::ProviderMember,
            organization: Some(lab),
            hub: None,
            division: None,
        };
        crate::people::grant(tx, c, row.get("person_id"), &place)
    });
    let both = app.as_(app.world.wang_qiang);
    both.post(&format!("/orders/{order}/rating/add"), &[("addition", "很好")]).expect(409).shows("同时属于服务机构");
}

#[test]
fn ratings_come_to_a_figure_that_says_how_it_was_reckoned() {
    let app = TestApp::new();
    let provider = app.visitor().get(&format!("/services/{}", app.world.test_service)).expect(200);
    let uscc = value_after(&provider.text, "href=\"/providers/");
    let page = format!("/providers/{uscc}");
    app.visitor().get(&page).expect(200).hides("评价(");
    app.visitor().get(&format!("{page}/ratings")).expect(200).shows("还没有计入的评价");
    let order = poor(&app);
    app.order_confirmed();
    let other = [("level", "4")];
    app.order_confirmed_by(app.world.juheng, app.world.chen_jing, &other);
    // (2 + 5 + 4) of three; the newest of all are the same three: (10 × 3.67 + 11) ÷ 13 = 3.67.
    app.visitor().get(&page).expect(200).shows("评价(3 次)").shows("3.67").shows("评价次数还少").shows("不满意");
    let how = app.visitor().get(&format!("{page}/ratings")).expect(200);
    how.shows("3.67(3 次评价)").shows("贝叶斯平均").shows("33.3%").shows("1 次,其中 0 次已整改");
    // What does not count is in no figure.
    app.system(move |tx, _| {
        let record = sql!("SELECT reference FROM records WHERE order_reference = $1");
        let record: String = tx.one(record, &params![order.as_str()])?.get("reference");
        Ok(record)
    });
    app.visitor().get("/providers/91330302MA2ZZZZZ00/ratings").expect(404);
}
