//! The paths of C2SP tlog-tiles (c2sp.org/tlog-tiles) and their bundles of records.

use std::fmt;
use std::str::FromStr;

use crate::text::parse_number;
use crate::tile::TILE_WIDTH;

/// The largest level that a path may name.
const MAX_LEVEL: u8 = 63;

/// What a tile holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TileContent {
    /// Hashes of this level of tiles; those of level 0 are leaf hashes.
    Hashes(u8),
    /// The records themselves, as a bundle; see [`push_entry`].
    Entries,
}

/// The path of a tile below a log's address: `tile/0/x001/x234/067.p/8` or `tile/entries/000`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TilePath {
    /// What the tile holds.
    pub content: TileContent,
    /// Its number within its level, from 0.
    pub index: u64,
    /// How many hashes or records it has: 1 to 256, which is a full tile and has no `.p/` in its path.
    pub width: usize,
}

/// The path of a tile is not one of c2sp.org/tlog-tiles.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "a tile's path is tile/LEVEL/NUMBER or tile/entries/NUMBER, with .p/WIDTH behind a partial tile's number, whose digits stand in groups of three as in x001/x234/067"
)]
pub struct TilePathError;

impl fmt::Display for TilePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.content {
            TileContent::Hashes(level) => write!(formatter, "tile/{level}")?,
            TileContent::Entries => formatter.write_str("tile/entries")?,
        }
        let mut groups = vec![self.index % 1000];
        let mut rest = self.index / 1000;
        while rest > 0 {
            groups.push(rest % 1000);
            rest /= 1000;
        }
        for (number, group) in groups.iter().enumerate().rev() {
            let mark = if number > 0 { "x" } else { "" };
            write!(formatter, "/{mark}{group:03}")?;
        }
        if self.width < TILE_WIDTH {
            write!(formatter, ".p/{}", self.width)?;
        }
        Ok(())
    }
}

impl FromStr for TilePath {
    type Err = TilePathError;

    fn from_str(path: &str) -> Result<TilePath, TilePathError> {
        parse(path).ok_or(TilePathError)
    }
}

fn parse(path: &str) -> Option<TilePath> {
    let (content, rest) = path.strip_prefix("tile/")?.split_once('/')?;
    let content = match content {
        "entries" => TileContent::Entries,
        level => {
            let level = u8::try_from(parse_number(level)?).ok()?;
            TileContent::Hashes((level <= MAX_LEVEL).then_some(level)?)
        }
    };
    let (digits, width) = match rest.split_once(".p/") {
        Some((digits, width)) => {
            let width = usize::try_from(parse_number(width)?).ok()?;
            (digits, (1..TILE_WIDTH).contains(&width).then_some(width)?)
        }
        None => (rest, TILE_WIDTH),
    };
    let (leading, last) = match digits.rsplit_once('/') {
        Some((leading, last)) => (leading, last),
        None => ("", digits),
    };
    let mut index = 0_u64;
    if !leading.is_empty() {
        for element in leading.split('/') {
            index = index
                .checked_mul(1000)?
                .checked_add(group(element.strip_prefix('x')?)?)?;
        }
        // A leading group of zeros would be a second spelling of the same path.
        if leading.starts_with("x000") {
            return None;
        }
    }
    index = index.checked_mul(1000)?.checked_add(group(last)?)?;
    Some(TilePath {
        content,
        index,
        width,
    })
}

/// Three digits.
fn group(text: &str) -> Option<u64> {
    let three_digits = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    three_digits.then(|| text.parse().ok())?
}
