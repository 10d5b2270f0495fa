package com.fichatech.stagebox.app;

import android.content.Context;
import com.fichatech.stagebox.R;
import com.fichatech.stagebox.mix.Change;
import com.fichatech.stagebox.mix.Fader;
import com.fichatech.stagebox.mix.MixState;
import com.fichatech.stagebox.mix.Parameter;
import com.fichatech.stagebox.session.BoxSession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** "Me": the musician's own inputs, or the whole mix if none is named. */
final class Me {
  private Me() {}

  /** Makes it louder or softer by this many dB. */
  static void step(BoxSession session, double db) {
    MixState mix = session.mix().view();
    List<Integer> own = strips(session, mix);
    for (Integer channel : own) session.change(new Change(Parameter.GAIN, channel, Fader.step(mix.strips.get(channel).gain, db)), null);
    if (own.isEmpty()) session.change(new Change(Parameter.MASTER, -1, Fader.step(mix.master, db)), null);
  }

  /** "Me −6.0 dB", as the lock screen shows it. `session` may be null. */
  static String text(Context context, BoxSession session) {
    if (session == null) return "";
    MixState mix = session.mix().view();
    List<Integer> own = strips(session, mix);
    double gain = own.isEmpty() ? mix.master : mix.strips.get(own.get(0)).gain;
    return context.getString(own.isEmpty() ? R.string.master_level : R.string.me_level, Fader.text(gain, Locale.getDefault()));
  }

  /** Own inputs that this box has, in order. */
  private static List<Integer> strips(BoxSession session, MixState mix) {
    List<Integer> own = new ArrayList<>();
    for (Integer channel : session.own()) if (channel < mix.strips.size()) own.add(channel);
    Collections.sort(own);
    return own;
  }
}
