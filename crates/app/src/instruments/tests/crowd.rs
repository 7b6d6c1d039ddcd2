//! The proof through HTTP: 64 browsers at once at three instruments. No overlap, one winner for each slot, nobody told that we
//! failed, and whoever was too late is told where it can be had.

use db::{Scope, params, sql};
use jiff::civil::date;
use slots::MINUTE;

use super::count;
use super::never_twice::{next, overlaps};
use crate::app::millis_of;
use crate::testing::{Browser, TestApp};

const CLIENTS: usize = 64;
/// Tries of each in a debug build on two cores; `cargo xtask bench instruments` makes all 200.
const TRIES: usize = 30;
/// When the slots begin that all want, in minutes of 6 March.
const STARTS: [i64; 6] = [540, 570, 630, 780, 870, 900];

fn start(minutes: i64) -> String {
    (millis_of(date(2026, 3, 6), 0, 0) + minutes * MINUTE).to_string()
}

/// One of the crowd with what it believes to have.
struct Client {
    browser: Browser,
    seed: u64,
    codes: Vec<String>,
    /// Reference numbers of bookings with when they begin.
    booked: Vec<(String, String)>,
    made: usize,
    lost: usize,
}

impl Client {
    /// Done, or refused with the way out; never a failure of ours.
    fn judge(&mut self, (status, _, page): &(u16, String, String)) -> bool {
        match status {
            303 => return true,
            422 => assert!(page.contains("最近的空闲时段从"), "no way out:\n{page}"),
            409 => assert!(page.contains("href=\""), "no way on:\n{page}"),
            other => panic!("answered with {other}:\n{page}"),
        }
        self.lost += 1;
        false
    }

    async fn hold(&mut self, code: &str, start: &str) -> Option<String> {
        let said =
            self.browser.post(&format!("/instruments/{code}/holds"), &[("start", start), ("minutes", "60")]).await;
        self.judge(&said).then_some(said.1)
    }

    async fn book(&mut self, place: String, start: String) {
        let said = self.browser.post(&format!("{place}/book"), &[("purpose", "抢时段")]).await;
        if self.judge(&said) {
            self.made += 1;
            self.booked.push((place.trim_start_matches("/bookings/").to_owned(), start));
        }
    }

    /// Holds and books, holds and gives back, keeps without booking, moves, cancels.
    async fn try_something(&mut self) {
        let code = self.codes[next(&mut self.seed) as usize % self.codes.len()].clone();
        let wanted = start(STARTS[next(&mut self.seed) as usize % STARTS.len()]);
        match (next(&mut self.seed) % 8, self.booked.pop()) {
            (0 | 1, Some((reference, was))) => {
                let said = self.browser.post(&format!("/bookings/{reference}/move"), &[("start", &wanted)]).await;
                let moved = self.judge(&said);
                self.booked.push((reference, if moved { wanted } else { was }));
            }
            (2 | 3, Some((reference, _))) => {
                let said = self.browser.post(&format!("/bookings/{reference}/cancel"), &[]).await;
                assert!(self.judge(&said), "one's own booking is cancelled: {}", said.2);
            }
            (what, mine) => {
                self.booked.extend(mine);
                let Some(place) = self.hold(&code, &wanted).await else { return };
                match what {
                    4 => {
                        let said = self.browser.post(&format!("{place}/release"), &[]).await;
                        self.judge(&said);
                    }
                    5 => {}
                    _ => self.book(place, wanted).await,
                }
            }
        }
    }
}

/// What is booked, with when it begins.
fn booked(app: &TestApp) -> Vec<(String, String)> {
    let mut found = app.app.db.read_blocking(Scope::system(), |tx| {
        let rows = tx.query(sql!("SELECT reference, starts_at FROM bookings WHERE state = 'booked'"), &params![])?;
        let booked = rows.iter().map(|row| (row.get("reference"), row.get::<i64>("starts_at").to_string()));
        Ok::<Vec<(String, String)>, db::Error>(booked.collect())
    });
    found.as_mut().unwrap().sort();
    found.unwrap()
}

fn several(app: &TestApp) -> Vec<String> {
    (0..3).map(|_| app.instrument_offered(|rules| (rules.before, rules.after, rules.slot) = (10, 20, 30))).collect()
}

#[test]
fn a_crowd_that_holds_books_moves_and_cancels_never_overlaps() {
    let app = TestApp::with(|config| config.database.lanes = 8);
    let codes = several(&app);
    let client = |browser: Browser| {
        let seed = browser.number() as u64 + 1;
        Client { browser, seed, codes: codes.clone(), booked: Vec::new(), made: 0, lost: 0 }
    };
    let mut clients: Vec<Client> = app.crowd(CLIENTS).into_iter().map(client).collect();
    for _ in 0..2 {
        clients = app.at_once(clients, |mut client| async move {
            for _ in 0..TRIES / 2 {
                client.try_something().await;
            }
            client
        });
        assert_eq!(overlaps(&app), 0);
        // What was only kept runs out, and stands in nobody's way.
        app.app.clock.set(app.app.clock.now() + 11 * MINUTE);
    }
    let (made, lost) = clients.iter().fold((0, 0), |(made, lost), each| (made + each.made, lost + each.lost));
    assert!(made >= 10 && lost >= 50, "too little happened: {made} made, {lost} lost");
    // Nobody has lost what they were told they have, and nobody has more.
    let mut believed: Vec<_> = clients.into_iter().flat_map(|client| client.booked).collect();
    believed.sort();
    assert_eq!(believed, booked(&app));
    assert_eq!(count(&app, "booking.made"), made);
}

#[test]
fn of_a_crowd_that_wants_one_slot_exactly_one_gets_it() {
    let app = TestApp::with(|config| config.database.lanes = 8);
    let codes = several(&app);
    let mut crowd = app.crowd(CLIENTS);
    for (at, code) in codes.into_iter().enumerate() {
        let wanted = start(STARTS[at]);
        let ends = app.at_once(crowd, |browser| {
            let (code, wanted) = (code.clone(), wanted.clone());
            async move {
                let mut client = Client { browser, seed: 1, codes: Vec::new(), booked: Vec::new(), made: 0, lost: 0 };
                if let Some(place) = client.hold(&code, &wanted).await {
                    client.book(place, wanted).await;
                }
                client
            }
        });
        let (made, lost) = ends.iter().fold((0, 0), |(made, lost), each| (made + each.made, lost + each.lost));
        assert_eq!((made, lost), (1, CLIENTS - 1), "{code}");
        crowd = ends.into_iter().map(|client| client.browser).collect();
    }
    assert_eq!((overlaps(&app), booked(&app).len()), (0, 3));
}
