//! Disputes: who opens, mediates and answers, what an order is meanwhile, and what becomes of it.

use jiff::civil::date;

use crate::testing::{Persona, TestApp, value_after};

const PDF: &[u8] = b"%PDF-1.7\n\xe2\xe3";

struct Case<'a> {
    app: &'a TestApp,
    order: String,
    path: String,
}

impl<'a> Case<'a> {
    /// The firm has opened a dispute about a delivery.
    fn opened(app: &'a TestApp) -> Case<'a> {
        let order = app.order_delivered();
        let path = format!("/orders/{order}/dispute");
        let said = [("reason", "quality"), ("words", "报告里的样品不是我们寄的")];
        app.as_(app.world.li_mei).post_files(&path, &said, &[("寄样照片.pdf", PDF)]).expect(303);
        Case { app, order, path }
    }

    /// 吴芳 mediates.
    fn mediated(app: &'a TestApp) -> Case<'a> {
        let case = Case::opened(app);
        case.name();
        case
    }

    fn name(&self) {
        let manager = self.app.as_(self.app.world.zhou_min);
        let page = manager.get(&self.path).expect(200);
        let of = page.text.find("吴芳</span>").expect("she can be named");
        let mediator = value_after(&page.text[page.text[..of].rfind("<input").unwrap()..], "value=\"");
        manager.post(&format!("{}/mediator", self.path), &[("mediator", &mediator)]).expect(303);
    }

    fn propose(&self, more: &[(&str, &str)]) -> crate::testing::Answer {
        let mut fields = vec![("proposal", "按寄样记录重新检测")];
        fields.extend(more);
        self.app.as_(self.app.world.wu_fang).post(&format!("{}/proposal", self.path), &fields)
    }

    fn answer(&self, person: &Persona, accepts: bool) -> u16 {
        let page = person.get(&self.path).expect(200);
        let version = value_after(&page.text, "name=\"version\" value=\"");
        let said = [("do", if accepts { "yes" } else { "no" }), ("answer_words", "费用谁出?"), ("version", &version)];
        person.post(&format!("{}/answer", self.path), &said).status.as_u16()
    }

    fn agreed(&self) {
        assert_eq!(self.answer(&self.app.as_(self.app.world.li_mei), true), 303);
        assert_eq!(self.answer(&self.app.as_(self.app.world.zhao_gong), true), 303);
    }

    fn events(&self) -> Vec<String> {
        let mut events = self.app.events();
        events.retain(|action| action.starts_with("order.dispute") || action.starts_with("order.mediator"));
        events.sort_unstable();
        events
    }
}

#[test]
fn a_dispute_stops_the_order_until_both_accept_the_proposal() {
    let app = TestApp::new();
    let case = Case::opened(&app);
    let (order, path) = (case.order.as_str(), case.path.as_str());
    let (firm, lab, clerk) = (app.as_(app.world.li_mei), app.as_(app.world.zhao_gong), app.as_(app.world.wu_fang));
    lab.get(&format!("/orders/{order}")).expect(200).shows("正在调解");
    lab.post(path, &[("reason", "other"), ("words", "也有话说")]).expect(409).shows("正在调解");
    // The order stands still.
    firm.post(&format!("/orders/{order}/reject"), &[("reason", "重做")]).expect(409).shows("正在调解");
    clerk.get("/home?kind=mediate").expect(200).shows(order).shows("2026年3月6日(周五)");
    clerk.post(&format!("{path}/mediator"), &[]).expect(403);
    let manager = app.as_(app.world.zhou_min);
    manager.post(&format!("{path}/mediator"), &[]).expect(422).shows("请选择综合体的一位工作人员");
    clerk.post(&format!("{path}/proposal"), &[("outcome", "again")]).expect(409).shows("只有指定的调解人");
    case.name();
    let statement = [("words", "样品由快递送到,有签收记录")];
    lab.post_files(&format!("{path}/statements"), &statement, &[("签收.pdf", PDF)]).expect(303);
    manager.post(&format!("{path}/statements"), &[("words", "我也说一句")]).expect(409).shows("只有指定的调解人");
    let page = firm.get(path).expect(200);
    page.shows("寄样照片.pdf").shows("签收.pdf").shows("有签收记录").shows("2026年3月25日(周三) 前完成调解");
    case.propose(&[]).expect(422).shows("请选择办件怎么办").shows("按寄样记录重新检测");
    case.propose(&[("outcome", "again"), ("deliver_by", "2026-03-03")]).expect(422).shows("再次交付的期限");
    case.propose(&[("outcome", "again"), ("deliver_by", "2026-03-20")]).expect(303);
    assert_eq!(case.answer(&firm, false), 303);
    assert_eq!(app.as_(app.world.wang_qiang).get(path).expect(200).text.matches("不接受方案").count(), 1);
    case.propose(&[("outcome", "again"), ("deliver_by", "2026-03-20")]).expect(303);
    assert_eq!(case.answer(&firm, true), 303);
    firm.post(&format!("{path}/answer"), &[("do", "yes"), ("version", "1")]).expect(409);
    assert_eq!(case.answer(&lab, true), 303);
    lab.get(&format!("/orders/{order}")).expect(200).shows("处理中").shows("2026年3月20日(周五)").hides("正在调解");
    lab.get(path).expect(200).shows("已达成一致");
    let again = [("result", "report"), ("summary", "按寄样记录重测,合格"), ("price", "800")];
    lab.post(&format!("/orders/{order}/deliver"), &again).expect(303);
    let record = firm.post(&format!("/orders/{order}/confirm"), &[("level", "4")]).expect(303).location;
    firm.get(&record).expect(200).shows("经综合体调解,双方达成一致");
    assert_eq!(
        case.events(),
        [
            "order.dispute-accepted",
            "order.dispute-agreed",
            "order.dispute-opened",
            "order.dispute-proposed",
            "order.dispute-proposed",
            "order.dispute-refused",
            "order.dispute-statement",
            "order.mediator-named",
        ]
    );
    app.run_jobs();
    manager.get("/notices").expect(200).shows("请指定调解人");
    clerk.get("/notices").expect(200).shows("请您调解").hides("请指定调解人");
    lab.get("/notices").expect(200).shows("企业对“耐折性能检测”提出了争议").shows("调解方案等您答复");
}

#[test]
fn an_agreement_may_call_the_order_off_or_let_the_delivery_stand_at_another_price() {
    let app = TestApp::new();
    let case = Case::mediated(&app);
    case.propose(&[("outcome", "cancel")]).expect(303);
    case.agreed();
    let page = app.as_(app.world.li_mei).get(&format!("/orders/{}", case.order)).expect(200);
    page.shows("已关闭").hides("企业没有选用");
    app.as_(app.world.li_mei).post(&case.path, &[("reason", "other"), ("words", "再来")]).expect(409);

    let case = Case::mediated(&app);
    case.propose(&[("outcome", "stand"), ("price", "很多")]).expect(422).shows("请填写金额");
    case.propose(&[("outcome", "stand"), ("price", "500")]).expect(303);
    case.agreed();
    let firm = app.as_(app.world.li_mei);
    firm.get(&format!("/orders/{}/confirm", case.order)).expect(200).shows("500 元");
    let record = firm.post(&format!("/orders/{}/confirm", case.order), &[("level", "3")]).expect(303).location;
    firm.get(&record).expect(200).shows("500 元").shows("经综合体调解");
}

#[test]
fn without_an_agreement_the_order_goes_on_and_its_day_moves() {
    let app = TestApp::new();
    let order = app.order_accepted();
    let path = format!("/orders/{order}/dispute");
    let lab = app.as_(app.world.zhao_gong);
    // Five working days from 4 March: due on the 11th.
    lab.get(&format!("/orders/{order}")).expect(200).shows("2026年3月11日(周三)");
    lab.post(&path, &[("words", "企业一直不寄样")]).expect(422).shows("请选择争议是关于什么的");
    lab.post(&path, &[("reason", "scope"), ("words", "企业一直不寄样")]).expect(303);
    let deliver = [("result", "report"), ("summary", "合格"), ("price", "800")];
    lab.post(&format!("/orders/{order}/deliver"), &deliver).expect(409).shows("正在调解");
    lab.post(&format!("/orders/{order}/cancel"), &[("reason", "不做了")]).expect(409).shows("正在调解");
    app.as_(app.world.li_mei).post(&format!("{path}/withdraw"), &[]).expect(409).shows("只有提出争议的一方");
    app.on(date(2026, 3, 6));
    let lab = app.as_(app.world.zhao_gong);
    lab.post(&format!("{path}/withdraw"), &[]).expect(303);
    lab.get(&format!("/orders/{order}")).expect(200).shows("2026年3月13日(周五)");
    lab.post(&format!("/orders/{order}/deliver"), &deliver).expect(303);
    let firm = app.as_(app.world.li_mei);
    let record = firm.post(&format!("/orders/{order}/confirm"), &[("level", "4")]).expect(303).location;
    firm.get(&record).expect(200).hides("争议");
}

#[test]
fn a_mediator_may_give_up_and_the_firm_may_always_confirm() {
    let app = TestApp::new();
    let case = Case::mediated(&app);
    let clerk = app.as_(app.world.wu_fang);
    app.as_(app.world.zhou_min).post(&format!("{}/fail", case.path), &[("fail_words", "x")]).expect(409);
    clerk.post(&format!("{}/fail", case.path), &[]).expect(422).shows("请写明内容");
    clerk.post(&format!("{}/fail", case.path), &[("fail_words", "双方各执一词")]).expect(303);
    let firm = app.as_(app.world.li_mei);
    firm.get(&case.path).expect(200).shows("没有达成一致").shows("双方各执一词");
    let record = firm.post(&format!("/orders/{}/confirm", case.order), &[("level", "3")]).expect(303).location;
    firm.get(&record).expect(200).shows("调解没有达成一致");

    let case = Case::mediated(&app);
    let record = firm.post(&format!("/orders/{}/confirm", case.order), &[("level", "3")]).expect(303).location;
    firm.get(&record).expect(200).shows("调解期间企业自行确认");
    assert!(case.events().contains(&"order.dispute-settled".to_owned()));
    firm.get(&case.path).expect(200).shows("企业已自行确认");
}

#[test]
fn no_reminder_goes_out_while_a_dispute_is_mediated_and_they_begin_anew_after_it() {
    let app = TestApp::new();
    let case = Case::mediated(&app);
    let reminded = |app: &TestApp| {
        app.run_jobs();
        app.events().iter().filter(|action| action.starts_with("order.reminded")).count()
    };
    app.on(date(2026, 3, 18));
    assert_eq!(reminded(&app), 0);
    let fail = [("fail_words", "双方各执一词")];
    app.as_(app.world.wu_fang).post(&format!("{}/fail", case.path), &fail).expect(303);
    app.on(date(2026, 3, 23));
    assert_eq!(reminded(&app), 0);
    app.on(date(2026, 3, 24));
    assert_eq!(reminded(&app), 1);
}

#[test]
fn strangers_find_no_dispute() {
    let app = TestApp::new();
    let case = Case::opened(&app);
    for who in [app.world.chen_jing, app.world.sun_lin, app.world.zheng_tao] {
        app.as_(who).get(&case.path).expect(404).hides("样品");
    }
    app.as_(app.world.chen_jing).post(&case.path, &[("reason", "other"), ("words", "x")]).expect(404);
    app.as_(app.world.he_official).get(&case.path).expect(200).shows("不是我们寄的").hides("提交陈述");
    let page = app.as_(app.world.li_mei).get(&case.path).expect(200);
    let file = format!("/files/{}", value_after(&page.text, "href=\"/files/"));
    app.as_(app.world.zhao_gong).get(&file).expect(200);
    app.as_(app.world.sun_lin).get(&file).expect(404);
}
