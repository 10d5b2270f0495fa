package com.fichatech.stagebox.app;

import android.view.LayoutInflater;
import android.view.View;
import android.view.ViewGroup;
import android.widget.TextView;
import android.widget.ToggleButton;
import com.fichatech.stagebox.R;
import com.fichatech.stagebox.mix.Change;
import com.fichatech.stagebox.mix.Parameter;
import com.fichatech.stagebox.mix.Strip;

/** One input channel on the screen. Main thread only. */
final class StripView {
  interface Listener {
    void changed(Change change, String gesture);

    void mine(int channel, boolean mine);
  }

  final View view;
  private final int channel;
  private final Listener listener;
  private final TextView name;
  private final TextView level;
  private final LevelBar fader;
  private final PanBar pan;
  private final ToggleButton on;
  private final ToggleButton mute;
  private final ToggleButton solo;
  private final ToggleButton me;
  private final MeterView meter;

  StripView(LayoutInflater inflater, ViewGroup parent, int channel, Listener listener) {
    this.channel = channel;
    this.listener = listener;
    view = inflater.inflate(R.layout.strip, parent, false);
    name = (TextView) view.findViewById(R.id.strip_name);
    level = (TextView) view.findViewById(R.id.strip_db);
    fader = (LevelBar) view.findViewById(R.id.strip_level);
    pan = (PanBar) view.findViewById(R.id.strip_pan);
    on = (ToggleButton) view.findViewById(R.id.strip_on);
    mute = (ToggleButton) view.findViewById(R.id.strip_mute);
    solo = (ToggleButton) view.findViewById(R.id.strip_solo);
    me = (ToggleButton) view.findViewById(R.id.strip_me);
    meter = (MeterView) view.findViewById(R.id.strip_meter);
    toggles(on, Parameter.ON);
    toggles(mute, Parameter.MUTE);
    toggles(solo, Parameter.SOLO);
    listen();
  }

  private void toggles(final ToggleButton button, final Parameter parameter) {
    button.setOnClickListener(new View.OnClickListener() {
      @Override
      public void onClick(View clicked) {
        listener.changed(new Change(parameter, channel, button.isChecked()), null);
      }
    });
  }

  private void listen() {
    me.setOnClickListener(new View.OnClickListener() {
      @Override
      public void onClick(View clicked) {
        listener.mine(channel, me.isChecked());
      }
    });
    fader.setListener(new LevelBar.Listener() {
      @Override
      public void changed(double gain, String gesture) {
        level.setText(LevelBar.written(view.getContext(), gain));
        listener.changed(new Change(Parameter.GAIN, channel, gain), gesture);
      }
    });
    pan.setListener(new PanBar.Listener() {
      @Override
      public void changed(double value, String gesture) {
        listener.changed(new Change(Parameter.PAN, channel, value), gesture);
      }
    });
  }

  /** `anySolo`: some strip is soloed, so this one is silent unless it is soloed too. */
  void show(String called, Strip strip, boolean mine, boolean anySolo) {
    if (!called.contentEquals(name.getText())) {
      name.setText(called);
      fader.setLabel(view.getResources().getString(R.string.level_of, called));
      pan.setLabel(view.getResources().getString(R.string.pan_of, called));
      on.setContentDescription(view.getResources().getString(R.string.on_of, called));
      mute.setContentDescription(view.getResources().getString(R.string.mute_of, called));
      solo.setContentDescription(view.getResources().getString(R.string.solo_of, called));
      me.setContentDescription(view.getResources().getString(R.string.me_of, called));
    }
    fader.show(strip.gain);
    pan.show(strip.pan);
    level.setText(LevelBar.written(view.getContext(), strip.gain));
    on.setChecked(strip.on);
    mute.setChecked(strip.mute);
    solo.setChecked(strip.solo);
    me.setChecked(mine);
    boolean heard = strip.on && !strip.mute && (!anySolo || strip.solo);
    name.setAlpha(heard ? 1 : 0.5f);
  }

  void meter(double peak) {
    meter.show(peak);
  }
}
