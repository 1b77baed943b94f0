//! Numbers as people read them.

use std::time::Duration;

/// `5.1 M rows/s`.
pub fn rate(count: u64, of: &str, taken: Duration) -> String {
    let per_second = count as f64 / taken.as_secs_f64().max(f64::MIN_POSITIVE);
    match per_second {
        number if number >= 1e5 => format!("{:.2} M {of}/s", number / 1e6),
        number if number >= 1e3 => format!("{:.1} k {of}/s", number / 1e3),
        number => format!("{number:.0} {of}/s"),
    }
}

/// `93 MiB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        bytes if bytes >= 10 << 20 => format!("{} MiB", bytes >> 20),
        bytes => format!("{:.1} KiB", bytes as f64 / 1024.0),
    }
}

/// `1.3 s`, `12 ms`, `85 µs`.
pub fn time(taken: Duration) -> String {
    match taken.as_secs_f64() {
        seconds if seconds >= 1.0 => format!("{seconds:.2} s"),
        seconds if seconds >= 1e-3 => format!("{:.1} ms", seconds * 1e3),
        seconds => format!("{:.1} µs", seconds * 1e6),
    }
}
