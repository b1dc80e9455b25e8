//! Lists of customers as files, for people and, under `/api/v1`, for programs.

use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use hamdel_app::customers::{CsvExport, Export, WorkbookWords, workbook};
use hamdel_domain::Standing;
use hamdel_text::Language;

use super::question_of;
use crate::error::Failure;
use crate::params::Params;
use crate::reader::Signed;
use crate::state::WebState;

/// `GET /customers.csv` and `GET /api/v1/customers.csv`: all pages of the list.
pub(crate) async fn csv(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let export = Export::begin(&state.app, &question_of(&signed.user, &params)?, &signed.user.actor()).await?;
    let chunks = futures::stream::try_unfold(CsvExport::new(export), |mut export| async move {
        let chunk =
            export.next_chunk().await.inspect_err(|problem| tracing::error!(%problem, "an export broke off"))?;
        Ok::<_, hamdel_app::AppError>(chunk.map(|chunk| (Bytes::from(chunk), export)))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"customers.csv\""),
    ];
    Ok((headers, Body::from_stream(chunks)).into_response())
}

/// `GET /customers.xlsx` and `GET /api/v1/customers.xlsx`: all pages of the list, in the reader's language.
pub(crate) async fn xlsx(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let export = Export::begin(&state.app, &question_of(&signed.user, &params)?, &signed.user.actor()).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let columns = ["customer_id", "standing", "name", "first_seen", "last_seen", "interactions", "value", "stage"];
    let words = WorkbookWords {
        sheet: &texts.plain("customers-title"),
        columns: columns.map(|name| texts.plain(&format!("column-{name}"))),
        standing: &|standing: Standing| texts.title("standing", standing.as_str()),
        stage: &|stage: &str| texts.title("stage", stage),
        persian: signed.reader.language == Language::Persian,
    };
    let packed = workbook(export, &words).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"customers.xlsx\""),
    ];
    Ok((headers, packed).into_response())
}
