//! The words the demonstration is made of: `data/*.toml`, read once.

use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Everything in `data/`.
pub(super) struct Material {
    pub(super) hubs: Vec<Hub>,
    pub(super) services: Services,
    pub(super) needs: Needs,
    pub(super) organizations: Organizations,
    pub(super) people: People,
    pub(super) steps: Steps,
    pub(super) directory: Directory,
    pub(super) templates: Templates,
    pub(super) registry: Registry,
}

/// The city's register of firms.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Registry {
    pub(super) syllables: String,
    pub(super) endings: String,
    pub(super) county: Vec<County>,
    pub(super) industry: Vec<Registered>,
}

/// How many of a thousand firms are of a county.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct County {
    pub(super) division: String,
    pub(super) weight: usize,
}

/// How many firms are of some industries, and what they are called.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Registered {
    pub(super) weight: usize,
    pub(super) codes: Vec<String>,
    pub(super) words: Vec<String>,
}

/// What the hubs' plans often are.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Templates {
    pub(super) template: Vec<Template>,
}

/// One of them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Template {
    /// A hub's code; empty for every hub.
    pub(super) hub: String,
    pub(super) name: String,
    pub(super) function: String,
    pub(super) words: String,
    pub(super) lines: Vec<TemplateLine>,
}

/// A service of a template.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TemplateLine {
    /// A part of its name.
    pub(super) service: String,
    /// `first`, `all`, or nobody.
    pub(super) asks: String,
    #[serde(default)]
    pub(super) note: String,
    /// Places of the lines that come before; the one before it where nothing is said.
    pub(super) after: Option<Vec<usize>>,
}

/// A hub with what is its own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hub {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) industry: String,
    pub(super) industry_codes: String,
    pub(super) division: String,
    #[serde(default)]
    pub(super) level: String,
    #[serde(default = "recognised")]
    pub(super) stage: String,
    /// Named in public news.
    #[serde(default)]
    pub(super) named: bool,
    /// The grade that was published for 2022.
    #[serde(default)]
    pub(super) grade_2022: String,
    pub(super) operator: String,
    pub(super) address: String,
    pub(super) needs_a_year: u32,
    pub(super) firms: u32,
    /// Providers of this hub alone.
    pub(super) own_providers: u32,
    /// All its providers, where that is known.
    #[serde(default)]
    pub(super) providers: Option<u32>,
    /// All providers that work in the whole city are resident here.
    #[serde(default)]
    pub(super) all_city_providers: bool,
    pub(super) firm_words: Vec<String>,
    pub(super) firm_codes: Vec<String>,
    pub(super) products: Vec<String>,
    pub(super) services: Vec<Service>,
    pub(super) needs: Vec<Need>,
}

fn recognised() -> String {
    "recognised".into()
}

/// A service with its guide.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Service {
    pub(super) name: String,
    pub(super) function: String,
    /// `free`, `quote`, `800` or `1200-3600` yuan.
    pub(super) price: String,
    #[serde(default)]
    pub(super) unit: String,
    pub(super) days: i64,
    #[serde(default)]
    pub(super) trips: i64,
    #[serde(default)]
    pub(super) accreditation: String,
}

/// A need's core and which services meet it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Need {
    pub(super) words: String,
    /// Parts of the services' names.
    pub(super) services: Vec<String>,
    /// Each service waits for the one before.
    #[serde(default)]
    pub(super) chain: bool,
    /// About which products; empty: whatever the firm makes.
    #[serde(default)]
    pub(super) products: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Services {
    pub(super) function: Vec<Function>,
    pub(super) common: Vec<Service>,
}

/// What is said of every service of a function.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Function {
    pub(super) code: String,
    pub(super) center: String,
    pub(super) kind: String,
    pub(super) result: String,
    pub(super) outcome: String,
    pub(super) audience: String,
    pub(super) materials: Vec<Handed>,
}

/// Something to hand in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Handed {
    pub(super) name: String,
    pub(super) formats: String,
    pub(super) needed: bool,
    #[serde(default)]
    pub(super) may_follow: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Needs {
    pub(super) openings: Vec<String>,
    pub(super) openings_own: Vec<String>,
    pub(super) closings: Vec<String>,
    pub(super) closings_priced: Vec<String>,
    pub(super) markets: Vec<String>,
    pub(super) counts: Vec<String>,
    pub(super) common: Vec<Need>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Organizations {
    pub(super) brands: Vec<String>,
    pub(super) kind: Vec<Kind>,
    pub(super) center: Vec<Center>,
}

/// A kind of provider.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kind {
    pub(super) code: String,
    pub(super) words: Vec<String>,
    pub(super) industry: String,
    /// How many work in the whole city; 0: each hub has its own.
    #[serde(default)]
    pub(super) city: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Center {
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) introduction: String,
    /// Whether hubs of the city level have it too.
    #[serde(default = "yes")]
    pub(super) city: bool,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct People {
    /// `surname:weight`.
    pub(super) surnames: Vec<String>,
    pub(super) given: Vec<String>,
}

/// What is written along the way.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Steps {
    pub(super) quotes: Vec<String>,
    pub(super) declines: Vec<String>,
    pub(super) remarks: Vec<String>,
    pub(super) rejects: Vec<String>,
    pub(super) cancels_firm: Vec<String>,
    pub(super) cancels_provider: Vec<String>,
    pub(super) trips: Vec<String>,
    pub(super) second_trips: Vec<String>,
    pub(super) poor_words: Vec<String>,
    pub(super) good_words: Vec<String>,
    pub(super) answers: Vec<String>,
    /// Why a provider asks for some days more.
    pub(super) laters: Vec<String>,
    /// What a firm says that opens a dispute.
    pub(super) disputes: Vec<String>,
    pub(super) corrections: Vec<String>,
    pub(super) withdrawals: Vec<String>,
    pub(super) benefit: Vec<Benefit>,
    pub(super) summary: Vec<Summary>,
    pub(super) ask: Vec<Ask>,
    pub(super) refuse: Vec<Refuse>,
}

/// What the hub asks back about a need of a function, and what the firm answers.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ask {
    pub(super) function: String,
    pub(super) words: String,
    pub(super) answer: String,
}

/// Why the hub says no, and where else the firm could go.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Refuse {
    pub(super) reason: String,
    pub(super) hint: String,
}

/// A benefit in yuan, or in days for `time`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Benefit {
    pub(super) kind: String,
    pub(super) least: i64,
    pub(super) most: i64,
    pub(super) how: Vec<String>,
}

/// What a delivery of a function says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Summary {
    pub(super) function: String,
    pub(super) words: Vec<String>,
    pub(super) quantity: Vec<String>,
}

/// What stands in the directory beside hubs, centers and services.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Directory {
    /// How a hub introduces itself.
    pub(super) introduction: String,
    pub(super) hours: String,
    pub(super) phone: String,
    pub(super) address: String,
    /// Stands in services.toml where a hub's industry is meant.
    pub(super) own_industry: String,
    /// The place in the names of firms in its districts.
    pub(super) city: String,
    /// How the name of a district ends.
    pub(super) district: String,
    /// How the name of a firm ends.
    pub(super) company: String,
    pub(super) grade: Grade,
    pub(super) carriers: Carriers,
    pub(super) experts: Experts,
    pub(super) papers: Papers,
    pub(super) ties: Ties,
    pub(super) proposal: Vec<Service>,
    pub(super) returned: Returned,
    pub(super) window: Vec<String>,
    pub(super) answer: Vec<Answer>,
}

/// A ready answer that a hub's manager keeps.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    pub(super) kind: String,
    pub(super) title: String,
    pub(super) words: String,
}

/// Which year's grades were published, and by whom.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Grade {
    pub(super) year: i64,
    pub(super) source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Carriers {
    pub(super) partners: Vec<String>,
    pub(super) names: Vec<String>,
    pub(super) fields: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Experts {
    pub(super) titles: Vec<String>,
    pub(super) fields: Vec<String>,
    pub(super) asks: Vec<String>,
}

/// The words of files.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Papers {
    pub(super) report: String,
    pub(super) result: String,
    pub(super) wish: String,
    pub(super) service: String,
    pub(super) issued: String,
    pub(super) makes: String,
    pub(super) lines: Vec<String>,
    pub(super) mark: String,
}

/// How organizations belong together.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ties {
    pub(super) affiliations: Vec<String>,
}

/// Why a proposal was sent back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Returned {
    pub(super) words: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HubFile {
    hub: Vec<Hub>,
}

static MATERIAL: LazyLock<Material> = LazyLock::new(|| {
    let mut hubs = Vec::new();
    let files =
        [("province", include_str!("data/hubs-provincial.toml")), ("city", include_str!("data/hubs-city.toml"))];
    for (level, text) in files {
        let file: HubFile = read(level, text);
        hubs.extend(file.hub.into_iter().map(|hub| Hub { level: level.into(), ..hub }));
    }
    Material {
        hubs,
        services: read("services", include_str!("data/services.toml")),
        needs: read("needs", include_str!("data/needs.toml")),
        organizations: read("organizations", include_str!("data/organizations.toml")),
        people: read("people", include_str!("data/people.toml")),
        steps: read("steps", include_str!("data/steps.toml")),
        directory: read("directory", include_str!("data/directory.toml")),
        templates: read("templates", include_str!("data/templates.toml")),
        registry: read("registry", include_str!("data/registry.toml")),
    }
});

/// Embedded data that do not parse are a mistake of the build, which every test of this slice finds.
fn read<T: DeserializeOwned>(name: &str, text: &str) -> T {
    toml::from_str(text).unwrap_or_else(|error| panic!("demo/data, {name}: {error}"))
}

/// The words.
pub(super) fn material() -> &'static Material {
    &MATERIAL
}

impl Material {
    /// What is said of services of this function.
    pub(super) fn function(&self, code: &str) -> &Function {
        let found = self.services.function.iter().find(|function| function.code == code);
        found.unwrap_or_else(|| panic!("demo/data/services.toml has no function {code}"))
    }

    /// The own services of a hub and those that every hub with such a center has.
    pub(super) fn services_of<'a>(&'a self, hub: &'a Hub) -> impl Iterator<Item = &'a Service> {
        let here = |service: &&Service| {
            let center = &self.function(&service.function).center;
            hub.level == "province" || self.organizations.center.iter().any(|c| c.kind == *center && c.city)
        };
        hub.services.iter().chain(&self.services.common).filter(here)
    }
}
