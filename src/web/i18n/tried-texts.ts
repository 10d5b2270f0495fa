/** Texts of the page that tries a phone, loaded with it. English, Spanish; `{name}` is filled in. Pure data. */
import type { Texts } from './text-table.js';

export const triedTexts = {
  title: ['Try this phone', 'Probar este teléfono'],
  intro: [
    'Finds out what this phone and browser can do for the sound. It takes less than 30 seconds and plays a soft tone.',
    'Averigua qué pueden hacer este teléfono y este navegador por el sonido. Tarda menos de 30 segundos y suena un tono suave.',
  ],
  private: [
    'Nothing leaves the phone unless you save or copy it. No name and no key is in it.',
    'Nada sale del teléfono si no lo guardas o copias. No contiene ningún nombre ni clave.',
  ],
  start: ['Try this phone', 'Probar este teléfono'],
  again: ['Try again', 'Probar otra vez'],
  running: ['Trying: {done} of {all}', 'Probando: {done} de {all}'],
  done: ['Done. Please save it.', 'Listo. Guárdalo, por favor.'],
  results: ['Results', 'Resultados'],
  good: ['good', 'bien'],
  fair: ['so-so', 'regular'],
  poor: ['not good', 'mal'],
  fact: ['for information', 'informativo'],
  failed: ['It failed: this browser refused or did not answer.', 'Falló: el navegador lo rechazó o no respondió.'],
  notYet: ['not tried', 'sin probar'],
  notYetLong: ['This step was not tried.', 'Este paso no se probó.'],
  awayTitle: ['With the phone locked', 'Con el teléfono bloqueado'],
  awayHint: [
    'Press the button, lock the phone for ten seconds, then come back to this page. A quiet hiss plays meanwhile.',
    'Pulsa el botón, bloquea el teléfono diez segundos y vuelve a esta página. Mientras, suena un siseo suave.',
  ],
  awayStart: ['Try it locked', 'Probar bloqueado'],
  awayNow: ['Lock the phone for ten seconds now', 'Bloquea ahora el teléfono diez segundos'],
  phone: ['Model of the phone (if you like)', 'Modelo del teléfono (si quieres)'],
  save: ['Save as a file', 'Guardar en un archivo'],
  copy: ['Copy', 'Copiar'],
  copied: ['Copied', 'Copiado'],
  notCopied: ['Not copied: select the text below', 'No se copió: selecciona el texto de abajo'],
  report: ['Report', 'Informe'],
  back: ['To the mixer', 'Al mezclador'],
} as const satisfies Texts;
