//! What a workbook says of itself: its sheets, and where its parts are.

use quick_xml::events::BytesStart;

use super::parts::Parts;
use super::xml::{Node, attribute};
use crate::Refused;

/// A workbook as described by `xl/workbook.xml` and the relations beside it.
pub(super) struct Workbook {
    /// In the order of the tabs.
    pub(super) sheets: Vec<Sheet>,
    /// Whether days count from 1904.
    pub(super) from_1904: bool,
    /// Where the formats of cells are.
    pub(super) styles: Option<String>,
    /// Where the texts of cells are.
    pub(super) strings: Option<String>,
}

/// A tab.
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) hidden: bool,
    /// Where its cells are; none for a sheet of charts.
    pub(super) path: Option<String>,
}

/// A link from one part to another.
struct Relation {
    id: String,
    /// The last word of its type: `worksheet`, `styles`, …
    kind: String,
    path: String,
}

const USUAL: &str = "xl/workbook.xml";

impl Workbook {
    pub(super) fn read(parts: &mut Parts<'_>) -> Result<Self, Refused> {
        let package = relations(parts, "")?;
        let main = package.into_iter().find(|relation| relation.kind == "officeDocument");
        let path = main.map_or_else(|| USUAL.to_owned(), |relation| relation.path);
        let relations = relations(parts, &path)?;
        let of_kind = |kind: &str| relations.iter().find(|to| to.kind == kind).map(|to| to.path.clone());
        let mut workbook =
            Self { sheets: Vec::new(), from_1904: false, styles: of_kind("styles"), strings: of_kind("sharedStrings") };
        let most = parts.most_entries();
        let Some(mut xml) = parts.description(&path)? else {
            return Err(Refused::Damaged(format!("{path} is missing")));
        };
        loop {
            match xml.next()? {
                Node::Open(tag) => match tag.local_name().as_ref() {
                    b"workbookPr" => {
                        // An extension has an element of this name too, without the attribute.
                        if let Some(value) = attribute(&tag, b"date1904") {
                            workbook.from_1904 = matches!(value.as_ref(), "1" | "true" | "on");
                        }
                    }
                    b"sheet" => workbook.sheets.push(sheet(&tag, &relations)),
                    _ => {}
                },
                Node::Close(tag) if tag.local_name().as_ref() == b"workbook" => break,
                Node::End => return Err(xml.damaged("it ends too early")),
                _ => {}
            }
            if workbook.sheets.len() > most {
                return Err(Refused::TooManyEntries { limit: most });
            }
        }
        xml.finish()?;
        Ok(workbook)
    }
}

fn sheet(tag: &BytesStart<'_>, relations: &[Relation]) -> Sheet {
    let text = |name: &[u8]| attribute(tag, name).unwrap_or_default();
    let id = text(b"id");
    let target = relations.iter().find(|relation| relation.id == id && relation.kind == "worksheet");
    Sheet {
        name: text(b"name").into_owned(),
        hidden: matches!(text(b"state").as_ref(), "hidden" | "veryHidden"),
        path: target.map(|relation| relation.path.clone()),
    }
}

/// The links from a part, or from the package when `from` is empty. Links out of the workbook are left out.
fn relations(parts: &mut Parts<'_>, from: &str) -> Result<Vec<Relation>, Refused> {
    let (folder, name) = from.rsplit_once('/').unwrap_or(("", from));
    let path = if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") };
    let most = parts.most_entries();
    let mut relations = Vec::new();
    let Some(mut xml) = parts.description(&path)? else { return Ok(relations) };
    loop {
        match xml.next()? {
            Node::Open(tag) if tag.local_name().as_ref() == b"Relationship" => {
                relations.extend(relation(&tag, folder));
                if relations.len() > most {
                    return Err(Refused::TooManyEntries { limit: most });
                }
            }
            Node::Close(tag) if tag.local_name().as_ref() == b"Relationships" => break,
            Node::End => return Err(xml.damaged("it ends too early")),
            _ => {}
        }
    }
    xml.finish()?;
    Ok(relations)
}

fn relation(tag: &BytesStart<'_>, folder: &str) -> Option<Relation> {
    if attribute(tag, b"TargetMode").is_some_and(|mode| mode == "External") {
        return None;
    }
    let path = within(folder, &attribute(tag, b"Target")?)?;
    let kind = attribute(tag, b"Type")?.rsplit('/').next().unwrap_or_default().to_owned();
    Some(Relation { id: attribute(tag, b"Id")?.into_owned(), kind, path })
}

/// The path of a target as seen from a folder; none when it leads out of the workbook.
fn within(folder: &str, target: &str) -> Option<String> {
    let target = target.replace('\\', "/");
    let (base, rest) = match target.strip_prefix('/') {
        Some(absolute) => ("", absolute),
        None => (folder, target.as_str()),
    };
    let mut path: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    for part in rest.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                path.pop()?;
            }
            part => path.push(part),
        }
    }
    Some(path.join("/"))
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn targets_are_found_from_the_folder_of_the_part() {
        let found = |target: &str| within("xl", target);
        assert_eq!(found("worksheets/sheet1.xml").as_deref(), Some("xl/worksheets/sheet1.xml"));
        assert_eq!(found("/xl/./styles.xml").as_deref(), Some("xl/styles.xml"));
        assert_eq!(found("..\\docProps/app.xml").as_deref(), Some("docProps/app.xml"));
        assert_eq!(found("../../etc/passwd"), None);
    }
}
