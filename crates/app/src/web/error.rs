//! One error for all handlers. Handlers use `?`; the guard renders it once, in the person's language.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::form::FormErrors;

/// What is put into the words of a refusal, before it is known in which language they are said. As JSON, text is a string.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Told {
    /// A name, a number, or what somebody typed.
    Text(String),
    /// A day.
    Day {
        /// `YYYY-MM-DD`
        day: String,
    },
    /// Names in a row.
    List {
        /// The names.
        list: Vec<String>,
    },
    /// Names that the data say in two languages.
    Both {
        /// In Chinese.
        chinese: Vec<String>,
        /// In English.
        english: Vec<String>,
    },
}

/// A rule says no: a message key with arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Key of the message.
    pub key: &'static str,
    /// Its arguments.
    pub arguments: Vec<(&'static str, Told)>,
}

impl Refusal {
    /// A refusal in the words of `key`.
    pub fn new(key: &'static str) -> Refusal {
        Refusal { key, arguments: Vec::new() }
    }

    /// With an argument of the message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Refusal {
        self.arguments.push((name, Told::Text(value.to_string())));
        self
    }

    /// With a day as an argument: said in the words of who reads it.
    #[must_use]
    pub fn day(mut self, name: &'static str, day: &str) -> Refusal {
        self.arguments.push((name, Told::Day { day: day.to_owned() }));
        self
    }

    /// The same with a day that is known to be one.
    #[must_use]
    pub fn date(self, name: &'static str, day: Date) -> Refusal {
        self.day(name, &day.to_string())
    }

    /// With names that the data say in Chinese and in English.
    #[must_use]
    pub fn both<'n>(mut self, name: &'static str, names: impl IntoIterator<Item = (&'n str, &'n str)>) -> Refusal {
        let (chinese, english) =
            names.into_iter().map(|(chinese, english)| (chinese.to_owned(), english.to_owned())).unzip();
        self.arguments.push((name, Told::Both { chinese, english }));
        self
    }

    /// With names in a row.
    #[must_use]
    pub fn list<N: Into<String>>(mut self, name: &'static str, names: impl IntoIterator<Item = N>) -> Refusal {
        self.arguments.push((name, Told::List { list: names.into_iter().map(Into::into).collect() }));
        self
    }
}

/// Why a request was not answered as asked.
#[derive(Clone, Debug)]
pub enum Error {
    /// Sign in first.
    SignIn,
    /// Signed in, but the role needs a second factor first.
    SecondFactor,
    /// The role may not.
    Forbidden,
    /// There is no such thing, or it is another party's.
    NotFound,
    /// A rule says no.
    Refused(Refusal),
    /// Fields are wrong; the handler shows its form again.
    Invalid(FormErrors),
    /// Somebody else changed it meanwhile.
    Conflict,
    /// Too often; seconds to wait.
    TooMany(u64),
    /// The form's token is missing or old.
    Csrf,
    /// The body is larger than this many bytes.
    TooLarge(usize),
    /// The queue is full: try again.
    Busy,
    /// Ours: the cause is logged, never sent.
    Internal(std::sync::Arc<str>),
}

impl Error {
    /// An error of ours with its cause.
    pub fn internal(cause: impl std::fmt::Display) -> Error {
        Error::Internal(cause.to_string().into())
    }

    /// For logs.
    pub fn cause(&self) -> String {
        match self {
            Error::Internal(cause) => cause.to_string(),
            other => format!("{other:?}"),
        }
    }

    /// Status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Error::SignIn => StatusCode::UNAUTHORIZED,
            Error::SecondFactor | Error::Forbidden | Error::Csrf => StatusCode::FORBIDDEN,
            Error::NotFound => StatusCode::NOT_FOUND,
            Error::Refused(_) | Error::Conflict => StatusCode::CONFLICT,
            Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Error::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Error::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Error::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// One row was meant, in the version that was seen: else somebody was quicker.
///
/// # Errors
/// A conflict when it was not one.
pub fn one_row(changed: u64) -> Result<(), Error> {
    if changed == 1 { Ok(()) } else { Err(Error::Conflict) }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Error {
        Error::Refused(refusal)
    }
}

impl From<FormErrors> for Error {
    fn from(errors: FormErrors) -> Error {
        Error::Invalid(errors)
    }
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Error {
        match error {
            db::Error::Busy | db::Error::Timeout => Error::Busy,
            db::Error::Conflict => Error::Conflict,
            other => Error::internal(other),
        }
    }
}

/// Carries the error to the guard, which knows the language and renders it.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
