//! The second wall: on PostgreSQL a raw `SELECT` in another party's scope finds nothing.

use db::{Engine, Scope, Sql, params, sql};
use uuid::Uuid;

mod single;

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
        language: None,
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
    let mut all = tables_of_the_flow();
    all.extend(tables_of_orders());
    all.push(("bookings", sql!("SELECT COUNT(*) AS n FROM bookings")));
    all.push(("booking_uses", sql!("SELECT COUNT(*) AS n FROM booking_uses")));
    all.push(("booking_lines", sql!("SELECT COUNT(*) AS n FROM booking_lines")));
    all.push(("booking_strikes", sql!("SELECT COUNT(*) AS n FROM booking_strikes")));
    all.push(("instrument_tokens", sql!("SELECT COUNT(*) AS n FROM instrument_tokens")));
    all.push(("instrument_hours", sql!("SELECT COUNT(*) AS n FROM instrument_hours")));
    all.push(("booking_waits", sql!("SELECT COUNT(*) AS n FROM booking_waits")));
    all.push(("instrument_trainings", sql!("SELECT COUNT(*) AS n FROM instrument_trainings")));
    all
}

/// What hangs on orders.
fn tables_of_orders() -> Vec<(&'static str, &'static Sql)> {
    vec![
        ("rectification_answers", sql!("SELECT COUNT(*) AS n FROM rectification_answers")),
        ("rectification_calls", sql!("SELECT COUNT(*) AS n FROM rectification_calls")),
        ("rating_additions", sql!("SELECT COUNT(*) AS n FROM rating_additions")),
        ("order_reminders", sql!("SELECT COUNT(*) AS n FROM order_reminders")),
        ("order_calls", sql!("SELECT COUNT(*) AS n FROM order_calls")),
        ("messages", sql!("SELECT COUNT(*) AS n FROM messages")),
        ("message_reads", sql!("SELECT COUNT(*) AS n FROM message_reads")),
        ("disputes", sql!("SELECT COUNT(*) AS n FROM disputes")),
        ("dispute_entries", sql!("SELECT COUNT(*) AS n FROM dispute_entries")),
        ("reassignments", sql!("SELECT COUNT(*) AS n FROM reassignments")),
        ("agreements", sql!("SELECT COUNT(*) AS n FROM agreements")),
        ("order_agreements", sql!("SELECT COUNT(*) AS n FROM order_agreements")),
        ("order_requirements", sql!("SELECT COUNT(*) AS n FROM order_requirements")),
    ]
}

fn tables_of_the_flow() -> Vec<(&'static str, &'static Sql)> {
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
        ("pauses", sql!("SELECT COUNT(*) AS n FROM pauses")),
        ("gaps", sql!("SELECT COUNT(*) AS n FROM gaps")),
        ("duplicates", sql!("SELECT COUNT(*) AS n FROM duplicates")),
    ]
}

fn seen(app: &TestApp, scope: &Scope) -> Vec<i64> {
    let scope = scope.clone();
    let count = |tx: &mut db::Tx| {
        tables().into_iter().map(|(_, count)| Ok(tx.one(count, &params![])?.get("n"))).collect::<Result<_, db::Error>>()
    };
    app.app.db.read_blocking(scope, count).unwrap()
}

/// A change of the plan, as the hub proposes it, that concerns this provider.
fn a_change(tx: &mut db::Tx, id: Uuid, provider: Uuid) -> Result<(), crate::web::Error> {
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
    Ok(())
}

/// An order that went through everything: a trip, a delivery, a poor rating with its task, its record; and the rows
/// beside it that the walk does not write.
fn walked() -> TestApp {
    let app = TestApp::new();
    let order = app.order_delivered();
    let li_mei = app.as_(app.world.li_mei);
    li_mei.post(&format!("/orders/{order}/trips"), &[("day", "2026-03-04")]).expect(303);
    let agreements = format!("/orders/{order}/agreements");
    let nda = [("kind", "nda"), ("title", "保密协议"), ("starts_on", "2026-03-04")];
    let file: &[u8] = b"%PDF-1.7\n\xe2\xe3";
    li_mei.post_files(&agreements, &nda, &[("保密协议.pdf", file)]).expect(303);
    li_mei.post(&format!("{agreements}/require"), &[("kind", "nda"), ("do", "yes")]).expect(303);
    let talk = format!("/orders/{order}/messages");
    li_mei.post(&talk, &[("words", "样品今天寄出")]).expect(303);
    li_mei.get(&talk).expect(200);
    let doubt = [("reason", "quality"), ("words", "样品不是我们的")];
    li_mei.post(&format!("/orders/{order}/dispute"), &doubt).expect(303);
    li_mei.post(&format!("/orders/{order}/dispute/withdraw"), &[]).expect(303);
    let called = [("result", "unreached"), ("call_words", "无人接听")];
    app.as_(app.world.zhou_min).post(&format!("/orders/{order}/call"), &called).expect(303);
    li_mei.post(&format!("/orders/{order}/confirm"), &[("level", "2"), ("aspects", "speed")]).expect(303);
    li_mei.post(&format!("/orders/{order}/rating/add"), &[("addition", "补测以后可靠")]).expect(303);
    let lab = app.as_(app.world.zhao_gong);
    lab.post(&format!("/orders/{order}/rectification"), &[("answer", "已增加设备")]).expect(303);
    app.as_(app.world.wu_fang).post(&format!("/orders/{order}/rectification/call"), &called).expect(303);
    let code = app.instrument_offered(|rules| {
        rules.training = true;
        rules.training_words = "每月第一个周三 14:00".into();
    });
    li_mei.post(&format!("/instruments/{code}/training"), &[]).expect(303);
    app.system(|tx, _| {
        tx.execute(sql!("UPDATE instrument_trainings SET expires_on = '2026-12-31'"), &params![])?;
        Ok(())
    });
    app.slot_held(&code, jiff::civil::date(2026, 3, 6), 9, 60);
    app.system(|tx, _| {
        let wait = sql!(
            "INSERT INTO booking_waits (hub_id, id, instrument_id, through_id, firm_id, provider_id, person_id, from_at,
             until_at, minutes, state, joined_at) SELECT hub_id, id, instrument_id, through_id, firm_id, provider_id,
             person_id, starts_at, ends_at, 60, 'left', 0 FROM bookings"
        );
        tx.execute(wait, &params![])?;
        Ok(())
    });
    let (hub, firm, provider) = (app.world.lucheng, app.world.kangjie, app.world.oujiang);
    app.system(move |tx, c| {
        let id = c.new_id();
        beside_the_booking(tx)?;
        beside_the_need(tx, id, firm, provider)?;
        beside_its_orders(tx, id, hub, provider)
    });
    app
}

/// Rows of a use that the walk does not write.
fn beside_the_booking(tx: &mut db::Tx) -> Result<(), crate::web::Error> {
    tx.execute(
        sql!(
            "INSERT INTO instrument_tokens (hub_id, id, instrument_id, provider_id, name, token_hash, made_at)
             SELECT hub_id, id, id, provider_id, '电流采集器', $1, 0 FROM instruments"
        ),
        &params![[7u8; 32]],
    )?;
    tx.execute(
        sql!(
            "INSERT INTO instrument_hours (hub_id, instrument_id, sent_id, provider_id, from_at, until_at, token_id, taken_at)
             SELECT hub_id, id, 'A-1', provider_id, 0, 60000, id, 0 FROM instruments"
        ),
        &params![],
    )?;
    tx.execute(
        sql!(
            "INSERT INTO booking_uses (hub_id, booking_id, instrument_id, through_id, firm_id, provider_id, began_at, side)
             SELECT hub_id, id, instrument_id, through_id, firm_id, provider_id, starts_at, 'firm' FROM bookings"
        ),
        &params![],
    )?;
    tx.execute(
        sql!(
            "INSERT INTO booking_lines (hub_id, booking_id, number, through_id, firm_id, provider_id, name, quantity,
             price_fen) SELECT hub_id, id, 1, through_id, firm_id, provider_id, '垫片', '2 套', 16000 FROM bookings"
        ),
        &params![],
    )?;
    tx.execute(
        sql!(
            "INSERT INTO booking_strikes (hub_id, booking_id, instrument_id, through_id, firm_id, provider_id, struck_at,
             state) SELECT hub_id, id, instrument_id, through_id, firm_id, provider_id, starts_at, 'stands' FROM bookings"
        ),
        &params![],
    )?;
    Ok(())
}

/// Rows of a need that the walk does not write.
fn beside_the_need(tx: &mut db::Tx, id: Uuid, firm: Uuid, provider: Uuid) -> Result<(), crate::web::Error> {
    tx.execute(
        sql!(
            "INSERT INTO order_reminders (hub_id, delivery_id, stage, order_id, reminded_at)
             SELECT hub_id, id, 1, order_id, 0 FROM deliveries"
        ),
        &params![],
    )?;
    tx.execute(
        sql!(
            "INSERT INTO reassignments (hub_id, id, order_id, to_order_id, to_provider_id, to_provider_name, reason,
             settled_fen, settled_words, state, asked_by, asked_at, decided_at)
             SELECT d.hub_id, $1, d.order_id, d.order_id, o.provider_id, '', '设备损坏', 0, '', 'refused',
             d.delivered_by, 0, 0 FROM deliveries d JOIN orders o ON o.hub_id = d.hub_id AND o.id = d.order_id"
        ),
        &params![id],
    )?;
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
    Ok(())
}

/// Rows of what follows a need that the walk does not write.
fn beside_its_orders(tx: &mut db::Tx, id: Uuid, hub: Uuid, provider: Uuid) -> Result<(), crate::web::Error> {
    tx.execute(
        sql!(
            "INSERT INTO pauses (hub_id, id, object, object_id, kind, words, from_on, state, begun_by, begun_at)
             SELECT hub_id, id, 'need', id, 'asked', '缺材料', '2026-03-04', 'agreed', said_by, 0 FROM needs"
        ),
        &params![],
    )?;
    tx.execute(
        sql!(
            "INSERT INTO gaps (hub_id, id, need_id, number, name, formats, service_name, due_on, state, set_by, set_at)
             SELECT hub_id, id, id, 1, '营业执照', '', '', '2026-03-10', 'open', said_by, 0 FROM needs"
        ),
        &params![],
    )?;
    tx.execute(
        sql!(
            "INSERT INTO duplicates (hub_id, need_id, of_id, alike, linked_by, linked_at)
             SELECT hub_id, id, id, 100, said_by, 0 FROM needs"
        ),
        &params![],
    )?;
    tx.execute(
        sql!("INSERT INTO plan_links (hub_id, before_id, after_id) SELECT hub_id, id, id FROM plan_items"),
        &params![],
    )?;
    a_change(tx, id, provider)?;
    tx.execute(
        sql!(
            "INSERT INTO attachments (id, hash, name, kind, bytes, person_id, created_at, hub_id, object, object_id)
             SELECT $1, $2, '报告.pdf', 'pdf', 1, delivered_by, 0, $3, 'delivery', id FROM deliveries"
        ),
        &params![id, [7u8; 32], hub],
    )?;
    Ok(())
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
    let less = |hides: &[&str], all: &[i64]| -> Vec<i64> {
        let of =
            |((name, _), count): ((&'static str, &'static Sql), &i64)| if hides.contains(&name) { 0 } else { *count };
        tables().into_iter().zip(all).map(of).collect()
    };
    let on_postgres = app.app.db.engine() == Engine::Postgres;
    // What an instrument sends is its owner's.
    let sent = ["instrument_tokens", "instrument_hours"];
    let of_firm = if on_postgres { less(&sent, &all) } else { all.clone() };
    assert_eq!(seen(&app, &firm(world.kangjie)), of_firm);
    let provider = seen(&app, &scope(Role::ProviderOwner, Some(world.oujiang), Hubs::These(Vec::new())));
    // The firm's draft is nobody else's, and the versions of its plan are its own and the hub's.
    let expected = if on_postgres { less(&["need_drafts", "plan_versions"], &all) } else { all };
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
