//! The second wall: on PostgreSQL a raw `SELECT` in another party's scope finds nothing.

use db::{Engine, Scope, Sql, params, sql};
use uuid::Uuid;

use super::{Actor, Hubs, Membership, Person, Role};
use crate::testing::TestApp;

fn scope(role: Role, organization: Option<Uuid>, hubs: Hubs) -> Scope {
    let membership = Membership { id: Uuid::nil(), role, organization, hub: None, division: None, name: String::new() };
    let person = Person {
        id: Uuid::nil(),
        name: String::new(),
        session: Uuid::nil(),
        strong: true,
        owes_factor: false,
        keys: true,
        seen_at: 0,
        membership: Some(membership),
        memberships: Vec::new(),
        hubs,
    };
    Actor::Person(Box::new(person)).scope()
}

fn firm(organization: Uuid) -> Scope {
    scope(Role::FirmOwner, Some(organization), Hubs::These(Vec::new()))
}

fn clerk(hub: Uuid) -> Scope {
    scope(Role::HubClerk, None, Hubs::These(vec![hub]))
}

/// Every table behind the wall, and how many of its rows there are.
fn tables() -> Vec<(&'static str, &'static Sql)> {
    vec![
        ("need_drafts", sql!("SELECT COUNT(*) AS n FROM need_drafts")),
        ("needs", sql!("SELECT COUNT(*) AS n FROM needs")),
        ("need_providers", sql!("SELECT COUNT(*) AS n FROM need_providers")),
        ("askbacks", sql!("SELECT COUNT(*) AS n FROM askbacks")),
        ("plans", sql!("SELECT COUNT(*) AS n FROM plans")),
        ("plan_items", sql!("SELECT COUNT(*) AS n FROM plan_items")),
        ("plan_links", sql!("SELECT COUNT(*) AS n FROM plan_links")),
        ("plan_versions", sql!("SELECT COUNT(*) AS n FROM plan_versions")),
        ("plan_changes", sql!("SELECT COUNT(*) AS n FROM plan_changes")),
        ("plan_change_lines", sql!("SELECT COUNT(*) AS n FROM plan_change_lines")),
        ("plan_change_parties", sql!("SELECT COUNT(*) AS n FROM plan_change_parties")),
        ("orders", sql!("SELECT COUNT(*) AS n FROM orders")),
        ("trips", sql!("SELECT COUNT(*) AS n FROM trips")),
        ("deliveries", sql!("SELECT COUNT(*) AS n FROM deliveries")),
        ("confirmations", sql!("SELECT COUNT(*) AS n FROM confirmations")),
        ("ratings", sql!("SELECT COUNT(*) AS n FROM ratings")),
        ("rectifications", sql!("SELECT COUNT(*) AS n FROM rectifications")),
        ("records", sql!("SELECT COUNT(*) AS n FROM records")),
        ("events", sql!("SELECT COUNT(*) AS n FROM events WHERE object IN ('need', 'plan', 'order', 'record')")),
        (
            "leaves",
            sql!(
                "SELECT COUNT(*) AS n FROM leaves l JOIN events e ON e.hub_id = l.hub_id AND e.id = l.event_id
                 WHERE e.object IN ('need', 'plan', 'order', 'record')"
            ),
        ),
        ("attachments", sql!("SELECT COUNT(*) AS n FROM attachments")),
    ]
}

fn seen(app: &TestApp, scope: &Scope) -> Vec<i64> {
    let scope = scope.clone();
    let count = |tx: &mut db::Tx| {
        tables().into_iter().map(|(_, count)| Ok(tx.one(count, &params![])?.get("n"))).collect::<Result<_, db::Error>>()
    };
    app.app.db.read_blocking(scope, count).unwrap()
}

/// An order that went through everything: a trip, a delivery, a poor rating with its task, its record; and the rows
/// beside it that the walk does not write.
fn walked() -> TestApp {
    let app = TestApp::new();
    let order = app.order_delivered();
    let li_mei = app.as_(app.world.li_mei);
    li_mei.post(&format!("/orders/{order}/trips"), &[("day", "2026-03-04")]).expect(303);
    li_mei.post(&format!("/orders/{order}/confirm"), &[("level", "2"), ("aspects", "speed")]).expect(303);
    let (hub, firm, provider) = (app.world.lucheng, app.world.kangjie, app.world.oujiang);
    app.system(move |tx, c| {
        let id = c.new_id();
        tx.execute(sql!("UPDATE needs SET visibility = 'hub'"), &params![])?;
        tx.execute(
            sql!(
                "INSERT INTO need_drafts (id, person_id, firm_id, hub_id, answers, created_at, updated_at)
                 SELECT $1, said_by, $2, hub_id, '{}', 0, 0 FROM needs"
            ),
            &params![id, firm],
        )?;
        tx.execute(
            sql!("INSERT INTO need_providers (hub_id, need_id, organization_id) SELECT hub_id, id, $1 FROM needs"),
            &params![provider],
        )?;
        tx.execute(
            sql!(
                "INSERT INTO askbacks (hub_id, need_id, words, asked_by, asked_at)
                 SELECT hub_id, id, '缺材料', said_by, 0 FROM needs"
            ),
            &params![],
        )?;
        tx.execute(
            sql!("INSERT INTO plan_links (hub_id, before_id, after_id) SELECT hub_id, id, id FROM plan_items"),
            &params![],
        )?;
        tx.execute(
            sql!(
                "INSERT INTO plan_changes (hub_id, id, plan_id, firm_id, state, side, reason, proposed_by, proposed_at)
                 SELECT hub_id, $1, id, firm_id, 'proposed', 'hub', '设备检修', created_by, 0 FROM plans"
            ),
            &params![id],
        )?;
        tx.execute(
            sql!(
                "INSERT INTO plan_change_lines (hub_id, change_id, number, provider_id, body)
                 SELECT hub_id, id, 1, $1, '{}' FROM plan_changes"
            ),
            &params![provider],
        )?;
        tx.execute(
            sql!(
                "INSERT INTO plan_change_parties (hub_id, change_id, firm_id, side, organization_id)
                 SELECT hub_id, id, firm_id, 'provider', $1 FROM plan_changes"
            ),
            &params![provider],
        )?;
        tx.execute(
            sql!(
                "INSERT INTO attachments (id, hash, name, kind, bytes, person_id, created_at, hub_id, object, object_id)
                 SELECT $1, $2, '报告.pdf', 'pdf', 1, delivered_by, 0, $3, 'delivery', id FROM deliveries"
            ),
            &params![id, [7u8; 32], hub],
        )?;
        Ok(())
    });
    app
}

#[test]
fn a_raw_select_of_a_stranger_finds_nothing() {
    let app = walked();
    let world = &app.world;
    let all = seen(&app, &Scope::system());
    assert!(all.iter().all(|count| *count > 0), "a table is empty, so nothing is proved of it: {all:?}");
    for scope in [
        firm(world.juheng),
        scope(Role::ProviderOwner, Some(world.xinrui), Hubs::These(Vec::new())),
        clerk(world.yueqing),
        Actor::Visitor.scope(),
        scope(Role::FirmOwner, None, Hubs::These(Vec::new())),
        Scope::with(Vec::new()),
    ] {
        let found = seen(&app, &scope);
        match app.app.db.engine() {
            // One file, one process: there the handlers are the only wall.
            Engine::Sqlite => assert_eq!(found, all),
            Engine::Postgres => assert_eq!(found, vec![0; all.len()], "{scope:?}"),
        }
    }
}

#[test]
fn whoever_takes_part_sees_it_all() {
    let app = walked();
    let world = &app.world;
    let all = seen(&app, &Scope::system());
    assert_eq!(seen(&app, &clerk(world.lucheng)), all);
    assert_eq!(seen(&app, &scope(Role::Auditor, None, Hubs::All)), all);
    assert_eq!(seen(&app, &firm(world.kangjie)), all);
    let provider = seen(&app, &scope(Role::ProviderOwner, Some(world.oujiang), Hubs::These(Vec::new())));
    let expected: Vec<i64> = match app.app.db.engine() {
        Engine::Sqlite => all,
        // The firm's draft is nobody else's, and the versions of its plan are its own and the hub's.
        Engine::Postgres => {
            let hidden = |name| ["need_drafts", "plan_versions"].contains(&name);
            tables().into_iter().zip(all).map(|((name, _), count)| if hidden(name) { 0 } else { count }).collect()
        }
    };
    assert_eq!(provider, expected);
}

#[test]
fn a_stranger_changes_no_row_and_writes_none() {
    let app = walked();
    if app.app.db.engine() == Engine::Sqlite {
        // Nothing to prove: see the first test.
        return;
    }
    let change = sql!("UPDATE orders SET reason = '改' WHERE price_fen IS NOT NULL");
    let changed = |scope| app.app.db.write_blocking(scope, move |tx| tx.execute(change, &params![]));
    assert_eq!(changed(firm(app.world.juheng)), Ok(0));
    assert_eq!(changed(firm(app.world.kangjie)), Ok(1));
    let taken = sql!("UPDATE orders SET firm_id = $1, provider_id = $1");
    let other = app.world.juheng;
    let away = app.app.db.write_blocking(firm(app.world.kangjie), move |tx| tx.execute(taken, &params![other]));
    assert!(away.is_err(), "a row was pushed over the wall: {away:?}");
    let forged = sql!(
        "INSERT INTO need_drafts (id, person_id, firm_id, answers, created_at, updated_at)
         SELECT $1, id, $2, '{}', 0, 0 FROM people ORDER BY id LIMIT 1"
    );
    let victim = app.world.kangjie;
    let write = move |tx: &mut db::Tx| tx.execute(forged, &params![Uuid::max(), victim]);
    assert!(app.app.db.write_blocking(firm(app.world.juheng), write).is_err());
}

#[test]
fn a_notice_is_its_persons_and_nobody_elses() {
    let app = walked();
    app.run_jobs();
    let li_mei = app.world.li_mei;
    let owner: Uuid = app.system(move |tx, _| {
        let row = tx.one(sql!("SELECT person_id FROM memberships WHERE id = $1"), &params![li_mei])?;
        let insert = sql!("INSERT INTO notice_preferences (person_id, app, mail) VALUES ($1, 'act', 'act')");
        tx.execute(insert, &params![row.get::<Uuid>("person_id")])?;
        Ok(row.get("person_id"))
    });
    let counts = |scope: &Scope| -> (i64, i64) {
        let read = |tx: &mut db::Tx| -> Result<(i64, i64), db::Error> {
            let notices = tx.one(sql!("SELECT COUNT(*) AS n FROM notices"), &params![])?.get("n");
            Ok((notices, tx.one(sql!("SELECT COUNT(*) AS n FROM notice_preferences"), &params![])?.get("n")))
        };
        app.app.db.read_blocking(scope.clone(), read).unwrap()
    };
    let all = counts(&Scope::system());
    assert!(all.0 > 6 && all.1 == 1, "{all:?}");
    let own = Scope::with(vec![("scope", "actor".into()), ("hubs", String::new()), ("person", owner.to_string())]);
    let others = [
        scope(Role::Auditor, None, Hubs::All),
        clerk(app.world.lucheng),
        firm(app.world.kangjie),
        Actor::Visitor.scope(),
        Scope::with(Vec::new()),
    ];
    if app.app.db.engine() == Engine::Sqlite {
        // One file, one process: there the handlers are the only wall.
        assert!(others.iter().all(|scope| counts(scope) == all));
        return;
    }
    assert!(others.iter().all(|scope| counts(scope) == (0, 0)));
    let (notices, choices) = counts(&own);
    assert!(notices > 0 && notices < all.0 && choices == 1, "{notices} of {all:?}");
    let queue = app.app.db.read_blocking(own, |tx| tx.query(sql!("SELECT event_id FROM event_queue"), &params![]));
    assert!(queue.unwrap().is_empty());
}

/// Who are asked for the same work do not read each other's quotes.
#[test]
fn a_provider_reads_its_own_items_of_a_plan_only() {
    let app = TestApp::new();
    let need = app.need_with(&app.world.test_service.clone(), app.world.oujiang);
    let (clerk, plan) = (app.as_(app.world.wu_fang), format!("/needs/{need}/plan"));
    let design = format!("{}/{}", app.world.design_service, app.world.xinrui);
    clerk.post(&format!("{plan}/items"), &[("offer", &design)]).expect(303);
    clerk.post(&format!("{plan}/ask"), &[("quote_by", "2026-03-10")]).expect(303);
    let items = |scope: Scope| -> i64 {
        let count = sql!("SELECT COUNT(*) AS n FROM plan_items");
        app.app.db.read_blocking(scope, move |tx| tx.one(count, &params![])).unwrap().get("n")
    };
    let provider = |id| scope(Role::ProviderOwner, Some(id), Hubs::These(Vec::new()));
    assert_eq!(items(clerk_scope(&app)), 2);
    assert_eq!(items(firm(app.world.kangjie)), 2);
    let own = if app.app.db.engine() == Engine::Postgres { 1 } else { 2 };
    assert_eq!((items(provider(app.world.oujiang)), items(provider(app.world.xinrui))), (own, own));
}

fn clerk_scope(app: &TestApp) -> Scope {
    clerk(app.world.lucheng)
}

/// The address of a calendar is its person's.
#[test]
fn a_subscription_is_its_persons_and_nobody_elses() {
    let app = TestApp::new();
    app.as_(app.world.li_mei).post("/calendar/subscription", &[]).expect(200);
    let count = |scope: Scope| -> i64 {
        let count = sql!("SELECT COUNT(*) AS n FROM calendar_subscriptions");
        app.app.db.read_blocking(scope, move |tx| tx.one(count, &params![])).unwrap().get("n")
    };
    assert_eq!(count(Scope::system()), 1);
    let others = [firm(app.world.kangjie), clerk(app.world.lucheng), Actor::Visitor.scope()];
    let seen = if app.app.db.engine() == Engine::Postgres { 0 } else { 1 };
    assert!(others.into_iter().all(|scope| count(scope) == seen));
}

#[test]
fn a_list_that_was_taken_in_is_its_hubs_and_one_of_no_hub_is_the_administrators() {
    let app = TestApp::new();
    let w = &app.world;
    let (hub, member) = (w.lucheng, w.zhou_min);
    app.system(move |tx, c| {
        for hub in [hub, Uuid::nil()] {
            let id = c.new_id();
            let insert = sql!(
                "INSERT INTO imports (hub_id, id, kind, state, file_name, file_hash, file_bytes, person_id, membership_id,
                 acting_person, acting_membership, created_at)
                 SELECT $1, $2, 'experts', 'checked', '专家.csv', $3, 1, person_id, id, person_id, id, 0
                 FROM memberships WHERE id = $4"
            );
            tx.execute(insert, &params![hub, id, [7u8; 32], member])?;
            let insert = sql!("INSERT INTO import_rows (hub_id, import_id, line, content) VALUES ($1, $2, 2, '{}')");
            tx.execute(insert, &params![hub, id])?;
        }
        Ok(())
    });
    let counts = |scope: Scope| -> (i64, i64) {
        let read = |tx: &mut db::Tx| -> Result<(i64, i64), db::Error> {
            let imports = tx.one(sql!("SELECT COUNT(*) AS n FROM imports"), &params![])?.get("n");
            Ok((imports, tx.one(sql!("SELECT COUNT(*) AS n FROM import_rows"), &params![])?.get("n")))
        };
        app.app.db.read_blocking(scope, read).unwrap()
    };
    assert_eq!(counts(Scope::system()), (2, 2));
    let all = scope(Role::Administrator, None, Hubs::All);
    let strangers = [
        clerk(w.yueqing),
        firm(w.kangjie),
        scope(Role::ProviderOwner, Some(w.oujiang), Hubs::These(Vec::new())),
        Actor::Visitor.scope(),
        Scope::with(Vec::new()),
    ];
    let own = clerk(w.lucheng);
    if app.app.db.engine() == Engine::Sqlite {
        // One file, one process: there the handlers are the only wall.
        assert!(strangers.into_iter().chain([own, all]).all(|scope| counts(scope) == (2, 2)));
        return;
    }
    assert_eq!((counts(own), counts(all)), ((1, 1), (2, 2)));
    assert!(strangers.into_iter().all(|scope| counts(scope) == (0, 0)));
}

#[test]
fn a_part_as_the_system_ends_with_the_part() {
    let app = walked();
    let count = sql!("SELECT COUNT(*) AS n FROM orders");
    let read = move |tx: &mut db::Tx| -> Result<[i64; 4], db::Error> {
        let before = tx.one(count, &params![])?.get("n");
        let (inside, nested) = tx.as_system(|tx| {
            let inside = tx.one(count, &params![])?.get("n");
            tx.as_system(|_| Ok::<(), db::Error>(()))?;
            Ok::<_, db::Error>((inside, tx.one(count, &params![])?.get("n")))
        })?;
        Ok([before, inside, nested, tx.one(count, &params![])?.get("n")])
    };
    let seen = app.app.db.read_blocking(firm(app.world.juheng), read).unwrap();
    let expected = if app.app.db.engine() == Engine::Postgres { [0, 1, 1, 0] } else { [1, 1, 1, 1] };
    assert_eq!(seen, expected);
}

/// What a provider sees of the needs of a hub where it is, or was, resident.
#[test]
fn residents_see_needs_in_the_days_of_their_term_and_named_ones_their_own() {
    let app = TestApp::new();
    let (oujiang, xinrui) = (app.world.oujiang, app.world.xinrui);
    let count = |organization: Uuid, day: &str| -> i64 {
        let count = sql!("SELECT COUNT(*) AS n FROM needs");
        let scope =
            scope(Role::ProviderOwner, Some(organization), Hubs::These(Vec::new())).and("today", day.to_owned());
        app.app.db.read_blocking(scope, move |tx| tx.one(count, &params![])).unwrap().get("n")
    };
    let for_all = app.need_said("providers", Vec::new());
    let for_one = app.need_said("named", vec![oujiang]);
    app.need_said("hub", Vec::new());
    app.system(move |tx, _| {
        let end = sql!("UPDATE residencies SET ends_on = '2026-03-31' WHERE organization_id = $1");
        tx.execute(end, &params![xinrui])?;
        Ok(())
    });
    // 瓯江检测 was named, 新锐设计 was not and leaves at the end of March.
    let expected = match app.app.db.engine() {
        Engine::Sqlite => [3, 3, 3, 3],
        Engine::Postgres => [2, 1, 0, 0],
    };
    let days = [(oujiang, "2026-03-31"), (xinrui, "2026-03-31"), (xinrui, "2026-04-01"), (xinrui, "2024-12-31")];
    assert_eq!(days.map(|(organization, day)| count(organization, day)), expected);
    let (named, other) = (app.as_(app.world.zhao_gong), app.as_(app.world.sun_lin));
    named.get(&format!("/needs/{for_one}")).expect(200);
    other.get(&format!("/needs/{for_one}")).expect(404);
    other.get(&format!("/needs/{for_all}")).expect(200);
    app.on(jiff::civil::date(2026, 4, 1));
    // The old session has ended by then.
    app.as_(app.world.sun_lin).get(&format!("/needs/{for_all}")).expect(404);
}
