//! Recomputes the contrast of the style sheet's colours (WCAG 2.2, 1.4.3 and 1.4.11): 4.5 for text, 3 for controls and
//! the marks of charts, by day and by night.

use std::collections::BTreeMap;

const CSS: &str = include_str!("../../../assets/app.css");

const DAY: &str = ":root";
const NIGHT_CHOSEN: &str = "html[data-theme=\"dark\"]";
const NIGHT_OF_SYSTEM: &str = "html:not([data-theme=\"light\"])";

/// Inks and the grounds they stand on, by the names of their tokens.
type Table = [(&'static [&'static str], &'static [&'static str])];

const TEXT: &Table = &[
    (&["ink-900", "ink-700", "ink-500", "brand-700", "brand-800", "danger"], &["paper", "surface", "surface-2"]),
    (&["ink-900", "ink-700", "ink-500", "brand-700", "brand-800"], &["glaze-1"]),
    (&["on-glaze"], &["glaze-1", "glaze-2", "glaze-3", "glaze-4"]),
    (&["brand-800"], &["glaze-2"]),
    (&["on-brand"], &["brand-700", "brand-800"]),
    (&["on-danger"], &["danger"]),
    (&["seal"], &["paper", "surface", "glaze-1"]),
    (&["ok"], &["ok-ground", "surface"]),
    (&["info"], &["info-ground", "surface"]),
    (&["warn"], &["warn-ground", "surface"]),
    (&["danger"], &["danger-ground"]),
    (&["neutral"], &["neutral-ground"]),
];

/// Borders of controls, the focus ring and the marks of charts.
const CONTROLS: &Table = &[
    (&["line-strong"], &["paper", "surface", "surface-2"]),
    (&["brand-700", "danger"], &["paper", "surface", "surface-2", "glaze-1"]),
    (&["ink-900"], &["paper", "surface", "surface-2", "halo"]),
    (&["teal", "blue", "amber", "plum", "brick", "slate"], &["paper", "surface"]),
];

type Colour = [u8; 3];
type Tokens = BTreeMap<&'static str, Colour>;

/// The colours that the first rule of `selector` declares.
fn tokens(selector: &str) -> Tokens {
    let rule = CSS.split_once(&format!("{selector} {{")).unwrap_or_else(|| panic!("no rule {selector}")).1;
    let (declarations, _) = rule.split_once('}').expect("a rule ends");
    declarations
        .split(';')
        .filter_map(|declaration| declaration.trim().strip_prefix("--")?.split_once(": #"))
        .map(|(name, hex)| (name, colour(hex)))
        .collect()
}

fn colour(hex: &str) -> Colour {
    assert_eq!(hex.len(), 6, "#{hex} must have six digits");
    let number = u32::from_str_radix(hex, 16).unwrap_or_else(|_| panic!("#{hex} is not a colour"));
    let [_, red, green, blue] = number.to_be_bytes();
    [red, green, blue]
}

fn luminance(colour: Colour) -> f64 {
    let linear = |byte: u8| {
        let share = f64::from(byte) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2])
}

fn contrast(a: Colour, b: Colour) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The pairs of `table` that stay below `least`, in words.
fn too_faint(tokens: &Tokens, table: &Table, least: f64) -> Vec<String> {
    let mut faint = Vec::new();
    for (inks, grounds) in table {
        for (ink, ground) in inks.iter().flat_map(|ink| grounds.iter().map(move |ground| (ink, ground))) {
            let contrast = contrast(tokens[ink], tokens[ground]);
            if contrast < least {
                faint.push(format!("{ink} on {ground}: {contrast:.2} < {least}"));
            }
        }
    }
    faint
}

fn assert_readable(tokens: &Tokens) {
    let faint = [too_faint(tokens, TEXT, 4.5), too_faint(tokens, CONTROLS, 3.0)].concat();
    assert!(faint.is_empty(), "{faint:#?}");
}

#[test]
fn the_formula_gives_known_values() {
    assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
    assert!((contrast(colour("767676"), [255; 3]) - 4.54).abs() < 0.01);
}

#[test]
fn colours_are_readable_by_day() {
    assert_readable(&tokens(DAY));
}

#[test]
fn colours_are_readable_by_night() {
    assert_readable(&tokens(NIGHT_CHOSEN));
}

#[test]
fn both_ways_to_the_night_are_the_same_and_complete() {
    let night = tokens(NIGHT_CHOSEN);
    assert_eq!(tokens(NIGHT_OF_SYSTEM), night);
    assert!(tokens(DAY).keys().eq(night.keys()), "a colour is missing by day or by night");
}

#[test]
fn white_words_are_readable_on_every_container() {
    let words = tokens(DAY)["on-container"];
    for code in ["innovation", "testing", "property", "certification", "brand", "finance", "sharing", "talent"] {
        let contrast = contrast(words, tokens(&format!(".center-{code}"))["paint"]);
        assert!(contrast >= 4.5, "{code}: {contrast:.2}");
    }
}
