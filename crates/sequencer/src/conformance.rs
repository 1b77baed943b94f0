//! What every engine owes, as tests: each engine runs them all, over real records.
//!
//! A test is given a [`Stage`]: one empty log, and as many ways in to it as it asks for. The macro
//! [`conformance_tests!`](crate::conformance_tests) makes a test function of each.

mod appends;
mod embedded;
mod faults;
mod following;
mod line;
mod races;
mod records;
mod steps;
mod turns;

use std::sync::Arc;

use crate::Engine;

pub use appends::*;
pub use embedded::Embedded;
pub use faults::*;
pub use following::*;
pub use races::*;
pub use steps::*;
pub use turns::*;

/// One log that is empty at first.
pub trait Stage: Sync {
    /// A way in of its own, as another node has.
    fn enter(&self) -> Arc<dyn Engine>;

    /// Whether nodes with books of their own follow it.
    fn is_shared(&self) -> bool {
        true
    }
}

/// Makes a `#[test]` of each test of the suite; `$stage` makes a [`Stage`].
#[macro_export]
macro_rules! conformance_tests {
    ($stage:expr) => {
        $crate::conformance_tests!(@each $stage,
            an_empty_log_has_no_head_and_no_records
            records_are_read_back_in_order_with_their_positions
            reading_begins_anywhere_and_ends_where_the_log_does
            a_checkpoint_stands_at_the_last_record_of_its_append
            an_append_at_another_head_is_a_conflict_and_writes_nothing
            an_append_may_be_larger_than_an_engine_takes_at_once
            a_record_may_be_as_long_as_records_may_be
            the_same_append_tried_again_is_there_once
            of_many_who_append_at_once_each_is_there_once_and_whole
            whoever_reads_on_sees_every_record_once_and_in_order
            waiting_ends_when_another_appends_and_when_patience_does
            whoever_has_the_turn_does_not_lose_to_others
            a_turn_that_is_dropped_lets_others_append
            a_lost_answer_never_makes_an_append_twice_or_half
            a_failure_that_wrote_nothing_leaves_the_log_as_it_was
        );
    };
    (@each $stage:expr, $($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                $crate::conformance::$name(&$stage);
            }
        )*
    };
}
