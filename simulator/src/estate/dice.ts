/** Deterministic chance: every roll is a pure function of what is rolled for, so resource i can be made without making those before it. */

const textHashes = new Map<string, number>();

/** 32-bit hash of a text (FNV-1a), remembered: the texts are seeds, regions, types and names of properties. */
export function hashText(text: string): number {
  let hash = textHashes.get(text);
  if (hash === undefined) {
    hash = 0x811c9dc5;
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    if (textHashes.size > 10_000) textHashes.clear();
    textHashes.set(text, hash);
  }
  return hash;
}

/** Mixes two 32-bit numbers into one (unsigned). */
export function mix(a: number, b: number): number {
  let hash = Math.imul(a ^ Math.imul(b + 0x9e3779b9 | 0, 0x85ebca6b), 0xcc9e2d51);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0x27d4eb2f);
  return (hash ^ hash >>> 16) >>> 0;
}

/** The dice of one resource: each property is rolled by its name. */
export class Dice {
  readonly #base: number;

  constructor(base: number) {
    this.#base = base;
  }

  /** A whole number in 0 … sides - 1. */
  int(property: string, sides: number): number {
    return Math.floor(this.real(property) * sides);
  }

  /** In [0, 1). */
  real(property: string): number {
    return mix(this.#base, hashText(property)) / 0x1_0000_0000;
  }

  chance(property: string, probability: number): boolean {
    return this.real(property) < probability;
  }

  /** One of a list that is not empty. */
  pick<T>(property: string, list: readonly T[]): T {
    return list[this.int(property, list.length)]!;
  }

  /** Lower-case hexadecimal digits. */
  hex(property: string, digits: number): string {
    let text = '';
    for (let part = 0; text.length < digits; part++) text += mix(mix(this.#base, hashText(property)), part).toString(16).padStart(8, '0');
    return text.slice(0, digits);
  }
}

const ODD = 0x9e3779b1;
const INVERSE = inverseOf(ODD);

/** x with ODD * x = 1 (mod 2^32), by Newton's iteration. */
function inverseOf(odd: number): number {
  let inverse = odd;
  for (let step = 0; step < 5; step++) inverse = Math.imul(inverse, 2 - Math.imul(odd, inverse));
  return inverse;
}

/** 17 hex digits that look random and from which `indexOfId` reads the index back. */
export function idOf(scope: number, index: number): string {
  const scrambled = (Math.imul(index, ODD) ^ scope) >>> 0;
  return `${(mix(scope, 0x1d) >>> 0).toString(16).padStart(8, '0')}0${scrambled.toString(16).padStart(8, '0')}`;
}

/** The index that `idOf` hid, or undefined when the digits are not of this scope. */
export function indexOfId(scope: number, digits: string): number | undefined {
  if (!/^[0-9a-f]{17}$/.test(digits)) return undefined;
  const index = Math.imul(Number.parseInt(digits.slice(9), 16) ^ scope, INVERSE) >>> 0;
  return idOf(scope, index) === digits ? index : undefined;
}
