/** Texts of the radio's budget on the desk, loaded with it. English, Spanish; `{name}` is filled in. Pure data. */
import type { Texts } from './text-table.js';

export const airTexts = {
  title: ['Radio', 'Radio'],
  taken: ['Air taken by listeners', 'Aire que ocupan los oyentes'],
  takenOf: ['{share} % of {limit} %', '{share} % de {limit} %'],
  busy: ['Channel busy, by anybody', 'Canal ocupado, por cualquiera'],
  nobody: ['Nobody listens by radio now.', 'Ahora nadie escucha por radio.'],
  unknown: [
    'The box knows no radio of its own: it chooses by the number of listeners.',
    'La caja no conoce ninguna radio propia: elige por el número de oyentes.',
  ],
  weak: ['weak', 'débil'],
  rate: ['{rate} Mb/s', '{rate} Mb/s'],
  repeated: ['{n} % sent twice', '{n} % enviado dos veces'],
  oneCopy: ['1 copy', '1 copia'],
  copies: ['{n} copies', '{n} copias'],
  fixed: ['as its app asks', 'como pide su app'],
  delay: ['{n} ms', '{n} ms'],
  output: ['+ {n} ms in the phone', '+ {n} ms en el móvil'],
  madeUp: ['{n} % repaired', '{n} % reparado'],
  refused: ['Found no room', 'Sin sitio'],
  refusedSafe: ['“Safe” would find room', 'con «Seguro» habría sitio'],
} as const satisfies Texts;
