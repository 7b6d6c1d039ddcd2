use codes::text::{tidy, to_half_width};

#[test]
fn full_width_becomes_half_width_and_chinese_stays() {
    assert_eq!(to_half_width("Ａ－９～（鹿城）　鞋业、ａ"), "A-9~(鹿城) 鞋业、a");
}

#[test]
fn fillers_of_a_typed_code_disappear() {
    assert_eq!(tidy("\u{FEFF}lcx26–7k3f9q—0\t\u{200B}\n"), "LCX267K3F9Q0");
    assert_eq!(tidy("９１　３３\u{00A0}０３‑Ｍ"), "913303M");
    assert_eq!(tidy(" - "), "");
}

#[test]
fn what_is_not_filler_stays_to_be_refused() {
    assert_eq!(tidy("温州.9_1é"), "温州.9_1é");
}
