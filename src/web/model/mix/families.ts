/** The kind of instrument on a channel: from its icon, otherwise from its name in English or Spanish. Pure. */
import type { BoxChannel } from '../../../wire/messages.js';

export const FAMILIES = ['vocals', 'guitars', 'bass', 'drums', 'keys', 'winds', 'strings', 'tracks', 'others'] as const;
export type Family = (typeof FAMILIES)[number];

const WORDS: readonly (readonly [Family, RegExp])[] = [
  ['tracks', /click|claqueta|metr[oó]nomo|playback|\btracks?\b|pista|loop|sampl|sequence|secuencia|cue/i],
  [
    'drums',
    /kick|bombo|snare|caja|\bhi-?hat|\bhats?\b|charles|\btom|overhead|\boh\b|cymbal|plato|ride|crash|drum|bater|perc|cong|bong|caj[oó]n|shaker|timbal/i,
  ],
  ['bass', /bass|bajo/i],
  ['guitars', /guit|\bgtr|\beg\b|\bac\b|acoustic|ac[uú]stica|ukulele|banjo|mandolin/i],
  ['keys', /keys?|piano|synth|sinte|organ|[oó]rgano|tecl|rhodes|\bpads?\b|accord|acorde/i],
  ['winds', /sax|trump|tromp|tromb|brass|metal|horn|flut|flaut|clarin|oboe|viento|harm[oó]nica/i],
  ['strings', /viol|cello|chelo|string|cuerda|contrab/i],
  ['vocals', /voc|voz|voice|vox|sing|cant|coro|choir|lead|back|\bbv\b|speech|talk/i],
];

export function familyOf(channel: Pick<BoxChannel, 'icon' | 'name'>): Family {
  for (const text of [channel.icon, channel.name]) {
    if (text === 'mic' || text === '') continue;
    for (const [family, words] of WORDS) if (words.test(text)) return family;
  }
  return 'others';
}
