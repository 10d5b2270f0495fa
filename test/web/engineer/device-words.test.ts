import t from 'tap';
import { deviceWords } from '../../../src/web/engineer/device-words.js';

t.test(
  'browsers name themselves after each other; the one in use is found, and the phone’s model where it is given',
  async (t) => {
    const webkit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
    const blink = 'AppleWebKit/537.36 (KHTML, like Gecko)';
    const table: readonly [userAgent: string, words: string][] = [
      [
        `Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) ${webkit} Version/17.4 Mobile/15E148 Safari/604.1`,
        'iPhone · Safari',
      ],
      [
        `Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) ${webkit} CriOS/122.0 Mobile/15E148 Safari/604.1`,
        'iPhone · Chrome',
      ],
      [`Mozilla/5.0 (Linux; Android 10; K) ${blink} Chrome/122.0.0.0 Mobile Safari/537.36`, 'Android · Chrome'],
      [`Mozilla/5.0 (Linux; Android 10; K) ${blink} Chrome/122.0.0.0 Safari/537.36`, 'Android tablet · Chrome'],
      [
        `Mozilla/5.0 (Linux; Android 9; SM-G960F) ${blink} SamsungBrowser/23.0 Chrome/115.0 Mobile Safari/537.36`,
        'SM-G960F · Samsung Internet',
      ],
      ['Mozilla/5.0 (Android 13; Mobile; rv:122.0) Gecko/122.0 Firefox/122.0', 'Android · Firefox'],
      [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${blink} Chrome/122.0.0.0 Safari/537.36 Edg/122.0`, 'Windows · Edge'],
      [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Version/17.4 Safari/605.1.15`, 'Mac · Safari'],
      [`Mozilla/5.0 (X11; Linux x86_64) ${blink} Chrome/122.0.0.0 Safari/537.36`, 'Linux · Chrome'],
      ['stagebox-android/1.4', ''],
      ['', ''],
    ];
    for (const [userAgent, words] of table) t.equal(deviceWords(userAgent), words, userAgent);
  },
);
