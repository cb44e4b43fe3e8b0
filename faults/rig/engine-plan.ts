import type { Role } from '#app';

/** Points at which an engine process can be made to stop itself. */
export type Point = 'after-read' | 'after-relay' | 'before-commit' | 'after-commit' | 'after-append' | 'after-send';

/** What one engine process of a scenario is. */
export interface EnginePlan {
  readonly roles: readonly Role[];
  /** The process ends (`SIGKILL`) or freezes (`SIGSTOP`) itself when it comes by the point for the `hit`-th time. */
  readonly stop?: { readonly point: Point; readonly hit: number; readonly signal: 'SIGKILL' | 'SIGSTOP' };
  /** The process kills itself before and after the first commit of every transition that runs of this rule make, in any of its lives, and a few times between a send and its record. */
  readonly killTransitionsOf?: string;
  /** Its Redis lies behind the fault proxy. */
  readonly behindProxy?: boolean;
  /** It waits as long for a platform's answer as an engine does by default; others of the rig are quicker. */
  readonly patient?: boolean;
  /** Starts again by itself when it was killed, as under a supervisor. */
  readonly supervised?: boolean;
}

/** What an engine process is told, as its one argument. */
export interface EngineOrder extends EnginePlan {
  readonly worker: string;
  readonly port: number;
  readonly redisUrl: string;
  readonly platformUrl: string;
  readonly dataFolder: string;
  readonly rulesFolder: string;
  readonly partitions: number;
  /** Milliseconds. */
  readonly lease: number;
}

/** Events with these ids hurt the operator that matches rules: one throws, one kills the process. */
export const poison = { throws: 'poison-throws', kills: 'poison-kills' } as const;

/** The key senders use. */
export const writeKey = 'rig-write-key';
