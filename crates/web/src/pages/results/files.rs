//! Responses as files, for people and, under `/api/v1`, for programs.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use hamdel_app::results::{ExportQuestion, Narrowing, ResultsExport, ResultsWorkbookWords, Values, results_workbook};
use hamdel_domain::surveys::{SurveyId, SurveyLanguage};
use hamdel_text::Language;

use crate::error::Failure;
use crate::pages::surveys::survey_language;
use crate::params::Params;
use crate::reader::Signed;
use crate::state::WebState;

async fn begin(
    state: &WebState,
    signed: &Signed,
    id: i64,
    params: &Params,
    values: Option<Values>,
) -> Result<ResultsExport, Failure> {
    let question = ExportQuestion {
        narrowing: Narrowing::read(params.pairs()),
        values: values.or_else(|| params.known("values", Values::parse)).unwrap_or_default(),
        language: params
            .known("language", SurveyLanguage::parse)
            .unwrap_or_else(|| survey_language(signed.reader.language)),
        sight: super::sight(signed),
    };
    Ok(ResultsExport::begin(&state.app, SurveyId(id), question, &signed.user.actor()).await?)
}

/// `GET /voice/surveys/{survey}/results.csv`: a row for each response; `values` are `labels`, `codes` or `numbers`, in
/// `language`.
pub(crate) async fn csv(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    params: Params,
) -> Result<Response, Failure> {
    let export = begin(&state, &signed, id, &params, None).await?;
    let chunks = futures::stream::try_unfold(export, |mut export| async move {
        let chunk = export.next_csv().await.inspect_err(|problem| tracing::error!(%problem, "an export broke off"))?;
        Ok::<_, hamdel_app::AppError>(chunk.map(|chunk| (Bytes::from(chunk), export)))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"survey-{id}.csv\"")),
    ];
    Ok((headers, Body::from_stream(chunks)).into_response())
}

/// `GET /voice/surveys/{survey}/results.xlsx`: the same as a workbook, with a sheet that says what its columns mean.
pub(crate) async fn xlsx(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    params: Params,
) -> Result<Response, Failure> {
    let export = begin(&state, &signed, id, &params, None).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let [responses, meanings] = [texts.plain("survey-responses"), texts.plain("results-sheet-meanings")];
    let titles = [
        texts.plain("results-column"),
        texts.plain("survey-question"),
        texts.plain("results-value"),
        texts.plain("results-meaning"),
    ];
    let words = ResultsWorkbookWords {
        sheets: [&responses, &meanings],
        columns: titles.each_ref().map(String::as_str),
        persian: signed.reader.language == Language::Persian,
    };
    let packed = results_workbook(export, &words).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"survey-{id}.xlsx\"")),
    ];
    Ok((headers, packed).into_response())
}

/// `GET /voice/surveys/{survey}/results.sps`: the syntax of SPSS that reads `results.csv?values=numbers` and labels it.
pub(crate) async fn sps(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    params: Params,
) -> Result<Response, Failure> {
    let export = begin(&state, &signed, id, &params, Some(Values::Numbers)).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"survey-{id}.sps\"")),
    ];
    Ok((headers, export.syntax(&format!("survey-{id}.csv"))).into_response())
}
