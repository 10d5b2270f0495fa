/** A picture of a code to scan. A tap makes it as large as the screen allows, so that cameras read it from afar. */
import { useSignal } from '@preact/signals';
import { t } from '../i18n/language.js';

export function QrPicture({ src, alt }: { src: string; alt: string }) {
  const large = useSignal(false);
  return (
    <button
      type="button"
      class={`qr${large.value ? ' qr--large' : ''}`}
      aria-pressed={large.value}
      aria-label={alt}
      title={t('qrLarger')}
      onClick={() => {
        large.value = !large.value;
      }}
    >
      <img src={src} alt="" width="132" height="132" />
    </button>
  );
}
