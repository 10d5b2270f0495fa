/** Texts of the box's Wi-Fi settings and of the factory reset, on the engineer's desk. English, Spanish. Pure data. */
import type { Texts } from './text-table.js';

export const wifiTexts = {
  wifiSettings: ['Wi-Fi settings', 'Ajustes de la Wi-Fi'],
  wifiMode: ['What the radio does', 'Qué hace la radio'],
  'wifiMode_access-point': ['Own Wi-Fi for the phones', 'Wi-Fi propia para los móviles'],
  wifiMode_join: ['Join a network that is there', 'Unirse a una red que ya hay'],
  wifiMode_off: ['Off: by cable alone', 'Apagada: solo por cable'],
  wifiCountry: ['Country', 'País'],
  wifiCountryHint: [
    'Where the box stands: its law says which channels may be used.',
    'Donde está la caja: su ley dice qué canales se pueden usar.',
  ],
  wifiBand: ['Band', 'Banda'],
  wifiBandHint: [
    '5 GHz has far more room. 2.4 GHz is for phones that have nothing else, and reaches further.',
    '5 GHz tiene mucho más sitio. 2,4 GHz es para móviles que no tienen otra, y llega más lejos.',
  ],
  wifiChannel: ['Channel', 'Canal'],
  wifiChannelAuto: ['Automatic', 'Automático'],
  wifiChannelHint: [
    'Choose a channel that no other Wi-Fi in the room uses. Not every country allows 149 and above.',
    'Uno que no use otra Wi-Fi de la sala. Del 149 en adelante no los permite todo país.',
  ],
  wifiSecurity: ['Security', 'Seguridad'],
  wifiSecurity_wpa3: ['WPA3+WPA2', 'WPA3+WPA2'],
  wifiSecurity_wpa2: ['WPA2 only', 'Solo WPA2'],
  wifiSecurityHint: [
    'WPA2 only when an older phone does not get in.',
    'Solo WPA2 cuando un móvil antiguo no consigue entrar.',
  ],
  wifiJoinName: ['Name of the network', 'Nombre de la red'],
  wifiJoinOpen: ['It has no password', 'No tiene contraseña'],
  wifiJoinPassword: ['Its password', 'Su contraseña'],
  wifiJoinKept: ['as it is: leave it empty', 'la que hay: déjalo vacío'],
  wifiShow: ['Show', 'Mostrar'],
  wifiHide: ['Hide', 'Ocultar'],
  wifiCut: [
    'All phones lose the Wi-Fi, and the sound, for some seconds; they come back by themselves.',
    'Todos los móviles pierden la Wi-Fi y el sonido unos segundos; vuelven solos.',
  ],
  wifiCutJoin: [
    'The box’s own Wi-Fi ends: all phones, and this device, must go to “{ssid}”. If the box cannot join it, it opens its own again.',
    'La Wi-Fi propia se acaba: todos los móviles, y este dispositivo, deben pasar a «{ssid}». Si la caja no consigue unirse, vuelve a abrir la suya.',
  ],
  wifiCutOff: [
    'No phone reaches the box by Wi-Fi any more; only by cable can this be changed back.',
    'Ningún móvil llega ya a la caja por Wi-Fi; solo por cable se puede volver atrás.',
  ],
  wifiChange: ['Change the Wi-Fi', 'Cambiar la Wi-Fi'],
  wifiChanging: ['The Wi-Fi changes now.', 'La Wi-Fi cambia ahora.'],
  wifiBad_country: ['The box does not know this country.', 'La caja no conoce este país.'],
  wifiBad_channel: ['This channel is not in this band.', 'Este canal no es de esta banda.'],
  wifiBad_join_ssid: ['It takes 1 to 32 characters, without accents.', 'Admite de 1 a 32 caracteres, sin acentos.'],
  wifiBad_join_password: ['It takes 8 to 63 characters, without accents.', 'Admite de 8 a 63 caracteres, sin acentos.'],
  'radio_access-point': ['own Wi-Fi: {why}', 'Wi-Fi propia: {why}'],
  radio_starting: ['the Wi-Fi starts: {why}', 'la Wi-Fi arranca: {why}'],
  radio_joining: ['joining: {why}', 'uniéndose: {why}'],
  radio_joined: ['joined: {why}', 'unida: {why}'],
  radio_failed: ['there is no Wi-Fi: {why}', 'no hay Wi-Fi: {why}'],

  factoryReset: ['Factory reset…', 'Restablecer de fábrica…'],
  factoryTitle: ['Factory reset', 'Restablecer de fábrica'],
  factoryLost: ['What is lost', 'Lo que se pierde'],
  factoryLostMixes: [
    'All musicians with their mixes and presets, songs, sessions, channel names and the backups on the box',
    'Todos los músicos con sus mezclas y preajustes, temas, sesiones, nombres de canales y las copias de la caja',
  ],
  factoryLostSettings: ['All settings, those of the Wi-Fi too', 'Todos los ajustes, también los de la Wi-Fi'],
  factoryLostIdentity: [
    'The name and password of the Wi-Fi and the engineer’s PIN: new ones are made, and the label on the box is no longer right. The new ones are on a connected screen, or on a label that the box writes to a USB stick.',
    'El nombre y la contraseña de la Wi-Fi y el PIN del técnico: se crean nuevos y la etiqueta de la caja deja de valer. Los nuevos salen en una pantalla conectada o en una etiqueta que la caja escribe en una memoria USB.',
  ],
  factoryStays: ['What stays', 'Lo que queda'],
  factoryStaysFirmware: [
    'The firmware ({version}), and backups that were downloaded',
    'El firmware ({version}) y las copias ya descargadas',
  ],
  factoryErase: ['Erase everything', 'Borrar todo'],
  factoryErasing: [
    'The box erases everything and starts again. Its Wi-Fi comes back under another name.',
    'La caja borra todo y vuelve a arrancar. Su Wi-Fi vuelve con otro nombre.',
  ],
} as const satisfies Texts;
