/** Types of the tables of texts. Pure. */

/** English and Spanish by key. `{name}` is filled in. */
export type Texts = Readonly<Record<string, readonly [english: string, spanish: string]>>;
