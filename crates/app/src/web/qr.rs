//! A QR code as SVG without a style: the policy of our pages forbids it.

use qrcode::{Color, QrCode};

use super::Error;

/// The quiet zone that ISO/IEC 18004 demands, in modules.
const QUIET: usize = 4;

/// The code of a text; `label` is what a screen reader says, `pixels` its side. Black on white by night too, so that
/// phones read it.
///
/// # Errors
/// When the text is too long for a code.
pub fn svg(text: &str, label: &str, pixels: u32) -> Result<String, Error> {
    let code = QrCode::new(text).map_err(Error::internal)?;
    let width = code.width();
    let mut path = String::new();
    for (at, _) in code.to_colors().iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
        path.push_str(&format!("M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET));
    }
    let side = width + 2 * QUIET;
    let label = label.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    Ok(format!(
        "<svg role=\"img\" aria-label=\"{label}\" width=\"{pixels}\" height=\"{pixels}\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn drawn_without_style_within_its_quiet_zone() {
        let text = svg("https://hub.example.com/needs/LCX26-7K3F9Q-T", "扫码\"查看\"", 168).unwrap();
        assert!(!text.contains("style") && text.contains("&quot;查看&quot;") && text.starts_with("<svg role=\"img\""));
        // The finder pattern's upper left corner lies right at the quiet zone.
        assert!(text.contains("\"M4 4h1v1h-1z"), "{text}");
        assert!(svg(&"长".repeat(2000), "", 168).is_err());
    }
}
