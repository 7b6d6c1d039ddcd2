//! Registering, joining, inviting, ending: who comes to act for an organization, a hub or a bureau.

mod admitting;
mod registering;

use uuid::Uuid;

use crate::testing::{Answer, Persona, TestApp};

/// What everybody in these tests signs in with.
const PASSWORD: &str = "瓯江潮起,鹿城鞋香十里";
/// A firm that nobody has registered.
fn new_uscc() -> String {
    codes::uscc::Uscc::make('9', '1', "330302", "MA2XYR88").expect("a code").to_string()
}

/// Somebody who has just opened an account.
fn newcomer(app: &TestApp) -> Persona<'_> {
    app.opened("钱多多", "qian@example.com", PASSWORD)
}

/// A registration that is right, with some fields changed.
fn register(persona: &Persona, changed: &[(&str, &str)]) -> Answer {
    let uscc = new_uscc();
    let mut fields = vec![
        ("uscc", uscc.as_str()),
        ("organization", "温州多多鞋业有限公司"),
        ("kinds", "firm"),
        ("division", "330302"),
        ("industry", "皮鞋制造"),
        ("staff", "86 人"),
        ("revenue", "4,200"),
        ("assets", ""),
    ];
    for (name, value) in changed {
        match fields.iter_mut().find(|(known, _)| known == name) {
            Some(field) => field.1 = value,
            None => fields.push((name, value)),
        }
    }
    persona.post("/register", &fields)
}

/// How many events of this kind there are.
fn count(app: &TestApp, action: &str) -> usize {
    app.events().iter().filter(|event| *event == action).count()
}

/// The USCC of an organization of the world.
fn uscc_of(app: &TestApp, id: Uuid) -> String {
    app.system(move |tx, _| Ok(super::by_id(tx, id)?.uscc))
}

/// The link shown after inviting, as a path.
fn invited(answer: &Answer) -> String {
    let token = crate::testing::value_after(&answer.text.replace('<', "\""), "/links/");
    format!("/links/{token}")
}
