//! Who asks, as the database is told.

/// Settings of a transaction. PostgreSQL gets them as `yizhan.<key>`, for row-level security.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope(Vec<(&'static str, String)>);

impl Scope {
    /// Everything: jobs, the command line.
    pub fn system() -> Scope {
        Scope(vec![("scope", "system".to_owned())])
    }

    /// These settings.
    pub fn with(settings: Vec<(&'static str, String)>) -> Scope {
        Scope(settings)
    }

    /// With one more setting.
    #[must_use]
    pub fn and(mut self, key: &'static str, value: String) -> Scope {
        self.0.push((key, value));
        self
    }

    /// The value of a setting.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(k, _)| *k == key).map(|(_, value)| value.as_str())
    }

    /// `BEGIN` and the settings, in one round trip.
    pub(crate) fn begin(&self) -> String {
        let mut text = "BEGIN".to_owned();
        for (key, value) in &self.0 {
            text.push_str("; ");
            text.push_str(&setting(key, value));
        }
        text
    }
}

/// Tells PostgreSQL one setting for the rest of the transaction.
pub(crate) fn setting(key: &str, value: &str) -> String {
    let quoted = value.replace('\'', "''").replace('\0', "");
    format!("SET LOCAL \"yizhan.{key}\" = '{quoted}'")
}
