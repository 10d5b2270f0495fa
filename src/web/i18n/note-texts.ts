/** What the box notes for the engineer, by its code; loaded with the desk. English, Spanish. Pure data. */
import type { NoteCode } from '../../wire/note-codes.js';

export const noteTexts: Readonly<Record<NoteCode, readonly [english: string, spanish: string]>> = {
  audio: ['The sound part warns of something', 'La parte de sonido avisa de algo'],
  backup_failed: ['The automatic copy of the mixes failed', 'Falló la copia automática de las mezclas'],
  crowd: [
    'All places to listen were taken: strangers gave theirs to people who play here',
    'Todos los sitios para escuchar estaban ocupados: desconocidos dejaron el suyo a gente que toca aquí',
  ],
  disk_full: [
    'The disk is full: changes are lost when the box is switched off',
    'El disco está lleno: los cambios se pierden al apagar la caja',
  ],
  file_damaged: [
    'A file of the box was damaged and made anew',
    'Un archivo de la caja estaba dañado y se ha hecho nuevo',
  ],
  gone: [
    'The data folder is gone: changes are lost when the box is switched off',
    'La carpeta de datos ya no está: los cambios se pierden al apagar la caja',
  ],
  mdns: [
    'The network lost the name of the box: open it by its address',
    'La red ha perdido el nombre de la caja: ábrela por su dirección',
  ],
  names_mended: ['Names that could not be shown were mended', 'Se arreglaron nombres que no se podían mostrar'],
  read_only: [
    'The disk cannot be written: changes are lost when the box is switched off',
    'El disco no admite escritura: los cambios se pierden al apagar la caja',
  ],
  restored: ['A backup was restored', 'Se restauró una copia de seguridad'],
  setting_left_out: [
    'A setting of the box could not be used and was left out',
    'Un ajuste de la caja no valía y no se ha aplicado',
  ],
  slow: ['The disk is slow', 'El disco va lento'],
  store_damaged: [
    'The store was damaged: look whether all mixes are there',
    'El almacén estaba dañado: mira si están todas las mezclas',
  ],
  store_made_anew: [
    'The data folder was taken away and made anew; nothing is lost',
    'La carpeta de datos desapareció y se ha hecho nueva; no se ha perdido nada',
  ],
  store_torn: [
    'Part of the store was damaged: look whether all mixes are there',
    'Parte del almacén estaba dañada: mira si están todas las mezclas',
  ],
  write_failed: [
    'The box could not write: changes are lost when it is switched off',
    'La caja no pudo escribir: los cambios se pierden al apagarla',
  ],
  wrong_pins: ['Many wrong PINs: somebody may be guessing', 'Muchos PIN erróneos: alguien puede estar probando'],
};
