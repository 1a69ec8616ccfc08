import type { ScannedAsset } from '@offload/contracts';
import type { Judgement, NativeFinding } from '../collection/collection.ts';

const mostAssets = 500;
const mostBytes = 512 * 1024;
const mostJudgements = 10_000;

export interface BufferedPage {
  /** Batches as inventory takes them: 500 assets and 512 KiB at most, unless one alone is larger. */
  readonly batches: readonly (readonly ScannedAsset[])[];
  readonly judgements: readonly Judgement[];
  readonly native: readonly NativeFinding[];
}

/** Gathers what a job yields until it is worth storing: providers' pages are as small as one and as large as a thousand. */
export class PageBuffer {
  #batches: ScannedAsset[][] = [];
  #bytes = 0;
  #judgements: Judgement[] = [];
  #native: NativeFinding[] = [];

  addResources(assets: readonly ScannedAsset[], judgements: readonly Judgement[]): void {
    for (const asset of assets) {
      const bytes = Buffer.byteLength(JSON.stringify(asset));
      const last = this.#batches.at(-1);
      if (!last || last.length >= mostAssets || this.#bytes + bytes > mostBytes) {
        this.#batches.push([asset]);
        this.#bytes = bytes;
      } else {
        last.push(asset);
        this.#bytes += bytes;
      }
    }
    this.#judgements.push(...judgements);
  }

  addNative(findings: readonly NativeFinding[]): void {
    this.#native.push(...findings);
  }

  get isEmpty(): boolean {
    return this.#batches.length === 0 && this.#judgements.length === 0 && this.#native.length === 0;
  }

  /** Whether there is a whole batch, or as many findings as one statement should write. */
  get isFull(): boolean {
    const [first] = this.#batches;
    return (
      this.#batches.length > 1 ||
      (first?.length ?? 0) >= mostAssets ||
      this.#judgements.length >= mostJudgements ||
      this.#native.length >= mostAssets
    );
  }

  /** What was gathered; the buffer is empty afterwards. */
  take(): BufferedPage {
    const page = { batches: this.#batches, judgements: this.#judgements, native: this.#native };
    this.#batches = [];
    this.#bytes = 0;
    this.#judgements = [];
    this.#native = [];
    return page;
  }
}
