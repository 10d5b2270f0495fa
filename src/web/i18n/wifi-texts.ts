/** Texts of the box's Wi-Fi settings and of the factory reset, on the engineer's desk. English, Spanish. Pure data. */
import type { Texts } from './text-table.js';

export const wifiTexts = {
  wifiSettings: ['Wi-Fi settings', 'Ajustes de la Wi-Fi'],
  wifiMode: ['What the radio does', 'Qué hace la radio'],
  'wifiMode_access-point': ['Own Wi-Fi for the phones', 'Wi-Fi propia para los móviles'],
  wifiMode_join: ['Join an existing network', 'Unirse a una red existente'],
  wifiMode_off: ['Off (cable only)', 'Apagada (solo cable)'],
  wifiCountry: ['Country', 'País'],
  wifiCountryHint: [
    'Where the box is: local rules decide the channels.',
    'Donde está la caja: la normativa local decide los canales.',
  ],
  wifiBand: ['Band', 'Banda'],
  wifiBandHint: [
    '5 GHz has more capacity. 2.4 GHz reaches further, and is for phones that have nothing else.',
    '5 GHz tiene más capacidad. 2,4 GHz llega más lejos y es para móviles que no tienen otra.',
  ],
  wifiChannel: ['Channel', 'Canal'],
  wifiChannelAuto: ['Automatic', 'Automático'],
  wifiChannelHint: [
    'Choose a channel that no other Wi-Fi in the room uses. Not every country allows 149 and above.',
    'Elige un canal que no use otra Wi-Fi de la sala. Del 149 en adelante, no todos los países los permiten.',
  ],
  wifiSecurity: ['Security', 'Seguridad'],
  wifiSecurity_wpa3: ['WPA3+WPA2', 'WPA3+WPA2'],
  wifiSecurity_wpa2: ['WPA2 only', 'Solo WPA2'],
  wifiSecurityHint: [
    'Choose WPA2 only if an older phone cannot get in.',
    'Elige solo WPA2 si un móvil antiguo no consigue entrar.',
  ],
  wifiJoinName: ['Name of the network', 'Nombre de la red'],
  wifiJoinOpen: ['It has no password', 'No tiene contraseña'],
  wifiJoinPassword: ['Its password', 'Su contraseña'],
  wifiJoinKept: ['leave empty to keep it', 'déjalo vacío para no cambiarla'],
  wifiShow: ['Show', 'Mostrar'],
  wifiHide: ['Hide', 'Ocultar'],
  wifiCut: [
    'All phones lose the Wi-Fi and the sound for a few seconds. They reconnect by themselves.',
    'Todos los móviles pierden la Wi-Fi y el sonido unos segundos. Se reconectan solos.',
  ],
  wifiCutJoin: [
    'The box closes its own Wi-Fi. All phones, and this device, must switch to “{ssid}”. If the box cannot join it, it opens its own again.',
    'La caja cierra su propia Wi-Fi. Todos los móviles, y este dispositivo, deben pasar a «{ssid}». Si la caja no consigue unirse, vuelve a abrir la suya.',
  ],
  wifiCutOff: [
    'No phone can reach the box by Wi-Fi any more. Only over a cable can this be changed back.',
    'Ningún móvil podrá llegar a la caja por Wi-Fi. Solo por cable se podrá volver atrás.',
  ],
  wifiChange: ['Change the Wi-Fi', 'Cambiar la Wi-Fi'],
  wifiChanging: ['The Wi-Fi is changing.', 'La Wi-Fi está cambiando.'],
  wifiBad_country: ['The box does not know this country.', 'La caja no conoce este país.'],
  wifiBad_channel: ['This channel is not in this band.', 'Este canal no es de esta banda.'],
  wifiBad_join_ssid: ['Use 1 to 32 characters, without accents.', 'Usa de 1 a 32 caracteres, sin acentos.'],
  wifiBad_join_password: ['Use 8 to 63 characters, without accents.', 'Usa de 8 a 63 caracteres, sin acentos.'],
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
    'The Wi-Fi’s name and password, and the engineer’s PIN. The box makes new ones, so its label is no longer right. The new ones are on a connected screen, or on a label that the box writes to a USB stick.',
    'El nombre y la contraseña de la Wi-Fi y el PIN del técnico. La caja crea otros nuevos, así que su etiqueta deja de valer. Los nuevos salen en una pantalla conectada o en una etiqueta que la caja escribe en una memoria USB.',
  ],
  factoryStays: ['What is kept', 'Lo que se conserva'],
  factoryStaysFirmware: [
    'The firmware ({version}), and backups that were downloaded',
    'El firmware ({version}) y las copias ya descargadas',
  ],
  factoryErase: ['Erase everything', 'Borrar todo'],
  factoryErasing: [
    'The box erases everything and restarts. Its Wi-Fi comes back under another name.',
    'La caja borra todo y se reinicia. Su Wi-Fi vuelve con otro nombre.',
  ],
} as const satisfies Texts;
