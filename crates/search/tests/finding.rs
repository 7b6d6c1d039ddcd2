//! What is found, by whom, and in which order.

use proptest::prelude::*;
use search::{Analysis, Count, Document, Fields, Folder, Index, Piece, Query, Viewer};

fn fields() -> Fields {
    Fields::new().names("name", 2.0).text("text", 1.0).keyword("kind")
}

fn index(documents: &[Document]) -> Index {
    let index = Index::in_memory(&fields(), Analysis::default()).expect("an index");
    let mut writer = index.writer(1).expect("a writer");
    documents.iter().for_each(|document| writer.put(document).expect("put"));
    writer.commit(documents.len() as u64).expect("committed");
    index
}

fn everybody() -> Viewer {
    Viewer::Holding(vec!["everybody".to_owned()])
}

fn service(key: &str, name: &str, text: &str) -> Document {
    Document::new(key).text("name", name).text("text", text).keyword("kind", "service").seen_by(&["everybody"])
}

fn catalogue() -> Index {
    index(&[
        service("s1", "耐折性能检测", "成鞋和鞋底,按 GB/T 3903.1-2017,出 CMA 报告"),
        service("s2", "鞋底耐磨与防滑检测", "磨痕长度,GB/T 3903.2-2017"),
        service("s3", "鞋款设计建模", "交付三维模型和效果图"),
        service("s4", "电气零件小批量精密加工", "车、铣、线切割,50 件起"),
        service("s5", "低压电器型式试验", "IEC 60947-2,温升、短路分断"),
        Document::new("o1")
            .text("name", "浙江省乐清电气股份有限公司")
            .keyword("kind", "organization")
            .seen_by(&["everybody"]),
        Document::new("o2")
            .text("name", "温州市红蜻蜓鞋业有限公司")
            .keyword("kind", "organization")
            .seen_by(&["everybody"]),
    ])
}

fn keys(index: &Index, text: &str) -> Vec<String> {
    let found = index.find(&Query::of(text, everybody())).expect("found");
    found.hits.into_iter().map(|hit| hit.key).collect()
}

#[test]
fn words_of_a_factory_find_the_entry() {
    let index = catalogue();
    let table = [
        ("弯折试验", "s1"),
        ("GB/T 3903.1", "s1"),
        ("gb3903.2", "s2"),
        ("鞋底耐磨", "s2"),
        ("鞋底不耐磨怎么办", "s2"),
        ("3D建模", "s3"),
        ("CNC", "s4"),
        ("空开型式試驗", "s5"),
        ("60947-2", "s5"),
        ("樂清電氣", "o1"),
        ("yqdq", "o1"),
        ("yueqingdianqi", "o1"),
        ("红蜻蜓", "o2"),
        ("HQT", "o2"),
    ];
    for (text, first) in table {
        assert_eq!(keys(&index, text).first().map(String::as_str), Some(first), "{text}");
    }
}

#[test]
fn odd_questions_are_answered() {
    let index = catalogue();
    assert!(keys(&index, "?!……").is_empty());
    assert_eq!(keys(&index, "  ").len(), 7, "nothing typed lists everything");
    assert!(!keys(&index, "和").is_empty(), "a question of a stop word still finds");
    let long = "耐折性能检测".repeat(60_000);
    assert_eq!(keys(&index, &long).first().map(String::as_str), Some("s1"));
}

#[test]
fn a_mistyped_question_is_mended_by_what_may_be_seen() {
    let index = catalogue();
    let meant = |text: &str, viewer| index.find(&Query::of(text, viewer)).expect("found").meant;
    assert_eq!(meant("红青亭鞋业", everybody()).as_deref(), Some("红蜻蜓鞋业"));
    assert_eq!(meant("红蜻亭鞋业", everybody()).as_deref(), Some("红蜻蜓鞋业"));
    assert_eq!(meant("型式试演", everybody()).as_deref(), Some("型式试验"));
    assert_eq!(meant("型式试演", Viewer::Holding(Vec::new())), None);
}

#[test]
fn suggestions_follow_what_is_typed() {
    let index = catalogue();
    let names = |typed: &str| -> Vec<String> {
        let suggestions = index.suggest(typed, &everybody(), &[], 5).expect("suggested");
        suggestions.into_iter().map(|suggestion| suggestion.name).collect()
    };
    assert_eq!(names("乐清"), ["浙江省乐清电气股份有限公司"]);
    assert_eq!(names("yqd"), ["浙江省乐清电气股份有限公司"]);
    assert_eq!(names("耐磨"), ["鞋底耐磨与防滑检测"]);
    assert_eq!(names("鞋底耐磨"), ["鞋底耐磨与防滑检测"]);
    assert!(names("").is_empty());
}

#[test]
fn what_was_sought_is_marked_in_the_words_as_they_were_given() {
    let index = index(&[service("s1", "鞋類耐折試驗", "")]);
    let mut query = Query::of("耐折试验", everybody());
    query.marked = true;
    let found = index.find(&query).expect("found");
    let piece = |text: &str, marked| Piece { text: text.to_owned(), marked };
    let name = &found.hits[0].marked[0];
    assert_eq!((name.0.as_str(), &name.1), ("name", &vec![piece("鞋類", false), piece("耐折試驗", true)]));
}

#[test]
fn pages_neither_repeat_nor_leave_out() {
    let many: Vec<Document> =
        (0..60).map(|number| service(&format!("s{number:02}"), "盐雾试验", &"镀层".repeat(number % 3))).collect();
    let index = index(&many);
    let mut all = Vec::new();
    for page in 0..6 {
        let mut query = Query::of("盐雾", everybody());
        query.offset = page * 10;
        query.facets = vec!["kind".to_owned()];
        let found = index.find(&query).expect("found");
        assert_eq!((found.count, found.facets["kind"].clone()), (Count::Exactly(60), vec![("service".to_owned(), 60)]));
        all.extend(found.hits.into_iter().map(|hit| hit.key));
    }
    let mut once = all.clone();
    once.sort();
    once.dedup();
    assert_eq!((all.len(), once.len()), (60, 60));
}

#[test]
fn a_document_is_replaced_and_deleted_by_its_key() {
    let index = catalogue();
    let mut writer = index.writer(1).expect("a writer");
    writer.put(&service("s1", "盐雾试验", "")).expect("put");
    writer.delete("s3");
    writer.commit(99).expect("committed");
    assert_eq!(keys(&index, "盐雾"), ["s1"]);
    assert!(!keys(&index, "耐折性能").contains(&"s1".to_owned()));
    assert!(!keys(&index, "鞋款设计建模").contains(&"s3".to_owned()));
    assert_eq!((index.documents(), index.position().expect("a position")), (6, Some(99)));
    assert!(writer.put(&Document::new("")).is_err());
    assert!(writer.put(&Document::new("x").text("colour", "红")).is_err());
}

#[test]
fn what_is_like_a_document_is_found_without_itself() {
    let index = catalogue();
    let alike = index.alike("s1", &everybody(), &[], 3).expect("found");
    assert_eq!(alike.first().map(|hit| hit.key.as_str()), Some("s2"));
    assert!(alike.iter().all(|hit| hit.key != "s1"));
    assert!(index.alike("s1", &Viewer::Holding(Vec::new()), &[], 3).expect("found").is_empty());
}

#[test]
fn an_index_is_rebuilt_beside_the_old_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let of = |analysis| Folder::of(folder.path(), fields(), analysis).expect("a folder");
    let ours = of(Analysis::default());
    assert!(ours.current().expect("read").is_none());
    for (name, position) in [("耐折检测", 5), ("耐磨检测", 9)] {
        let rebuilding = ours.rebuild().expect("begun");
        let mut writer = rebuilding.writer(1).expect("a writer");
        writer.put(&service("s1", name, "")).expect("put");
        writer.commit(position).expect("committed");
        drop(writer);
        let index = rebuilding.swap().expect("swapped");
        assert_eq!((index.position().expect("read"), keys(&index, name).len()), (Some(position), 1));
    }
    let broken_off = ours.rebuild().expect("begun");
    drop(broken_off);
    let current = ours.current().expect("read").expect("an index");
    assert_eq!((current.position().expect("read"), keys(&current, "耐磨").len()), (Some(9), 1));
    ours.sweep().expect("swept");
    let kept = std::fs::read_dir(folder.path()).expect("read").count();
    assert_eq!(kept, 2, "one generation and the file that names it");
    assert!(of(Analysis::with("恒瓯卡钳", "")).current().expect("read").is_none(), "other words make another index");
}

fn words() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "耐折",
        "检测",
        "鞋底",
        "温升",
        "试验",
        "设计",
        "3D",
        "建模",
        "GB/T 3903.1",
        "专利",
        "的",
    ]);
    prop::collection::vec(pieces, 1..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn adding_a_document_loses_none_of_the_found(all in prop::collection::vec(words(), 1..12), more in words(), asked in words()) {
        let made = |texts: &[String]| -> Vec<Document> {
            texts.iter().enumerate().map(|(number, text)| service(&format!("s{number}"), text, "")).collect()
        };
        let found = |texts: &[String]| {
            let mut query = Query::of(asked.clone(), everybody());
            query.limit = 100;
            let found = index(&made(texts)).find(&query).expect("found");
            found.hits.into_iter().map(|hit| hit.key).collect::<std::collections::BTreeSet<_>>()
        };
        let before = found(&all);
        let mut with = all.clone();
        with.push(more);
        prop_assert!(found(&with).is_superset(&before));
    }

    #[test]
    fn what_one_may_not_see_has_no_part_in_the_answer(
        open in prop::collection::vec(words(), 0..8),
        hidden in prop::collection::vec(words(), 1..8),
        asked in words(),
    ) {
        let open: Vec<Document> = open.iter().enumerate().map(|(number, text)| service(&format!("s{number}"), text, text)).collect();
        let hidden = hidden.iter().enumerate().map(|(number, text)| {
            Document::new(format!("h{number}")).text("name", text).keyword("kind", "hidden").seen_by(&["hub:LCX"])
        });
        let both: Vec<Document> = open.iter().cloned().chain(hidden).collect();
        let both = index(&both);
        let mut query = Query::of(asked.clone(), everybody());
        query.limit = 100;
        query.facets = vec!["kind".to_owned()];
        let found = both.find(&query).expect("found");
        prop_assert!(found.hits.iter().all(|hit| hit.key.starts_with('s')));
        prop_assert_eq!(found.count, Count::Exactly(found.hits.len()));
        prop_assert!(found.facets["kind"].iter().all(|(word, number)| word == "service" && *number == found.hits.len()));
        let suggested = both.suggest(&asked.chars().take(2).collect::<String>(), &everybody(), &[], 50).expect("suggested");
        prop_assert!(suggested.iter().all(|suggestion| suggestion.key.starts_with('s')));
        let listed = both.find(&Query::of("", everybody())).expect("listed");
        prop_assert_eq!(listed.count, Count::Exactly(open.len()));
        query.viewer = Viewer::Holding(Vec::new());
        prop_assert!(both.find(&query).expect("found").hits.is_empty());
    }
}
