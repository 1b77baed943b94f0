//! On a double of a KurrentDB cluster, with a real PostgreSQL for the keys.

use std::time::Duration;

use rollbook_testkit::PostgresServer;
use rollbook_testkit::kurrent::{AppendFault, How, KurrentDouble};

use super::{INTO_AN_IMPORT, STRETCH, Scene, survive};

const STREAM: &str = "lakeside";

/// How the streams begin in which the records of a batch wait to be committed.
const STAGING: &str = "rollbook-batch-";

/// As long as followers still name a leader that is gone, and then as long as there is none.
const ELECTION: Duration = Duration::from_millis(1500);

#[test]
fn acknowledged_writes_survive_a_node_and_two_changes_of_leader() {
    let (double, keys) = (KurrentDouble::start(3), PostgresServer::start());
    survive(&double.url(STREAM), &keys.url(), |scene| {
        disturb(scene, &double);
    });
}

/// A node is killed in the middle of its import, and finds another leader when it comes back; that one is
/// lost in the middle of the next attempt.
fn disturb(scene: &Scene, double: &KurrentDouble) {
    let node = &scene.cluster.nodes[0];
    std::thread::sleep(INTO_AN_IMPORT);
    node.kill();
    scene.say("a node is killed");
    lose_answers(double, STREAM);
    lose_answers(double, STAGING);
    double.lead(Some(1), true);
    scene.say("another leads, whom the old leader names");
    node.start();
    scene.say("the node is back");
    std::thread::sleep(INTO_AN_IMPORT);
    lose_answers(double, STREAM);
    double.stop(1);
    scene.say("the leader is gone, with its connections");
    std::thread::sleep(ELECTION);
    double.lead(None, true);
    std::thread::sleep(ELECTION);
    double.lead(Some(2), false);
    scene.say("another one is elected, whom nobody names");
    std::thread::sleep(ELECTION);
    double.restart(1);
    scene.let_them_work(STRETCH);
    scene.say("the clients go on");
    assert_eq!(double.faults_left(STREAM), 0, "an answer was not lost");
}

/// Of the next appends to a stream, with and without effect, in each way in which a leader ends that steps
/// back.
fn lose_answers(double: &KurrentDouble, stream: &str) {
    for how in [How::Torn, How::Unavailable, How::TimedOut] {
        for is_stored in [false, true] {
            double.fail_append(stream, AppendFault { is_stored, how });
        }
    }
}
