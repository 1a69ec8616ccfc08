import { spawnSync } from 'node:child_process';

/** Who the server runs as. */
export interface ServerIdentity {
  uid: number;
  gid: number;
}

/** `nobody`, when we are root (Postgres refuses to run as root); undefined: as ourselves. */
export const serverIdentity = (): ServerIdentity | undefined => (process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined);

/** Whether the server could enter a directory: asked of the system itself, which alone knows of every rule. */
export const canEnter = (identity: ServerIdentity, directory: string): boolean =>
  spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', directory], { ...identity, cwd: '/', stdio: 'ignore' }).status === 0;

/** Whether the server's program could be run from where it lies. */
export const canRun = (identity: ServerIdentity, program: string): boolean =>
  spawnSync(program, ['--version'], { ...identity, cwd: '/', stdio: 'ignore' }).status === 0;
