import type { ExposureNote, NotedExposure } from './experiment-record.ts';

/** Most experiments of one contact: later ones take the place of the oldest. */
const MOST_NOTED = 20;

/** Notes that a contact was exposed. */
export function noteExposure(note: ExposureNote, experiment: string, exposure: NotedExposure): void {
  const names = Object.keys(note);
  if (note[experiment] === undefined && names.length >= MOST_NOTED) delete note[names[0]!];
  note[experiment] = exposure;
}
