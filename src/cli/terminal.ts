/** What a command is given of the world outside, so that none of them touches the process. */
export interface Terminal {
  /** The words after the program's name. */
  readonly words: readonly string[];
  readonly environment: { readonly [name: string]: string | undefined };
  /** What is piped in, to its end: for what must not stand on a command line, where others may read it. Absent where nothing can be. */
  readInput?(): Promise<string>;
  /** Results, and nothing else: scripts read them. */
  out(text: string): void;
  /** What people should know meanwhile. */
  err(text: string): void;
  /** Whether a person watches `err`. */
  readonly forPeople: boolean;
  /** Aborted when the process is asked to stop. */
  readonly stopping: AbortSignal;
  /** Name of this machine, and id of this process on it. */
  readonly host: string;
  readonly pid: number;
  readonly random: () => number;
}

/** Runs a command's work and notes its exit code: 0 fine, 1 findings or failure, 2 wrong usage. */
export type Finish = (work: () => Promise<number>) => Promise<void>;
