import { describe, expect, it } from 'vitest';
import { checkJourneys } from './journeys.ts';
import { soundRun, type Doctored } from './sound-run.fixture.ts';

const good =
  'reserve sent, reserve delivered, pause waiting, pause over, variant variant, variant.good.set-1 set, reach split up, mail sent, nap waiting, mail delivered, nap over, sms sent, sms delivered, reach joined, charge sent, charge delivered, thank sent, thank delivered, done';
const bad =
  'reserve sent, reserve delivered, pause waiting, pause over, variant variant, variant.bad.set-1 set, reach split up, mail sent, nap waiting, nap over, sms sent, sms delivered, mail delivered, reach joined, charge sent, charge retrying, charge sent, charge failed, compensating, reserve.compensate sent, reserve.compensate delivered, compensated';

/** Two journeys that ended well, one each way; the platform heard of one action twice, as it may. */
function journeys(): Doctored {
  const run = soundRun();
  const trails = { 'ż-1-3': good, 'ż-2-3': bad };
  for (const [event, trail] of Object.entries(trails)) {
    run.seen.runs.push({ event, state: trail === good ? 'done' : 'compensated', trail: trail.split(', ') });
    const last = trail === good ? 'thank' : 'release';
    for (const step of ['reserve', 'mail', 'mail', 'sms', 'charge', last])
      run.seen.arrivals.push({ at: 1, key: `${event} ${step}`, bodyHash: step, event, step: `journey-${step}`, mode: 'ok' });
  }
  return run;
}

function flagged(doctor: (run: Doctored) => void): string {
  const run = journeys();
  doctor(run);
  return checkJourneys(run.history, run.seen)
    .map(({ check, words }) => `${check}: ${words}`)
    .join('; ');
}

describe('the checker of journeys', () => {
  it('holds nothing against journeys that ended as undisturbed ones do, in whatever order their branches went', () => {
    expect(flagged(() => {})).toBe('');
  });

  it.each<[string, (run: Doctored) => void, string]>([
    ['a run that is missing', ({ seen }) => void seen.runs.shift(), '1 events have no run: ż-1-3'],
    ['an event with two runs', ({ seen }) => void seen.runs.push(seen.runs[0]!), '1 events have several runs: ż-1-3'],
    ['another end', ({ seen }) => void (seen.runs[1] = { ...seen.runs[1]!, state: 'running' }), 'ż-2-3 is running instead of compensated'],
    [
      'a transition too many',
      ({ seen }) => void (seen.runs[0] = { ...seen.runs[0]!, trail: [...seen.runs[0]!.trail, 'mail sent'] }),
      'ż-1-3 went another way',
    ],
    [
      'a transition too few',
      ({ seen }) => void (seen.runs[0] = { ...seen.runs[0]!, trail: seen.runs[0]!.trail.filter((one) => one !== 'nap over') }),
      'ż-1-3 went another way',
    ],
    [
      'an action that never came',
      ({ seen }) => void (seen.arrivals = seen.arrivals.filter(({ step }) => step !== 'journey-release')),
      'ż-2-3 had the actions reserve, mail, sms, charge',
    ],
    [
      'an action that nobody asked for',
      ({ seen }) => void seen.arrivals.push({ ...seen.arrivals.at(-1)!, event: 'ż-1-3', key: 'other' }),
      'ż-1-3 had the actions reserve, mail, sms, charge, thank, release',
    ],
    [
      'an action under two keys',
      ({ seen }) => void seen.arrivals.push({ ...seen.arrivals.at(-1)!, key: 'other' }),
      '1 actions came under more than one key: ż-2-3 journey-release',
    ],
    [
      'an action whose bytes changed',
      ({ seen }) => void seen.arrivals.push({ ...seen.arrivals.at(-1)!, bodyHash: 'other' }),
      'the bytes of 1 actions changed between attempts',
    ],
    [
      'a key of two actions',
      ({ seen }) => void (seen.arrivals = seen.arrivals.map((one) => (one.step === 'journey-sms' ? { ...one, key: 'shared' } : one))),
      '1 keys stand for more than one action',
    ],
  ])('flags %s', (_what, doctor, words) => {
    expect(flagged(doctor)).toContain(words);
  });
});
