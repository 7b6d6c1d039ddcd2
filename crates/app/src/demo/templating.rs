//! The templates of the hubs: each of its industry, and some that every hub has.

use db::Tx;
use uuid::Uuid;

use super::material::{TemplateLine, material};
use super::people::Cast;
use super::world::{Hub, Provider, Service};
use crate::plans::templates::{self, Head, LineWords};
use crate::web::Error;

/// Keeps those of a hub, as its manager.
///
/// # Errors
/// Of the commands.
pub(super) fn keep(tx: &mut Tx, cast: &mut Cast, hub: &Hub, providers: &[Provider]) -> Result<(), Error> {
    let here = material().templates.template.iter().filter(|t| t.hub.is_empty() || t.hub == hub.about.code);
    for about in here {
        // Each line with its service; its place counts also those that the hub lacks.
        let found: Vec<(usize, &TemplateLine, &Service)> = (1..)
            .zip(&about.lines)
            .filter_map(|(place, line)| Some((place, line, service(hub, &line.service)?)))
            .collect();
        if found.len() < 2 {
            continue;
        }
        let by = Some(&hub.manager);
        let head = Head { name: about.name.clone(), words: about.words.clone(), function: about.function.clone() };
        let id = templates::create(tx, &mut cast.command(by), hub.id, &head)?;
        let mut placed: Vec<(usize, Uuid)> = Vec::new();
        for (place, line, service) in found {
            let kept = templates::by_id(tx, hub.id, id)?;
            let added = templates::add_line(tx, &mut cast.command(by), &kept, &service.code)?;
            let after = match &line.after {
                Some(places) => placed.iter().filter(|(place, _)| places.contains(place)).map(|(_, id)| *id).collect(),
                None => placed.last().map(|(_, id)| *id).into_iter().collect(),
            };
            let asked = match line.asks.as_str() {
                "first" => 1,
                "all" => usize::MAX,
                _ => 0,
            };
            let asked = service.providers.iter().take(asked).map(|place| providers[*place].id).collect();
            let new = LineWords { note: line.note.clone(), after, providers: asked };
            let kept = templates::by_id(tx, hub.id, id)?;
            let lines = templates::lines(tx, hub.id, id)?;
            let own = lines.iter().find(|line| line.id == added).ok_or(Error::NotFound)?;
            templates::save_line(tx, &mut cast.command(by), &kept, own, &new)?;
            placed.push((place, added));
        }
    }
    Ok(())
}

fn service<'a>(hub: &'a Hub, part: &str) -> Option<&'a Service> {
    hub.services.iter().find(|service| service.about.name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a template of one hub names, that hub has.
    #[test]
    fn every_template_finds_its_services() {
        for template in material().templates.template.iter().filter(|template| !template.hub.is_empty()) {
            let hub = material().hubs.iter().find(|hub| hub.code == template.hub).unwrap();
            for line in &template.lines {
                let found = material().services_of(hub).any(|service| service.name.contains(&line.service));
                assert!(found, "{} {}", template.name, line.service);
            }
        }
        let industries: Vec<&str> = material().templates.template.iter().map(|t| t.hub.as_str()).collect();
        for hub in ["LCX", "YQD", "OHY", ""] {
            assert!(industries.iter().filter(|code| **code == hub).count() >= 2, "{hub}");
        }
    }
}
