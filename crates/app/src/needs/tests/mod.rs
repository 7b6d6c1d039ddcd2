//! Needs through HTTP: saying one, who sees it, what becomes of it.

mod clock;
mod gaps;
mod intake;
mod parting;
mod seeing;
mod sorting;
mod triage;
mod walks;
mod wizard;

use uuid::Uuid;

use super::{NewNeed, accept, by_reference, submit};
use crate::access::Role;
use crate::organizations::{self, NewOrganization};
use crate::people::{self, Grant, NewPerson};
use crate::testing::TestApp;

impl TestApp {
    /// 康捷 has said a need, visible so far. Gives its reference number.
    pub(crate) fn need_said(&self, visibility: &'static str, named: Vec<Uuid>) -> String {
        let (hub_id, firm_id, calendar) = (self.world.lucheng, self.world.kangjie, self.app.calendar);
        self.system(move |tx, c| {
            let new = NewNeed {
                hub_id,
                firm_id,
                said_by: people::first_of(tx, firm_id)?,
                channel: "online".into(),
                function: "testing".into(),
                words: "童鞋送检邻苯超标,想查明是哪道工序带进来的\n最好一周内有结果".into(),
                product: "儿童凉鞋 PVC 底".into(),
                wanted_on: Some("2026-03-20".into()),
                budget_fen: Some(300_000),
                visibility: visibility.into(),
                named,
                contact_name: "李梅".into(),
                contact_phone: "13800000000".into(),
            };
            Ok(submit(tx, c, calendar, &new)?.reference)
        })
    }

    /// The hub has accepted the need.
    fn need_accepted(&self) -> String {
        let (reference, calendar) = (self.need_said("providers", Vec::new()), self.app.calendar);
        let place = reference.clone();
        self.system(move |tx, c| {
            let need = by_reference(tx, &place)?;
            accept(tx, c, calendar, &need)
        });
        reference
    }

    /// An organization with one person, who owns it. Gives the membership.
    fn newcomer(&self, name: &'static str, serial: &'static str, industry: &'static str, role: Role) -> Uuid {
        self.system(move |tx, c| {
            let uscc = codes::uscc::Uscc::make('9', '1', "330382", serial).expect("a code");
            let organization = NewOrganization {
                uscc: uscc.to_string(),
                name: name.into(),
                is_firm: role.is_firm(),
                is_provider: role.is_provider(),
                division: "330382".into(),
                industry: industry.into(),
                staff: None,
                revenue_fen: None,
                assets_fen: None,
                address: String::new(),
                contact_name: String::new(),
                contact_phone: String::new(),
                introduction: String::new(),
            };
            let organization = Some(organizations::register(tx, c, &organization)?);
            let person =
                NewPerson { name: "潘捷".into(), email: None, phone: Some("13700000000".into()), password: None };
            let person = people::add(tx, c, &person)?;
            people::grant(tx, c, person, &Grant { role, organization, hub: None, division: None })
        })
    }

    /// Events about needs, drafts and plans so far, in alphabetic order: the clock stands still, so only which there are is
    /// sure.
    fn events_of(&self, objects: &[&str]) -> Vec<String> {
        let of = |action: &String| objects.iter().any(|object| action.starts_with(&format!("{object}.")));
        let mut events: Vec<String> = self.events().into_iter().filter(of).collect();
        events.sort();
        events
    }
}
