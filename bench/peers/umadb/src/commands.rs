//! `commands`: single appends over gRPC by many clients, each on the condition that nothing else
//! happened to the account, and each read back.

use std::error::Error;
use std::net::TcpListener;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::time::sleep;
use umadb_client::{AsyncUmaDbClient, UmaDbClient};
use umadb_dcb::{DcbAppendCondition, DcbEventStoreAsync, DcbQuery, DcbQueryItem};

use crate::event::{event, tag};

/// How often it is looked whether the server is there.
const PATIENCE: u32 = 100;

pub fn run(
    folder: &str,
    clients: usize,
    each: usize,
    bytes: usize,
) -> Result<(), Box<dyn Error>> {
    // Taken and given back: the server takes no port of the system's choice.
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
    let runtime = Runtime::new()?;
    let (_stop, stopped) = oneshot::channel();
    let (folder, listen) = (folder.to_owned(), address.clone());
    runtime.spawn(async move {
        if let Err(error) = umadb_server::start_server(folder, &listen, stopped).await {
            eprintln!("{error}");
        }
    });
    let seconds = runtime.block_on(async {
        let mut connected = Vec::new();
        for _ in 0..clients {
            connected.push(connect(&format!("http://{address}")).await?);
        }
        let started = Instant::now();
        let tasks: Vec<_> = connected
            .into_iter()
            .enumerate()
            .map(|(client, store)| {
                let accounts = client * each..(client + 1) * each;
                tokio::spawn(async move {
                    for account in accounts {
                        command(&store, account, bytes).await?;
                    }
                    Ok::<_, String>(())
                })
            })
            .collect();
        for task in tasks {
            task.await??;
        }
        Ok::<_, Box<dyn Error>>(started.elapsed().as_secs_f64())
    })?;
    println!("{{\"wall\":{seconds},\"user\":0}}");
    // The server has nothing left to do, and takes seconds to stop.
    std::process::exit(0)
}

async fn connect(address: &str) -> Result<AsyncUmaDbClient, Box<dyn Error>> {
    let mut tries = 0;
    loop {
        match UmaDbClient::new(address.to_owned()).connect_async().await {
            Ok(client) => return Ok(client),
            Err(error) if tries == PATIENCE => return Err(error.into()),
            Err(_) => sleep(Duration::from_millis(50)).await,
        }
        tries += 1;
    }
}

async fn command(store: &AsyncUmaDbClient, account: usize, bytes: usize) -> Result<(), String> {
    let of_account = || DcbQuery::new().item(DcbQueryItem::new().tags([tag(account)]));
    let condition = DcbAppendCondition::new(of_account());
    let position = store
        .append(vec![event(account, bytes)], Some(condition), None)
        .await
        .map_err(|error| error.to_string())?;
    let (read, _) = store
        .read_with_head(Some(of_account()), None, true, Some(1))
        .await
        .map_err(|error| error.to_string())?;
    match read.first() {
        Some(event) if event.position == position => Ok(()),
        _ => Err(format!("position {position} was not read back")),
    }
}
