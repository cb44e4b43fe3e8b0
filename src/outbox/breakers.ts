import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll, type CircuitBreakerPolicy } from 'cockatiel';
import type { DeliveryReport } from '#action';
import type { Observe } from '#telemetry';
import type { DeliverSettings } from './deliver-settings.ts';

const STATES = { [CircuitState.Closed]: 'closed', [CircuitState.HalfOpen]: 'half-open', [CircuitState.Open]: 'open' } as const;

/** The account rests; the next attempt makes sense in so many milliseconds. */
export interface Resting {
  readonly kind: 'resting';
  readonly milliseconds: number;
}

/**
 * One circuit breaker per account: after so many failures in a row an account rests, then one attempt tests it. An account also rests as long as its platform asked for:
 * some platforms lengthen the wait of whoever keeps calling. A refusal is an answer of a living platform and does not count as a failure.
 */
export class Breakers {
  readonly #breakers = new Map<string, CircuitBreakerPolicy>();
  /** Until when accounts rest because their platform asked for it, monotonic milliseconds. */
  readonly #resting = new Map<string, number>();
  readonly #monotonic: () => number;
  readonly #observe: Observe;
  readonly #settings: Pick<DeliverSettings, 'breakerFailures' | 'breakerRest'>;

  constructor(observe: Observe, settings: Pick<DeliverSettings, 'breakerFailures' | 'breakerRest'>, monotonic: () => number) {
    this.#monotonic = monotonic;
    this.#observe = observe;
    this.#settings = settings;
  }

  /** Lets an account rest, as its platform asked. */
  rest(account: string, milliseconds: number): void {
    this.#resting.set(account, Math.max(this.#resting.get(account) ?? 0, this.#monotonic() + milliseconds));
  }

  /** Runs an attempt, or answers `resting` without running it. Rejects as the attempt does. */
  async run(account: string, attempt: () => Promise<DeliveryReport>): Promise<DeliveryReport | Resting> {
    const milliseconds = (this.#resting.get(account) ?? 0) - this.#monotonic();
    if (milliseconds > 0) return { kind: 'resting', milliseconds };
    try {
      return await this.#of(account).execute(attempt);
    } catch (error) {
      if (error instanceof BrokenCircuitError) return { kind: 'resting', milliseconds: this.#settings.breakerRest };
      throw error;
    }
  }

  #of(account: string): CircuitBreakerPolicy {
    let breaker = this.#breakers.get(account);
    if (!breaker) {
      const policy = handleAll.orWhenResult((report) => (report as DeliveryReport).kind === 'retryLater');
      breaker = circuitBreaker(policy, {
        halfOpenAfter: this.#settings.breakerRest,
        breaker: new ConsecutiveBreaker(this.#settings.breakerFailures),
      });
      breaker.onStateChange((state) => {
        if (state !== CircuitState.Isolated) this.#observe({ kind: 'breaker.changed', account, state: STATES[state] });
      });
      this.#breakers.set(account, breaker);
    }
    return breaker;
  }
}
