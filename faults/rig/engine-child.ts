import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { EngineOrder } from './engine-plan.ts';

/** A line an engine process said, and when, in milliseconds since the start of the run. */
export interface Said {
  readonly at: number;
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** How a process ended. */
export interface Exit {
  readonly at: number;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** An engine in a process of its own; a supervised one is started again when it ends by a signal that the rig did not send as the last word. */
export interface EngineChild {
  readonly name: string;
  readonly order: EngineOrder;
  readonly said: readonly Said[];
  readonly exits: readonly Exit[];
  /** Resolves when it listens. */
  start(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Resolves at the next end of the process, at once when it is not running. */
  ended(): Promise<void>;
  /** Ends it for good. */
  stop(): Promise<void>;
}

/** Makes an engine process of the compiled package at `root`. */
export function engineChild(root: string, name: string, order: EngineOrder, now: () => number): EngineChild {
  const said: Said[] = [];
  const exits: Exit[] = [];
  let child: ChildProcess | undefined;
  let gone: Promise<void> = Promise.resolve();
  let stopping = false;
  let starts = 0;

  async function start(): Promise<void> {
    // The order to stop itself is for the first life only, or a supervised engine would never live.
    const { stop: _, ...again } = order;
    const told = starts++ === 0 ? order : again;
    const script = join(root, 'dist', 'faults', 'engine-process.js');
    const started = spawn(process.execPath, [script, JSON.stringify(told)], { stdio: ['ignore', 'pipe', 'pipe'] });
    child = started;
    let complaints = '';
    started.stderr.on('data', (chunk: Buffer) => (complaints = (complaints + chunk.toString()).slice(-2_000)));
    const lines = createInterface({ input: started.stdout });
    await new Promise<void>((resolve, reject) => {
      lines.on('line', (line) => {
        const one = { at: now(), ...(JSON.parse(line) as { kind: string }) };
        said.push(one);
        if (one.kind === 'listening') resolve();
      });
      gone = new Promise((ended) => {
        started.once('exit', (code, signal) => {
          // How the rig ends what is left at the end says nothing about the run.
          if (!stopping) exits.push({ at: now(), code, signal });
          reject(new Error(`${name} ended with ${code ?? signal} before it listened: ${complaints}`));
          ended();
          if (order.supervised === true && signal !== null && !stopping) setTimeout(() => void start().catch(() => undefined), 200);
        });
      });
    });
  }

  return {
    name,
    order,
    said,
    exits,
    start,
    signal: (signal) => void child?.kill(signal),
    ended: () => gone,
    async stop() {
      stopping = true;
      if (child !== undefined && child.exitCode === null && child.signalCode === null) {
        child.kill('SIGCONT');
        child.kill('SIGKILL');
      }
      await gone;
    },
  };
}
