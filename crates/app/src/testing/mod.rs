//! The router in process, a fresh database, memory files, a fixed clock, seeded randomness, and one named world.

mod crowd;
mod flow;
mod world;

pub use crowd::Browser;
pub use flow::{links, need_said, value_after};
pub use world::World;

use axum::Router;
use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{Request, StatusCode, header};
use db::Scope;
use db::testing::TestDatabase;
use http_body_util::BodyExt;
use tower::ServiceExt;
use uuid::Uuid;

use crate::app::{App, Clock, MIGRATIONS, millis_of};
use crate::command::Command;
use crate::config::{Config, FileStore};
use crate::records::actions::ACTIONS;
use crate::web::Error;
use crate::{jobs, routes};

/// 2026年3月4日(周三) 09:30: an ordinary working day.
pub fn start() -> i64 {
    millis_of(jiff::civil::date(2026, 3, 4), 9, 30)
}

/// An installation for one test.
pub struct TestApp {
    /// The application.
    pub app: App,
    /// The named people, hubs and organizations.
    pub world: World,
    router: Router,
    runtime: tokio::runtime::Runtime,
    _database: TestDatabase,
}

/// What came back.
pub struct Answer {
    /// Status.
    pub status: StatusCode,
    /// Where it redirects to, or empty.
    pub location: String,
    /// Text of the body.
    pub text: String,
    /// The body as it came.
    pub bytes: axum::body::Bytes,
    /// `Set-Cookie` lines.
    pub cookies: Vec<String>,
    /// All headers.
    pub headers: axum::http::HeaderMap,
}

impl Answer {
    /// The value of a header, or empty.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Asserts the status; shows the page otherwise.
    #[track_caller]
    pub fn expect(self, status: u16) -> Answer {
        assert_eq!(self.status.as_u16(), status, "to {:?}:\n{}", self.location, self.text);
        assert!(!self.text.contains('⟦'), "a message is missing:\n{}", self.text);
        self
    }

    /// Asserts that the text is there.
    #[track_caller]
    pub fn shows(self, text: &str) -> Answer {
        assert!(self.text.contains(text), "{text} is not in:\n{}", self.text);
        self
    }

    /// Asserts that the text is not there.
    #[track_caller]
    pub fn hides(self, text: &str) -> Answer {
        assert!(!self.text.contains(text), "{text} is in:\n{}", self.text);
        self
    }
}

impl TestApp {
    /// An installation with the named world in it.
    pub fn new() -> TestApp {
        TestApp::with(|_| {})
    }

    /// The same, configured otherwise.
    pub fn with(configure: impl FnOnce(&mut Config)) -> TestApp {
        let database = db::testing::database(MIGRATIONS);
        let mut config = Config { files: FileStore::Memory, ..Config::default() };
        config.database.url = database.url.clone();
        config.database.lanes = 2;
        config.database.readers = 1;
        config.mail.url = "memory:".into();
        configure(&mut config);
        let app = App::open(config, Clock::fixed(start()), [7; 32]).expect("the application opens");
        let world = World::build(&app);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let router = routes::router(app.clone());
        TestApp { app, world, router, runtime, _database: database }
    }

    /// Whoever is not signed in.
    pub fn visitor(&self) -> Persona<'_> {
        Persona { app: self, cookie: "yz_visitor=visitor".into(), token: "visitor".into(), from: "", says: Vec::new() }
    }

    /// A browser that comes for the first time: without any cookie.
    pub fn stranger(&self) -> Persona<'_> {
        Persona { app: self, cookie: String::new(), token: String::new(), from: "", says: Vec::new() }
    }

    /// A browser with the session that an answer began or carried on.
    #[track_caller]
    pub fn holding(&self, answer: &Answer) -> Persona<'_> {
        let line = answer.cookies.iter().find(|line| line.starts_with("yz_session=")).expect("a session's cookie");
        self.session(line["yz_session=".len()..].split(';').next().unwrap_or_default())
    }

    fn session(&self, token: &str) -> Persona<'_> {
        Persona {
            app: self,
            cookie: format!("yz_session={token}"),
            token: token.to_owned(),
            from: "",
            says: Vec::new(),
        }
    }

    /// Waits for what a test calls without a page.
    pub fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// Sets the clock to 09:30 of a day.
    pub fn on(&self, day: jiff::civil::Date) {
        self.app.clock.set(millis_of(day, 9, 30));
    }

    /// Somebody of the world, signed in for this membership.
    pub fn as_(&self, membership: Uuid) -> Persona<'_> {
        self.session(&self.world.session(&self.app, membership))
    }

    /// Runs a command as the system.
    pub fn system<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut db::Tx, &mut Command) -> Result<T, Error> + Send + 'static,
    ) -> T {
        world::system(&self.app, f)
    }

    /// Runs every job that is due until none is.
    pub fn run_jobs(&self) {
        while self.runtime.block_on(jobs::run_due(&self.app, routes::run_job)).expect("jobs run") > 0 {}
    }

    /// Letters sent so far, after running the jobs that send them.
    pub fn letters(&self) -> Vec<crate::mail::Letter> {
        self.run_jobs();
        self.app.mailer.kept()
    }

    /// Kinds of the events so far, the oldest first.
    pub fn events(&self) -> Vec<String> {
        self.app.db.read_blocking(Scope::system(), crate::records::log::actions).expect("events are read")
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.run_jobs();
            // Letters may wait, at most for the end of somebody's quiet hours.
            self.app.clock.set(self.app.clock.now() + 86_400_000);
            self.run_jobs();
            let now = self.app.clock.now();
            let left =
                self.app.db.read_blocking(Scope::system(), move |tx| jobs::left(tx, now)).expect("jobs are read");
            assert!(left.is_empty(), "jobs remain: {left:?}");
            let mut unnamed = self.events();
            unnamed.retain(|did| !ACTIONS.contains(&did.as_str()));
            assert!(unnamed.is_empty(), "records::actions does not name {unnamed:?}");
        }
        self.app.db.close();
    }
}

/// Somebody at a browser.
pub struct Persona<'a> {
    app: &'a TestApp,
    cookie: String,
    /// The cookie's value, from which the form token is derived.
    token: String,
    /// Address that the balancer writes down; empty where there is none.
    from: &'static str,
    /// Headers that this browser sends with everything.
    says: Vec<(&'static str, String)>,
}

impl Persona<'_> {
    /// The same from this address, behind a balancer.
    #[must_use]
    pub fn from(self, address: &'static str) -> Self {
        Persona { from: address, ..self }
    }

    /// The same browser, which sends this header with everything; one of the cookie comes beside its own.
    #[must_use]
    pub fn saying(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.says.push((name, value.into()));
        self
    }

    /// Asks for a page.
    pub fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty())
    }

    /// Sends a form with its token and a fresh word.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let once = data_encoding::BASE32_NOPAD.encode(&self.app.app.random()[..10]);
        self.post_once(path, fields, &once)
    }

    /// Sends a form with this word.
    pub fn post_once(&self, path: &str, fields: &[(&str, &str)], once: &str) -> Answer {
        let request = self.form(path, fields, once);
        self.ask(request)
    }

    fn form(&self, path: &str, fields: &[(&str, &str)], once: &str) -> Request<Body> {
        let csrf = self.csrf();
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields).append_pair("_csrf", &csrf).append_pair("_once", once);
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.of_this_browser(request).body(Body::from(body.finish())).expect("a request")
    }

    /// Sends a form with this word twice at the same time: a double click.
    pub fn post_twice(&self, path: &str, fields: &[(&str, &str)]) -> [Answer; 2] {
        let request = || self.form(path, fields, "TWICE");
        let router = &self.app.router;
        let both = futures_util::future::join(router.clone().oneshot(request()), router.clone().oneshot(request()));
        let (one, other) = self.app.runtime.block_on(both);
        [one, other].map(|response| self.answer(response.expect("an answer")))
    }

    /// Sends a form with files (name, bytes) in the field `files`.
    pub fn post_files(&self, path: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
        let (csrf, once) = (self.csrf(), data_encoding::BASE32_NOPAD.encode(&self.app.app.random()[..10]));
        let mut body = Vec::new();
        let tokens = [("_csrf", csrf.as_str()), ("_once", once.as_str())];
        for (name, value) in tokens.iter().chain(fields) {
            body.extend(format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
        }
        for (name, bytes) in files {
            let head = "--B\r\nContent-Disposition: form-data; name=\"files\"; filename=";
            body.extend(format!("{head}\"{name}\"\r\n\r\n").bytes().chain(bytes.iter().copied()).chain(*b"\r\n"));
        }
        body.extend(b"--B--\r\n");
        let request = Request::post(path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=B");
        self.send(request, Body::from(body))
    }

    /// Sends an empty form of a page that another cookie was given.
    pub fn post_with(&self, token: &str, path: &str) -> Answer {
        let body = format!("_csrf={}&_once=ONCE", crate::web::guard::form_token(token));
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(body))
    }

    /// Sends JSON with a token of a program.
    pub fn post_json(&self, path: &str, token: &str, body: impl Into<String>) -> Answer {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        self.send(request.header(header::AUTHORIZATION, format!("Bearer {token}")), Body::from(body.into()))
    }

    /// Sends a form without its token.
    pub fn post_without_token(&self, path: &str) -> Answer {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from("reason=x"))
    }

    fn csrf(&self) -> String {
        crate::web::guard::form_token(&self.token)
    }

    fn send(&self, request: Builder, body: Body) -> Answer {
        self.ask(self.of_this_browser(request).body(body).expect("a request"))
    }

    fn of_this_browser(&self, request: Builder) -> Builder {
        // What the caller wrote stands in a line of its own.
        let request = match self.from {
            "" => request,
            from => request.header("x-forwarded-for", "192.0.2.1").header("x-forwarded-for", from),
        };
        let request = self.says.iter().fold(request, |request, (name, value)| request.header(*name, value));
        request.header(header::COOKIE, &self.cookie)
    }

    fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.app.runtime.block_on(self.app.router.clone().oneshot(request)).expect("an answer");
        self.answer(response)
    }

    fn answer(&self, response: axum::response::Response) -> Answer {
        let status = response.status();
        let header = |name| {
            response
                .headers()
                .get_all(name)
                .iter()
                .filter_map(|v| v.to_str().ok())
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let (location, cookies) = (header(header::LOCATION).pop().unwrap_or_default(), header(header::SET_COOKIE));
        let headers = response.headers().clone();
        let body = self.app.runtime.block_on(response.into_body().collect()).expect("a body").to_bytes();
        let text = String::from_utf8_lossy(&body).into_owned();
        Answer { status, location, cookies, headers, text, bytes: body }
    }
}
