/** Texts of the musician's sheets, which load after the first screen. English, Spanish; `{name}` is filled in. Pure. */
import type { Texts } from './text-table.js';

export const sheetTexts = {
  // Changes in words
  why_preset: ['recalled a preset', 'ha cargado un preajuste'],
  why_copy: ['copied a mix', 'ha copiado una mezcla'],
  why_undo: ['undid', 'ha deshecho'],
  why_redo: ['redid', 'ha rehecho'],
  why_clear: ['reset to the starting mix', 'ha vuelto a la mezcla inicial'],
  why_song: ['changed the song', 'ha cambiado de tema'],
  why_scene: ['recalled a snapshot', 'ha cargado una instantánea'],
  why_card: ['changed the sound card', 'ha cambiado la tarjeta'],
  why_handover: ['moved the mix here', 'ha pasado la mezcla aquí'],
  why_offer: ['took the engineer’s offer', 'ha aceptado la propuesta'],
  why_ask: ['did what was asked', 'ha hecho lo pedido'],
  historyTitle: ['History', 'Historial'],
  historyEmpty: ['Nothing yet.', 'Nada todavía.'],
  undone: ['undone', 'deshecho'],
  undoOf: ['Undo: {what}', 'Deshacer: {what}'],

  // Presets
  presetsTitle: ['Presets and songs', 'Preajustes y temas'],
  presetsEmpty: ['No presets yet. Save the mix as it is now:', 'Aún no hay preajustes. Guarda la mezcla de ahora:'],
  presetName: ['Name of the preset', 'Nombre del preajuste'],
  presetSong: ['For the song', 'Para el tema'],
  presetSave: ['Save this mix', 'Guardar esta mezcla'],
  presetRecalled: ['Recalled: {name}', 'Cargado: {name}'],
  presetLoaded: ['loaded', 'cargado'],
  presetChanged: ['changed', 'con cambios'],
  recall: ['Recall', 'Cargar'],
  presetsExport: ['Export', 'Exportar'],
  presetsImport: ['Import', 'Importar'],
  presetsImported: ['{n} presets imported', '{n} preajustes importados'],
  copyMixOf: ['Copy the mix of', 'Copiar la mezcla de'],
  lockPreset: ['{name}: protect', '{name}: proteger'],
  overwritePreset: ['{name}: replace with the current mix', '{name}: reemplazar por la mezcla actual'],
  deletePreset: ['{name}: delete', '{name}: borrar'],
  overwriteAsk: ['Replace “{name}”?', '¿Reemplazar «{name}»?'],
  overwriteNow: ['Replace', 'Reemplazar'],
  deleteAsk: ['Delete “{name}”?', '¿Borrar «{name}»?'],
  deleteNow: ['Delete', 'Borrar'],
  leaveIt: ['No', 'No'],
  presetDeleted: ['“{name}” deleted', '«{name}» borrado'],
  noSong: ['No song', 'Ninguno'],

  // Ask
  askTitle: ['Ask the engineer', 'Pedir al técnico'],
  askMore: ['Ask for more', 'Pedir más'],
  askLess: ['Ask for less', 'Pedir menos'],
  askSent: ['Asked the engineer', 'Pedido al técnico'],
  askSend: ['Send', 'Enviar'],
  askWords: ['In your own words', 'Con tus palabras'],
  askWaiting: ['waiting', 'en espera'],
  askHint: [
    'For one channel: touch its icon, then “Ask for more”.',
    'Para un canal: toca su icono y luego «Pedir más».',
  ],

  // Messages
  newMessages: ['{n} new', '{n} sin leer'],
  noMessages: ['No messages yet.', 'Aún no hay mensajes.'],
  messageToDesk: ['Message to the engineer', 'Mensaje para la mesa'],
  messageToAll: ['Message to everybody', 'Mensaje para todos'],
  messageFor: ['Message to {name}', 'Mensaje a {name}'],
  toWhom: ['to {names}', 'a {names}'],
  toEngineers: ['to the engineer', 'a la mesa'],
  seenBy: ['Seen: {names}', 'Visto: {names}'],
  notSeenBy: ['Not seen yet: {names}', 'Sin ver: {names}'],

  // Band
  bandTitle: ['Band', 'Banda'],
  sessionCode: ['Session code', 'Código de la sesión'],
  joinSession: ['Join', 'Entrar'],
  newSession: ['New session', 'Sesión nueva'],
  leaveSession: ['Leave session', 'Salir de la sesión'],
  peopleCount: ['{n} in', '{n} dentro'],
  scanToJoin: ['Scan to join, or type the code.', 'Escanea para entrar, o escribe el código.'],
  qrOf: ['QR code of session {id}', 'Código QR de la sesión {id}'],

  // Two phones
  otherPhone: ['Another phone of mine', 'Otro móvil mío'],
  otherPhoneHint: [
    'Your mix, presets and inputs move to the other phone.',
    'Tu mezcla, tus preajustes y tus entradas pasan al otro móvil.',
  ],
  showCode: ['Show a code for my new phone', 'Mostrar un código para mi móvil nuevo'],
  phoneCode: ['Code for the other phone', 'Código para el otro móvil'],
  codeFromOther: ['Code from my other phone', 'Código de mi otro móvil'],
  takeMyMix: ['Take my mix', 'Traer mi mezcla'],
  mixIsHere: ['Your mix is here', 'Tu mezcla ya está aquí'],
  saysTheyAre: ['says they are this {name}', 'dice que su mezcla es la de {name}'],

  // Set-up, display, about
  theirInputs: ['Inputs', 'Entradas'],
  setupTitle: ['Me and my inputs', 'Yo y mis entradas'],
  startOver: ['Start over with a fresh mix', 'Empezar con una mezcla nueva'],
  displayTitle: ['Display', 'Pantalla'],
  viewTitle: ['Mixer', 'Mezclador'],
  viewStrips: ['Faders', 'Faders'],
  viewGroups: ['Groups', 'Grupos'],
  viewBig: ['Big buttons', 'Botones'],
  themeTitle: ['Theme', 'Tema'],
  themeDark: ['Dark', 'Oscuro'],
  themeLight: ['Light', 'Claro'],
  themeAuto: ['Same as phone', 'Igual que el móvil'],
  aboutTitle: ['About this box', 'Sobre esta caja'],
  aboutBox: ['Box', 'Caja'],
  aboutAddress: ['Address', 'Dirección'],
  aboutVersion: ['Software', 'Software'],
  aboutSerial: ['Serial', 'Serie'],
  tryThisPhone: ['Try this phone', 'Probar este teléfono'],
  aboutDevice: ['This device', 'Este dispositivo'],

  // Mixer

  // Listening
  numbers: ['Details', 'Detalles'],

  // An engineer's offer
  prepareOffer: ['Prepare an offer', 'Preparar una propuesta'],
  offerTitle: ['A mix from {name}', 'Una mezcla de {name}'],
  offerChanges: ['What it would change:', 'Lo que cambiaría:'],
  offerMore: ['and {n} more', 'y {n} más'],
  whatYouHear: ['What you hear', 'Lo que oyes'],
  hearMine: ['My mix', 'Mi mezcla'],
  hearTheirs: ['The offer', 'La propuesta'],
  hearFirst: ['Tap Listen first to hear the difference.', 'Toca antes «Escuchar» para oír la diferencia.'],
  takeOffer: ['Take it', 'Aceptarla'],
  refuseOffer: ['No, thanks', 'No, gracias'],
  offerTaken: ['It is your mix now', 'Ya es tu mezcla'],
  offerGone: ['This offer is no longer there.', 'Esta propuesta ya no está.'],

  // The check before the show
  ringTitle: ['{name} is checking the phones', '{name} está probando los móviles'],
  ringAsk: ['Do you hear the ringing?', '¿Oyes el aviso?'],
  ringHeard: ['I hear it', 'Lo oigo'],
  ringAlone: [
    'It comes from the phone alone. Tap Listen to check your mix too.',
    'Suena solo en el móvil. Toca «Escuchar» para probar también tu mezcla.',
  ],
} as const satisfies Texts;
