/** Texts of the desk about the show: offers, the check before it, snapshots. English, Spanish. Pure data. */
import type { Texts } from './text-table.js';

export const showTexts = {
  // Offers
  offering: ['Offer for {name}. Their mix stays as it is.', 'Propuesta para {name}. Su mezcla no cambia.'],
  offeringCount: ['Values changed: {n}', 'Valores cambiados: {n}'],
  sendOffer: ['Send the offer', 'Enviar la propuesta'],
  hearDraft: ['Hear it', 'Oírla'],
  hearDraftOff: ['Stop hearing it', 'Dejar de oírla'],
  dropOffer: ['Cancel', 'Cancelar'],
  offerSent: ['Offered to {name}', 'Propuesta enviada a {name}'],
  offer_open: ['has your offer', 'tiene tu propuesta'],
  offer_heard: ['hears your offer now', 'oye ahora tu propuesta'],
  offer_taken: ['took your offer', 'ha aceptado tu propuesta'],
  offer_refused: ['said no to your offer', 'no quiere la propuesta'],
  withdrawOffer: ['Withdraw', 'Retirar'],
  closeOffer: ['{name}: close the offer', '{name}: cerrar la propuesta'],

  // The check before the show
  checkTitle: ['Phone check', 'Prueba de móviles'],
  ringAll: ['Ring every phone', 'Hacer sonar todos los móviles'],
  ringAgain: ['Ring again', 'Repetir'],
  checkClose: ['Close the check', 'Cerrar la prueba'],
  checkCount: ['{n} of {all} hear it', '{n} de {all} lo oyen'],
  check_listening: ['hears it with the mix', 'lo oye con su mezcla'],
  check_heard: ['hears the phone, not listening to the mix', 'oye el móvil, sin escuchar su mezcla'],
  check_rings: ['rings, no answer yet', 'suena, sin respuesta'],
  check_absent: ['not connected', 'sin conexión'],

  // Sound cards
  sourceBack: [
    'Its own mixes, names and stars come back. What each musician hears changes at once.',
    'Vuelven sus propias mezclas, nombres y estrellas. Lo que oye cada músico cambia al momento.',
  ],
  sourceKept: [
    'The present mixes are kept for {name}, and come back with it.',
    'Las mezclas de ahora se guardan para {name} y vuelven con ella.',
  ],

  // Songs
  undoSongs: ['Undo the last change', 'Deshacer el último cambio'],

  // Snapshots
  scenesTitle: ['Snapshots', 'Instantáneas'],
  scenesHint: [
    'A snapshot keeps all mixes, the channels and the starting mix.',
    'Una instantánea guarda todas las mezclas, los canales y la mezcla inicial.',
  ],
  sceneName: ['Name of the snapshot', 'Nombre de la instantánea'],
  sceneSave: ['Save all as it is now', 'Guardar todo como está'],
  sceneRecalledAt: ['Recalled: {name}', 'Cargada: {name}'],
  sceneUndo: ['Back to before', 'Volver a lo de antes'],
  sceneUndone: ['Everything is as it was before', 'Todo está como antes'],
  sceneLocked: ['Locked, unchanged: {names}', 'Bloqueadas, sin cambios: {names}'],
  scene_recall: ['Recall', 'Cargar'],
  scene_recallAsk: [
    'Recall “{name}”? What everybody hears changes at once.',
    '¿Cargar «{name}»? Lo que oye cada uno cambia al momento.',
  ],
  scene_replace: ['Replace', 'Reemplazar'],
  scene_replaceAsk: ['Replace “{name}” by all as it is now?', '¿Reemplazar «{name}» por todo como está?'],
  scene_delete: ['Delete', 'Borrar'],
  scene_deleteAsk: ['Delete “{name}”?', '¿Borrar «{name}»?'],
} as const satisfies Texts;
