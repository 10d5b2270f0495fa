import { channelShape, UI_ICONS } from './shapes.js';

function Shape({ path, size }: { path: string; size: number }) {
  const filled = path.startsWith('!');
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      aria-hidden="true"
      fill={filled ? 'currentColor' : 'none'}
      stroke={filled ? 'none' : 'currentColor'}
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      <path d={filled ? path.slice(1) : path} />
    </svg>
  );
}

/** An icon of the page's own controls. It is decoration; the control carries its name. `size` in CSS px. */
export function Icon({ name, size = 24 }: { name: keyof typeof UI_ICONS; size?: number }) {
  return <Shape path={UI_ICONS[name]} size={size} />;
}

/** The picture of a channel, by the box's icon name; a microphone when unknown. */
export function ChannelIcon({ icon, size = 26 }: { icon: string; size?: number }) {
  return <Shape path={channelShape(icon)} size={size} />;
}
