import type { JsonObject } from '#kernel';

/** What this version does not know of a platform. */
export type Surprise = 'field' | 'version' | 'event';

/** Notes what a platform sent that this version does not know, so that it is counted and told instead of being lost without a word. */
export class Surprises {
  readonly #counts = new Map<Surprise, { count: number; first: string }>();

  note(what: Surprise, name: string): void {
    const known = this.#counts.get(what);
    if (known === undefined)
      this.#counts.set(what, { count: 1, first: /^[\w.:-]{1,64}$/.test(name) ? name : '(a name not fit to be shown)' });
    else known.count += 1;
  }

  /** The fields of an object that are not among the known ones, noted; undefined when there are none. `where` says whose they are. */
  unknownFields(value: JsonObject, known: ReadonlySet<string>, where: string): JsonObject | undefined {
    let unknown: JsonObject | undefined;
    for (const name in value) {
      if (known.has(name)) continue;
      this.note('field', `${where}.${name}`);
      (unknown ??= {})[name] = value[name]!;
    }
    return unknown;
  }

  get all(): readonly { readonly what: Surprise; readonly count: number; readonly first: string }[] {
    return [...this.#counts].map(([what, { count, first }]) => ({ what, count, first }));
  }
}
