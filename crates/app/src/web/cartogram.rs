//! Wenzhou's twelve counties as tiles, placed roughly as they lie: a public map of China would need an approved base
//! map (审图号). Pure arithmetic; `cartogram.html` draws it.

/// Half the width and half the height of a tile, in units of the picture, with the gap between tiles.
const HALF_WIDTH: f64 = 37.0;
const HALF_HEIGHT: f64 = 43.0;
/// How many shades of glaze tell the counts apart, besides the one for none.
const LEVELS: u64 = 4;

/// Division code, short name, and place: column in half tiles, row. Neighbours on the map are neighbours here.
const WENZHOU: [(&str, &str, u8, u8); 12] = [
    ("330302", "鹿城", 5, 1),
    ("330303", "龙湾", 7, 1),
    ("330304", "瓯海", 3, 1),
    ("330305", "洞头", 9, 1),
    ("330324", "永嘉", 4, 0),
    ("330326", "平阳", 3, 3),
    ("330327", "苍南", 2, 4),
    ("330328", "文成", 2, 2),
    ("330329", "泰顺", 1, 3),
    ("330381", "瑞安", 4, 2),
    ("330382", "乐清", 6, 0),
    ("330383", "龙港", 4, 4),
];

/// One county.
#[derive(Debug, Clone, PartialEq)]
pub struct Tile {
    /// Division code (GB/T 2260), e.g. `330302`.
    pub code: &'static str,
    /// Short name, e.g. 鹿城.
    pub name: &'static str,
    /// How many there are in it.
    pub count: u64,
    /// Where the tile leads.
    pub url: String,
    /// Centre of the tile.
    pub x: f64,
    /// Centre of the tile.
    pub y: f64,
    /// Shade: 0 for none, up to 4 for the most.
    pub level: u64,
}

/// The picture and the order of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Cartogram {
    /// The counties in the order of their codes.
    pub tiles: Vec<Tile>,
    /// Width of the picture, in the units of the tiles' places.
    pub width: f64,
    /// Height of the picture.
    pub height: f64,
}

impl Cartogram {
    /// `county` gives for a division code how many there are and the page to go to.
    pub fn wenzhou(county: impl Fn(&str) -> (u64, String)) -> Cartogram {
        let mut tiles: Vec<Tile> = WENZHOU
            .iter()
            .map(|&(code, name, column, row)| {
                let (count, url) = county(code);
                let x = f64::from(column) * HALF_WIDTH;
                let y = HALF_HEIGHT + f64::from(row) * HALF_HEIGHT * 1.5;
                Tile { code, name, count, url, x, y, level: 0 }
            })
            .collect();
        let most = tiles.iter().map(|tile| tile.count).max().unwrap_or(0);
        for tile in &mut tiles {
            tile.level = level(tile.count, most);
        }
        Cartogram { tiles, width: 10.0 * HALF_WIDTH, height: 8.0 * HALF_HEIGHT }
    }
}

/// The shade for `count` where the greatest count is `most`.
fn level(count: u64, most: u64) -> u64 {
    (count * LEVELS).div_ceil(most.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn cartogram() -> Cartogram {
        Cartogram::wenzhou(|code| (if code == "330302" { 6 } else { 1 }, format!("/hubs?county={code}")))
    }

    #[test]
    fn twelve_tiles_lie_apart_and_inside_the_picture() {
        let cartogram = cartogram();
        let places: HashSet<_> = WENZHOU.iter().map(|(_, _, column, row)| (column, row)).collect();
        assert_eq!((cartogram.tiles.len(), places.len()), (12, 12));
        for tile in &cartogram.tiles {
            assert!(tile.x >= HALF_WIDTH && tile.x <= cartogram.width - HALF_WIDTH, "{tile:?}");
            assert!(tile.y >= HALF_HEIGHT && tile.y <= cartogram.height - HALF_HEIGHT, "{tile:?}");
        }
        for (_, name, column, row) in WENZHOU {
            assert_eq!(column % 2, row % 2, "{name} would overlap its neighbours");
        }
    }

    #[test]
    fn the_fullest_county_is_darkest_and_an_empty_one_bare() {
        let darkest: Vec<_> =
            cartogram().tiles.into_iter().filter(|tile| tile.level == 4).map(|tile| tile.name).collect();
        assert_eq!(darkest, ["鹿城"]);
        assert_eq!([level(0, 6), level(1, 6), level(3, 6), level(6, 6), level(0, 0)], [0, 1, 2, 4, 0]);
    }
}
