//! The site in the process that measures it.

use std::net::SocketAddr;
use std::thread::JoinHandle;

use db::{Options, Scope};

use super::store;
use crate::app::{App, Clock};
use crate::config::Config;
use crate::{jobs, routes};

/// The site in this process, with its jobs, as `serve` has it.
pub(super) struct Served {
    pub(super) address: SocketAddr,
    pub(super) app: App,
    stop: tokio::sync::watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Served {
    pub(super) fn start(config: Config, options: Options) -> anyhow::Result<Served> {
        let app = App::open_with(config, Clock::Machine, [13; 32], options)?;
        let (stop, mut stopped) = tokio::sync::watch::channel(false);
        let listener = std::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let (serving, working) = (app.clone(), stopped.clone());
        let runtime = tokio::runtime::Runtime::new()?;
        let thread = std::thread::spawn(move || {
            runtime.block_on(async move {
                let jobs = tokio::spawn(jobs::work(serving.clone(), routes::run_job, routes::RECURRING, working));
                let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
                let ended = async move {
                    stopped.changed().await.unwrap_or_default();
                };
                let service = routes::router(serving).into_make_service_with_connect_info::<SocketAddr>();
                tokio::select! {
                    _ = axum::serve(listener, service) => {}
                    () = ended => {}
                }
                jobs.await.unwrap_or_default();
            });
        });
        Ok(Served { address, app, stop, thread: Some(thread) })
    }

    /// What the database says now.
    pub(super) fn overlaps(&self) -> anyhow::Result<(i64, i64)> {
        let found = self.app.db.read_blocking(Scope::system(), store::overlaps);
        found.map_err(|error| anyhow::anyhow!("{error:?}"))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        self.app.wake.notify_waiters();
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap_or_default();
        }
        self.app.db.close();
    }
}
