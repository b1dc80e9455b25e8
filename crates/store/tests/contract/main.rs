//! What the store promises, run on both databases by one suite.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod accounts;
mod customers;
mod full_disk;
mod import_progress;
mod intake;
mod journal;
mod opening;
mod place;
mod rows;
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
        words_are_starts_or_whole,
        a_list_leaves_out_what_came_before_it,
        lists_are_found_in_three_ways,
        sources_are_counted_by_day,
    }
    accounts {
        users,
        sessions,
        a_link_opens_once,
        failures_are_counted,
        audit_log,
    }
    work {
        jobs_run_and_end,
        jobs_fail_and_come_back,
        jobs_are_claimed_once,
        outbox,
        leases_change_hands,
        a_lease_has_one_holder,
    }
    import_progress {
        an_import_goes_on_where_it_was,
    }
}
