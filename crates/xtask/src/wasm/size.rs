//! How much a browser has to download before it can check anything.

use anyhow::{Result, ensure};
use flate2::{Compression, write::GzEncoder};
use std::io::Write;

/// What the row validator may weigh once it is packed, in bytes.
///
/// The page must load quickly, also over a school's slow line, and it has to fetch the module before it can check
/// anything.
pub const ROWS_AT_MOST: usize = 60 * 1024;

/// How many bytes the module has as gzip packs it at its best (`-9`).
pub fn packed(module: &[u8]) -> Result<usize> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(module)?;
    Ok(gzip.finish()?.len())
}

/// Tells the size of a packed module; one that is too large is an error.
pub fn judge(module: &str, packed: usize, at_most: Option<usize>) -> Result<String> {
    let told = format!("the module {module} has {packed} bytes with gzip -9");
    let Some(at_most) = at_most else {
        return Ok(told);
    };
    ensure!(
        packed <= at_most,
        "{told}, and the page loads quickly only up to {at_most}: \
         look for what made it grow, such as a dependency, a generic function or formatting"
    );
    Ok(format!("{told}, of at most {at_most}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_up_to_the_limit_is_let_through_with_its_size() {
        let told = judge("rows", ROWS_AT_MOST, Some(ROWS_AT_MOST)).unwrap();
        assert_eq!(
            told,
            "the module rows has 61440 bytes with gzip -9, of at most 61440"
        );
        assert!(judge("rows", 0, Some(ROWS_AT_MOST)).is_ok());
    }

    #[test]
    fn a_module_above_the_limit_is_refused_with_its_size() {
        let refusal = judge("rows", ROWS_AT_MOST + 1, Some(ROWS_AT_MOST));
        let refusal = refusal.unwrap_err().to_string();
        assert!(refusal.contains("61441 bytes"), "{refusal}");
    }

    #[test]
    fn a_module_without_a_limit_is_told_with_its_size() {
        let told = judge("log", 99_999, None).unwrap();
        assert_eq!(told, "the module log has 99999 bytes with gzip -9");
    }

    #[test]
    fn what_is_judged_is_the_size_as_a_server_sends_it() {
        let same = vec![7; 1_000_000];
        assert!(judge("rows", packed(&same).unwrap(), Some(ROWS_AT_MOST)).is_ok());
        // Without a pattern nothing can be packed.
        let mut state = 1_u32;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .take(70_000)
        .collect();
        assert!(judge("rows", packed(&noise).unwrap(), Some(ROWS_AT_MOST)).is_err());
    }
}
