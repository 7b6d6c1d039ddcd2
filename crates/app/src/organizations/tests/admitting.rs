//! Asking to join, inviting, ending a membership.

use super::*;
use crate::access::Role;
use crate::people::{Grant, NewPerson};

/// The world's people are known by memberships; this one has an address, so that letters reach it.
fn owner_with_address(app: &TestApp, organization: Uuid) -> Uuid {
    app.system(move |tx, c| {
        let new =
            NewPerson { name: "金老板".into(), email: Some("jin@example.com".into()), phone: None, password: None };
        let id = crate::people::add(tx, c, &new)?;
        let grant = Grant { role: Role::FirmOwner, organization: Some(organization), hub: None, division: None };
        crate::people::give(tx, c, id, &grant)
    })
}

#[test]
fn joining_a_known_organization_asks_its_owner_and_tells_nothing_of_it() {
    let app = TestApp::new();
    let owner = owner_with_address(&app, app.world.juheng);
    let uscc = uscc_of(&app, app.world.juheng);
    let person = newcomer(&app);
    assert_eq!(register(&person, &[("uscc", &uscc)]).expect(303).location, "/register/waiting");
    person.get("/register/waiting").expect(200).shows("申请已转给它的负责人").hides("巨恒");
    person.get("/account").expect(200).hides("巨恒");
    person.get("/organization").expect(403);
    register(&person, &[("uscc", &uscc)]).expect(303);
    assert_eq!(count(&app, "join.asked"), 1, "asking twice is asking once");
    let letters = app.letters();
    assert!(letters.iter().any(|letter| letter.to == "jin@example.com" && letter.text.contains("申请加入")));

    let page = app.as_(owner).get("/organization").expect(200).shows("等您决定的加入申请").shows("钱多多");
    let at = page.text.find("/organization/requests").expect("a request");
    let request = crate::testing::value_after(&page.text[at..], "name=\"id\" value=\"");
    let decide = |persona: &Persona| persona.post("/organization/requests", &[("id", &request), ("do", "accept")]);
    decide(&app.as_(app.world.li_mei)).expect(404);
    decide(&app.as_(app.world.huang_admin)).expect(404);
    decide(&app.as_(owner)).expect(303);
    decide(&app.as_(owner)).expect(404);
    person.get("/account").expect(200).shows("温州巨恒鞋材有限公司").shows("企业成员");
    assert!(
        app.letters()
            .iter()
            .any(|letter| letter.to == "qian@example.com" && letter.text.contains("同意了您的加入申请"))
    );
    assert_eq!(count(&app, "join.decided"), 1);
    register(&person, &[("uscc", &uscc)]).expect(422).shows("您已经是这个组织的成员");
}

#[test]
fn a_refused_request_gives_nothing_and_one_without_owner_goes_to_the_administrator() {
    let app = TestApp::new();
    let uscc = uscc_of(&app, app.world.juheng);
    let person = newcomer(&app);
    register(&person, &[("uscc", &uscc)]).expect(303);
    let request = |page: Answer| {
        let at = page.text.find("/organization/requests").expect("a request");
        crate::testing::value_after(&page.text[at..], "name=\"id\" value=\"")
    };
    let owner = app.as_(app.world.chen_jing);
    let id = request(owner.get("/organization").expect(200));
    owner.post("/organization/requests", &[("id", &id), ("do", "refuse")]).expect(303);
    person.get("/account").expect(200).shows("您还没有加入任何组织");
    // The owner has gone; whoever asks now is for the administrator to admit, as the new owner.
    let juheng = app.world.juheng;
    app.system(move |tx, c| {
        tx.execute(
            db::sql!("UPDATE memberships SET ended_at = $2 WHERE organization_id = $1"),
            &db::params![juheng, c.now],
        )?;
        Ok(())
    });
    register(&person, &[("uscc", &uscc)]).expect(303);
    let admin = app.as_(app.world.huang_admin);
    let id = request(admin.get("/organization").expect(200).shows("温州巨恒鞋材有限公司"));
    admin.post("/organization/requests", &[("id", &id), ("do", "accept")]).expect(303);
    person.get("/organization").expect(200).shows("企业负责人");
}

#[test]
fn a_mailed_invitation_opens_an_account_for_its_address_and_is_seen_by_nobody_else() {
    let app = TestApp::new();
    let owner = app.as_(app.world.li_mei);
    owner
        .post("/organization/invitations", &[("role", "firm-member"), ("email", "bai")])
        .expect(422)
        .shows("邮箱不正确");
    let page =
        owner.post("/organization/invitations", &[("role", "firm-member"), ("email", "Bai@example.com")]).expect(200);
    page.shows("已把邀请发到 bai@example.com").hides("/links/");
    owner.get("/organization").expect(200).shows("bai@example.com").hides("/links/");
    let path = app.link_in_letter("bai@example.com");
    assert!(app.letters()[0].text.contains("温州康捷鞋业有限公司 邀请您"));
    let visitor = app.visitor();
    visitor.get(&path).expect(200).shows("温州康捷鞋业有限公司").shows("企业成员").shows("bai@example.com");
    visitor
        .post(&path, &[("name", "白露"), ("password", "kurz")])
        .expect(422)
        .shows("您填了 4 个")
        .shows("value=\"白露\"");
    // Another address typed in does not change whose account it is.
    let fields = [("name", "白露"), ("email", "li@example.com"), ("password", PASSWORD)];
    let answer = visitor.post(&path, &fields).expect(303);
    assert_eq!(answer.location, "/home");
    let account = app.holding(&answer).get("/account").expect(200).shows("温州康捷鞋业有限公司").shows("企业成员");
    account.shows("bai@example.com").hides("li@example.com");
    visitor.post(&path, &fields).expect(200).shows("链接已经用过");
    for event in ["invitation.made", "invitation.accepted"] {
        assert_eq!(count(&app, event), 1, "{event}");
    }
}

#[test]
fn somebody_with_an_account_accepts_signed_in() {
    let app = TestApp::new();
    let page = app.as_(app.world.zhou_min).post("/organization/invitations", &[("role", "hub-clerk")]).expect(200);
    let path = invited(&page);
    app.visitor().get(&path).expect(200).shows("/sign-in?next=%2Flinks%2F").hides("name=\"password\"");
    let person = app.as_(app.world.chen_jing);
    person.get(&path).expect(200).shows("您现在以 陈静 的账号登录").hides("name=\"password\"");
    person.post(&path, &[]).expect(303);
    person.get("/account").expect(200).shows("鹿城鞋业产业创新服务综合体").shows("窗口人员");
}

#[test]
fn an_invitation_cannot_escalate() {
    let app = TestApp::new();
    let w = &app.world;
    let hub = w.yueqing.to_string();
    for (who, role) in [
        (w.li_mei, "provider-owner"),
        (w.li_mei, "administrator"),
        (w.zhao_gong, "firm-owner"),
        (w.zhou_min, "administrator"),
        (w.zhou_min, "official"),
        (w.zhou_min, "firm-owner"),
        (w.huang_admin, "firm-owner"),
        (w.huang_admin, "hub-clerk"),
        (w.huang_admin, "nonsense"),
    ] {
        app.as_(who).post("/organization/invitations", &[("role", role)]).expect(422).shows("请选择您可以授予的身份");
    }
    for who in [w.wang_qiang, w.wu_fang, w.he_official, w.lin_auditor, w.xu_expert] {
        app.as_(who).post("/organization/invitations", &[("role", "firm-member")]).expect(403);
    }
    // A hub manager admits to their own hub, whatever the form says.
    let path = invited(
        &app.as_(w.zhou_min).post("/organization/invitations", &[("role", "hub-manager"), ("hub", &hub)]).expect(200),
    );
    app.visitor().get(&path).expect(200).shows("鹿城鞋业产业创新服务综合体").hides("乐清电气");
    let admin = app.as_(w.huang_admin);
    let invite = |fields: &[(&str, &str)]| admin.post("/organization/invitations", fields);
    invite(&[("role", "hub-manager")]).expect(422).shows("请选择是哪个综合体的主任");
    invite(&[("role", "hub-manager"), ("hub", &w.kangjie.to_string())]).expect(422);
    invite(&[("role", "official")]).expect(422).shows("请选择是哪里的科技局");
    invite(&[("role", "official"), ("division", "3303")]).expect(200);
    invite(&[("role", "hub-manager"), ("hub", &hub)]).expect(200);
    invite(&[("role", "auditor")]).expect(200);
    admin.get("/organization").expect(200).shows("浙江省温州市").shows("乐清电气产业创新服务综合体");
    assert_eq!(count(&app, "invitation.made"), 4);
}

#[test]
fn invitations_are_taken_back_by_their_place_only() {
    let app = TestApp::new();
    let owner = app.as_(app.world.li_mei);
    let path = invited(&owner.post("/organization/invitations", &[("role", "firm-member")]).expect(200));
    let page = owner.get("/organization").expect(200);
    let at = page.text.find("/organization/invitations/revoke").expect("an invitation");
    let id = crate::testing::value_after(&page.text[at..], "name=\"id\" value=\"");
    app.as_(app.world.chen_jing).post("/organization/invitations/revoke", &[("id", &id)]).expect(404);
    app.as_(app.world.huang_admin).post("/organization/invitations/revoke", &[("id", &id)]).expect(404);
    owner.post("/organization/invitations/revoke", &[("id", &id)]).expect(303);
    app.visitor().get(&path).expect(404);
    assert_eq!(count(&app, "invitation.revoked"), 1);
    // Who is put out has no invitations out.
    let second = owner_with_address(&app, app.world.kangjie);
    let path = invited(&app.as_(second).post("/organization/invitations", &[("role", "firm-owner")]).expect(200));
    owner.post("/organization/members/end", &[("id", &second.to_string())]).expect(303);
    app.visitor().get(&path).expect(404);
}

#[test]
fn a_membership_is_ended_by_who_answers_for_it_and_never_the_last() {
    let app = TestApp::new();
    let w = &app.world;
    let end = |who: Uuid, whose: Uuid| app.as_(who).post("/organization/members/end", &[("id", &whose.to_string())]);
    end(w.chen_jing, w.wang_qiang).expect(404);
    end(w.zhou_min, w.zheng_tao).expect(404);
    end(w.wang_qiang, w.li_mei).expect(403);
    let member = app.as_(w.wang_qiang);
    member.get("/orders").expect(200);
    end(w.li_mei, w.wang_qiang).expect(303);
    member.get("/orders").expect(403);
    end(w.li_mei, w.li_mei).expect(409).shows("请先邀请另一位负责人");
    end(w.zhou_min, w.wu_fang).expect(303);
    end(w.zhou_min, w.zhou_min).expect(409);
    end(w.huang_admin, w.lin_auditor).expect(303);
    end(w.huang_admin, w.huang_admin).expect(409);
    assert_eq!(count(&app, "membership.ended"), 3);
}

#[test]
fn long_lists_of_members_page() {
    let app = TestApp::new();
    let kangjie = app.world.kangjie;
    app.system(move |tx, c| {
        for number in 0..60 {
            let email = Some(format!("gong{number}@example.com"));
            let id = crate::people::add(
                tx,
                c,
                &NewPerson { name: format!("工友{number}"), email, phone: None, password: None },
            )?;
            let grant = Grant { role: Role::FirmMember, organization: Some(kangjie), hub: None, division: None };
            crate::people::give(tx, c, id, &grant)?;
        }
        Ok(())
    });
    let owner = app.as_(app.world.li_mei);
    let first = owner.get("/organization").expect(200).shows("第 1 / 2 页,共 62 条");
    let names = |page: &Answer| page.text.matches("<td>工友").count();
    // The owner and a colleague come first.
    assert_eq!((names(&first), names(&owner.get("/organization?page=2").expect(200))), (48, 12));
}
