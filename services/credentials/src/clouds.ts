/**
 * Where calls to providers go. A platform serves real clouds or the simulator, never both: an account that was connected in the one is never
 * touched in the other.
 */
export type Clouds = { mode: 'real' } | { mode: 'simulator'; url: string };
