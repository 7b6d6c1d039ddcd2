//! Files that do harm, uploaded: each is refused in words, or read as what it is, and the server goes on.

use tables::{Limits, Refused};

use super::super::child::{self, Unread};
use super::super::model::State;
use super::*;

#[expect(dead_code, reason = "the corpus of another crate's tests, of which not all is used here")]
#[path = "../../../../tables/tests/corpus/mod.rs"]
mod corpus;

/// What the child says of a file, in the words of the corpus.
fn read(bytes: &[u8]) -> String {
    match child::read(bytes.to_vec().into(), None) {
        Ok(lines) => {
            let origin = lines.origin.clone();
            corpus::shown(&Ok(tables::Table { origin, rows: lines.map(Result::unwrap).collect() }))
        }
        Err(Unread::Refused(refused)) => corpus::shown(&Err(refused)),
        Err(other) => format!("{other:?}"),
    }
}

#[test]
fn the_child_says_of_every_file_what_reading_it_here_says() {
    let cases: Vec<corpus::Case> = corpus::small().into_iter().chain(corpus::worst::all()).collect();
    assert!(cases.len() >= 40, "{}", cases.len());
    let limits = child::limits();
    for case in cases {
        let here = corpus::shown(&tables::read(&case.bytes, &limits));
        assert_eq!(read(&case.bytes), here, "{}", case.name);
        // Where the corpus was made for the limits that everybody has, it says so too.
        if case.limits == Limits::default() && !here.contains("limit") && !here.starts_with("TooMuchText") {
            assert!(case.is_met_by(&here), "{}: {here:.200}", case.name);
        }
    }
}

#[test]
fn no_uploaded_file_harms_the_server_or_writes_anything() {
    let app = TestApp::new();
    let manager = app.as_(app.world.zhou_min);
    let (mut refused, mut read) = (0, 0);
    for case in corpus::small() {
        let sent = manager.post_files("/imports/new", &[("kind", "experts")], &[("名单.xlsx", &case.bytes)]);
        if case.bytes.is_empty() {
            sent.expect(422);
            continue;
        }
        let page = sent.expect(303).location;
        app.run_jobs();
        let id: Uuid = page.trim_start_matches("/imports/").parse().unwrap();
        let import = app.system(move |tx, _| super::super::store::by_id(tx, id));
        let shown = manager.get(&page).expect(200);
        match import.state {
            State::Refused => {
                refused += 1;
                let said = import.said.unwrap_or_else(|| panic!("{}: refused without a word", case.name));
                assert!(said.key.starts_with("imports-file-") && said.key != "imports-file-stopped", "{}", case.name);
                shown.shows("这个文件不能读取");
            }
            State::Matching | State::Checked => {
                read += 1;
                assert_eq!(import.counts.new + import.counts.changed, 0, "{}", case.name);
            }
            state => panic!("{}: {state:?}", case.name),
        }
    }
    assert!(refused >= 40 && read >= 20, "{refused} refused, {read} read");
    let written = ["hub.expert-added", "import.written"];
    assert!(!app.events().iter().any(|event| written.contains(&event.as_str())));
}

#[test]
fn merged_headers_formulas_and_links_in_a_list_are_only_text() {
    let app = TestApp::new();
    let manager = app.as_(app.world.zhou_min);
    let text = |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    // The header takes two rows: 姓名 stands in the upper one, merged downwards.
    let rows = format!(
        "<row r=\"1\">{}</row><row r=\"3\">{}{}</row><row r=\"4\">{}{}</row><row r=\"5\">{}{}<c r=\"C5\" t=\"str\"><f>HYPERLINK(\"http://x\")</f><v>鞋材</v></c></row>",
        text("A1", "专家名单"),
        text("A3", "姓名"),
        text("B3", "简历"),
        text("B4", "所在单位"),
        text("C4", "研究方向"),
        text("A5", "=cmd|' /c calc'!A1"),
        text("B5", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    );
    let book = corpus::books::Book::of(&rows)
        .part("xl/externalLinks/externalLink1.xml", "<externalLink/>")
        .part("xl/vbaProject.bin", "macro")
        .bytes();
    let page = take_in(&app, &manager, &[("kind", "experts")], "名单.xlsm", &book);
    assert_eq!(counts(&app, &page), [1, 0, 0, 0], "{}", manager.get(&page).text);
    manager.get(&page).expect(200).hides("<script>alert").shows("=cmd|");
    decide(&app, &manager, &page, "start");
    let file = manager.get("/directory/experts.csv").expect(200);
    assert!(file.text.contains("'=cmd|"), "{}", file.text);
}

#[test]
fn a_hundred_thousand_rows_are_read_and_one_more_is_refused() {
    let line = "徐立,温州大学,鞋材\n";
    let list = |rows: usize| format!("姓名,工作单位,擅长领域\n{}", line.repeat(rows)).into_bytes();
    let rows = child::read(list(100_000).into(), None).unwrap().map(Result::unwrap).count();
    assert_eq!(rows, 100_001);
    let refused = child::read(list(100_001).into(), None).unwrap_err();
    assert!(matches!(refused, Unread::Refused(Refused::TooManyRows { .. })), "{refused:?}");
}
