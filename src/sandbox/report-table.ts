/** What a campaign of a stand-in has come to on a day. */
export interface SandboxFigures {
  readonly campaign: string;
  readonly name: string;
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly currency: string;
  /** A decimal. */
  readonly spend: string;
  readonly impressions: number;
  readonly clicks: number;
  readonly leads: number;
  readonly conversions: number;
}

/** The figures behind the report APIs of the stand-ins, by platform; setting a campaign's day again restates it. Counts the requests it answered. */
export class ReportTable {
  readonly #figures = new Map<string, Map<string, SandboxFigures>>();
  readonly #asked = new Map<string, number>();
  /** Most rows of a page, where the platform has pages: small, to see how a client turns them. */
  pageLimit = 500;
  /** Requests that a platform takes before it throttles; and from four fifths of which on it warns, where it warns. */
  quota = Number.POSITIVE_INFINITY;

  set(platform: string, ...all: readonly SandboxFigures[]): void {
    const table = this.#figures.get(platform) ?? new Map<string, SandboxFigures>();
    for (const one of all) table.set(`${one.day} ${one.campaign}`, one);
    this.#figures.set(platform, table);
  }

  /** Rows of days from `since` to `until`, both included, in order. */
  between(platform: string, since: string, until: string): SandboxFigures[] {
    const all = [...(this.#figures.get(platform) ?? new Map<string, SandboxFigures>())];
    return all
      .filter(([, { day }]) => day >= since && day <= until)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([, figures]) => figures);
  }

  /** Notes a request; answers how much of the quota is used, in percent. */
  ask(platform: string): number {
    const asked = (this.#asked.get(platform) ?? 0) + 1;
    this.#asked.set(platform, asked);
    return this.quota === Number.POSITIVE_INFINITY ? 0 : Math.round((asked / this.quota) * 100);
  }

  /** How often a platform was asked since the start, or since it was forgiven. */
  asked(platform: string): number {
    return this.#asked.get(platform) ?? 0;
  }

  /** The quota is whole again, as after an hour. */
  forgive(): void {
    this.#asked.clear();
  }
}
