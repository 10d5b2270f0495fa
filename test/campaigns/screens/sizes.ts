/** The screens of the campaign: from the smallest phone in use to a laptop, CSS px; and both languages. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

const SIZES: readonly Size[] = [
  { width: 320, height: 568 },
  { width: 360, height: 600 },
  { width: 360, height: 740 },
  { width: 740, height: 360 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
];

export const LOCALES = ['en-GB', 'es-ES'] as const;

export const sizeText = ({ width, height }: Size): string => `${width}x${height}`;

/** The sizes of a list such as `320x568,740x360`; all of them if it is empty. Throws if one is not of the campaign. */
export function sizesOf(list: string): readonly Size[] {
  if (list === '') return SIZES;
  return list.split(',').map((text) => {
    const size = SIZES.find((each) => sizeText(each) === text);
    if (size === undefined) throw new Error(`--sizes ${text}: there are ${SIZES.map(sizeText).join(', ')}`);
    return size;
  });
}
