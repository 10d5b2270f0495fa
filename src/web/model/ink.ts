/** Legible text on a coloured tile. Pure. */

/** Relative luminance 0…1 of `#rrggbb` (WCAG 2.2); 0 for anything else. */
export function luminance(color: string): number {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  if (match === null) return 0;
  const [r, g, b] = match.slice(1).map((hex) => {
    const c = Number.parseInt(hex, 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast ratio 1…21 of two luminances. */
export function contrast(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Near-black or white: the colour that reads better on `color`. */
export function inkOn(color: string): '#000000' | '#ffffff' {
  const l = luminance(color);
  return contrast(l, luminance('#000000')) >= contrast(l, 1) ? '#000000' : '#ffffff';
}
