/**
 * The page's own icons: paths on a 24 × 24 grid. Drawn as 1.8 px round strokes, or filled if they start with `!`. Pure.
 */

export const UI_ICONS = {
  power: 'M12 3.5v8M6.8 6.8a7.4 7.4 0 1 0 10.4 0',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6 6 18',
  back: 'M14.5 5.5 8 12l6.5 6.5',
  next: 'M9.5 5.5 16 12l-6.5 6.5',
  up: 'M5.5 14.5 12 8l6.5 6.5',
  down: 'M5.5 9.5 12 16l6.5-6.5',
  undo: 'M8 5 4 9l4 4M4.5 9H14a5.5 5.5 0 0 1 0 11h-3',
  redo: 'm16 5 4 4-4 4M19.5 9H10a5.5 5.5 0 0 0 0 11h3',
  headphones: 'M4 15v-2.5a8 8 0 0 1 16 0V15M4 14h3v6H5.5A1.5 1.5 0 0 1 4 18.5zM20 14h-3v6h1.5a1.5 1.5 0 0 0 1.5-1.5z',
  stop: '!M7 6h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1z',
  star: '!M12 3.2l2.6 5.5 6 .8-4.4 4.2 1.1 6L12 16.8l-5.3 2.9 1.1-6L3.4 9.5l6-.8z',
  unlock:
    'M7.5 10.5V7a4.5 4.5 0 0 1 8.6-1.8M6.5 10.5h11a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1z',
  lock: 'M7.5 10.5V8a4.5 4.5 0 0 1 9 0v2.5M6.5 10.5h11a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1z',
  hand: 'M8 12V5.5a1.5 1.5 0 0 1 3 0V11m0-1V4.5a1.5 1.5 0 0 1 3 0V11m0-4a1.5 1.5 0 0 1 3 0v7.5c0 3.5-2 6-5.5 6-2.5 0-3.8-1-5-3l-2.7-4.7a1.5 1.5 0 0 1 2.6-1.5L8 13',
  people:
    'M9 11a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 9 11zM3.5 19.5c0-3.5 2.3-5.7 5.5-5.7s5.5 2.2 5.5 5.7M15.5 5a3 3 0 0 1 0 5.8M17 14.2c2.2.6 3.5 2.5 3.5 5.3',
  sliders: 'M6 4v6m0 4v6M12 4v10m0 4v2M18 4v3m0 4v9M4 12h4M10 16h4M16 9h4',
  box: 'M4 7.5 12 4l8 3.5v9L12 20l-8-3.5zM4 7.5l8 3.5 8-3.5M12 11v9',
  song: 'M9 18V6l10-2v12M9 18a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM19 16a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z',
  clock: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.5l3 2',
  eye: 'M3 12c2.2-4 5.2-6 9-6s6.8 2 9 6c-2.2 4-5.2 6-9 6s-6.8-2-9-6zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  save: 'M5 4.5h11l3 3v12H5zM8 4.5v5h7v-5M8 19.5v-6h8v6',
  pencil: 'M5 19l.8-3.8L16 5l3 3L8.8 18.2zM14 7l3 3',
  trash: 'M5 7h14M10 7V4.5h4V7M7 7l1 12.5h8L17 7M10.5 10.5v6M13.5 10.5v6',
  wifi: 'M3.5 9.5a12.5 12.5 0 0 1 17 0M6.5 13a8 8 0 0 1 11 0M9.5 16.3a3.8 3.8 0 0 1 5 0M12 19.5v.1',
  alert: 'M12 4 3 19.5h18zM12 10v4.5M12 17v.1',
  qr: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 14h2v2M14 18v2h2M18 18h2v2h-2z',
  message: 'M4.5 5.5h15v10.5H11l-4.5 3.5V16h-2z',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.3 15.3 20 20',
  gear: 'M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM10.2 5.6L10.5 3.1L13.5 3.1L13.8 5.6L15.3 6.3L17.2 4.7L19.3 6.8L17.7 8.7L18.4 10.2L20.9 10.5L20.9 13.5L18.4 13.8L17.7 15.3L19.3 17.2L17.2 19.3L15.3 17.7L13.8 18.4L13.5 20.9L10.5 20.9L10.2 18.4L8.7 17.7L6.8 19.3L4.7 17.2L6.3 15.3L5.6 13.8L3.1 13.5L3.1 10.5L5.6 10.2L6.3 8.7L4.7 6.8L6.8 4.7L8.7 6.3z',
  grid: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z',
  groups: 'M5 5.5h14M5 12h14M5 18.5h14M8 3.5v4M15 10v4M10 16.5v4',
  copy: 'M8.5 8.5h11v11h-11zM15.5 8.5v-4h-11v11h4',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1',
  swap: 'M4 9h15M15 5l4 4-4 4M20 16H5M9 12l-4 4 4 4',
  text: 'M4 18 8.5 6h1L14 18M5.5 14.5h7M15 18l2.7-7h.6L21 18M16 15.8h4',
} as const;

/** Icons of channels, by the names the box uses. */
export const CHANNEL_ICONS: Readonly<Record<string, string>> = {
  mic: 'M9.5 4.5a2.5 2.5 0 0 1 5 0v6a2.5 2.5 0 0 1-5 0zM6.5 10a5.5 5.5 0 0 0 11 0M12 15.5V20M9 20h6',
  vocal: 'M14 4.2a4.5 4.5 0 1 1 5.8 5.8M13.3 5.5l5.2 5.2M13 6.5 4.5 16.5l3 3L17.5 11M4.5 16.5 3.5 20.5l4-1',
  choir:
    'M7 9.5A2.5 2.5 0 1 0 7 4.5a2.5 2.5 0 0 0 0 5zM17 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM12 13a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM3 18c0-3.5 1.5-5.5 4-5.5M21 18c0-3.5-1.5-5.5-4-5.5M7.5 20c0-3 1.7-5 4.5-5s4.5 2 4.5 5',
  kick: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM5 19l-2 2M19 19l2 2',
  snare:
    'M4 9c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3zM4 9v7c0 1.7 3.6 3 8 3s8-1.3 8-3V9M8 12v6.5M16 12v6.5M14 8l7-4.5',
  tom: 'M5 8.5c0-1.7 3.1-3 7-3s7 1.3 7 3-3.1 3-7 3-7-1.3-7-3zM5 8.5V17c0 1.6 3.1 3 7 3s7-1.4 7-3V8.5',
  hats: 'M3 9.5c3-1.5 15-1.5 18 0-3 1.5-15 1.5-18 0zM3 13c3 1.5 15 1.5 18 0M12 4v4M12 14v7M9 21h6',
  cymbal: 'M3 8c4-2.5 14-1 18 2.5C16 12 7 11 3 8zM12 10v11M9 21h6',
  percussion: 'M5 6h14l-2 6.5a5.2 5.2 0 0 1-10 0zM12 16.5V20M8 20.5h8M9 9.5h6',
  bass: 'M14.5 9.5 20 4M18.5 3l2.5 2.5M14.5 9.5c1.5 1.5.5 3-.5 3.5s-1 2-1.5 3.5c-.8 2.5-4 4-6.5 1.5s-1-5.7 1.5-6.5C9 11 10.5 11 11 10s2-2 3.5-.5zM8 16l2.5-2.5',
  guitar:
    'M14 10 20.5 3.5M14 10c1.4 1.4.6 2.8-.4 3.3s-.8 1.5-.9 2.7c-.3 3-4 5.5-6.9 2.6s-.4-6.6 2.6-6.9c1.2-.1 2.2.1 2.7-.9S12.6 8.6 14 10zM9.5 13a1.5 1.5 0 1 0 1.6 1.6',
  keys: 'M3.5 6.5h17v11h-17zM8 6.5v6.5M12 6.5v6.5M16 6.5v6.5M8 13v4.5M12 13v4.5M16 13v4.5',
  synth: 'M3.5 5.5h17v13h-17zM3.5 12h17M8 12v6.5M12 12v6.5M16 12v6.5M7 8.8h.1M11 8.8h.1M15 8.8h2.5',
  organ: 'M6 20V9M9 20V5.5M12 20V3.5M15 20V5.5M18 20V9M4 20.5h16',
  accordion: 'M4 6h4v12H4zM16 6h4v12h-4zM8 7.5l2 .8v7.4l-2 .8M16 7.5l-2 .8v7.4l2 .8M12 8.5v7',
  sax: 'M8 3.5h3c2 0 2 2 2 4V15a3 3 0 0 1-6 0c0-1.5 1-2.5 2-2.5M13 15c0 3.5-2 5.5-5 5.5S3.5 18 3.5 15M13 9h3M13 12h3',
  trumpet: 'M3 12h12M15 12c2.5 0 4.5-2 6-4.5v9C19.5 14 17.5 12 15 12zM7 8.5v6a2 2 0 0 0 2 2h2a2 2 0 0 0 2-2v-6',
  violin:
    'M15 9.5 20.5 4M18.5 3.5l2 2M15 9.5l-.5 2.5 1 1.5-2 4c-1.5 3-5 3.5-7.3 1.3S3.3 13 6.5 11.3l4-2 1.5 1 3-.8zM8 16l4-4',
  click: 'M9.5 4h5L18 20H6zM12 16l5-9M7 15h10',
  track: 'M4 12h2l2-6 3 13 3-15 3 11 1-3h2',
  audience:
    'M8 9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM16 9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM3.5 20v-4a4.5 4.5 0 0 1 9 0v4M12.5 13.5A4.5 4.5 0 0 1 20.5 16v4',
  talk: 'M4.5 5h15v11H11l-4.5 3.5V16h-2zM9 9h6M9 12h4',
  line: 'M3 12h5M16 12h5M8 8.5h8v7H8zM11 8.5v7',
};

/** Other names for the same pictures. */
const SAME: Readonly<Record<string, string>> = {
  drums: 'tom',
  drum: 'tom',
  hihat: 'hats',
  hat: 'hats',
  overhead: 'cymbal',
  overheads: 'cymbal',
  ride: 'cymbal',
  crash: 'cymbal',
  perc: 'percussion',
  vox: 'vocal',
  vocals: 'vocal',
  voice: 'vocal',
  backing: 'choir',
  piano: 'keys',
  keyboard: 'keys',
  pad: 'synth',
  electric: 'guitar',
  acoustic: 'guitar',
  brass: 'trumpet',
  trombone: 'trumpet',
  strings: 'violin',
  cello: 'violin',
  metronome: 'click',
  playback: 'track',
  tracks: 'track',
  wave: 'track',
  ambience: 'audience',
  room: 'audience',
  talkback: 'talk',
};

export function channelShape(icon: string): string {
  return CHANNEL_ICONS[icon] ?? CHANNEL_ICONS[SAME[icon] ?? 'mic'];
}
