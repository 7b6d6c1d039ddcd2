//! Serving and working until told to stop.

use std::io::IsTerminal;
use std::net::SocketAddr;

use anyhow::Context;
use axum::ServiceExt;
use axum::extract::Request;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::app::{App, Clock};
use crate::config::{Config, LogFormat};
use crate::{jobs, routes};

/// Sets up the log, once a process.
pub fn log(config: &Config) -> anyhow::Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_new(&config.log.level).context("log.level")?;
    let colours = std::io::stderr().is_terminal();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours);
    let set = match config.log.format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().try_init(),
    };
    set.map_err(|error| anyhow::anyhow!("setting up the log: {error}"))
}

/// Opens everything with the machine's clock and chance.
///
/// # Errors
/// As [`App::open`], or when the machine gives no chance.
pub fn open(config: Config) -> anyhow::Result<App> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| anyhow::anyhow!("the machine's source of chance: {error}"))?;
    App::open(config, Clock::Machine, seed)
}

/// `yizhan serve`
///
/// # Errors
/// When it cannot start.
pub fn serve(config: Config) -> anyhow::Result<()> {
    log(&config)?;
    let app = open(config)?;
    run(app, |address| tracing::info!(%address, "serving"))
}

/// Serves an opened installation until told to stop; `ready` hears the address.
///
/// # Errors
/// When the address is taken.
pub fn run(app: App, ready: impl FnOnce(SocketAddr)) -> anyhow::Result<()> {
    runtime()?.block_on(async move {
        let listen = app.config.server.listen;
        let listener = TcpListener::bind(listen).await.with_context(|| format!("listening on {listen}"))?;
        ready(listener.local_addr()?);
        let (stop, stopped) = watch::channel(false);
        let working = app.config.server.jobs.then(|| tokio::spawn(jobs::work(app.clone(), routes::run_job, stopped)));
        let service =
            ServiceExt::<Request>::into_make_service_with_connect_info::<SocketAddr>(routes::router(app.clone()));
        axum::serve(listener, service).with_graceful_shutdown(told_to_stop()).await?;
        stop.send_replace(true);
        app.wake.notify_waiters();
        if let Some(working) = working {
            working.await.context("the worker")?;
        }
        close(app).await
    })
}

/// `yizhan work`
///
/// # Errors
/// When it cannot start.
pub fn work(config: Config) -> anyhow::Result<()> {
    log(&config)?;
    let app = open(config)?;
    runtime()?.block_on(async move {
        let (stop, stopped) = watch::channel(false);
        let working = tokio::spawn(jobs::work(app.clone(), routes::run_job, stopped));
        told_to_stop().await;
        stop.send_replace(true);
        working.await.context("the worker")?;
        close(app).await
    })
}

async fn close(app: App) -> anyhow::Result<()> {
    tokio::task::spawn_blocking(move || app.db.close()).await.context("closing the database")
}

/// The runtime of a command.
///
/// # Errors
/// When the machine has no threads left.
pub fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("starting the runtime")
}

/// Ctrl-C or SIGTERM.
async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        tracing::error!("SIGTERM cannot be heard");
        interrupt.await.unwrap_or_default();
        return;
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
    }
    tracing::info!("stopping");
}
