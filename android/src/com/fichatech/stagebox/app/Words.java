package com.fichatech.stagebox.app;

import android.content.Context;
import com.fichatech.stagebox.R;

/** States in words. */
final class Words {
  private Words() {}

  static String state(Context context, ListenService service) {
    switch (service.state()) {
      case JOINING:
        return context.getString(R.string.state_joining);
      case CONNECTED:
        return context.getString(service.sounding() ? R.string.state_playing : R.string.state_paused);
      case RETRYING:
        return context.getString(R.string.state_retrying);
      case FULL:
        return context.getString(R.string.state_full);
      case TAKEN:
        return context.getString(R.string.state_taken);
      case REMOVED:
        return context.getString(R.string.state_removed);
      case REFUSED:
        return context.getString(R.string.state_refused, service.detail());
      case TOO_OLD:
        return context.getString(R.string.state_too_old, service.detail());
      default:
        return context.getString(R.string.state_stopped);
    }
  }
}
