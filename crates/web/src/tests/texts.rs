//! Both languages say the same, and nothing is missing or left over.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use hamdel_app::cases::inbox::{CaseSort, InboxView};
use hamdel_app::conditions::Comparison;
use hamdel_domain::cases::{CaseState, CaseStep, Decision, Grade, Matter, Severity};
use hamdel_domain::clocks::{ClockKind, Escalatee, Way};
use hamdel_domain::identity::Verdict;
use hamdel_domain::people::{Part, Presence};
use hamdel_domain::rights::{Reach, Right, Role};
use hamdel_domain::surveys::CheckCode;
use hamdel_domain::surveys::library::Block;
use hamdel_domain::touchpoint::STAGES;
use hamdel_domain::{Channel, DropReason};
use hamdel_text::Language;
use hamdel_text::facets::Facets;
use hamdel_text::language::CommentLanguage;
use hamdel_text::sentiment::Label;
use hamdel_text::urgency::{Level, Reason};

use crate::templates::Face;
use crate::texts::Texts;

/// Families whose members are named by data: what is not there is shown by its own name.
const OPEN_FAMILIES: &[&str] = &[
    "kind-",
    "actor-",
    "trait-",
    "metric-",
    "identifier-",
    "field-",
    "stage-",
    "channel-",
    "value-",
    "facet-",
    "touchpoint-",
    "answer-",
    "contact-",
    "comparison-",
    "condition-group-",
    "condition-of-",
    "condition-language-",
    "email-",
    "scale-",
    "withheld-",
    "consent-source-",
    "mail-",
    "sms-",
    "life-",
    "asking-date-",
    "invitation-is-",
    "way-",
    "via-",
    "event-",
    "alert-preset-",
    "right-",
    "role-",
    "results-group-",
    "results-gap-",
    "case-",
    "attachment-problem-",
    "severity-",
    "grade-",
    "audit-",
    "clock-rule-",
    "clock-way-",
    "escalatee-",
    "quiet-sign-",
    "report-column-",
];

/// Each message with the variables it names.
fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut held: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut key = String::new();
    for (_, text) in Texts::files(language) {
        for line in text.lines() {
            if let Some((name, _)) =
                line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase()))
            {
                key = name.to_owned();
                held.insert(key.clone(), BTreeSet::new());
            }
            for part in line.split('$').skip(1) {
                let name = part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                held.get_mut(&key).unwrap().insert(name);
            }
        }
    }
    held
}

#[test]
fn both_languages_have_the_same_sentences_with_the_same_variables() {
    let (persian, english) = (messages(Language::Persian), messages(Language::English));
    let keys = |held: &BTreeMap<String, BTreeSet<String>>| held.keys().cloned().collect::<BTreeSet<_>>();
    let different: Vec<_> = keys(&persian).symmetric_difference(&keys(&english)).cloned().collect();
    assert!(different.is_empty(), "in one language only: {different:?}");
    for (key, mut variables) in persian {
        let mut other = english[&key].clone();
        // A count may be there only to choose the form of the other words.
        variables.remove("n");
        other.remove("n");
        assert_eq!(variables, other, "{key}");
    }
    assert!(english.len() > 200);
}

#[test]
fn no_sentence_is_missing_or_left_over() {
    let known: BTreeSet<String> = messages(Language::English).into_keys().collect();
    let (mut whole, mut starts) = (BTreeSet::new(), BTreeSet::new());
    let mut sources = Face::sources();
    for (name, text) in [
        ("embedding.rs", include_str!("../public/embedding.rs")),
        ("error.rs", include_str!("../error.rs")),
        ("complaints.rs", include_str!("../public/complaints.rs")),
        ("pulse.rs", include_str!("../pages/pulse.rs")),
        ("scores.rs", include_str!("../pages/scores.rs")),
        ("results.rs", include_str!("../pages/results.rs")),
        ("results/names.rs", include_str!("../pages/results/names.rs")),
        ("results/figures.rs", include_str!("../pages/results/figures.rs")),
        ("results/cross.rs", include_str!("../pages/results/cross.rs")),
        ("results/behind.rs", include_str!("../pages/results/behind.rs")),
        ("results/files.rs", include_str!("../pages/results/files.rs")),
        ("voice.rs", include_str!("../pages/voice.rs")),
        ("words.rs", include_str!("../pages/words.rs")),
        ("feedback.rs", include_str!("../pages/feedback.rs")),
        ("reply.rs", include_str!("../pages/feedback/reply.rs")),
        ("asking/interview.rs", include_str!("../pages/asking/interview.rs")),
        ("contacts/words.rs", include_str!("../pages/contacts/words.rs")),
        ("contacts/form.rs", include_str!("../pages/contacts/form.rs")),
        ("contacts/policy.rs", include_str!("../pages/contacts/policy.rs")),
        ("causes.rs", include_str!("../pages/causes.rs")),
        ("quiet.rs", include_str!("../pages/quiet.rs")),
        ("reports.rs", include_str!("../pages/reports.rs")),
        ("emails.rs", include_str!("../emails.rs")),
        ("conditions.rs", include_str!("../pages/conditions.rs")),
        ("sign_in.rs", include_str!("../pages/sign_in.rs")),
        ("after_closing.rs", include_str!("../pages/after_closing.rs")),
    ] {
        sources.push((name.to_owned(), text.to_owned()));
    }
    for (path, text) in &sources {
        for opening in ["t(\"", "rich(\"", "plain(\"", "filled(\""] {
            for (at, _) in text.match_indices(opening) {
                if text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                    continue;
                }
                let rest = &text[at + opening.len()..];
                let (key, after) = rest.split_once('"').unwrap();
                if after.starts_with(" ~") {
                    starts.insert(key.to_owned());
                } else {
                    assert!(known.contains(key), "{path} names {key}");
                    whole.insert(key.to_owned());
                }
            }
        }
    }
    starts.insert("error-".to_owned());
    starts.insert("case-problem-".to_owned());
    starts.insert("case-step-".to_owned());
    starts.insert("why-".to_owned());
    let said = |key: &String| {
        whole.contains(key)
            || starts.iter().any(|start| key.starts_with(start.as_str()))
            || OPEN_FAMILIES.iter().any(|family| key.starts_with(family))
    };
    let left_over: Vec<_> = known.iter().filter(|key| !said(key)).collect();
    assert!(left_over.is_empty(), "nobody says {left_over:?}");
}

/// The reasons that use cases refuse fields for, in the order of the files.
fn reasons(folder: &Path, held: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            reasons(&entry.path(), held);
        } else if entry.path().extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            for part in text.split("AppError::refused(").skip(1) {
                // The field, which is a name or a text, and then the reason.
                let after = part.split_once(',').map_or("", |(_, after)| after).trim_start();
                held.extend(after.strip_prefix('"').and_then(|rest| rest.split('"').next()).map(str::to_owned));
            }
        }
    }
}

#[test]
fn every_reason_to_refuse_a_field_has_its_sentence() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut said = BTreeSet::new();
    for name in ["app", "web"] {
        reasons(&crates.join(name).join("src"), &mut said);
    }
    let known = |key: &String| messages(Language::English).contains_key(&format!("why-{key}"));
    let missing: Vec<_> = said.iter().filter(|reason| !known(reason)).collect();
    assert!(missing.is_empty() && said.len() > 20, "{missing:?} of {}", said.len());
}

#[test]
fn every_name_of_the_domain_has_its_words() {
    for language in Language::ALL {
        let texts = Texts::load(language).unwrap();
        let named = |family: &str, names: Vec<&str>| {
            for name in names {
                assert!(texts.has(&format!("{family}-{name}")), "{language}: {family}-{name}");
            }
        };
        named("channel", Channel::ALL.iter().map(|channel| channel.as_str()).collect());
        named("via", Channel::ALL.iter().map(|channel| channel.as_str()).collect());
        named("drop", DropReason::ALL.iter().map(|reason| reason.as_str()).collect());
        named("claim", Verdict::ALL.iter().map(|verdict| verdict.as_str()).collect());
        named("stage", STAGES.to_vec());
        named(
            "identifier",
            vec!["user_id", "national_code", "loyalty_card", "email", "phone", "device", "anonymous_id"],
        );
        named("reach", [Reach::Everything, Reach::Units, Reach::Own, Reach::Nothing].map(Reach::as_str).to_vec());
        named("clock", ClockKind::ALL.iter().map(|kind| kind.as_str()).collect());
        named("clock-way", Way::ALL.iter().map(|way| way.as_str()).collect());
        named("escalatee", Escalatee::ALL.iter().map(|one| one.as_str()).collect());
        named("presence", Presence::ALL.iter().map(|presence| presence.as_str()).collect());
        named("part", Part::ALL.iter().map(|part| part.as_str()).collect());
        named("role", Role::ALL.iter().map(|role| role.as_str()).collect());
        named("right", Right::ALL.iter().map(|right| right.as_str()).collect());
        named("sentiment", Label::ALL.iter().map(|label| label.as_str()).collect());
        named("urgency", Level::ALL.iter().map(|level| level.as_str()).collect());
        named("urgency-reason", Reason::ALL.iter().map(|reason| reason.as_str()).collect());
        named("comment-language", CommentLanguage::ALL.iter().map(|language| language.as_str()).collect());
        for subject in Facets::default().subjects() {
            named(subject.kind.as_str(), vec![&subject.key]);
            named("subject-kind", vec![subject.kind.as_str()]);
        }
        named("standing", vec!["known", "anonymous"]);
        named("case-state", CaseState::ALL.iter().map(|state| state.as_str()).collect());
        named("case-step", CaseStep::ALL.iter().map(|step| step.as_str()).collect());
        named("case-matter", Matter::ALL.iter().map(|matter| matter.as_str()).collect());
        named("case-decision", Decision::ALL.iter().map(|decision| decision.as_str()).collect());
        named("severity", Severity::ALL.iter().map(|severity| severity.as_str()).collect());
        named("grade", Grade::ALL.iter().map(|grade| grade.as_str()).collect());
        named("case-clock", ClockKind::ALL.iter().map(|kind| kind.as_str()).collect());
        for view in InboxView::ALL.iter().map(|view| view.as_str()) {
            named("cases-view", vec![view]);
            named("cases-empty", vec![view]);
            named("cases-empty-help", vec![view]);
        }
        named("cases-sort", CaseSort::ALL.iter().map(|sort| sort.as_str()).collect());
        named("survey-problem", CheckCode::ALL.iter().map(|code| code.as_str()).collect());
        named("survey-problem", vec!["not-a-number-here"]);
        named("survey-block", Block::ALL.iter().map(|block| block.as_str()).collect());
        named("comparison", Comparison::ALL.iter().map(|comparison| comparison.as_str()).collect());
        named("source-state", vec!["receiving", "quiet", "waiting", "retired"]);
        named(
            "error",
            vec![
                "not-found",
                "invalid",
                "conflict",
                "sign-in-needed",
                "forbidden",
                "too-many-tries",
                "wrong-query",
                "too-many-for-workbook",
                "disk-full",
                "unavailable",
            ],
        );
    }
}
