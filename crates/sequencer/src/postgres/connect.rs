//! Finds the server that takes writes.

use std::time::Duration;

use tokio_postgres_rustls::MakeRustlsConnect;

use super::address::Server;
use super::connection::Connection;
use super::fault::Fault;

/// How long one server may take until it has answered everything that a new connection asks. One that is
/// stopped, but not gone, accepts connections and says nothing.
pub(super) const ONE_SERVER: Duration = Duration::from_secs(5);

/// What holds for a session. Rows that another append is about to write are waited for, but not for ever;
/// a turn whose node has died is over after a minute; and what is committed is on disk, and with the
/// standby where there is one, whatever the server's settings leave out by default.
const SESSION: &str = "SET lock_timeout = '20s';
    SET idle_in_transaction_session_timeout = '60s';
    SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED;
    SELECT set_config('synchronous_commit', 'on', false)
        WHERE current_setting('synchronous_commit') IN ('off', 'local')";

/// Connects to the first server that takes writes, beginning with one of them; tells which it was.
///
/// # Errors
/// [`Fault::Unreachable`] while one of them may still come up; otherwise [`Fault::Refused`].
pub(super) async fn connect(
    servers: &[Server],
    begin_with: usize,
    tls: &MakeRustlsConnect,
) -> Result<(usize, Connection), Fault> {
    let (mut reasons, mut may_pass) = (Vec::new(), false);
    for step in 0..servers.len() {
        let number = (begin_with + step) % servers.len();
        let Some(server) = servers.get(number) else {
            continue;
        };
        match tokio::time::timeout(ONE_SERVER, connect_to(server, tls)).await {
            Ok(Ok(connection)) => return Ok((number, connection)),
            Ok(Err(Fault::Refused(why))) => reasons.push((server, why)),
            Ok(Err(Fault::Unreachable(why) | Fault::Lost(why))) => {
                may_pass = true;
                reasons.push((server, why));
            }
            Ok(Err(fault)) => return Err(fault),
            Err(_) => {
                may_pass = true;
                let why = format!("no answer within {} s", ONE_SERVER.as_secs());
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

async fn connect_to(server: &Server, tls: &MakeRustlsConnect) -> Result<Connection, Fault> {
    let connected = server.config.connect(tls.clone()).await;
    let (client, connection) = connected.map_err(|error| Fault::of_connecting(&error))?;
    let connection = Connection::keep(client, connection);
    let set = connection.client.batch_execute(SESSION).await;
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
