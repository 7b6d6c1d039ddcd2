//! The walk of one need to its service record, through HTTP, for the tests of every slice.

use uuid::Uuid;

use super::TestApp;

impl TestApp {
    /// 李梅 has said a need, it was accepted, and its plan holds this service. Gives the need's reference number.
    pub fn need_with(&self, service: &str, provider: Uuid) -> String {
        self.need_of(self.world.kangjie, service, provider)
    }

    /// The same, said by somebody of this firm.
    pub fn need_of(&self, firm: Uuid, service: &str, provider: Uuid) -> String {
        let hub = self.world.lucheng;
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
        self.order_accepted_by(self.world.kangjie, self.world.li_mei)
    }

    /// The same, by this person of this firm.
    pub fn order_accepted_by(&self, firm: Uuid, person: Uuid) -> String {
        let need = self.need_of(firm, &self.world.test_service.clone(), self.world.oujiang);
        let clerk = self.as_(self.world.wu_fang);
        let firm = self.as_(person);
        let today = crate::app::day_of(self.app.clock.now()).max(jiff::civil::date(2026, 3, 10)).to_string();
        clerk.post(&format!("/needs/{need}/plan/ask"), &[("quote_by", &today)]).expect(303);
        clerk.post(&format!("/needs/{need}/plan/propose"), &[]).expect(303);
        let page = firm.get(&format!("/needs/{need}/plan")).expect(200);
        let item = value_after(&page.text, "name=\"items\" value=\"");
        let version = value_after(&page.text, "name=\"version\" value=\"");
        firm.post(&format!("/needs/{need}/plan/accept"), &[("items", &item), ("version", &version)]).expect(303);
        // In its plan: in the list it stands beside others of the same moment.
        let page = firm.get(&format!("/needs/{need}/plan")).expect(200);
        value_after(&page.text, "href=\"/orders/")
    }

    /// The provider has delivered.
    pub fn order_delivered(&self) -> String {
        self.order_delivered_to(self.world.kangjie, self.world.li_mei)
    }

    /// The same, to this person of this firm.
    pub fn order_delivered_to(&self, firm: Uuid, person: Uuid) -> String {
        let order = self.order_accepted_by(firm, person);
        let provider = self.as_(self.world.zhao_gong);
        provider.post(&format!("/orders/{order}/start"), &[]).expect(303);
        let delivery = [("result", "report"), ("summary", "耐折 40000 次无裂口,合格"), ("price", "800")];
        provider.post(&format!("/orders/{order}/deliver"), &delivery).expect(303);
        order
    }

    /// The firm has confirmed and rated. Gives the record's reference number.
    pub fn order_confirmed(&self) -> String {
        self.order_confirmed_by(self.world.kangjie, self.world.li_mei, &[("level", "5")])
    }

    /// The same, by this person of this firm, with what is said in the form.
    pub fn order_confirmed_by(&self, firm: Uuid, person: Uuid, said: &[(&str, &str)]) -> String {
        let order = self.order_delivered_to(firm, person);
        let firm = self.as_(person);
        let answer = firm.post(&format!("/orders/{order}/confirm"), said).expect(303);
        answer.location.trim_start_matches("/records/").to_owned()
    }
}

/// Every address in a page that begins so, as a browser would ask for it.
pub fn links(text: &str, begin: &str) -> Vec<String> {
    let parts = text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    parts.filter(|link| link.starts_with(begin)).map(|link| link.replace("&#38;", "&").replace("&amp;", "&")).collect()
}

/// What stands between `mark` and the next quotation mark.
pub fn value_after(text: &str, mark: &str) -> String {
    let at = text.find(mark).unwrap_or_else(|| panic!("{mark} is not in:\n{text}"));
    text[at + mark.len()..].split('"').next().unwrap_or_default().to_owned()
}
