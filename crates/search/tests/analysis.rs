//! What is kept of a text, as tables.

use search::Analysis;
use search::analysis::folding::folded;
use search::analysis::{Kind, readings};

#[test]
fn spellings_that_mean_the_same_are_folded_into_one() {
    let table = [
        ("ＧＢ／Ｔ　３９０３．１", "gb/t 3903.1"),
        ("檢測認證", "检测认证"),
        ("電氣產業創新服務綜合體", "电气产业创新服务综合体"),
        ("鞋類耐折試驗機", "鞋类耐折试验机"),
        ("CNC加工", "cnc加工"),
        ("M12×1.5", "m12x1.5"),
        ("ISO—9001", "iso-9001"),
    ];
    for (given, wanted) in table {
        assert_eq!(folded(given), wanted);
    }
}

#[test]
fn standards_are_kept_whole_and_by_parts() {
    let table: [(&str, &[&str]); 8] = [
        ("GB/T 3903.1-2017", &["gb/t3903.1-2017", "gb3903.1-2017", "gb3903.1", "gb3903", "3903.1", "3903"]),
        ("GB/T3903.1—2017", &["gb/t3903.1-2017", "gb3903.1"]),
        ("ＧＢ/Ｔ ３９０３．１－２０１７", &["gb/t3903.1-2017", "gb3903.1"]),
        ("gb3903.1", &["gb3903.1", "gb3903", "3903"]),
        ("QB/T 1002", &["qb/t1002", "qb1002", "1002"]),
        ("ISO 20344", &["iso20344", "20344", "iso"]),
        ("IEC 60947-2", &["iec60947-2", "iec60947", "60947"]),
        ("依据GB 14048.2-2020做型式试验", &["gb14048.2-2020", "gb14048.2", "型式试验"]),
    ];
    for (given, wanted) in table {
        let tokens: Vec<String> = Analysis::default().tokens(given).into_iter().map(|token| token.text).collect();
        for token in wanted {
            assert!(tokens.iter().any(|known| known == token), "{given}: no {token} in {tokens:?}");
        }
    }
}

#[test]
fn models_numbers_and_units_are_found_as_they_are_written() {
    let table: [(&str, &[&str]); 6] = [
        ("GT-7011-DH", &["gt7011dh", "gt", "7011", "dh"]),
        ("ISO9001 体系", &["iso9001", "9001"]),
        ("3.5 mm 钢板", &["3.5mm", "3.5"]),
        ("厚 3.5毫米", &["3.5mm"]),
        ("IATF 16949", &["iatf", "16949"]),
        ("3D 建模", &["3d", "建模"]),
    ];
    for (given, wanted) in table {
        let tokens: Vec<String> = Analysis::default().tokens(given).into_iter().map(|token| token.text).collect();
        for token in wanted {
            assert!(tokens.iter().any(|known| known == token), "{given}: no {token} in {tokens:?}");
        }
    }
}

#[test]
fn no_word_of_two_characters_is_lost() {
    let text = "鞋底耐折性能检测";
    let pairs: Vec<String> = Analysis::default()
        .tokens(text)
        .into_iter()
        .filter(|token| token.kind == Kind::Pair)
        .map(|token| token.text)
        .collect();
    let characters: Vec<char> = text.chars().collect();
    let wanted: Vec<String> = characters.windows(2).map(|pair| pair.iter().collect()).collect();
    assert_eq!(pairs, wanted);
}

#[test]
fn known_words_cut_a_text() {
    let table: [(&str, &[&str]); 3] = [
        ("外观设计专利申请", &["外观设计专利申请"]),
        ("质量管理体系GB/T 19001", &["质量管理体系", "gb/t", "19001"]),
        ("盐雾试验", &["盐雾试验"]),
    ];
    for (given, wanted) in table {
        assert_eq!(Analysis::default().segments(given), wanted);
    }
    assert_eq!(Analysis::with("卡钳座 恒瓯", "").segments("恒瓯卡钳座"), ["恒瓯", "卡钳座"]);
}

#[test]
fn names_are_read_as_they_are_spoken() {
    let table = [
        ("乐清电气", "yqdq", "yueqingdianqi"),
        ("重庆银行", "cqyh", "chongqingyinhang"),
        ("溫州鞋業", "wzxy", "wenzhouxieye"),
        ("LED灯珠", "leddz", "leddengzhu"),
        ("台州传感器", "tzcgq", "taizhouchuanganqi"),
    ];
    for (name, initials, syllables) in table {
        let reading = readings(name);
        assert_eq!((reading.initials.as_str(), reading.syllables.as_str()), (initials, syllables), "{name}");
    }
}

#[test]
fn places_of_tokens_are_those_of_the_given_text() {
    for given in ["ＧＢ/Ｔ 3903.1-2017 耐折", "檢測 3.5 毫米", "a—b×c鞋", "\u{10FFFF}鞋底\u{0}İ"] {
        for token in Analysis::default().tokens(given) {
            assert!(given.is_char_boundary(token.from) && given.is_char_boundary(token.to) && token.from < token.to);
        }
    }
}
