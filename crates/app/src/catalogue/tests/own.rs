//! A provider proposes, the hub decides.

use super::{Typed, events_since};
use crate::testing::{TestApp, value_after};

/// 瓯江检测's change of its 耐折性能检测: the price.
fn changed(app: &TestApp, price: &str) -> Typed {
    let typed = Typed::good(app).with("name", "耐折性能检测").with("outcome", "一份盖章的报告");
    let typed = typed.with("audience", "鹿城区的制鞋企业").with("price_unit", "次").with("promised_days", "5");
    let typed = typed.with("statutory_days", "").with("trips", "1").with("material_name_1", "");
    let typed = typed.with("material_formats_1", "").with("material_name_2", "").with("accreditation", "CMA");
    typed.with("price_from", price).with("version", "1")
}

fn uscc(app: &TestApp, organization: uuid::Uuid) -> String {
    app.system(move |tx, _| Ok(crate::organizations::by_id(tx, organization)?.uscc))
}

#[test]
fn a_proposal_is_sent_back_proposed_again_and_published() {
    let app = TestApp::new();
    let (provider, staff) = (app.as_(app.world.zhao_gong), app.as_(app.world.wu_fang));
    let before = app.events();
    provider.get("/own-services").expect(200).shows("耐折性能检测").shows("/own-services/new?hub=LCX");
    provider.get("/own-services/new?hub=LCX").expect(200).shows("鹿城鞋业").shows("检测服务中心");
    let typed = Typed::good(&app).with("hub", "LCX").with("accreditation", "CNAS L10231").with("own_price", "");
    provider
        .post("/own-services/new", &typed.clone().with("promised_days", "0").fields())
        .expect(422)
        .shows("CNAS L10231");
    provider.post("/own-services/new", &typed.fields()).expect(303);
    provider.get("/own-services").expect(200).shows("待核对");
    staff.get("/catalogue").expect(200).shows("等您处理").shows("鞋底耐磨检测");
    staff
        .post("/catalogue/LCX-003/send-back", &[("version", "1")])
        .expect(422)
        .shows("请写明退回的原因")
        .shows("成品鞋底");
    staff.post("/catalogue/LCX-003/send-back", &[("version", "1"), ("words", "请写明检测依据的标准")]).expect(303);
    staff.get("/catalogue/LCX-003").expect(200).shows("请写明检测依据的标准").shows("机构重新提交");
    staff.post("/catalogue/LCX-003/publish", &[("version", "2")]).expect(409);
    provider.get("/own-services").expect(200).shows("已退回").shows("请写明检测依据的标准");
    provider.get("/own-services/LCX-003").expect(200).shows("请写明检测依据的标准").shows("CNAS L10231");
    let again = typed.with("version", "2").with("outcome", "按 GB/T 3903.2 出具的检测报告");
    provider.post("/own-services/LCX-003", &again.fields()).expect(303);
    staff.post("/catalogue/LCX-003/publish", &[("version", "2")]).expect(409).shows("别人刚刚修改过");
    staff.post("/catalogue/LCX-003/publish", &[("version", "3")]).expect(303);
    app.visitor().get("/services/LCX-003").expect(200).shows("GB/T 3903.2").shows("CNAS L10231");
    let events = ["service.proposed", "service.proposed", "service.published", "service.returned"];
    assert_eq!(events_since(&app, &before), events);
}

#[test]
fn a_change_waits_until_the_hub_accepts_it() {
    let app = TestApp::new();
    let (provider, staff) = (app.as_(app.world.zhao_gong), app.as_(app.world.wu_fang));
    let before = app.events();
    provider.post("/own-services/LCX-001", &changed(&app, "800").fields()).expect(409).shows("没有可以提交的修改");
    provider.post("/own-services/LCX-001", &changed(&app, "860").fields()).expect(303);
    app.visitor().get("/services/LCX-001").expect(200).shows("800 元/次").hides("860");
    provider.get("/own-services/LCX-001").expect(200).shows("正在等综合体核对").shows("value=\"860\"");
    staff.get("/catalogue").expect(200).shows("机构提出的修改");
    let place = format!("/catalogue/LCX-001/changes/{}", uscc(&app, app.world.oujiang));
    let page = staff.get(&place).expect(200).shows("800 元/次").shows("860 元/次").hides("您能得到什么");
    let at = value_after(&page.text, "name=\"proposed_at\" value=\"");
    staff.post(&format!("{place}/accept"), &[("proposed_at", "1")]).expect(409);
    staff.post(&format!("{place}/accept"), &[("proposed_at", &at)]).expect(303);
    app.visitor().get("/services/LCX-001").expect(200).shows("860 元/次");
    staff.get(&place).expect(404);
    assert_eq!(events_since(&app, &before), ["service.change-accepted", "service.change-proposed", "service.changed"]);
}

#[test]
fn a_change_is_sent_back_with_its_reason_and_proposed_again() {
    let app = TestApp::new();
    let (provider, staff) = (app.as_(app.world.zhao_gong), app.as_(app.world.wu_fang));
    let before = app.events();
    provider.post("/own-services/LCX-001", &changed(&app, "1200").fields()).expect(303);
    let place = format!("/catalogue/LCX-001/changes/{}", uscc(&app, app.world.oujiang));
    let at = value_after(&staff.get(&place).expect(200).text, "name=\"proposed_at\" value=\"");
    let back = format!("{place}/send-back");
    staff.post(&back, &[("proposed_at", &at)]).expect(422).shows("请写明退回的原因");
    staff.post(&back, &[("proposed_at", &at), ("words", "涨价超过一半,请附成本说明")]).expect(303);
    staff.get("/catalogue").expect(200).hides("等您处理");
    provider.get("/own-services").expect(200).shows("涨价超过一半");
    provider.get("/own-services/LCX-001").expect(200).shows("修改被退回").shows("涨价超过一半").shows("value=\"1200\"");
    provider.post("/own-services/LCX-001", &changed(&app, "900").fields()).expect(303);
    staff.get(&place).expect(200).shows("900 元/次");
    let events = ["service.change-proposed", "service.change-proposed", "service.change-returned"];
    assert_eq!(events_since(&app, &before), events);
}

#[test]
fn a_stale_change_cannot_be_accepted() {
    let app = TestApp::new();
    let (provider, staff) = (app.as_(app.world.zhao_gong), app.as_(app.world.wu_fang));
    provider.post("/own-services/LCX-001", &changed(&app, "860").fields()).expect(303);
    let edited = changed(&app, "820").by(app.world.oujiang);
    staff.post("/catalogue/LCX-001", &edited.fields()).expect(303);
    let place = format!("/catalogue/LCX-001/changes/{}", uscc(&app, app.world.oujiang));
    let page = staff.get(&place).expect(200).shows("不能直接接受").hides("/accept\"");
    let at = value_after(&page.text, "name=\"proposed_at\" value=\"");
    staff.post(&format!("{place}/accept"), &[("proposed_at", &at)]).expect(409).shows("不能直接接受");
    app.visitor().get("/services/LCX-001").expect(200).shows("820 元/次");
    // What the provider saw is stale too.
    provider.post("/own-services/LCX-001", &changed(&app, "870").fields()).expect(409).shows("别人刚刚修改过");
    provider.post("/own-services/LCX-001", &changed(&app, "870").with("version", "2").fields()).expect(303);
}

#[test]
fn a_provider_reaches_only_its_own() {
    let app = TestApp::new();
    let provider = app.as_(app.world.sun_lin);
    let before = app.events();
    provider.get("/own-services").expect(200).shows("鞋款设计建模").hides("耐折性能检测");
    provider.get("/own-services/LCX-001").expect(404).hides("耐折");
    provider.post("/own-services/LCX-001", &changed(&app, "1").fields()).expect(404);
    let typed = Typed::good(&app).with("hub", "LCX");
    app.as_(app.world.zhao_gong).post("/own-services/new", &typed.fields()).expect(303);
    provider.get("/own-services/LCX-003").expect(404);
    provider.post("/own-services/LCX-003", &typed.clone().with("version", "1").fields()).expect(404);
    // Where it is not resident it proposes nothing.
    provider.get("/own-services/new?hub=YQD").expect(409).shows("不在这个综合体的入驻期内");
    provider.post("/own-services/new", &typed.with("hub", "YQD").fields()).expect(409);
    app.as_(app.world.zheng_tao)
        .get(&format!("/catalogue/LCX-001/changes/{}", uscc(&app, app.world.oujiang)))
        .expect(404);
    assert_eq!(events_since(&app, &before), ["service.proposed"]);
}

#[test]
fn one_of_several_providers_changes_only_its_own_terms() {
    let app = TestApp::new();
    let staff = app.as_(app.world.wu_fang);
    let both = Typed::good(&app).by(app.world.oujiang).with("provider_2", &app.world.xinrui.to_string());
    staff.post("/catalogue/new", &both.with("provider_price_2", "580").fields()).expect(303);
    let provider = app.as_(app.world.sun_lin);
    let typed = Typed::good(&app).with("version", "1").with("own_price", "590").with("accreditation", "");
    let wrong = typed.clone().with("own_price", "-3");
    provider.post("/own-services/LCX-003", &wrong.fields()).expect(422).shows("href=\"#own_price\"");
    provider.post("/own-services/LCX-003", &typed.fields()).expect(303);
    let place = format!("/catalogue/LCX-003/changes/{}", uscc(&app, app.world.xinrui));
    let page = staff.get(&place).expect(200).shows("590 元").shows("580 元").shows("CMA 211100340001");
    let at = value_after(&page.text, "name=\"proposed_at\" value=\"");
    staff.post(&format!("{place}/accept"), &[("proposed_at", &at)]).expect(303);
    app.visitor().get("/services/LCX-003").expect(200).shows("590 元").shows("CMA 211100340001").hides("580 元");
}
