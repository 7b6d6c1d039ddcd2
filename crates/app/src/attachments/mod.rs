//! Files that people hand in or over: kept by content, attached to what they belong to.

mod store;

use db::Tx;
use files::{Kind, Unfit};
use uuid::Uuid;

use crate::app::App;
use crate::command::Command;
use crate::web::{Error, FormErrors, Refusal, Upload};

pub use store::{by_id, detach, hand_over, of};

/// Most files in one form.
pub const MOST_FILES: usize = 10;

/// A file in the store, not attached yet.
#[derive(Clone, Debug)]
pub struct Kept {
    /// SHA-256.
    pub hash: [u8; 32],
    /// Cleaned name.
    pub name: String,
    /// What it is, by content.
    pub kind: Kind,
    /// Size in bytes.
    pub bytes: i64,
}

/// A file attached to something.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// Id.
    pub id: Uuid,
    /// SHA-256.
    pub hash: [u8; 32],
    /// Name.
    pub name: String,
    /// Size in bytes.
    pub bytes: i64,
}

/// A file and what it is attached to.
#[derive(Clone, Debug)]
pub struct Attached {
    /// SHA-256.
    pub hash: [u8; 32],
    /// Name.
    pub name: String,
    /// Its media type, by content.
    pub media_type: String,
    /// The hub of what it belongs to; nil for a draft.
    pub hub: Uuid,
    /// draft, need, askback, delivery.
    pub object: String,
    /// Which one; the need's for an askback.
    pub object_id: Uuid,
}

/// Checks the files of a form and puts them into the store.
///
/// # Errors
/// `Invalid` on the field `files`, saying which file and why.
pub async fn keep(app: &App, uploads: &[Upload]) -> Result<Vec<Kept>, Error> {
    let mut errors = FormErrors::none();
    if uploads.len() > MOST_FILES {
        errors.add("files", Refusal::new("attachments-too-many").with("most", MOST_FILES));
    }
    let mut fit = Vec::new();
    for upload in uploads {
        let name = files::clean_name(&upload.name);
        match files::check(&upload.bytes, &name) {
            Ok(kind) => fit.push((upload, name, kind)),
            Err(unfit) => errors.add("files", refusal(&unfit).with("name", name)),
        }
    }
    errors.finish()?;
    let mut kept = Vec::new();
    for (upload, name, kind) in fit {
        let hash = app.files.put(upload.bytes.clone()).await.map_err(Error::internal)?;
        kept.push(Kept { hash, name, kind, bytes: upload.bytes.len() as i64 });
    }
    Ok(kept)
}

fn refusal(unfit: &Unfit) -> Refusal {
    match unfit {
        Unfit::Empty => Refusal::new("attachments-empty"),
        Unfit::TooLarge { most, .. } => Refusal::new("attachments-too-large").with("most", most / 1024 / 1024),
        Unfit::Type => Refusal::new("attachments-type"),
        Unfit::Name { ending } => Refusal::new("attachments-name").with("ending", ending),
    }
}

/// Attaches kept files to an object of a hub.
///
/// # Errors
/// Of the database.
pub fn attach(tx: &mut Tx, c: &mut Command, hub: Uuid, object: &str, id: Uuid, kept: &[Kept]) -> Result<(), Error> {
    let Some(person) = c.actor.person().map(|person| person.id) else {
        return if kept.is_empty() { Ok(()) } else { Err(Error::SignIn) };
    };
    for file in kept {
        let attachment = c.new_id();
        store::insert(tx, attachment, file, person, c.now, (hub, object, id))?;
    }
    Ok(())
}
