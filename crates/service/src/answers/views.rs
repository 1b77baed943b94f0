//! The views, made anew of the log (R55).

use serde::Serialize;
use utoipa::ToSchema;

/// What all views come to, made of the log alone.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Rebuilt {
    /// The last record that was applied; null where the moment lies before the first one.
    pub position: Option<u64>,
    /// In lower-case hexadecimal.
    pub digest: String,
    /// The tables that differed from the log and were replaced.
    pub replaced: Vec<String>,
}

/// What the live views come to, beside those that the log makes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct CheckedViews {
    /// The last record that was applied in both.
    pub position: Option<u64>,
    /// In lower-case hexadecimal.
    pub digest: String,
    pub live_digest: String,
    pub equal: bool,
    /// The tables that differ; `tree` where the stored Merkle tree is not that of the log.
    pub differences: Vec<String>,
}

impl CheckedViews {
    /// Whether the stored Merkle tree is not that of the log: then the log may have been changed,
    /// and no rebuild helps.
    pub fn is_tree_different(&self) -> bool {
        self.differences.iter().any(|name| name == "tree")
    }
}
