//! One PostgreSQL connection.

use std::collections::HashMap;
use std::error::Error as _;
use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use postgres::config::{Host, SslMode};
use postgres::types::{ToSql, Type};
use postgres::{Client, Config, NoTls, Statement};

use super::super::dialect::{Key, key, last_parameter, translate};
use super::super::{Arg, Engine, Gaps, Row, Tx, Value, is_arg, is_col};
use crate::error::{Error, Result};

/// 15 is the oldest we test with.
const OLDEST: i32 = 150_000;

/// No closure may hold a lock, or wait for one, without end.
const SESSION: &str = "SET statement_timeout = '60s'; SET lock_timeout = '10s';
    SET idle_in_transaction_session_timeout = '60s'; SET client_min_messages = warning";

/// A server and how to reach it.
#[derive(Clone)]
pub(in super::super) struct Server {
    config: Config,
    gaps: Gaps,
}

/// A connection and what it has prepared.
pub(in super::super) struct Link {
    client: Client,
    statements: HashMap<Key, Statement>,
}

/// The address may hold a password.
impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").finish_non_exhaustive()
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link")
            .field("statements", &self.statements.len())
            .finish_non_exhaustive()
    }
}

impl Server {
    /// Reads `postgres://user:password@host/database` or `host=… user=…`.
    pub(in super::super) fn new(address: &str, gaps: Gaps) -> Result<Self> {
        let mut config: Config = address.parse().map_err(|error: postgres::Error| {
            // The driver names the part that is wrong, and never repeats the password.
            let part = error
                .source()
                .map_or_else(String::new, |cause| format!(": {cause}"));
            Error::Invalid(format!(
                "the address of the PostgreSQL server cannot be read{part}"
            ))
        })?;
        if config.get_ssl_mode() == SslMode::Require {
            return Err(Error::Invalid(
                "sslmode=require: TLS to PostgreSQL is not built in yet. Use a Unix socket, the same \
                 machine, or a private network (WireGuard, a TLS tunnel), with sslmode=disable"
                    .into(),
            ));
        }
        if config.get_hosts().iter().any(|host| !is_near(host)) {
            tracing::warn!("the connection to PostgreSQL is not encrypted and leaves this machine");
        }
        if config.get_application_name().is_none() {
            config.application_name("folkmoot");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(5));
        }
        config
            .keepalives_idle(Duration::from_secs(30))
            .tcp_user_timeout(Duration::from_mins(1));
        Ok(Self { config, gaps })
    }

    /// Opens a connection. Only ever called on a thread of ours: the driver must not meet tokio.
    pub(in super::super) fn connect(&self) -> Result<Tx> {
        let mut client = self.config.connect(NoTls)?;
        client.batch_execute(SESSION)?;
        let version =
            client.query_one("SELECT current_setting('server_version_num')::int4", &[])?;
        if version.try_get::<_, i32>(0)? < OLDEST {
            return Err(Error::Invalid(
                "PostgreSQL has to be version 15 or newer".into(),
            ));
        }
        Ok(Tx::pg(
            Link {
                client,
                statements: HashMap::new(),
            },
            Arc::clone(&self.gaps),
        ))
    }
}

/// Whether a host is this machine.
fn is_near(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            name == "localhost"
                || name
                    .parse()
                    .is_ok_and(|address: std::net::IpAddr| address.is_loopback())
        }
        Host::Unix(_) => true,
    }
}

impl Link {
    /// Gives each row of an answer to `row`, until it breaks off.
    pub(in super::super) fn rows(
        &mut self,
        sql: &'static str,
        args: &[&dyn Arg],
        row: &mut dyn FnMut(&Row<'_>) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let values = values(args)?;
        let statement = self.prepare(sql, &values)?;
        for found in &self.client.query(&statement, &borrowed(&values))? {
            if row(&Row::pg(found))?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Runs a statement and counts the rows it touched.
    pub(in super::super) fn exec(&mut self, sql: &'static str, args: &[&dyn Arg]) -> Result<u64> {
        let values = values(args)?;
        let statement = self.prepare(sql, &values)?;
        Ok(self.client.execute(&statement, &borrowed(&values))?)
    }

    pub(in super::super) fn batch(&mut self, sql: &str) -> Result<()> {
        Ok(self.client.batch_execute(sql)?)
    }

    /// Prepares a statement once as PostgreSQL understands it, and once with its whole numbers as wide as ours.
    pub(in super::super) fn check(&mut self, sql: &'static str) -> Result<()> {
        let sql = translate(sql, Engine::Postgres)?;
        let guessed = self.client.prepare(&sql)?;
        let widened: Vec<Type> = guessed.params().iter().map(widened).collect();
        let statement = self.client.prepare_typed(&sql, &widened)?;
        let columns = statement.columns().iter().map(postgres::Column::type_);
        match statement.params().iter().find(|ty| !is_arg(ty)) {
            Some(ty) => Err(Error::Invalid(format!("a parameter of type {ty}: {sql}"))),
            None => match columns.into_iter().find(|ty| !is_col(ty)) {
                Some(ty) => Err(Error::Invalid(format!("a column of type {ty}: {sql}"))),
                None => Ok(()),
            },
        }
    }

    /// The prepared statement. The kinds of its parameters are those of its first call.
    fn prepare(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<Statement> {
        let key = key(sql);
        if let Some(statement) = self.statements.get(&key) {
            return Ok(statement.clone());
        }
        let used = last_parameter(sql);
        if used != values.len() {
            return Err(Error::Invalid(format!(
                "{} parameters for a statement with {used}",
                values.len()
            )));
        }
        let types: Vec<Type> = values.iter().map(Value::pg_type).collect();
        let statement = self
            .client
            .prepare_typed(&translate(sql, Engine::Postgres)?, &types)?;
        self.statements.insert(key, statement.clone());
        Ok(statement)
    }
}

fn widened(ty: &Type) -> Type {
    if [Type::INT2, Type::INT4].contains(ty) {
        Type::INT8
    } else {
        ty.clone()
    }
}

fn values<'a>(args: &'a [&dyn Arg]) -> Result<Vec<Value<'a>>> {
    args.iter()
        .map(|arg| {
            let value = arg.value();
            value.check().map(|()| value)
        })
        .collect()
}

fn borrowed<'a>(values: &'a [Value<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    let borrow = |value: &'a Value<'a>| -> &'a (dyn ToSql + Sync) { value };
    values.iter().map(borrow).collect()
}
