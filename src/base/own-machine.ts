/** Whether an address (in its plain form) is the box itself. Limits per address do not apply to it. Pure. */
export const isOwnMachine = (address: string): boolean => /^(::ffff:)?127\.0\.0\.1$|^::1$/.test(address);
