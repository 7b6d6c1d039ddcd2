//! The walk of one need to its service record, through HTTP, for the tests of every slice.

use uuid::Uuid;

use super::{Persona, TestApp};

impl TestApp {
    /// Somebody opens an account by way of their mailbox. Gives the browser in which they are signed in.
    pub fn opened(&self, name: &str, email: &str, password: &str) -> Persona<'_> {
        self.visitor().post("/register", &[("email", email)]).expect(200);
        let path = self.link_in_letter(email);
        let answer = self.visitor().post(&path, &[("name", name), ("password", password)]).expect(303);
        self.holding(&answer)
    }

    /// The path of the one-time link in the last letter to an address.
    pub fn link_in_letter(&self, email: &str) -> String {
        let letters = self.letters();
        let letter = letters.iter().rfind(|letter| letter.to == email && letter.text.contains("/links/"));
        let text = &letter.unwrap_or_else(|| panic!("no letter with a link to {email}")).text;
        format!("/links/{}", value_after(&text.replace(['\n', '?'], "\""), "/links/"))
    }

    /// What the hub of 鹿城 reports of this year with a document; gives its reference number.
    pub fn entry_reported(&self, code: &str, answer: &str) -> String {
        let fields =
            [("code", code), ("from", "2026-01"), ("to", "2026-12"), ("answer", answer), ("words", "有照片为证")];
        let hub = self.as_(self.world.zhou_min);
        let done = hub.post_files("/entries/new", &fields, &[("照片.pdf", b"%PDF-1.7\n")]).expect(303);
        done.location.trim_start_matches("/entries/").to_owned()
    }

    /// 瓯江检测 has an instrument with the usual rules, changed so, which the hub of 鹿城 offers. Gives its code.
    pub fn instrument_offered(&self, change: impl FnOnce(&mut crate::instruments::Rules) + Send + 'static) -> String {
        let (hub, provider) = (self.world.lucheng, self.world.oujiang);
        self.system(move |tx, c| {
            use crate::instruments;
            let entry = instruments::Entry {
                name: "鞋类耐折试验机".into(),
                category: "030122".into(),
                source: "bought".into(),
                model: "GT-7011-DH".into(),
                in_use_on: "2021-06-01".into(),
                division: "330302".into(),
                place: "丰门街道中国鞋都二期 8 幢 302 室".into(),
                figures: "弯折角度 50 度,转速 125–150 次/分钟".into(),
                measures: vec!["鞋底耐折".into(), "成鞋耐折".into()],
                standards: vec!["GB/T 3903.1-2017".into()],
                contact_name: "赵工".into(),
                contact_phone: "0577-88880001".into(),
                sharing: "external".into(),
                ..instruments::Entry::default()
            };
            let id = instruments::create(tx, c, hub, provider, &entry)?;
            let mut rules = instruments::Rules { hour_fen: 12_000, least_fen: 20_000, ..instruments::Rules::default() };
            change(&mut rules);
            let kept = instruments::by_id(tx, hub, id)?;
            instruments::set_rules(tx, c, &kept, &rules)?;
            let kept = instruments::by_id(tx, hub, id)?;
            instruments::set_state(tx, c, &kept, "offered", "")?;
            let instrument = instruments::by_id(tx, hub, id)?;
            let offer = instruments::offer(tx, &instrument, hub)?.ok_or(crate::web::Error::NotFound)?;
            instruments::decide_offer(tx, c, &instrument, &offer, true, "")?;
            Ok(instrument.code)
        })
    }

    /// 李梅 keeps the slot of an instrument that begins then, in hours of a day, for so many minutes. Gives the booking's
    /// reference number.
    pub fn slot_held(&self, code: &str, day: jiff::civil::Date, hour: i8, minutes: i64) -> String {
        let start = crate::app::millis_of(day, hour, 0).to_string();
        let minutes = minutes.to_string();
        let fields = [("start", start.as_str()), ("minutes", minutes.as_str())];
        let kept = self.as_(self.world.li_mei).post(&format!("/instruments/{code}/holds"), &fields).expect(303);
        kept.location.trim_start_matches("/bookings/").to_owned()
    }

    /// The same, filled in.
    pub fn slot_booked(&self, code: &str, day: jiff::civil::Date, hour: i8, minutes: i64) -> String {
        let reference = self.slot_held(code, day, hour, minutes);
        let said = [("purpose", "童鞋大底耐折"), ("samples", "2")];
        self.as_(self.world.li_mei).post(&format!("/bookings/{reference}/book"), &said).expect(303);
        reference
    }

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
            let new = need_said(hub, firm, person);
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

/// What a firm asks of a hub: to have a shoe tested.
pub fn need_said(hub: Uuid, firm: Uuid, said_by: Uuid) -> crate::needs::NewNeed {
    crate::needs::NewNeed {
        hub_id: hub,
        firm_id: firm,
        said_by,
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
