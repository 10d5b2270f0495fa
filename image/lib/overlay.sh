# Turns Debian's root into the box's: adds our configuration, units and service; removes
# the package manager and leftovers.
# shellcheck shell=bash

make_root() {
  local root=$WORK/root
  rm -rf "$root"
  mkdir -p "$root"
  tar -C "$root" --numeric-owner -xf "$BASE/root.tar"
  tar -C "$root/usr/lib" --numeric-owner -xf "$BOOT/modules.tar"

  cp -r "$REPO_DIR/system/etc" "$REPO_DIR/system/usr" "$root/"
  cp -r "$REPO_DIR"/systemd/*.service "$REPO_DIR"/systemd/*.d "$REPO_DIR"/systemd/*.mount "$REPO_DIR"/systemd/*.path \
    "$REPO_DIR"/systemd/*.timer "$REPO_DIR"/systemd/*.target "$REPO_DIR"/systemd/*.socket "$root/usr/lib/systemd/system/"
  sed -e "s/@TARGET@/$TARGET/" -e "s/@MIN_VERSION@/$MIN_VERSION/" "$root/etc/rauc/system.conf.in" > "$root/etc/rauc/system.conf"
  rm "$root/etc/rauc/system.conf.in"
  cp "$KEYS/ca.pem" "$root/etc/rauc/keyring.pem"
  if with_development_keys; then echo development > "$root/etc/stagebox/keys"; fi
  echo "$VERSION" > "$root/etc/stagebox-version"
  if [ "$ARCH" = arm64 ]; then unpack_wifi_firmware "$root"; fi

  cp -r "$SERVICE" "$root/usr/lib/stagebox/service"
  # Independent of the umask at the time of git clone and npm.
  chmod -R u=rwX,go=rX "$root/usr/lib/stagebox" "$root"/etc/{stagebox,rauc,systemd,udev,sysctl.d,modprobe.d} "$root"/usr/lib/{modules-load.d,repart.d,sysusers.d,tmpfiles.d,systemd/system} \
    "$root"/etc/{fstab,hostname,hosts,nftables.conf,nsswitch.conf,stagebox-version}
  in_tools systemd-sysusers --root=/work/root stagebox.conf 2>/dev/null
  close_doors "$root"
  enable_units "$root"
  if [ "$FLAVOUR" = development ]; then open_for_developers "$root"; fi
  tidy "$root"
}

unpack_wifi_firmware() {
  local deb
  for deb in "$DEBS"/firmware-brcm80211_*.deb; do dpkg-deb -x "$deb" "$WORK/firmware"; done
  mkdir -p "$1/usr/lib/firmware"
  cp -r "$WORK"/firmware/usr/lib/firmware/{brcm,cypress} "$1/usr/lib/firmware/"
}

# Nobody logs in: no getty, no rescue shell, no password, no package manager.
close_doors() {
  local unit root=$1
  for unit in getty@.service serial-getty@.service console-getty.service container-getty@.service autovt@.service debug-shell.service \
    rescue.service getty.target getty-static.service \
    apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer \
    systemd-pstore.service systemd-firstboot.service systemd-homed.service ldconfig.service systemd-update-done.service \
    systemd-journal-catalog-update.service systemd-hwdb-update.service systemd-networkd-wait-online.service systemd-bsod.service \
    systemd-logind.service dbus-org.freedesktop.login1.service \
    hostapd.service wpa_supplicant.service grub-common.service rauc-mark-good.service ctrl-alt-del.target; do
    ln -sf /dev/null "$root/etc/systemd/system/$unit"
  done
  sed -i -E 's/^([^:]+):[^:]*:/\1:!*:/' "$root/etc/shadow"
  sed -i -E 's#^(root:.*:)[^:]*$#\1/usr/sbin/nologin#' "$root/etc/passwd"
}

enable_units() {
  local root=$1
  in_tools systemctl --quiet --root=/work/root enable stagebox.service stagebox-identity.service data.mount stagebox-confirm.service \
    stagebox-clock.service stagebox-clock-save.timer stagebox-request.path stagebox-console.service nftables.service \
    systemd-networkd.service systemd-repart.service
  in_tools systemctl --quiet --root=/work/root set-default multi-user.target
  # Our emergency.service reboots. If even that does not start, the service manager reboots.
  mkdir -p "$root/etc/systemd/system/emergency.target.d"
  printf '[Unit]\nJobTimeoutSec=60\nJobTimeoutAction=reboot-force\n' > "$root/etc/systemd/system/emergency.target.d/reboot.conf"
}

# A development image has ssh with the developer's own key, and nothing else. A release image has no ssh at all.
open_for_developers() {
  local root=$1
  say "development image: not to be given away"
  echo development > "$root/etc/stagebox/flavour"
  with_system "$root"
  cp --remove-destination /etc/resolv.conf "$root/etc/resolv.conf"
  debian_sources "$(components)" > "$root/etc/apt/sources.list"
  DEBIAN_FRONTEND=noninteractive chroot "$root" sh -c 'apt-get -qq -o APT::Sandbox::User=root update &&
    apt-get -qq -o APT::Sandbox::User=root install -y --no-install-recommends openssh-server' > /dev/null
  umount -R "$root/proc" "$root/dev" "$root/sys"
  # The host key is made on the box: a key of the build would be the same on every box.
  rm -f "$root"/etc/ssh/ssh_host_*
  printf '%s\n' 'PasswordAuthentication no' 'KbdInteractiveAuthentication no' 'PermitRootLogin prohibit-password' \
    'AuthorizedKeysFile /etc/ssh/authorized_keys' 'HostKey /run/sshd/host_key' > "$root/etc/ssh/sshd_config.d/stagebox.conf"
  mkdir -p "$root/etc/systemd/system/ssh.service.d"
  printf '[Service]\nExecStartPre=\nExecStartPre=/usr/bin/ssh-keygen -q -t ed25519 -N "" -f /run/sshd/host_key\n' \
    > "$root/etc/systemd/system/ssh.service.d/stagebox.conf"
  install -m 0644 "$DEVELOPER_KEY" "$root/etc/ssh/authorized_keys"
  sed -i -E 's#^(root:.*:)[^:]*$#\1/bin/bash#' "$root/etc/passwd"
  sed -i 's/^    udp dport 5353 accept.*/&\n    tcp dport 22 accept comment "development image"/' "$root/etc/nftables.conf"
}

tidy() {
  local root=$1
  rm -rf "${root:?}"/{initrd.img,vmlinuz}* "${root:?}"/{boot,var,tmp,run}/* "$root"/root/.[a-z]* \
    "$root"/usr/bin/{apt,apt-get,apt-cache,apt-cdrom,apt-config,apt-key,apt-mark,dpkg,dpkg-deb,dpkg-query,dpkg-split,dpkg-divert,dpkg-statoverride,dpkg-trigger,npm,npx} \
    "$root"/usr/lib/{apt,dpkg} "$root"/usr/share/{bash-completion,zsh,fish,pixmaps,doc,man,info,locale,lintian,bug,perl5,common-licenses,doc-base,menu,polkit-1,applications,nodejs/npm} \
    "$root"/etc/{apt,dpkg,cron.daily,cron.d,logrotate.d,kernel,grub.d,initramfs-tools} "$root"/etc/{passwd-,shadow-,group-,gshadow-,resolv.conf,machine-id}
  rm -rf "$root"/usr/lib/x86_64-linux-gnu/libapt* "$root"/usr/lib/aarch64-linux-gnu/libapt*
  mkdir -p "$root"/{boot,esp,data,run,tmp,var,proc,sys,dev}
  : > "$root/etc/machine-id"
  : > "$root/etc/resolv.conf"
  : > "$root/usr/lib/clock-epoch"
  touch -d "@$EPOCH" "$root/usr/lib/clock-epoch"
  # /var is in memory. tmpfiles makes the folders that programs expect there.
  touch_changed "$root"
}

# Everything that this build wrote gets the build's time stamp, folders included.
touch_changed() { find "$1" -xdev -newermt "@$EPOCH" -print0 | xargs -0r touch -h -d "@$EPOCH"; }
