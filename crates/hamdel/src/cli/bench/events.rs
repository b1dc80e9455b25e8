//! Synthetic events of about 300 bytes, of a shop's website and app.

use std::fmt::Write;

const KINDS: [&str; 6] =
    ["product_viewed", "cart_updated", "order_completed", "search_made", "delivery_arrived", "comment_left"];

/// Writes events that differ in message id, customer and value.
pub struct Events {
    run: String,
    customers: u64,
    number: u64,
}

impl Events {
    /// Events of a run, named so that no other run has the same message ids.
    pub fn new(run: String, customers: u64) -> Self {
        Self { run, customers: customers.max(1), number: 0 }
    }

    /// A `track` event with every field a real client sends.
    pub fn write(&mut self, into: &mut String) {
        self.number += 1;
        let number = self.number;
        // A multiplicative step visits the customers in no visible order (Knuth, volume 3, 6.4).
        let customer = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) % self.customers;
        let kind = KINDS[(number % 6) as usize];
        // Writing into a String cannot fail.
        let _ = write!(
            into,
            r#"{{"type":"track","event":"{kind}","messageId":"{run}-{number}","userId":"u{customer}","anonymousId":"b{customer}","timestamp":"2026-03-{day:02}T{hour:02}:15:30.{milli:03}Z","properties":{{"channel":"web","touchpoint":"shop","value":{value}.5,"currency":"IRT","order_id":"o{number}","category":"home","items":{items}}},"context":{{"library":{{"name":"bench","version":"1"}}}}}}"#,
            run = self.run,
            day = number % 28 + 1,
            hour = number % 24,
            milli = number % 1000,
            value = number % 900,
            items = number % 7,
        );
    }

    /// A body of `POST /v1/batch`.
    pub fn batch(&mut self, events: u32, into: &mut String) {
        into.clear();
        into.push_str(r#"{"batch":["#);
        for index in 0..events {
            if index > 0 {
                into.push(',');
            }
            self.write(into);
        }
        into.push_str("]}");
    }
}
