//! Whatever was acknowledged is there, exactly once, after a node was killed and the log's store lost
//! the server that takes writes.

mod changes;
mod imports;
mod kurrentdb;
mod postgresql;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use changes::{Change, Changer};
use imports::Import;
use rollbook_testkit::wait_until;

use crate::cluster::Cluster;
use crate::node::Node;

const CLIENTS: usize = 64;
const ROWS: usize = 100_000;

/// After an import was begun, or its node has come back.
const INTO_AN_IMPORT: Duration = Duration::from_secs(3);

/// Changes that the clients must get through before the next thing happens.
const STRETCH: usize = 300;

/// A debug build on a small machine decides a hundred thousand rows in a minute.
const PATIENCE: Duration = Duration::from_secs(600);

/// What all threads see.
pub struct Scene {
    pub cluster: Cluster,
    /// Changes that were acknowledged so far.
    pub acknowledged: AtomicUsize,
    /// Nobody begins anything new.
    pub is_over: AtomicBool,
    begun: Instant,
}

impl Scene {
    fn say(&self, what: &str) {
        let acknowledged = self.acknowledged.load(Ordering::Relaxed);
        let elapsed = self.begun.elapsed().as_secs_f32();
        println!("{elapsed:6.1} s, {acknowledged:5} changes: {what}");
    }

    /// Waits until the clients have got through so many more changes.
    fn let_them_work(&self, changes: usize) {
        let goal = self.acknowledged.load(Ordering::Relaxed) + changes;
        wait_until(PATIENCE, "the clients to be answered", || {
            self.assert_goes_on();
            self.acknowledged.load(Ordering::Relaxed) >= goal
        });
    }

    /// Where one thread has failed, the others need not go on.
    fn assert_goes_on(&self) {
        assert!(
            !self.is_over.load(Ordering::Relaxed),
            "another thread has failed"
        );
    }
}

/// Ends the scene when it is dropped, also by a thread that fails.
struct Ending<'a>(&'a Scene);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.is_over.store(true, Ordering::Relaxed);
    }
}

/// Three nodes, clients that change accounts, two imports at once, and what happens meanwhile.
fn survive(log: &str, keys: &str, disturb: impl FnOnce(&Scene)) {
    let scene = Scene {
        cluster: Cluster::on(3, log, keys),
        acknowledged: AtomicUsize::new(0),
        is_over: AtomicBool::new(false),
        begun: Instant::now(),
    };
    let imports = [
        Import::plan(&scene.cluster, 0, "north", ROWS),
        Import::plan(&scene.cluster, 1, "south", ROWS),
    ];
    scene.say("the imports are planned");
    let changers: Vec<Changer> = (0..CLIENTS)
        .map(|number| Changer::new(&scene.cluster, number))
        .collect();
    let (changes, batches) = play(&scene, &changers, &imports, disturb);
    scene.say("the clients have left");

    let same = scene.cluster.assert_same();
    scene.say(&format!("all nodes have the same {} records", same.size));
    let assert_on = |node: &Node| {
        for (changer, changes) in changers.iter().zip(&changes) {
            changer.assert_exactly_once(&scene.cluster, node, changes);
        }
        for (import, batch) in imports.iter().zip(&batches) {
            import.assert_whole(&scene.cluster, node, batch);
        }
    };
    std::thread::scope(|scope| {
        for node in &scene.cluster.nodes {
            scope.spawn(move || assert_on(node));
        }
    });
    let unanswered = changes
        .iter()
        .flatten()
        .filter(|change| change.position.is_none());
    scene.say(&format!(
        "{} changes were never answered",
        unanswered.count()
    ));
}

/// Tells what each client has changed, and the batches of the imports.
fn play(
    scene: &Scene,
    changers: &[Changer],
    imports: &[Import],
    disturb: impl FnOnce(&Scene),
) -> (Vec<Vec<Change>>, Vec<String>) {
    std::thread::scope(|scope| {
        let ending = Ending(scene);
        let changing: Vec<_> = changers
            .iter()
            .map(|changer| scope.spawn(|| changer.change(scene)))
            .collect();
        scene.let_them_work(STRETCH);
        let importing: Vec<_> = imports
            .iter()
            .map(|import| scope.spawn(|| import.apply(scene)))
            .collect();
        disturb(scene);
        let batches = importing
            .into_iter()
            .map(|import| import.join().unwrap())
            .collect();
        scene.say("the imports are applied");
        scene.let_them_work(STRETCH);
        drop(ending);
        let changes = changing
            .into_iter()
            .map(|changing| changing.join().unwrap())
            .collect();
        (changes, batches)
    })
}
