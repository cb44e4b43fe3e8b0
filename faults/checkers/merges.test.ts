import { expect, it } from 'vitest';
import type { Observation } from '../rig/observation.ts';
import { checkMerges } from './merges.ts';

const history = {
  people: [
    { person: 0, clicks: ['k-0-0', 'k-0-1'] },
    { person: 1, clicks: ['k-1-0'] },
  ],
  refused: 0,
};
const sound: Observation['journeys'] = [
  { contact: 'u0', campaigns: ['k-0-0', 'k-0-1'], alias: false },
  { contact: 'd0', campaigns: [], alias: true },
  { contact: 'u1', campaigns: ['k-1-0'], alias: false },
];
const words = (journeys: Observation['journeys'], refused = 0): string =>
  checkMerges({ ...history, refused }, { journeys })
    .map((finding) => finding.words)
    .join('; ');

it('passes a sound run and flags journeys that are lost, doubled or in two places', () => {
  expect(words(sound)).toBe('');
  expect(words(sound.slice(0, 2))).toMatch(/1 of 3 clicks are in no journey: k-1-0/);
  expect(words([...sound.slice(0, 2), { contact: 'u1', campaigns: ['k-1-0', 'k-1-0'], alias: false }])).toMatch(/more than once: k-1-0/);
  expect(
    words([
      { contact: 'u0', campaigns: ['k-0-0'], alias: false },
      { contact: 'd0', campaigns: ['k-0-1'], alias: true },
      { contact: 'u1', campaigns: ['k-1-0'], alias: false },
    ]),
  ).toMatch(/1 people have journeys in several records: 0/);
  expect(words(sound, 3)).toMatch(/3 events were not taken/);
});
