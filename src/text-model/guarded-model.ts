import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel';
import type { Sentiment } from '#event';
import type { Clock } from '#kernel';
import type { Observe } from '#telemetry';
import type { AskedText, TextModel, TextModelSettings } from '#text';
import { type Asker, Unanswered } from './asker.ts';

const STATES = { [CircuitState.Closed]: 'closed', [CircuitState.HalfOpen]: 'half-open', [CircuitState.Open]: 'open' } as const;
/** Most of a text that is sent, in characters. */
const LONGEST_TEXT = 4_096;
/** Questions of one batch that are under way at once. */
const MOST_QUESTIONS = 4;

/** What became of the texts of a question. */
type Result = 'answered' | 'silent' | 'timeout' | 'failed' | 'malformed' | 'resting';

/**
 * A TextModel around an asker that may be slow, wrong or dead. A batch of texts is asked about in questions of `batch` texts, equal texts once, and waits `timeout` in all, whatever the asker does; after
 * `failures` failures in a row nothing is asked for `rest`, then one question tests it. What is not answered is undefined, never an error: a model outside may not hold up a lane.
 */
export class GuardedModel implements TextModel {
  readonly #settings: Omit<TextModelSettings, 'at'>;
  readonly #asker: Asker;
  readonly #clock: Pick<Clock, 'monotonic' | 'sleep'>;
  readonly #observe: Observe;
  readonly #languages: ReadonlySet<string> | undefined;
  readonly #closed = new AbortController();
  readonly #breaker;

  constructor(settings: Omit<TextModelSettings, 'at'>, asker: Asker, clock: Pick<Clock, 'monotonic' | 'sleep'>, observe: Observe) {
    this.#settings = settings;
    this.#asker = asker;
    this.#clock = clock;
    this.#observe = observe;
    this.#languages = settings.languages && new Set(settings.languages);
    this.#breaker = circuitBreaker(handleAll, { halfOpenAfter: settings.rest, breaker: new ConsecutiveBreaker(settings.failures) });
    const account = `text:${settings.name}`;
    observe({ kind: 'breaker.changed', account, state: 'closed' });
    this.#breaker.onStateChange((state) => {
      if (state !== CircuitState.Isolated) observe({ kind: 'breaker.changed', account, state: STATES[state] });
    });
  }

  speaks(language: string): boolean {
    return this.#languages?.has(language) ?? true;
  }

  async ask(texts: readonly AskedText[]): Promise<readonly (Sentiment | undefined)[]> {
    if (texts.length === 0) return [];
    const places = new Map<string, number[]>();
    const different: AskedText[] = [];
    for (const [place, { text, language }] of texts.entries()) {
      const short = text.slice(0, LONGEST_TEXT);
      const same = places.get(`${language} ${short}`);
      if (same) same.push(place);
      else {
        places.set(`${language} ${short}`, [place]);
        different.push({ text: short, language });
      }
    }
    const answers = await this.#askAll(different);
    const told: (Sentiment | undefined)[] = Array.from({ length: texts.length });
    for (const [index, at] of [...places.values()].entries()) for (const place of at) told[place] = answers[index];
    return told;
  }

  /** Gives up what is under way: nobody waits for it any more. From now on nothing is asked. */
  close(): void {
    this.#closed.abort();
  }

  async #askAll(texts: readonly AskedText[]): Promise<(Sentiment | undefined)[]> {
    const { batch, timeout, name } = this.#settings;
    const started = this.#clock.monotonic();
    const over = new AbortController();
    const done = new AbortController();
    const end = (): void => over.abort();
    this.#closed.signal.addEventListener('abort', end, { once: true });
    if (this.#closed.signal.aborted) end();
    this.#clock.sleep(timeout, done.signal).then(end, () => undefined);
    const answers: (Sentiment | undefined)[] = Array.from({ length: texts.length });
    const results: { [result in Result]?: number } = {};
    const count = (result: Result, by: number): void => void (results[result] = (results[result] ?? 0) + by);
    let words: string | undefined;
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < texts.length) {
        const from = next;
        const part = texts.slice(from, (next += batch));
        try {
          const sentiments = await this.#breaker.execute(async () => this.#question(part, over.signal));
          for (const [index, sentiment] of sentiments.entries()) answers[from + index] = sentiment;
          const silent = sentiments.filter((one) => one === undefined).length;
          if (silent > 0) count('silent', silent);
          if (silent < part.length) count('answered', part.length - silent);
        } catch (error) {
          const resting = error instanceof BrokenCircuitError;
          count(resting ? 'resting' : error instanceof Unanswered ? error.why : 'failed', part.length);
          if (!resting) words = error instanceof Unanswered ? error.message : 'it failed';
        }
      }
    };
    await Promise.all(Array.from({ length: MOST_QUESTIONS }, work));
    done.abort();
    this.#closed.signal.removeEventListener('abort', end);
    const seconds = (this.#clock.monotonic() - started) / 1_000;
    this.#observe({ kind: 'text-model.asked', model: name, results, seconds, ...(words === undefined ? {} : { words }) });
    return answers;
  }

  /** One question; when the wait is over it is over, whether the asker heard of it or not. */
  async #question(texts: readonly AskedText[], over: AbortSignal): Promise<readonly (Sentiment | undefined)[]> {
    const late = (): Unanswered => new Unanswered('timeout', `no answer in ${this.#settings.timeout} ms`);
    if (over.aborted) throw late();
    let stop = (): void => undefined;
    const ended = new Promise<never>((_, reject) => {
      stop = () => reject(late());
      over.addEventListener('abort', stop, { once: true });
    });
    try {
      return await Promise.race([this.#asker(texts, over), ended]);
    } catch (error) {
      // What fails because it was given up is late, however the asker puts it.
      throw over.aborted ? late() : error;
    } finally {
      over.removeEventListener('abort', stop);
    }
  }
}
