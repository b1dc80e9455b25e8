//! Tasks across units, canned answers, notes that name colleagues, and the loop back to the customer.

use hamdel_domain::canned::CannedAnswer;
use hamdel_domain::cases::task::{TaskAction, TaskState};
use hamdel_domain::cases::{ActionProblem, CaseAction, CaseId, Contact};
use hamdel_domain::clock::{DAY, SECOND};
use hamdel_domain::clocks::ClockKind;
use hamdel_domain::contact::Policy;
use hamdel_domain::people::UserId;
use hamdel_domain::rights::{Right, Role};
use hamdel_domain::surveys::SurveyId;
use hamdel_domain::{Identifier, IdentifierKind};

use super::tests::{answer, graded, late_parcel, somebody};
use super::tests_clocks::{told, units, user, ways};
use super::*;
use crate::canned;
use crate::error::AppError;
use crate::invitations::tests_bench::Bench;

/// A case of `delivery`, whose agent is the first; a colleague of `operations`.
async fn two_units(bench: &Bench) -> (UserId, UserId, CaseId) {
    let agent = user(bench, "agent", Role::UnitManager).await;
    let colleague = user(bench, "colleague", Role::UnitManager).await;
    units(bench, agent, colleague).await;
    let by = somebody(agent.0, Role::UnitManager, &["delivery"]);
    let case = take_down(&bench.app, &late_parcel(), &Doer::Staff(&by)).await.unwrap().id;
    (agent, colleague, case)
}

fn task(title: &str, owner: Option<UserId>, unit: Option<&str>) -> NewTask {
    NewTask { title: title.to_owned(), unit: unit.map(str::to_owned), owner, hours: None }
}

#[tokio::test]
async fn a_task_brings_a_colleague_of_another_unit_to_the_case_and_keeps_it_open() {
    let bench = Bench::new().await;
    let (agent, colleague, case) = two_units(&bench).await;
    let agent = somebody(agent.0, Role::UnitManager, &["delivery"]);
    let other = somebody(colleague.0, Role::Agent, &["stores"]);
    assert!(matches!(tasks_of(&bench.app, case, &other).await, Err(AppError::NotFound("case"))));
    let new = task(" Find the parcel ", Some(colleague), Some("operations"));
    let id = make_task(&bench.app, case, &new, &Doer::Staff(&agent)).await.unwrap();
    tell_colleagues(&bench.app, &ways()).await.unwrap();
    assert_eq!(told(&bench, colleague).await, ["task_given"]);
    let mine = my_tasks(&bench.app, &other).await.unwrap();
    assert_eq!((mine.len(), mine[0].task.title.as_str(), mine[0].case.id), (1, "Find the parcel", case));
    assert!(mine[0].task.due_at().is_some());

    for action in [graded(), answer()] {
        act(&bench.app, case, None, &action, &Doer::Staff(&agent)).await.unwrap();
    }
    let close = CaseAction::Close { cause: Some("courier".to_owned()) };
    let open = act(&bench.app, case, None, &close, &Doer::Staff(&agent)).await;
    assert!(matches!(open, Err(AppError::Case(ActionProblem::OpenTasks(1)))));
    let done = act_on_task(&bench.app, id, Some(1), &TaskAction::Finish, "it was in Qom", &Doer::Staff(&other)).await;
    let done = done.unwrap();
    assert_eq!((done.state, done.revision, done.due_at()), (TaskState::Done, 2, None));
    let again = act_on_task(&bench.app, id, None, &TaskAction::Cancel, "", &Doer::Staff(&other)).await;
    assert!(matches!(again, Err(AppError::Case(ActionProblem::AlreadySo))));
    act(&bench.app, case, None, &close, &Doer::Staff(&agent)).await.unwrap();
    let late = make_task(&bench.app, case, &new, &Doer::Staff(&agent)).await;
    assert!(matches!(late, Err(AppError::Case(ActionProblem::Closed))));
    let events = bench.app.store.case_events(case, false).await.unwrap();
    let of_tasks: Vec<(&str, &str)> = events
        .iter()
        .filter(|event| event.did.starts_with("task_"))
        .map(|event| (event.did.as_str(), event.text.as_str()))
        .collect();
    assert_eq!(of_tasks, [("task_made", "Find the parcel"), ("task_done", "it was in Qom")]);
}

#[tokio::test]
async fn a_task_of_a_unit_is_there_for_all_of_it_and_its_clock_escalates() {
    let bench = Bench::new().await;
    let (agent, colleague, case) = two_units(&bench).await;
    let agent = somebody(agent.0, Role::UnitManager, &["delivery"]);
    let other = somebody(colleague.0, Role::UnitManager, &["operations"]);
    let new = NewTask { hours: Some(2), ..task("Ask the courier", None, Some("operations")) };
    let id = make_task(&bench.app, case, &new, &Doer::Staff(&agent)).await.unwrap();
    assert_eq!(my_tasks(&bench.app, &other).await.unwrap().len(), 1);
    assert_eq!(tasks_of(&bench.app, case, &other).await.unwrap()[0].clock.as_ref().unwrap().state.plan().target(), 120);
    bench.clock.advance(3 * DAY);
    step_clocks(&bench.app).await.unwrap();
    step_clocks(&bench.app).await.unwrap();
    let events = bench.app.store.case_events(case, false).await.unwrap();
    let of_task = |text: &str| events.iter().filter(|event| event.detail.contains(text)).count();
    assert_eq!(of_task(&format!("\"task\":{id}")), 4, "made, warned, ran out, ran on");
    tell_colleagues(&bench.app, &ways()).await.unwrap();
    assert!(told(&bench, colleague).await.contains(&"clock_breach"), "nobody has it: the unit's manager hears of it");
    // Handed over after that, and put off the list by its end.
    let hand = TaskAction::HandOver { owner: Some(UserId(agent.id.0)), unit: Some("delivery".to_owned()) };
    act_on_task(&bench.app, id, None, &hand, "", &Doer::Staff(&other)).await.unwrap();
    assert_eq!(my_tasks(&bench.app, &agent).await.unwrap().len(), 1);
    assert!(my_tasks(&bench.app, &other).await.unwrap().is_empty());
    let stale = act_on_task(&bench.app, id, Some(1), &TaskAction::Finish, "", &Doer::Staff(&agent)).await;
    assert!(matches!(stale, Err(AppError::ChangedMeanwhile)));
}

#[tokio::test]
async fn what_is_wrong_with_a_task_is_named() {
    let bench = Bench::new().await;
    let (agent, _, case) = two_units(&bench).await;
    let by = somebody(agent.0, Role::UnitManager, &["delivery"]);
    let field = async |new: NewTask| {
        make_task(&bench.app, case, &new, &Doer::Staff(&by)).await.map_err(|problem| problem.field())
    };
    assert_eq!(field(task(" ", None, None)).await, Err(Some("title")));
    assert_eq!(field(task("x", Some(UserId(99)), None)).await, Err(Some("owner")));
    assert_eq!(field(task("x", None, Some("nowhere"))).await, Err(Some("unit")));
    assert_eq!(field(NewTask { hours: Some(0), ..task("x", None, None) }).await, Err(Some("hours")));
    let stranger = somebody(9, Role::Agent, &["stores"]);
    let out_of_reach = make_task(&bench.app, case, &task("x", None, None), &Doer::Staff(&stranger)).await;
    assert!(matches!(out_of_reach, Err(AppError::NotFound("case"))));
    // No clock where no rule gives one.
    let mut kept = bench.app.store.clock_policy().await.unwrap();
    kept.policy.rules.iter_mut().for_each(|rule| rule.clocks.retain(|target| target.clock != ClockKind::Task));
    crate::clocks::change(&bench.app, kept.policy, kept.version, "user:1").await.unwrap();
    let id = make_task(&bench.app, case, &task("x", None, None), &Doer::Staff(&by)).await.unwrap();
    assert!(bench.app.store.case_task(id).await.unwrap().unwrap().clock.is_none());
}

#[tokio::test]
async fn a_note_that_names_somebody_is_told_once() {
    let bench = Bench::new().await;
    let (agent, colleague, case) = two_units(&bench).await;
    let by = somebody(agent.0, Role::UnitManager, &["delivery"]);
    let (text, mentions) = ("@colleague please look, @agent saw it".to_owned(), vec![colleague, agent]);
    act(&bench.app, case, None, &CaseAction::Note { text, mentions }, &Doer::Staff(&by)).await.unwrap();
    for _ in 0..2 {
        tell_colleagues(&bench.app, &ways()).await.unwrap();
    }
    assert_eq!(told(&bench, colleague).await, ["mentioned"]);
    assert!(told(&bench, agent).await.is_empty(), "who writes a note is not told of it");
}

#[tokio::test]
async fn a_canned_answer_is_filled_for_a_case_of_its_unit() {
    let bench = Bench::new().await;
    let (agent, _, case) = two_units(&bench).await;
    let agent = somebody(agent.0, Role::UnitManager, &["delivery"]);
    let manager = somebody(7, Role::ExperienceManager, &[]);
    let sorry = CannedAnswer {
        name: "Sorry".to_owned(),
        unit: Some("delivery".to_owned()),
        text_fa: "{{name}} گرامی".to_owned(),
        text_en: "Dear {{name}}, your case {{reference}}: {{agent}}, {{unit}}. {{remedy}}".to_owned(),
    };
    let id = canned::add(&bench.app, sorry.clone(), &agent).await.unwrap();
    let whole = CannedAnswer { unit: None, name: "Thanks".to_owned(), ..sorry.clone() };
    assert!(matches!(
        canned::add(&bench.app, whole.clone(), &agent).await,
        Err(AppError::NeedsRight(Right::EditCannedAnswers))
    ));
    canned::add(&bench.app, whole, &manager).await.unwrap();
    let wrong = CannedAnswer { text_en: "{{nmae}}".to_owned(), name: "x".to_owned(), ..sorry.clone() };
    assert_eq!(canned::add(&bench.app, wrong, &agent).await.unwrap_err().field(), Some("text_en"));
    assert_eq!(canned::add(&bench.app, sorry, &agent).await.unwrap_err().field(), Some("name"), "there is one already");
    let held = bench.app.store.case(case).await.unwrap().unwrap();
    let offered: Vec<String> =
        canned::for_case(&bench.app, &held).await.unwrap().into_iter().map(|one| one.answer.name).collect();
    assert_eq!(offered, ["Sorry", "Thanks"]);
    let filled = canned::filled(&bench.app, id, &held, &agent).await.unwrap();
    let wanted = format!("Dear Sara, your case {}: Person {}, delivery. ", held.reference, agent.id);
    assert_eq!(filled.text, wanted);
    assert_eq!(filled.missing, [hamdel_domain::canned::Placeholder::Remedy]);
    let stranger = somebody(9, Role::Agent, &["stores"]);
    assert!(canned::filled(&bench.app, id, &held, &stranger).await.is_err());
    canned::remove(&bench.app, id, &manager).await.unwrap();
    assert!(canned::filled(&bench.app, id, &held, &agent).await.is_err());
}

#[tokio::test]
async fn a_no_after_closing_opens_the_case_again_once() {
    let mut bench = Bench::new().await;
    crate::contact::change_policy(&bench.app, Policy::empty(), 0, "user:1").await.unwrap();
    let by = ask_after_closing(&bench.app, true, "Solved?", "user:1").await.unwrap();
    assert_eq!(ask_after_closing(&bench.app, true, "Solved?", "user:1").await.unwrap(), by, "set up once");
    bench.projector = crate::projector::Projector::new(
        bench.app.store.clone(),
        std::sync::Arc::new(bench.clock.clone()),
        "test".to_owned(),
    );
    let agent = somebody(2, Role::UnitManager, &["delivery"]);
    let identifier = Identifier::new(IdentifierKind::Email, "sara@example.com").unwrap();
    let contact = Contact { name: Some("Sara".to_owned()), identifiers: vec![identifier] };
    let new = NewCase { customer: None, contact, ..late_parcel() };
    let case = take_down(&bench.app, &new, &Doer::Staff(&agent)).await.unwrap().id;
    bench.clock.advance(UNDO_WITHIN);
    tell_cases(&bench.app).await.unwrap();
    bench.happens(&[]).await;
    // Nobody has looked yet whose case it is when the customer answers.
    close(&bench, case, &agent).await;
    tell_cases(&bench.app).await.unwrap();
    bench.happens(&[]).await;
    let invitations = bench.app.store.invitations_of_survey(by.survey.0, None, 10, 0).await.unwrap();
    assert_eq!(invitations.len(), 1);
    let response = respond(&bench, by.survey, &invitations[0], "unsolved").await;
    assert!(reopen_unsolved(&bench.app, &response).await.unwrap());
    assert!(!reopen_unsolved(&bench.app, &response).await.unwrap());
    let opened = bench.app.store.case(case).await.unwrap().unwrap();
    assert_eq!((opened.is_open(), opened.reopened), (true, 1));
    let events = bench.app.store.case_events(case, true).await.unwrap();
    assert_eq!(events.last().map(|event| event.text.as_str()), Some("still no parcel"));
    // Closed once more, the answer about the first closing opens nothing.
    close(&bench, case, &agent).await;
    assert!(!reopen_unsolved(&bench.app, &response).await.unwrap());
    let solved = respond(&bench, by.survey, &invitations[0], "solved").await;
    assert!(!reopen_unsolved(&bench.app, &solved).await.unwrap());
}

async fn close(bench: &Bench, case: CaseId, by: &crate::accounts::SignedIn) {
    bench.clock.advance(60 * SECOND);
    for action in [graded(), answer(), CaseAction::Close { cause: Some("courier".to_owned()) }] {
        match act(&bench.app, case, None, &action, &Doer::Staff(by)).await {
            Ok(_) | Err(AppError::Case(_)) => {}
            Err(problem) => panic!("{problem}"),
        }
    }
    assert!(!bench.app.store.case(case).await.unwrap().unwrap().is_open());
}

/// A response to an invitation, as it is stored.
async fn respond(
    bench: &Bench,
    survey: SurveyId,
    invitation: &crate::invitations::Invitation,
    outcome: &str,
) -> hamdel_store::responses::Response {
    use hamdel_store::responses::{Response, ResponsePlace, ResponseState};
    let answers = serde_json::json!({
        "outcome": { "choice": { "listed": outcome } }, "why": { "text": "still no parcel" },
    });
    Response {
        id: hamdel_domain::surveys::ResponseId(1),
        survey,
        version: 1,
        invitation: Some(invitation.id),
        customer: Some(invitation.said.customer),
        identifiers: String::new(),
        language: "en".to_owned(),
        state: ResponseState::Submitted,
        answers: answers.to_string(),
        answered: 2,
        seed: 1,
        page: None,
        over_quota: None,
        place: ResponsePlace::default(),
        started_at: bench.app.clock.now(),
        last_saved_at: bench.app.clock.now(),
        submitted_at: Some(bench.app.clock.now()),
        revision: 1,
    }
}
