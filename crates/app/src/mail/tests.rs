//! Mail of people, of programs, and of nobody.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use mail_parser::MessageParser;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use hamdel_domain::clock::DAY;
use hamdel_domain::contact::{Category, Wish};
use hamdel_domain::{Channel, CustomerId};
use hamdel_testkit::imap::{ImapBehaviour, ImapServer};

use super::incoming::incoming;
use super::screening::screen;
use super::*;
use crate::contact::{Outcome, reserve};
use crate::invitations::tests_bench::Bench;

fn mail(headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut text = String::new();
    let has = |name: &str| headers.iter().any(|(held, _)| held.eq_ignore_ascii_case(name));
    if !has("From") {
        text.push_str("From: =?UTF-8?B?2LPYp9ix2Kc=?= <Sara@Example.com>\r\n");
    }
    if !has("To") {
        text.push_str("To: ask@company.example\r\n");
    }
    if !has("Content-Type") {
        text.push_str("Content-Type: text/plain; charset=utf-8\r\n");
    }
    for (name, value) in headers {
        let _ = write!(text, "{name}: {value}\r\n");
    }
    format!("{text}\r\n{body}").into_bytes()
}

#[tokio::test]
async fn what_a_person_writes_is_a_comment_of_theirs_once() {
    let bench = Bench::new().await;
    let raw = mail(
        &[("Message-ID", "<1@example.com>"), ("Subject", "Late again")],
        "My parcel came two days late.\r\n-- \r\nSara\r\n",
    );
    let MailTaken::Feedback(interaction) = receive_mail(&bench.app, &raw).await.unwrap() else { panic!() };
    assert_eq!(interaction.len(), 32);
    // Forwarded once more, with other headers of its way, it is the same mail.
    let again = [b"Received: from elsewhere\r\n".as_slice(), &raw].concat();
    assert_eq!(receive_mail(&bench.app, &again).await.unwrap(), MailTaken::Before("feedback".to_owned()));
    let counts = mail_counts(&bench.app, 0).await.unwrap();
    assert_eq!(counts.iter().map(|count| (count.outcome.as_str(), count.mails)).collect::<Vec<_>>(), [("feedback", 1)]);
}

#[test]
fn a_mail_is_taken_apart() {
    let now = hamdel_domain::Instant::parse_iso("2026-11-28T12:00:00Z").unwrap();
    let body = "--b\r\nContent-Type: text/html; charset=windows-1256\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<p>hello</p><script>x</script>\r\n\
                --b\r\nContent-Type: image/png; name=\"a\r\n b.png\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment\r\n\r\niVBORw==\r\n--b--\r\n";
    let raw = mail(
        &[
            ("Content-Type", "multipart/mixed; boundary=b"),
            ("Subject", "=?UTF-8?Q?two=0Alines?="),
            ("Date", "Sat, 28 Nov 2026 10:15:00 +0330"),
            ("In-Reply-To", "<b@x>"),
            ("References", "<a@x> <b@x>"),
        ],
        body,
    );
    let message = MessageParser::default().parse(&raw).unwrap();
    let held = incoming(&message, &raw, now).unwrap();
    assert_eq!((held.from.address.as_str(), held.from.name.as_deref()), ("sara@example.com", Some("سارا")));
    assert_eq!((held.subject.as_str(), held.text.as_str()), ("two lines", "hello"));
    assert_eq!(held.at.to_string(), "2026-11-28T06:45:00Z");
    assert_eq!((held.attachments.len(), held.attachments[0].kind.as_str()), (1, "image/png"));
    assert_eq!(held.attachments[0].bytes, [0x89, b'P', b'N', b'G']);
    assert_eq!(answered_ids(&message)[0], "b@x");
    // A date of another century is not believed, nor one of next week.
    for date in ["Sat, 28 Nov 1999 10:15:00 +0000", "Sat, 05 Dec 2026 10:15:00 +0000", "soon"] {
        let raw = mail(&[("Date", date)], "x");
        let message = MessageParser::default().parse(&raw).unwrap();
        assert_eq!(incoming(&message, &raw, now).unwrap().at, now, "{date}");
    }
}

#[test]
fn what_programs_write_is_told_by_its_headers() {
    for (headers, reason) in [
        (vec![("Auto-Submitted", "auto-replied")], Some(LeftOut::AutoReply)),
        (vec![("Auto-Submitted", "auto-generated; owner=x")], Some(LeftOut::AutoReply)),
        (vec![("Auto-Submitted", "no")], None),
        (vec![("Precedence", "auto_reply")], Some(LeftOut::AutoReply)),
        (vec![("Precedence", "bulk")], Some(LeftOut::Bulk)),
        (vec![("Precedence", "first-class")], None),
        (vec![("X-Autoreply", "yes")], Some(LeftOut::AutoReply)),
        (vec![("Return-Path", "<>")], Some(LeftOut::AutoReply)),
        (vec![("Return-Path", "<sara@example.com>")], None),
        (vec![("List-Id", "<news.example.com>")], Some(LeftOut::Bulk)),
        (vec![("X-Loop", "Hamdel")], Some(LeftOut::Loop)),
        (vec![], None),
    ] {
        let raw = mail(&headers, "hello");
        let message = MessageParser::default().parse(&raw).unwrap();
        assert_eq!(screen(&message), reason, "{headers:?}");
    }
}

#[test]
fn quoted_parts_and_signatures_are_cut() {
    for (text, left) in [
        ("Thanks!\n\nOn Sat, 28 Nov 2026 at 10:15, Shop <ask@shop.example> wrote:\n> How was it?\n", "Thanks!"),
        ("Thanks!\n\nOn Sat, 28 Nov 2026 at 10:15, Shop\n<ask@shop.example> wrote:\n\n> How was it?\n", "Thanks!"),
        (
            "خوب بود، ممنون.\n\n\u{202B}در تاریخ شنبه ۷ آذر ۱۴۰۵، ۱۰:۱۵ فروشگاه <ask@shop.example> نوشت:\u{202C}\n\n> چطور بود؟",
            "خوب بود، ممنون.",
        ),
        ("Fine.\n-----Original Message-----\nFrom: Shop\nHow was it?", "Fine."),
        (
            "Fine.\n\nFrom: Shop <ask@shop.example>\nSent: Saturday\nTo: Sara\nSubject: How was it?\n\nHow was it?",
            "Fine.",
        ),
        ("بد بود.\n\nاز: فروشگاه\nفرستاده شده: شنبه\nبه: سارا\nموضوع: نظر شما\n\nچطور بود؟", "بد بود."),
        // Answered below the question, point by point.
        ("On Sat, Shop <a@b.c> wrote:\n> Was it late?\nYes.\n> By how much?\nTwo days.", "Yes.\nTwo days."),
        ("Hello\n-- \nSara\n+98 21", "Hello"),
        // What looks like a head and is a sentence stays.
        (
            "From: the first day on it was late.\nI will not order again.",
            "From: the first day on it was late.\nI will not order again.",
        ),
        ("On time it was not, as I wrote:\nlate.", "On time it was not, as I wrote:\nlate."),
        // With nothing but the quoted part, that is what was said.
        ("> agreed\n> yes", "agreed\nyes"),
        ("", ""),
        ("one\r\n\r\n\r\ntwo\r\n", "one\n\ntwo"),
    ] {
        assert_eq!(without_quoted(text), left, "{text}");
    }
}

#[tokio::test]
async fn two_programs_that_answer_each_other_are_stopped() {
    let bench = Bench::new().await;
    let mut taken = Vec::new();
    for number in 0..25 {
        let id = format!("<{number}@example.com>");
        let raw = mail(&[("Message-ID", &id)], "I am away.");
        taken.push(receive_mail(&bench.app, &raw).await.unwrap().code().to_owned());
    }
    assert!(taken[..20].iter().all(|code| code == "feedback"), "{taken:?}");
    assert!(taken[20..].iter().all(|code| code == "too_many"), "{taken:?}");
    // Somebody else is heard meanwhile.
    let other = mail(&[("From", "reza@example.com"), ("Message-ID", "<r@example.com>")], "Hello");
    assert_eq!(receive_mail(&bench.app, &other).await.unwrap().code(), "feedback");
}

#[tokio::test]
async fn what_is_no_mail_or_no_words_is_left_out_and_counted() {
    let bench = Bench::new().await;
    for (raw, code) in [
        (b"".to_vec(), "unreadable"),
        (vec![0xFF; 2_000], "unreadable"),
        (b"Subject: x\r\n\r\nhello".to_vec(), "no_sender"),
        (mail(&[("From", "not an address")], "hello"), "no_sender"),
        (mail(&[("Message-ID", "<e@example.com>")], "  \r\n"), "no_words"),
        (vec![b'a'; LARGEST_MAIL + 1], "too_large"),
    ] {
        let taken = receive_mail(&bench.app, &raw).await.unwrap();
        assert_eq!(taken.code(), code, "{:?}", String::from_utf8_lossy(&raw[..raw.len().min(60)]));
    }
    // Every reason has a name of its own.
    let names: std::collections::BTreeSet<_> = LeftOut::ALL.iter().map(|reason| reason.as_str()).collect();
    assert_eq!(names.len(), LeftOut::ALL.len());
}

#[tokio::test]
async fn who_wants_no_more_gets_no_more() {
    let bench = Bench::new().await;
    let app = &bench.app;
    let wish = |number: i64| Wish {
        channel: Channel::Email,
        category: Category::Survey,
        topic: format!("survey:{number}"),
        subject: format!("invitation:{number}"),
        good_until: Some(app.clock.now().plus_micros(DAY)),
    };
    for (place, (subject, body)) in
        [("Unsubscribe", "please"), ("Re: your order", "«لغو اشتراک»"), ("", "STOP.")].into_iter().enumerate()
    {
        let from = format!("leaver{place}@example.com");
        let raw = mail(&[("From", &from), ("Subject", subject)], body);
        assert_eq!(receive_mail(app, &raw).await.unwrap(), MailTaken::Unsubscribed, "{subject} {body}");
        let outcome = reserve(app, CustomerId(9), &wish(place as i64), &from).await.unwrap();
        assert!(matches!(&outcome, Outcome::Withheld(reasons) if reasons[0].code() == "suppressed"), "{outcome:?}");
    }
    // A sentence with the word in it is a sentence.
    let raw = mail(&[("Subject", "How")], "I cannot find where to unsubscribe, it is hidden.");
    assert_eq!(receive_mail(app, &raw).await.unwrap().code(), "feedback");
}

#[tokio::test]
async fn the_door_opens_to_its_secret_and_for_a_day_to_the_one_before() {
    let bench = Bench::new().await;
    let app = &bench.app;
    assert!(door(app).await.unwrap().is_none() && !opens(app, "").await.unwrap());
    let first = make_secret(app, "user:1").await.unwrap();
    assert!(opens(app, &first).await.unwrap() && !opens(app, &first[1..]).await.unwrap());
    let second = make_secret(app, "user:1").await.unwrap();
    assert!(opens(app, &first).await.unwrap() && opens(app, &second).await.unwrap());
    assert!(second.ends_with(&door(app).await.unwrap().unwrap().hint));
    bench.clock.advance(DAY);
    assert!(!opens(app, &first).await.unwrap() && opens(app, &second).await.unwrap());
    shut(app, "user:1").await.unwrap();
    assert!(!opens(app, &second).await.unwrap());
}

#[test]
fn services_post_the_mail_itself_or_in_a_field() {
    let raw = mail(&[("Message-ID", "<1@example.com>")], "سلام & hello");
    let text = String::from_utf8(raw.clone()).unwrap();
    assert_eq!(whole_mail("message/rfc822", &raw).as_deref(), Some(raw.as_slice()));
    assert_eq!(whole_mail("", &raw).as_deref(), Some(raw.as_slice()));
    let form: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("sender", "x")
        .append_pair("body-mime", &text)
        .finish();
    let kind = "application/x-www-form-urlencoded; charset=utf-8";
    assert_eq!(whole_mail(kind, form.as_bytes()).as_deref(), Some(raw.as_slice()));
    assert_eq!(whole_mail(kind, b"a=b&email="), None);
    let parts = format!(
        "--x y\r\nContent-Disposition: form-data; name=\"subject\"\r\n\r\nno\r\n\
         --x y\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\n{text}\r\n--x y--\r\n"
    );
    let found = whole_mail("multipart/form-data; boundary=\"x y\"", parts.as_bytes()).unwrap();
    assert_eq!(String::from_utf8_lossy(&found).trim_end(), text);
    assert_eq!(whole_mail("multipart/form-data", parts.as_bytes()), None);
}

fn mailbox(server: &ImapServer, limit: Duration) -> Mailbox {
    let url = format!("imap://me%40x:p%2Bw@127.0.0.1:{}/", server.port()).parse().unwrap();
    Mailbox::new(MailboxSettings::parse(&url).unwrap(), limit).unwrap()
}

#[tokio::test]
async fn unread_mail_is_fetched_once_and_marked_when_it_is_kept() {
    let (bench, server) = (Bench::new().await, ImapServer::start().await.unwrap());
    let mailbox = mailbox(&server, Duration::from_secs(20));
    for number in 0..3 {
        server.put(&mail(&[("Message-ID", &format!("<{number}@example.com>"))], "Hello"));
    }
    server.behave(ImapBehaviour::DropAfterFetch);
    let (taken, problem) = mailbox.fetch(&bench.app).await;
    assert!(problem.is_some() && taken == 0, "{problem:?}");
    assert_eq!(server.unread(), 3);
    server.behave(ImapBehaviour::Well);
    assert_eq!(mailbox.fetch(&bench.app).await, (3, None));
    assert_eq!((server.unread(), mailbox.fetch(&bench.app).await), (0, (0, None)));
    // The first was kept before the line broke, and counts once.
    let counts = mail_counts(&bench.app, 0).await.unwrap();
    assert_eq!(counts.iter().map(|count| count.mails).collect::<Vec<_>>(), [3]);
}

#[tokio::test]
async fn a_mailbox_that_refuses_or_hangs_is_told_in_words() {
    let (bench, server) = (Bench::new().await, ImapServer::start().await.unwrap());
    server.put(&mail(&[], "Hello"));
    server.behave(ImapBehaviour::RefuseLogin);
    let (_, problem) = mailbox(&server, Duration::from_secs(20)).fetch(&bench.app).await;
    assert!(problem.unwrap().contains("nobody of that name"));
    server.behave(ImapBehaviour::Hang);
    let (_, problem) = mailbox(&server, Duration::from_millis(50)).fetch(&bench.app).await;
    assert_eq!(problem.as_deref(), Some("no answer in time"));
    assert_eq!(server.unread(), 1);
}

/// A mailbox that secures its connection, and trusts `certificate`.
fn secured_mailbox(server: &ImapServer, certificate: CertificateDer<'static>) -> Mailbox {
    let url = format!("starttls://me%40x:p%2Bw@127.0.0.1:{}/", server.port()).parse().unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(certificate).unwrap();
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    Mailbox::trusting(MailboxSettings::parse(&url).unwrap(), Arc::new(tls), Duration::from_secs(20))
}

#[tokio::test]
async fn a_connection_is_secured_before_anybody_signs_in() {
    let (bench, server) = (Bench::new().await, ImapServer::start().await.unwrap());
    let mailbox = secured_mailbox(&server, server.certificate());
    server.put(&mail(&[("Message-ID", "<1@example.com>")], "Hello"));
    server.behave(ImapBehaviour::RefuseStartTls);
    let (taken, problem) = mailbox.fetch(&bench.app).await;
    assert!(taken == 0 && problem.unwrap().starts_with("the server offers no STARTTLS"));
    let stranger = ImapServer::start().await.unwrap();
    let (taken, problem) = secured_mailbox(&server, stranger.certificate()).fetch(&bench.app).await;
    assert!(taken == 0 && problem.is_some());
    server.behave(ImapBehaviour::InjectAfterStartTls);
    assert_eq!(mailbox.fetch(&bench.app).await, (1, None));
    assert_eq!(server.unread(), 0);
}

#[test]
fn a_mailbox_is_read_from_its_address() {
    let of = |text: &str| MailboxSettings::parse(&text.parse().unwrap());
    let held = of("imaps://me%40example.com:p%2Bq+r@mail.example.com/Kunden%20Post").unwrap();
    assert_eq!((held.port, held.security, held.user.as_str()), (993, MailSecurity::Tls, "me@example.com"));
    assert_eq!((held.password.as_str(), held.folder.as_str()), ("p+q+r", "Kunden Post"));
    assert_eq!(format!("{held:?}"), "MailboxSettings(mail.example.com:993/Kunden Post)");
    let starting = of("starttls://a:b@c").unwrap();
    assert_eq!((starting.port, starting.security), (143, MailSecurity::StartTls));
    assert!(of("pop://a:b@c").is_err() && of("imap://mail.example.com").is_err());
}

proptest::proptest! {
    /// Whatever comes, no mail stops the door.
    #[test]
    fn any_bytes_are_read_to_their_end(raw in proptest::collection::vec(proptest::num::u8::ANY, 0..400), head in "(From|To|Content-Type|In-Reply-To): [ -~]{0,40}\r\n") {
        let whole = [head.as_bytes(), b"\r\n", &raw].concat();
        for bytes in [raw.as_slice(), &whole] {
            if let Some(message) = MessageParser::default().parse(bytes) {
                let now = hamdel_domain::Instant::from_micros(0);
                let _ = (incoming(&message, bytes, now), screen(&message), answered_ids(&message));
            }
        }
    }

    #[test]
    fn cutting_the_quoted_part_never_leaves_a_mark_of_quoting(text in "([>] ?)?[a-z :@\\n\\r>-]{0,80}") {
        let cut = without_quoted(&text);
        proptest::prop_assert!(cut.lines().all(|line| !line.trim_start().starts_with('>')), "{cut:?}");
    }
}
