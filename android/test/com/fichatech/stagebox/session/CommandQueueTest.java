package com.fichatech.stagebox.session;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import com.fichatech.stagebox.mix.Change;
import com.fichatech.stagebox.mix.MixModel;
import com.fichatech.stagebox.mix.Parameter;
import org.junit.Test;

public class CommandQueueTest {
  private final CommandQueue queue = new CommandQueue(new MixModel());

  private void drag(double gain) {
    queue.add(new Change(Parameter.GAIN, 3, gain), "g");
  }

  @Test
  public void aDragBecomesAtMostThirtyCommandsASecond() {
    int sent = 0;
    double last = 0;
    for (int ms = 0; ms < 1000; ms++) {
      drag(ms / 1000.0);
      CommandQueue.Command command = queue.next(ms);
      if (command == null) continue;
      sent++;
      assertEquals("one change of one fader", 1, command.changes.size());
      assertEquals("g", command.gesture);
      last = (Double) command.changes.get(0).value;
      queue.answered(command.op, true);
    }
    assertTrue(sent >= 29 && sent <= 31);
    CommandQueue.Command rest = queue.next(2000);
    if (rest != null) last = (Double) rest.changes.get(0).value;
    assertEquals("the last place of the finger arrives", 0.999, last, 0);
  }

  @Test
  public void twoGesturesAreTwoCommandsInTheirOrder() {
    queue.add(new Change(Parameter.GAIN, 3, 1.0), "a");
    queue.add(new Change(Parameter.GAIN, 3, 2.0), "b");
    assertEquals("a", queue.next(0).gesture);
    assertEquals("b", queue.next(0).gesture);
    assertNull(queue.next(100));
  }

  @Test
  public void whatWasNotAnsweredIsSentAgainWithTheSameOpBeforeAnythingNewer() {
    drag(1);
    CommandQueue.Command first = queue.next(0);
    drag(2);
    CommandQueue.Command second = queue.next(100);
    queue.answered(first.op, true);
    drag(3);
    queue.reconnected();
    assertEquals(second.op, queue.next(200).op);
    assertEquals(3.0, queue.next(200).changes.get(0).value);
  }

  @Test
  public void anAnswerNobodyAskedForIsNoneOfOurs() {
    assertFalse(queue.answered("x", true));
    drag(1);
    String op = queue.next(0).op;
    assertTrue(queue.answered(op, false));
    assertFalse(queue.answered(op, false));
    assertEquals(0, queue.unanswered());
  }

  @Test
  public void aBoxThatDoesNotAnswerIsNotFloodedAndNothingIsLost() {
    for (int i = 0; i < 1000; i++) {
      drag(i / 1000.0);
      queue.next(i * 100);
    }
    assertTrue(queue.unanswered() <= CommandQueue.MOST_UNANSWERED + 1);
    queue.reconnected();
    CommandQueue.Command last = null;
    for (CommandQueue.Command next = queue.next(200_000); next != null; next = queue.next(300_000)) {
      last = next;
      queue.answered(next.op, true);
    }
    assertNotNull(last);
    assertEquals(0.999, last.changes.get(0).value);
  }
}
