//! The tables, and which version of them a database has.

use tokio_postgres::Client;
use tokio_postgres::types::Type;

use super::fault::Fault;

/// Tables that belong together.
#[derive(Clone, Copy)]
pub(super) struct Layout {
    /// The fact that says which version is there.
    pub fact: &'static str,
    pub version: u32,
    /// Makes them.
    pub tables: &'static str,
}

/// What a database says of itself.
const FACTS: &str =
    "CREATE TABLE IF NOT EXISTS rollbook_facts (name text PRIMARY KEY, value text NOT NULL)";

/// Nodes that start at the same time make the tables one after the other. The number means nothing.
const ONE_AT_A_TIME: &str = "SELECT pg_advisory_xact_lock(7022190424)";

/// Makes the tables unless they are there.
///
/// # Errors
/// [`Fault::Newer`] where a newer program has made them.
pub(super) async fn ensure(client: &Client, layout: Layout) -> Result<(), Fault> {
    let found = match version(client, layout).await? {
        Some(version) => version,
        None => make(client, layout).await?,
    };
    match found > layout.version {
        true => Err(Fault::Newer {
            found,
            known: layout.version,
        }),
        false => Ok(()),
    }
}

async fn version(client: &Client, layout: Layout) -> Result<Option<u32>, Fault> {
    let is_there = "SELECT to_regclass('rollbook_facts') IS NOT NULL";
    let row = client.query_typed_one(is_there, &[]).await.map_err(fault)?;
    if !row.try_get::<_, bool>(0).map_err(fault)? {
        return Ok(None);
    }
    let rows = client
        .query_typed(
            "SELECT value FROM rollbook_facts WHERE name = $1",
            &[(&layout.fact, Type::TEXT)],
        )
        .await
        .map_err(fault)?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let value: &str = row.try_get(0).map_err(fault)?;
    let version = value.parse().map_err(|_| {
        Fault::Damaged(format!(
            "\"{}\" is \"{value}\" in rollbook_facts",
            layout.fact
        ))
    })?;
    Ok(Some(version))
}

async fn make(client: &Client, layout: Layout) -> Result<u32, Fault> {
    let statement = |sql: String| async move { client.batch_execute(&sql).await.map_err(fault) };
    let Layout {
        fact,
        version,
        tables,
    } = layout;
    statement(format!("BEGIN; {ONE_AT_A_TIME}; {FACTS}")).await?;
    // Another node may have made them by now, and a newer one others than these.
    if let Some(found) = self::version(client, layout).await? {
        statement("ROLLBACK".to_owned()).await?;
        return Ok(found);
    }
    statement(format!(
        "{tables}; INSERT INTO rollbook_facts (name, value) VALUES ('{fact}', '{version}'); COMMIT"
    ))
    .await?;
    Ok(version)
}

fn fault(error: tokio_postgres::Error) -> Fault {
    Fault::of_statement(&error).without_effect()
}
