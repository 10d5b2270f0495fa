package com.fichatech.stagebox.app;

import android.app.Activity;
import android.content.ComponentName;
import android.content.Context;
import android.content.Intent;
import android.content.ServiceConnection;
import android.media.AudioDeviceInfo;
import android.media.AudioManager;
import android.media.session.MediaController;
import android.os.Bundle;
import android.os.Handler;
import android.os.IBinder;
import android.os.Looper;
import android.view.View;
import android.widget.AdapterView;
import android.widget.ArrayAdapter;
import android.widget.Button;
import android.widget.CheckBox;
import android.widget.CompoundButton;
import android.widget.LinearLayout;
import android.widget.Spinner;
import android.widget.TextView;
import android.widget.Toast;
import com.fichatech.stagebox.R;
import com.fichatech.stagebox.mix.Change;
import com.fichatech.stagebox.mix.MixState;
import com.fichatech.stagebox.mix.Parameter;
import com.fichatech.stagebox.playout.Playout;
import com.fichatech.stagebox.playout.PlayoutReport;
import com.fichatech.stagebox.session.BoxAddress;
import com.fichatech.stagebox.session.BoxInfo;
import com.fichatech.stagebox.session.Meters;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The musician's mix: strips, master, "me", and the state of listening. The sound does not
 * depend on this screen: it may be closed at any time.
 */
public final class MixActivity extends Activity implements ListenService.Screen, StripView.Listener {
  private static final int REFRESH_MS = 500;

  private final Handler main = new Handler(Looper.getMainLooper());
  private final List<StripView> strips = new ArrayList<>();
  private ListenService service;
  private boolean joined;
  private TextView boxName;
  private TextView state;
  private TextView delay;
  private TextView warning;
  private TextView masterLevel;
  private Button playButton;
  private LevelBar master;
  private MeterView busMeter;
  private LinearLayout list;

  private final ServiceConnection connection = new ServiceConnection() {
    @Override
    public void onServiceConnected(ComponentName name, IBinder binder) {
      service = ((ListenService.Here) binder).service();
      service.setScreen(MixActivity.this);
      setMediaController(new MediaController(MixActivity.this, service.mediaToken()));
      changed();
      main.post(refresh);
    }

    @Override
    public void onServiceDisconnected(ComponentName name) {
      service = null;
    }
  };

  private final Runnable refresh = new Runnable() {
    @Override
    public void run() {
      if (service == null) return;
      showDelay();
      main.postDelayed(this, REFRESH_MS);
    }
  };

  @Override
  protected void onCreate(Bundle saved) {
    super.onCreate(saved);
    setContentView(R.layout.activity_mix);
    setVolumeControlStream(AudioManager.STREAM_MUSIC);
    boxName = (TextView) findViewById(R.id.box_name);
    state = (TextView) findViewById(R.id.state);
    delay = (TextView) findViewById(R.id.delay);
    warning = (TextView) findViewById(R.id.warning);
    masterLevel = (TextView) findViewById(R.id.master_db);
    playButton = (Button) findViewById(R.id.play);
    master = (LevelBar) findViewById(R.id.master);
    busMeter = (MeterView) findViewById(R.id.bus_meter);
    list = (LinearLayout) findViewById(R.id.strips);
    master.setLabel(getString(R.string.level_of, getString(R.string.master)));
    master.setListener(new LevelBar.Listener() {
      @Override
      public void changed(double gain, String gesture) {
        masterLevel.setText(LevelBar.written(MixActivity.this, gain));
        MixActivity.this.changed(new Change(Parameter.MASTER, -1, gain), gesture);
      }
    });
    buttons();
    choices();
  }

  private void buttons() {
    View.OnClickListener clicks = new View.OnClickListener() {
      @Override
      public void onClick(View view) {
        if (service == null) return;
        int id = view.getId();
        if (id == R.id.me_up) service.stepMe(1);
        else if (id == R.id.me_down) service.stepMe(-1);
        else if (id == R.id.leave) leave();
        else if (service.sounding()) service.pause();
        else play();
      }
    };
    for (int id : new int[] {R.id.play, R.id.me_up, R.id.me_down, R.id.leave}) findViewById(id).setOnClickListener(clicks);
  }

  private void leave() {
    service.leave();
    finish();
  }

  /** Also works if the system had ended the service without notice: it opens the last box again. */
  private void play() {
    Identity identity = new Identity(this);
    BoxAddress last = identity.lastAddress();
    if (service.session() != null) service.play();
    else if (last != null) NewerPlatform.startForegroundService(this, ListenService.join(this, last, identity.lastServiceName()));
  }

  private void choices() {
    Spinner safety = (Spinner) findViewById(R.id.safety);
    String[] words = {getString(R.string.safety_low), getString(R.string.safety_normal), getString(R.string.safety_safe)};
    ArrayAdapter<String> adapter = new ArrayAdapter<>(this, android.R.layout.simple_spinner_item, words);
    adapter.setDropDownViewResource(android.R.layout.simple_spinner_dropdown_item);
    safety.setAdapter(adapter);
    safety.setSelection(new Identity(this).choice());
    safety.setOnItemSelectedListener(new AdapterView.OnItemSelectedListener() {
      @Override
      public void onItemSelected(AdapterView<?> parent, View view, int position, long id) {
        if (service != null && position != new Identity(MixActivity.this).choice()) service.setChoice(position);
      }

      @Override
      public void onNothingSelected(AdapterView<?> parent) {}
    });
    CheckBox keys = (CheckBox) findViewById(R.id.volume_keys);
    keys.setChecked(new Identity(this).keysTurnMe());
    keys.setOnCheckedChangeListener(new CompoundButton.OnCheckedChangeListener() {
      @Override
      public void onCheckedChanged(CompoundButton box, boolean checked) {
        if (service != null) service.setKeysTurnMe(checked);
      }
    });
  }

  @Override
  protected void onStart() {
    super.onStart();
    bindService(new Intent(this, ListenService.class), connection, Context.BIND_AUTO_CREATE);
  }

  @Override
  protected void onStop() {
    main.removeCallbacks(refresh);
    if (service != null) service.setScreen(null);
    setMediaController(null);
    service = null;
    unbindService(connection);
    super.onStop();
  }

  @Override
  public void changed() {
    if (service == null) return;
    BoxInfo box = service.box();
    boxName.setText(box == null ? "" : box.name);
    state.setText(Words.state(this, service));
    playButton.setText(service.sounding() ? R.string.pause : R.string.play);
    if (service.session() == null) {
      // The musician left by the notification: there is no mix to show any more.
      if (joined) finish();
      return;
    }
    joined = true;
    MixState mix = service.session().mix().view();
    while (strips.size() > mix.strips.size()) list.removeView(strips.remove(strips.size() - 1).view);
    while (strips.size() < mix.strips.size()) {
      StripView strip = new StripView(getLayoutInflater(), list, strips.size(), this);
      strips.add(strip);
      list.addView(strip.view);
    }
    Set<Integer> own = service.own();
    for (int i = 0; i < strips.size(); i++) strips.get(i).show(called(box, i), mix.strips.get(i), own.contains(i), mix.anySolo());
    master.show(mix.master);
    masterLevel.setText(LevelBar.written(this, mix.master));
  }

  private String called(BoxInfo box, int channel) {
    String name = box == null || channel >= box.channels.size() ? "" : box.channels.get(channel);
    return name.isEmpty() ? getString(R.string.channel, channel + 1) : name;
  }

  private void showDelay() {
    Playout playout = service.playout();
    if (playout == null || !service.sounding()) {
      delay.setText("");
    } else {
      PlayoutReport report = playout.report();
      long ms = Math.round(report.fillMs + service.outputMs() + service.session().captureMs());
      delay.setText(report.underruns == 0 ? getString(R.string.delay, ms) : getString(R.string.delay_dropouts, ms, report.underruns));
    }
    showWarning();
  }

  private void showWarning() {
    boolean bluetooth = false;
    AudioManager audio = (AudioManager) getSystemService(AUDIO_SERVICE);
    for (AudioDeviceInfo device : audio.getDevices(AudioManager.GET_DEVICES_OUTPUTS)) {
      bluetooth |= device.getType() == AudioDeviceInfo.TYPE_BLUETOOTH_A2DP;
    }
    if (bluetooth == (warning.getVisibility() == View.VISIBLE)) return;
    warning.setText(R.string.bluetooth_warning);
    warning.setVisibility(bluetooth ? View.VISIBLE : View.GONE);
  }

  @Override
  public void meters(Meters meters) {
    for (int i = 0; i < strips.size(); i++) strips.get(i).meter(meters.peak(i));
    busMeter.show(meters.bus);
  }

  @Override
  public void notice(String text) {
    Toast.makeText(this, text, Toast.LENGTH_LONG).show();
  }

  @Override
  public void changed(Change change, String gesture) {
    if (service != null && service.session() != null) service.session().change(change, gesture);
  }

  @Override
  public void mine(int channel, boolean mine) {
    if (service != null) service.setOwn(channel, mine);
  }
}
