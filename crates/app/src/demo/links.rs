//! One-time sign-in links of the demonstration, for one person of each role.

use db::Scope;
use serde::Serialize;

use super::Persona;
use crate::access::Who;
use crate::app::App;
use crate::command::Command;
use crate::people;
use crate::web::Error;

/// How long a link is good, in milliseconds: a day.
const LINK_MILLIS: i64 = 24 * 3600 * 1000;

/// A line of the links file.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    /// Code of the role.
    pub role: String,
    /// Name of the person.
    pub name: String,
    /// Signs in once.
    pub url: String,
}

/// New links; those of an earlier start stay good until they are used or a day old.
///
/// # Errors
/// Of the database.
pub async fn links(app: &App, personas: &[Persona]) -> Result<Vec<Link>, Error> {
    let mut links = Vec::new();
    for persona in personas {
        let mut command = Command::new(Who::system(app.clock.now()), app.random());
        let person = persona.person;
        let make = move |tx: &mut db::Tx| people::sign_in_link(tx, &mut command, person, LINK_MILLIS);
        let token = app.db.write(Scope::system(), make).await?;
        let url = format!("{}/links/{token}", app.config.server.base_url);
        links.push(Link { role: persona.role.clone(), name: persona.name.clone(), url });
    }
    Ok(links)
}
