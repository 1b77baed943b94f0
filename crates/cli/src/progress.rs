//! Progress bars: on a terminal only, and on stderr.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::context::Context;

/// How often a bar moves by itself.
pub const TICK: Duration = Duration::from_millis(100);

const BYTES: &str = "{msg:12} [{bar:40}] {bytes} of {total_bytes}, {eta} left";
const ITEMS: &str = "{msg:12} [{bar:40}] {human_pos} of {human_len}, {eta} left";
const UNKNOWN: &str = "{msg} {spinner}";

/// Counts bytes up to a total.
pub fn bytes(context: &Context, total: u64, doing: &'static str) -> ProgressBar {
    bar(context, Some(total), BYTES, doing)
}

/// Counts rows up to a total.
pub fn items(context: &Context, total: u64, doing: &'static str) -> ProgressBar {
    bar(context, Some(total), ITEMS, doing)
}

/// Says that something takes a while.
pub fn spinner(context: &Context, doing: &'static str) -> ProgressBar {
    let bar = bar(context, None, UNKNOWN, doing);
    bar.enable_steady_tick(TICK);
    bar
}

fn bar(context: &Context, total: Option<u64>, template: &str, doing: &'static str) -> ProgressBar {
    // indicatif itself hides what would be drawn on anything but a terminal.
    let target = match context.quiet {
        true => ProgressDrawTarget::hidden(),
        false => ProgressDrawTarget::stderr(),
    };
    let style =
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::with_draw_target(total, target).with_style(style);
    bar.set_message(doing);
    bar
}
