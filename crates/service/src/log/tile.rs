use rollbook_book::{BookError, Reads};
use rollbook_domain::Position;
use rollbook_proofs::{HASH_BYTES, TILE_WIDTH, TileContent, TilePath, push_entry};

use crate::{Error, Ledger};

impl Ledger {
    /// The bytes of a tile of hashes, or of a bundle of records, as C2SP tlog-tiles serve them. A partial
    /// one can be had for every width that it has or had.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the log has not got that far.
    pub fn tile(&self, path: TilePath) -> Result<Vec<u8>, Error> {
        let found = self.read(|reads| match path.content {
            TileContent::Hashes(level) => hashes(reads, level, path.index, path.width),
            TileContent::Entries => bundle(reads, path.index, path.width),
        })?;
        found.ok_or(Error::NotFound("tile"))
    }
}

fn hashes(
    reads: &Reads<'_>,
    level: u8,
    index: u64,
    width: usize,
) -> Result<Option<Vec<u8>>, Error> {
    // The book counts levels and tiles in one number; what it does not reach is not there.
    if level > LAST_LEVEL || index > LAST_INDEX {
        return Ok(None);
    }
    let tile = reads.tile(level, index)?;
    Ok(tile.and_then(|tile| tile.get(..width * HASH_BYTES).map(<[u8]>::to_vec)))
}

/// Of the levels that a tree of less than 2^63 leaves has.
const LAST_LEVEL: u8 = 7;
const LAST_INDEX: u64 = (1 << 56) - 1;

fn bundle(reads: &Reads<'_>, index: u64, width: usize) -> Result<Option<Vec<u8>>, Error> {
    let Some(first) = index.checked_mul(TILE_WIDTH as u64) else {
        return Ok(None);
    };
    if first.saturating_add(width as u64) > reads.size()? {
        return Ok(None);
    }
    let mut bundle = Vec::new();
    for (_, record) in reads.log(Position(first), width)? {
        push_entry(&mut bundle, &record).map_err(|error| BookError::Damaged(error.to_string()))?;
    }
    Ok(Some(bundle))
}
