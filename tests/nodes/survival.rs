//! Whatever was acknowledged is there, exactly once, after a node was killed and the primary was lost.

mod changes;
mod imports;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use changes::Changer;
use imports::Import;
use rollbook_testkit::{PostgresPair, wait_until};

use crate::cluster::Cluster;

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

#[test]
fn acknowledged_writes_survive_a_node_and_the_primary() {
    let pair = PostgresPair::start();
    let scene = Scene {
        cluster: Cluster::start(&pair.url()),
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
    let (changes, batches) = std::thread::scope(|scope| {
        let ending = Ending(&scene);
        let changing: Vec<_> = changers
            .iter()
            .map(|changer| scope.spawn(|| changer.change(&scene)))
            .collect();
        scene.let_them_work(STRETCH);
        let importing: Vec<_> = imports
            .iter()
            .map(|import| scope.spawn(|| import.apply(&scene)))
            .collect();
        disturb(&scene, &pair);
        let batches: Vec<String> = importing
            .into_iter()
            .map(|import| import.join().unwrap())
            .collect();
        scene.say("the imports are applied");
        scene.let_them_work(STRETCH);
        drop(ending);
        let changes: Vec<_> = changing
            .into_iter()
            .map(|changing| changing.join().unwrap())
            .collect();
        (changes, batches)
    });
    scene.say("the clients have left");

    let same = scene.cluster.assert_same();
    scene.say(&format!("all nodes have the same {} records", same.size));
    for node in &scene.cluster.nodes {
        for (changer, changes) in changers.iter().zip(&changes) {
            changer.assert_exactly_once(&scene.cluster, node, changes);
        }
        for (import, batch) in imports.iter().zip(&batches) {
            import.assert_whole(&scene.cluster, node, batch);
        }
    }
    let unanswered = changes
        .iter()
        .flatten()
        .filter(|change| change.position.is_none());
    scene.say(&format!(
        "{} changes were never answered",
        unanswered.count()
    ));
}

/// A node is killed in the middle of its import and comes back; the primary is lost in the middle of the
/// next attempt.
fn disturb(scene: &Scene, pair: &PostgresPair) {
    let node = &scene.cluster.nodes[0];
    std::thread::sleep(INTO_AN_IMPORT);
    node.kill();
    scene.say("a node is killed");
    node.start();
    scene.say("it is back");
    std::thread::sleep(INTO_AN_IMPORT);
    scene.say("the primary is killed");
    pair.fail_over();
    scene.say("the standby has taken its place");
    scene.let_them_work(STRETCH);
    scene.say("the clients go on");
}
