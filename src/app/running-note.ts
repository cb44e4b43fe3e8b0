import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a running engine can be found. The address of an embedded Redis holds its password, so the file is readable by its owner alone. */
export interface RunningNote {
  readonly redis: string;
  readonly url: string | undefined;
  readonly pid: number;
}

const fileOf = (dataFolder: string): string => join(dataFolder, 'running.json');

/** Writes down where the engine of this data folder runs, for `doctor` and `dead-letters`. */
export function noteRunning(dataFolder: string, note: RunningNote): void {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  // A file that exists keeps its mode when it is written again; one made anew has ours from the first byte on.
  rmSync(fileOf(dataFolder), { force: true });
  writeFileSync(fileOf(dataFolder), `${JSON.stringify(note)}\n`, { mode: 0o600 });
}

/** The note of the engine that runs, or ran until it was killed, on this data folder. */
export function readRunning(dataFolder: string): RunningNote | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(dataFolder), 'utf8')) as RunningNote;
  } catch {
    return undefined;
  }
}

/** Takes the note away. */
export function forgetRunning(dataFolder: string): void {
  rmSync(fileOf(dataFolder), { force: true });
}
