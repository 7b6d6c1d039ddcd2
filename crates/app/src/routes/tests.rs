//! Every URL against every actor: a new line of the table is covered the moment it is listed.

use super::*;
use crate::testing::TestApp;

mod files;
mod languages;
mod others;

/// A path of the table with something in its braces that belongs to nobody.
fn concrete(path: &str) -> String {
    path.replace("{reference}", "LCX26-7K3F9Q-0")
        .replace("{code}", "ZZZ")
        .replace("{uscc}", "91330302MA2ZZZZZ00")
        .replace("{id}", "00000000-0000-7000-8000-000000000000")
        .replace("{question}", "product")
        .replace("{slot}", "00000000-0000-7000-8000-000000000000")
        .replace("{line}", "00000000-0000-7000-8000-000000000000")
        .replace("{sum}", "0")
        .replace("{name}", "x.css")
        .replace("{token}", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
}

fn everybody(app: &TestApp) -> Vec<(Role, uuid::Uuid)> {
    let w = &app.world;
    vec![
        (Role::FirmOwner, w.li_mei),
        (Role::FirmMember, w.wang_qiang),
        (Role::ProviderOwner, w.zhao_gong),
        (Role::HubManager, w.zhou_min),
        (Role::HubClerk, w.wu_fang),
        (Role::Official, w.he_official),
        (Role::Expert, w.xu_expert),
        (Role::Auditor, w.lin_auditor),
        (Role::Administrator, w.huang_admin),
    ]
}

#[test]
fn visitors_reach_only_what_is_public() {
    let app = TestApp::new();
    for route in table() {
        let path = concrete(route.path);
        let visitor = app.visitor();
        let answer = if route.method == "GET" { visitor.get(&path) } else { visitor.post(&path, &[]) };
        if route.rule.who == Callers::Everyone {
            assert!(!answer.location.starts_with("/sign-in"), "{path}");
        } else {
            assert!(answer.location.starts_with("/sign-in?next="), "{} {path}: {}", route.method, answer.status);
        }
    }
}

#[test]
fn the_wrong_role_is_refused_and_the_right_one_finds_nothing_of_others() {
    let app = TestApp::new();
    for (role, membership) in everybody(&app) {
        let person = app.as_(membership);
        for route in table() {
            let Callers::Roles(roles) = route.rule.who else { continue };
            let path = concrete(route.path);
            let answer = if route.method == "GET" { person.get(&path) } else { person.post(&path, &[]) };
            let status = answer.status.as_u16();
            assert!(status < 500, "{role:?} {path}: {status}\n{}", answer.text);
            if !roles.contains(&role) {
                assert_eq!(status, 403, "{role:?} {} {path}", route.method);
            } else if route.path.contains("{reference}") {
                assert!([404, 422].contains(&status), "{role:?} {} {path}: {status}", route.method);
            }
        }
    }
}

#[test]
fn no_form_is_taken_without_its_token() {
    let app = TestApp::new();
    let (mut refused, before) = (0, app.events());
    for route in table().iter().filter(|route| route.method == "POST") {
        let path = concrete(route.path);
        for visitor in [app.stranger(), app.visitor()] {
            let answer = visitor.post_without_token(&path);
            if path.starts_with("/api/") {
                // Nor without the token of a program.
                answer.expect(401);
            } else if route.rule.who == Callers::Everyone {
                answer.expect(403).shows("页面已过期");
            } else {
                assert!(answer.expect(303).location.starts_with("/sign-in?next="), "{path}");
            }
        }
        for (role, membership) in everybody(&app) {
            if !matches!(route.rule.who, Callers::Roles(roles) if !roles.contains(&role)) {
                let answer = app.as_(membership).post_without_token(&path);
                if path.starts_with("/api/") {
                    answer.expect(401);
                    continue;
                }
                // Whoever signed in by a link is told so by its page.
                match path.starts_with("/links/") {
                    true => assert_eq!(answer.expect(303).location, path),
                    false => drop(answer.expect(403).shows("页面已过期")),
                }
                refused += 1;
            }
        }
    }
    assert!(refused > 100, "{refused}");
    assert_eq!(app.events(), before);
}

#[test]
fn pages_carry_the_security_headers_and_no_cookie_for_visitors() {
    let app = TestApp::new();
    let answer = app.visitor().get("/").expect(200).shows("说出您的需求");
    assert!(answer.cookies.is_empty());
}

#[test]
fn an_unknown_address_is_a_page() {
    let app = TestApp::new();
    app.visitor().get("/nichts").expect(404).shows("没有找到");
}
