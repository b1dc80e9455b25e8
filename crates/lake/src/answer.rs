//! Answers a query: reads the statement, gathers what it names, runs it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use datafusion::catalog::memory::{MemoryCatalogProvider, MemoryCatalogProviderList, MemorySchemaProvider};
use datafusion::catalog::{CatalogProvider, CatalogProviderList, SchemaProvider, TableProvider};
use datafusion::dataframe::DataFrame;
use datafusion::datasource::empty::EmptyTable;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::context::SQLOptions;
use datafusion::execution::session_state::{SessionState, SessionStateBuilder};
use datafusion::logical_expr::LogicalPlan;
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast;
use futures::TryStreamExt;
use hamdel_domain::clock::Instant;
use hamdel_domain::lake::{Cell, LakeContext, LakeError, LentTable, QueryResult};
use tokio::task::JoinSet;

use crate::cells;
use crate::engine::{CATALOG, SCHEMA};
use crate::errors::{query, storage};
use crate::interactions::Interactions;
use crate::lent;
use crate::schema::sql_type;

/// The history's own table.
const INTERACTIONS: &str = "interactions";

/// A statement that only reads, and the tables of the store that it needs.
pub(crate) struct Question {
    statement: Statement,
    /// What the store lends: whole where the statement names it, otherwise only its columns.
    lent: Vec<(String, Lent)>,
}

enum Lent {
    Whole(LentTable),
    Columns(LentTable),
}

impl Question {
    /// Reads a statement and borrows the tables it names.
    pub(crate) async fn read(session: &SessionState, context: &dyn LakeContext, sql: &str) -> Result<Self, LakeError> {
        let dialect = session.config().options().sql_parser.dialect;
        let statement = session.sql_to_statement(sql, &dialect).map_err(|problem| query(&problem))?;
        if !reads_only(&statement) {
            return Err(refused());
        }
        let names = session.resolve_table_references(&statement).map_err(|problem| query(&problem))?;
        let mut lent = Vec::new();
        for (name, columns) in context.lendable() {
            let table = if names.iter().any(|reference| reference.table() == name) {
                Lent::Whole(context.lend(name).await?)
            } else {
                Lent::Columns(columns)
            };
            lent.push((name.to_owned(), table));
        }
        Ok(Self { statement, lent })
    }

    /// Runs it over the interactions.
    pub(crate) async fn answer(
        self,
        session: &SessionState,
        interactions: Interactions,
        now: Instant,
        most_rows: usize,
    ) -> Result<QueryResult, LakeError> {
        let catalogs = catalogs(interactions, self.lent)?;
        let mut state =
            SessionStateBuilder::new_from_existing(session.clone()).with_catalog_list(Arc::new(catalogs)).build();
        state.execution_props_mut().query_execution_start_time = Some(now.to_utc());
        let plan = state.statement_to_plan(self.statement).await.map_err(|problem| query(&problem))?;
        let reading = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
        reading.verify_plan(&plan).map_err(|_| refused())?;
        if let LogicalPlan::DescribeTable(table) = &plan {
            return Ok(description(&table.schema));
        }
        let answer = DataFrame::new(state, plan);
        let columns = answer.schema().fields().iter().map(|field| field.name().clone()).collect();
        let parts = answer.execute_stream_partitioned().await.map_err(|problem| query(&problem))?;
        Ok(QueryResult { columns, rows: rows(parts, most_rows).await? })
    }
}

/// The rows of all parts of an answer, part after part; each part becomes rows on a core of its own. What has an order
/// comes in one part.
async fn rows(parts: Vec<SendableRecordBatchStream>, most_rows: usize) -> Result<Vec<Vec<Cell>>, LakeError> {
    let count = Arc::new(AtomicUsize::new(0));
    let mut at_work = JoinSet::new();
    let mut done: Vec<Vec<Vec<Cell>>> = vec![Vec::new(); parts.len()];
    for (place, part) in parts.into_iter().enumerate() {
        let count = count.clone();
        at_work.spawn(async move { rows_of(part, most_rows, &count).await.map(|rows| (place, rows)) });
    }
    // An error drops the set, which ends the others.
    while let Some(ended) = at_work.join_next().await {
        let (place, rows) = ended.map_err(storage)??;
        done[place] = rows;
    }
    let mut done = done.into_iter();
    let mut rows = done.next().unwrap_or_default();
    done.for_each(|more| rows.extend(more));
    Ok(rows)
}

async fn rows_of(
    mut part: SendableRecordBatchStream,
    most_rows: usize,
    count: &AtomicUsize,
) -> Result<Vec<Vec<Cell>>, LakeError> {
    let mut rows = Vec::new();
    while let Some(batch) = part.try_next().await.map_err(|problem| query(&problem))? {
        if count.fetch_add(batch.num_rows(), Ordering::Relaxed) + batch.num_rows() > most_rows {
            return Err(LakeError::Stopped(format!("more than {most_rows} rows; add a LIMIT")));
        }
        rows.extend(cells::rows(&batch).map_err(storage)?);
    }
    Ok(rows)
}

fn refused() -> LakeError {
    LakeError::Query("only statements that read are answered: SELECT, WITH, VALUES, EXPLAIN, SHOW, DESCRIBE".to_owned())
}

fn reads_only(statement: &Statement) -> bool {
    match statement {
        Statement::Statement(statement) => sql_reads_only(statement),
        Statement::Explain(explained) => reads_only(&explained.statement),
        Statement::CreateExternalTable(_) | Statement::CopyTo(_) | Statement::Reset(_) => false,
    }
}

fn sql_reads_only(statement: &ast::Statement) -> bool {
    match statement {
        ast::Statement::Explain { statement, .. } => sql_reads_only(statement),
        ast::Statement::Query(_)
        | ast::Statement::ExplainTable { .. }
        | ast::Statement::ShowTables { .. }
        | ast::Statement::ShowColumns { .. }
        | ast::Statement::ShowFunctions { .. }
        | ast::Statement::ShowVariable { .. } => true,
        _ => false,
    }
}

fn catalogs(interactions: Interactions, lent: Vec<(String, Lent)>) -> Result<MemoryCatalogProviderList, LakeError> {
    let tables = MemorySchemaProvider::new();
    let add = |name: String, table: Arc<dyn TableProvider>| {
        tables.register_table(name, table).map_err(|problem| query(&problem))
    };
    add(INTERACTIONS.to_owned(), Arc::new(interactions))?;
    for (name, table) in lent {
        match table {
            Lent::Whole(rows) => add(name, Arc::new(lent::table(rows).map_err(|problem| query(&problem))?))?,
            Lent::Columns(columns) => add(name, Arc::new(EmptyTable::new(lent::schema(&columns))))?,
        };
    }
    let catalog = MemoryCatalogProvider::new();
    catalog.register_schema(SCHEMA, Arc::new(tables)).map_err(|problem| query(&problem))?;
    let catalogs = MemoryCatalogProviderList::new();
    catalogs.register_catalog(CATALOG.to_owned(), Arc::new(catalog));
    Ok(catalogs)
}

/// What DESCRIBE answers, in the words of SQL.
fn description(schema: &datafusion::arrow::datatypes::Schema) -> QueryResult {
    let rows = schema.fields().iter().map(|field| {
        let nullable = if field.is_nullable() { "YES" } else { "NO" };
        vec![Cell::Text(field.name().clone()), Cell::Text(sql_type(field.data_type())), Cell::Text(nullable.to_owned())]
    });
    QueryResult {
        columns: ["column_name", "data_type", "is_nullable"].map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }
}
