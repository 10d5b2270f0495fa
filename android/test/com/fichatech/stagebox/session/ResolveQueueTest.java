package com.fichatech.stagebox.session;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.Test;

public class ResolveQueueTest {
  private final List<String> asked = new ArrayList<>();
  private final List<ResolveQueue<String>.Attempt> attempts = new ArrayList<>();
  private final Map<Long, List<Runnable>> timers = new TreeMap<>();
  private long now;

  private final ResolveQueue<String> queue = new ResolveQueue<>((service, attempt) -> {
    asked.add(service);
    attempts.add(attempt);
  }, (ms, run) -> timers.computeIfAbsent(now + ms, key -> new ArrayList<>()).add(run));

  private void passMs(long ms) {
    long end = now + ms;
    while (true) {
      Long due = timers.keySet().stream().filter(at -> at <= end).findFirst().orElse(null);
      if (due == null) break;
      now = due;
      timers.remove(due).forEach(Runnable::run);
    }
    now = end;
  }

  private ResolveQueue<String>.Attempt last() {
    return attempts.get(attempts.size() - 1);
  }

  @Test
  public void oneIsResolvedAtATime() {
    queue.found("a", "A");
    queue.found("b", "B");
    queue.found("c", "C");
    assertEquals("[A]", asked.toString());
    last().succeeded();
    assertEquals("[A, B]", asked.toString());
    last().succeeded();
    assertEquals("[A, B, C]", asked.toString());
  }

  @Test
  public void aResolverThatNeverAnswersHoldsNobodyUp() {
    queue.found("a", "A");
    queue.found("b", "B");
    passMs(ResolveQueue.LIMIT_MS);
    assertEquals("[A, B]", asked.toString());
    assertTrue("an answer that comes too late is not wanted", !attempts.get(0).wanted());
    attempts.get(0).succeeded();
    assertTrue("and does not end the one under way", last().wanted());
  }

  @Test
  public void aFailureIsTriedAgainBehindTheOthersThreeTimesInAll() {
    queue.found("a", "A");
    queue.found("b", "B");
    last().failed();
    assertEquals("[A, B]", asked.toString());
    last().succeeded();
    for (int i = 0; i < 5; i++) {
      passMs(ResolveQueue.AGAIN_MS);
      if (last().wanted()) last().failed();
    }
    assertEquals("[A, B, A, A]", asked.toString());
  }

  @Test
  public void whatWentAwayIsNotTriedAgain() {
    queue.found("a", "A");
    queue.found("b", "B");
    queue.lost("b");
    last().failed();
    queue.lost("a");
    passMs(60_000);
    assertEquals("[A]", asked.toString());
  }

  @Test
  public void afterStopNothingIsAsked() {
    queue.found("a", "A");
    queue.found("b", "B");
    queue.stop();
    last().succeeded();
    passMs(60_000);
    assertEquals("[A]", asked.toString());
  }
}
