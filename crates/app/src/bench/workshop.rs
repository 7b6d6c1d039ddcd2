//! A yard with instruments and many firms to book them, for the measurements of bookings.

use std::net::SocketAddr;
use uuid::Uuid;

use super::client::Connection;
use super::store;
use super::yard::{self, Yard};
use crate::access::Role;
use crate::app::App;
use crate::instruments::{self, Entry, Rules};
use crate::people::{self, Grant, NewPerson};
use crate::web::guard::{form_token, hash};

/// What is there.
pub(super) struct Workshop {
    pub(super) yard: Yard,
    /// Ids and codes of the instruments.
    pub(super) instruments: Vec<(Uuid, String)>,
    /// Cookies of firms' owners.
    pub(super) sessions: Vec<String>,
}

/// Open day and night, so that no try fails for its hour.
fn always() -> Rules {
    let day = || vec![(0, 24 * 60)];
    Rules {
        weekdays: std::array::from_fn(|_| day()),
        whatever_calendar: true,
        notice: 0,
        horizon_days: 0,
        hour_fen: 12_000,
        ..Rules::default()
    }
}

fn entry(number: usize) -> Entry {
    Entry {
        name: format!("三坐标测量机 {number}"),
        category: "030122".into(),
        source: "bought".into(),
        model: "GLOBAL S 07.10.07".into(),
        in_use_on: "2022-05-18".into(),
        division: "330302".into(),
        place: "丰门街道总部经济园 1 号楼 105 室".into(),
        figures: "测量范围 700×1000×660 mm".into(),
        measures: vec![format!("指标{:02}", number % 50), "形位公差".into()],
        standards: vec![format!("GB/T {}-2017", 1000 + number % 300)],
        contact_name: "赵工".into(),
        contact_phone: "0577-88880001".into(),
        sharing: "external".into(),
        ..Entry::default()
    }
}

/// Builds it: the instruments by the commands that people call, a hundred in a transaction.
pub(super) fn build(app: &App, instruments: usize, firms: usize, usual: bool) -> anyhow::Result<Workshop> {
    let yard = Yard::build(app)?;
    let mut all = Vec::new();
    let numbers: Vec<usize> = (0..instruments).collect();
    for part in numbers.chunks(100) {
        let part = part.to_vec();
        all.extend(yard::system(app, move |tx, c| {
            let mut made = Vec::new();
            for number in part {
                let id = instruments::create(tx, c, yard.hub, yard.provider, &entry(number))?;
                let rules = if usual { Rules { hour_fen: 12_000, ..Rules::default() } } else { always() };
                let kept = instruments::by_id(tx, yard.hub, id)?;
                instruments::set_rules(tx, c, &kept, &rules)?;
                let kept = instruments::by_id(tx, yard.hub, id)?;
                instruments::set_state(tx, c, &kept, "offered", "")?;
                let offer = instruments::offer(tx, &kept, yard.hub)?.ok_or(crate::web::Error::NotFound)?;
                instruments::decide_offer(tx, c, &kept, &offer, true, "")?;
                made.push((id, kept.code));
            }
            Ok(made)
        })?);
    }
    let sessions = yard::system(app, move |tx, c| {
        let mut sessions = Vec::new();
        for number in 0..firms {
            let firm = yard::organization(tx, c, &format!("温州鞋材第{number}厂"), &format!("MA5{number:05}"), true)?;
            let email = Some(format!("crowd-{number}@example.com"));
            let new = NewPerson { name: "厂长".into(), email, phone: None, password: None };
            let person = people::add(tx, c, &new)?;
            let owner = Grant { role: Role::FirmOwner, organization: Some(firm), hub: None, division: None };
            let membership = people::grant(tx, c, person, &owner)?;
            let token = format!("session-{number}");
            let id = c.new_id();
            store::put_session(tx, hash(&token), id, membership, c.now)?;
            sessions.push(token);
        }
        Ok(sessions)
    })?;
    Ok(Workshop { yard, instruments: all, sessions })
}

/// A firm's browser.
pub(super) struct Client {
    connection: Connection,
    session: String,
    sent: u64,
    salt: u64,
}

impl Client {
    pub(super) fn open(address: SocketAddr, session: &str, salt: u64) -> std::io::Result<Client> {
        Ok(Client { connection: Connection::open(address)?, session: session.to_owned(), sent: 0, salt })
    }

    /// Sends a form; gives the status and where it leads.
    pub(super) fn post(&mut self, path: &str, fields: &str) -> std::io::Result<(u16, String)> {
        self.sent += 1;
        let form = format!("{fields}&_csrf={}&_once=B{}-{}", form_token(&self.session), self.salt, self.sent);
        let (answer, text) = self.connection.ask(&format!(
            "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncookie: yz_session={}\r\ncontent-type: \
             application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
            self.session,
            form.len()
        ))?;
        let location = text.lines().find_map(|line| line.strip_prefix("location: ")).unwrap_or_default().trim();
        Ok((answer.status, location.to_owned()))
    }

    /// An hour of an instrument, chosen and filled in; gives its address, or the status that refused it.
    pub(super) fn book(&mut self, code: &str, start: i64) -> std::io::Result<Result<String, u16>> {
        let held = self.post(&format!("/instruments/{code}/holds"), &format!("start={start}&minutes=60"))?;
        if held.0 != 303 {
            return Ok(Err(held.0));
        }
        let booked = self.post(&format!("{}/book", held.1), "purpose=test")?;
        Ok(if booked.0 == 303 { Ok(held.1) } else { Err(booked.0) })
    }
}
