//! Answering: open, start, page by page, submit.
//!
//! ```text
//! open_entrance --> start_response --> save_page (next, back, stay) ... --> closing
//!                        ^    |             ^
//!                        |    \-- a token --/-- response_page: come back, reload, go to a page
//!                        \-- the same token or invitation: the same response
//! ```
//!
//! Everything is settled on the server from what is stored: a double click, a reload or a link used again shows
//! the same page, and never makes a second response.

pub(super) mod load;
mod preview;
mod save;
mod start;
mod view;

pub use preview::{preview, try_out};
pub use save::{PageSave, Towards, response_page, save_page, submit_response};
pub use start::{Entrance, Invited, Opened, StartRequest, Started, open_entrance, start_response};
pub use view::{AnsweringPage, ClosingPage, ShownQuestion, Step};
