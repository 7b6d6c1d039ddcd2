//! Templates, columns that somebody matches, the error file, the evidence.

use super::*;
use crate::testing::links;

#[test]
fn a_template_explains_its_columns_and_can_be_filled_in_and_sent_as_it_is() {
    let app = TestApp::new();
    let (manager, admin) = (app.as_(app.world.zhou_min), app.as_(app.world.huang_admin));
    let page = manager.get("/imports/new?kind=services").expect(200);
    let templates = links(&page.text, "/imports/templates/");
    assert_eq!(templates.len(), 8);
    for template in &templates {
        let file = manager.get(template).expect(200);
        let table = rows(&file);
        assert_eq!(table.len(), 2, "{template}");
        assert!(table[1][0].starts_with("说明:"), "{template}: {:?}", table[1]);
        assert!(file.header("content-disposition").starts_with("attachment"));
    }
    let services = rows(&manager.get("/imports/templates/services.csv").expect(200));
    assert!(services[1].iter().any(|cell| cell.contains("检测服务中心、科技创新中心")), "{services:?}");
    assert!(services[1].iter().any(|cell| cell.contains("检验检测")) && services[0][1] == "服务事项");
    admin.get("/imports/templates/services.xlsx").expect(200);
    let of_hub = rows(&admin.get("/imports/templates/services.xlsx?hub=LCX").expect(200));
    assert_eq!(of_hub, services);
    for none in ["services.pdf", "services", "nichts.xlsx", "organizations.xlsx"] {
        manager.get(&format!("/imports/templates/{none}")).expect(404);
    }
    let template = manager.get("/imports/templates/experts.csv").expect(200);
    let mut filled = template.bytes.to_vec();
    filled.extend("徐立,教授,温州大学,鞋材高分子\r\n".bytes());
    let page = take_in(&app, &manager, &[("kind", "experts")], "专家.csv", &filled);
    assert_eq!(counts(&app, &page), [1, 0, 0, 0]);
    // The template itself holds nothing.
    let page = take_in(&app, &manager, &[("kind", "experts")], "专家.csv", &template.bytes);
    manager.get(&page).expect(200).shows("没有需要写入的行");
}

#[test]
fn columns_that_go_by_other_names_are_matched_by_hand() {
    let app = TestApp::new();
    let manager = app.as_(app.world.zhou_min);
    let list = csv(&["专家库,,", "称呼,供职于,懂什么", "徐立,温州大学,鞋材", "林悦,温州医科大学,力学"]);
    let page = take_in(&app, &manager, &[("kind", "experts")], "专家.csv", &list);
    manager.get(&page).expect(200).shows("请先对应列").hides("/start");
    let columns = format!("{page}/columns");
    manager.get(&columns).expect(200).shows("专家库").shows("供职于");
    manager.get(&format!("{columns}?header=9")).expect(404);
    let shown = manager.get(&format!("{columns}?header=2")).expect(200);
    shown.shows("<th scope=\"row\">称呼</th>").shows("徐立<br>林悦").shows("必填:姓名、工作单位、擅长领域");
    let wrong = [("header", "2"), ("column_0", "name"), ("column_1", "name"), ("column_2", "")];
    let shown = manager.post(&columns, &wrong).expect(422).shows("<title>错误").shows("“姓名”已经对应了另一列");
    shown.shows("缺少必填的列:工作单位、擅长领域").shows("<option value=\"name\" selected>");
    manager.post(&columns, &[("header", "表头")]).expect(422).shows("请填写列名所在的行号");
    let right = [("header", "2"), ("column_0", "name"), ("column_1", "employer"), ("column_2", "fields")];
    manager.post(&columns, &right).expect(303);
    app.run_jobs();
    manager.get(&page).expect(200).shows("称呼 → 姓名").shows("写入 2 行");
    // Corrected once more before it is written.
    let swapped = [("header", "2"), ("column_0", "name"), ("column_1", "fields"), ("column_2", "employer")];
    manager.post(&columns, &swapped).expect(303);
    app.run_jobs();
    assert_eq!(counts(&app, &page), [2, 0, 0, 0]);
    decide(&app, &manager, &page, "start");
    manager.post(&columns, &right).expect(409).shows("已经不在这一步了");
    manager.get("/directory/experts").expect(200).shows(">鞋材</td>");
}

#[test]
fn the_error_file_is_mended_and_taken_in_again() {
    let app = TestApp::new();
    let manager = app.as_(app.world.zhou_min);
    let list = csv(&["序号,姓名,工作单位,擅长领域", "1,徐立,温州大学,鞋材", "2,林悦,,力学", "3,=陈明,温州大学,"]);
    let page = take_in(&app, &manager, &[("kind", "experts")], "专家 名单.csv", &list);
    assert_eq!(counts(&app, &page), [1, 0, 0, 2]);
    let shown = manager.get(&page).expect(200);
    let address = links(&shown.text, &format!("{page}/files/errors")).remove(0);
    assert!(address.ends_with("/errors.csv"), "{address}");
    let file = manager.get(&address).expect(200);
    assert!(file.header("content-disposition").contains("%E9%94%99%E8%AF%AF%E8%A1%8C.csv"));
    assert!(app.events().iter().any(|event| event == "import.file-saved"));
    let table = rows(&file);
    assert_eq!(table[0], ["序号", "姓名", "工作单位", "擅长领域", "错误原因"]);
    assert_eq!(table[1][..3], ["2", "林悦", ""]);
    assert!(table[1][4].starts_with("原第 3 行。工作单位:请填写这一项"), "{table:?}");
    assert!(file.text.contains("'=陈明"), "a formula: {}", file.text);
    assert_eq!(rows(&manager.get(&format!("{page}/files/errors.xlsx")).expect(200)), table);
    decide(&app, &manager, &page, "start").shows("已写入 1 行");

    let mended = file.text.replace("林悦,,", "林悦,温州医科大学,");
    let again = take_in(&app, &manager, &[("kind", "experts")], "改好.csv", mended.as_bytes());
    assert_eq!(counts(&app, &again), [1, 0, 0, 1]);
    decide(&app, &manager, &again, "start").shows("已写入 1 行");
    let second = rows(&manager.get(&format!("{again}/files/errors.csv")).expect(200));
    assert_eq!(second[0], table[0], "the reasons stand once");
    manager.get("/directory/experts").expect(200).shows("徐立").shows("林悦").hides("陈明");
}

#[test]
fn the_file_is_kept_as_it_came_and_another_sheet_can_be_read() {
    let app = TestApp::new();
    let manager = app.as_(app.world.zhou_min);
    let column = |name| tables::Column { name, kind: tables::Kind::Text };
    let columns = ["姓名", "工作单位", "擅长领域"].map(column);
    let line = ["徐立", "温州大学", "鞋材"].map(tables::Value::text);
    let book = tables::write_xlsx("专家", &columns, [line]).unwrap();
    let page = take_in(&app, &manager, &[("kind", "experts")], "../专家.xlsx", &book);
    let shown = manager.get(&page).expect(200).shows("xlsx").shows("专家.xlsx").hides("../");
    let hash = data_encoding::HEXLOWER.encode(&<sha2::Sha256 as sha2::Digest>::digest(&book));
    shown.shows(&hash);
    let original = manager.get(&format!("{page}/files/original.xlsx")).expect(200);
    assert_eq!((&original.bytes[..], original.header("content-type")), (&book[..], "application/octet-stream"));
    manager.get(&format!("{page}/files/nichts.xlsx")).expect(404);
    // The event names the file by its hash.
    let auditor = app.as_(app.world.lin_auditor);
    let list = auditor.get("/events?action=import.received").expect(200);
    auditor.get(&links(&list.text, "/events/").remove(0)).expect(200).shows(&hash);
    manager.post(&format!("{page}/sheet"), &[("sheet", "没有")]).expect(422).shows("没有这张工作表");
    manager.post(&format!("{page}/sheet"), &[("sheet", "专家")]).expect(303);
    app.run_jobs();
    assert_eq!(counts(&app, &page), [1, 0, 0, 0]);
    decide(&app, &manager, &page, "discard").shows("已放弃");
    manager.get("/directory/experts").expect(200).hides("徐立");
}

#[test]
fn a_form_without_its_answers_is_shown_again() {
    let app = TestApp::new();
    let (manager, admin) = (app.as_(app.world.zhou_min), app.as_(app.world.huang_admin));
    manager.post_files("/imports/new", &[], &[]).expect(422).shows("请选择导入什么").shows("请选择要上传的文件");
    let fields = [("kind", "organizations")];
    manager.post_files("/imports/new", &fields, &[("a.csv", b"a")]).expect(422).shows("请选择导入什么");
    manager.post_files("/imports/new", &[("kind", "experts")], &[("a.csv", b"")]).expect(422).shows("文件里没有内容");
    let fields = [("kind", "experts")];
    let page = admin.post_files("/imports/new", &fields, &[("a.csv", b"a")]).expect(422);
    page.shows("请选择综合体").shows("value=\"experts\" checked");
    let large = vec![b'a'; super::super::child::MOST_BYTES as usize + 1];
    manager.post_files("/imports/new", &fields, &[("大.csv", &large)]).expect(422).shows("文件超过 32 MB");
    let larger = vec![b'a'; super::super::child::MOST_BYTES as usize + (1 << 20)];
    assert_eq!(manager.post_files("/imports/new", &fields, &[("大.csv", &larger)]).status.as_u16(), 413);
    assert!(!app.events().iter().any(|event| event.starts_with("import.")));
}
