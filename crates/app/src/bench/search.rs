//! Searching over a province's names and a hub network's entries, made up by chance.

use std::time::{Duration, Instant};

use ::search::eval::{most_memory, percentile};
use ::search::{Analysis, Document, Fields, Index, Query, Viewer};

use super::{Figure, Folder, median};

/// Organizations and entries, as the design promises figures for.
const ORGANIZATIONS: usize = 1_400_000;
const ENTRIES: usize = 100_000;
/// Questions of each kind that are asked.
const ASKED: usize = 2_000;
const PLACES: [&str; 8] = ["温州市", "乐清市", "瑞安市", "永嘉县", "浙江", "杭州", "台州市", "温州市瓯海区"];
const FIRST: &str = "瓯恒泰鑫联众宏雁塘江楠飞云百龙海卧仙大景瑞丰和正启新安嘉永天南伯明凯立博佳德信华东万盛金富荣兴利达通远长久顺锦旭昌亿力强精诚美优品创智慧汇聚同邦国中光亮耀星";
const TRADES: [&str; 16] = [
    "鞋业",
    "电气",
    "汽车零部件",
    "眼镜",
    "智能锁具",
    "阀门",
    "泵业",
    "教玩具",
    "包装印刷",
    "不锈钢",
    "合成革",
    "服饰",
    "电子科技",
    "模具",
    "塑料制品",
    "仪器仪表",
];
const WORKS: [&str; 16] = [
    "耐折性能检测",
    "有害物质检测",
    "三维建模",
    "样品试制",
    "型式试验",
    "温升检测",
    "盐雾试验",
    "逆向设计",
    "数控加工",
    "外观设计专利申请",
    "质量管理体系认证",
    "材料成分分析",
    "疲劳耐久试验",
    "结构优化设计",
    "自动化改造诊断",
    "包装设计",
];
const ENDS: [&str; 4] = ["有限公司", "股份有限公司", "科技有限公司", "厂"];

/// Chance without a dependency: the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }

    fn brand(&mut self, letters: &[char]) -> String {
        (0..2 + self.below(2)).map(|_| letters[self.below(letters.len())]).collect()
    }
}

/// Builds, asks with two threads, and suggests.
pub(super) fn measure() -> anyhow::Result<Vec<Figure>> {
    let folder = Folder::new()?;
    let fields = Fields::new().names("name", 2.0).text("text", 1.0).keyword("kind");
    let index = Index::open(&folder.0.join("search"), &fields, Analysis::default())?;
    let letters: Vec<char> = FIRST.chars().collect();
    let mut chance = Chance(1);
    let begun = Instant::now();
    let mut writer = index.writer(2)?;
    for number in 0..ORGANIZATIONS {
        writer.add(&organization(number, &mut chance, &letters))?;
    }
    for number in 0..ENTRIES {
        writer.add(&entry(number, &mut chance))?;
    }
    writer.commit(1)?;
    let built = begun.elapsed();
    writer.finish()?;
    let memory = most_memory().unwrap_or(0) as f64 / 1_048_576.0;
    let questions: Vec<String> = (0..ASKED).map(|number| question(number, &mut chance, &letters)).collect();
    let (asked, suggested) = std::thread::scope(|scope| {
        let halves = questions.chunks(ASKED.div_ceil(2)).map(|half| scope.spawn(|| ask(&index, half)));
        let halves: Vec<_> = halves.collect();
        let mut all = (Vec::new(), Vec::new());
        for half in halves {
            let (asked, suggested) = half.join().map_err(|_| anyhow::anyhow!("a thread that asks broke off"))??;
            all.0.extend(asked);
            all.1.extend(suggested);
        }
        anyhow::Ok(all)
    })?;
    let speed = (ORGANIZATIONS + ENTRIES) as f64 / built.as_secs_f64();
    let suggested = suggested.iter().map(|time: &Duration| time.as_secs_f64() * 1_000.0).collect();
    Ok(vec![
        Figure::plain("search: documents in the index", index.documents() as f64, ""),
        Figure::plain("search: documents indexed, 2 threads", speed, "1/s").at_least(20_000.0),
        Figure::plain("search: memory at most while indexing", memory, "MB").at_most(1_024.0),
        Figure::plain("search: query, 2 threads, p50", percentile(&asked, 0.5), "ms").at_most(3.0),
        Figure::plain("search: query, 2 threads, p99", percentile(&asked, 0.99), "ms").at_most(15.0),
        Figure::plain("search: suggestion while typing, median", median(suggested), "ms").at_most(2.0),
    ])
}

fn organization(number: usize, chance: &mut Chance, letters: &[char]) -> Document {
    let name = format!("{}{}{}{}", chance.of(&PLACES), chance.brand(letters), chance.of(&TRADES), chance.of(&ENDS));
    Document::new(format!("organization:{number}"))
        .text("name", name)
        .keyword("kind", "organization")
        .seen_by(&["everybody"])
}

fn entry(number: usize, chance: &mut Chance) -> Document {
    let (trade, work) = (chance.of(&TRADES), chance.of(&WORKS));
    let text =
        format!("为{trade}企业提供{work}和{},{}个工作日出结果,可寄送样品", chance.of(&WORKS), chance.below(20) + 1);
    let seen = if chance.below(10) == 0 { format!("hub:{}", chance.below(30)) } else { "everybody".to_owned() };
    Document::new(format!("service:{number}"))
        .text("name", format!("{trade}{work}"))
        .text("text", text)
        .keyword("kind", "service")
        .seen_by(&[&seen])
}

/// What is typed: a firm's name, a part of one, or what somebody needs.
fn question(number: usize, chance: &mut Chance, letters: &[char]) -> String {
    match number % 3 {
        0 => format!("{}{}", chance.brand(letters), chance.of(&TRADES)),
        1 => format!("{}{}{}有限公司", chance.of(&PLACES), chance.brand(letters), chance.of(&TRADES)),
        _ => format!("我们是做{}的,想找人做{},多少钱", chance.of(&TRADES), chance.of(&WORKS)),
    }
}

fn ask(index: &Index, questions: &[String]) -> anyhow::Result<(Vec<Duration>, Vec<Duration>)> {
    let viewer = Viewer::Holding(vec!["everybody".to_owned(), "hub:3".to_owned()]);
    let (mut asked, mut suggested) = (Vec::new(), Vec::new());
    for question in questions {
        let mut query = Query::of(question.clone(), viewer.clone());
        query.facets = vec!["kind".to_owned()];
        let begun = Instant::now();
        index.find(&query)?;
        asked.push(begun.elapsed());
        let typed: String = question.chars().take(2).collect();
        let begun = Instant::now();
        index.suggest(&typed, &viewer, &[], 8)?;
        suggested.push(begun.elapsed());
    }
    Ok((asked, suggested))
}
