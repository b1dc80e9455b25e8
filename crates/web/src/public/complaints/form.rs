//! What a customer does with a case, as a form says it.

use hamdel_domain::cases::CaseAction;

use crate::params::Params;

/// The action that the pressed button names; words are in `text`.
pub(super) fn action(fields: &Params) -> Option<CaseAction> {
    let text = fields.get("text").unwrap_or_default().to_owned();
    Some(match fields.get("do")? {
        "hear" => CaseAction::Hear { text },
        "accept" => CaseAction::Accept,
        "reject" => CaseAction::Reject { why: text },
        "reopen" => CaseAction::Reopen { why: text },
        _ => return None,
    })
}
