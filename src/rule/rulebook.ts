import { formatFinding, type Finding } from '#document';
import { CrosscurrentError, type Clock } from '#kernel';
import type { Observe } from '#telemetry';
import { makeBundle } from './bundle.ts';
import { checkRuleFile, settleRules, type CheckedFile, type CheckOptions, type RuleFile } from './check-rules.ts';
import type { RuleBundle } from './compiled-rule.ts';
import { defaultAccounts } from './default-accounts.ts';

/** What a rulebook lives from: a way to read the rule files, what checking may know, and where to say what happened. */
export interface RulebookParts {
  read(): Promise<readonly RuleFile[]>;
  readonly options: CheckOptions;
  readonly observe: Observe;
}

/** Files checked, each about a millisecond's work, before others get a turn: lanes of the same process must not wait for a thousand rules. */
const FILES_A_TURN = 5;

/**
 * Rulebook holds the rules in force. They switch only as a whole: a lane asks `current()` once at the start of a batch and keeps the answer for
 * the batch. A set with a mistake is refused and the old one stays in force; what was wrong stays in `findings`. Only files that changed are checked and compiled again, a few at a
 * time, so that a lane which shares the process is held up for some milliseconds at most.
 */
export class Rulebook {
  readonly #parts: RulebookParts;
  #bundle: RuleBundle;
  #seen = '';
  #findings: readonly Finding[] = [];
  #checked: readonly CheckedFile[] = [];
  #loading: Promise<unknown> = Promise.resolve();

  constructor(parts: RulebookParts) {
    this.#parts = parts;
    this.#bundle = makeBundle([], parts.options.accounts ?? defaultAccounts);
  }

  /** The rules in force. */
  current(): RuleBundle {
    return this.#bundle;
  }

  /** What the last reading found: errors when it was refused, else warnings. */
  get findings(): readonly Finding[] {
    return this.#findings;
  }

  /** Reads and switches. Throws `invalid-rules` with the findings in words when they have errors or cannot be read: for the start, where there is no old set to keep. */
  async load(): Promise<RuleBundle> {
    if (await this.reload()) return this.#bundle;
    throw new CrosscurrentError('invalid-rules', this.#findings.map(formatFinding).join('\n'));
  }

  /** Reads again; switches when something changed and is right. False when what was read is refused. Never rejects. */
  reload(): Promise<boolean> {
    // Two readings at once could switch in the wrong order.
    const next = this.#loading.then(() => this.#reload());
    this.#loading = next;
    return next;
  }

  async #reload(): Promise<boolean> {
    let files: readonly RuleFile[];
    try {
      files = await this.#parts.read();
    } catch (error) {
      return this.#refuse('unreadable', [unreadable(error)]);
    }
    const seen = JSON.stringify(files.map((file) => [file.path, file.text]));
    if (seen === this.#seen) return !this.#findings.some((one) => one.severity === 'error');
    const { bundle, findings } = settleRules((this.#checked = await this.#check(files)), this.#parts.options);
    if (!bundle) return this.#refuse(seen, findings);
    this.#seen = seen;
    this.#findings = findings;
    // A comment or a blank line changes the files and not the rules: lanes keep what they have.
    if (bundle.hash === this.#bundle.hash && this.#bundle.rules.size > 0) return true;
    this.#bundle = bundle;
    this.#parts.observe({ kind: 'rules.loaded', hash: bundle.hash, rules: bundle.rules.size });
    return true;
  }

  /** Reads again every `every` milliseconds of process time until aborted. Polling works on every file system, network and container mounts included. */
  async watch(clock: Clock, every: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await clock.sleep(every, signal);
      } catch {
        return;
      }
      await this.reload();
    }
  }

  async #check(files: readonly RuleFile[]): Promise<readonly CheckedFile[]> {
    const known = new Map(this.#checked.map((one) => [one.file.path, one]));
    const checked: CheckedFile[] = [];

    let worked = 0;
    for (const file of files) {
      const before = known.get(file.path);
      if (before?.file.text === file.text) {
        checked.push(before);
        continue;
      }
      checked.push(checkRuleFile(file, this.#parts.options));
      if (++worked % FILES_A_TURN === 0) await nextTurn();
    }
    return checked;
  }

  #refuse(seen: string, findings: readonly Finding[]): false {
    // The same mistake is told once, not at every poll.
    const repeated = seen === this.#seen;
    this.#seen = seen;
    this.#findings = findings;
    if (!repeated) {
      const errors = findings.filter((one) => one.severity === 'error');
      this.#parts.observe({ kind: 'rules.rejected', findings: errors.length, first: errors[0] ? formatFinding(errors[0]) : '' });
    }
    return false;
  }
}

function unreadable(error: unknown): Finding {
  const message = `the rules cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  return {
    file: 'rules',
    line: 1,
    column: 1,
    severity: 'error',
    code: 'rules-unreadable',
    message,
    hint: 'Check the folder and its permissions.',
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
