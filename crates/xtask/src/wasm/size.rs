//! How much a browser has to download before it can check a file.

use anyhow::{Result, ensure};
use flate2::{Compression, write::GzEncoder};
use std::io::Write;

/// What the module may weigh once it is packed, in bytes.
///
/// The page must load quickly, also over a school's slow line, and it has to fetch the module before it can check
/// anything.
const AT_MOST: usize = 60 * 1024;

/// How many bytes the module has as gzip packs it at its best (`-9`).
pub fn packed(module: &[u8]) -> Result<usize> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(module)?;
    Ok(gzip.finish()?.len())
}

/// Tells the size of a packed module; one that is too large is an error.
pub fn judge(packed: usize) -> Result<String> {
    ensure!(
        packed <= AT_MOST,
        "the module has {packed} bytes with gzip -9, and the page loads quickly only up to {AT_MOST}: \
         look for what made it grow, such as a dependency, a generic function or formatting"
    );
    Ok(format!(
        "the module has {packed} bytes with gzip -9, of at most {AT_MOST}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_up_to_the_limit_is_let_through_with_its_size() {
        let told = judge(AT_MOST).unwrap();
        assert_eq!(
            told,
            "the module has 61440 bytes with gzip -9, of at most 61440"
        );
        assert!(judge(0).is_ok());
    }

    #[test]
    fn a_module_above_the_limit_is_refused_with_its_size() {
        let refusal = judge(AT_MOST + 1).unwrap_err().to_string();
        assert!(refusal.contains("61441 bytes"), "{refusal}");
    }

    #[test]
    fn what_is_judged_is_the_size_as_a_server_sends_it() {
        let same = vec![7; 1_000_000];
        assert!(judge(packed(&same).unwrap()).is_ok());
        // Without a pattern nothing can be packed.
        let mut state = 1_u32;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .take(70_000)
        .collect();
        assert!(judge(packed(&noise).unwrap()).is_err());
    }
}
