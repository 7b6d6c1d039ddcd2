//! Chinese in traditional letters: the messages of `locales/zh-CN`, converted phrase by phrase by OpenCC's dictionaries into
//! the letters that are standard in Taiwan, and then by the list of `locales/traditional.toml`, which has this field's words
//! and what the dictionaries get wrong. What is converted is committed, so that the product needs neither dictionary nor
//! time for it, and a reviewer sees it; `cargo xtask tidy` proves that it is up to date.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;

/// What is converted.
pub(crate) const FROM: &str = "locales/zh-CN/";
/// Where it is written.
pub(crate) const TO: &str = "locales/zh-Hant/";
/// What the dictionaries get wrong: as they write it, and as it should be.
pub(crate) const OVERRIDES: &str = "locales/traditional.toml";
const HEAD: &str =
    "# Written by `cargo xtask traditional` from locales/zh-CN: change it there, or in locales/traditional.toml.\n";

/// Converts messages.
pub(crate) struct Converter {
    dictionaries: OpenCC,
    /// The longest first.
    overrides: Vec<(String, String)>,
}

impl Converter {
    /// With the text of the list.
    pub(crate) fn new(overrides: &str) -> Result<Converter> {
        let list: BTreeMap<String, String> = toml::from_str(overrides).context(OVERRIDES)?;
        let mut overrides: Vec<_> = list.into_iter().collect();
        overrides.sort_by_key(|(wrong, _)| std::cmp::Reverse(wrong.chars().count()));
        Ok(Converter { dictionaries: OpenCC::from_config(BuiltinConfig::S2tw)?, overrides })
    }

    /// A Fluent file converted. Keys, variables and syntax are ASCII by Fluent's grammar, and no dictionary touches ASCII.
    pub(crate) fn file(&self, text: &str) -> String {
        let mut converted = self.dictionaries.convert(text);
        for (wrong, right) in &self.overrides {
            converted = converted.replace(wrong, right);
        }
        format!("{HEAD}{converted}")
    }
}

/// Writes every file anew and takes out those that have no source.
///
/// # Errors
/// When a file cannot be read or written.
pub(crate) fn write(root: &Path) -> Result<()> {
    let converter = Converter::new(&fs::read_to_string(root.join(OVERRIDES)).context(OVERRIDES)?)?;
    let to = root.join(TO);
    if to.is_dir() {
        fs::remove_dir_all(&to)?;
    }
    fs::create_dir_all(&to)?;
    for entry in fs::read_dir(root.join(FROM))? {
        let path = entry?.path();
        let name = path.file_name().context("a file has a name")?;
        fs::write(to.join(name), converter.file(&fs::read_to_string(&path)?))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "\"賬號\" = \"帳號\"\n\"帳號頁\" = \"帳戶頁\"\n";

    fn converted(text: &str) -> String {
        let converter = Converter::new(LIST).expect("a converter");
        converter.file(text).strip_prefix(HEAD).expect("the head").to_owned()
    }

    #[test]
    fn phrases_are_converted_and_letters_that_have_two_forms() {
        assert_eq!(converted("产业创新服务综合体"), "產業創新服務綜合體");
        assert_eq!(converted("皇后在台阶后面里程的里面,干燥的干部"), "皇后在臺階後面里程的裡面,乾燥的幹部");
    }

    #[test]
    fn keys_variables_and_syntax_stay() {
        let text = "needs-n = { $count ->\n    [one] 还有 { $count } 项\n   *[other] { web-back }「{\"{\"}」\n}\n# keys: needs-*\n";
        let expected = "needs-n = { $count ->\n    [one] 還有 { $count } 項\n   *[other] { web-back }「{\"{\"}」\n}\n# keys: needs-*\n";
        assert_eq!(converted(text), expected);
    }

    #[test]
    fn the_list_comes_last_and_its_longest_words_first() {
        assert_eq!(converted("我的账号"), "我的帳號");
        assert!(Converter::new("no toml").is_err());
    }
}
