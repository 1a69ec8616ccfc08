import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** Clock ticks a second, in which the kernel counts CPU time. */
const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** Forgets the peak of a process' memory, so that `peakMemoryBytes` is that of what follows. Linux only. */
export const resetPeakMemory = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, '5');

/** The most memory (resident set) that a process had since it started, or since the peak was reset. */
export const peakMemoryBytes = (pid: number): number => kibibytes(`/proc/${pid}/status`, 'VmHWM');

/** The CPU time that a process has used, in milliseconds; with its children that have ended. */
export function cpuMs(pid: number): number {
  const [utime, stime, cutime, cstime] = statOf(pid).slice(11, 15).map(Number);
  return ((utime! + stime! + cutime! + cstime!) / ticksPerSecond) * 1000;
}

/** The processes whose parent is this one. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((child) => ifAlive(() => Number(statOf(child)[1]) === pid, false));
}

/** The CPU time of a process and of all its children, those that have ended included, in milliseconds. */
export const cpuMsOfFamily = (pid: number): number =>
  [pid, ...childrenOf(pid)].reduce((sum, member) => sum + ifAlive(() => cpuMs(member), 0), 0);

/** The memory of a process and its children, where what they share counts once. */
export const memoryBytesOfFamily = (pid: number): number =>
  [pid, ...childrenOf(pid)].reduce((sum, member) => sum + ifAlive(() => kibibytes(`/proc/${member}/smaps_rollup`, 'Pss'), 0), 0);

/** What follows the name in /proc/<pid>/stat: state, parent, … */
function statOf(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function kibibytes(file: string, field: string): number {
  const found = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(file, 'utf8'));
  if (!found) throw new Error(`${file} has no ${field}`);
  return Number(found[1]) * 1024;
}

/** A process may end between being listed and being read. */
function ifAlive<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return otherwise;
    throw error;
  }
}
