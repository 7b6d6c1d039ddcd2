//! Lists taken in, through HTTP: uploaded, tried out, mended, written, undone.

mod files;
mod hostile;
mod kinds;
mod rights;
mod steps;
mod undoing;

use uuid::Uuid;

use crate::testing::{Answer, Persona, TestApp};

/// A code that passes every check.
fn uscc(serial: usize) -> String {
    codes::uscc::Uscc::make('9', '1', "330302", &format!("MA3{serial:05}")).unwrap().to_string()
}

/// Uploads a list, lets it be tried out, and gives the address of its page.
#[track_caller]
fn take_in(app: &TestApp, person: &Persona, fields: &[(&str, &str)], name: &str, bytes: &[u8]) -> String {
    let page = person.post_files("/imports/new", fields, &[(name, bytes)]).expect(303).location;
    app.run_jobs();
    page
}

/// A CSV of these lines.
fn csv(lines: &[&str]) -> Vec<u8> {
    lines.join("\n").into_bytes()
}

/// Decides of an import as its page shows it.
#[track_caller]
fn decide(app: &TestApp, person: &Persona, page: &str, what: &str) -> Answer {
    let shown = person.get(page).expect(200);
    let version = crate::testing::value_after(&shown.text, "name=\"version\" value=\"");
    person.post(&format!("{page}/{what}"), &[("version", &version)]).expect(303);
    app.run_jobs();
    person.get(page).expect(200)
}

/// What a page says its rows became: new, changed, unchanged, refused.
#[track_caller]
fn counts(app: &TestApp, page: &str) -> [i64; 4] {
    let id: Uuid = page.trim_start_matches("/imports/").parse().unwrap();
    app.system(move |tx, _| {
        let counts = super::store::by_id(tx, id)?.counts;
        Ok([counts.new, counts.changed, counts.unchanged, counts.refused])
    })
}

/// The events that were not there before, each with how often.
fn new_events(app: &TestApp, before: &[String]) -> Vec<(String, usize)> {
    let mut events = app.events();
    for old in before {
        let at = events.iter().position(|event| event == old).expect("an event is never lost");
        events.swap_remove(at);
    }
    events.sort_unstable();
    let mut counted: Vec<(String, usize)> = Vec::new();
    for event in events {
        match counted.last_mut() {
            Some((last, n)) if *last == event => *n += 1,
            _ => counted.push((event, 1)),
        }
    }
    counted
}

/// The same as texts: `import.received`, `hub.expert-added ×2`.
fn told(app: &TestApp, before: &[String]) -> Vec<String> {
    let told = |(event, n): (String, usize)| if n == 1 { event } else { format!("{event} ×{n}") };
    new_events(app, before).into_iter().map(told).collect()
}

/// The rows of a file, header first.
#[track_caller]
fn rows(answer: &Answer) -> Vec<Vec<String>> {
    let table = tables::read(&answer.bytes, &tables::Limits::default()).expect("a table");
    table.rows.into_iter().map(|row| row.cells).collect()
}
