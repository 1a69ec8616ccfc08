/** A file that is generated and committed: its path from the root of the repository, and all of its text. */
export interface Generated {
  readonly path: string;
  readonly content: string;
}

/** Gives the files that it makes; writes nothing itself. */
export type Generator = (root: string) => Promise<Generated[]>;
