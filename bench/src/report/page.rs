//! The page docs/reference/benchmarks.md.

use super::{Line, Machine, load, table};
use crate::generate::{INSTITUTIONS, SEED};
use crate::peers::versions;
use crate::workplace::{ROUNDS, Workplace};

/// All that was found, with what is needed to find it again.
pub fn page(machine: &Machine, place: &Workplace, lines: &[Line]) -> String {
    let Machine {
        processor,
        cores,
        memory_gib,
        day,
        commit,
    } = machine;
    let scale = place.scale;
    let versions: Vec<String> = versions::all(place)
        .into_iter()
        .map(|version| format!("- {version}\n"))
        .collect();
    format!(
        "# Benchmarks\n\n\
         Written by `cargo xtask bench --{scale_name}`. Each job is measured beside its peer or floor in one run, in turns\n\
         (A B A B), and each figure is the median of {ROUNDS} runs. What counts is the ratio: it says the same on a slow or busy\n\
         machine. In brackets stands the ratio by user time of the processor, where both sides tell it.\n\n\
         {day}, commit {commit}, {processor}, {cores} cores, {memory_gib} GiB; load at the end {load}.\n\n\
         {table}\n\
         ## Peers\n\n{versions}\n\
         ## Files\n\n\
         Made by `bench/src/generate/` from the seed {SEED:#x}: people spread over {INSTITUTIONS} institutions, leavers in an order of\n\
         chance. The file that is checked has {rows} rows of 89 bytes on average, of which 90 in 10,000 have a mistake: no\n\
         email, a broken one, an institution's name for its ID, a flag that is none, or the person of the row before again\n\
         with another flag. Ledgers hold {people} accounts.\n",
        scale_name = scale.name,
        load = load(),
        table = table(lines),
        versions = versions.concat(),
        rows = scale.rows,
        people = scale.people,
    )
}
