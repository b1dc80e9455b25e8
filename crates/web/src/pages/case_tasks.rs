//! What is to be done for a case, by whom, and until when?

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::cases::{Doer, NewTask, act_on_task, make_task, tasks_of};
use hamdel_app::people::Directory;
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::Instant;
use hamdel_domain::cases::{CaseId, CaseTask, TaskAction, TaskId};
use hamdel_domain::digits::latin_digits;
use hamdel_domain::people::UserId;

use crate::error::{Failure, message_of};
use crate::pages::routing::{UnitChoice, unit_choices};
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;

/// The tasks of a case, for their own page and for `components/case_tasks.html`.
#[derive(Serialize)]
pub(crate) struct TasksPage {
    pub(crate) case: i64,
    pub(crate) tasks: Vec<TaskView>,
    /// How many are open.
    pub(crate) open: usize,
    pub(crate) form: TaskForm,
    pub(crate) problem: Option<String>,
    pub(crate) field: &'static str,
}

impl Page for TasksPage {
    const TEMPLATE: &'static str = "pages/case_tasks/page.html";
}

/// A task.
#[derive(Serialize)]
pub(crate) struct TaskView {
    pub(crate) id: i64,
    pub(crate) revision: i64,
    pub(crate) title: String,
    pub(crate) unit: Option<String>,
    pub(crate) owner: Option<String>,
    /// `open`, `done` or `cancelled`.
    pub(crate) state: &'static str,
    pub(crate) due: Option<i64>,
    /// Whether its time has run out.
    pub(crate) late: bool,
    pub(crate) changed: i64,
}

/// The form of a new task, and what a hand-over chooses from.
#[derive(Serialize)]
pub(crate) struct TaskForm {
    pub(crate) title: String,
    pub(crate) hours: String,
    pub(crate) units: Vec<UnitChoice>,
    pub(crate) people: Vec<PersonChoice>,
}

/// Somebody to give a task to.
#[derive(Serialize)]
pub(crate) struct PersonChoice {
    pub(crate) id: i64,
    pub(crate) name: String,
    /// Whether they take work now.
    pub(crate) available: bool,
    pub(crate) chosen: bool,
}

/// A task as it is shown at a moment.
pub(crate) fn view(directory: &Directory, task: &CaseTask, now: Instant) -> TaskView {
    let owner = task.owner.and_then(|owner| directory.person(owner));
    TaskView {
        id: task.id.0,
        revision: task.revision,
        title: task.title.clone(),
        unit: task.unit.clone(),
        owner: owner.map(|person| person.name.clone()),
        state: task.state.as_str(),
        due: task.due_at().map(Instant::micros),
        late: task.is_breached() || task.due_at().is_some_and(|due| due < now),
        changed: task.changed_at.micros(),
    }
}

/// The tasks of a case as they stand, with an empty form; for the page of the case.
///
/// # Errors
/// Where there is no such case within reach.
pub(crate) async fn of_case(state: &WebState, signed: &Signed, case: CaseId) -> Result<TasksPage, AppError> {
    filled(state, signed, case, &Params::of(Vec::new()), None).await
}

async fn filled(
    state: &WebState,
    signed: &Signed,
    case: CaseId,
    form: &Params,
    problem: Option<AppError>,
) -> Result<TasksPage, AppError> {
    let tasks = tasks_of(&state.app, case, &signed.user).await?;
    let directory = Directory::of(&state.app).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let now = state.app.clock.now();
    let chosen = form.known("owner", |number| number.parse::<i64>().ok());
    let people = directory.people().filter(|person| person.works_here());
    let people = people.map(|person| PersonChoice {
        id: person.id.0,
        name: person.name.clone(),
        available: person.is_available(),
        chosen: Some(person.id.0) == chosen,
    });
    let tasks: Vec<TaskView> = tasks.iter().map(|task| view(&directory, task, now)).collect();
    Ok(TasksPage {
        case: case.0,
        open: tasks.iter().filter(|task| task.state == "open").count(),
        tasks,
        form: TaskForm {
            title: form.get("title").unwrap_or_default().to_owned(),
            hours: form.get("hours").unwrap_or_default().to_owned(),
            units: unit_choices(state, signed, &directory, form.get("unit")),
            people: people.collect(),
        },
        field: problem.as_ref().and_then(AppError::field).unwrap_or_default(),
        problem: problem.map(|problem| message_of(texts, &problem)),
    })
}

/// `GET /care/cases/{case}/tasks`.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    Path(case): Path<i64>,
) -> Result<Response, Failure> {
    let page = of_case(&state, &signed, CaseId(case)).await?;
    show_in(&state, &Shell::new(&state, &signed.reader, Area::Care), &page)
}

/// `POST /care/cases/{case}/tasks`: `title`, `unit`, `owner`, `hours`.
pub(crate) async fn make(
    State(state): State<WebState>,
    signed: Signed,
    Path(case): Path<i64>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let made = match read(&form) {
        Ok(new) => make_task(&state.app, CaseId(case), &new, &Doer::Staff(&signed.user)).await.map(|_| ()),
        Err(problem) => Err(problem),
    };
    answer(&state, &signed, CaseId(case), &form, made).await
}

/// `POST /care/cases/{case}/tasks/{task}`: `do` is `finish`, `cancel`, or `hand_over` with `owner` and `unit`; `revision`
/// that was read, `note` for colleagues.
pub(crate) async fn act(
    State(state): State<WebState>,
    signed: Signed,
    Path((case, task)): Path<(i64, i64)>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let action = match form.get("do").unwrap_or_default() {
        "finish" => TaskAction::Finish,
        "cancel" => TaskAction::Cancel,
        "hand_over" => TaskAction::HandOver { owner: owner(&form)?, unit: form.get("unit").map(str::to_owned) },
        _ => return Err(AppError::invalid("do", "is none of finish, cancel and hand_over").into()),
    };
    let revision = form.known("revision", |number| number.parse().ok());
    let note = form.get("note").unwrap_or_default();
    let by = Doer::Staff(&signed.user);
    let done = act_on_task(&state.app, TaskId(task), revision, &action, note, &by).await.map(|_| ());
    answer(&state, &signed, CaseId(case), &Params::of(Vec::new()), done).await
}

fn owner(form: &Params) -> Result<Option<UserId>, AppError> {
    let parsed = form.get("owner").map(|number| number.parse().map(UserId));
    parsed.transpose().map_err(|_| AppError::refused("owner", "task-owner", ""))
}

fn read(form: &Params) -> Result<NewTask, AppError> {
    let hours = form.get("hours").map(|hours| latin_digits(hours).trim().parse());
    Ok(NewTask {
        title: form.get("title").unwrap_or_default().to_owned(),
        unit: form.get("unit").map(str::to_owned),
        owner: owner(form)?,
        hours: hours.transpose().map_err(|_| AppError::refused("hours", "task-hours", ""))?,
    })
}

async fn answer(
    state: &WebState,
    signed: &Signed,
    case: CaseId,
    form: &Params,
    done: Result<(), AppError>,
) -> Result<Response, Failure> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/care/cases/{case}/tasks")).into_response()),
        Err(problem) if matches!(problem.code(), ErrorCode::Invalid | ErrorCode::CaseProblem) => {
            let page = filled(state, signed, case, form, Some(problem)).await?;
            let page = show_in(state, &Shell::new(state, &signed.reader, Area::Care), &page)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}
