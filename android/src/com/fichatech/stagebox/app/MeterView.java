package com.fichatech.stagebox.app;

import android.content.Context;
import android.graphics.Canvas;
import android.graphics.Paint;
import android.util.AttributeSet;
import android.view.View;
import com.fichatech.stagebox.mix.Fader;

/**
 * A level as a bar from −60 to 0 dBFS; red from −1 dB on, where the limiter works. Only
 * for the eye: screen readers skip it. Main thread only.
 */
public final class MeterView extends View {
  private static final double LOWEST_DB = -60;
  private static final double RED_DB = -1;

  private final Paint paint = new Paint();
  private final int usual;
  private final int red;
  private final int ground;
  private float share;
  private boolean hot;

  public MeterView(Context context, AttributeSet attributes) {
    super(context, attributes);
    usual = context.getResources().getColor(com.fichatech.stagebox.R.color.meter_low, null);
    red = context.getResources().getColor(com.fichatech.stagebox.R.color.mute, null);
    ground = context.getResources().getColor(com.fichatech.stagebox.R.color.ground, null);
    setImportantForAccessibility(IMPORTANT_FOR_ACCESSIBILITY_NO);
  }

  /** Linear peak, 0…1 and above. */
  void show(double peak) {
    double db = Fader.toDb(peak);
    float next = db <= LOWEST_DB ? 0 : (float) Math.min(1, 1 - db / LOWEST_DB);
    if (next == share) return;
    share = next;
    hot = db >= RED_DB;
    invalidate();
  }

  @Override
  protected void onDraw(Canvas canvas) {
    canvas.drawColor(ground);
    paint.setColor(hot ? red : usual);
    canvas.drawRect(0, 0, getWidth() * share, getHeight(), paint);
  }
}
