/**
 * The box's settings in words, by the names of its own table: `setting_<name>` what it is called, `help_<name>` what it does. A
 * setting without words here is shown with the box's own. English, Spanish. Pure data.
 */
import type { Texts } from './texts.js';

export const settingTexts = {
  setting_name: ['Name of the box', 'Nombre de la caja'],
  help_name: ['As people see it.', 'El que ve la gente.'],
  setting_period: ['Period', 'Periodo'],
  help_period: [
    'Frames mixed at a time. Smaller is less delay and more work.',
    'Muestras que se mezclan de una vez. Menos da menos retardo y más trabajo.',
  ],
  'setting_limiter-ceiling': ['Limiter', 'Limitador'],
  'help_limiter-ceiling': ['No peak in any ear is above it.', 'Ningún pico pasa de aquí en ningún oído.'],
  'setting_native-clients': ['Older apps', 'Aplicaciones antiguas'],
  'help_native-clients': [
    'Apps of protocol 2 bring no key; “refuse” keeps them all out.',
    'Las de protocolo 2 no traen clave; «refuse» las deja fuera a todas.',
  ],
  'setting_captive-portal': ['Page opens by itself', 'La página se abre sola'],
  'help_captive-portal': [
    'On phones that join the Wi-Fi of the box.',
    'En los móviles que entran en la Wi-Fi de la caja.',
  ],
  'setting_backup-interval': ['Automatic backup', 'Copia automática'],
  'help_backup-interval': [
    'Time between two copies of all that is kept.',
    'Tiempo entre dos copias de todo lo guardado.',
  ],
  setting_mdns: ['Found by apps', 'Las apps la encuentran'],
  help_mdns: ['The box announces itself by mDNS.', 'La caja se anuncia por mDNS.'],
  'setting_mdns-interface': ['Announced on', 'Se anuncia en'],
  'help_mdns-interface': ['The only network interface for mDNS.', 'La única interfaz de red para mDNS.'],
  'setting_web-port': ['Port of the page', 'Puerto de la página'],
  'help_web-port': ['TCP; the page, /api and /mqtt.', 'TCP; la página, /api y /mqtt.'],
  'setting_also-web-port': ['Second port of the page', 'Segundo puerto de la página'],
  'help_also-web-port': ['80 on the box.', '80 en la caja.'],
  'setting_audio-port': ['Port of the sound', 'Puerto del sonido'],
  'help_audio-port': ['TCP; for browsers.', 'TCP; para navegadores.'],
  'setting_native-port': ['Port for apps', 'Puerto de las apps'],
  'help_native-port': ['TCP; for the Android app and its like.', 'TCP; para la app Android y similares.'],
  'setting_mqtt-port': ['Port of MQTT', 'Puerto de MQTT'],
  'help_mqtt-port': ['TCP; for other control programs.', 'TCP; para otros programas de control.'],
  setting_host: ['Address', 'Dirección'],
  help_host: ['Where the box listens.', 'Dónde escucha la caja.'],
  'setting_data-dir': ['Data folder', 'Carpeta de datos'],
  'help_data-dir': ['The only folder the box writes to.', 'La única carpeta en la que escribe la caja.'],
  'setting_settings-file': ['Settings file', 'Archivo de ajustes'],
  'help_settings-file': ['Where these settings are kept.', 'Dónde se guardan estos ajustes.'],
  'setting_realtime-priority': ['Priority of the capture', 'Prioridad de la captura'],
  'help_realtime-priority': ['0 leaves it as it is.', '0 la deja como está.'],
  'setting_capture-cpu': ['Processor of the capture', 'Procesador de la captura'],
  'help_capture-cpu': ['−1: any.', '−1: cualquiera.'],
  'setting_lock-memory': ['Keep sound in memory', 'Sonido fijo en memoria'],
  'help_lock-memory': ['The capture is never moved out to the disk.', 'La captura nunca pasa al disco.'],
  'setting_tls-cert': ['Certificate', 'Certificado'],
  'help_tls-cert': [
    'A file; with its key, the page is served over https too.',
    'Un archivo; con su clave, también hay https.',
  ],
  'setting_tls-key': ['Key of the certificate', 'Clave del certificado'],
  'help_tls-key': ['A file.', 'Un archivo.'],
  'setting_tls-web-port': ['Port of the secure page', 'Puerto de la página segura'],
  'help_tls-web-port': ['TCP; https.', 'TCP; https.'],
  'setting_tls-audio-port': ['Port of the secure sound', 'Puerto del sonido seguro'],
  'help_tls-audio-port': ['TCP; wss.', 'TCP; wss.'],
} as const satisfies Texts;
