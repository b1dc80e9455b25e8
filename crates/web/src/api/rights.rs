//! Who may do what.

use axum::Json;
use serde_json::{Map, Value, json};

use hamdel_domain::rights::{Right, Role, reach};

use crate::error::Failure;
use crate::reader::Signed;

/// `GET /api/v1/rights`: how far each role reaches with each right: `everything`, `units`, `own` or `nothing`.
pub(crate) async fn show(_: Signed) -> Result<Json<Value>, Failure> {
    let right = |right: &Right| {
        let reaches: Map<String, Value> =
            Role::ALL.iter().map(|role| (role.to_string(), reach(*role, *right).as_str().into())).collect();
        json!({ "right": right.as_str(), "changes": right.changes(), "reaches": reaches })
    };
    Ok(Json(json!({ "rights": Right::ALL.iter().map(right).collect::<Vec<_>>() })))
}
