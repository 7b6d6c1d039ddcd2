//! The walk of one need to its service record, through HTTP, for the tests of every slice.

use super::TestApp;

impl TestApp {
    /// 李梅 has said a need, it was accepted, and its plan holds this service. Gives the need's reference number.
    pub fn need_with(&self, service: &str, provider: uuid::Uuid) -> String {
        let (hub, firm) = (self.world.lucheng, self.world.kangjie);
        let calendar = self.app.calendar;
        let reference = self.system(move |tx, c| {
            let person = crate::people::first_of(tx, firm)?;
            let new = crate::needs::NewNeed {
                hub_id: hub,
                firm_id: firm,
                said_by: person,
                channel: "online".into(),
                function: "testing".into(),
                words: "新款休闲鞋要做耐折测试".into(),
                product: "成年女鞋 PU 底".into(),
                wanted_on: None,
                budget_fen: Some(300_000),
                visibility: "providers".into(),
                named: Vec::new(),
                contact_name: "李梅".into(),
                contact_phone: "13800000000".into(),
            };
            let submitted = crate::needs::submit(tx, c, calendar, &new)?;
            let need = crate::needs::by_reference(tx, &submitted.reference)?;
            crate::needs::accept(tx, c, calendar, &need)?;
            Ok(submitted.reference)
        });
        let clerk = self.as_(self.world.wu_fang);
        let offer = format!("{service}/{provider}");
        clerk.post(&format!("/needs/{reference}/plan/items"), &[("offer", &offer)]).expect(303);
        reference
    }

    /// The plan of the need was proposed and accepted. Gives the order's reference number.
    pub fn order_accepted(&self) -> String {
        let need = self.need_with(&self.world.test_service.clone(), self.world.oujiang);
        let clerk = self.as_(self.world.wu_fang);
        let firm = self.as_(self.world.li_mei);
        clerk.post(&format!("/needs/{need}/plan/ask"), &[("quote_by", "2026-03-10")]).expect(303);
        clerk.post(&format!("/needs/{need}/plan/propose"), &[]).expect(303);
        let page = firm.get(&format!("/needs/{need}/plan")).expect(200);
        let item = value_after(&page.text, "name=\"items\" value=\"");
        let version = value_after(&page.text, "name=\"version\" value=\"");
        firm.post(&format!("/needs/{need}/plan/accept"), &[("items", &item), ("version", &version)]).expect(303);
        let page = firm.get("/orders").expect(200);
        value_after(&page.text, "href=\"/orders/")
    }

    /// The provider has delivered.
    pub fn order_delivered(&self) -> String {
        let order = self.order_accepted();
        let provider = self.as_(self.world.zhao_gong);
        provider.post(&format!("/orders/{order}/start"), &[]).expect(303);
        let delivery = [("result", "report"), ("summary", "耐折 40000 次无裂口,合格"), ("price", "800")];
        provider.post(&format!("/orders/{order}/deliver"), &delivery).expect(303);
        order
    }

    /// The firm has confirmed and rated. Gives the record's reference number.
    pub fn order_confirmed(&self) -> String {
        let order = self.order_delivered();
        let firm = self.as_(self.world.li_mei);
        let answer = firm.post(&format!("/orders/{order}/confirm"), &[("level", "5")]).expect(303);
        answer.location.trim_start_matches("/records/").to_owned()
    }
}

/// What stands between `mark` and the next quotation mark.
pub fn value_after(text: &str, mark: &str) -> String {
    let at = text.find(mark).unwrap_or_else(|| panic!("{mark} is not in:\n{text}"));
    text[at + mark.len()..].split('"').next().unwrap_or_default().to_owned()
}
