package com.fichatech.stagebox.session;

import static org.junit.Assert.assertTrue;

import java.util.Random;
import org.junit.Test;

public class BackoffTest {
  @Test
  public void waitsGrowToALimitAndBeginAgainAfterSuccess() {
    Backoff backoff = new Backoff(new Random(1));
    long first = backoff.nextMs();
    assertTrue(first >= 800 && first <= 1200);
    long last = 0;
    for (int i = 0; i < 20; i++) last = backoff.nextMs();
    assertTrue(last >= 6400 && last <= 9600);
    backoff.worked();
    assertTrue(backoff.nextMs() <= 1200);
  }
}
