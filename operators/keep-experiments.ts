import { contactField, contactNote, type Moved, movedOf } from '#contact';
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
  mergeExposure,
} from '#experiment';
import { latestMoments } from '#kernel';
import { leadPointsByType, pointsEarned } from '#lead';
import { defineOperator, type Operator, type OperatorContext } from '#operator';

/** Most experiments a lane counts; further ones are not counted, so that a name made of an id cannot fill the memory. */
const mostExperiments = 200;

/**
 * Counts for every experiment which contacts were exposed to which variant, and which of them converted within the horizon: each contact once, whatever is repeated and under however many names that turn out to be one person's. The sums of all lanes together are what is judged.
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
    applies: (event) => event.contact !== undefined && (isExposure(event) || conversions.has(event.type) || movedOf(event) !== undefined),
    reads(event, { bundle, state }) {
      const { contact } = event;
      if (contact === undefined) return [];
      if (isExposure(event)) return [contactNote('experiments', contact), names, experimentFields.record(textOf(event, 'experiment'))];
      const moved = movedOf(event);
      if (moved !== undefined) return movedFields(moved, contact, state, horizon);
      // While no rule splits anybody, conversions cost nothing.
      if (bundle.splits !== true || !conversions.has(event.type)) return [];
      const field = contactNote('experiments', contact);
      if (!state.has(field)) return [field, contactField(contact)];
      const open = openExposures(state.get<ExposureNote>(field) ?? {}, event.at, horizon);
      return [field, contactField(contact), ...open.map(experimentFields.record)];
    },
    each(event, context) {
      const { contact = '', at } = event;
      const field = contactNote('experiments', contact);
      if (isExposure(event)) {
        expose(event, field, horizon, context);
        return;
      }
      const moved = movedOf(event);
      if (moved !== undefined) return take(moved, contact, field, horizon, context);
      if (context.bundle.splits !== true || pointsEarned(event, conversions.get(event.type)!) === 0) return;
      const known = context.contact(contact);
      known.converted = latestMoments(known.converted, at);
      context.contactChanged(contact);
      const note = context.state.get<ExposureNote>(field);
      if (note !== undefined) convert(note, at, field, horizon, context);
    },
  });
}

/** Counts a conversion for every experiment that waits for one. */
function convert(note: ExposureNote, at: number, field: string, horizon: number, context: OperatorContext): void {
  for (const experiment of openExposures(note, at, horizon)) {
    const place = experimentFields.record(experiment);
    // An exposure of this very batch may not have been known when the fields were announced; then its record is at hand all the same.
    const record = context.state.get<ExperimentRecord>(place);
    if (record === undefined) continue;
    countConversion(record, note, experiment, horizon);
    context.state.set(place, record);
    context.state.set(field, note);
  }
}

/** What is read where a name joins a contact: nothing, where neither its exposures nor its conversions say anything. */
function movedFields({ notes, record }: Moved, contact: string, state: OperatorContext['state'], horizon: number): readonly string[] {
  if (!saysAnything({ notes, record })) return [];
  const field = contactNote('experiments', contact);
  const brought = Object.keys(notes.experiments ?? {});
  const note = (state.has(field) ? state.get<ExposureNote>(field) : undefined) ?? {};
  const own = (record.converted ?? []).flatMap((at) => openExposures(note, at, horizon));
  return [field, contactField(contact), experimentFields.names, ...new Set([...brought, ...own].map(experimentFields.record))];
}

function saysAnything({ notes, record }: Moved): boolean {
  return notes.experiments !== undefined || record.converted !== undefined;
}

/** Joins the exposures of another name, and holds what each name was exposed to against the conversions of both. */
function take(moved: Moved, contact: string, field: string, horizon: number, context: OperatorContext): void {
  if (!saysAnything(moved)) return;
  const { state } = context;
  const brought = (moved.notes.experiments ?? {}) as ExposureNote;
  const note = state.get<ExposureNote>(field) ?? {};
  for (const [experiment, { weights, ...exposure }] of Object.entries(brought)) {
    const record = weights && openRecord(experiment, state);
    if (record === undefined) continue;
    mergeExposure(record, note, experiment, { ...exposure, weights: weights! }, horizon);
    state.set(experimentFields.record(experiment), record);
    state.set(field, note);
  }
  // The record holds the conversions of both names by now.
  for (const at of context.contact(contact).converted ?? []) convert(note, at, field, horizon, context);
}

/** What this lane has counted of an experiment; undefined when it counts as many as it may. */
function openRecord(experiment: string, state: OperatorContext['state']): ExperimentRecord | undefined {
  const kept = state.get<ExperimentRecord>(experimentFields.record(experiment));
  if (kept !== undefined) return kept;
  const known = state.get<{ names: string[] }>(experimentFields.names)?.names ?? [];
  if (known.length >= mostExperiments) return undefined;
  state.set(experimentFields.names, { names: [...known, experiment] });
  return { designs: {} };
}

/** Only the engine's own steps expose anybody. */
function isExposure({ type, source }: ScoredEvent): boolean {
  return type === 'experiment.exposed' && source === 'crosscurrent';
}

function expose(event: ScoredEvent, field: string, horizon: number, context: OperatorContext): void {
  const { state } = context;
  const experiment = textOf(event, 'experiment');
  const place = experimentFields.record(experiment);
  const record = openRecord(experiment, state);
  if (record === undefined) return;
  // Who was assigned under a name that has joined since is this contact.
  if (event.data['unit'] === (event.via ?? event.contact)) {
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
