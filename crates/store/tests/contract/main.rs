//! What the store promises, run on both databases by one suite.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod accounts;
mod asking;
mod care;
mod cases;
mod contact;
mod customers;
mod feedback;
mod full_disk;
mod import_progress;
mod inbox;
mod intake;
mod invitations;
mod journal;
mod opening;
mod place;
mod results;
mod rows;
mod seen;
mod surveys;
mod themes;
mod work;

/// Runs every test once on SQLite and once on PostgreSQL.
macro_rules! contract {
    ($($module:ident { $($test:ident),+ $(,)? })+) => {
        mod sqlite {
            $(mod $module {
                $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $test() {
                    crate::$module::$test(&crate::place::Place::folder().await).await;
                })+
            })+
        }
        mod postgres {
            $(mod $module {
                $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $test() {
                    if let Some(place) = crate::place::Place::postgres().await {
                        crate::$module::$test(&place).await;
                    }
                })+
            })+
        }
    };
}

contract! {
    opening {
        migrations_run_twice,
        several_open_at_once,
        a_dropped_transaction_leaves_nothing,
    }
    rows {
        many_rows_of_any_number,
        lists_of_keys,
        text_that_postgres_cannot_keep,
    }
    journal {
        batches_come_back_in_order,
        reading_is_bounded,
        writers_at_once_leave_no_gap,
        readers_never_miss_a_place,
        pruning_takes_the_old_ones,
        damage_is_named,
    }
    intake {
        sources_and_their_keys,
        one_source_of_a_name,
        source_health,
        touchpoints_keep_their_order,
        pending_batches,
        settings,
    }
    customers {
        units_see_the_customers_they_met,
        words_are_starts_or_whole,
        frequent_words_are_cut_with_rare_ones,
        a_list_leaves_out_what_came_before_it,
        lists_are_found_in_three_ways,
        sources_are_counted_by_day,
    }
    feedback {
        triage_is_taken_back_where_nothing_came_after,
        two_who_change_one_comment_follow_one_another,
        notes_and_views,
        a_message_is_begun_by_one,
        an_alert_is_raised_once_and_seen_by_each,
        a_webhook_delivery_is_held_by_one_and_tried_until_it_is_taken,
    }
    accounts {
        users,
        sessions,
        a_link_opens_once,
        failures_are_counted,
        audit_log,
        audit_pages,
        presence,
        units,
    }
    asking {
        what_was_collected_is_in_no_count_and_once,
        kiosks_are_found_by_their_address_until_they_are_closed,
        a_mail_is_counted_once_and_forgotten_after_a_while,
    }
    contact {
        a_contact_is_reserved_once,
        the_book_is_that_of_todays_customer,
        what_was_said_and_what_is_open_withholds,
        policies_have_versions,
        the_past_is_that_of_todays_customers,
        a_thousand_at_once_exceed_no_cap,
    }
    invitations {
        an_invitation_goes_its_way,
        a_message_is_handed_over_by_one,
        links_and_triggers,
    }
    seen {
        every_message_is_known_again,
        runs_of_the_window_go_and_others_stay,
        a_run_made_elsewhere_is_taken_in,
    }
    work {
        jobs_run_and_end,
        jobs_fail_and_come_back,
        jobs_are_claimed_once,
        outbox,
        leases_change_hands,
        a_lease_has_one_holder,
    }
    surveys {
        drafts_change_and_versions_do_not,
        changes_of_a_draft_are_taken_back_and_done_again,
        a_token_and_an_invitation_have_one_response,
        a_quota_is_never_passed,
        one_submission_wins,
        an_invitation_is_answered_with_its_response,
        left_responses_and_their_jobs,
    }
    results {
        responses_are_narrowed,
        nobody_is_known_who_is_not_there,
        links_are_made_opened_and_withdrawn,
        indices_have_names,
    }
    themes {
        changes_are_taken_back_where_nothing_came_after,
        a_theme_with_others_below_does_not_go,
        who_changes_themes_waits_for_whoever_does,
        corrections_are_kept_and_taken_back,
        second_readings_are_kept_and_change_what_is_understood,
    }
    import_progress {
        an_import_goes_on_where_it_was,
    }
    inbox {
        every_change_of_a_case_is_noted,
        closed_cases_are_found_by_their_end,
        a_change_of_many_is_taken_back_once,
    }
    care {
        turns_go_round,
        rules_have_versions_and_forget_their_faults,
        tasks_of_a_case,
        files_of_a_case,
        canned_answers_have_names,
        problems_and_what_is_done_about_them,
        coaching_notes_stay_with_whom_they_are_about,
        segments_have_names_and_are_put_away,
    }
    cases {
        a_case_comes_back_as_it_was,
        hands_at_once_lose_nothing,
        outlines_are_found_by_cause_unit_and_time,
        a_cause_goes_only_when_nothing_has_it,
        kinds_are_kept_and_past_cases_teach,
    }
}
