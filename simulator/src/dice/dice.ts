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
  let hash = Math.imul(a ^ Math.imul((b + 0x9e3779b9) | 0, 0x85ebca6b), 0xcc9e2d51);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0x27d4eb2f);
  return (hash ^ (hash >>> 16)) >>> 0;
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
    for (let part = 0; text.length < digits; part++)
      text += mix(mix(this.#base, hashText(property)), part)
        .toString(16)
        .padStart(8, '0');
    return text.slice(0, digits);
  }
}
