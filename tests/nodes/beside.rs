//! Commands on a node's directory come through beside its server, which is busy, and so are others.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rollbook_testkit::PostgresServer;

use crate::cluster::Cluster;
use crate::story::add_account;

const CLIENTS: usize = 16;
const COMMANDS: usize = 20;

/// Far more than a command takes, and less than what the log waits for a lock.
const PROMPT: Duration = Duration::from_secs(15);

#[test]
fn commands_beside_a_busy_server_do_not_wait_for_each_other_in_a_circle() {
    let server = PostgresServer::start();
    let cluster = Cluster::of(2, &server.url());
    let is_over = AtomicBool::new(false);
    let (slowest, refused) = std::thread::scope(|scope| {
        let (cluster, is_over) = (&cluster, &is_over);
        let clients: Vec<_> = (0..CLIENTS)
            .map(|number| scope.spawn(move || keep_busy(cluster, number, is_over)))
            .collect();
        let commands: Vec<(Duration, i32)> = (0..COMMANDS)
            .map(|number| add_on_the_command_line(cluster, number))
            .collect();
        is_over.store(true, Ordering::Relaxed);
        for client in clients {
            client.join().expect("every change is answered");
        }
        let slowest = commands.iter().map(|(elapsed, _)| *elapsed).max();
        let refused = commands.iter().filter(|(_, code)| *code != 0).count();
        (slowest.unwrap_or_default(), refused)
    });
    println!("the slowest of {COMMANDS} commands took {slowest:?}");
    assert_eq!(refused, 0);
    assert!(slowest < PROMPT, "{slowest:?}");
    cluster.assert_same();
}

fn keep_busy(cluster: &Cluster, number: usize, is_over: &AtomicBool) {
    let (id, _) = add_account(cluster, number % 2, &format!("busy{number}"));
    for command in ["disable", "enable"].iter().cycle() {
        if is_over.load(Ordering::Relaxed) {
            return;
        }
        let path = format!("/accounts/{id}/{command}");
        let answer = cluster.robot.post(&cluster.nodes[number % 2], &path, "{}");
        answer.written();
    }
}

/// How long it took, and its exit code.
fn add_on_the_command_line(cluster: &Cluster, number: usize) -> (Duration, i32) {
    let begun = Instant::now();
    let email = format!("typed{number}@north.example");
    let run = cluster.nodes[0].run(&["account", "add", "--email", &email]);
    eprint!(
        "{}{}",
        run.stderr,
        if run.code == 0 { "" } else { &run.stdout }
    );
    (begun.elapsed(), run.code)
}
