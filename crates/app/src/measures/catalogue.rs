//! The catalogue. A measure's name and definition are words of `measures.ftl`; what they mean in code stands in `figures`.

use std::fmt::Write as _;

use crate::web::messages::Language;

/// For which time a value is.
// keys: measures-kept-*
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// As it stands at the end of the last day of the span, or today where that lies ahead.
    AtDay,
    /// Of what happened within the span.
    Within,
}

/// From which rows a value comes.
// keys: measures-source-*
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Service records that count and stand.
    Records,
    /// Answers to poor ratings.
    Ratings,
    /// Needs that the hub accepted.
    Needs,
    /// Organizations.
    Organizations,
    /// Residencies of providers.
    Residencies,
    /// Carriers.
    Carriers,
    /// Experts.
    Experts,
    /// Instruments and their rules.
    Instruments,
    /// Bookings of instruments.
    Bookings,
    /// Reported by the hub with evidence, checked by an official.
    Entry,
    /// Found by an evaluation round.
    Round,
    /// No rows in this version: it has no value.
    Nothing,
}

/// In what it is counted.
// keys: measures-unit-*
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// 家
    Firms,
    /// 次
    Times,
    /// 类
    Kinds,
    /// 项
    Items,
    /// 个
    Pieces,
    /// 台(套)
    Sets,
    /// 人
    People,
    /// 小时
    Hours,
    /// 天
    Days,
    /// 分
    Points,
    /// 万元
    TenThousandYuan,
    /// 是/否
    YesNo,
    /// 比例
    Share,
}

/// Whose rule it is.
// keys: measures-owner-*
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// What counts as a service record: schemes/service-record.toml.
    Record,
    /// 浙科领办〔2020〕3号.
    Province,
    /// 统计上大中小微型企业划分办法(2017).
    Statistics,
    /// 国办发〔2019〕51号, 政务服务“好差评”.
    Ratings,
    /// 最多跑一次: 浙江省保障“最多跑一次”改革规定.
    OneTrip,
    /// What the hub promises its firms.
    Promise,
    /// What the directory of the hub says.
    Directory,
    /// The rules of each instrument, set by its owner.
    Instruments,
    /// The scheme that asks for it.
    Scheme,
}

macro_rules! coded {
    ($kind:ident { $($name:ident => $code:literal),+ $(,)? }) => {
        impl $kind {
            /// The end of its message keys.
            pub fn code(self) -> &'static str {
                match self { $($kind::$name => $code),+ }
            }
        }
    };
}
coded!(Kept { AtDay => "day", Within => "within" });
coded!(Source {
    Records => "records", Ratings => "ratings", Needs => "needs", Organizations => "organizations",
    Residencies => "residencies", Carriers => "carriers", Experts => "experts", Instruments => "instruments",
    Bookings => "bookings", Entry => "entry", Round => "round", Nothing => "nothing",
});
coded!(Unit {
    Firms => "firms", Times => "times", Kinds => "kinds", Items => "items", Pieces => "pieces", Sets => "sets",
    People => "people", Hours => "hours", Days => "days", Points => "points", TenThousandYuan => "wanyuan",
    YesNo => "yes-no", Share => "share",
});
coded!(Owner {
    Record => "record", Province => "province", Statistics => "statistics", Ratings => "ratings", OneTrip => "one-trip",
    Promise => "promise", Directory => "directory", Instruments => "instruments", Scheme => "scheme",
});

/// Something that is measured of a hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// As schemes name it, and the end of `measures-name-…` and `measures-means-…`.
    pub code: &'static str,
    /// For which time.
    pub kept: Kept,
    /// In what.
    pub unit: Unit,
    /// From which rows.
    pub source: Source,
    /// Whose rule.
    pub owner: Owner,
}

impl Measure {
    /// Whether a hub reports it, instead of its being computed.
    pub fn is_reported(&self) -> bool {
        self.source == Source::Entry
    }

    /// Whether records are counted by function, size class, industry and division.
    pub fn has_parts(&self) -> bool {
        matches!(self.code, "firms_served" | "services")
    }
}

macro_rules! measures {
    ($($code:literal $kept:ident $unit:ident $source:ident $owner:ident),+ $(,)?) => {
        /// Every measure, in the order of the pages.
        // keys: measures-name-* measures-means-*
        pub const CATALOGUE: &[Measure] = &[$(Measure {
            code: $code, kept: Kept::$kept, unit: Unit::$unit, source: Source::$source, owner: Owner::$owner,
        }),+];
    };
}

measures! {
    "firms_served" Within Firms Records Record,
    "industry_firms" AtDay Firms Organizations Directory,
    "industry_firms_served" Within Firms Records Directory,
    "industry_coverage" Within Share Records Directory,
    "small_firms_served" Within Firms Records Statistics,
    "first_firms" Within Firms Records Record,
    "returning_firms" Within Firms Records Record,
    "functions_served" Within Kinds Records Province,
    "services" Within Times Records Record,
    "with_due" Within Times Records Promise,
    "on_time" Within Times Records Promise,
    "one_trip" Within Times Records OneTrip,
    "trips" Within Times Records OneTrip,
    "rating" Within Points Records Ratings,
    "rated" Within Times Records Ratings,
    "bad_ratings" Within Times Records Ratings,
    "bad_share" Within Share Records Ratings,
    "bad_answered" Within Times Ratings Ratings,
    "contracts" Within Items Records Record,
    "contracts_value" Within TenThousandYuan Records Record,
    "benefits" Within Times Records Record,
    "benefit" Within TenThousandYuan Records Record,
    "benefit_days" Within Days Records Record,
    "problems" Within Items Needs Province,
    "problems_solved" Within Items Needs Province,
    "providers" AtDay Firms Residencies Directory,
    "providers_new" Within Firms Residencies Directory,
    "active_providers" Within Firms Records Directory,
    "carriers" AtDay Pieces Carriers Directory,
    "carriers_new" Within Pieces Carriers Directory,
    "experts" AtDay People Experts Directory,
    "experts_new" Within People Experts Directory,
    "active_experts" Within People Nothing Directory,
    "instruments" AtDay Sets Instruments Instruments,
    "instruments_new" Within Sets Instruments Instruments,
    "open_hours" Within Hours Instruments Instruments,
    "machine_hours" Within Hours Bookings Instruments,
    "shared_hours" Within Hours Bookings Instruments,
    "utilisation" Within Share Bookings Instruments,
    "consortium_firms" Within Firms Nothing Directory,
    "hall" AtDay YesNo Entry Scheme,
    "prices_open" AtDay YesNo Entry Scheme,
    "charter" AtDay YesNo Entry Scheme,
    "plan_published" Within YesNo Entry Scheme,
    "building_plan" AtDay YesNo Entry Scheme,
    "support_policy" AtDay YesNo Entry Scheme,
    "exhibition" AtDay YesNo Entry Scheme,
    "sign" AtDay YesNo Entry Scheme,
    "film" AtDay YesNo Entry Scheme,
    "talents" AtDay People Entry Scheme,
    "high_level_talents" AtDay People Entry Scheme,
    "exhibitions" Within Times Entry Scheme,
    "provincial_projects" Within Items Entry Scheme,
    "sample_errors" Within Share Round Scheme,
}

/// The measure with this code.
pub fn measure(code: &str) -> Option<&'static Measure> {
    CATALOGUE.iter().find(|measure| measure.code == code)
}

/// The catalogue as a document, `docs/measures.md`, in two languages.
pub fn document(chinese: &Language, english: &Language) -> String {
    let mut text = String::from(
        "# Measures\n\nGenerated by `yizhan docs measures`. What is measured of a hub, as schemes name it; why it is made so: \
         [decision 71](decisions/0071-measures.md).\n",
    );
    for (language, heads) in [
        (chinese, "| 代码 | 名称 | 单位 | 时间 | 定义 | 数据来源 | 规则依据 |"),
        (english, "| Code | Name | Unit | Time | Definition | Source | Rule |"),
    ] {
        let _ = write!(text, "\n## {}\n\n{heads}\n|---|---|---|---|---|---|---|\n", language.t("measures-title"));
        for measure in CATALOGUE {
            let t = |key: String| language.t(&key).into_owned();
            let _ = writeln!(
                text,
                "| `{}` | {} | {} | {} | {} | {} | {} |",
                measure.code,
                t(format!("measures-name-{}", measure.code)),
                t(format!("measures-unit-{}", measure.unit.code())),
                t(format!("measures-kept-{}", measure.kept.code())),
                t(format!("measures-means-{}", measure.code)),
                t(format!("measures-source-{}", measure.source.code())),
                t(format!("measures-owner-{}", measure.owner.code())),
            );
        }
    }
    text
}
