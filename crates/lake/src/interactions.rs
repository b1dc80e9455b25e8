//! `interactions` as a query sees it: the files of a version, the freshest rows, the links of identity.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::array::{ArrayRef, AsArray, Int64Array, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Int64Type, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Column, DFSchema, DataFusionError, ScalarValue};
use datafusion::config::ConfigOptions;
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::error::Result;
use datafusion::logical_expr::expr::InList;
use datafusion::logical_expr::{
    BinaryExpr, ColumnarValue, Expr, Operator, ScalarUDF, TableProviderFilterPushDown, TableType, Volatility,
    create_udf, utils::conjunction,
};
use datafusion::physical_expr::{PhysicalExpr, ScalarFunctionExpr, expressions};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::projection::{ProjectionExec, ProjectionExpr};
use datafusion::physical_plan::union::UnionExec;
use hamdel_domain::customer::CustomerId;

use crate::scan::{Part, file_scan};
use crate::schema::{CUSTOMER, CUSTOMER_TODAY, RECORDED_CUSTOMER, SEEN, seen_schema, stored_schema};
use crate::table::{DataFile, Table, Version};

/// What is worth a partition of its own, in bytes.
const LEAST_BYTES: u64 = 1 << 20;

/// For each customer that is another customer today: which one.
pub(crate) type Links = Arc<HashMap<CustomerId, CustomerId>>;

/// The table provider of one query: it holds one version and the rows that are not in it.
pub(crate) struct Interactions {
    table: Arc<Table>,
    version: Arc<Version>,
    fresh: Vec<RecordBatch>,
    links: Links,
}

impl Interactions {
    pub(crate) fn new(table: Arc<Table>, version: Arc<Version>, fresh: Vec<RecordBatch>, links: Links) -> Self {
        Self { table, version, fresh, links }
    }

    /// A condition on the columns as seen, said of the columns as stored; `None` when it cannot be said.
    fn as_stored(&self, seen: &Expr) -> Option<Expr> {
        if !seen.column_refs().iter().any(|column| column.name == CUSTOMER_TODAY) {
            return Some(seen.clone());
        }
        if !self.links.is_empty() {
            return self.recorded_as(&customers_asked_for(seen)?);
        }
        let renamed = seen.clone().transform(|part| {
            Ok(match part {
                Expr::Column(column) if column.name == CUSTOMER_TODAY => {
                    Transformed::yes(Expr::Column(Column::from_name(RECORDED_CUSTOMER)))
                }
                other => Transformed::no(other),
            })
        });
        renamed.ok().map(|transformed| transformed.data)
    }

    /// The customers under which rows of these customers of today may be recorded.
    fn recorded_as(&self, today: &HashSet<i64>) -> Option<Expr> {
        let own = today.iter().copied().filter(|customer| !self.links.contains_key(&CustomerId(*customer)));
        let linked = self.links.iter().filter(|(_, now)| today.contains(&now.0)).map(|(before, _)| before.0);
        let list: Vec<_> =
            own.chain(linked).map(|customer| Expr::Literal(ScalarValue::Int64(Some(customer)), None)).collect();
        let column = Box::new(Expr::Column(Column::from_name(RECORDED_CUSTOMER)));
        Some(Expr::InList(InList { expr: column, list, negated: false }))
    }

    fn predicate(&self, session: &dyn Session, filters: &[Expr]) -> Result<Option<Arc<dyn PhysicalExpr>>> {
        let stored = filters.iter().filter_map(|filter| self.as_stored(filter));
        let Some(all) = conjunction(stored) else { return Ok(None) };
        // Filters name the table they are of; the files know only columns.
        let all = all.transform(|part| {
            Ok(match part {
                Expr::Column(column) => Transformed::yes(Expr::Column(Column::from_name(column.name))),
                other => Transformed::no(other),
            })
        })?;
        let schema = DFSchema::try_from(stored_schema())?;
        session.create_physical_expr(all.data, &schema).map(Some)
    }

    /// The columns asked for, of the rows in files and of those in memory.
    fn rows(&self, session: &dyn Session, columns: &[usize], filters: &[Expr]) -> Result<Arc<dyn ExecutionPlan>> {
        let mut parts: Vec<Arc<dyn ExecutionPlan>> = Vec::new();
        if !self.version.files.is_empty() {
            let groups = spread(&self.version.files, session.config().target_partitions());
            let predicate = self.predicate(session, filters)?;
            parts.push(file_scan(&self.table, session, &groups, Some(columns.to_vec()), predicate, None)?);
        }
        if !self.fresh.is_empty() || parts.is_empty() {
            let partitions = [self.fresh.clone()];
            parts.push(MemorySourceConfig::try_new_exec(&partitions, stored_schema(), Some(columns.to_vec()))?);
        }
        UnionExec::try_new(parts)
    }

    /// Gives the customer column its name and value of today, and moments their type.
    fn seen(
        &self,
        rows: Arc<dyn ExecutionPlan>,
        columns: &[usize],
        options: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let schema = rows.schema();
        let seen = seen_schema();
        let today = (!self.links.is_empty()).then(|| Arc::new(today(Arc::clone(&self.links))));
        let columns = columns.iter().enumerate().map(|(place, column)| {
            let (stored, target) = (schema.field(place), seen.field(*column));
            let mut expr: Arc<dyn PhysicalExpr> = Arc::new(expressions::Column::new(stored.name(), place));
            if stored.data_type() != target.data_type() {
                expr = expressions::cast(expr, &schema, target.data_type().clone())?;
            }
            if let (true, Some(today)) = (*column == CUSTOMER, &today) {
                let options = Arc::new(options.clone());
                expr = Arc::new(ScalarFunctionExpr::try_new(Arc::clone(today), vec![expr], &schema, options)?);
            }
            Ok(ProjectionExpr { expr, alias: target.name().clone() })
        });
        let columns = columns.collect::<Result<Vec<_>>>()?;
        let unchanged = columns
            .iter()
            .zip(schema.fields())
            .all(|(seen, stored)| seen.alias == *stored.name() && seen.expr.is::<expressions::Column>());
        if unchanged {
            return Ok(rows);
        }
        Ok(Arc::new(ProjectionExec::try_new(columns, rows)?))
    }
}

impl fmt::Debug for Interactions {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "interactions of version {}", self.version.number)
    }
}

#[async_trait]
impl TableProvider for Interactions {
    fn schema(&self) -> SchemaRef {
        seen_schema()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(filters
            .iter()
            .map(|filter| match self.as_stored(filter) {
                Some(_) => TableProviderFilterPushDown::Inexact,
                None => TableProviderFilterPushDown::Unsupported,
            })
            .collect())
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        _limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let columns: Vec<usize> = projection.cloned().unwrap_or_else(|| (0..SEEN).collect());
        let rows = self.rows(session, &columns, filters)?;
        self.seen(rows, &columns, session.config_options())
    }
}

/// Spreads files over partitions so that each has about the same bytes; where one ends amid a file, the next goes on
/// in it.
fn spread(files: &[DataFile], partitions: usize) -> Vec<Vec<Part>> {
    let whole: u64 = files.iter().map(|file| file.bytes).sum();
    let partitions = partitions.clamp(1, usize::try_from(whole / LEAST_BYTES).unwrap_or(usize::MAX).max(1));
    let each = whole.div_ceil(partitions as u64).max(1);
    let mut groups: Vec<Vec<Part>> = vec![Vec::new(); partitions];
    let mut before = 0;
    for file in files {
        let (start, end) = (before, before + file.bytes);
        for (place, group) in groups.iter_mut().enumerate() {
            let (from, until) = (each * place as u64, each * (place as u64 + 1));
            let (from, until) = (from.max(start), until.min(end));
            if from < until {
                let bytes = (from, until) != (start, end);
                group.push(Part { file: file.clone(), bytes: bytes.then_some(from - start..until - start) });
            }
        }
        before = end;
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// The customers that `customer_id = …` or `customer_id IN (…)` asks for; `None` for any other condition.
fn customers_asked_for(condition: &Expr) -> Option<HashSet<i64>> {
    let is_customer = |side: &Expr| matches!(side, Expr::Column(column) if column.name == CUSTOMER_TODAY);
    let number = |side: &Expr| match side {
        Expr::Literal(ScalarValue::Int64(number), _) => *number,
        _ => None,
    };
    match condition {
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq, right }) => {
            let other = if is_customer(left) {
                right
            } else if is_customer(right) {
                left
            } else {
                return None;
            };
            Some(HashSet::from([number(other)?]))
        }
        Expr::InList(InList { expr, list, negated: false }) if is_customer(expr) => list.iter().map(number).collect(),
        _ => None,
    }
}

/// The function that says which customer a customer is today.
fn today(links: Links) -> ScalarUDF {
    let map = move |arguments: &[ColumnarValue]| {
        let recorded = match arguments {
            [ColumnarValue::Array(array)] => Arc::clone(array),
            [ColumnarValue::Scalar(scalar)] => scalar.to_array()?,
            _ => return Err(DataFusionError::Internal("customer_today takes one customer".to_owned())),
        };
        let recorded = recorded.as_primitive::<Int64Type>();
        let today: Int64Array = recorded
            .iter()
            .map(|customer| customer.map(|customer| links.get(&CustomerId(customer)).map_or(customer, |now| now.0)))
            .collect();
        Ok(ColumnarValue::Array(Arc::new(today) as ArrayRef))
    };
    create_udf("customer_today", vec![DataType::Int64], DataType::Int64, Volatility::Immutable, Arc::new(map))
}
