import { contactNote } from '#contact';
import type { ScoredEvent } from '#event';
import {
  countConversion,
  countExposure,
  experimentFields,
  openExposures,
  type Exposure,
  type ExperimentRecord,
  type ExperimentSettings,
  type ExposureNote,
} from '#experiment';
import { leadPointsByType, pointsEarned } from '#lead';
import { defineOperator, type Operator, type OperatorContext } from '#operator';

/** Most experiments a lane counts; further ones are not counted, so that a name made of an id cannot fill the memory. */
const mostExperiments = 200;

/**
 * Counts for every experiment which contacts were exposed to which variant, and which of them converted within the horizon: each contact once, whatever is repeated. The sums of all lanes together are what is judged.
 * Undefined without settings: nothing is counted then.
 *
 *     in:   [experiment.exposed Ola to a, product.purchased by Ola, product.purchased by Ola]
 *     kept: a: one exposed, one converted
 */
export function keepExperiments(
  settings: Pick<ExperimentSettings, 'convertedOn' | 'horizon'> | undefined,
): Operator<ScoredEvent> | undefined {
  if (settings === undefined) return undefined;
  const { convertedOn, horizon } = settings;
  const conversions = leadPointsByType(convertedOn.map((one) => ({ ...one, points: 1 })));
  const names = experimentFields.names;
  return defineOperator<ScoredEvent>({
    name: 'keep-experiments',
    summary: 'Counts exposures and conversions of experiments.',
    applies: (event) => event.contact !== undefined && (isExposure(event) || conversions.has(event.type)),
    reads(event, { bundle, state }) {
      const { contact } = event;
      if (contact === undefined) return [];
      if (isExposure(event)) return [contactNote('experiments', contact), names, experimentFields.record(textOf(event, 'experiment'))];
      // While no rule splits anybody, conversions cost nothing.
      if (bundle.splits !== true || !conversions.has(event.type)) return [];
      const field = contactNote('experiments', contact);
      if (!state.has(field)) return [field];
      return [field, ...openExposures(state.get<ExposureNote>(field) ?? {}, event.at, horizon).map(experimentFields.record)];
    },
    each(event, context) {
      const { contact = '', at } = event;
      const field = contactNote('experiments', contact);
      if (isExposure(event)) {
        expose(event, field, horizon, context);
        return;
      }
      if (context.bundle.splits !== true || pointsEarned(event, conversions.get(event.type)!) === 0) return;
      const note = context.state.get<ExposureNote>(field);
      if (note === undefined) return;
      for (const experiment of openExposures(note, at, horizon)) {
        const place = experimentFields.record(experiment);
        // An exposure of this very batch may not have been known when the fields were announced; then its record is at hand all the same.
        const record = context.state.get<ExperimentRecord>(place);
        if (record === undefined) continue;
        countConversion(record, note, experiment, horizon);
        context.state.set(place, record);
        context.state.set(field, note);
      }
    },
  });
}

/** Only the engine's own steps expose anybody. */
function isExposure({ type, source }: ScoredEvent): boolean {
  return type === 'experiment.exposed' && source === 'crosscurrent';
}

function expose(event: ScoredEvent, field: string, horizon: number, context: OperatorContext): void {
  const { state } = context;
  const experiment = textOf(event, 'experiment');
  const place = experimentFields.record(experiment);
  const kept = state.get<ExperimentRecord>(place);
  if (kept === undefined) {
    const known = state.get<{ names: string[] }>(experimentFields.names)?.names ?? [];
    if (known.length >= mostExperiments) return;
    state.set(experimentFields.names, { names: [...known, experiment] });
  }
  const record = kept ?? { designs: {} };
  if (event.data['unit'] === event.contact) {
    const note = state.get<ExposureNote>(field) ?? {};
    const weights = event.data['weights'] as Exposure['weights'];
    if (!countExposure(record, note, { experiment, variant: textOf(event, 'variant'), weights, at: event.at }, horizon)) return;
    state.set(field, note);
  } else record.foreign = (record.foreign ?? 0) + 1;
  state.set(place, record);
}

function textOf({ data }: ScoredEvent, name: string): string {
  const value = data[name];
  return typeof value === 'string' ? value : '';
}
