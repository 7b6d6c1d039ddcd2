//! What services are for: `schemes/functions.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

/// A function of a hub.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Function {
    /// As stored with services, needs, orders and records.
    pub code: String,
    /// The official word.
    pub name: String,
    /// How a firm says it: what it wants to get done.
    pub purpose: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Functions {
    function: Vec<Function>,
}

static FUNCTIONS: LazyLock<Vec<Function>> = LazyLock::new(|| {
    let file: Functions = toml::from_str(include_str!("../../../../schemes/functions.toml"))
        .unwrap_or_else(|error| panic!("schemes/functions.toml: {error}"));
    file.function
});

/// Every function, in the order they are offered.
pub fn functions() -> &'static [Function] {
    &FUNCTIONS
}

/// The function stored as `code`.
pub fn function(code: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique() {
        for (at, each) in functions().iter().enumerate() {
            assert_eq!(functions().iter().position(|other| other.code == each.code), Some(at), "{}", each.code);
        }
        assert_eq!(function("testing").map(|f| f.name.as_str()), Some("检验检测"));
    }
}
