//! Passwords, sessions, throttling.

use super::*;

#[test]
fn by_mail_or_by_phone_in_any_spelling() {
    let app = TestApp::new();
    somebody(&app, "钱多多", "qian@example.com", Some((Role::FirmOwner, app.world.kangjie)));
    somebody(&app, "白露", "13800000009", None);
    for login in ["qian@example.com", " Qian＠Example.com ", "１３８-0000 0009", "+86 13800000009"] {
        let answer = sign_in(&app, login, PASSWORD).expect(303);
        assert_eq!(answer.location, "/home");
        let cookie = answer.cookies.iter().find(|line| line.starts_with("yz_session=")).expect("a session's cookie");
        assert!(cookie.contains("; HttpOnly; SameSite=Lax") && !cookie.contains("Secure"), "{cookie}");
        let token = cookie.split([';', '=']).nth(1).unwrap_or_default();
        assert_eq!(token.len(), 43, "256 bits");
    }
    assert_eq!(count(&app, "person.signed_in"), 4);
    signed_in(&app, "qian@example.com").get("/account").expect(200).shows("钱多多").shows("温州康捷鞋业有限公司");
}

#[test]
fn unknown_accounts_and_wrong_passwords_look_the_same() {
    let app = TestApp::new();
    somebody(&app, "钱多多", "qian@example.com", None);
    let page = |login: &str| {
        let answer = sign_in(&app, login, "不是这个密码不是这个").expect(422);
        answer
            .text
            .replace(login, "LOGIN")
            .split("name=\"_once\"")
            .map(|part| part.split_once('>').map_or(part, |(_, rest)| rest).to_owned())
            .collect::<String>()
    };
    let (wrong, unknown) = (page("qian@example.com"), page("nobody@example.com"));
    assert!(wrong.contains("邮箱(手机号)或密码不对"), "{wrong}");
    assert_eq!(wrong, unknown);
    assert!(!wrong.contains("不是这个密码"), "a password is never shown again");
    assert_eq!(count(&app, "person.signed_in"), 0);
    sign_in(&app, "", "").expect(422).shows("请填写邮箱或手机号").shows("请填写密码");
}

#[test]
fn next_leads_to_this_site_only() {
    let app = TestApp::new();
    somebody(&app, "钱多多", "qian@example.com", None);
    for (next, location) in [
        ("/orders?page=2", "/orders?page=2"),
        ("//evil.example", "/home"),
        ("https://evil.example", "/home"),
        ("", "/home"),
    ] {
        let fields = [("login", "qian@example.com"), ("password", PASSWORD), ("next", next)];
        assert_eq!(app.visitor().post("/sign-in", &fields).expect(303).location, location);
    }
    app.visitor().get("/sign-in?next=%2Forders%3Fpage%3D2").expect(200).shows("value=\"/orders?page=2\"");
    app.visitor().get("/sign-in?next=//evil.example").expect(200).hides("value=\"//evil").hides("href=\"//evil");
}

#[test]
fn failures_make_one_wait_longer_and_never_for_good() {
    let app = TestApp::new();
    somebody(&app, "钱多多", "qian@example.com", None);
    let wrong = |login: &str| sign_in(&app, login, "不是这个密码不是这个").status.as_u16();
    // An unknown account is throttled just the same.
    for login in ["qian@example.com", "nobody@example.com"] {
        assert_eq!([wrong(login), wrong(login), wrong(login), wrong(login)], [422; 4]);
        let blocked = sign_in(&app, login, PASSWORD).expect(429).shows("请 5 秒后再试");
        assert_eq!(blocked.header("retry-after"), "5");
    }
    later(&app, 5_000);
    assert_eq!(wrong("qian@example.com"), 422);
    sign_in(&app, "qian@example.com", PASSWORD).expect(429).shows("请 10 秒后再试");
    later(&app, 10_000);
    sign_in(&app, "qian@example.com", PASSWORD).expect(303);
    // The right password has cleared the count.
    assert_eq!([wrong("qian@example.com"), wrong("qian@example.com"), wrong("qian@example.com")], [422; 3]);
    sign_in(&app, "qian@example.com", PASSWORD).expect(303);
}

#[test]
fn an_address_that_tries_many_accounts_waits() {
    let app = TestApp::new();
    for number in 0..21 {
        sign_in(&app, &format!("nobody{number}@example.com"), PASSWORD).expect(422);
    }
    assert_eq!(sign_in(&app, "somebody@example.com", PASSWORD).expect(429).header("retry-after"), "5");
    later(&app, 61 * MINUTE);
    sign_in(&app, "somebody@example.com", PASSWORD).expect(422);
}

fn behind_a_balancer() -> TestApp {
    TestApp::with(|config| config.server.trust_forwarded = true)
}

fn sign_in_from(app: &TestApp, address: &'static str, login: &str, password: &str) -> Answer {
    app.visitor().from(address).post("/sign-in", &[("login", login), ("password", password)])
}

#[test]
fn a_login_that_looks_like_an_address_keeps_nobody_out() {
    let app = behind_a_balancer();
    somebody(&app, "钱多多", "qian@example.com", None);
    for number in 0..10 {
        for login in ["203.0.113.5", "qian@example.com 203.0.113.5", "qian@example.com 11:203.0.113.5"] {
            sign_in_from(&app, ["198.51.100.1", "198.51.100.2"][number % 2], login, PASSWORD);
        }
    }
    sign_in_from(&app, "203.0.113.5", "qian@example.com", PASSWORD).expect(303);
}

#[test]
fn whoever_tries_while_waiting_makes_the_address_wait() {
    let app = behind_a_balancer();
    for _ in 0..4 {
        sign_in_from(&app, "198.51.100.1", "qian@example.com", PASSWORD).expect(422);
    }
    for _ in 0..17 {
        sign_in_from(&app, "198.51.100.1", "qian@example.com", PASSWORD).expect(429);
    }
    sign_in_from(&app, "198.51.100.1", "bai@example.com", PASSWORD).expect(429);
    sign_in_from(&app, "198.51.100.2", "bai@example.com", PASSWORD).expect(422);
    // Impatience makes no wait longer.
    later(&app, 5_000);
    sign_in_from(&app, "198.51.100.1", "bai@example.com", PASSWORD).expect(422);
}

#[test]
fn strangers_keep_nobody_out_who_signed_in_from_here() {
    let app = behind_a_balancer();
    somebody(&app, "钱多多", "qian@example.com", None);
    let owner = app.holding(&sign_in_from(&app, "203.0.113.5", "qian@example.com", PASSWORD).expect(303));
    owner.get("/account").expect(200).shows("203.0.113.5").hides("192.0.2.1");
    for address in ["198.51.100.1", "198.51.100.2", "198.51.100.3", "198.51.100.4"] {
        for _ in 0..3 {
            sign_in_from(&app, address, "qian@example.com", "不是这个密码不是这个");
        }
    }
    sign_in_from(&app, "192.0.2.77", "qian@example.com", PASSWORD).expect(429);
    sign_in_from(&app, "203.0.113.5", "qian@example.com", PASSWORD).expect(303);
}

#[test]
fn several_memberships_and_the_last_used_is_acted_for() {
    let app = TestApp::new();
    let id = somebody(&app, "钱多多", "qian@example.com", Some((Role::FirmOwner, app.world.kangjie)));
    let oujiang = app.world.oujiang;
    later(&app, 1);
    let second = app.system(move |tx, c| {
        let grant = Grant { role: Role::ProviderMember, organization: Some(oujiang), hub: None, division: None };
        give(tx, c, id, &grant)
    });
    let person = signed_in(&app, "qian@example.com");
    person.get("/account").expect(200).shows("action=\"/membership\"").shows("href=\"/organization\"");
    person.get("/organization").expect(200).shows("温州康捷鞋业有限公司");
    assert_eq!(person.post("/membership", &[("id", &second.to_string())]).expect(303).location, "/home");
    person.get("/organization").expect(403);
    person.post("/membership", &[("id", &app.world.li_mei.to_string())]).expect(404);
    signed_in(&app, "qian@example.com").get("/organization").expect(403);
    assert_eq!(count(&app, "membership.chosen"), 1);
}

#[test]
fn sessions_end_when_idle_and_are_marked_once_a_minute() {
    let app = TestApp::new();
    let id = somebody(&app, "钱多多", "qian@example.com", None);
    let person = signed_in(&app, "qian@example.com");
    let seen = || -> i64 {
        app.system(move |tx, _| {
            Ok(tx.one(sql!("SELECT seen_at FROM sessions WHERE person_id = $1"), &params![id])?.get("seen_at"))
        })
    };
    let begun = seen();
    later(&app, 59_000);
    person.get("/account").expect(200);
    assert_eq!(seen(), begun, "no write within a minute");
    later(&app, 1_000);
    person.get("/account").expect(200);
    assert_eq!(seen(), begun + 60_000);
    later(&app, 29 * 24 * 60 * MINUTE);
    person.get("/account").expect(200);
    later(&app, 30 * 24 * 60 * MINUTE);
    assert!(person.get("/account").expect(303).location.starts_with("/sign-in?next=%2Faccount"));
    signed_in(&app, "qian@example.com");
    app.wait(crate::people::sweeping::sweep(&app.app)).expect("swept");
    let left: i64 = app.system(move |tx, _| {
        Ok(tx.one(sql!("SELECT count(*) AS n FROM sessions WHERE person_id = $1"), &params![id])?.get("n"))
    });
    assert_eq!(left, 1, "what has ended is swept away");
}

#[test]
fn signing_out_ends_the_session() {
    let app = TestApp::new();
    somebody(&app, "钱多多", "qian@example.com", None);
    let person = signed_in(&app, "qian@example.com");
    let answer = person.post("/sign-out", &[]).expect(303);
    assert_eq!(answer.location, "/");
    assert!(answer.cookies.iter().any(|line| line.starts_with("yz_session=;") && line.contains("Max-Age=0")));
    assert!(person.get("/account").expect(303).location.starts_with("/sign-in"));
    assert_eq!(count(&app, "person.signed_out"), 1);
    app.visitor().post("/sign-out", &[]).expect(303);
}

#[test]
fn a_browser_without_a_cookie_is_given_one_first() {
    let app = TestApp::new();
    let answer = app.stranger().get("/sign-in?next=/orders").expect(303);
    assert_eq!(answer.location, "/sign-in?next=/orders&again=1");
    assert!(answer.cookies[0].starts_with("yz_visitor="), "{:?}", answer.cookies);
    app.stranger().get(&answer.location).expect(200);
}
