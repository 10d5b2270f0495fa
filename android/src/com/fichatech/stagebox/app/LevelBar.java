package com.fichatech.stagebox.app;

import android.content.Context;
import android.os.Bundle;
import android.util.AttributeSet;
import android.view.KeyEvent;
import android.view.accessibility.AccessibilityNodeInfo;
import android.widget.SeekBar;
import com.fichatech.stagebox.R;
import com.fichatech.stagebox.mix.Fader;
import java.util.Locale;

/**
 * A fader: its travel follows the taper, and screen readers speak decibels. Keys and
 * screen readers move it by whole decibels. Main thread only.
 */
public final class LevelBar extends SeekBar implements SeekBar.OnSeekBarChangeListener {
  private static final int STEPS = 1000;
  private static final double KEY_DB = 1;

  interface Listener {
    /** `gesture` is the same for all changes of one drag, null for single steps. */
    void changed(double gain, String gesture);
  }

  private Listener listener;
  private String label = "";
  private double gain = 1;
  private String gesture;
  private int gestures;
  private boolean dragging;

  public LevelBar(Context context, AttributeSet attributes) {
    super(context, attributes);
    setMax(STEPS);
    setOnSeekBarChangeListener(this);
  }

  void setListener(Listener listener) {
    this.listener = listener;
  }

  /** The name of this level for screen readers. */
  void setLabel(String label) {
    this.label = label;
    describe();
  }

  /** The box's value; ignored while a finger is on the fader. */
  void show(double gain) {
    if (dragging || gain == this.gain) return;
    this.gain = gain;
    setProgress((int) Math.round(Fader.travel(gain) * STEPS));
    describe();
  }

  private void describe() {
    setContentDescription(label + ", " + spoken(getContext(), gain));
  }

  private static String spoken(Context context, double gain) {
    return gain == 0 ? context.getString(R.string.silent) : written(context, gain);
  }

  /** "−6.0 dB". */
  static String written(Context context, double gain) {
    return context.getString(R.string.decibels, Fader.text(gain, Locale.getDefault()));
  }

  @Override
  public void onProgressChanged(SeekBar bar, int progress, boolean fromUser) {
    if (!fromUser) return;
    set(Fader.gainAt(progress / (double) STEPS), gesture);
  }

  @Override
  public void onStartTrackingTouch(SeekBar bar) {
    dragging = true;
    gesture = "drag" + System.identityHashCode(this) + "." + gestures++;
  }

  @Override
  public void onStopTrackingTouch(SeekBar bar) {
    dragging = false;
    gesture = null;
  }

  private void set(double changed, String ofGesture) {
    gain = changed;
    describe();
    if (listener != null) listener.changed(changed, ofGesture);
  }

  private void step(double db) {
    set(Fader.step(gain, db), null);
    setProgress((int) Math.round(Fader.travel(gain) * STEPS));
    announceForAccessibility(spoken(getContext(), gain));
  }

  /** Screen readers say decibels; the percent of the travel would only confuse. */
  @Override
  public void onInitializeAccessibilityNodeInfo(AccessibilityNodeInfo info) {
    super.onInitializeAccessibilityNodeInfo(info);
    info.setRangeInfo(null);
  }

  @Override
  public boolean onKeyDown(int key, KeyEvent event) {
    if (key == KeyEvent.KEYCODE_DPAD_RIGHT || key == KeyEvent.KEYCODE_PLUS) {
      step(KEY_DB);
      return true;
    }
    if (key == KeyEvent.KEYCODE_DPAD_LEFT || key == KeyEvent.KEYCODE_MINUS) {
      step(-KEY_DB);
      return true;
    }
    return super.onKeyDown(key, event);
  }

  @Override
  public boolean performAccessibilityAction(int action, Bundle arguments) {
    if (action == AccessibilityNodeInfo.ACTION_SCROLL_FORWARD) {
      step(KEY_DB);
      return true;
    }
    if (action == AccessibilityNodeInfo.ACTION_SCROLL_BACKWARD) {
      step(-KEY_DB);
      return true;
    }
    return super.performAccessibilityAction(action, arguments);
  }
}
