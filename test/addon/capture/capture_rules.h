// The rules of capture, one function each; a broken one ends the program.
#pragma once

#include <cstdint>

// What arrives, and what is lost (loss_rules.cc).
void every_format_access_and_channel_count_is_exact();
void short_reads_and_interruptions_lose_nothing();
void an_xrun_is_counted_filled_and_recovered();
void xruns_in_a_row_at_the_start_and_inside_a_fade_do_not_click();
void a_gap_counts_for_at_most_a_second();
void an_unplugged_card_leaves_paced_silence_and_fades_in_when_it_returns();
void a_card_that_returns_with_fewer_inputs_has_silent_ones();
void a_card_that_returns_at_another_rate_stays_away_and_says_so();
void a_card_that_only_fails_or_falls_silent_is_gone_not_a_busy_loop();

// Opening, starting, stopping, and everything at random (device_rules.cc).
void a_device_without_a_clock_is_paced();
void what_cannot_be_opened_says_what_to_do();
void a_plug_gives_the_inputs_of_the_card_under_it();
void a_device_that_offers_any_number_of_inputs_gives_few_and_says_so();
void what_a_device_never_wrote_is_silence();
void the_chain_under_a_device_is_read_where_it_becomes_narrower();
void starting_and_stopping_in_any_state_is_clean();
void whatever_happens_time_goes_on_and_nothing_clicks(uint32_t seed);
void cards_are_listed_with_their_inputs();
void options_that_the_system_refuses_cost_one_line_each();

// Devices that keep a thread, or give it nothing to do (stuck_rules.cc).
void a_device_that_does_not_answer_is_given_up();
void the_end_does_not_wait_for_an_open_that_hangs();
void a_thread_its_device_keeps_is_left_behind_and_writes_nothing_more();
void a_device_that_only_says_try_again_is_gone_not_a_busy_loop();
void a_device_that_fails_after_every_frame_does_not_hurry_time();
