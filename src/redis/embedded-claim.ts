import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CrosscurrentError } from '#kernel';
import { probe, type Address } from './probe.ts';

/** A claim on a folder: `note` writes down where its server will listen, before it starts; `release` gives the folder up. */
export interface FolderClaim {
  note(address: Address): void;
  release(): void;
}

interface Note {
  readonly starter: number;
  /** When the starter began, as the kernel counts: tells it from a later process with the same id. Unknown where there is no /proc. */
  readonly began: string | undefined;
  readonly address?: Address;
}

// Process ids repeat (in a container even from start to start), so within this process the set below decides and not the file.
const claimedHere = new Set<string>();

/**
 * Claims the folder for one embedded server. Two servers appending to one log would destroy it.
 * A claim counts while the process that made it lives, and, when that one has died, while its server still answers at the noted address with its password.
 * Throws `unsafe-redis` when the folder is taken.
 */
export async function claimFolder(folder: string): Promise<FolderClaim> {
  const file = join(folder, 'redis.claim');
  const refusal = new CrosscurrentError(
    'unsafe-redis',
    `A Redis already runs on the folder ${folder}. Stop the other engine, or name another folder with --data.`,
  );
  if (claimedHere.has(folder)) throw refusal;
  claimedHere.add(folder);
  try {
    for (let attempt = 0; !create(file); attempt++) {
      const holder = await findHolder(file);
      if (holder === 'nobody') rmSync(file, { force: true });
      // A server whose starter died is being ended by its guard and needs a moment to sync its log.
      else if (holder === 'orphan' && attempt < 15) await new Promise((resolve) => setTimeout(resolve, 200));
      else throw refusal;
    }
  } catch (error) {
    claimedHere.delete(folder);
    throw error;
  }
  return {
    note(address) {
      const draft = `${file}.${process.pid}`;
      writeFileSync(draft, JSON.stringify({ starter: process.pid, began: beginning(process.pid), address } satisfies Note), {
        mode: 0o600,
      });
      renameSync(draft, file);
    },
    release() {
      rmSync(file, { force: true });
      claimedHere.delete(folder);
    },
  };
}

function create(file: string): boolean {
  try {
    writeFileSync(file, JSON.stringify({ starter: process.pid, began: beginning(process.pid) } satisfies Note), {
      mode: 0o600,
      flag: 'wx',
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function findHolder(file: string): Promise<'starter' | 'orphan' | 'nobody'> {
  let note: Note;
  try {
    note = JSON.parse(readFileSync(file, 'utf8')) as Note;
  } catch {
    return 'nobody';
  }
  if (isAlive(note.starter) && beginning(note.starter) === note.began && !isZombie(note.starter))
    return note.starter === process.pid ? 'nobody' : 'starter';
  const presence = note.address ? await probe(note.address) : 'absent';
  return presence === 'ready' || presence === 'busy' ? 'orphan' : 'nobody';
}

function beginning(pid: number): string | undefined {
  return kernelRecord(pid)?.[19];
}

/** True for a process that has ended and only waits to be collected by its parent, which in a container may never happen. */
function isZombie(pid: number): boolean {
  return kernelRecord(pid)?.[0] === 'Z';
}

function kernelRecord(pid: number): string[] | undefined {
  try {
    // The fields are counted from behind the program's name, which may itself hold blanks and brackets.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
