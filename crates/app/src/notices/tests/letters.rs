//! Letters: what they say, when several become one, when they wait.

use super::*;
use crate::app::millis_of;
use crate::mail::Letter;

fn to_clerk(app: &TestApp) -> Vec<Letter> {
    app.letters().into_iter().filter(|letter| letter.to.starts_with("hub-clerk")).collect()
}

#[test]
fn a_letter_says_what_to_do_by_when_with_one_link_and_how_to_stop() {
    let app = TestApp::new();
    let need = say(&app);
    let letter = to_clerk(&app).pop().expect("a letter");
    assert_eq!(letter.subject, format!("新需求 {need} 等您受理"));
    for part in ["温州康捷鞋业有限公司提出了一项新需求", "请受理", "2026年3月6日(周五)", "通知设置"]
    {
        assert!(letter.text.contains(part), "{part} is not in:\n{}", letter.text);
    }
    assert_eq!(letter.text.matches("http").count(), 1, "{}", letter.text);
    for personal in ["李梅", "13800000000", "吴芳", "example.com"] {
        assert!(!letter.text.contains(personal), "{personal} is in:\n{}", letter.text);
    }
    let at = letter.text.find("/notices/").expect("a link");
    let link = letter.text[at..].split_whitespace().next().expect("a link");
    assert_eq!(app.as_(app.world.wu_fang).get(link).expect(303).location, format!("/needs/{need}"));
}

#[test]
fn more_than_five_at_once_are_one_letter() {
    let app = TestApp::new();
    for _ in 0..6 {
        say(&app);
    }
    let letters = to_clerk(&app);
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].subject, "您有 6 条新通知");
    assert_eq!(letters[0].text.matches("等您受理(期限 2026年3月6日(周五))").count(), 6, "{}", letters[0].text);
    assert_eq!(letters[0].text.matches("http").count(), 1);
}

#[test]
fn the_sixth_within_a_minute_waits_for_those_after_it() {
    let app = TestApp::new();
    let now = app.app.clock.now();
    for second in 0..7 {
        app.app.clock.set(now + second * 1000);
        say(&app);
        assert_eq!(to_clerk(&app).len(), (second as usize + 1).min(5));
    }
    app.app.clock.set(now + 5000 + 60_000);
    let letters = to_clerk(&app);
    assert_eq!((letters.len(), letters[5].subject.as_str()), (6, "您有 2 条新通知"));
}

#[test]
fn what_was_read_meanwhile_is_not_sent() {
    let app = TestApp::new();
    let now = app.app.clock.now();
    for _ in 0..5 {
        say(&app);
        app.run_jobs();
    }
    say(&app);
    assert_eq!(to_clerk(&app).len(), 5);
    app.as_(app.world.wu_fang).post("/notices/read", &[]).expect(303);
    app.app.clock.set(now + 61_000);
    assert_eq!(to_clerk(&app).len(), 5);
    let manager = app.letters().into_iter().filter(|letter| letter.to.starts_with("hub-manager")).count();
    assert_eq!(manager, 6, "the other one has not read it");
}

#[test]
fn letters_wait_for_the_end_of_the_quiet_hours() {
    let app = TestApp::new();
    let choice = [("mail", "act"), ("quiet_from", "22:00"), ("quiet_until", "07:30")];
    app.as_(app.world.wu_fang).post("/account/notices", &choice).expect(303);
    app.app.clock.set(millis_of(jiff::civil::date(2026, 3, 4), 23, 0));
    say(&app);
    say(&app);
    assert!(to_clerk(&app).is_empty());
    assert_eq!(app.letters().len(), 2, "who wants no quiet hours is written to");
    app.app.clock.set(millis_of(jiff::civil::date(2026, 3, 5), 7, 29));
    assert!(to_clerk(&app).is_empty());
    app.app.clock.set(millis_of(jiff::civil::date(2026, 3, 5), 7, 30));
    let letters = to_clerk(&app);
    assert_eq!((letters.len(), letters[0].subject.as_str()), (1, "您有 2 条新通知"));
}

#[test]
fn each_group_is_sent_and_listed_as_chosen() {
    let app = TestApp::new();
    let owner = app.as_(app.world.li_mei);
    // Progress by e-mail only; results not at all.
    owner.post("/account/notices", &[("mail", "progress")]).expect(303);
    app.order_delivered();
    let to_owner: Vec<String> =
        app.letters().into_iter().filter(|l| l.to.starts_with("firm-owner")).map(|l| l.subject).collect();
    assert!(to_owner.len() == 1 && to_owner[0].ends_with("已受理"), "{to_owner:?}");
    owner.get("/notices").expect(200).shows("请您确认").hides("已受理");
    let page = app.as_(app.world.wang_qiang).get("/notices").expect(200);
    page.shows("请您确认");
    assert!(app.letters().iter().any(|letter| letter.to.starts_with("firm-member")));
}
