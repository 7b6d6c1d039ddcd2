//! Opening an account by way of its mailbox: nobody else learns whether there is one.

use super::*;

/// The page without what differs each time.
fn plain(answer: Answer, email: &str) -> String {
    let text = answer.expect(200).text.replace(email, "EMAIL");
    let parts = text.split("name=\"_once\"").map(|part| part.split_once('>').map_or(part, |(_, rest)| rest));
    parts.collect()
}

#[test]
fn known_and_unknown_addresses_get_the_same_page_and_the_mailbox_learns_the_rest() {
    let app = TestApp::new();
    somebody(&app, "钱多多", "qian@example.com", None);
    app.visitor().get("/register").expect(200).shows("先填邮箱").hides("name=\"password\"");
    app.visitor().post("/register", &[("email", "qian")]).expect(422).shows("邮箱不正确").shows("value=\"qian\"");
    app.visitor().post("/register", &[("email", "")]).expect(422).shows("请填写邮箱");
    let ask =
        |email: &str| app.visitor().post("/register", &[("email", email), ("next", "/needs/new?words=%E9%9E%8B")]);
    let known = plain(ask("Qian@example.com"), "qian@example.com");
    let unknown = plain(ask("bai@example.com"), "bai@example.com");
    assert!(known.contains("我们已向 EMAIL 发送邮件"), "{known}");
    assert_eq!(known, unknown);
    let letters = app.letters();
    let to = |email: &str| letters.iter().find(|letter| letter.to == email).expect("a letter").text.clone();
    let known = to("qian@example.com");
    assert!(known.contains("已经有账号") && known.contains("/sign-in?next=%2Fneeds%2Fnew") && known.contains("/reset"));
    assert!(!known.contains("/links/"), "{known}");
    assert!(to("bai@example.com").contains("24 小时"));
    assert_eq!((letters.len(), count(&app, "opening.asked"), count(&app, "person.added")), (2, 1, 13));
}

#[test]
fn the_link_opens_the_account_and_leads_on_to_what_was_begun() {
    let app = TestApp::new();
    app.visitor()
        .post("/register", &[("email", "bai@example.com"), ("next", "/needs/new?words=%E9%9E%8B")])
        .expect(200);
    let letter = app.letters().pop().expect("a letter");
    let path = format!("/links/{}", token_in(&letter.text));
    assert!(path.contains("?next=%2Fneeds%2Fnew"), "{path}");
    let page = app.visitor().get(&path).expect(200).shows("bai@example.com").shows("开通账号");
    let next = crate::testing::value_after(&page.text, "name=\"next\" value=\"");
    let fields = |name: &'static str, password: &'static str| {
        [("name", name), ("password", password), ("next", "/needs/new?words=%E9%9E%8B")]
    };
    assert_eq!(next, "/needs/new?words=%E9%9E%8B");
    app.visitor().post(&path, &fields("", "kurz")).expect(422).shows("请填写姓名").shows("您填了 4 个").hides("kurz");
    app.visitor().post(&path, &fields("白露", "bai@example.com")).expect(422).shows("不能由您的姓名");
    let answer = app.visitor().post(&path, &fields("白露", PASSWORD)).expect(303);
    assert_eq!(answer.location, "/register?next=%2Fneeds%2Fnew%3Fwords%3D%25E9%259E%258B");
    let person = app.holding(&answer);
    person.get(&answer.location).expect(200).shows("统一社会信用代码").shows("value=\"/needs/new?words=%E9%9E%8B\"");
    person.get("/account").expect(200).shows("白露").shows("bai@example.com");
    assert_eq!(
        app.visitor().post("/sign-in", &[("login", "bai@example.com"), ("password", PASSWORD)]).expect(303).location,
        "/home"
    );
    assert_eq!(count(&app, "person.signed_in"), 2);
}

#[test]
fn a_form_sent_twice_is_one_letter_and_one_account() {
    let app = TestApp::new();
    let [one, other] = app.visitor().post_twice("/register", &[("email", "bai@example.com")]);
    one.expect(200).shows("bai@example.com");
    other.expect(200).shows("bai@example.com");
    assert_eq!(app.letters().len(), 1);
    let path = app.link_in_letter("bai@example.com");
    let [one, other] = app.visitor().post_twice(&path, &[("name", "白露"), ("password", PASSWORD)]);
    let (one, other) = (one.expect(303), other.expect(303));
    assert_eq!((one.location.as_str(), &one.location), ("/register?next=%2Fhome", &other.location));
    app.holding(&one).get("/account").expect(200);
    app.holding(&other).get("/account").expect(200).shows("白露").hides("退出其他所有设备");
    assert_eq!((count(&app, "person.added"), count(&app, "person.signed_in")), (13, 1));
}

#[test]
fn a_double_click_on_a_sign_in_link_signs_in_once_and_both_answers_lead_on() {
    let app = TestApp::new();
    let id = somebody(&app, "钱多多", "qian@example.com", None);
    let path = format!("/links/{}", app.system(move |tx, c| crate::people::sign_in_link(tx, c, id, MINUTE)));
    let [one, other] = app.visitor().post_twice(&path, &[]);
    let (one, other) = (one.expect(303), other.expect(303));
    assert_eq!((one.location.as_str(), &one.cookies), ("/home", &other.cookies));
    app.holding(&other).get("/account").expect(200);
    // After the first answer has come: the page's token is of before, and the page says what became of the link.
    let late = app.holding(&one).post_with("visitor", &path).expect(303);
    assert_eq!(late.location, path);
    app.holding(&one).get(&path).expect(200).shows("链接已经用过").shows("去工作台");
    // Somebody else who found it.
    app.visitor().post(&path, &[]).expect(200).shows("链接已经用过").shows("去登录");
    assert_eq!(count(&app, "person.signed_in"), 1);
}

#[test]
fn two_links_to_one_mailbox_open_one_account() {
    let app = TestApp::new();
    app.visitor().post("/register", &[("email", "bai@example.com")]).expect(200);
    let first = app.link_in_letter("bai@example.com");
    app.visitor().post("/register", &[("email", "bai@example.com")]).expect(200);
    let second = app.link_in_letter("bai@example.com");
    assert_ne!(first, second);
    app.visitor().post(&first, &[("name", "白露"), ("password", PASSWORD)]).expect(303);
    app.visitor().get(&second).expect(200).shows("这个邮箱已有账号").shows("/sign-in?next=").hides("name=\"password\"");
    app.visitor().post(&second, &[("name", "白露"), ("password", PASSWORD)]).expect(422).shows("这个邮箱已有账号");
    assert_eq!(count(&app, "person.added"), 13);
}

#[test]
fn letters_to_one_address_and_from_one_network_are_slowed_down() {
    let app = TestApp::new();
    somebody(&app, "钱多多", "qian@example.com", None);
    for email in ["qian@example.com", "nobody@example.com"] {
        for _ in 0..4 {
            app.visitor().post("/register", &[("email", email)]).expect(200);
        }
        assert_eq!(app.visitor().post("/register", &[("email", email)]).expect(429).header("retry-after"), "60");
    }
    for number in 0..13 {
        app.visitor().post("/register", &[("email", &format!("bai{number}@example.com"))]);
    }
    app.visitor().post("/register", &[("email", "lin@example.com")]).expect(429);
}

#[test]
fn an_invitation_passed_on_by_hand_proves_no_address_and_a_letter_leads_back_to_it() {
    let app = TestApp::new();
    somebody(&app, "钱多多", "qian@example.com", None);
    let page = app.as_(app.world.li_mei).post("/organization/invitations", &[("role", "firm-member")]).expect(200);
    let invitation = format!("/links/{}", token_in(&page.text));
    let visitor = app.visitor();
    visitor.get(&invitation).expect(200).shows("温州康捷鞋业有限公司").hides("name=\"password\"");
    visitor.post(&invitation, &[("email", "bai")]).expect(422).shows("邮箱不正确").shows("value=\"bai\"");
    let known = plain(visitor.post(&invitation, &[("email", "qian@example.com")]), "qian@example.com");
    let unknown = plain(visitor.post(&invitation, &[("email", "bai@example.com")]), "bai@example.com");
    assert_eq!(known, unknown);
    let letters = app.letters();
    let to = |email: &str| letters.iter().find(|letter| letter.to == email).expect("a letter").text.clone();
    let back = invitation.replace('/', "%2F");
    assert!(to("qian@example.com").contains(&format!("/sign-in?next={back}")));
    let path = app.link_in_letter("bai@example.com");
    let new = [("name", "白露"), ("password", PASSWORD), ("next", invitation.as_str())];
    let answer = visitor.post(&path, &new).expect(303);
    assert_eq!(answer.location, invitation);
    let person = app.holding(&answer);
    person.get(&invitation).expect(200).shows("您现在以 白露 的账号登录");
    person.post(&invitation, &[]).expect(303);
    person.get("/account").expect(200).shows("温州康捷鞋业有限公司").shows("企业成员");
    assert_eq!(count(&app, "invitation.accepted"), 1);
}

#[test]
fn a_mailed_invitation_tells_its_own_mailbox_of_its_account() {
    let app = TestApp::new();
    somebody(&app, "钱多多", "qian@example.com", None);
    let owner = app.as_(app.world.li_mei);
    let invite = [("role", "firm-member"), ("email", "qian@example.com")];
    let [one, other] = owner.post_twice("/organization/invitations", &invite);
    one.expect(200).shows("已把邀请发到 qian@example.com").hides("/links/");
    other.expect(200).shows("已把邀请发到 qian@example.com").hides("/links/");
    assert_eq!((app.letters().len(), count(&app, "invitation.made")), (1, 1));
    let path = app.link_in_letter("qian@example.com");
    app.visitor().get(&path).expect(200).shows("这个邮箱已有账号").hides("name=\"password\"");
    signed_in(&app, "qian@example.com").post(&path, &[]).expect(303);
    assert_eq!(count(&app, "invitation.accepted"), 1);
}

#[test]
fn inviting_twice_with_one_form_is_one_link_and_both_pages_show_it() {
    let app = TestApp::new();
    let owner = app.as_(app.world.li_mei);
    let [one, other] = owner.post_twice("/organization/invitations", &[("role", "firm-member")]);
    let (one, other) = (token_in(&one.expect(200).text), token_in(&other.expect(200).text));
    assert_eq!((one.len(), &one), (43, &other));
    let next = owner.post("/organization/invitations", &[("role", "firm-member")]).expect(200);
    assert_ne!(token_in(&next.text), one);
    // Another browser's form with the same word makes another link.
    let second = app.as_(app.world.chen_jing);
    let [theirs, _] = second.post_twice("/organization/invitations", &[("role", "firm-member")]);
    assert_ne!(token_in(&theirs.expect(200).text), one);
    assert_eq!(count(&app, "invitation.made"), 3);
}

#[test]
fn what_is_over_is_swept_away() {
    let app = TestApp::new();
    let id = somebody(&app, "钱多多", "qian@example.com", None);
    let person = signed_in(&app, "qian@example.com");
    let path = format!("/links/{}", app.system(move |tx, c| crate::people::sign_in_link(tx, c, id, MINUTE)));
    app.visitor().post(&path, &[]).expect(303);
    let rows = || -> (i64, i64, i64) {
        app.system(move |tx, _| {
            let row = tx.one(
                sql!(
                    "SELECT (SELECT count(*) FROM links) AS links, (SELECT count(*) FROM attempts) AS attempts,
                     (SELECT count(*) FROM sessions) AS sessions"
                ),
                &params![],
            )?;
            Ok((row.get("links"), row.get("attempts"), row.get("sessions")))
        })
    };
    let sweep = || app.wait(crate::people::sweeping::sweep(&app.app)).expect("swept");
    sweep();
    // The count of a right password was given back, not its row.
    assert_eq!(rows(), (1, 1, 2), "nothing is over yet");
    later(&app, 7 * 24 * 60 * MINUTE);
    sweep();
    assert_eq!(rows(), (1, 0, 2), "a used link still says so for a week after its end");
    app.visitor().get(&path).expect(200).shows("链接已经用过");
    later(&app, 2 * MINUTE);
    sweep();
    assert_eq!(rows(), (0, 0, 2));
    app.visitor().get(&path).expect(404).shows("链接不能用了");
    later(&app, 31 * 24 * 60 * MINUTE);
    sweep();
    assert_eq!(rows(), (0, 0, 0));
    drop(person);
}
