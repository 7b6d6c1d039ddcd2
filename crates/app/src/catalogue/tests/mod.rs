//! The catalogue through HTTP: what is shown to whom, each rule at its bounds, proposals and changes.

mod keeping;
mod own;
mod public;

use uuid::Uuid;

use crate::catalogue::NewService;
use crate::testing::TestApp;

/// Ids of 鹿城's centers: 检测服务中心, 科技创新中心.
fn centers(app: &TestApp) -> (String, String) {
    let hub = app.world.lucheng;
    let all = app.system(move |tx, _| crate::hubs::centers(tx, hub));
    (all[0].id.to_string(), all[1].id.to_string())
}

/// What is typed into the form of an entry.
#[derive(Clone)]
struct Typed(Vec<(String, String)>);

impl Typed {
    /// A good entry of 检测服务中心.
    fn good(app: &TestApp) -> Typed {
        let center = centers(app).0;
        let fields = [
            ("center", center.as_str()),
            ("function", "testing"),
            ("name", "鞋底耐磨检测"),
            ("outcome", "盖 CMA 章的耐磨检测报告"),
            ("audience", "制鞋和鞋材企业"),
            ("price_kind", "fixed"),
            ("price_from", "600"),
            ("price_unit", "组"),
            ("promised_days", "3"),
            ("statutory_days", "10"),
            ("trips", "0"),
            ("material_name_1", "成品鞋底"),
            ("material_needed_1", "yes"),
            ("material_formats_1", "3 双,同一批次"),
            ("material_name_2", "配方单"),
            ("material_needed_2", "no"),
            ("material_follow_2", "yes"),
        ];
        Typed(fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    /// Given by this provider, as the hub's staff type it.
    fn by(self, provider: Uuid) -> Typed {
        self.with("provider_1", &provider.to_string()).with("provider_accreditation_1", "CMA 211100340001")
    }

    fn with(mut self, name: &str, value: &str) -> Typed {
        self.0.retain(|(known, _)| known != name);
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    fn fields(&self) -> Vec<(&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }
}

/// Published services entered by the system, `n` of them.
fn enter(app: &TestApp, n: usize, change: impl Fn(usize, &mut NewService)) {
    let (hub, provider) = (app.world.lucheng, app.world.oujiang);
    let center: Uuid = centers(app).0.parse().unwrap();
    let mut all = Vec::new();
    for number in 1..=n {
        let mut new = NewService {
            center_id: center,
            function: "testing".into(),
            name: format!("第 {number} 号鞋材检测"),
            outcome: "一份检测报告".into(),
            audience: "鞋材企业".into(),
            price_kind: "free".into(),
            price_from_fen: None,
            price_to_fen: None,
            price_unit: String::new(),
            promised_days: 2,
            statutory_days: None,
            trips: 0,
            materials: Vec::new(),
            providers: vec![crate::catalogue::NewProvider {
                organization_id: provider,
                price_fen: None,
                accreditation: String::new(),
            }],
        };
        change(number, &mut new);
        all.push(new);
    }
    app.system(move |tx, c| {
        for new in &all {
            crate::catalogue::create(tx, c, hub, new)?;
        }
        Ok(())
    });
}

/// Events of the catalogue written since there were these.
fn events_since(app: &TestApp, before: &[String]) -> Vec<String> {
    let mut events = app.events();
    for action in before {
        let at = events.iter().position(|known| known == action).expect("events are never taken back");
        events.remove(at);
    }
    events.retain(|action| action.starts_with("service."));
    // The clock stands still, so only which events there are is sure, not their order.
    events.sort_unstable();
    events
}
