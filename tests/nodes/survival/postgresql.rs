//! On a primary with a synchronous standby.

use rollbook_testkit::PostgresPair;

use super::{INTO_AN_IMPORT, STRETCH, Scene, survive};

#[test]
fn acknowledged_writes_survive_a_node_and_the_primary() {
    let pair = PostgresPair::start();
    survive(&pair.url(), &pair.url(), |scene| disturb(scene, &pair));
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
