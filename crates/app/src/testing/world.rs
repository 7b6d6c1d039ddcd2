//! The named world: two hubs, a handful of organizations, about ten people.

use std::sync::atomic::{AtomicU32, Ordering};

use db::{Scope, Tx, params, sql};
use uuid::Uuid;

use crate::access::{Role, Who};
use crate::app::App;
use crate::catalogue::{self, NewService};
use crate::command::Command;
use crate::hubs::{self, NewCenter, NewHub};
use crate::organizations::{self, NewOrganization};
use crate::people::{self, Grant, NewPerson};
use crate::web::Error;

/// Runs a command as the system.
pub fn system<T: Send + 'static>(
    app: &App,
    f: impl FnOnce(&mut Tx, &mut Command) -> Result<T, Error> + Send + 'static,
) -> T {
    let mut command = Command::new(Who::system(app.clock.now()), app.random());
    app.db.write_blocking(Scope::system(), move |tx| f(tx, &mut command)).expect("a command of the system")
}

/// Ids of who and what is there. People are named by their membership.
#[derive(Clone, Default)]
pub struct World {
    /// 鹿城鞋业综合体, code LCX.
    pub lucheng: Uuid,
    /// 乐清电气综合体, code YQD.
    pub yueqing: Uuid,
    /// 温州康捷鞋业有限公司, a firm of 鹿城.
    pub kangjie: Uuid,
    /// 温州巨恒鞋材有限公司, another firm.
    pub juheng: Uuid,
    /// 温州瓯江检测技术有限公司, a provider resident at 鹿城.
    pub oujiang: Uuid,
    /// 温州新锐鞋样设计有限公司, another provider resident there.
    pub xinrui: Uuid,
    /// 李梅, owner of 康捷.
    pub li_mei: Uuid,
    /// 王强, member of 康捷.
    pub wang_qiang: Uuid,
    /// 陈静, owner of 巨恒.
    pub chen_jing: Uuid,
    /// 赵工, owner of 瓯江检测.
    pub zhao_gong: Uuid,
    /// 孙琳, owner of 新锐设计.
    pub sun_lin: Uuid,
    /// 周敏, manager of 鹿城鞋业综合体.
    pub zhou_min: Uuid,
    /// 吴芳, clerk there.
    pub wu_fang: Uuid,
    /// 郑涛, clerk at 乐清电气综合体.
    pub zheng_tao: Uuid,
    /// 何处长, official of the city.
    pub he_official: Uuid,
    /// 林审计, auditor.
    pub lin_auditor: Uuid,
    /// 黄管理员, administrator.
    pub huang_admin: Uuid,
    /// 徐教授, expert at 鹿城.
    pub xu_expert: Uuid,
    /// 耐折性能检测, fixed price 800 元, given by 瓯江检测.
    pub test_service: String,
    /// 鞋款设计建模, on quote, given by 新锐设计.
    pub design_service: String,
}

impl World {
    pub(super) fn build(app: &App) -> World {
        system(app, |tx, c| {
            let mut world = World::default();
            world.organizations(tx, c)?;
            world.directory(tx, c)?;
            world.people(tx, c)?;
            Ok(world)
        })
    }

    fn organizations(&mut self, tx: &mut Tx, c: &mut Command) -> Result<(), Error> {
        self.kangjie = organization(tx, c, "温州康捷鞋业有限公司", "MA2AAAAA", true)?;
        self.juheng = organization(tx, c, "温州巨恒鞋材有限公司", "MA2BBBBB", true)?;
        self.oujiang = organization(tx, c, "温州瓯江检测技术有限公司", "MA2CCCCC", false)?;
        self.xinrui = organization(tx, c, "温州新锐鞋样设计有限公司", "MA2DDDDD", false)?;
        Ok(())
    }

    fn directory(&mut self, tx: &mut Tx, c: &mut Command) -> Result<(), Error> {
        self.lucheng = hub(tx, c, "LCX", "鹿城鞋业产业创新服务综合体", "鞋业", "195", "330302")?;
        self.yueqing = hub(tx, c, "YQD", "乐清电气产业创新服务综合体", "电气", "382", "330382")?;
        let testing = center(tx, c, self.lucheng, "testing", "检测服务中心", 1)?;
        let innovation = center(tx, c, self.lucheng, "innovation", "科技创新中心", 2)?;
        hubs::add_residency(tx, c, self.lucheng, self.oujiang, testing, "2025-01-01", None)?;
        hubs::add_residency(tx, c, self.lucheng, self.xinrui, innovation, "2025-01-01", None)?;
        self.test_service =
            service(tx, c, self.lucheng, testing, "耐折性能检测", "testing", Some(80_000), self.oujiang)?;
        self.design_service = service(tx, c, self.lucheng, innovation, "鞋款设计建模", "design", None, self.xinrui)?;
        Ok(())
    }

    fn people(&mut self, tx: &mut Tx, c: &mut Command) -> Result<(), Error> {
        let of = |organization| (Some(organization), None, None);
        let at = |hub| (None, Some(hub), None);
        self.li_mei = person(tx, c, "李梅", Role::FirmOwner, of(self.kangjie))?;
        self.wang_qiang = person(tx, c, "王强", Role::FirmMember, of(self.kangjie))?;
        self.chen_jing = person(tx, c, "陈静", Role::FirmOwner, of(self.juheng))?;
        self.zhao_gong = person(tx, c, "赵工", Role::ProviderOwner, of(self.oujiang))?;
        self.sun_lin = person(tx, c, "孙琳", Role::ProviderOwner, of(self.xinrui))?;
        self.zhou_min = person(tx, c, "周敏", Role::HubManager, at(self.lucheng))?;
        self.wu_fang = person(tx, c, "吴芳", Role::HubClerk, at(self.lucheng))?;
        self.zheng_tao = person(tx, c, "郑涛", Role::HubClerk, at(self.yueqing))?;
        self.he_official = person(tx, c, "何明", Role::Official, (None, None, Some("3303".into())))?;
        self.lin_auditor = person(tx, c, "林晓", Role::Auditor, (None, None, None))?;
        self.huang_admin = person(tx, c, "黄伟", Role::Administrator, (None, None, None))?;
        self.xu_expert = person(tx, c, "徐立", Role::Expert, at(self.lucheng))?;
        Ok(())
    }

    /// A session of this membership; its cookie.
    pub(super) fn session(&self, app: &App, membership: Uuid) -> String {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let token = format!("session-{}", MADE.fetch_add(1, Ordering::Relaxed));
        let hash = crate::web::guard::hash(&token);
        system(app, move |tx, c| {
            let id = c.new_id();
            tx.execute(
                sql!(
                    "INSERT INTO sessions (token_hash, id, person_id, membership_id, strong, strong_at, created_at, seen_at,
                     expires_at, address, agent)
                     SELECT $1, $2, person_id, id, 1, $5, $3, $3, $5, '', '' FROM memberships WHERE id = $4"
                ),
                &params![hash, id, c.now, membership, c.now + 86_400_000],
            )?;
            Ok(())
        });
        token
    }
}

type Place = (Option<Uuid>, Option<Uuid>, Option<String>);

fn person(
    tx: &mut Tx,
    c: &mut Command,
    name: &str,
    role: Role,
    (organization, hub, division): Place,
) -> Result<Uuid, Error> {
    let email = format!("{}@example.com", role.code().to_owned() + &c.new_id().simple().to_string()[20..]);
    let id = people::add(tx, c, &NewPerson { name: name.into(), email: Some(email), phone: None, password: None })?;
    people::grant(tx, c, id, &Grant { role, organization, hub, division })
}

pub(super) fn organization(tx: &mut Tx, c: &mut Command, name: &str, serial: &str, firm: bool) -> Result<Uuid, Error> {
    let uscc =
        codes::uscc::Uscc::make('9', '1', "330302", serial).map_err(|error| Error::internal(format!("{error:?}")))?;
    let new = NewOrganization {
        uscc: uscc.to_string(),
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

fn hub(
    tx: &mut Tx,
    c: &mut Command,
    code: &str,
    name: &str,
    industry: &str,
    codes: &str,
    division: &str,
) -> Result<Uuid, Error> {
    let new = NewHub {
        code: code.into(),
        name: name.into(),
        industry: industry.into(),
        industry_codes: codes.into(),
        division: division.into(),
        level: "province".into(),
        stage: "recognised".into(),
        operator: "温州市工业科学研究院".into(),
        address: "丰门街道总部经济园".into(),
        hours: "工作日 08:30–17:30".into(),
        phone: "0577-88880000".into(),
        email: "hub@example.com".into(),
        introduction: String::new(),
    };
    hubs::create(tx, c, &new)
}

fn center(tx: &mut Tx, c: &mut Command, hub: Uuid, kind: &str, name: &str, position: i64) -> Result<Uuid, Error> {
    hubs::add_center(
        tx,
        c,
        hub,
        &NewCenter { kind: kind.into(), name: name.into(), introduction: String::new(), position },
    )
}

#[expect(clippy::too_many_arguments, reason = "one line for each service of the world")]
fn service(
    tx: &mut Tx,
    c: &mut Command,
    hub: Uuid,
    center: Uuid,
    name: &str,
    function: &str,
    price: Option<i64>,
    provider: Uuid,
) -> Result<String, Error> {
    let new = NewService {
        center_id: center,
        function: function.into(),
        name: name.into(),
        outcome: "一份盖章的报告".into(),
        audience: "鹿城区的制鞋企业".into(),
        price_kind: if price.is_some() { "fixed".into() } else { "quote".into() },
        price_from_fen: price,
        price_to_fen: None,
        price_unit: "次".into(),
        promised_days: 5,
        statutory_days: None,
        trips: 1,
        materials: Vec::new(),
        providers: vec![catalogue::NewProvider {
            organization_id: provider,
            price_fen: None,
            accreditation: "CMA".into(),
        }],
    };
    let id = catalogue::create(tx, c, hub, &new)?;
    Ok(catalogue::by_id(tx, hub, id)?.code)
}
