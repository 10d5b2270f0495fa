// Runs the whole core of capture on the simulated card. capture-core.test.ts builds it with AddressSanitizer + UBSan
// and with ThreadSanitizer. Each rule prints one line; the first broken one ends the program.
#include <cstdio>
#include <cstdlib>

#include "capture_rules.h"
#include "convert_check.h"

#define RUN(rule)                                \
  do {                                           \
    rule;                                        \
    std::printf("ok %s\n", #rule);               \
    std::fflush(stdout);                         \
  } while (0)

// capture_driver [first seed, last seed]: with seeds, only the random faults run.
int main(int count, char** arguments) {
  if (count == 3) {
    for (int seed = std::atoi(arguments[1]); seed <= std::atoi(arguments[2]); seed++) {
      RUN(whatever_happens_time_goes_on_and_nothing_clicks(static_cast<uint32_t>(seed)));
      RUN(random_bytes_convert_exactly(static_cast<uint32_t>(seed), 5000));
    }
    return 0;
  }
  RUN(edges_convert_exactly());
  RUN(all_of_s16_and_s24_convert_exactly());
  RUN(random_bytes_convert_exactly(1, 20'000));
  RUN(every_format_access_and_channel_count_is_exact());
  RUN(short_reads_and_interruptions_lose_nothing());
  RUN(an_xrun_is_counted_filled_and_recovered());
  RUN(xruns_in_a_row_at_the_start_and_inside_a_fade_do_not_click());
  RUN(a_gap_counts_for_at_most_a_second());
  RUN(an_unplugged_card_leaves_paced_silence_and_fades_in_when_it_returns());
  RUN(a_card_that_returns_with_fewer_inputs_has_silent_ones());
  RUN(a_card_that_returns_at_another_rate_stays_away_and_says_so());
  RUN(a_card_that_only_fails_or_falls_silent_is_gone_not_a_busy_loop());
  RUN(a_device_without_a_clock_is_paced());
  RUN(what_cannot_be_opened_says_what_to_do());
  RUN(a_plug_gives_the_inputs_of_the_card_under_it());
  RUN(a_device_that_offers_any_number_of_inputs_gives_few_and_says_so());
  RUN(what_a_device_never_wrote_is_silence());
  RUN(the_chain_under_a_device_is_read_where_it_becomes_narrower());
  RUN(a_device_that_does_not_answer_is_given_up());
  RUN(the_end_does_not_wait_for_an_open_that_hangs());
  RUN(a_thread_its_device_keeps_is_left_behind_and_writes_nothing_more());
  RUN(a_device_that_only_says_try_again_is_gone_not_a_busy_loop());
  RUN(a_device_that_fails_after_every_frame_does_not_hurry_time());
  RUN(starting_and_stopping_in_any_state_is_clean());
  for (uint32_t seed = 1; seed <= 8; seed++) whatever_happens_time_goes_on_and_nothing_clicks(seed);
  std::printf("ok whatever_happens_time_goes_on_and_nothing_clicks(1…8)\n");
  RUN(cards_are_listed_with_their_inputs());
  RUN(options_that_the_system_refuses_cost_one_line_each());
}
