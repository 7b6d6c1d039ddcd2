//! The crash test: `kill -9` at moments drawn from a seed, under 32 clients that write through HTTP. No acknowledged
//! command is lost, none is done twice, and the log stays consistent.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Sender, channel};

use db::testing::TestDatabase;
use db::{Db, Scope, params, sql};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use yizhan::app::{App, Clock, MIGRATIONS, millis_of};
use yizhan::bench::client::Connection;
use yizhan::bench::yard::{Yard, system};
use yizhan::config::{Config, FileStore};
use yizhan::records::log;
use yizhan::web::{Error, guard};
use yizhan::{hubs, jobs, needs, orders, plans, routes};

const CLIENTS: usize = 32;
const ROUNDS: usize = 20;
/// Most requests sent and answers received before a kill.
const MOST_TICKS: u32 = 400;
const SEED: u64 = 20_260_304;
const SESSION: &str = "a-session-of-the-crash-test";

/// An installation whose process can be killed and started again.
struct Installation {
    database: TestDatabase,
    yard: Yard,
    now: i64,
}

/// A running `yizhan serve`.
struct Server {
    process: Child,
    address: SocketAddr,
}

/// A firm's employee who notes trips of one order, one after another.
struct Client {
    order: String,
    /// How many commands were acknowledged: their numbers are 1 to this.
    acknowledged: usize,
    /// Whether the next one was sent without an answer.
    pending: bool,
}

#[test]
fn a_kill_loses_nothing_acknowledged_and_does_nothing_twice() {
    let installation = Installation::new();
    let mut clients = installation.clients();
    let mut chance = ChaCha8Rng::seed_from_u64(SEED);
    let mut older = None;
    let (mut interrupted, mut done) = (0, 0);
    for round in 1..=ROUNDS {
        let server = installation.serve();
        let ticks = 1 + chance.next_u32() % MOST_TICKS;
        run_and_kill(server, &mut clients, ticks);
        interrupted += clients.iter().filter(|client| client.pending).count();
        let app = installation.open(installation.now);
        done += check(&app, &clients, round);
        log::verify_all(&app, older.as_deref()).expect("the log is consistent");
        older = installation.checkpoint(&app).or(older);
        app.db.close();
    }
    // Otherwise the kills met nobody at work and the test proved nothing.
    assert!(interrupted > ROUNDS && done > 0, "{interrupted} commands interrupted, of which {done} were done");
    let total: usize = clients.iter().map(|client| client.acknowledged).sum();
    assert!(total > ROUNDS * CLIENTS, "{total} commands acknowledged");
    assert!(older.is_some(), "no checkpoint was signed between the kills");
    installation.place_what_waits();
}

impl Installation {
    fn new() -> Installation {
        let database = db::testing::database(MIGRATIONS);
        let now = millis_of(jiff::civil::date(2026, 3, 4), 9, 30);
        let app = App::open(config(&database), Clock::fixed(now), [3; 32]).expect("the installation opens");
        let yard = Yard::build(&app).expect("the yard is built");
        let hash = guard::hash(SESSION);
        let sign_in = move |tx: &mut db::Tx| {
            let insert = sql!(
                "INSERT INTO sessions (token_hash, id, person_id, membership_id, strong, strong_at, created_at, seen_at,
                 expires_at, address, agent) VALUES ($1, $2, $3, $4, 1, $6, $5, $5, $6, '', '')"
            );
            tx.execute(insert, &params![hash, yard.membership, yard.person, yard.membership, now, i64::MAX])
        };
        app.db.write_blocking(Scope::system(), sign_in).expect("a session");
        app.db.close();
        Installation { database, yard, now }
    }

    fn open(&self, now: i64) -> App {
        App::open(config(&self.database), Clock::fixed(now), [5; 32]).expect("the installation opens after a kill")
    }

    /// Everyone has an order of their own under way.
    fn clients(&self) -> Vec<Client> {
        let app = self.open(self.now);
        let (yard, calendar) = (self.yard, app.calendar);
        let order = move |tx: &mut db::Tx, c: &mut yizhan::command::Command| -> Result<String, Error> {
            let need = needs::submit(tx, c, calendar, &yard.need())?.reference;
            let sent = needs::by_reference(tx, &need)?;
            needs::accept(tx, c, calendar, &sent)?;
            let need = needs::by_reference(tx, &need)?;
            let plan = plans::commands::begin(tx, c, &need)?;
            let service = yizhan::catalogue::by_id(tx, yard.hub, yard.service)?.code;
            let new = plans::commands::NewItem {
                service,
                providers: vec![yard.provider],
                note: String::new(),
                after: Vec::new(),
                slot: None,
            };
            let item = plans::commands::add_item(tx, c, &plan, &new)?;
            let plan = |tx: &mut db::Tx| plans::by_need(tx, need.hub_id, need.id)?.ok_or(Error::NotFound);
            let asked = plan(tx)?;
            orders::offering::ask(tx, c, &need, &asked, c.today())?;
            let quoted = plan(tx)?;
            orders::offering::propose(tx, c, &need, &quoted, calendar)?;
            let proposed = plan(tx)?;
            orders::offering::accept(tx, c, &proposed, &[item], calendar)?;
            let items = plans::items(tx, need.hub_id, proposed.id)?;
            items.into_iter().next().and_then(|item| item.order_reference).ok_or(Error::NotFound)
        };
        let orders = (0..CLIENTS).map(|_| system(&app, order).expect("an order under way"));
        let clients = orders.map(|order| Client { order, acknowledged: 0, pending: false }).collect();
        app.db.close();
        clients
    }

    fn serve(&self) -> Server {
        let mut process = Command::new(env!("CARGO_BIN_EXE_yizhan"))
            .arg("serve")
            .env_clear()
            .env("YIZHAN_SERVER__LISTEN", "127.0.0.1:0")
            .env("YIZHAN_DATABASE__URL", &self.database.url)
            .env("YIZHAN_FILES__STORE", "memory")
            .env("YIZHAN_MAIL__URL", "memory:")
            .env("YIZHAN_LOG__FORMAT", "json")
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(process.stderr.take().expect("its log")).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                serde_json::from_str::<serde_json::Value>(&line).ok()?["fields"]["address"].as_str()?.parse().ok()
            })
            .expect("it says where it serves");
        // Somebody must read on, or the program would wait for room in the pipe.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Server { process, address }
    }

    fn checkpoint(&self, app: &App) -> Option<String> {
        let hub = self.yard.hub;
        app.db.read_blocking(Scope::system(), move |tx| log::checkpoint(tx, hub)).expect("the checkpoint is read")
    }

    /// An hour later every lease has run out: what the kills left is placed, and the logs hold every event.
    fn place_what_waits(&self) {
        let app = self.open(i64::from(u32::MAX) * 1000);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        while runtime.block_on(jobs::run_due(&app, routes::run_job)).expect("jobs run") > 0 {}
        log::verify_all(&app, None).expect("the log is consistent");
        let waiting = sql!("SELECT COUNT(*) AS n FROM leaves WHERE position IS NULL");
        assert_eq!(count(&app.db, waiting), 0, "a leaf never got its place");
        let hubs = app.db.read_blocking(Scope::system(), hubs::all).expect("hubs are read");
        assert_eq!(hubs.len(), 1);
        app.db.close();
    }
}

fn config(database: &TestDatabase) -> Config {
    let mut config = Config { files: FileStore::Memory, ..Config::default() };
    config.database.url = database.url.clone();
    config.database.lanes = 2;
    config.database.readers = 1;
    config.mail.url = "memory:".into();
    config
}

/// Everyone writes until the process is killed after so many requests and answers.
fn run_and_kill(mut server: Server, clients: &mut [Client], ticks: u32) {
    let (told, heard) = channel();
    let address = server.address;
    std::thread::scope(|scope| {
        for (number, client) in clients.iter_mut().enumerate() {
            let told = told.clone();
            scope.spawn(move || client.work(number, address, &told));
        }
        drop(told);
        heard.iter().take(ticks as usize).for_each(drop);
        server.process.kill().expect("the process is killed");
        server.process.wait().expect("the process has ended");
    });
}

impl Client {
    fn work(&mut self, own: usize, address: SocketAddr, told: &Sender<()>) {
        let Ok(mut connection) = Connection::open(address) else { return };
        // A browser that lost its answer sends the same form again; an impatient one sends it twice.
        if self.acknowledged > 0 && self.note(own, self.acknowledged, &mut connection, told).is_err() {
            return;
        }
        loop {
            self.pending = true;
            if self.note(own, self.acknowledged + 1, &mut connection, told).is_err() {
                return;
            }
            self.acknowledged += 1;
            self.pending = false;
        }
    }

    /// One trip under its own word, acknowledged when this returns `Ok`.
    fn note(&self, own: usize, number: usize, connection: &mut Connection, told: &Sender<()>) -> std::io::Result<()> {
        let csrf = data_encoding::HEXLOWER.encode(&guard::hash(&format!("csrf {SESSION}"))[..16]);
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("day", "2026-03-05").append_pair("reason", &reason(number));
        form.append_pair("_csrf", &csrf).append_pair("_once", &format!("{own}-{number}"));
        // Nobody hears any more once the process is killed.
        told.send(()).unwrap_or_default();
        let path = format!("/orders/{}/trips", self.order);
        let answer = connection.post(&path, &format!("yz_session={SESSION}"), &form.finish())?;
        assert_eq!(answer.status, 303, "trip {number} of order {}", self.order);
        told.send(()).unwrap_or_default();
        Ok(())
    }
}

fn reason(number: usize) -> String {
    format!("第 {number} 次送补充样品")
}

fn count(db: &Db, statement: &'static db::Sql) -> i64 {
    let read = move |tx: &mut db::Tx| tx.one(statement, &params![]).map(|row| row.get("n"));
    db.read_blocking(Scope::system(), read).expect("rows are counted")
}

/// Compares what is stored with what was acknowledged; gives how many commands were done without their answer
/// having arrived.
fn check(app: &App, clients: &[Client], round: usize) -> usize {
    let read = |tx: &mut db::Tx| {
        tx.query(
            sql!(
                "SELECT o.reference, o.trips, t.reason FROM trips t
                 JOIN orders o ON o.hub_id = t.hub_id AND o.id = t.order_id ORDER BY t.order_id, t.number"
            ),
            &params![],
        )
    };
    let mut stored: HashMap<String, (i64, Vec<String>)> = HashMap::new();
    for row in app.db.read_blocking(Scope::system(), read).expect("trips are read") {
        let (total, reasons) = stored.entry(row.get("reference")).or_default();
        *total = row.get("trips");
        reasons.push(row.get("reason"));
    }
    let mut unheard = 0;
    for client in clients {
        let (total, reasons) = stored.remove(&client.order).unwrap_or_default();
        assert_eq!(total, reasons.len() as i64, "round {round}: trips of {} and their rows", client.order);
        let extra = reasons.len().checked_sub(client.acknowledged).expect("an acknowledged command was lost");
        assert!(extra <= usize::from(client.pending), "round {round}: {reasons:?}");
        let expected: Vec<String> = (1..=reasons.len()).map(reason).collect();
        assert_eq!(reasons, expected, "round {round}: order {}", client.order);
        unheard += extra;
    }
    assert!(stored.is_empty(), "round {round}: trips that nobody noted: {stored:?}");
    let trips = count(&app.db, sql!("SELECT COUNT(*) AS n FROM trips"));
    let events = count(&app.db, sql!("SELECT COUNT(*) AS n FROM events WHERE action = 'order.trip'"));
    let words = count(&app.db, sql!("SELECT COUNT(*) AS n FROM commands"));
    assert_eq!((events, words), (trips, trips), "round {round}: each trip has one event and one word");
    let bare = sql!(
        "SELECT COUNT(*) AS n FROM events e LEFT JOIN leaves l ON l.hub_id = e.hub_id AND l.event_id = e.id
         WHERE l.event_id IS NULL AND e.hub_id IN (SELECT id FROM hubs)"
    );
    assert_eq!(count(&app.db, bare), 0, "round {round}: an event without its leaf");
    unheard
}
