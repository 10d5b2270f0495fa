package com.fichatech.stagebox.app;

import android.app.Activity;
import android.content.Intent;
import android.os.Build;
import android.os.Bundle;
import android.view.KeyEvent;
import android.view.View;
import android.view.inputmethod.EditorInfo;
import android.widget.Button;
import android.widget.EditText;
import android.widget.LinearLayout;
import android.widget.TextView;
import com.fichatech.stagebox.R;
import com.fichatech.stagebox.session.BoxAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/** The first screen: the person's name, the boxes found, and a field for an address if none is found. */
public final class FindActivity extends Activity implements BoxFinder.Listener {
  private static final int WIFI_KNOWN_MS = 1500;

  private final Map<String, Button> boxes = new LinkedHashMap<>();
  private Identity identity;
  private BoxFinder finder;
  private WifiNet net;
  private EditText name;
  private EditText address;
  private TextView searching;
  private LinearLayout list;

  @Override
  protected void onCreate(Bundle saved) {
    super.onCreate(saved);
    setContentView(R.layout.activity_find);
    identity = new Identity(this);
    name = (EditText) findViewById(R.id.name);
    address = (EditText) findViewById(R.id.address);
    searching = (TextView) findViewById(R.id.searching);
    list = (LinearLayout) findViewById(R.id.boxes);
    name.setText(identity.name());
    findViewById(R.id.join).setOnClickListener(new View.OnClickListener() {
      @Override
      public void onClick(View view) {
        joinTyped();
      }
    });
    address.setOnEditorActionListener(new TextView.OnEditorActionListener() {
      @Override
      public boolean onEditorAction(TextView view, int action, KeyEvent event) {
        if (action != EditorInfo.IME_ACTION_GO) return false;
        joinTyped();
        return true;
      }
    });
    if (Build.VERSION.SDK_INT >= 33 && saved == null) requestPermissions(new String[] {NewerPlatform.POST_NOTIFICATIONS}, 0);
  }

  @Override
  protected void onStart() {
    super.onStart();
    showLast();
    net = new WifiNet(this);
    net.open(new Runnable() {
      @Override
      public void run() {
        runOnUiThread(new Runnable() {
          @Override
          public void run() {
            showSearching();
          }
        });
      }
    });
    // A Wi-Fi is reported within moments: say only after that time that there is none.
    searching.postDelayed(new Runnable() {
      @Override
      public void run() {
        showSearching();
      }
    }, WIFI_KNOWN_MS);
    finder = new BoxFinder(this, this);
    finder.start();
  }

  @Override
  protected void onStop() {
    finder.stop();
    net.close();
    boxes.clear();
    list.removeAllViews();
    super.onStop();
  }

  private void showSearching() {
    searching.setText(net != null && net.hasWifi() ? R.string.find_searching : R.string.find_no_wifi);
  }

  private void showLast() {
    final BoxAddress last = identity.lastAddress();
    Button button = (Button) findViewById(R.id.last);
    button.setVisibility(last == null ? View.GONE : View.VISIBLE);
    if (last == null) return;
    final String service = identity.lastServiceName();
    button.setText(getString(R.string.find_last, service == null ? last.toString() : service));
    button.setOnClickListener(new View.OnClickListener() {
      @Override
      public void onClick(View view) {
        join(last, service);
      }
    });
  }

  private void joinTyped() {
    BoxAddress typed = BoxAddress.parse(address.getText().toString());
    if (typed == null) {
      address.setError(getString(R.string.find_address_bad));
      address.requestFocus();
      return;
    }
    join(typed, null);
  }

  private void join(BoxAddress at, String service) {
    String who = name.getText().toString().trim();
    if (who.isEmpty()) {
      name.setError(getString(R.string.find_name_missing));
      name.requestFocus();
      return;
    }
    identity.keepName(who);
    NewerPlatform.startForegroundService(this, ListenService.join(this, at, service));
    startActivity(new Intent(this, MixActivity.class));
  }

  @Override
  public void found(final String service, final BoxAddress at) {
    Button button = boxes.get(service);
    if (button == null) {
      button = new Button(this);
      button.setAllCaps(false);
      button.setMinHeight(Math.round(56 * getResources().getDisplayMetrics().density));
      boxes.put(service, button);
      list.addView(button);
    }
    button.setText(service + "\n" + at);
    button.setOnClickListener(new View.OnClickListener() {
      @Override
      public void onClick(View view) {
        join(at, service);
      }
    });
  }

  @Override
  public void lost(String service) {
    Button button = boxes.remove(service);
    if (button != null) list.removeView(button);
  }

  @Override
  public void failed() {
    searching.setText(R.string.find_failed);
  }
}
