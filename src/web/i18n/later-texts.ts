/** Texts of sheets that few open; they load with the sheets. English, Spanish. Pure data. */
import type { Texts } from './text-table.js';

export const laterTexts = {
  // Comparing
  compareTitle: ['Compare', 'Comparar'],
  compareHint: [
    'Hold to hear it. Let go and your mix is back, just as it is now.',
    'Mantén pulsado para oírlo. Al soltar vuelve tu mezcla, tal como está.',
  ],
  hearBack: ['Before my last changes', 'Antes de los últimos cambios'],
  hearOpened: ['As it was when I opened the page', 'Como estaba al abrir la página'],
  hearPreset: ['Preset: {name}', 'Preajuste: {name}'],
  nothingToCompare: ['Nothing has changed since.', 'Nada ha cambiado desde entonces.'],
  takeThis: ['Go back to it', 'Volver a esto'],

  // Two phones
  whereTheMixGoes: ['Where the mix goes', 'Adónde va la mezcla'],
  moveHere: ['Move it here', 'Pasarla aquí'],
  moveHereHint: ['The other phone starts afresh.', 'El otro móvil empieza de cero.'],
  onBoth: ['On both phones', 'En los dos móviles'],
  onBothHint: [
    'Both show and set the same mix. This phone’s own mix waits and comes back when you leave.',
    'Los dos muestran y ajustan la misma mezcla. La de este móvil espera y vuelve cuando lo dejes.',
  ],
  takeAsk: ['Your mix from the other phone:', 'Tu mezcla del otro móvil:'],
  mixOnBoth: ['Your mix is on both phones', 'Tu mezcla está en los dos móviles'],
  qrLarger: ['Larger or smaller', 'Más grande o más pequeño'],
  scanCode: ['Scan it with the camera of the other phone', 'Escanéalo con la cámara del otro móvil'],
  mirrorsMix: ['This phone shares the mix of {name}.', 'Este móvil comparte la mezcla de {name}.'],
  mirrorsHint: ['Its own mix is kept, and comes back.', 'Su propia mezcla está guardada y vuelve.'],
  ownMixAgain: ['Back to this phone’s own mix', 'Volver a la mezcla de este móvil'],
  alsoOn: ['Your mix is on this phone too: {name}', 'Tu mezcla también está en: {name}'],
  alsoOnHint: [
    'At most four more. Changes on one are on all.',
    'Cuatro más como mucho. Lo que cambia en uno cambia en todos.',
  ],
  onlyHere: ['Only on this phone', 'Solo en este móvil'],

  // A stand-in
  standIn: ['A stand-in', 'Un suplente'],
  givePass: ['Give a pass for one night', 'Dar un pase para una noche'],
  passHint: [
    'Somebody else plays on a copy of this mix, for eight hours from when they scan the code. This mix stays as it is.',
    'Otra persona toca con una copia de esta mezcla, ocho horas desde que escanea el código. Esta mezcla no cambia.',
  ],
  standInHint: [
    'It is a copy for one night. Afterwards both phones are as they were before.',
    'Es una copia para una noche. Después los dos móviles quedan como antes.',
  ],
  takePass: ['Stand in for tonight', 'Suplir esta noche'],
  youStandIn: ['You stand in for tonight', 'Esta noche suples'],
  standsInFor: ['You stand in for {name} until {time}.', 'Suples a {name} hasta las {time}.'],
  standsInForYou: ['{name} stands in for you until {time}.', '{name} te suple hasta las {time}.'],
  endPass: ['End it now', 'Terminar ahora'],
  why_pass: ['stands in', 'suple'],
  why_passOver: ['the night is over: the mix from before', 'se acabó la noche: la mezcla de antes'],

  // Hidden strips
  hideStrip: ['Hide its strip', 'Ocultar su canal'],
  hideStripHint: ['You still hear it. Search brings it back.', 'Se sigue oyendo. Con buscar vuelve.'],
  hiddenStrip: ['hidden', 'oculto'],
  showAllStrips: ['Show the hidden ones ({n})', 'Mostrar los ocultos ({n})'],

  // Groups, one channel, listening in detail
  inMyMix: ['In my mix', 'En mi mezcla'],
  thisIsMe: ['This is me', 'Es mi canal'],
  thisIsMeHint: ['Comes first, and rises with “More me”', 'Va el primero y sube con «Más de mí»'],
  groupTitle: ['Group', 'Grupo'],
  groupName: ['Name of the group', 'Nombre del grupo'],
  groupNameHint: ['Drums, band, voices…', 'Batería, banda, voces…'],
  groupMembers: ['Channels', 'Canales'],
  dissolveGroup: ['Delete group', 'Borrar grupo'],
  listening: ['Listening', 'Escucha'],
  delayLong: ['milliseconds from the stage to this phone', 'milisegundos del escenario a este móvil'],
  partNetwork: ['Box and Wi-Fi', 'Caja y Wi-Fi'],
  partBuffer: ['Waiting, so that nothing is missed', 'Espera, para que no falte nada'],
  partOutput: ['This phone’s own output, besides', 'Además, la salida de este móvil'],
  earTitle: ['To the ear, by the microphone', 'Hasta el oído, con el micrófono'],
  earMeasured: [
    '{n} ms from the stage to the ear. Measured {when}; the readings differ by {spread} ms at most.',
    '{n} ms del escenario al oído. Medido {when}; las lecturas difieren en {spread} ms como mucho.',
  ],
  earMeasure: ['Measure with the microphone', 'Medir con el micrófono'],
  earMeasuring: ['Measuring: keep still…', 'Midiendo: no te muevas…'],
  earHint: [
    'For five seconds you hear chirps in place of the music; nobody else does. Hold the earphone at the microphone, or use the loudspeaker. The result holds the whole way to the ear, and the delay of the microphone itself.',
    'Durante cinco segundos oyes pitidos en lugar de la música; los demás no. Acerca el auricular al micrófono o usa el altavoz. El resultado incluye todo el camino hasta el oído y el retardo del propio micrófono.',
  ],
  earSecure: [
    'The browser gives the microphone to a secure page only.',
    'El navegador solo da el micrófono a una página segura.',
  ],
  earListenFirst: [
    'Listen first: the chirps take the way of the music.',
    'Escucha primero: los pitidos van por el camino de la música.',
  ],
  earDenied: [
    'The microphone is not allowed. Allow it for this page in the browser’s settings.',
    'El micrófono no está permitido. Permítelo para esta página en los ajustes del navegador.',
  ],
  earNoMicrophone: ['No microphone starts here.', 'Aquí no arranca ningún micrófono.'],
  earInterrupted: ['The sound broke off. Try again.', 'El sonido se cortó. Prueba otra vez.'],
  earSilent: [
    'The microphone gives no sound. It may be switched off.',
    'El micrófono no da sonido. Puede que esté apagado.',
  ],
  earQuiet: [
    'No chirp was heard. Turn up the volume, or hold the earphone closer to the microphone.',
    'No se oyó ningún pitido. Sube el volumen o acerca más el auricular al micrófono.',
  ],
  earFew: [
    'Only some chirps were heard. Turn up the volume, or find a quieter place.',
    'Solo se oyeron algunos pitidos. Sube el volumen o busca un sitio más tranquilo.',
  ],
  earUneven: [
    'The readings disagree. Hold still in a quiet place, and try again.',
    'Las lecturas no coinciden. No te muevas, en un sitio tranquilo, y prueba otra vez.',
  ],
  whyChosen: ['You chose Safe. Normal has less delay.', 'Has elegido Seguro. Normal tiene menos retardo.'],
  whyUneven: [
    'The Wi-Fi delivers unevenly here, so the sound waits. Closer to the box it waits less.',
    'Aquí la Wi-Fi llega a tirones y el sonido espera. Más cerca de la caja espera menos.',
  ],
  whySlow: ['The way here is slow: move closer to the box.', 'El camino hasta aquí es lento: acércate a la caja.'],
  floorTitle: ['Delay or stability', 'Retardo o estabilidad'],
  floorLow: ['Low', 'Bajo'],
  floorNormal: ['Normal', 'Normal'],
  floorSafe: ['Safe', 'Seguro'],
  floorHint: ['Low: tightest. Safe: fewest dropouts.', 'Bajo: al momento. Seguro: menos cortes.'],
  lockScreenTitle: ['Keep playing with the screen locked', 'Seguir sonando con la pantalla bloqueada'],
  lockScreenHint: [
    'If the phone allows it. The track buttons turn “me” up and down by 1 dB.',
    'Si el móvil lo permite. Los botones de pista suben y bajan «yo» 1 dB.',
  ],
  secureHelps: [
    'Over a secure connection this phone can play with less delay and fewer gaps.',
    'Con conexión segura este móvil puede sonar con menos retardo y menos cortes.',
  ],
  secureWarning: [
    'The browser will warn that it does not know the box, because the box makes its own certificate without the Internet. Choose to continue.',
    'El navegador avisará de que no conoce la caja, porque esta crea su propio certificado sin Internet. Elige continuar.',
  ],
  secureGo: ['Open the secure page', 'Abrir la página segura'],
  numPath: ['Player', 'Reproductor'],
  numBuffer: ['Buffer / target', 'Búfer / objetivo'],
  numUnderruns: ['Dropouts', 'Cortes'],
  numConcealed: ['Repaired', 'Reparado'],
  numLost: ['Lost on this phone', 'Perdido en este móvil'],
  numDrift: ['Speed correction', 'Corrección de velocidad'],
  bluetoothAdvice: [
    'Use headphones with a cable. Bluetooth adds a fifth of a second or more.',
    'Usa auriculares con cable. Bluetooth añade dos décimas o más.',
  ],

  // Words of several sheets
  presetSaved: ['Saved: {name}', 'Guardado: {name}'],
  largeText: ['Large text', 'Texto grande'],
  pin: ['PIN', 'PIN'],
  everybody: ['Everybody', 'Todos'],
  lastSeen: ['Last seen {when}', 'Última vez: {when}'],
  now: ['now', 'ahora'],
  channelName: ['Name', 'Nombre'],
  rate: ['Sample rate · block', 'Frecuencia · bloque'],
  settings: ['Settings', 'Ajustes'],
  presetReplace: ['Replace “{name}” with this mix', 'Reemplazar «{name}» por esta mezcla'],
  inputName: ['Name of the input', 'Nombre de la entrada'],
  densityTitle: ['Strips on a phone’s screen', 'Canales en la pantalla de un móvil'],
  awayDesk: ['Not connected. Last known state.', 'Sin conexión. Último estado conocido.'],

  // Keys of a computer
  keysTitle: ['Keys', 'Teclas'],
  keysMixer: ['Mixer', 'Mezclador'],
  keySpace: ['Space', 'Espacio'],
  keysLevel: ['Level by 1 dB, with ⇧ by 0.1 dB', 'Nivel 1 dB, con ⇧ 0,1 dB'],
  keysStrip: ['The next strip', 'El canal de al lado'],
  keysUnity: ['Towards 0 dB', 'Hacia 0 dB'],
  keysMute: ['Mute', 'Silenciar'],
  keysSolo: ['Solo', 'Solo'],
  keysUndo: ['Undo', 'Deshacer'],
  keysRedo: ['Redo', 'Rehacer'],
  keysSpace: ['On a strip: mute. Elsewhere: listen', 'En un canal: silenciar. Si no: escuchar'],
  keysPerson: ['The next musician', 'El músico siguiente'],
  keysMove: ['The next cell, or the heads', 'La celda de al lado, o las cabeceras'],
  keysStep: ['Level by 0.5 dB', 'Nivel 0,5 dB'],
  keysOpen: ['Open the mix', 'Abrir la mezcla'],
  keysUndoCell: ['Undo in that mix', 'Deshacer en esa mezcla'],
} as const satisfies Texts;
