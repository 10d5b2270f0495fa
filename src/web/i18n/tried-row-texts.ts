/**
 * Texts of each figure of the page that tries a phone: its title, its value, and a sentence for each grade. Loaded with
 * that page. English, Spanish; `{name}` is filled in. Pure data.
 */
import type { Texts } from './text-table.js';

const output = {
  value: [
    '{rate} Hz, {base} ms in the browser, {out} ms to the ear',
    '{rate} Hz, {base} ms en el navegador, {out} ms hasta el oído',
  ],
  good: ['The phone adds little delay.', 'El teléfono añade poco retardo.'],
  fair: ['The phone adds a delay that can be felt.', 'El teléfono añade un retardo que se nota.'],
  poor: [
    'The phone adds much delay. Is it a Bluetooth headset?',
    'El teléfono añade mucho retardo. ¿Son auriculares Bluetooth?',
  ],
  unknown: ['The browser does not report its delay.', 'El navegador no dice su retardo.'],
} as const satisfies Texts;

const timer = {
  value: ['{p50} ms, slowest hundredth {p99} ms', '{p50} ms, el centésimo más lento {p99} ms'],
  good: ['Steady.', 'Regular.'],
  fair: ['Sometimes late.', 'A veces llega tarde.'],
  poor: ['Often late: sound may have gaps.', 'Llega tarde a menudo: puede haber cortes.'],
} as const satisfies Texts;

const YES_NO = { yes: ['yes', 'sí'], no: ['no', 'no'] } as const satisfies Texts;

export const rowTexts = {
  agent: {
    title: ['Browser', 'Navegador'],
    value: ['{agent}', '{agent}'],
    fact: ['What the browser calls itself.', 'Cómo se llama a sí mismo el navegador.'],
  },
  secure: {
    title: ['Secure address (https)', 'Dirección segura (https)'],
    ...YES_NO,
    good: ['Sound may use the browser’s audio thread.', 'El sonido puede usar el hilo de audio del navegador.'],
    fair: ['Over plain http the page itself writes the sound.', 'Con http simple, la propia página escribe el sonido.'],
  },
  outputFine: { title: ['Output, smallest buffer', 'Salida, búfer mínimo'], ...output },
  outputUsual: { title: ['Output, the browser’s choice', 'Salida, a elección del navegador'], ...output },
  playing: {
    title: ['Five seconds of playing', 'Cinco segundos sonando'],
    value: ['{underruns} gaps, clock behind by {slip} ms', '{underruns} cortes, reloj atrasado {slip} ms'],
    uncounted: ['gaps not counted, clock behind by {slip} ms', 'cortes sin contar, reloj atrasado {slip} ms'],
    good: ['The smallest buffer plays without a gap.', 'El búfer mínimo suena sin cortes.'],
    fair: [
      'A few gaps: the player would try a larger buffer.',
      'Algunos cortes: el reproductor probaría un búfer mayor.',
    ],
    poor: [
      'Many gaps: the smallest buffer is too small here.',
      'Muchos cortes: el búfer mínimo es demasiado pequeño aquí.',
    ],
  },
  shares: {
    title: ['Writes into a playing buffer', 'Escribe en un búfer que suena'],
    ...YES_NO,
    good: ['The shortest way for sound over plain http.', 'El camino más corto del sonido con http simple.'],
    fair: ['Each packet is played as a sound of its own instead.', 'En su lugar, cada paquete suena por separado.'],
  },
  ring: {
    title: ['A soft tone by that way', 'Un tono suave por ese camino'],
    heard: ['heard', 'se oyó'],
    silent: ['not heard', 'no se oyó'],
    good: ['What is written is heard.', 'Lo que se escribe se oye.'],
    fair: ['As expected: this browser copies the buffer.', 'Como se esperaba: este navegador copia el búfer.'],
    poor: [
      'The test says yes, but nothing was heard. Please report it.',
      'La prueba dice que sí, pero no se oyó nada. Avisa, por favor.',
    ],
  },
  worklet: {
    title: ['Audio thread (worklet)', 'Hilo de audio (worklet)'],
    plays: ['plays', 'suena'],
    silent: ['silent', 'en silencio'],
    absent: ['not there', 'no está'],
    good: ['The steadiest way for sound.', 'El camino más estable del sonido.'],
    fair: ['It needs https; the page plays without it.', 'Necesita https; la página suena sin él.'],
    poor: ['It does not play, though the address is secure.', 'No suena, aunque la dirección es segura.'],
  },
  pageTimer: { title: ['Page’s timer of 10 ms', 'Temporizador de 10 ms de la página'], ...timer },
  workerTimer: { title: ['Worker’s timer of 10 ms', 'Temporizador de 10 ms del worker'], ...timer },
  box: {
    title: ['To the box and back', 'Ida y vuelta a la caja'],
    value: [
      '{p50} ms, slowest hundredth {p99} ms, {failed} of {asked} failed',
      '{p50} ms, el centésimo más lento {p99} ms, fallaron {failed} de {asked}',
    ],
    good: ['A quick link.', 'Un enlace rápido.'],
    fair: ['Usable; the delay follows such a link.', 'Utilizable; el retardo sigue a un enlace así.'],
    poor: ['A slow or lossy link: come closer to the box.', 'Un enlace lento o con pérdidas: acércate a la caja.'],
  },
  socket: {
    title: ['WebSocket to the box', 'WebSocket con la caja'],
    value: ['open after {open} ms', 'abierto en {open} ms'],
    good: ['Mix and sound can come this way.', 'La mezcla y el sonido pueden llegar por aquí.'],
  },
  webRtc: {
    title: ['WebRTC with frames in hand', 'WebRTC con acceso a las tramas'],
    transform: ['yes, by script transform', 'sí, con script transform'],
    streams: ['yes, the older way', 'sí, a la manera antigua'],
    peer: ['WebRTC only', 'solo WebRTC'],
    absent: ['no WebRTC', 'sin WebRTC'],
    good: ['Sound may come by the fastest transport.', 'El sonido puede llegar por el transporte más rápido.'],
    fair: ['Sound comes by WebSocket instead.', 'El sonido llega por WebSocket.'],
  },
  loop: {
    title: ['WebRTC within this page', 'WebRTC dentro de esta página'],
    value: [
      'connected in {connect} ms, echo {p50} ms / {p99} ms, {frames} frames',
      'conectado en {connect} ms, eco {p50} ms / {p99} ms, {frames} tramas',
    ],
    good: ['It connects, and hands out the sound’s frames.', 'Conecta y entrega las tramas del sonido.'],
    fair: ['It connects, but hands out no frames of sound.', 'Conecta, pero no entrega tramas de sonido.'],
    failed: [
      'Not proven here; a connection to the box may still work.',
      'No se demostró aquí; la conexión con la caja aún puede funcionar.',
    ],
  },
  simd: {
    title: ['WebAssembly with SIMD', 'WebAssembly con SIMD'],
    ...YES_NO,
    good: ['There for faster decoders.', 'Disponible para decodificadores más rápidos.'],
    fair: ['The decoder does not need it.', 'El decodificador no lo necesita.'],
  },
  opus: {
    title: ['Opus decoder', 'Decodificador Opus'],
    value: ['{ms} ms for a second of sound', '{ms} ms por segundo de sonido'],
    good: ['Opus costs this phone little.', 'Opus le cuesta poco a este teléfono.'],
    fair: ['Opus is work for this phone.', 'Opus le cuesta trabajo a este teléfono.'],
    poor: ['Too slow for Opus: it should take PCM.', 'Demasiado lento para Opus: mejor PCM.'],
    wrong: ['It decodes, but to the wrong sound. Please report it.', 'Decodifica, pero otro sonido. Avisa, por favor.'],
    failed: ['No Opus here: the box sends PCM.', 'Sin Opus: la caja envía PCM.'],
  },
  wakeLock: {
    title: ['Keeps the screen on', 'Mantiene la pantalla encendida'],
    ...YES_NO,
    good: ['The page may ask for it.', 'La página puede pedirlo.'],
    fair: ['The screen goes dark by the phone’s own rules.', 'La pantalla se apaga según las reglas del teléfono.'],
  },
  mediaSession: {
    title: ['Lock screen controls', 'Controles en la pantalla bloqueada'],
    ...YES_NO,
    good: ['The page may show its own.', 'La página puede mostrar los suyos.'],
    fair: ['The page cannot show its own.', 'La página no puede mostrar los suyos.'],
  },
  audioSession: {
    title: ['Safari’s audio session', 'Sesión de audio de Safari'],
    ...YES_NO,
    good: ['The silent switch does not mute the page.', 'El interruptor de silencio no calla la página.'],
    fact: ['Only Safari has it.', 'Solo lo tiene Safari.'],
  },
  storage: {
    title: ['Remembers the person', 'Recuerda a la persona'],
    ...YES_NO,
    good: ['The browser stores what the page keeps.', 'El navegador guarda lo que la página recuerda.'],
    fair: ['A private or captive window: it forgets.', 'Una ventana privada o de acceso: olvida.'],
  },
  away: {
    title: ['Locked or hidden', 'Bloqueado u oculto'],
    value: [
      '{seconds} s: sound {sound} %, page {page} %, worker {worker} %, box {answers} %; {states}',
      '{seconds} s: sonido {sound} %, página {page} %, worker {worker} %, caja {answers} %; {states}',
    ],
    good: ['Sound and network go on.', 'El sonido y la red siguen.'],
    fair: ['Sound goes on, but not all that feeds it.', 'El sonido sigue, pero no todo lo que lo alimenta.'],
    poor: ['Sound stops while the page is hidden.', 'El sonido se para mientras la página está oculta.'],
  },
} as const satisfies Record<string, Texts>;
