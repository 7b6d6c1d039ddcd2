//! A province's round, from the values to the explained grades: `cargo bench -p indicators`.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use indicators::{Decimal, Scheme, Unit, score};

/// Hubs of Zhejiang in October 2019 (all levels).
const HUBS: i64 = 168;
const INDICATORS: i64 = 40;

const WAYS: [&str; 8] = [
    "by = \"target\", target = 700",
    "by = \"steps\", steps = [{ at_least = 100, points = 1 }, { at_least = 500, points = 2 }]",
    "by = \"min-max\"",
    "by = \"efficacy\"",
    "by = \"z-score\", centre = 0.6, spread = 0.2",
    "by = \"rank\"",
    "by = \"percentile\"",
    "by = \"target\", target = \"prior(m0) + 10\"",
];

fn scheme() -> Scheme {
    let mut text = "code = \"round\"\ntitle = \"全省一轮\"\nissuer = \"测速\"\nvalid_from = \"2026-01-01\"\napplies = { to = \"hub\" }\n\
                    total = { points = 100 }\n"
        .to_owned();
    for at in 0..INDICATORS {
        text += &format!("[[measures]]\nkey = \"m{at}\"\nname = \"指标{at}\"\nunit = \"家\"\nfrom = \"records\"\n");
        let way = WAYS[at as usize % WAYS.len()];
        text += &format!(
            "[[indicators]]\ncode = \"{at}\"\nname = \"指标{at}\"\nkind = \"level\"\nformula = \"m{at} + max(m0, 3) * 2\"\n\
             points = 2.5\nscoring = {{ {way} }}\n"
        );
    }
    text += "[[grades]]\nname = \"优\"\nshare = \"15%\"\nshare_rounds = \"down\"\n[[grades]]\nname = \"差\"\n";
    Scheme::read(&text).unwrap_or_else(|problems| panic!("{problems}"))
}

fn hubs() -> Vec<Unit> {
    let value = |hub: i64, at: i64| Decimal::from((hub * 7919 + at * 104_729) % 1_009);
    let hub = |hub: i64| {
        let unit = Unit::new(format!("H{hub:03}"), format!("综合体{hub}")).before("m0", 1, value(hub, 99));
        (0..INDICATORS).fold(unit, |unit, at| unit.with(&format!("m{at}"), value(hub, at)))
    };
    (0..HUBS).map(hub).collect()
}

fn round(criterion: &mut Criterion) {
    let (scheme, hubs) = (scheme(), hubs());
    let mut group = criterion.benchmark_group("round");
    group.throughput(Throughput::Elements(HUBS as u64));
    group.bench_function("168 hubs, 40 indicators", |bencher| {
        bencher.iter(|| score(black_box(&scheme), black_box(&hubs)));
    });
    group.finish();
    let text = include_str!("../../../schemes/yizhan-2026.toml");
    criterion.bench_function("read yizhan-2026.toml", |bencher| bencher.iter(|| Scheme::read(black_box(text))));
}

criterion_group!(benches, round);
criterion_main!(benches);
