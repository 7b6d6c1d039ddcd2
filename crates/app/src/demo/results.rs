//! Small result files that providers hand over: one-page PDF documents that say that they are a demonstration's.

use bytes::Bytes;

use super::material::material;
use super::world::{self, World};
use crate::app::App;
use crate::attachments;
use crate::web::{Error, Upload};

/// Functions whose results are handed over as files.
const WRITTEN: [&str; 3] = ["testing", "design", "research"];

/// Puts a result into the store for every service that has one, and for every hub what its firms attach to needs.
///
/// # Errors
/// Of the store.
pub(super) async fn keep(app: &App, world: &mut World) -> Result<(), Error> {
    let papers = &material().directory.papers;
    for hub in &mut world.hubs {
        let name = &hub.about.name;
        for service in hub.services.iter_mut().filter(|s| WRITTEN.contains(&s.about.function.as_str())) {
            let title = if service.about.function == "testing" { &papers.report } else { &papers.result };
            let text = [
                title.clone(),
                format!("{}{}", papers.service, service.about.name),
                format!("{}{name}", papers.issued),
                material().function(&service.about.function).outcome.clone(),
                papers.mark.clone(),
            ];
            service.result = put(app, &format!("{}-{title}.pdf", service.about.name), &text).await?;
        }
        let mut text = vec![papers.wish.clone(), format!("{}{}", papers.makes, hub.about.products[0])];
        text.extend(papers.lines.iter().cloned());
        text.push(papers.mark.clone());
        hub.wish = put(app, &format!("{}.pdf", papers.wish), &text).await?;
    }
    Ok(())
}

async fn put(app: &App, name: &str, text: &[String]) -> Result<Option<world::Result>, Error> {
    let upload = Upload { field: "files".into(), name: name.to_owned(), bytes: Bytes::from(pdf(text)) };
    let kept = attachments::keep(app, &[upload]).await?.into_iter().next();
    Ok(kept.map(|file| world::Result { hash: file.hash, name: file.name, kind: file.kind, bytes: file.bytes }))
}

/// A page of A4 with these lines. The font is one that every reader of Chinese PDF files brings along (STSong-Light
/// with the character collection Adobe-GB1), so that nothing has to be embedded.
fn pdf(lines: &[String]) -> Vec<u8> {
    let mut page = String::from("BT /F 16 Tf 72 760 Td 30 TL\n");
    for line in lines {
        let hex: String = line.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
        page.push_str(&format!("<{hex}> Tj T*\n"));
    }
    page.push_str("ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{page}\nendstream", page.len()),
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [6 0 R] >>"
            .to_owned(),
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering \
         (GB1) /Supplement 4 >> /FontDescriptor 7 0 R >>"
            .to_owned(),
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent \
         880 /Descent -120 /CapHeight 880 /StemV 93 >>"
            .to_owned(),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (number, object) in (1..).zip(&objects) {
        places.push(file.len());
        file.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let table = file.len();
    file.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for place in places {
        file.push_str(&format!("{place:010} 00000 n \n"));
    }
    file.push_str(&format!("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1));
    file.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_a_pdf_with_a_true_table_of_objects() {
        let file = pdf(&["检测报告".to_owned()]);
        assert_eq!(files::check(&file, "报告.pdf"), Ok(files::Kind::Pdf));
        let text = String::from_utf8(file).unwrap();
        let at: usize = text.rsplit("startxref\n").next().unwrap().lines().next().unwrap().parse().unwrap();
        assert!(text[at..].starts_with("xref\n0 8\n"));
        let first: usize = text[at..].lines().nth(3).unwrap()[..10].parse().unwrap();
        assert!(text[first..].starts_with("1 0 obj"));
    }
}
