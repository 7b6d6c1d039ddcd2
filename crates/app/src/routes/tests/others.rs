//! What belongs to others does not exist: every URL with something in its braces, asked for with what really stands there,
//! by everybody whose role may call it and who has nothing to do with it.

use std::collections::BTreeMap;

use db::{params, sql};
use uuid::Uuid;

use super::*;
use crate::access::Relation;
use crate::catalogue::{self, NewService};
use crate::hubs::{self, HubGrade, NewCarrier, Profile};
use crate::people::{self, Grant, NewPerson};
use crate::testing::{TestApp, links, value_after};

/// What stands at an address: the beginning of a path of the table, the same with what is really there, and somebody of
/// whom it is.
pub(super) struct Object {
    path: &'static str,
    pub(super) real: String,
    pub(super) whose: Uuid,
}

/// Somebody new of the world, in this role.
fn somebody(
    app: &TestApp,
    name: &'static str,
    role: Role,
    place: (Option<Uuid>, Option<Uuid>, Option<&'static str>),
) -> Uuid {
    app.system(move |tx, c| {
        let email = format!("{}-{}@example.com", role.code(), c.new_id().simple());
        let person = NewPerson { name: name.into(), email: Some(email), phone: None, password: None };
        let person = people::add(tx, c, &person)?;
        let (organization, hub, division) = (place.0, place.1, place.2.map(str::to_owned));
        people::grant(tx, c, person, &Grant { role, organization, hub, division })
    })
}

/// Everybody with nothing to do with what 康捷 and 瓯江检测 have at the hub of 鹿城: of another party there, and of
/// another hub. Auditors and administrators have to do with everything.
fn strangers(app: &TestApp) -> Vec<(Role, Uuid)> {
    let w = &app.world;
    let (juheng, xinrui, yueqing) = (Some(w.juheng), Some(w.xinrui), Some(w.yueqing));
    vec![
        (Role::FirmOwner, w.chen_jing),
        (Role::FirmMember, somebody(app, "郑小龙", Role::FirmMember, (juheng, None, None))),
        (Role::ProviderOwner, w.sun_lin),
        (Role::ProviderMember, somebody(app, "叶一帆", Role::ProviderMember, (xinrui, None, None))),
        (Role::HubManager, somebody(app, "胡建国", Role::HubManager, (None, yueqing, None))),
        (Role::HubClerk, w.zheng_tao),
        (Role::Official, somebody(app, "林国强", Role::Official, (None, None, Some("330382")))),
        (Role::Expert, somebody(app, "潘文", Role::Expert, (None, yueqing, None))),
    ]
}

/// The objects of the named world, and what the builders add.
pub(super) fn objects(app: &TestApp) -> Vec<Object> {
    let w = &app.world;
    let firm = app.as_(w.li_mei);
    let record = app.order_confirmed();
    app.run_jobs();
    let lucheng = w.lucheng;
    let need =
        app.system(|tx, _| Ok(tx.one(sql!("SELECT reference FROM needs"), &params![])?.get::<String>("reference")));
    let entry = app.entry_reported("hall", "yes");
    let order = value_after(&firm.get("/orders").expect(200).text, "href=\"/orders/");
    let begun = firm.post("/needs/new", &[("words", "鞋底开裂,想查原因"), ("function", "testing")]).expect(303);
    let draft = begun.location.trim_end_matches("/product").to_owned();
    firm.post_files(&format!("{draft}/files"), &[("do", "add")], &[("照片.pdf", b"%PDF-1.7\n")]).expect(303);
    let file = value_after(&firm.get(&format!("{draft}/files")).expect(200).text, "href=\"/files/");
    let notice = links(&firm.get("/notices").expect(200).text, "/notices/").remove(0);
    let invited = firm.post("/organization/invitations", &[("role", "firm-member")]).expect(200).text;
    let link = invited.split("/links/").nth(1).expect("a link");
    let link: String = link.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    let event = links(&app.as_(w.lin_auditor).get("/events").expect(200).text, "/events/").remove(0);
    let asset = value_after(&app.visitor().get("/").expect(200).text, "href=\"/assets/");
    let service = w.test_service.clone();
    let (uscc, kept) = kept(app);
    let planned = planned(app, &need);
    app.system(|tx, _| {
        tx.execute(sql!("UPDATE needs SET visibility = 'hub'"), &params![])?;
        Ok(())
    });
    let mut objects = vec![
        ("/needs/{reference}", format!("/needs/{need}"), w.li_mei),
        ("/orders/{reference}", format!("/orders/{order}"), w.zhao_gong),
        ("/records/{reference}", format!("/records/{record}"), w.wu_fang),
        ("/drafts/{id}", draft.clone(), w.li_mei),
        ("/drafts/{id}/{question}", format!("{draft}/product"), w.li_mei),
        ("/files/{id}", format!("/files/{file}"), w.li_mei),
        ("/notices/{id}", notice, w.li_mei),
        ("/own-services/{code}", format!("/own-services/{service}"), w.zhao_gong),
        ("/catalogue/{code}", format!("/catalogue/{service}"), w.wu_fang),
        ("/catalogue/{code}/changes/{uscc}", format!("/catalogue/{service}/changes/{uscc}"), w.wu_fang),
        ("/directory/grades/{id}", "/directory/grades/2024".into(), w.wu_fang),
        // Of everybody, or of those who reach everything.
        ("/admin/hubs/{code}", "/admin/hubs/LCX".into(), w.huang_admin),
        ("/events/{id}", event, w.lin_auditor),
        ("/links/{token}", format!("/links/{link}"), w.li_mei),
        ("/assets/{sum}/{name}", format!("/assets/{asset}"), w.li_mei),
        ("/hubs/{code}", "/hubs/LCX".into(), w.li_mei),
        ("/measures/{code}", "/measures/services".into(), w.li_mei),
        ("/entries/{reference}", format!("/entries/{entry}"), w.zhou_min),
        ("/services/{code}", format!("/services/{service}"), w.li_mei),
        ("/providers/{uscc}", format!("/providers/{uscc}"), w.li_mei),
        ("/queue/{code}", "/queue/LCX".into(), w.li_mei),
        ("/queue/{code}/tickets/{token}", format!("/queue/LCX/tickets/{TICKET}"), w.li_mei),
        ("/organization/members/{id}", format!("/organization/members/{}", w.li_mei), w.li_mei),
    ];
    objects.extend(kept.into_iter().map(|(path, real)| (path, real, w.wu_fang)));
    objects.extend(planned);
    objects.extend(imported(app));
    objects.extend(inside(app, &need));
    objects.extend(booked(app));
    objects.extend(evaluated(app));
    let center = app.system(move |tx, _| Ok(hubs::centers(tx, lucheng)?.remove(0).id));
    objects.push(("/directory/centers/{id}", format!("/directory/centers/{center}"), w.wu_fang));
    objects.into_iter().map(|(path, real, whose)| Object { path, real, whose }).collect()
}

/// What hangs on plans: a slot, a template, a change that waits, and a calendar's private address.
fn planned(app: &TestApp, need: &str) -> Vec<(&'static str, String, Uuid)> {
    let w = &app.world;
    let (firm, manager) = (app.as_(w.li_mei), app.as_(w.zhou_min));
    let slot: Uuid = app.system(|tx, _| Ok(tx.one(sql!("SELECT slot_id FROM plan_items"), &params![])?.get("slot_id")));
    let head = [("name", "新鞋型上市"), ("function", "testing"), ("words", "从设计到检测一次办好")];
    let template = manager.post("/plan-templates/new", &head).expect(303).location;
    let service = w.test_service.clone();
    let line = manager.post(&format!("{template}/lines"), &[("service", &service)]).expect(303).location;
    let order = app.order_accepted();
    let running: String = app.system(move |tx, _| {
        let need = sql!(
            "SELECT n.reference FROM orders o JOIN needs n ON n.hub_id = o.hub_id AND n.id = o.need_id
             WHERE o.reference = $1"
        );
        Ok(tx.one(need, &params![order])?.get("reference"))
    });
    let place = format!("/needs/{running}/plan/change");
    let form = firm.get(&place).expect(200).text;
    let mut fields = vec![("reason".to_owned(), "企业出口船期提前".to_owned())];
    for name in ["starts", "ends", "price"] {
        let mark = format!("name=\"{name}-");
        let at = form.find(&mark).expect("a field");
        let said = value_after(&form[at..], "value=\"");
        let said = if name == "price" { "700".to_owned() } else { said };
        fields.push((format!("{name}-{}", value_after(&form[at..], &mark)), said));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let change = firm.post(&place, &fields).expect(303).location;
    let told = firm.post("/calendar/subscription", &[]).expect(200).text;
    let at = told.find("/calendar/subscription/").expect("an address");
    let calendar = told[at..].split(['<', '"', ' ']).next().unwrap_or_default().to_owned();
    vec![
        ("/needs/{reference}/plan/compare/{slot}", format!("/needs/{need}/plan/compare/{slot}"), w.li_mei),
        ("/plan-changes/{id}", change, w.li_mei),
        ("/plan-templates/{id}", template, w.wu_fang),
        ("/plan-templates/{id}/lines/{line}", line, w.zhou_min),
        ("/calendar/subscription/{token}", calendar, w.li_mei),
    ]
}

/// The secret of a ticket.
const TICKET: &str = "a-ticket-that-somebody-took";

/// What is a hub's own, a firm's own, or one person's: written as rows, for how it comes about is told elsewhere.
fn inside(app: &TestApp, need: &str) -> Vec<(&'static str, String, Uuid)> {
    let w = &app.world;
    let (hub, firm, li_mei, wu_fang, need_said) = (w.lucheng, w.kangjie, w.li_mei, w.wu_fang, need.to_owned());
    let id = app.system(move |tx, c| {
        let id = c.new_id();
        let person = sql!("SELECT person_id FROM memberships WHERE id = $1");
        let owner: Uuid = tx.one(person, &params![li_mei])?.get("person_id");
        let clerk: Uuid = tx.one(person, &params![wu_fang])?.get("person_id");
        let need: Uuid = tx.one(sql!("SELECT id FROM needs WHERE reference = $1"), &params![need_said.as_str()])?.get("id");
        let view = sql!("INSERT INTO saved_views (person_id, hub_id, id, name, query, saved_at) VALUES ($1, $2, $3, '早上', '/home', 0)");
        tx.execute(view, &params![clerk, hub, id])?;
        let answer = sql!(
            "INSERT INTO canned_answers (hub_id, id, kind, title, words, kept_by, kept_at)
             VALUES ($1, $2, 'ask', '补样品', '请补样品', $3, 0)"
        );
        tx.execute(answer, &params![hub, id, clerk])?;
        let gap = sql!(
            "INSERT INTO gaps (hub_id, id, need_id, number, name, formats, service_name, due_on, state, set_by, set_at)
             VALUES ($1, $2, $3, 1, '营业执照', '', '', '2026-03-10', 'open', $4, 0)"
        );
        tx.execute(gap, &params![hub, id, need, clerk])?;
        let approval = sql!(
            "INSERT INTO approvals (hub_id, id, organization_id, kind, object_id, reference, about, amount_fen, content,
             steps, step, approver_id, asked_by, asked_name, asked_at, state)
             VALUES ($1, $2, $3, 'accept', $4, $5, '耐折测试', 1, '{\"accept\":[[],1]}', '[]', 0, $6, $6, '李梅', 0, 'waiting')"
        );
        tx.execute(approval, &params![hub, id, firm, need, need_said, owner])?;
        let window = sql!(
            "INSERT INTO hall_windows (hub_id, id, name, opens, closes, minutes, places, state)
             VALUES ($1, $2, '1 号窗口', 540, 1020, 30, 1, 'open')"
        );
        tx.execute(window, &params![hub, id])?;
        let ticket = sql!(
            "INSERT INTO hall_tickets (hub_id, id, day, number, token, function, state, taken_at)
             VALUES ($1, $2, '2026-03-02', 1, $3, 'testing', 'waiting', 0)"
        );
        tx.execute(ticket, &params![hub, id, TICKET])?;
        let booked = sql!(
            "INSERT INTO appointments (hub_id, id, window_id, need_id, firm_id, day, starts, place, state, booked_by, booked_at)
             VALUES ($1, $2, $2, $3, $4, '2026-03-03', 540, 1, 'booked', $5, 0)"
        );
        tx.execute(booked, &params![hub, id, need, firm, owner])?;
        let closing = sql!(
            "INSERT INTO hall_closings (hub_id, id, day, from_minute, until_minute, reason, set_by, set_at)
             VALUES ($1, $2, '2026-03-09', 0, 1440, '停电检修', $3, 0)"
        );
        tx.execute(closing, &params![hub, id, clerk])?;
        Ok(id)
    });
    let of = |begin: &str| format!("{begin}/{id}");
    vec![
        ("/home/views/{id}", of("/home/views"), wu_fang),
        ("/directory/answers/{id}", of("/directory/answers"), w.zhou_min),
        ("/needs/{reference}/gaps/{number}", format!("/needs/{need}/gaps/1"), li_mei),
        ("/approvals/{id}", of("/approvals"), li_mei),
        ("/hall/tickets/{id}", of("/hall/tickets"), wu_fang),
        ("/hall/appointments/{id}", of("/hall/appointments"), wu_fang),
        ("/hall/windows/{id}", of("/hall/windows"), w.zhou_min),
        ("/hall/closings/{id}", of("/hall/closings"), w.zhou_min),
        ("/organization/requests/{id}", of("/organization/requests"), li_mei),
    ]
}

/// A list that the manager of the hub has handed in.
fn imported(app: &TestApp) -> Vec<(&'static str, String, Uuid)> {
    let manager = app.world.zhou_min;
    let list = "姓名,工作单位,擅长领域\n徐立,温州大学,鞋材高分子".as_bytes();
    let sent = app.as_(manager).post_files("/imports/new", &[("kind", "experts")], &[("专家.csv", list)]);
    let import = sent.expect(303).location;
    app.run_jobs();
    vec![
        ("/imports/{id}", import.clone(), manager),
        ("/imports/{id}/files/{name}", format!("{import}/files/original.csv"), manager),
        ("/imports/templates/{name}", "/imports/templates/experts.csv".into(), manager),
    ]
}

/// An instrument, and a booking of it.
fn booked(app: &TestApp) -> Vec<(&'static str, String, Uuid)> {
    let w = &app.world;
    let code = app.instrument_offered(|_| {});
    let reference = app.slot_booked(&code, jiff::civil::date(2026, 3, 6), 9, 120);
    let told = app.as_(w.li_mei).post("/feeds", &[("kind", "person")]).expect(200).text;
    let at = told.find("/feeds/calendar/").expect("an address");
    let feed = told[at..].split(['<', '"', ' ']).next().unwrap_or_default().to_owned();
    let made: Uuid = app.system(|tx, _| Ok(tx.one(sql!("SELECT id FROM feeds"), &params![])?.get("id")));
    let start = crate::app::millis_of(jiff::civil::date(2026, 3, 9), 9, 0);
    let pick = format!("{code} {start} 60");
    let bundle = app.as_(w.li_mei).post("/bookings/together", &[("pick", pick.as_str())]).expect(303).location;
    let wait: Uuid = app.system(|tx, c| {
        let id = c.new_id();
        let wait = sql!(
            "INSERT INTO booking_waits (hub_id, id, instrument_id, through_id, firm_id, provider_id, person_id, from_at,
             until_at, minutes, state, joined_at) SELECT hub_id, $1, instrument_id, through_id, firm_id, provider_id,
             person_id, starts_at, ends_at, 60, 'left', 0 FROM bookings LIMIT 1"
        );
        tx.execute(wait, &params![id])?;
        Ok(id)
    });
    vec![
        ("/feeds/{id}", format!("/feeds/{made}"), w.li_mei),
        ("/feeds/calendar/{token}", feed, w.li_mei),
        ("/instruments/{code}", format!("/instruments/{code}"), w.li_mei),
        ("/instruments/{code}/hours", format!("/instruments/{code}/hours"), w.zhao_gong),
        ("/api/instruments/{code}/hours", format!("/api/instruments/{code}/hours"), w.zhao_gong),
        ("/own-instruments/{code}", format!("/own-instruments/{code}"), w.zhao_gong),
        ("/directory/instruments/{code}", format!("/directory/instruments/{code}"), w.wu_fang),
        ("/bookings/{reference}", format!("/bookings/{reference}"), w.li_mei),
        ("/bookings/together/{reference}", bundle, w.li_mei),
        ("/bookings/waits/{id}", format!("/bookings/waits/{wait}"), w.li_mei),
    ]
}

/// A round of the county's bureau with the hub of 鹿城 in it, an expert who looks at it, and its evidence.
fn evaluated(app: &TestApp) -> Vec<(&'static str, String, Uuid)> {
    let w = &app.world;
    let official = somebody(app, "卢俊", Role::Official, (None, None, Some("330302")));
    let expert = somebody(app, "朱可", Role::Expert, (None, Some(w.yueqing), None));
    let fields = [
        ("title", "2026 年度鹿城区综合体评价"),
        ("year", "2026"),
        ("scheme", "yizhan-2026"),
        ("within", "330302"),
        ("begins", "2026-03-04"),
        ("sample", "5"),
    ];
    let round = app.as_(official).post("/rounds/new", &fields).expect(303).location;
    // One that is published: everybody reads it, and nobody objects any more.
    let mut before = fields;
    before[1].1 = "2025";
    let published = app.as_(official).post("/rounds/new", &before).expect(303).location;
    let code = published.trim_start_matches("/rounds/").to_owned();
    app.system(move |tx, _| {
        tx.execute(sql!("UPDATE rounds SET state = 'final' WHERE code = $1"), &params![code.as_str()])?;
        Ok(())
    });
    let (hub, code) = (w.lucheng, round.trim_start_matches("/rounds/").to_owned());
    let (review, file) = app.system(move |tx, c| {
        let person = sql!("SELECT person_id FROM memberships WHERE id = $1");
        let person: Uuid = tx.one(person, &params![expert])?.get("person_id");
        let round: Uuid = tx.one(sql!("SELECT id FROM rounds WHERE code = $1"), &params![code.as_str()])?.get("id");
        let (review, entry, file) = (c.new_id(), c.new_id(), c.new_id());
        let asked = sql!(
            "INSERT INTO round_reviews (hub_id, id, round_id, person_id, label, alias, state, assigned_by, assigned_at)
             VALUES ($1, $2, $3, $4, 'E1', 'A7C20', 'assigned', $4, 0)"
        );
        tx.execute(asked, &params![hub, review, round, person])?;
        let reported = sql!(
            "INSERT INTO measure_entries (hub_id, id, reference, code, from_month, to_month, value, words, state,
             reported_by, reported_at) VALUES ($1, $2, 'LCX26-CHARTR-0', 'charter', '2026-01', '2026-12', '1',
             '章程已印发', 'accepted', $3, 0)"
        );
        tx.execute(reported, &params![hub, entry, person])?;
        let attached = sql!(
            "INSERT INTO attachments (id, hub_id, object, object_id, hash, name, kind, bytes, person_id, created_at)
             SELECT $1, $2, 'entry', $3, hash, name, kind, bytes, person_id, created_at FROM attachments LIMIT 1"
        );
        tx.execute(attached, &params![file, hub, entry])?;
        Ok((review, file))
    });
    vec![
        ("/rounds/{code}", round.clone(), official),
        ("/rounds/{code}/hubs/{hub}", format!("{round}/hubs/LCX"), w.zhou_min),
        ("/rounds/{code}/experts/{hub}", format!("{round}/experts/LCX"), official),
        ("/rounds/{code}/objections/{number}", format!("{round}/objections/1"), official),
        ("/reviews/{id}", format!("/reviews/{review}"), expert),
        ("/reviews/{id}/files/{file}", format!("/reviews/{review}/files/{file}"), expert),
        ("/evaluations/{code}", published.replace("/rounds/", "/evaluations/"), w.li_mei),
    ]
}

/// What is nobody's: the same for whoever may ask for it.
const NOBODYS: [&str; 5] = [
    "/imports/templates/{name}",
    "/instruments/{code}/holds",
    "/instruments/{code}/training",
    "/instruments/{code}/waits",
    "/instruments/{code}/series",
];

/// What the hub of 鹿城 keeps in its directory, and the USCC of 瓯江检测, which has proposed a change of its service.
fn kept(app: &TestApp) -> (String, Vec<(&'static str, String)>) {
    let (lucheng, oujiang, code) = (app.world.lucheng, app.world.oujiang, app.world.test_service.clone());
    app.system(move |tx, c| {
        let carrier = NewCarrier {
            name: "温州大学鞋材研究中心".into(),
            partner: "温州大学".into(),
            field: "鞋材高分子".into(),
            founded_on: "2021-05-18".into(),
        };
        let carrier = hubs::add_carrier(tx, c, lucheng, &carrier)?;
        let expert = Profile {
            name: "徐立".into(),
            employer: "温州大学".into(),
            fields: "生物力学".into(),
            ..Profile::default()
        };
        let expert = hubs::add_expert(tx, c, lucheng, None, &expert)?;
        let grade = HubGrade {
            year: 2024, grade: "优".into(), source: "省委科技强省建设领导小组办公室公布".into()
        };
        hubs::add_grade(tx, c, lucheng, &grade)?;
        let terms = hubs::Terms { hub: lucheng, words: String::new(), day: String::new() };
        let residency = hubs::residencies(tx, &terms, 0, 1)?.remove(0).id;
        let service = catalogue::by_code(tx, &code)?;
        let entry = catalogue::entry_of(tx, &service)?;
        let new = NewService { promised_days: 3, ..entry };
        catalogue::propose_change(tx, c, &service, service.version, oujiang, &new)?;
        let kept = vec![
            ("/directory/carriers/{id}", format!("/directory/carriers/{carrier}")),
            ("/directory/experts/{id}", format!("/directory/experts/{expert}")),
            ("/directory/residencies/{id}", format!("/directory/residencies/{residency}")),
        ];
        Ok((crate::organizations::by_id(tx, oujiang)?.uscc, kept))
    })
}

/// The address of a path of the table with what is really there.
fn real(path: &str, objects: &[Object]) -> Option<String> {
    let fits = |object: &&Object| path.strip_prefix(object.path).is_some_and(|rest| !rest.contains('{'));
    let object = objects.iter().filter(fits).max_by_key(|object| object.path.len())?;
    Some(path.replacen(object.path, &object.real, 1))
}

/// Whatever a form may ask for, so that nothing but the relation stands in the way.
const FIELDS: [(&str, &str); 18] = [
    ("version", "1"),
    ("reason", "x"),
    ("words", "x"),
    ("question", "请补充"),
    ("answer", "x"),
    ("day", "2026-03-04"),
    ("quote_by", "2026-03-10"),
    ("price", "1"),
    ("days", "1"),
    ("result", "report"),
    ("summary", "x"),
    ("level", "5"),
    ("name", "x"),
    ("item", "00000000-0000-7000-8000-000000000001"),
    ("items", "00000000-0000-7000-8000-000000000001"),
    ("offer", "LCX-001/00000000-0000-7000-8000-000000000001"),
    ("remark", "x"),
    ("proposed_at", "1"),
];

#[test]
fn what_belongs_to_others_is_not_found() {
    let app = TestApp::new();
    let (objects, strangers) = (objects(&app), strangers(&app));
    let before = app.events();
    let mut tried: BTreeMap<&str, usize> = BTreeMap::new();
    for route in table().iter().filter(|route| route.path.contains('{')) {
        let path = real(route.path, &objects).unwrap_or_else(|| {
            panic!("{} has no object: give it one in `objects`, so that others are tried on it", route.path)
        });
        for (role, membership) in &strangers {
            let admitted = match route.rule.who {
                Callers::Everyone => false,
                Callers::AnySession | Callers::SignedIn => true,
                Callers::Roles(roles) => roles.contains(role),
            };
            if !admitted || NOBODYS.contains(&route.path) {
                continue;
            }
            let person = app.as_(*membership);
            let answer = if route.method == "GET" { person.get(&path) } else { person.post(&path, &FIELDS) };
            assert_eq!(answer.status.as_u16(), 404, "{role:?} {} {path}\n{}", route.method, answer.text);
            assert!(!answer.text.contains("康捷") && !answer.text.contains("瓯江"), "{role:?} {path}");
            *tried.entry(route.path).or_default() += 1;
        }
        // Everybody's, or only theirs who reach everything: there are no strangers.
        let of_all = route.rule.who == Callers::Everyone || route.rule.relation == Relation::Any;
        let of_all = of_all || NOBODYS.contains(&route.path);
        let tries = tried.get(route.path).copied().unwrap_or_default();
        assert!(tries > 0 || of_all, "nobody is a stranger to {} {}", route.method, route.path);
    }
    assert!(tried.len() > 40, "{}", tried.len());
    assert_eq!(app.events(), before);
}

#[test]
fn the_objects_of_the_test_above_are_really_there() {
    let app = TestApp::new();
    let objects = objects(&app);
    let mut seen = 0;
    for object in &objects {
        if table().iter().any(|route| route.method == "GET" && route.path == object.path) {
            let status = app.as_(object.whose).get(&object.real).status.as_u16();
            assert!([200, 303].contains(&status), "{}: {status}", object.real);
            seen += 1;
        }
    }
    assert!(seen > 18, "{seen}");
}

#[test]
fn a_path_without_its_object_is_noticed() {
    let object = |path, real: &str| Object { path, real: real.into(), whose: Uuid::nil() };
    let objects = [object("/needs/{reference}", "/needs/LCX26-7K3F9Q-T"), object("/drafts/{id}", "/drafts/7")];
    assert_eq!(real("/needs/{reference}/plan", &objects).as_deref(), Some("/needs/LCX26-7K3F9Q-T/plan"));
    assert_eq!(real("/drafts/{id}/check", &objects).as_deref(), Some("/drafts/7/check"));
    for missing in ["/drafts/{id}/{question}", "/machines/{id}", "/needs/{reference}/items/{id}"] {
        assert_eq!(real(missing, &objects), None, "{missing}");
    }
}
