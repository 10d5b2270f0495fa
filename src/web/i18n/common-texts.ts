/**
 * Texts of the whole page, of the first visit and of the connection. English, Spanish; `{name}` is filled in. Pure
 * data.
 */
import type { Texts } from './text-table.js';

export const commonTexts = {
  titleOf: ['{name} · mixer', '{name} · mezcla'],
  lookingForBox: ['Looking for the stage box…', 'Buscando la caja…'],
  boxUnreachable: ['The stage box does not answer', 'La caja no responde'],
  boxBusy: ['The stage box is busy', 'La caja está ocupada'],
  boxBusyHint: [
    'The box is busy. You will get in by yourself in a moment.',
    'La caja está ocupada. Entrarás en un momento, sin hacer nada.',
  ],
  waitingHint: [
    'Stay on the box’s Wi-Fi. This page reconnects by itself.',
    'No salgas de la Wi-Fi de la caja. Esta página se reconecta sola.',
  ],
  noSockets: ['The mixer does not work in this window', 'La mezcla no funciona en esta ventana'],
  openElsewhere: ['Open http://{address} in your normal browser.', 'Abre http://{address} en tu navegador normal.'],
  somethingWrong: ['Something went wrong', 'Algo ha fallado'],
  notDone: ['Couldn’t do that: {why}', 'No se ha podido: {why}'],
  notSaved: ['Applied, not saved yet: {why}', 'Aplicado, sin guardar aún: {why}'],
  close: ['Close', 'Cerrar'],
  messages: ['Messages', 'Mensajes'],
  closeMessage: ['Close this message', 'Cerrar este mensaje'],
  back: ['Back', 'Atrás'],
  save: ['Save', 'Guardar'],
  send: ['Send', 'Enviar'],
  skip: ['Skip', 'Saltar'],
  start: ['Start', 'Empezar'],
  undo: ['Undo', 'Deshacer'],
  redo: ['Redo', 'Rehacer'],
  menu: ['Menu', 'Menú'],
  you: ['You', 'Tú'],
  somebody: ['Somebody', 'Alguien'],
  language: ['Language', 'Idioma'],

  // First visit
  welcomeLine: ['Your own mix, on your own phone.', 'Tu propia mezcla, en tu propio móvil.'],
  yourName: ['Your name', 'Tu nombre'],
  cannotStore: [
    'This window forgets you when it closes and plays no sound. Open http://{address} in your normal browser.',
    'Esta ventana te olvida al cerrarse y no da sonido. Abre http://{address} en tu navegador normal.',
  ],
  whatDoYouPlay: ['What do you play?', '¿Qué tocas?'],
  whatDoYouPlayHint: ['We set up a first mix with you on top.', 'Te preparamos una mezcla, contigo por encima.'],
  whichIsMe: ['Which inputs are yours?', '¿Qué entradas son tuyas?'],
  whichIsMeHint: ['Pick all of them.', 'Márcalas todas.'],
  continueWithout: ['Skip for now', 'Ahora no'],
  makeMyMix: ['Listen to my mix', 'Escuchar mi mezcla'],
  playNow: ['I’m playing: find me', 'Estoy tocando: búscame'],
  playingWatch: ['Listening… play!', 'Escuchando… ¡toca!'],
  playNowExplain: [
    'Or just play: the box hears which input is yours.',
    'O simplemente toca: la caja oye qué entrada es la tuya.',
  ],
  playNowHint: ['Wait a second, then play alone and steadily.', 'Espera un segundo y toca solo, sin parar.'],
  playNotFound: [
    'Nothing stood out. Is it plugged in and turned up? Stop for a second, then play again.',
    'No destaca ninguna. ¿Está enchufada y con volumen? Para un segundo y toca otra vez.',
  ],
  isThisYou: ['You?', '¿Tú?'],
  role_vocals: ['Vocals', 'Voz'],
  role_guitars: ['Guitar', 'Guitarra'],
  role_bass: ['Bass', 'Bajo'],
  role_drums: ['Drums', 'Batería'],
  role_keys: ['Keys', 'Teclado'],
  role_winds: ['Winds', 'Viento'],
  role_strings: ['Strings', 'Cuerda'],
  role_tracks: ['Playback', 'Pistas'],
  role_others: ['Other', 'Otro'],

  // Connection
  linkWaiting: ['Reconnecting…', 'Reconectando…'],
  linkSilent: ['The box does not answer', 'La caja no responde'],
  awayMix: ['Not connected. Changes wait for your word.', 'Sin conexión. Los cambios esperan tu confirmación.'],
  linkClosed: ['Not connected', 'Sin conexión'],
  replacedHere: ['This mixer is open somewhere else now.', 'Esta mezcla está abierta ahora en otro sitio.'],
  dismissedHere: ['The engineer closed this connection.', 'El técnico ha cerrado esta conexión.'],
  useHere: ['Use here', 'Usar aquí'],
  newVersion: ['The box has new software.', 'La caja tiene software nuevo.'],
  newVersionPlaying: ['New software: reload when the song is over.', 'Software nuevo: recarga al acabar el tema.'],
  reload: ['Reload', 'Recargar'],
} as const satisfies Texts;
