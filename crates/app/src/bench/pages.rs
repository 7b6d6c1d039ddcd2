//! A public page of the product against a bare axum handler with one indexed SQLite query: each a process of its own,
//! asked in turns by the same client through real connections.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::Context;
use axum::Router;
use axum::extract::Path;
use axum::response::Html;
use rusqlite::Connection as Sqlite;

use super::client::Connection;
use super::start::{Running, page};
use super::{Figure, Folder, median, store};
use crate::config::Config;

/// Under which name the program serves the bare handler.
pub(super) const BARE: &str = "bare";
const CONNECTIONS: usize = 16;
const SLICE: Duration = Duration::from_secs(2);
const SLICES: usize = 5;

pub(super) fn measure(path: Option<&str>) -> anyhow::Result<Vec<Figure>> {
    let folder = Folder::new()?;
    let page = page(&folder, path)?;
    let bare_page = page_of_bare(&folder)?;
    let product = Running::start(&folder, &["serve"], &page)?;
    let bare = Running::start(&folder, &["bench", BARE], &bare_page)?;
    let (mut products, mut bares) = (Vec::new(), Vec::new());
    for _ in 0..SLICES {
        bares.push(load(bare.address, &bare_page)?);
        products.push(load(product.address, &page)?);
    }
    let (product, bare) = (median(products), median(bares));
    Ok(vec![
        Figure::plain(&format!("public page {page}"), product, "1/s"),
        Figure::plain("bare axum handler with one indexed query", bare, "1/s"),
        Figure::plain("public page against the bare handler", product / bare, "×").at_least(0.5),
    ])
}

fn page_of_bare(folder: &Folder) -> anyhow::Result<String> {
    let app = folder.open()?;
    let code = super::yard::system(&app, |tx, _| store::any_service_code(tx))?;
    app.db.close();
    Ok(format!("/services/{code}"))
}

/// Answers a second while every connection asks again as soon as it is answered.
fn load(address: SocketAddr, page: &str) -> anyhow::Result<f64> {
    let started = Instant::now();
    let until = started + SLICE;
    let ask = || -> std::io::Result<u64> {
        let mut connection = Connection::open(address)?;
        let mut count = 0;
        while Instant::now() < until {
            if connection.get(page, "")?.status != 200 {
                return Err(std::io::Error::other("not answered with 200"));
            }
            count += 1;
        }
        Ok(count)
    };
    let answered = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(ask)).collect();
        asking.into_iter().map(|one| one.join().map_err(|_| anyhow::anyhow!("a client panicked"))).collect::<Vec<_>>()
    });
    let mut total = 0;
    for count in answered {
        total += count?.with_context(|| format!("asking for {page}"))?;
    }
    Ok(total as f64 / started.elapsed().as_secs_f64())
}

thread_local! {
    static DATABASE: RefCell<Option<Sqlite>> = const { RefCell::new(None) };
}

/// The least that a handler can do with a database: a connection for each thread, one prepared statement, no shell.
async fn bare(Path(code): Path<String>) -> Result<Html<String>, String> {
    let name = DATABASE.with_borrow(|database| -> rusqlite::Result<String> {
        let database = database.as_ref().ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        database.prepare_cached(store::BARE)?.query_row([code], |row| row.get(0))
    });
    name.map(|name| Html(format!("<!doctype html><title>{name}</title><h1>{name}</h1>"))).map_err(|e| e.to_string())
}

pub(super) fn serve_bare(config: &Config) -> anyhow::Result<()> {
    let listen = config.server.listen;
    let file = config.database.url.trim_start_matches("sqlite:").to_owned();
    let open = move || DATABASE.set(Sqlite::open(&file).ok());
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.enable_all().on_thread_start(open.clone()).build().context("starting the runtime")?;
    open();
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind(listen).await?;
        let router = Router::new().route("/services/{code}", axum::routing::get(bare));
        Ok(axum::serve(listener, router).await?)
    })
}
