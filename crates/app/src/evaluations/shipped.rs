//! The schemes that come with the program, by code. A round keeps the text of its scheme as it was.

use indicators::Scheme;

use crate::web::Error;

/// Texts of the schemes that come with the program.
const TEXTS: [&str; 4] = [
    include_str!("../../../../schemes/yizhan-2026.toml"),
    include_str!("../../../../schemes/shaoxing.toml"),
    include_str!("../../../../schemes/taizhou-bay-2023.toml"),
    include_str!("../../../../schemes/wenzhou-park-2022.toml"),
];

/// A scheme that can be chosen.
#[derive(Clone, Debug)]
pub struct Shipped {
    /// Its text.
    pub text: &'static str,
    /// What was read of it.
    pub scheme: Scheme,
}

impl Shipped {
    /// Whether it can be used to grade: no part of it is unpublished, and it has grades.
    pub fn grades(&self) -> bool {
        self.scheme.not_published().is_empty() && !self.scheme.grades.is_empty()
    }
}

/// Those that evaluate hubs.
///
/// # Errors
/// When one of them is not a scheme; tests read them all.
pub fn all() -> Result<Vec<Shipped>, Error> {
    let mut found = Vec::new();
    for text in TEXTS {
        let scheme = read(text)?;
        if scheme.applies.to == "hub" {
            found.push(Shipped { text, scheme });
        }
    }
    Ok(found)
}

/// The one of this code.
///
/// # Errors
/// `NotFound`.
pub fn by_code(code: &str) -> Result<Shipped, Error> {
    all()?.into_iter().find(|shipped| shipped.scheme.code == code).ok_or(Error::NotFound)
}

/// Reads a scheme that was accepted before.
///
/// # Errors
/// When it is none.
pub fn read(text: &str) -> Result<Scheme, Error> {
    Scheme::read(text).map_err(|problems| Error::internal(format!("a kept scheme is refused: {problems}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_for_hubs_can_be_read_and_only_complete_ones_grade() {
        let all = all().unwrap();
        let grades = |code: &str| all.iter().find(|one| one.scheme.code == code).map(Shipped::grades);
        assert_eq!(grades("yizhan-2026"), Some(true));
        assert!(all.iter().any(|one| !one.grades()), "one that is published in part can only be previewed");
        assert!(by_code("nothing").is_err());
    }
}
