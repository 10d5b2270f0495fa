/** What the box notes for the engineer, by its code; loaded with the desk. English, Spanish. Pure data. */
import type { NoteCode } from '../../wire/note-codes.js';

export const noteTexts: Readonly<Record<NoteCode, readonly [english: string, spanish: string]>> = {
  air_full: [
    'The radio is full: somebody could not listen. The box’s tab shows who takes most of the air',
    'La radio está llena: alguien no pudo escuchar. La pestaña de la caja muestra quién ocupa más aire',
  ],
  air_short: [
    'The radio is overloaded: sound may break up. The box’s tab shows who takes most of the air',
    'La radio está sobrecargada: el sonido puede cortarse. La pestaña de la caja muestra quién ocupa más aire',
  ],
  audio: ['The audio engine has a warning', 'El motor de audio da un aviso'],
  backup_failed: ['The automatic copy of the mixes failed', 'Falló la copia automática de las mezclas'],
  crowd: [
    'All listening places were taken: newcomers gave theirs to people who play here',
    'Todos los sitios para escuchar estaban ocupados: los recién llegados cedieron el suyo a gente que toca aquí',
  ],
  disk_full: [
    'The disk is full: changes are lost when the box is switched off',
    'El disco está lleno: los cambios se pierden al apagar la caja',
  ],
  file_damaged: [
    'A file of the box was damaged and has been replaced',
    'Un archivo de la caja estaba dañado y se ha creado de nuevo',
  ],
  gone: [
    'The data folder is gone: changes are lost when the box is switched off',
    'La carpeta de datos ya no está: los cambios se pierden al apagar la caja',
  ],
  mdns: [
    'The network lost the name of the box: open it by its address',
    'La red ha perdido el nombre de la caja: ábrela por su dirección',
  ],
  names_mended: ['Names that could not be shown were corrected', 'Se corrigieron nombres que no se podían mostrar'],
  read_only: [
    'The disk is read-only: changes are lost when the box is switched off',
    'El disco es de solo lectura: los cambios se pierden al apagar la caja',
  ],
  restored: ['A backup was restored', 'Se restauró una copia de seguridad'],
  setting_left_out: [
    'A setting of the box could not be used and was left out',
    'Un ajuste de la caja no valía y no se ha aplicado',
  ],
  slow: ['The disk is slow', 'El disco va lento'],
  store_damaged: [
    'The saved data was damaged: check that all mixes are there',
    'Los datos guardados estaban dañados: comprueba que están todas las mezclas',
  ],
  store_made_anew: [
    'The data folder was removed and has been made again; nothing is lost',
    'La carpeta de datos desapareció y se ha vuelto a crear; no se ha perdido nada',
  ],
  store_torn: [
    'Part of the saved data was damaged: check that all mixes are there',
    'Parte de los datos guardados estaba dañada: comprueba que están todas las mezclas',
  ],
  write_failed: [
    'The box could not write: changes are lost when it is switched off',
    'La caja no pudo escribir: los cambios se pierden al apagarla',
  ],
  wrong_pins: ['Many wrong PINs: somebody may be guessing', 'Muchos PIN erróneos: alguien puede estar probando'],
};
