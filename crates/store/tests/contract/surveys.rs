use std::collections::BTreeSet;

use hamdel_domain::invitations::{InvitationPlace, InvitationState, NewInvitation, VersionPolicy};
use hamdel_domain::surveys::{Audience, ResponseId, SurveyId};
use hamdel_domain::{Channel, CustomerId};
use hamdel_store::responses::{
    NewResponse, Response, ResponsePlace, ResponseState, Saved, Submission, SurveyFunnel, TELL_RESPONSE,
};
use hamdel_store::surveys::{DraftChange, DraftSteps, NewSurvey, StepBack, Survey, SurveyState};
use hamdel_store::{StoreError, invitations};

use crate::place::{Place, at};

async fn survey(place: &Place, token: &str) -> Survey {
    let new = NewSurvey {
        name: "پس از خرید",
        audience: Audience::Customers,
        public_token: token,
        definition: "{\"draft\":1}",
        by: "user:1",
    };
    place.store.create_survey(new, at(0)).await.unwrap()
}

fn new<'a>(survey: SurveyId, token_hash: &'a str, invitation: Option<i64>) -> NewResponse<'a> {
    NewResponse {
        survey,
        version: 1,
        invitation,
        customer: invitation.map(|_| CustomerId(4)),
        identifiers: "[]",
        language: "fa",
        seed: -5,
        token_hash,
        place: ResponsePlace {
            channel: Some(Channel::Sms),
            unit: Some("sales".to_owned()),
            ..ResponsePlace::default()
        },
    }
}

fn saved<'a>(response: &Response, answers: &'a str) -> Saved<'a> {
    Saved {
        response: response.id,
        revision: response.revision,
        answers,
        answered: 1,
        page: Some("second"),
        language: "en",
    }
}

pub async fn drafts_change_and_versions_do_not(place: &Place) {
    let store = &place.store;
    let made = survey(place, "t1").await;
    assert_eq!((made.state, made.version, made.created_at), (SurveyState::Draft, 0, at(0)));
    let taken = NewSurvey { name: "x", audience: Audience::Employees, public_token: "t1", definition: "{}", by: "u" };
    assert!(matches!(store.create_survey(taken, at(1)).await, Err(StoreError::Conflict { .. })));
    let change = DraftChange {
        survey: made.id,
        edition: 1,
        definition: "{\"draft\":2}",
        audience: Audience::Employees,
        by: "user:2",
    };
    assert_eq!(store.publish_draft(made.id, 1, "user:1", at(2)).await.unwrap(), 1);
    assert_eq!(store.change_draft(change, at(3)).await.unwrap(), 2);
    assert!(matches!(store.change_draft(change, at(3)).await, Err(StoreError::Conflict { .. })));
    assert!(matches!(store.publish_draft(made.id, 1, "user:1", at(4)).await, Err(StoreError::Conflict { .. })));
    assert_eq!(store.survey(made.id).await.unwrap().unwrap().version, 1, "nothing of a refused one is kept");
    assert_eq!(store.publish_draft(made.id, 2, "user:2", at(5)).await.unwrap(), 2);
    let versions = store.survey_versions(made.id).await.unwrap();
    let texts: Vec<_> = versions.iter().map(|version| (version.version, version.definition.as_str())).collect();
    assert_eq!(texts, [(1, "{\"draft\":1}"), (2, "{\"draft\":2}")]);
    assert_eq!(store.survey_version(made.id, 2).await.unwrap().as_ref(), versions.last());
    let draft = store.survey_draft(made.id).await.unwrap();
    assert_eq!((draft.edition, draft.changed_by.as_str()), (2, "user:2"));
    let held = store.survey_by_token("t1").await.unwrap().unwrap();
    assert_eq!((held.state, held.audience, held.changed_at), (SurveyState::Published, Audience::Employees, at(5)));
    store.archive_survey(made.id, true, at(6)).await.unwrap();
    assert_eq!(store.survey(made.id).await.unwrap().unwrap().state, SurveyState::Archived);
    store.archive_survey(made.id, false, at(7)).await.unwrap();
    assert_eq!(store.surveys().await.unwrap()[0].state, SurveyState::Published);
    assert!(matches!(store.rename_survey(SurveyId(99), "x", at(8)).await, Err(StoreError::NotFound { .. })));
}

pub async fn changes_of_a_draft_are_taken_back_and_done_again(place: &Place) {
    let store = &place.store;
    let id = survey(place, "t").await.id;
    let change = |edition: i64, definition: &'static str| DraftChange {
        survey: id,
        edition,
        definition,
        audience: Audience::Customers,
        by: "user:1",
    };
    for edition in 1..=3 {
        let text = ["{\"draft\":2}", "{\"draft\":3}", "{\"draft\":4}"][edition as usize - 1];
        store.change_draft(change(edition, text), at(edition)).await.unwrap();
    }
    let steps = |undo, redo| DraftSteps { undo, redo };
    assert_eq!(store.draft_steps(id).await.unwrap(), steps(3, 0));
    assert_eq!(store.draft_beside(id, StepBack::Redo).await.unwrap(), None);
    // Two back, one forth, and then another way.
    let ways = [
        (4, StepBack::Undo, "{\"draft\":3}"),
        (5, StepBack::Undo, "{\"draft\":2}"),
        (6, StepBack::Redo, "{\"draft\":3}"),
    ];
    for (edition, way, wanted) in ways {
        assert_eq!(store.draft_beside(id, way).await.unwrap().as_deref(), Some(wanted));
        assert_eq!(store.step_draft(change(edition, wanted), way, at(9)).await.unwrap(), edition + 1);
        assert_eq!(store.survey_draft(id).await.unwrap().definition, wanted);
    }
    assert_eq!(store.draft_steps(id).await.unwrap(), steps(2, 1));
    let stale = store.step_draft(change(6, "{}"), StepBack::Undo, at(9)).await;
    assert!(matches!(stale, Err(StoreError::Conflict { .. })));
    assert_eq!(store.draft_steps(id).await.unwrap(), steps(2, 1), "nothing of a refused one is kept");
    store.change_draft(change(7, "{\"draft\":5}"), at(10)).await.unwrap();
    assert_eq!(store.draft_steps(id).await.unwrap(), steps(3, 0), "what was taken back is forgotten");
    assert_eq!(store.draft_beside(id, StepBack::Undo).await.unwrap().as_deref(), Some("{\"draft\":3}"));
    for edition in 8..8 + 120 {
        store.change_draft(change(edition, "{}"), at(edition)).await.unwrap();
    }
    assert_eq!(store.draft_steps(id).await.unwrap(), steps(100, 0), "the oldest go");
}

pub async fn a_token_and_an_invitation_have_one_response(place: &Place) {
    let id = survey(place, "t").await.id;
    for (round, invitation) in [None, Some(9)].into_iter().enumerate() {
        let starts = (0..8).map(|number| {
            let store = place.store.clone();
            tokio::spawn(async move {
                // Of an invitation every call comes with a link of its own.
                let token = if invitation.is_some() { format!("link-{number}") } else { "page".to_owned() };
                store.start_response(&new(id, &token, invitation), at(1)).await.unwrap().id
            })
        });
        let mut ids = BTreeSet::new();
        for start in starts.collect::<Vec<_>>() {
            ids.insert(start.await.unwrap());
        }
        assert_eq!(ids.len(), 1);
        let funnel = place.store.survey_funnel(id, None).await.unwrap();
        assert_eq!(funnel.started, round as i64 + 1, "what was not kept is not counted");
    }
    let known = place.store.response_by_token("link-3").await.unwrap().unwrap();
    assert_eq!(place.store.response_of_invitation(9).await.unwrap().as_ref(), Some(&known));
    assert_eq!((known.customer, known.place.channel, known.seed), (Some(CustomerId(4)), Some(Channel::Sms), -5));
    assert_eq!(place.store.response_by_token("never").await.unwrap(), None);
    let all = place.store.responses_of_survey(id, Some(ResponseState::Started), ResponseId(0), 9).await.unwrap();
    assert_eq!((all.len(), all.last()), (2, Some(&known)));
}

pub async fn a_quota_is_never_passed(place: &Place) {
    let id = survey(place, "t").await.id;
    let submits = (0..24).map(|number| {
        let store = place.store.clone();
        tokio::spawn(async move {
            let response = store.start_response(&new(id, &format!("r{number}"), None), at(1)).await.unwrap();
            // Each meets one of two quotas of its own sort, and the one of all.
            let sort = if number % 2 == 0 { "even" } else { "odd" };
            let quotas = [("all".to_owned(), 9), (sort.to_owned(), 5)];
            let outcome = store.submit_response(saved(&response, "{}"), &quotas, at(2)).await.unwrap();
            assert_eq!(outcome, Submission::Submitted);
            store.response(response.id).await.unwrap().unwrap().over_quota
        })
    });
    let mut counted = 0;
    for submit in submits.collect::<Vec<_>>() {
        counted += i64::from(submit.await.unwrap().is_none());
    }
    let taken = place.store.quotas_taken(id).await.unwrap();
    let of = |name: &str| taken.iter().find(|(quota, _)| quota == name).map_or(0, |(_, taken)| *taken);
    assert_eq!(of("all"), counted, "a place that was not needed was given back");
    assert_eq!(of("even") + of("odd"), counted);
    assert!(of("even") <= 5 && of("odd") <= 5 && counted <= 9, "{taken:?}");
    assert_eq!(counted, 9, "12 of each sort came for 9 places");
    assert_eq!(place.store.survey_funnel(id, Some(1)).await.unwrap().submitted, 24);
}

pub async fn one_submission_wins(place: &Place) {
    let store = &place.store;
    let id = survey(place, "t").await.id;
    let begun = store.start_response(&new(id, "r", None), at(1)).await.unwrap();
    assert!(store.save_response(saved(&begun, "{\"nps\":{\"step\":3}}"), at(2)).await.unwrap());
    assert!(!store.save_response(saved(&begun, "{}"), at(3)).await.unwrap(), "of an older revision");
    let read = store.response(begun.id).await.unwrap().unwrap();
    assert_eq!((read.revision, read.page.as_deref(), read.language.as_str()), (2, Some("second"), "en"));
    let submits = (0..8).map(|number| {
        let (store, read) = (store.clone(), read.clone());
        tokio::spawn(async move {
            let answers = format!("{{\"nps\":{{\"step\":{number}}}}}");
            let outcome = store.submit_response(saved(&read, &answers), &[("all".to_owned(), 9)], at(4)).await.unwrap();
            (outcome == Submission::Submitted).then_some(answers)
        })
    });
    let mut won = Vec::new();
    for submit in submits.collect::<Vec<_>>() {
        won.extend(submit.await.unwrap());
    }
    let held = store.response(begun.id).await.unwrap().unwrap();
    assert_eq!(won, std::slice::from_ref(&held.answers));
    assert_eq!((held.state, held.submitted_at, held.revision), (ResponseState::Submitted, Some(at(4)), 3));
    assert!(!store.save_response(saved(&held, "{}"), at(5)).await.unwrap());
    assert_eq!(store.quotas_taken(id).await.unwrap(), [("all".to_owned(), 1)]);
    assert_eq!(store.claim_jobs_of(TELL_RESPONSE, at(9), at(99), 9).await.unwrap().len(), 1);
}

pub async fn an_invitation_is_answered_with_its_response(place: &Place) {
    let store = &place.store;
    let id = survey(place, "t").await.id;
    let invitation = NewInvitation {
        key: "by-hand".to_owned(),
        survey: id.0,
        version: VersionPolicy::Latest,
        trigger: None,
        customer: CustomerId(4),
        channel: Channel::Sms,
        address: None,
        language: None,
        place: InvitationPlace::default(),
        context: "{}".to_owned(),
        send_at: at(0),
        reminder_after: None,
        expires_at: at(99),
    };
    let mut transaction = store.state().begin().await.unwrap();
    invitations::plan(&mut transaction, &[invitation], at(0)).await.unwrap();
    transaction.commit().await.unwrap();
    let invitation = store.invitation_by_key("by-hand").await.unwrap().unwrap();
    let mut transaction = store.state().begin().await.unwrap();
    invitations::move_on(&mut transaction, invitation.id, InvitationState::Reserved, &[], at(1)).await.unwrap();
    transaction.commit().await.unwrap();
    let begun = store.start_response(&new(id, "r", Some(invitation.id)), at(2)).await.unwrap();
    store.add_response_token(begun.id, "reminder").await.unwrap();
    store.add_response_token(begun.id, "reminder").await.unwrap();
    assert_eq!(store.response_by_token("reminder").await.unwrap().map(|held| held.id), Some(begun.id));
    assert_eq!(store.submit_response(saved(&begun, "{}"), &[], at(3)).await.unwrap(), Submission::Submitted);
    let answered = store.invitation(invitation.id).await.unwrap().unwrap();
    assert_eq!((answered.state, answered.answered_at), (InvitationState::Answered, Some(at(3))));
}

pub async fn left_responses_and_their_jobs(place: &Place) {
    let store = &place.store;
    let id = survey(place, "t").await.id;
    store.count_opened(id, 1, at(0)).await.unwrap();
    store.count_opened(id, 1, at(0)).await.unwrap();
    let answered = store.start_response(&new(id, "a", None), at(1)).await.unwrap();
    store.start_response(&new(id, "b", None), at(1)).await.unwrap();
    store.save_response(saved(&answered, "{}"), at(10)).await.unwrap();
    assert_eq!(store.leave_responses(at(10), 9, at(20)).await.unwrap(), 0);
    assert_eq!(store.leave_responses(at(11), 9, at(20)).await.unwrap(), 1);
    assert_eq!(store.leave_responses(at(11), 9, at(20)).await.unwrap(), 0);
    let left = store.response(answered.id).await.unwrap().unwrap();
    assert_eq!(left.state, ResponseState::Partial);
    let left_at = vec![(String::new(), 1), ("second".to_owned(), 1)];
    let funnel = SurveyFunnel { opened: 2, started: 2, submitted: 0, left: left_at };
    assert_eq!(store.survey_funnel(id, None).await.unwrap(), funnel);
    assert!(store.is_job_due(TELL_RESPONSE, at(20)).await.unwrap());
    assert!(!store.is_job_due(TELL_RESPONSE, at(19)).await.unwrap());
    assert!(store.claim_jobs_of("another", at(30), at(99), 9).await.unwrap().is_empty());
    let jobs = store.claim_jobs_of(TELL_RESPONSE, at(30), at(99), 9).await.unwrap();
    assert_eq!(jobs[0].payload, format!("{{\"response\":{}}}", answered.id));
    assert!(!store.is_job_due(TELL_RESPONSE, at(30)).await.unwrap());
    assert!(store.is_job_due(TELL_RESPONSE, at(99)).await.unwrap(), "its holder is gone");
    let outcome = store.submit_response(saved(&left, "{}"), &[], at(40)).await.unwrap();
    assert_eq!(outcome, Submission::Submitted, "what was left can be taken up again");
}
