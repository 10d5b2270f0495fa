import type { BoxLink } from '../model/box-link.js';

export function People({ connected }: { connected: BoxLink }) {
  return (
    <ul class="list">
      {connected.devices.value.map((device) => (
        <li key={device.uuid} class="list__item">
          {device.displayName}
        </li>
      ))}
    </ul>
  );
}
