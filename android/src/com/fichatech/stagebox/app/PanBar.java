package com.fichatech.stagebox.app;

import android.content.Context;
import android.util.AttributeSet;
import android.view.accessibility.AccessibilityNodeInfo;
import android.widget.SeekBar;
import com.fichatech.stagebox.R;

/** Pan, −1 (left) … +1 (right), in steps of 0.05, so that it snaps to the centre. Main thread only. */
public final class PanBar extends SeekBar implements SeekBar.OnSeekBarChangeListener {
  private static final int HALF = 20;

  interface Listener {
    void changed(double pan, String gesture);
  }

  private Listener listener;
  private String label = "";
  private double pan;
  private String gesture;
  private int gestures;
  private boolean dragging;

  public PanBar(Context context, AttributeSet attributes) {
    super(context, attributes);
    setMax(2 * HALF);
    setProgress(HALF);
    setKeyProgressIncrement(1);
    setOnSeekBarChangeListener(this);
  }

  void setListener(Listener listener) {
    this.listener = listener;
  }

  void setLabel(String label) {
    this.label = label;
    describe();
  }

  /** The box's value; ignored while a finger is on the bar. */
  void show(double pan) {
    if (dragging || pan == this.pan) return;
    this.pan = pan;
    setProgress((int) Math.round((pan + 1) * HALF));
    describe();
  }

  private void describe() {
    int percent = (int) Math.round(Math.abs(pan) * 100);
    int words = pan < 0 ? R.string.pan_left : R.string.pan_right;
    String place = percent == 0 ? getContext().getString(R.string.pan_centre) : getContext().getString(words, percent);
    setContentDescription(label + ", " + place);
  }

  @Override
  public void onProgressChanged(SeekBar bar, int progress, boolean fromUser) {
    if (!fromUser) return;
    pan = (double) (progress - HALF) / HALF;
    describe();
    if (listener != null) listener.changed(pan, gesture);
  }

  /** Screen readers say the place in words; the percent of the travel would only confuse. */
  @Override
  public void onInitializeAccessibilityNodeInfo(AccessibilityNodeInfo info) {
    super.onInitializeAccessibilityNodeInfo(info);
    info.setRangeInfo(null);
  }

  @Override
  public void onStartTrackingTouch(SeekBar bar) {
    dragging = true;
    gesture = "pan" + System.identityHashCode(this) + "." + gestures++;
  }

  @Override
  public void onStopTrackingTouch(SeekBar bar) {
    dragging = false;
    gesture = null;
  }
}
