/** The box's error codes in words. English, Spanish; `{name}` is filled in. Pure data. */
import type { Texts } from './texts.js';

export const codeTexts = {
  // The box's codes
  code_unreachable: ['the box does not answer', 'la caja no responde'],
  code_wrong_pin: ['wrong PIN', 'PIN incorrecto'],
  code_too_many_pins: ['too many wrong PINs: wait a moment', 'demasiados PIN erróneos: espera un momento'],
  code_forbidden: ['only the engineer may do this', 'solo el técnico puede hacerlo'],
  code_conflict: ['somebody was faster', 'alguien se ha adelantado'],
  code_locked: ['the preset is protected', 'el preajuste está protegido'],
  code_mix_locked: ['the engineer has locked this mix', 'el técnico ha bloqueado esta mezcla'],
  code_nothing_to_undo: ['nothing to undo', 'no hay nada que deshacer'],
  code_nothing_to_redo: ['nothing to redo', 'no hay nada que rehacer'],
  code_superseded: ['somebody has changed it since', 'alguien lo ha cambiado después'],
  code_no_such_session: ['there is no such session', 'esa sesión no existe'],
  code_no_such_preset: ['the preset is gone', 'el preajuste ya no está'],
  code_no_such_device: ['this device is unknown here', 'aquí no se conoce ese dispositivo'],
  code_no_such_ask: ['the request was answered already', 'la petición ya tiene respuesta'],
  code_not_joined: ['join the session first', 'entra antes en la sesión'],
  code_connected: ['it is connected: disconnect it first', 'está conectado: desconéctalo antes'],
  code_too_many: ['there is no room for more', 'no cabe más'],
  code_too_large: ['that is too large', 'es demasiado grande'],
  code_bad_file: ['the file is not a valid one', 'el archivo no es válido'],
  code_bad_name: ['that name cannot be used', 'ese nombre no vale'],
  code_disk_full: ['the disk of the box is full', 'el disco de la caja está lleno'],
  code_read_only: ['the disk of the box cannot be written', 'el disco de la caja no admite escritura'],
  code_slow: ['the disk of the box is slow', 'el disco de la caja va lento'],
  code_write_failed: ['the box could not write', 'la caja no ha podido escribir'],
  code_internal: ['the box has a fault', 'la caja tiene un fallo'],
} as const satisfies Texts;
