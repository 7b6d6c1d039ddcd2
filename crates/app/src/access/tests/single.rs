//! What is one person's, one hub's or one provider's alone.

use super::*;

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

/// So is that of bookings.
#[test]
fn a_feed_is_its_persons_and_nobody_elses() {
    let app = TestApp::new();
    app.as_(app.world.li_mei).post("/feeds", &[("kind", "person")]).expect(200);
    let count = |scope: Scope| -> i64 {
        let count = sql!("SELECT COUNT(*) AS n FROM feeds");
        app.app.db.read_blocking(scope, move |tx| tx.one(count, &params![])).unwrap().get("n")
    };
    assert_eq!(count(Scope::system()), 1);
    let others = [firm(app.world.kangjie), clerk(app.world.lucheng), Actor::Visitor.scope()];
    let seen = if app.app.db.engine() == Engine::Postgres { 0 } else { 1 };
    assert!(others.into_iter().all(|scope| count(scope) == seen));
}

/// Figures of whole cities are read by the product for whom it has found to reach the hubs, and by nobody directly.
#[test]
fn rollups_are_nobodys() {
    let app = walked();
    let counts = |scope: Scope| -> Vec<i64> {
        let statements = [
            sql!("SELECT COUNT(*) AS n FROM organization_numbers"),
            sql!("SELECT COUNT(*) AS n FROM rollups"),
            sql!("SELECT COUNT(*) AS n FROM rollup_sets"),
        ];
        let read = move |tx: &mut db::Tx| -> Result<Vec<i64>, db::Error> {
            statements.into_iter().map(|statement| Ok(tx.one(statement, &params![])?.get("n"))).collect()
        };
        app.app.db.read_blocking(scope, read).unwrap()
    };
    let all = counts(Scope::system());
    assert!(all.iter().all(|count| *count > 0), "{all:?}");
    let seen = if app.app.db.engine() == Engine::Postgres { vec![0; 3] } else { all };
    for scope in [clerk(app.world.lucheng), firm(app.world.kangjie), Actor::Visitor.scope()] {
        assert_eq!(counts(scope), seen);
    }
}

/// What a hub reports is read by it and by the officials of its division.
#[test]
fn an_entry_is_its_hubs() {
    let app = TestApp::new();
    app.entry_reported("hall", "yes");
    let count = |scope: Scope| -> i64 {
        let count = sql!("SELECT COUNT(*) AS n FROM measure_entries");
        app.app.db.read_blocking(scope, move |tx| tx.one(count, &params![])).unwrap().get("n")
    };
    assert_eq!((count(Scope::system()), count(clerk(app.world.lucheng))), (1, 1));
    let seen = if app.app.db.engine() == Engine::Postgres { 0 } else { 1 };
    for other in [clerk(app.world.yueqing), firm(app.world.kangjie), Actor::Visitor.scope()] {
        assert_eq!(count(other), seen);
    }
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

/// What only a hub's people see, and what is one person's alone.
#[test]
fn ready_answers_alerts_and_views_stay_inside() {
    let app = walked();
    let (lucheng, yueqing, wu_fang) = (app.world.lucheng, app.world.yueqing, app.world.wu_fang);
    let clerk_id: Uuid = app.system(move |tx, c| {
        let person: Uuid =
            tx.one(sql!("SELECT person_id FROM memberships WHERE id = $1"), &params![wu_fang])?.get("person_id");
        let id = c.new_id();
        tx.execute(
            sql!(
                "INSERT INTO canned_answers (hub_id, id, kind, title, words, kept_by, kept_at)
                 VALUES ($1, $2, 'ask', '补样品', '请补样品', $3, 0)"
            ),
            &params![lucheng, id, person],
        )?;
        tx.execute(
            sql!(
                "INSERT INTO need_alerts (hub_id, need_id, kind, due_on, at)
                 SELECT hub_id, id, 'due', '2026-03-06', 0 FROM needs"
            ),
            &params![],
        )?;
        tx.execute(
            sql!(
                "INSERT INTO order_alerts (hub_id, order_id, kind, due_on, at)
                 SELECT hub_id, id, 'due', '2026-03-06', 0 FROM orders"
            ),
            &params![],
        )?;
        tx.execute(
            sql!(
                "INSERT INTO saved_views (person_id, hub_id, id, name, query, saved_at)
                 VALUES ($1, $2, $3, '早上先看', '/home?kind=triage', 0)"
            ),
            &params![person, lucheng, id],
        )?;
        tx.execute(
            sql!(
                "INSERT INTO need_forwards (hub_id, need_id, to_hub_id, direct, firm_id, reference, reason, passed_by,
                 passed_at) SELECT hub_id, id, $1, 1, firm_id, reference, '属于电气', said_by, 0 FROM needs"
            ),
            &params![yueqing],
        )?;
        Ok(person)
    });
    let counts = |scope: &Scope| -> [i64; 6] {
        let read = |tx: &mut db::Tx| -> Result<[i64; 6], db::Error> {
            let mut counts = [0; 6];
            for (count, statement) in counts.iter_mut().zip([
                sql!("SELECT COUNT(*) AS n FROM canned_answers"),
                sql!("SELECT COUNT(*) AS n FROM need_alerts"),
                sql!("SELECT COUNT(*) AS n FROM need_forwards"),
                sql!("SELECT COUNT(*) AS n FROM needs"),
                sql!("SELECT COUNT(*) AS n FROM saved_views"),
                sql!("SELECT COUNT(*) AS n FROM order_alerts"),
            ]) {
                *count = tx.one(statement, &params![])?.get("n");
            }
            Ok(counts)
        };
        app.app.db.read_blocking(scope.clone(), read).unwrap()
    };
    if app.app.db.engine() == Engine::Sqlite {
        // One file, one process: there the handlers are the only wall.
        assert_eq!(counts(&Actor::Visitor.scope()), [1; 6]);
        return;
    }
    let own = clerk(lucheng).and("person", clerk_id.to_string());
    for (scope, expected) in [
        (own, [1, 1, 1, 1, 1, 1]),
        (clerk(lucheng), [1, 1, 1, 1, 0, 1]),
        // Who received the need sees it, and that it was passed on.
        (clerk(yueqing), [0, 0, 1, 1, 0, 0]),
        (firm(app.world.kangjie), [0, 0, 1, 1, 0, 0]),
        (firm(app.world.juheng), [0; 6]),
        (scope(Role::Auditor, None, Hubs::All), [1, 1, 1, 1, 0, 1]),
        (Actor::Visitor.scope(), [0; 6]),
    ] {
        assert_eq!(counts(&scope), expected, "{scope:?}");
    }
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

#[test]
fn what_waits_within_an_organization_is_its_own_and_no_hubs() {
    let app = walked();
    let (lucheng, oujiang, kangjie) = (app.world.lucheng, app.world.oujiang, app.world.kangjie);
    app.system(move |tx, c| {
        let id = c.new_id();
        tx.execute(
            sql!(
                "INSERT INTO approval_rules (id, organization_id, kind, above_fen, steps, set_by, set_at)
                 SELECT $1, $2, 'quote', 0, '[]', id, 0 FROM people ORDER BY id LIMIT 1"
            ),
            &params![id, oujiang],
        )?;
        tx.execute(
            sql!(
                "INSERT INTO approvals (hub_id, id, organization_id, kind, object_id, reference, about, amount_fen, content,
                 steps, step, approver_id, asked_by, asked_name, asked_at, state)
                 SELECT $3, $1, $2, 'quote', $1, '', '', 0, '', '[]', 0, id, id, '', 0, 'waiting'
                 FROM people ORDER BY id LIMIT 1"
            ),
            &params![id, oujiang, lucheng],
        )?;
        tx.execute(
            sql!(
                "INSERT INTO approval_decisions (hub_id, approval_id, step, person_id, person_name, decision, words,
                 decided_at) SELECT $2, $1, 0, id, '', 'yes', '', 0 FROM people ORDER BY id LIMIT 1"
            ),
            &params![id, lucheng],
        )?;
        // The same order has a note of the hub, and a message that somebody has not read.
        tx.execute(
            sql!(
                "INSERT INTO order_notes (hub_id, id, order_id, person_id, person_name, words, written_at)
                 SELECT hub_id, $1, order_id, delivered_by, '', '留意', 0 FROM deliveries"
            ),
            &params![id],
        )?;
        Ok(())
    });
    let statements = [
        sql!("SELECT COUNT(*) AS n FROM approval_rules"),
        sql!("SELECT COUNT(*) AS n FROM approvals"),
        sql!("SELECT COUNT(*) AS n FROM approval_decisions"),
        sql!("SELECT COUNT(*) AS n FROM order_notes"),
    ];
    let counts = |scope: Scope| -> Vec<i64> {
        let read = move |tx: &mut db::Tx| -> Result<Vec<i64>, db::Error> {
            statements.into_iter().map(|count| Ok(tx.one(count, &params![])?.get("n"))).collect()
        };
        app.app.db.read_blocking(scope, read).unwrap()
    };
    let lab = scope(Role::ProviderOwner, Some(oujiang), Hubs::These(Vec::new()));
    let expected: [&[i64]; 4] = match app.app.db.engine() {
        Engine::Sqlite => [&[1, 1, 1, 1]; 4],
        Engine::Postgres => [&[1, 1, 1, 0], &[0, 0, 0, 1], &[0, 0, 0, 0], &[1, 1, 1, 1]],
    };
    let seen =
        [counts(lab), counts(clerk(lucheng)), counts(firm(kangjie)), counts(scope(Role::Auditor, None, Hubs::All))];
    assert_eq!(seen.each_ref().map(Vec::as_slice), expected);
}

/// A hub sees its own place in a round; who looks at it and which records are called back it does not see.
#[test]
fn who_looks_at_a_hub_is_seen_by_that_expert_alone() {
    let app = TestApp::new();
    let fields = [
        ("title", "2026 年度产业创新服务综合体评价"),
        ("year", "2026"),
        ("scheme", "yizhan-2026"),
        ("within", "3303"),
        ("begins", "2026-03-04"),
        ("sample", "5"),
    ];
    app.as_(app.world.he_official).post("/rounds/new", &fields).expect(303);
    let (hub, expert) = (app.world.lucheng, app.world.xu_expert);
    let person: Uuid = app.system(move |tx, c| {
        let person = sql!("SELECT person_id FROM memberships WHERE id = $1");
        let person: Uuid = tx.one(person, &params![expert])?.get("person_id");
        let round: Uuid = tx.one(sql!("SELECT id FROM rounds"), &params![])?.get("id");
        let id = c.new_id();
        let review = sql!(
            "INSERT INTO round_reviews (hub_id, id, round_id, person_id, label, alias, state, assigned_by, assigned_at)
             VALUES ($1, $2, $3, $4, 'E1', 'A7C20', 'done', $4, 0)"
        );
        tx.execute(review, &params![hub, id, round, person])?;
        let score = sql!(
            "INSERT INTO round_scores (hub_id, review_id, measure, score, reason, given_at)
             VALUES ($1, $2, 'charter', '80', '齐全', 0)"
        );
        tx.execute(score, &params![hub, id])?;
        let sampled = sql!("INSERT INTO round_sample (hub_id, round_id, position, reference) VALUES ($1, $2, 1, 'X')");
        tx.execute(sampled, &params![hub, round])?;
        let objection = sql!(
            "INSERT INTO round_objections (hub_id, id, round_id, number, person_id, name, phone, address, words, made_at,
             state) VALUES ($1, $2, $3, 1, $4, '徐立', '13800000001', '温州', '漏计', 0, 'open')"
        );
        tx.execute(objection, &params![hub, id, round, person])?;
        Ok(person)
    });
    let counts = |scope: &Scope| -> [i64; 5] {
        let read = |tx: &mut db::Tx| -> Result<[i64; 5], db::Error> {
            Ok([
                tx.one(sql!("SELECT COUNT(*) AS n FROM round_hubs"), &params![])?.get("n"),
                tx.one(sql!("SELECT COUNT(*) AS n FROM round_reviews"), &params![])?.get("n"),
                tx.one(sql!("SELECT COUNT(*) AS n FROM round_scores"), &params![])?.get("n"),
                tx.one(sql!("SELECT COUNT(*) AS n FROM round_sample"), &params![])?.get("n"),
                tx.one(sql!("SELECT COUNT(*) AS n FROM round_objections"), &params![])?.get("n"),
            ])
        };
        app.app.db.read_blocking(scope.clone(), read).unwrap()
    };
    let all = [2, 1, 1, 1, 1];
    assert_eq!(counts(&Scope::system()), all);
    if app.app.db.engine() == Engine::Sqlite {
        return;
    }
    let own = Scope::with(vec![("scope", "actor".into()), ("hubs", String::new()), ("person", person.to_string())]);
    assert_eq!(counts(&own), [0, 1, 1, 0, 1]);
    assert_eq!(counts(&clerk(hub)), [1, 0, 0, 0, 0]);
    assert_eq!(counts(&Actor::Visitor.scope()), [0; 5]);
    assert_eq!(counts(&firm(app.world.kangjie)), [0; 5]);
}
