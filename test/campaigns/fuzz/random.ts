/** Pseudo-random numbers: the same for the same seed, so that every input can be made again. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** Two streams differ if any part of their names differs. */
  constructor(...name: readonly (string | number)[]) {
    let [a, b] = [0x9e37_79b9, 0x85eb_ca6b];
    for (const letter of name.join('/')) {
      a = Math.imul(a ^ letter.codePointAt(0)!, 0x0100_0193);
      b = Math.imul(b + letter.codePointAt(0)!, 0x85eb_ca77) ^ (a >>> 13);
    }
    [this.#a, this.#b, this.#c] = [a, b, a ^ b];
    for (let i = 0; i < 12; i++) this.next();
  }

  /** 0…2³²−1. Small fast counting generator (Doty-Humphrey, PractRand), 32 bits. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter++) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** 0…`limit`−1. */
  below(limit: number): number {
    return this.next() % limit;
  }

  /** Once in `n`. */
  once(n: number): boolean {
    return this.next() % n === 0;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.next() % list.length]!;
  }

  /** Small numbers often, `limit` rarely. */
  few(limit: number): number {
    return Math.floor(limit ** (this.next() / 2 ** 32)) - 1;
  }
}
