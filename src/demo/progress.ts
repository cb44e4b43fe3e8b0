import { formatDuration } from '#kernel';

/** Shows how far the story is: on a terminal one line that changes, elsewhere a line now and then. */
export class Progress {
  readonly #write: (text: string) => void;
  readonly #forPeople: boolean;
  #told = -1;

  constructor(write: (text: string) => void, forPeople: boolean) {
    this.#write = write;
    this.#forPeople = forPeople;
  }

  /** `share` of the story that is over, from 0 to 1; `story` is how much of its time that is, in milliseconds. */
  show(share: number, story: number, events: number, fires: number): void {
    const words = `${formatDuration(Math.round(story / 60_000) * 60_000) || '0s'} of the story, ${events.toLocaleString('en-GB')} events sent, rules fired ${fires} times`;
    if (this.#forPeople) {
      const full = Math.round(share * 30);
      this.#write(`\r  [${'█'.repeat(full)}${'░'.repeat(30 - full)}] ${words}   `);
      return;
    }
    const tenth = Math.floor(share * 10);
    if (tenth === this.#told) return;
    this.#told = tenth;
    this.#write(`  ${String(Math.round(share * 100)).padStart(3)} %  ${words}\n`);
  }

  end(): void {
    if (this.#forPeople) this.#write('\n');
  }
}
