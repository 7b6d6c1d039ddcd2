//! One file.

use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;
use uuid::Uuid;

use crate::attachments;
use crate::web::{Ctx, Error, Reply};

/// `GET /files/{id}`: always saved, never shown, so that nothing in it runs on our address.
pub async fn file(ctx: Ctx, Path(id): Path<String>) -> Reply {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    let file = ctx
        .read(move |tx, who| {
            let file = attachments::by_id(tx, id)?;
            super::reach(tx, who, &file)?;
            Ok(file)
        })
        .await?;
    let bytes = ctx.app.files.get(&file.hash).await.map_err(Error::internal)?;
    let bytes = bytes.ok_or_else(|| Error::internal(format!("the bytes of file {id} are missing")))?;
    let headers = [
        (header::CONTENT_TYPE, file.media_type),
        (header::CONTENT_DISPOSITION, files::content_disposition(&file.name)),
    ];
    Ok((headers, bytes).into_response())
}
