//! A form as it was sent: fields and files, kept so that nothing typed is lost when it is shown again.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use bytes::Bytes;
use futures_util::Stream;
use http_body_util::LengthLimitError;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::error::{Error, Refusal};
use super::guard::UPLOAD_BYTES;

/// A file of a form.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Name of the field.
    pub field: String,
    /// File name as the browser gave it.
    pub name: String,
    /// Its bytes.
    pub bytes: Bytes,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Name of the field.
    pub field: String,
    /// Why, as a message; the page puts it into words.
    pub refusal: Refusal,
    /// The words, once known.
    pub text: String,
}

/// What is wrong with a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormErrors(pub Vec<FieldError>);

impl FormErrors {
    /// Nothing wrong yet.
    pub fn none() -> FormErrors {
        FormErrors::default()
    }

    /// One field is wrong.
    pub fn one(field: &str, refusal: Refusal) -> FormErrors {
        let mut errors = FormErrors::none();
        errors.add(field, refusal);
        errors
    }

    /// Adds what is wrong with a field.
    pub fn add(&mut self, field: &str, refusal: Refusal) {
        self.0.push(FieldError { field: field.to_owned(), refusal, text: String::new() });
    }

    /// `Ok` when nothing is wrong.
    ///
    /// # Errors
    /// `Invalid` with what was added.
    pub fn finish(self) -> Result<(), Error> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(self)) }
    }
}

/// The fields and files of a form, and what is wrong with them.
#[derive(Clone, Debug, Default)]
pub struct Form {
    fields: Vec<(String, String)>,
    /// The files.
    pub uploads: Vec<Upload>,
    errors: Vec<FieldError>,
}

impl Form {
    /// A form with these fields, e.g. filled from what is known.
    pub fn filled<N: Into<String>, V: Into<String>>(fields: impl IntoIterator<Item = (N, V)>) -> Form {
        let fields = fields.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Form { fields, ..Form::default() }
    }

    /// The value of a field, trimmed; empty when it was not sent.
    pub fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.trim())
    }

    /// All values of a field that may be sent several times.
    pub fn values(&self, name: &str) -> Vec<&str> {
        self.fields.iter().filter(|(n, _)| n == name).map(|(_, value)| value.trim()).collect()
    }

    /// Whether a box or a choice is taken.
    pub fn checked(&self, name: &str, value: &str) -> bool {
        self.fields.iter().any(|(n, v)| n == name && v == value)
    }

    /// The fields as sent, without those of the shell (`_csrf`, `_once`).
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().filter(|(n, _)| !n.starts_with('_')).map(|(n, v)| (n.as_str(), v.as_str()))
    }

    /// Hash of all that was sent to `path`, but for the fields of the shell. Every part stands with its length.
    pub(super) fn content(&self, path: &str) -> [u8; 32] {
        let mut hash = Sha256::new();
        let mut part = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        };
        part(path.as_bytes());
        for (name, value) in self.fields() {
            part(name.as_bytes());
            part(value.as_bytes());
        }
        for upload in &self.uploads {
            part(b"\0file");
            part(upload.field.as_bytes());
            part(upload.name.as_bytes());
            part(&upload.bytes);
        }
        hash.finalize().into()
    }

    /// A secret for `purpose` that follows from the browser's key, the form's word, and all that was sent to `path`.
    pub(super) fn secret(&self, key: &[u8; 32], path: &str, purpose: &str) -> String {
        let mut hash = Sha256::new();
        hash.update(key);
        hash.update(self.content(path));
        for part in [self.value("_once"), purpose] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        data_encoding::BASE64URL_NOPAD.encode(&hash.finalize())
    }

    /// The words of what is wrong with a field.
    pub fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == name).map(|error| error.text.as_str())
    }

    /// Everything that is wrong, in the order of the fields.
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// The same form with what is wrong, in words.
    #[must_use]
    pub fn refused(mut self, errors: FormErrors, words: impl Fn(&Refusal) -> String) -> Form {
        self.errors = errors.0;
        for error in &mut self.errors {
            error.text = words(&error.refusal);
        }
        self
    }

    /// Reads a urlencoded body.
    pub fn parse_urlencoded(body: &[u8]) -> Form {
        let fields = form_urlencoded::parse(body).into_owned();
        Form::filled(fields.map(|(name, value)| (without_nul(name), without_nul(value))))
    }

    /// Refuses a form that does not carry the token of the browser's cookie. A browser without one has no token yet: a
    /// form without a token is not its own, but some other site's.
    pub(super) fn check_token(&self, token: &str) -> Result<(), Error> {
        let same = bool::from(self.value("_csrf").as_bytes().ct_eq(token.as_bytes()));
        if token.is_empty() || !same { Err(Error::Csrf) } else { Ok(()) }
    }

    /// Reads a multipart body as it comes; empty file fields are left out. Files are taken only after the token: it
    /// stands first in every form of ours.
    pub(super) async fn read_multipart<S, E>(body: S, boundary: String, token: &str) -> Result<Form, Error>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
    {
        let mut parts = multer::Multipart::new(body, boundary);
        let mut form = Form::default();
        while let Some(part) = parts.next_field().await.map_err(malformed)? {
            let field = without_nul(part.name().unwrap_or_default().to_owned());
            let Some(name) = part.file_name().map(|name| without_nul(name.to_owned())) else {
                form.fields.push((field, without_nul(part.text().await.map_err(malformed)?)));
                continue;
            };
            form.check_token(token)?;
            let bytes = part.bytes().await.map_err(malformed)?;
            if !name.is_empty() {
                form.uploads.push(Upload { field, name, bytes });
            }
        }
        Ok(form)
    }
}

fn malformed(error: multer::Error) -> Error {
    match error {
        multer::Error::StreamReadFailed(cause) if cause.is::<LengthLimitError>() => Error::TooLarge(UPLOAD_BYTES),
        _ => Error::Refused(Refusal::new("web-form-malformed")),
    }
}

/// Nobody types it, and PostgreSQL keeps no text with it.
pub(super) fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "") } else { text }
}

/// The guard has read the body and checked its token; the handler gets the form.
impl<S: Sync> FromRequestParts<S> for Form {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Form, Error> {
        parts
            .extensions
            .remove::<Form>()
            .ok_or_else(|| Error::internal("a form was asked for on a route without a body"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urlencoded() {
        let form = Form::parse_urlencoded("words=%E9%9E%8B%E5%BA%95+&tag=a&tag=b&_csrf=x".as_bytes());
        assert_eq!(form.value("words"), "鞋底");
        assert_eq!(form.values("tag"), ["a", "b"]);
        assert!(form.checked("tag", "b") && !form.checked("tag", "c"));
        assert_eq!(form.fields().count(), 3);
    }

    #[test]
    fn a_secret_is_of_one_browser_one_form_and_one_purpose() {
        let form = |words: &str, once: &str| Form::filled([("words", words), ("_once", once)]);
        let secret = form("鞋底", "ONE").secret(&[1; 32], "/links", "link");
        assert_eq!(secret, form("鞋底", "ONE").secret(&[1; 32], "/links", "link"));
        for other in [
            form("鞋底", "ONE").secret(&[2; 32], "/links", "link"),
            form("鞋面", "ONE").secret(&[1; 32], "/links", "link"),
            form("鞋底", "TWO").secret(&[1; 32], "/links", "link"),
            form("鞋底", "ONE").secret(&[1; 32], "/reset", "link"),
            form("鞋底", "ONE").secret(&[1; 32], "/links", "session"),
        ] {
            assert_ne!(secret, other);
        }
    }

    async fn read(body: &'static str, token: &str) -> Result<Form, Error> {
        let body = futures_util::stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(body.as_bytes()))]);
        Form::read_multipart(body, "B".into(), token).await
    }

    const TOKEN: &str = "--B\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\nx\r\n";

    #[tokio::test]
    async fn multipart_with_file() {
        let body = "--B\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\nx\r\n--B\r\nContent-Disposition: form-data; name=\"words\"\r\n\r\n耐折测试\0\r\n--B\r\nContent-Disposition: form-data; name=\"files\"; filename=\"图纸.pdf\"\r\n\r\n%PDF-1.7\r\n--B\r\nContent-Disposition: form-data; name=\"files\"; filename=\"\"\r\n\r\n\r\n--B--\r\n";
        let form = read(body, "x").await.unwrap();
        assert_eq!(form.value("words"), "耐折测试");
        assert_eq!(form.uploads.len(), 1);
        assert_eq!((form.uploads[0].name.as_str(), &form.uploads[0].bytes[..]), ("图纸.pdf", &b"%PDF-1.7"[..]));
        assert!(body.starts_with(TOKEN));
        assert!(matches!(read(body, "y").await, Err(Error::Csrf)));
        assert!(matches!(read(&body[TOKEN.len()..], "x").await, Err(Error::Csrf)), "a file before the token");
        assert!(matches!(read("--B\r\nContent-Disp", "x").await, Err(Error::Refused(_))));
    }

    #[test]
    fn a_form_is_the_same_only_with_the_same_content() {
        let form = |fields: &[(&str, &str)]| Form::filled(fields.iter().copied());
        let content = form(&[("a", "1"), ("_csrf", "x")]).content("/needs");
        assert_eq!(content, form(&[("a", "1"), ("_csrf", "y")]).content("/needs"));
        for other in [form(&[("a", "2")]), form(&[("a1", "")]), form(&[("a", "1"), ("a", "1")])] {
            assert_ne!(content, other.content("/needs"));
        }
        assert_ne!(content, form(&[("a", "1")]).content("/orders"));
        let upload =
            |bytes| Upload { field: "files".into(), name: "图纸.pdf".into(), bytes: Bytes::from_static(bytes) };
        let with = |bytes| Form { uploads: vec![upload(bytes)], ..form(&[("a", "1")]) }.content("/needs");
        assert_ne!(with(b"1"), with(b"2"));
        assert_ne!(with(b"1"), content);
    }
}
