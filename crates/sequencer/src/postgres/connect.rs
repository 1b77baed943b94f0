//! Finds the server that takes writes.

use std::time::Duration;

use tokio_postgres_rustls::MakeRustlsConnect;

use super::address::Server;
use super::connection::Connection;
use super::fault::Fault;

/// How long one server may take, at most, until it has answered everything that a new connection asks. One
/// that is stopped, but not gone, accepts connections and says nothing.
const ONE_SERVER: Duration = Duration::from_secs(5);

/// What holds for a session beside the time of its turns. Rows that another append is about to write are
/// waited for, but not for ever; and what is committed is on disk, and with the standby where there is
/// one, whatever the server's settings leave out by default.
const SESSION: &str = "SET lock_timeout = '20s';
    SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED;
    SELECT set_config('synchronous_commit', 'on', false)
        WHERE current_setting('synchronous_commit') IN ('off', 'local')";

/// How long one server may take, where an answer may take so long.
pub(super) fn one_server(answer: Duration) -> Duration {
    ONE_SERVER.min(answer)
}

/// How long the server leaves the log to a node from which it hears nothing, where an answer may take so
/// long.
fn turn(answer: Duration) -> Duration {
    answer * 2
}

/// Connects to the first server that takes writes, beginning with one of them; tells which it was.
/// `answer` is how long a statement may take.
///
/// # Errors
/// [`Fault::Unreachable`] while one of them may still come up; otherwise [`Fault::Refused`].
pub(super) async fn connect(
    servers: &[Server],
    begin_with: usize,
    tls: &MakeRustlsConnect,
    answer: Duration,
) -> Result<(usize, Connection), Fault> {
    let (mut reasons, mut may_pass) = (Vec::new(), false);
    let patience = one_server(answer);
    for step in 0..servers.len() {
        let number = (begin_with + step) % servers.len();
        let Some(server) = servers.get(number) else {
            continue;
        };
        match tokio::time::timeout(patience, connect_to(server, tls, turn(answer))).await {
            Ok(Ok(connection)) => return Ok((number, connection)),
            Ok(Err(Fault::Refused(why))) => reasons.push((server, why)),
            Ok(Err(Fault::Unreachable(why) | Fault::Lost(why))) => {
                may_pass = true;
                reasons.push((server, why));
            }
            Ok(Err(fault)) => return Err(fault),
            Err(_) => {
                may_pass = true;
                let why = format!("no answer within {:.1} s", patience.as_secs_f32());
                reasons.push((server, why));
            }
        }
    }
    let why = in_one_line(reasons);
    Err(match may_pass {
        true => Fault::Unreachable(why),
        false => Fault::Refused(why),
    })
}

async fn connect_to(
    server: &Server,
    tls: &MakeRustlsConnect,
    turn: Duration,
) -> Result<Connection, Fault> {
    let connected = server.config.connect(tls.clone()).await;
    let (client, connection) = connected.map_err(|error| Fault::of_connecting(&error))?;
    let connection = Connection::keep(client, connection);
    let turn = turn.as_millis();
    let session = format!("{SESSION}; SET idle_in_transaction_session_timeout = {turn}");
    let set = connection.client.batch_execute(&session).await;
    set.map_err(|error| Fault::of_statement(&error).without_effect())?;
    Ok(connection)
}

fn in_one_line(reasons: Vec<(&Server, String)>) -> String {
    if let [(_, why)] = reasons.as_slice() {
        return why.clone();
    }
    let each = reasons
        .iter()
        .map(|(server, why)| format!("{}: {why}", server.name));
    each.collect::<Vec<_>>().join("; ")
}
