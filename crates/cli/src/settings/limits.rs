//! `[limits]`: how much one client may ask of the server.

use std::num::{NonZeroU32, NonZeroU64};
use std::time::Duration;

use rollbook_http::Limits;
use rollbook_service::ArchiveLimits;
use serde::{Deserialize, Serialize};

/// Each key has its unit in its name, or counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitSettings {
    json_bytes: NonZeroU32,
    upload_bytes: NonZeroU64,
    uploads: u32,
    downloads: u32,
    feeds: u32,
    connections: NonZeroU32,
    address_bytes: NonZeroU32,
    header_bytes: NonZeroU32,
    headers: NonZeroU32,
    header_seconds: NonZeroU32,
    body_idle_seconds: NonZeroU32,
    body_bytes_per_second: NonZeroU32,
    streams: NonZeroU32,
    zip_files: NonZeroU32,
    zip_ratio: NonZeroU32,
    zip_unpacked_bytes: NonZeroU64,
    /// Of each token and each session, with ten times as many at once; 0 sets no limit.
    pub requests_per_second: u32,
}

impl Default for LimitSettings {
    fn default() -> LimitSettings {
        let (limits, archives) = (Limits::default(), ArchiveLimits::default());
        LimitSettings {
            json_bytes: count(limits.json_bytes as u64),
            upload_bytes: bytes(limits.upload_bytes),
            uploads: limits.uploads_at_once as u32,
            downloads: limits.downloads_at_once as u32,
            feeds: limits.feeds_at_once as u32,
            connections: count(limits.connections_at_once as u64),
            address_bytes: count(limits.address_bytes as u64),
            header_bytes: count(limits.header_bytes as u64),
            headers: count(limits.headers as u64),
            header_seconds: count(limits.header_time.as_secs()),
            body_idle_seconds: count(limits.body_idle.as_secs()),
            body_bytes_per_second: count(limits.body_bytes_per_second),
            streams: count(limits.streams_at_once.into()),
            zip_files: count(archives.files as u64),
            zip_ratio: count(archives.ratio),
            zip_unpacked_bytes: bytes(archives.unpacked_bytes),
            requests_per_second: rollbook_service::REQUESTS_PER_SECOND,
        }
    }
}

impl LimitSettings {
    /// As the server takes them.
    pub fn of_server(&self) -> Limits {
        Limits {
            json_bytes: self.json_bytes.get() as usize,
            upload_bytes: self.upload_bytes.get(),
            uploads_at_once: self.uploads as usize,
            downloads_at_once: self.downloads as usize,
            feeds_at_once: self.feeds as usize,
            connections_at_once: self.connections.get() as usize,
            address_bytes: self.address_bytes.get() as usize,
            header_bytes: self.header_bytes.get() as usize,
            headers: self.headers.get() as usize,
            header_time: Duration::from_secs(self.header_seconds.get().into()),
            body_idle: Duration::from_secs(self.body_idle_seconds.get().into()),
            body_bytes_per_second: self.body_bytes_per_second.get().into(),
            streams_at_once: self.streams.get(),
            ..Limits::default()
        }
    }

    /// What a zip may hold, also on the command line.
    pub fn of_archives(&self) -> ArchiveLimits {
        ArchiveLimits {
            files: self.zip_files.get() as usize,
            ratio: self.zip_ratio.get().into(),
            unpacked_bytes: self.zip_unpacked_bytes.get(),
        }
    }
}

/// Of a default, which is neither 0 nor large.
fn count(default: u64) -> NonZeroU32 {
    let default = u32::try_from(default).ok();
    default.and_then(NonZeroU32::new).unwrap_or(NonZeroU32::MIN)
}

fn bytes(default: u64) -> NonZeroU64 {
    NonZeroU64::new(default).unwrap_or(NonZeroU64::MIN)
}
