import type { Entry } from './lane-store.ts';
import type { EntryId } from './lane.ts';

/**
 * An entry as Redis returned it: `n`, the number of values, and `e`, the pack as JSON. It is parsed when it is first asked for: entries are read ahead, and while they wait they are a text, not
 * thousands of objects that the garbage collector copies around. An entry that is not a pack has none, and shows its fields in the raw, to become a dead letter.
 */
export class ReadEntry implements Entry {
  readonly id: EntryId;
  readonly #fields: readonly string[];
  #pack: readonly unknown[] | undefined;
  #parsed = false;

  constructor(id: EntryId, fields: readonly string[]) {
    this.id = id;
    this.#fields = fields;
  }

  get pack(): readonly unknown[] | undefined {
    if (!this.#parsed) {
      this.#parsed = true;
      this.#pack = parsed(this.#text);
    }
    return this.#pack;
  }

  /** What the entry says; a pack of signals has fewer records than signals. */
  get count(): number {
    const said = Number(this.#fields[0] === 'n' ? this.#fields[1] : this.#fields[this.#fields.indexOf('n') + 1]);
    return Number.isSafeInteger(said) && said > 0 ? said : (this.pack?.length ?? 1);
  }

  get raw(): string {
    return this.pack === undefined ? JSON.stringify(this.#fields) : this.#text!;
  }

  get #text(): string | undefined {
    return this.#fields[2] === 'e' ? this.#fields[3] : this.#fields[this.#fields.indexOf('e') + 1];
  }
}

function parsed(text: string | undefined): readonly unknown[] | undefined {
  try {
    const pack: unknown = JSON.parse(text ?? '');
    return Array.isArray(pack) ? pack : undefined;
  } catch {
    return undefined;
  }
}
