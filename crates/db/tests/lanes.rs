//! The lanes on the engine that `TEST_DATABASE` names.

use std::sync::mpsc;
use std::time::Duration;

use db::testing::{TestDatabase, database};
use db::{Db, Engine, Error, Migration, Options, Scope, Tx, Value, params, sql};
use uuid::Uuid;

const SCHEMA: &[Migration] = &[Migration {
    name: "0001",
    portable: "CREATE TABLE hubs (id UUID PRIMARY KEY, name TEXT NOT NULL UNIQUE, firms BIGINT CHECK (firms >= 0),
  hash BYTEA, share DOUBLE PRECISION, words JSONB
);
CREATE TABLE centers (hub_id UUID NOT NULL REFERENCES hubs (id), name TEXT NOT NULL
);",
    sqlite: None,
    postgres: None,
}];

fn open(options: Options) -> (Db, TestDatabase) {
    let made = database(SCHEMA);
    (Db::open(&made.url, options, SCHEMA).unwrap(), made)
}

fn insert(tx: &mut Tx, number: u8, name: &str, firms: i64) -> Result<u64, Error> {
    let id = Uuid::from_bytes([number; 16]);
    tx.execute(sql!("INSERT INTO hubs (id, name, firms) VALUES ($1, $2, $3)"), &params![id, name, firms])
}

fn names(db: &Db) -> Vec<String> {
    let read = |tx: &mut Tx| tx.query(sql!("SELECT name FROM hubs ORDER BY name"), &params![]);
    db.read_blocking(Scope::system(), read).unwrap().iter().map(|row| row.get("name")).collect()
}

#[test]
fn values_come_back() {
    let (db, _made) = open(Options::default());
    let id = Uuid::from_bytes([7; 16]);
    let values = params![id, "鹿城鞋业 '综合体'", Value::Null, [9u8; 32], 0.25, r#"{"行业": "鞋"}"#];
    let insert = sql!("INSERT INTO hubs (id, name, firms, hash, share, words) VALUES ($1, $2, $3, $4, $5, $6)");
    db.write_blocking(Scope::system(), move |tx| tx.execute(insert, &values)).unwrap();
    let read =
        move |tx: &mut Tx| tx.one(sql!("SELECT *, words ->> '行业' AS trade FROM hubs WHERE id = $1"), &params![id]);
    let row = db.read_blocking(Scope::system(), read).unwrap();
    assert_eq!(row.get::<Uuid>("id"), id);
    assert_eq!(row.get::<String>("name"), "鹿城鞋业 '综合体'");
    assert_eq!(row.get::<Option<i64>>("firms"), None);
    assert_eq!(row.get::<[u8; 32]>("hash"), [9; 32]);
    assert_eq!(row.get::<f64>("share"), 0.25);
    assert_eq!(row.get::<String>("trade"), "鞋");
}

#[test]
fn parameters_are_numbered_not_ordered() {
    let (db, _made) = open(Options::default());
    let read = |tx: &mut Tx| {
        tx.one(sql!("SELECT CAST($2 AS TEXT) AS second, CAST($1 AS TEXT) AS first"), &params!["甲", "乙"])
    };
    let row = db.read_blocking(Scope::system(), read).unwrap();
    assert_eq!((row.get::<String>("first"), row.get::<String>("second")), ("甲".into(), "乙".into()));
}

#[test]
fn refusals_are_told_apart() {
    let (db, _made) = open(Options::default());
    db.write_blocking(Scope::system(), |tx| insert(tx, 1, "乐清电气", 1)).unwrap();
    let again = db.write_blocking(Scope::system(), |tx| insert(tx, 2, "乐清电气", 1)).unwrap_err();
    assert!(matches!(again, Error::Unique { .. }), "{again:?}");
    let check = db.write_blocking(Scope::system(), |tx| insert(tx, 3, "瓯海眼镜", -1)).unwrap_err();
    assert!(matches!(check, Error::Check(_)), "{check:?}");
    let nobody = sql!("INSERT INTO centers (hub_id, name) VALUES ($1, $2)");
    let foreign =
        db.write_blocking(Scope::system(), |tx| tx.execute(nobody, &params![Uuid::nil(), "检测服务"])).unwrap_err();
    assert_eq!(foreign, Error::ForeignKey);
    let none =
        db.read_blocking(Scope::system(), |tx| tx.one(sql!("SELECT name FROM hubs WHERE firms = 99"), &params![]));
    assert_eq!(none.unwrap_err(), Error::NoRow);
}

#[test]
fn what_fails_in_a_group_leaves_its_neighbours() {
    let (db, _made) = open(Options { lanes: 1, ..Options::default() });
    let (go, wait) = mpsc::channel::<()>();
    let first = db.clone();
    let (started, is_started) = mpsc::channel();
    let blocked = std::thread::spawn(move || {
        first.write_blocking(Scope::system(), move |tx| {
            started.send(()).unwrap();
            wait.recv().unwrap();
            insert(tx, 1, "鹿城鞋业", 1)
        })
    });
    is_started.recv().unwrap();
    // These three wait behind the first, so SQLite commits all four together.
    let spawn = |f: fn(&mut Tx) -> Result<u64, Error>| {
        let db = db.clone();
        std::thread::spawn(move || db.write_blocking(Scope::system(), f))
    };
    let fails = spawn(|tx| {
        insert(tx, 2, "白写", 1)?;
        insert(tx, 2, "白写", 1)
    });
    let panics = spawn(|tx| {
        insert(tx, 3, "也白写", 1)?;
        panic!("made by the test")
    });
    let works = spawn(|tx| insert(tx, 4, "瑞安汽车关键零部件", 1));
    while db.queued() < 3 {
        std::thread::yield_now();
    }
    go.send(()).unwrap();
    blocked.join().unwrap().unwrap();
    works.join().unwrap().unwrap();
    assert!(fails.join().unwrap().is_err());
    assert_eq!(panics.join().unwrap().unwrap_err(), Error::Panicked);
    assert_eq!(names(&db), ["瑞安汽车关键零部件", "鹿城鞋业"]);
}

type Done = std::thread::JoinHandle<Result<u64, Error>>;
type Command = Box<dyn FnOnce(&mut Tx) -> Result<u64, Error> + Send>;

/// Queues commands behind one that waits, in their order, and lets them all run: on SQLite in one group. PostgreSQL gives each
/// a transaction of its own and promises no order: there one by one.
fn together(db: &Db, commands: Vec<Command>) -> Vec<Result<u64, Error>> {
    if db.engine() == Engine::Postgres {
        let first: Command = Box::new(|tx| insert(tx, 255, "先来的", 1));
        return std::iter::once(first).chain(commands).map(|c| db.write_blocking(Scope::system(), c)).collect();
    }
    let (go, wait) = mpsc::channel::<()>();
    let (started, is_started) = mpsc::channel();
    let spawn = |f: Command| -> Done {
        let db = db.clone();
        std::thread::spawn(move || db.write_blocking(Scope::system(), f))
    };
    let mut done = vec![spawn(Box::new(move |tx| {
        started.send(()).unwrap();
        wait.recv().unwrap();
        insert(tx, 255, "先来的", 1)
    }))];
    is_started.recv().unwrap();
    for (queued, command) in commands.into_iter().enumerate() {
        done.push(spawn(command));
        while db.queued() <= queued {
            std::thread::yield_now();
        }
    }
    go.send(()).unwrap();
    done.into_iter().map(|one| one.join().unwrap()).collect()
}

/// More than is kept of a group to be written again.
const LONG: usize = 9 * 1024 * 1024;

fn command(kind: u8, number: u8) -> Command {
    let name = format!("综合体 {number}");
    let grow = sql!("UPDATE hubs SET firms = firms + 1 WHERE firms < $1 RETURNING name");
    let long = move |tx: &mut Tx| {
        let words = format!("\"{}\"", "字".repeat(LONG / 3));
        let insert = sql!("INSERT INTO hubs (id, name, firms, words) VALUES ($1, $2, 1, $3)");
        tx.execute(insert, &params![Uuid::from_bytes([number; 16]), format!("长 {number}"), words])
    };
    match kind {
        0 => Box::new(move |tx| insert(tx, number, &name, 1)),
        // Fails after it has written.
        1 => Box::new(move |tx| {
            insert(tx, number, &name, 1)?;
            tx.query(grow, &params![1000_i64])?;
            Err(Error::Conflict)
        }),
        // Undoes a part itself and goes on.
        2 => Box::new(move |tx| {
            let part: Result<u64, Error> = tx.savepoint(|tx| {
                insert(tx, number, "不留", 1)?;
                insert(tx, number, "不留", 1)
            });
            assert!(part.is_err());
            insert(tx, number, &name, 1)
        }),
        3 => Box::new(move |tx| Ok(tx.query(grow, &params![1000_i64])?.len() as u64)),
        4 => Box::new(|_| Err(Error::NoRow)),
        5 => Box::new(long),
        _ => Box::new(move |tx| {
            long(tx)?;
            Err(Error::Conflict)
        }),
    }
}

#[test]
fn a_group_stands_as_if_those_that_failed_had_never_run() {
    let kinds = [3, 0, 1, 3, 2, 4, 0, 1, 1, 3, 5, 2, 1, 0, 6, 3, 0, 4, 2, 3, 1];
    let (db, _made) = open(Options { lanes: 1, ..Options::default() });
    let results = together(&db, kinds.iter().zip(1..).map(|(kind, number)| command(*kind, number)).collect());
    let mut expected: Vec<(String, i64)> = vec![("先来的".into(), 1)];
    for ((kind, number), result) in kinds.iter().zip(1..).zip(&results[1..]) {
        match kind {
            0 | 2 => expected.push((format!("综合体 {number}"), 1)),
            3 => expected.iter_mut().for_each(|(_, firms)| *firms += 1),
            5 => expected.push((format!("长 {number}"), 1)),
            _ => {}
        }
        let changed = if *kind == 3 { expected.len() as u64 } else { 1 };
        match kind {
            1 | 6 => assert_eq!(*result, Err(Error::Conflict)),
            4 => assert_eq!(*result, Err(Error::NoRow)),
            _ => assert_eq!(*result, Ok(changed), "{kind} {number}"),
        }
    }
    let read = |tx: &mut Tx| tx.query(sql!("SELECT name, firms FROM hubs ORDER BY id"), &params![]);
    let rows = db.read_blocking(Scope::system(), read).unwrap();
    let mut found: Vec<(String, i64)> = rows.iter().map(|row| (row.get("name"), row.get("firms"))).collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
    if db.engine() == Engine::Sqlite {
        assert_eq!(db.commits().commits, 1, "they ran as one group");
    }
}

/// SQLite undoes the whole transaction when it interrupts a statement that writes.
#[test]
fn a_write_that_runs_away_is_told_to_those_before_it_and_hinders_none_after_it() {
    let (db, _made) = open(Options { lanes: 1, statement_limit: Duration::from_millis(200), ..Options::default() });
    let endless = |tx: &mut Tx| {
        let passed_over = tx.execute(
            sql!(
                "INSERT INTO centers (hub_id, name) SELECT hubs.id, 'x' FROM hubs, (WITH RECURSIVE n (i) AS
                 (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT MAX(i) AS m FROM n) AS numbers"
            ),
            &params![],
        );
        assert_eq!(passed_over, Err(Error::Timeout));
        // Must not be written by itself.
        insert(tx, 9, "也不留", 1)
    };
    let results = together(&db, vec![Box::new(endless), command(0, 2)]);
    let before = if db.engine() == Engine::Sqlite { Err(Error::Busy) } else { Ok(1) };
    assert_eq!(results[0], before);
    assert!(results[1].is_err());
    assert_eq!(results[2], Ok(1));
    let kept = if db.engine() == Engine::Sqlite { vec!["综合体 2"] } else { vec!["先来的", "综合体 2"] };
    assert_eq!(names(&db), kept);
}

/// PostgreSQL answers the commit of a broken transaction by a rollback without an error.
#[test]
fn a_failure_that_is_passed_over_is_not_told_as_done() {
    let (db, _database) = open(Options::default());
    db.write_blocking(Scope::system(), |tx| insert(tx, 1, "康捷", 1)).unwrap();
    let passed_over = db.write_blocking(Scope::system(), |tx| -> Result<(), Error> {
        insert(tx, 2, "巨恒", 1)?;
        let _again = insert(tx, 1, "康捷", 1);
        Ok(())
    });
    assert_eq!(passed_over, Err(Error::Swallowed));
    let in_savepoint = db.write_blocking(Scope::system(), |tx| -> Result<(), Error> {
        insert(tx, 3, "新锐", 1)?;
        let _again = tx.savepoint(|tx| insert(tx, 1, "康捷", 1));
        Ok(())
    });
    assert_eq!(in_savepoint, Ok(()));
    assert_eq!(names(&db), ["康捷", "新锐"]);
}

#[test]
fn a_savepoint_undoes_only_its_own() {
    let (db, _made) = open(Options::default());
    let write = |tx: &mut Tx| -> Result<u64, Error> {
        insert(tx, 1, "留下", 1)?;
        let inner: Result<u64, Error> = tx.savepoint(|tx| {
            insert(tx, 2, "不留", 1)?;
            insert(tx, 2, "不留", 1)
        });
        assert!(matches!(inner, Err(Error::Unique { .. })));
        insert(tx, 3, "也留下", 1)
    };
    db.write_blocking(Scope::system(), write).unwrap();
    assert_eq!(names(&db), ["也留下", "留下"]);
}

#[test]
fn a_full_queue_is_said_at_once() {
    let (db, _made) = open(Options { queue: 1, lanes: 1, ..Options::default() });
    let (go, wait) = mpsc::channel::<()>();
    let (started, is_started) = mpsc::channel();
    let write = |db: &Db, f: Box<dyn FnOnce() + Send>| {
        let db = db.clone();
        std::thread::spawn(move || {
            db.write_blocking(Scope::system(), move |_| -> Result<(), Error> {
                f();
                Ok(())
            })
        })
    };
    let running = write(
        &db,
        Box::new(move || {
            started.send(()).unwrap();
            wait.recv().unwrap();
        }),
    );
    is_started.recv().unwrap();
    let waiting = write(&db, Box::new(|| {}));
    while db.queued() < 1 {
        std::thread::yield_now();
    }
    assert_eq!(db.write_blocking(Scope::system(), |_| Ok::<(), Error>(())).unwrap_err(), Error::Busy);
    go.send(()).unwrap();
    running.join().unwrap().unwrap();
    waiting.join().unwrap().unwrap();
}

#[test]
fn a_statement_that_runs_away_is_stopped() {
    let (db, _made) = open(Options { statement_limit: Duration::from_millis(50), ..Options::default() });
    let endless = sql!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT MAX(i) AS m FROM n"
    );
    assert_eq!(db.read_blocking(Scope::system(), |tx| tx.one(endless, &params![])).unwrap_err(), Error::Timeout);
    assert_eq!(names(&db), Vec::<String>::new());
}

#[test]
fn postgres_is_told_who_asks() {
    let (db, _made) = open(Options::default());
    let scope = Scope::with(vec![("organization", "it's 甲".to_owned())]);
    let told = db.read_blocking(scope, |tx| -> Result<Option<String>, Error> {
        assert_eq!(tx.scope().get("organization"), Some("it's 甲"));
        if tx.engine() == Engine::Sqlite {
            return Ok(None);
        }
        let row = tx.one(
            sql!(sqlite: "SELECT 1", postgres: "SELECT current_setting('yizhan.organization') AS o"),
            &params![],
        )?;
        Ok(Some(row.get("o")))
    });
    assert_eq!(told.unwrap().as_deref(), if db.engine() == Engine::Sqlite { None } else { Some("it's 甲") });
}

#[test]
fn a_changed_migration_is_refused() {
    let (db, made) = open(Options::default());
    db.close();
    let changed = [Migration { portable: "CREATE TABLE other (id UUID);", ..SCHEMA[0] }];
    let error = Db::open(&made.url, Options::default(), &changed).err().unwrap();
    assert!(matches!(error, Error::Migration { .. }), "{error:?}");
    assert!(Db::open(&made.url, Options::default(), SCHEMA).is_ok());
}

#[test]
fn every_statement_here_prepares() {
    let (db, _made) = open(Options::default());
    assert!(db::statements().count() > 5);
    assert_eq!(db::prepare_all(&db).unwrap(), []);
}

#[test]
fn closing_ends_what_is_asked_later() {
    let (db, _made) = open(Options::default());
    db.close();
    assert_eq!(db.write_blocking(Scope::system(), |_| Ok::<(), Error>(())).unwrap_err(), Error::Closed);
}
