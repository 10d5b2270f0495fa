package com.fichatech.stagebox.app;

import android.content.Context;
import com.fichatech.stagebox.R;
import com.fichatech.stagebox.mix.Change;
import com.fichatech.stagebox.mix.Fader;
import com.fichatech.stagebox.mix.MeBalance;
import com.fichatech.stagebox.mix.MixState;
import com.fichatech.stagebox.mix.Parameter;
import com.fichatech.stagebox.mix.VolumeSteps;
import com.fichatech.stagebox.session.BoxSession;
import java.util.Locale;

/** "Me" against the band, or the whole mix if no input is the musician's own. Main thread only. */
final class Me {
  private MeBalance known;

  /** Another box: its levels are a new start. */
  void forget() {
    known = null;
  }

  /** Makes it louder or softer by this many dB. `gesture`: see {@link BoxSession#change}. */
  void step(BoxSession session, int db, String gesture) {
    MixState mix = session.mix().view();
    MeBalance me = balance(session, mix);
    if (me == null) {
      session.change(new Change(Parameter.MASTER, -1, Fader.step(mix.master, db)), gesture);
      return;
    }
    known = me.stepped(db);
    for (Change change : known.changes(mix)) session.change(change, gesture);
  }

  /** "Me +4, band −2", or the master's level, as the lock screen shows it. `session` may be null. */
  String text(Context context, BoxSession session) {
    if (session == null) return "";
    MixState mix = session.mix().view();
    MeBalance me = balance(session, mix);
    if (me == null) return context.getString(R.string.master_level, Fader.text(mix.master, Locale.getDefault()));
    String own = VolumeSteps.signed(me.meDb());
    return me.bandDb() == 0 ? context.getString(R.string.me_alone, own) : context.getString(R.string.me_and_band, own, VolumeSteps.signed(me.bandDb()));
  }

  /** What the phone's volume panel shows, 0…VolumeSteps.MOST. `session` may be null. */
  int shown(BoxSession session) {
    if (session == null) return MeBalance.FURTHEST;
    MixState mix = session.mix().view();
    MeBalance me = balance(session, mix);
    return me == null ? VolumeSteps.shown(mix.master) : VolumeSteps.shown(me);
  }

  private MeBalance balance(BoxSession session, MixState mix) {
    MeBalance me = MeBalance.of(known, mix, session.own());
    if (me != null) known = me;
    return me;
  }
}
