/** Texts of filters and equalisers; they load with the screens that have them. Pure data. */
import type { Texts } from './text-table.js';

export const soundTexts = {
  stripTitle: ['Sound of this input', 'Sonido de esta entrada'],
  stripHint: ['Everybody hears it, in every mix.', 'Lo oyen todos, en todas las mezclas.'],
  stripInvert: ['Reverse polarity', 'Invertir la polaridad'],
  stripHighPass: ['High-pass', 'Paso alto'],
  stripHighPassAt: ['High-pass from', 'Paso alto desde'],
  stripSlope: ['Slope in dB per octave', 'Pendiente en dB por octava'],
  stripFlat: ['Make it flat', 'Dejarlo plano'],
  stripCopy: ['Take over from another input', 'Copiar de otra entrada'],
  stripCopyNone: ['Choose an input', 'Elige una entrada'],
  eqOn: ['Equaliser', 'Ecualizador'],
  eqCurve: ['Curve of the equaliser: {bands}', 'Curva del ecualizador: {bands}'],
  eqBand: ['Band', 'Banda'],
  eqGain: ['Gain', 'Ganancia'],
  eqFrequency: ['Frequency', 'Frecuencia'],
  eqWidth: ['Narrowness (Q)', 'Estrechez (Q)'],
  eqLowShelf: ['Everything below, too', 'También todo lo de abajo'],
  eqHighShelf: ['Everything above, too', 'También todo lo de arriba'],
} as const satisfies Texts;
