/** Ids that look random and lead back to their index: 17 hex digits, of which the last eight are a bijection of the index. */
import { mix } from '../../dice/dice.ts';

const ODD = 0x9e3779b1;
const INVERSE = inverseOf(ODD);

/** Ids of one type in one region of one account. */
export interface IdScope {
  mask: number;
  /** The first nine digits. */
  prefix: string;
}

export function idScope(hash: number): IdScope {
  return { mask: hash, prefix: `${mix(hash, 0x1d).toString(16).padStart(8, '0')}0` };
}

/** The id of an index below 2^32. */
export function idOf(scope: IdScope, index: number): string {
  const scrambled = (Math.imul(index, ODD) ^ scope.mask) >>> 0;
  return scope.prefix + scrambled.toString(16).padStart(8, '0');
}

/** The index that `idOf` hid, or undefined when the digits are not of this scope. */
export function indexOfId(scope: IdScope, digits: string): number | undefined {
  if (!/^[0-9a-f]{17}$/.test(digits) || !digits.startsWith(scope.prefix)) return undefined;
  return Math.imul(Number.parseInt(digits.slice(9), 16) ^ scope.mask, INVERSE) >>> 0;
}

/** x with odd * x = 1 (mod 2^32), by Newton's iteration. */
function inverseOf(odd: number): number {
  let inverse = odd;
  for (let step = 0; step < 5; step++) inverse = Math.imul(inverse, 2 - Math.imul(odd, inverse));
  return inverse;
}
