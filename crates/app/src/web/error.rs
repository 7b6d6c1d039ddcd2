//! One error for all handlers. Handlers use `?`; the guard renders it once, in the person's language.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::form::FormErrors;

/// A rule says no: a message key with arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Key of the message.
    pub key: &'static str,
    /// Its arguments.
    pub arguments: Vec<(&'static str, String)>,
}

impl Refusal {
    /// A refusal in the words of `key`.
    pub fn new(key: &'static str) -> Refusal {
        Refusal { key, arguments: Vec::new() }
    }

    /// With an argument of the message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Refusal {
        self.arguments.push((name, value.to_string()));
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
