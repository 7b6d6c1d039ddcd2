//! A small yard to measure and to crash in: one hub with a center, a published service, its provider and a firm. Made
//! by the commands that people call.

use db::{Scope, Tx};
use uuid::Uuid;

use crate::access::{Role, Who};
use crate::app::App;
use crate::catalogue::{self, NewProvider, NewService};
use crate::command::Command;
use crate::hubs::{self, NewCenter, NewHub};
use crate::needs::NewNeed;
use crate::organizations::{self, NewOrganization};
use crate::people::{self, Grant, NewPerson};
use crate::web::Error;

/// Ids of who and what is there.
#[derive(Clone, Copy, Debug)]
pub struct Yard {
    /// 鹿城鞋业产业创新服务综合体, code LCX.
    pub hub: Uuid,
    /// 温州康捷鞋业有限公司.
    pub firm: Uuid,
    /// 李梅, its owner.
    pub person: Uuid,
    /// Her membership.
    pub membership: Uuid,
    /// 温州瓯江检测技术有限公司.
    pub provider: Uuid,
    /// 耐折性能检测, given by it for 800 元.
    pub service: Uuid,
}

/// Runs a command as the system.
///
/// # Errors
/// The command's, or of the database.
pub fn system<T: Send + 'static>(
    app: &App,
    f: impl FnOnce(&mut Tx, &mut Command) -> Result<T, Error> + Send + 'static,
) -> anyhow::Result<T> {
    let mut command = Command::new(Who::system(app.clock.now()), app.random());
    let done = app.db.write_blocking(Scope::system(), move |tx| f(tx, &mut command));
    done.map_err(|error: Error| anyhow::anyhow!("{error:?}"))
}

impl Yard {
    /// Builds it in an empty installation.
    ///
    /// # Errors
    /// Of the commands or the database.
    pub fn build(app: &App) -> anyhow::Result<Yard> {
        system(app, |tx, c| {
            let firm = organization(tx, c, "温州康捷鞋业有限公司", "MA2AAAAA", true)?;
            let provider = organization(tx, c, "温州瓯江检测技术有限公司", "MA2CCCCC", false)?;
            let hub = hubs::create(tx, c, &hub())?;
            let center = NewCenter {
                kind: "testing".into(),
                name: "检测服务中心".into(),
                introduction: String::new(),
                position: 1,
            };
            let center = hubs::add_center(tx, c, hub, &center)?;
            hubs::add_residency(tx, c, hub, provider, center, "2025-01-01", None)?;
            let service = catalogue::create(tx, c, hub, &service(center, provider))?;
            let new = NewPerson {
                name: "李梅".into(),
                email: Some("li.mei@example.com".into()),
                phone: None,
                password: None,
            };
            let person = people::add(tx, c, &new)?;
            let owner = Grant { role: Role::FirmOwner, organization: Some(firm), hub: None, division: None };
            let membership = people::grant(tx, c, person, &owner)?;
            Ok(Yard { hub, firm, person, membership, provider, service })
        })
    }

    /// What the firm says.
    pub fn need(&self) -> NewNeed {
        NewNeed {
            hub_id: self.hub,
            firm_id: self.firm,
            said_by: self.person,
            channel: "online".into(),
            function: "testing".into(),
            words: "新款休闲鞋要做耐折测试,下周要把报告交给客户".into(),
            product: "成年女鞋 PU 底".into(),
            wanted_on: None,
            budget_fen: Some(300_000),
            visibility: "providers".into(),
            named: Vec::new(),
            contact_name: "李梅".into(),
            contact_phone: "13800000000".into(),
        }
    }
}

pub(super) fn organization(tx: &mut Tx, c: &mut Command, name: &str, serial: &str, firm: bool) -> Result<Uuid, Error> {
    let uscc = codes::uscc::Uscc::make('9', '1', "330302", serial);
    let uscc = uscc.map_err(|error| Error::internal(format!("{error:?}")))?.to_string();
    let new = NewOrganization {
        uscc,
        name: name.into(),
        is_firm: firm,
        is_provider: !firm,
        division: "330302".into(),
        industry: if firm { "1952".into() } else { "7452".into() },
        staff: Some(86),
        revenue_fen: Some(4_200_000_000),
        assets_fen: None,
        address: "温州市鹿城区丰门街道".into(),
        contact_name: "李梅".into(),
        contact_phone: "13800000000".into(),
        introduction: String::new(),
    };
    organizations::register(tx, c, &new)
}

fn hub() -> NewHub {
    NewHub {
        code: "LCX".into(),
        name: "鹿城鞋业产业创新服务综合体".into(),
        industry: "鞋业".into(),
        industry_codes: "195".into(),
        division: "330302".into(),
        level: "province".into(),
        stage: "recognised".into(),
        operator: "温州市工业科学研究院".into(),
        address: "丰门街道总部经济园".into(),
        hours: "工作日 08:30–17:30".into(),
        phone: "0577-88880000".into(),
        email: "hub@example.com".into(),
        introduction: String::new(),
    }
}

fn service(center_id: Uuid, provider: Uuid) -> NewService {
    NewService {
        center_id,
        function: "testing".into(),
        name: "耐折性能检测".into(),
        outcome: "一份盖章的报告".into(),
        audience: "鹿城区的制鞋企业".into(),
        price_kind: "fixed".into(),
        price_from_fen: Some(80_000),
        price_to_fen: None,
        price_unit: "次".into(),
        promised_days: 5,
        statutory_days: None,
        trips: 1,
        materials: Vec::new(),
        providers: vec![NewProvider { organization_id: provider, price_fen: None, accreditation: "CMA".into() }],
    }
}
