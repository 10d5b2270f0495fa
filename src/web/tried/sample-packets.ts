/**
 * A tenth of a second of Opus as the box sends it: 20 packets of 5 ms, 100 bytes each, 160 kbit/s, low delay.
 * Left 400, 1250 and 5000 Hz, right 700, 2310 and 9000 Hz. Each has an amplitude of 0.1, and a whole number of
 * periods: it can be repeated. Pure data.
 */

const PACKET_BYTES = 100;
/** Frames of each packet. */
export const PACKET_FRAMES = 240;
/** Mean level of the decoded sound: six sines on two sides. */
export const SAMPLE_RMS = 0.1 * Math.sqrt(3 / 2);

/** Base64. */
const SAMPLE: readonly string[] = [
  '7ArHu+yuL+FXJE8yghx5oa003KMoYVdstKVcdde7MLeVxr7KLMMd+PoKw2EbToRxY/rPabvYud4XAsJ9YhPZrar/YPRY5vfe/1v+JhEwY9gkpdZa',
  'ZZu+mtZItN9L8lEDX5OH6uwK4bj2aELLioRhOTV1pzJ9+/Rsq/JbCVkXO+06kA5CUTPeavqWxSUb1GzuxkFb5AZudImvBCckecZ6n1iE9mtqubg9',
  'Fjm997/g74/7MwYPoYdUuVR/RfFBWKTQ1DY62G0MFarsCuJaqfwQypzy1nsLJT2wzlXUG+MzrOdvKigqoUxLpsHsw9H/LtA5vpgYQKUodXXoL0Z+',
  'Oy1W7kFXPajREJ7NbVdDB6LFlv3v9b/iVMcGEcfABMGFCnTbSZYyeJp+dH52RAeq7AriamuCFaG1WQz8OKLtlEdHAfqczFEh78cAPlLxBKCuHKYY',
  '8zHnpAKUPc5p0DftHCdfXFXRGCyU1GsNEQns1tV/sHosWW/e/4oeJzwwYGUMAEPOVn9O3wTWOTDI/uhzODQF6+wKx7vrRK8F8j9FzxjB5wd2hLdv',
  'nR5jpJSJoHqy9DZsruov2HEp5bDcWsI6qTwsZj6E8zcEIXIg0euSfWIT2a2q/2D0WOb33v9b/iVMcGHD4KX4+V1dqLva3pb+13KRC5+Tl6rsCuG4',
  '9bdjmlCHzcpRWUrulSeW+DyQD3fDnNVDKx0FmSNtNk8Zr8s8zuBuOz1dgTS0dmu8N/G9lKjebifWIT2a2q5uD0WOb2ZyA9xPnxQ/mg3G2saZ9HCc',
  'QFIq96QiXb4XRAWq7AriWqn/7Pu2MMIIqfXgPUdMbzMQNrUit5YBo5H76AuyTsGsngGjvoaVhhKzoUBmNDYWj6WON03tlfQHVsWiIT2a2q6A1nO0',
  'eZyB+Ro4s8xjREpbKbH+k0WM4IhSD3R+ekQH6+wK4jNgxRpZ6o2aQdJIc6l4I6NNutjt75x2p4Ht0KMV8xLyN4x2C+jlkce+U7qFmQSaMIV8sbMD',
  'lAOaAGHwzwPvZ9HZQ0LaHsDTa/BePq9kkQwWfbISb/QVZY74xE/ocwc0FarsCuH1qmWVK0Tikol1u7pUDf7kF3c96h/uMK3/b2MUEEmHAJQYH20o',
  'lCVgRClByOJNQLFUXctFJHH2T6qHB2a2q/2D0WOb33v/uPieycGMMgKVT+Vn9kN9yY4SuCqyoDMbUAfq7ArHYXP3Kk0dF4npNRb4GEjfQimgqHFm',
  'uo5WL87CamRFdJuUs00DmKH5NCamRdjW/8apnpFXs2vJQGJHyPJ4D0KIXK939CHtvNqmitR/8w5lRdScjvEuAVBiKvC1rIyGn4eVquwK4lqqJjrD',
  'YIEn24Lp/Mijd4W9wiS7D6vANzoBKcXjI8h4ATpUZFZJu2gmq5W6AcaTwjEAP0NS/Bke20RCezW1XQweixZb97/7j4nszBhJtwAeFhYGVFrBliF4',
  'Wr5XdjZEB6rsCuJqa/onNLURfEv2cKT0RldY/zEICRAh19kj5RGin0T4Is2WcwT+yGgY88p259QQeCSwMFR2tIoMdyjREJ7NbVf7B6LFlv3v9b/i',
  'VMcGEKHABauFmSffBNY6NFROy2s4NAXq7Arh9ar9bXI8Pg7u/pBnxPtQ0pIO+0FzOBKfKmNWM8gDctvLx9EEZNp2BX12COuqQN27KqbIkJO5bMn1',
  'iE9mtqv9g9Fjm997/jU4/zwwYsgApZ55Va24veVIIIqaMUMrW1AXquwK4bj2aDeg+qzh154pKmLBn3yN3X5/PGonSs4yzLbYNOsOpnmY3aweCEMe',
  'IdwH0rw46c7sTJakaHumn1iE9mtqubg9Fjm997/jU4/UxwYjaYf4+VT/WfFBSIXA58o+uF0MBarsCshRaob+QIzlPEV6ypSeYweSaH2gOFNz1m3N',
  'Hpb9JVzn3R3BijvvB8S5g2YzXif+YiSja7KoTaqK3adPrEJWj3qbB6LFlv3v+KHid0MGEgukDspskekWMaY69NZPdH6+h4fr7Ariamv4DbiH9efx',
  'aXceS88C+zye19yVUtV0A8oDS3PQx+dGXJmdqgW4rVMCvIotncRl8Qo8DuYeVGT0pXIaIhPZrar/DWc7R5nIIiacvcxGgkpbKbFKhh267LSET+tj',
  'KFAXquwK4fWq7cYp3bkSFk3BCKwFHh+6Xb6ufAMMGMn1l/WslfJP5TubVXIFeSPhSTbbLF/gfxFufBdaFWSfWIT2a2q/2D0WOb33v+NTj+ZF96o1',
  'ApST5XT2y3XSSLv82/ODIycwBersCuG49mbNEneLEQaw74V8fxAZkxDm8OrwzeYACDBSl7w5jF5vFkh2yqypmglV6vRc2ajuEdJq8RoaBd37TZs3',
  'YjRC5Xu/oQ9Gm1RUdR/5rl2nQhVaYplEUneluLUNf64bRBeq7AriWqoh7NtjzQXsh6f64lB2rIyNjgYzXE87kmTY7Iw9q9R136uQsDhk951KGWln',
  '/tetUqsYqaKUDTLTREJ7NbVdDB6LFlv3v9b/iVHMGFWjAByblYh9WCCWOvgaz3duZkQHq+wKyGiwB4RPkalM6sE33fvr6I3kaCr4zhPnO6TuJErV',
  'cGCIMKeaS3e6TZQFjzlfeLFWPkNZARJJOBAH5lYY4iOSJep7KGhbQ9gabVNFSP/CKuAUSUneorgVdYxwWP7qQ3yXheo=',
];

/** The packets, in order. */
export function samplePackets(): Uint8Array[] {
  const bytes = Uint8Array.from(atob(SAMPLE.join('')), (letter) => letter.charCodeAt(0));
  return Array.from({ length: bytes.length / PACKET_BYTES }, (_, i) =>
    bytes.slice(i * PACKET_BYTES, (i + 1) * PACKET_BYTES),
  );
}
