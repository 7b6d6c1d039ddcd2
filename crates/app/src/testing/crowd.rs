//! Many browsers at the same moment: tasks of their own on several threads, each with its session.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use http_body_util::BodyExt;
use tower::ServiceExt;
use uuid::Uuid;

use super::TestApp;
use crate::access::Role;
use crate::people::{Grant, NewPerson};

/// A browser of a crowd.
pub struct Browser {
    router: Router,
    session: String,
    number: usize,
    sent: usize,
}

impl Browser {
    /// Which of the crowd it is.
    pub fn number(&self) -> usize {
        self.number
    }

    /// Sends a form; gives status, where it leads, and the page.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> (u16, String, String) {
        self.sent += 1;
        let body = {
            let mut body = form_urlencoded::Serializer::new(String::new());
            body.extend_pairs(fields).append_pair("_csrf", &crate::web::guard::form_token(&self.session));
            body.append_pair("_once", &format!("CROWD-{}-{}", self.number, self.sent));
            body.finish()
        };
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, format!("yz_session={}", self.session))
            .body(Body::from(body))
            .expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let status = response.status().as_u16();
        let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
        let location = location.unwrap_or_default().to_owned();
        let bytes = response.into_body().collect().await.expect("a body").to_bytes();
        (status, location, String::from_utf8_lossy(&bytes).into_owned())
    }
}

impl TestApp {
    /// So many firms, each with its owner, signed in.
    pub fn crowd(&self, size: usize) -> Vec<Browser> {
        let memberships: Vec<Uuid> = self.system(move |tx, c| {
            let mut memberships = Vec::new();
            for number in 0..size {
                let name = format!("温州鞋材第{number}厂");
                let firm = super::world::organization(tx, c, &name, &format!("MA5{number:05}"), true)?;
                let email = Some(format!("crowd-{number}@example.com"));
                let new = NewPerson { name: format!("厂长 {number}"), email, phone: None, password: None };
                let person = crate::people::add(tx, c, &new)?;
                let owner = Grant { role: Role::FirmOwner, organization: Some(firm), hub: None, division: None };
                memberships.push(crate::people::grant(tx, c, person, &owner)?);
            }
            Ok(memberships)
        });
        let browser = |(number, membership)| Browser {
            router: self.router.clone(),
            session: self.world.session(&self.app, membership),
            number,
            sent: 0,
        };
        memberships.into_iter().enumerate().map(browser).collect()
    }

    /// All do this at the same moment; gives what each ended with, in their order.
    pub fn at_once<T, F, Done>(&self, crowd: Vec<T>, does: F) -> Vec<Done::Output>
    where
        F: Fn(T) -> Done,
        Done: Future + Send + 'static,
        Done::Output: Send + 'static,
    {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(4).enable_all().build().expect("a runtime");
        let tasks: Vec<_> = crowd.into_iter().map(|each| runtime.spawn(does(each))).collect();
        runtime.block_on(async move {
            let mut ends = Vec::new();
            for task in tasks {
                ends.push(task.await.expect("nobody of the crowd panics"));
            }
            ends
        })
    }
}
