use codes::{Uscc, UsccError};
use proptest::prelude::*;

const VALID: [&str; 3] = ["91350100M000100Y43", "91110000802100433B", "91440300708461136T"];

#[test]
fn published_codes_pass() {
    for code in VALID {
        assert_eq!(Uscc::parse(code).map(|uscc| uscc.to_string()), Ok(code.to_owned()));
    }
}

#[test]
fn every_way_of_typing_gives_the_same_code() {
    let plain = Uscc::parse("91350100M000100Y43");
    for typed in [
        "91350100m000100y43",
        " 9135 0100 M000 100Y 43 ",
        "91-350100-M000100Y4-3",
        "９１３５０１００Ｍ０００１００Ｙ４３",
        "９１３５０１００ｍ０００１００ｙ４３\u{200B}",
    ] {
        assert_eq!(Uscc::parse(typed), plain);
        assert_eq!(typed.parse(), plain);
        assert_eq!(Uscc::try_from(typed), plain);
    }
}

#[test]
fn the_parts_can_be_read() {
    let uscc = Uscc::parse("91350100M000100Y43").unwrap();
    assert_eq!(uscc.division(), "350100");
    assert_eq!(uscc.organization_code(), "M000100Y4");
}

#[test]
fn each_mistake_is_told_apart() {
    let wrong = |text: &str| Uscc::parse(text).unwrap_err();
    assert_eq!(wrong(""), UsccError::Length { given: 0 });
    assert_eq!(wrong("91350100M000100Y4"), UsccError::Length { given: 17 });
    assert_eq!(wrong("91350100M000100Y433"), UsccError::Length { given: 19 });
    assert_eq!(wrong("91350100M00O100Y43"), UsccError::NeverUsed { letter: 'O', position: 12 });
    assert_eq!(wrong("9135 0100 m000100y4z"), UsccError::NeverUsed { letter: 'Z', position: 18 });
    assert_eq!(wrong("91350100M000100Y4。"), UsccError::UnknownCharacter { character: '。', position: 18 });
    assert_eq!(wrong("温州市鹿城区某鞋业有限公司"), UsccError::UnknownCharacter { character: '温', position: 1 });
    assert_eq!(wrong("91350100M000100Y4Y"), UsccError::Check { expected: '3', found: 'Y' });
}

#[test]
fn the_organization_code_inside_is_checked_by_itself() {
    // 91350100M000100Y5 with the check character that the whole needs.
    assert_eq!(Uscc::parse("91350100M000100Y56"), Err(UsccError::OrganizationCheck { expected: '4', found: '5' }));
}

#[test]
fn unused_letters_are_exactly_five() {
    let refused: String = ('A'..='Z')
        .filter(|letter| {
            let text = format!("91350100M000100Y4{letter}");
            matches!(Uscc::parse(&text), Err(UsccError::NeverUsed { .. }))
        })
        .collect();
    assert_eq!(refused, "IOSVZ");
}

#[test]
fn parts_that_do_not_make_a_code_are_refused() {
    assert_eq!(Uscc::make('9', '1', "3303", "MA2A1B2C"), Err(UsccError::Length { given: 16 }));
    assert_eq!(Uscc::make('9', '1', "330302", "MA2I1B2C"), Err(UsccError::NeverUsed { letter: 'I', position: 12 }));
}

fn made() -> impl Strategy<Value = Uscc> {
    let parts = ("[0-9ANY]", "[1-9]", "[1-8][0-9]{5}", "[0-9A-HJ-NP-RTUW-Y]{8}");
    parts.prop_map(|(department, category, division, serial)| {
        let first = |text: String| text.chars().next().unwrap();
        Uscc::make(first(department), first(category), &division, &serial).unwrap()
    })
}

proptest! {
    #[test]
    fn what_is_made_can_be_parsed(uscc in made()) {
        prop_assert_eq!(Uscc::parse(uscc.as_str()), Ok(uscc));
    }

    #[test]
    fn a_single_wrong_character_is_found(uscc in made(), place in 0..18_usize, to in "[0-9A-Z]") {
        let mut typed = uscc.to_string();
        typed.replace_range(place..=place, &to);
        prop_assume!(typed != uscc.as_str());
        prop_assert!(Uscc::parse(&typed).is_err());
    }

    #[test]
    fn any_text_is_answered(text in ".{0,40}") {
        if let Ok(uscc) = Uscc::parse(&text) {
            prop_assert_eq!(uscc.as_str().len(), 18);
        }
    }
}
