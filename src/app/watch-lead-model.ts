import type { Clock } from '#kernel';
import { leadFields, LeadModel, type LeadSchool, type PublishedLeads } from '#lead';
import type { LaneStore } from '#stream';
import type { Observe } from '#telemetry';

/** Process milliseconds between looks for a newer model. */
const PAUSE = 5_000;

/** LeadModelWatch has the newest committed model at hand for the lanes of this process; a look that fails leaves the one it has. */
export class LeadModelWatch {
  readonly #store: Pick<LaneStore, 'loadState'>;
  readonly #observe: Observe;
  #published: PublishedLeads | undefined;

  constructor(store: Pick<LaneStore, 'loadState'>, observe: Observe) {
    this.#store = store;
    this.#observe = observe;
  }

  current(): PublishedLeads | undefined {
    return this.#published;
  }

  /** Looks once. The model itself is read only when its version changed. */
  async look(): Promise<void> {
    const lane = { stage: 'enrich', partition: leadFields.lane } as const;
    const [kept] = await this.#store.loadState(lane, [leadFields.version]);
    if (!kept || (JSON.parse(kept) as { version: number }).version === this.#published?.version) return;
    const [json] = await this.#store.loadState(lane, [leadFields.school]);
    if (!json) return;
    const school = JSON.parse(json) as LeadSchool;
    const model = LeadModel.from(school.model);
    if (model === undefined) return;
    this.#published = { version: school.version, model };
    this.#observe({ kind: 'lead-model.taken', version: school.version, ...model.health.figures() });
  }

  /** Looks again and again until aborted. */
  async watch(clock: Clock, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.look().catch((error: unknown) =>
        this.#observe({ kind: 'redis.failed', role: 'lead-model', error: error instanceof Error ? error.message : String(error) }),
      );
      await clock.sleep(PAUSE, signal).catch(() => undefined);
    }
  }
}
