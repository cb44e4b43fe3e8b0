import type { Finding } from '../checkers/finding.ts';
import { admits, usual, works } from '../rig/roles.ts';
import { doneAt, type Scenario } from '../rig/scenario.ts';

/** Processes killed from outside: workers again and again, the process that admits, Redis. */
export const kills: readonly Scenario[] = [
  {
    name: 'kill-workers-again-and-again',
    about: 'kill -9 of one of two supervised workers, eight times under load',
    engines: { admit: admits, alpha: { ...works, supervised: true }, beta: { ...works, supervised: true } },
    load: { seconds: 14 },
    steps: [1_137, 2_971, 4_403, 5_211, 7_829, 9_401, 10_007, 12_613].map((at, index) => ({
      at,
      do: 'signal',
      to: index % 3 === 1 ? 'beta' : 'alpha',
      signal: 'SIGKILL',
    })),
    judge: ({ engines }) => {
      const ends = [...engines.values()].reduce((sum, { exits }) => sum + exits.length, 0);
      return { findings: ends >= 6 ? [] : [{ check: 'the fault', words: `only ${ends} processes died` }], measured: `${ends} kills` };
    },
  },
  {
    name: 'kill-admission',
    about: 'kill -9 of the admitting process after the append and before the answer; senders repeat',
    engines: { ...usual, admit: { ...admits, stop: { point: 'after-append', hit: 150, signal: 'SIGKILL' }, supervised: true } },
    load: { seconds: 8 },
    steps: [],
    judge({ engines, history, seen }) {
      const findings: Finding[] = [];
      if (engines.get('admit')!.exits.length === 0) findings.push({ check: 'the fault', words: 'admission did not die' });
      const repeated = history.events.filter(({ id }) => seen.admitted.filter((one) => one === id).length > 1).length;
      const silent = history.answers.filter(({ status }) => status === 'none').length;
      if (silent === 0) findings.push({ check: 'the fault', words: 'every sender got an answer' });
      return { findings, measured: `${silent} requests without an answer, ${repeated} events twice in the streams and once in effect` };
    },
  },
  {
    name: 'kill-redis',
    about: 'kill -9 of Redis under load, started again after two and a half seconds',
    engines: usual,
    load: { seconds: 9 },
    steps: [
      { at: 2_000, do: 'kill-redis' },
      { at: 3_500, do: 'readyz', expect: 503 },
      { at: 4_500, do: 'start-redis' },
      { at: 7_500, do: 'readyz', expect: 200 },
    ],
    judge(run) {
      const { history } = run;
      const killed = doneAt(run, 'kill-redis');
      const back = doneAt(run, 'start-redis');
      const findings: Finding[] = [];
      const accepted = history.answers.filter(({ status }) => status === 202).map(({ at }) => at);
      // An answer given before the kill may be read a moment after it; the server answers a moment before its start is known.
      const wrong = accepted.filter((at) => at > killed + 100 && at < back - 400).length;
      if (wrong > 0) findings.push({ check: 'answers (G1)', words: `${wrong} events were accepted while Redis was down` });
      const first = accepted.find((at) => at >= back - 400);
      if (first === undefined || first - back > 5_000)
        findings.push({ check: 'recovery', words: 'admission did not come back within 5 s' });
      const refused = history.answers.filter(({ status }) => status === 503).length;
      return { findings, measured: `${refused} × 503 while down, accepting again ${Math.round((first ?? 0) - back)} ms after the start` };
    },
  },
  {
    name: 'pause-redis',
    about: 'Redis stands still for longer than the lease, then for longer than a command may take',
    engines: usual,
    load: { seconds: 14 },
    steps: [
      { at: 1_500, do: 'pause-redis' },
      { at: 3_500, do: 'resume-redis' },
      { at: 5_000, do: 'pause-redis' },
      { at: 11_500, do: 'resume-redis' },
      { at: 13_500, do: 'readyz', expect: 200 },
    ],
    judge({ history, done }) {
      const [paused = 0, , again = 0, resumed = 0] = done;
      const findings: Finding[] = [];
      const accepted = history.answers.filter(({ status }) => status === 202).map(({ at }) => at);
      if (accepted.some((at) => (at > paused + 200 && at < done[1]!) || (at > again + 200 && at < resumed))) {
        findings.push({ check: 'answers (G1)', words: 'events were accepted while Redis stood still' });
      }
      const first = accepted.find((at) => at > resumed);
      if (first === undefined || first - resumed > 3_000)
        findings.push({ check: 'recovery', words: 'admission did not come back within 3 s' });
      const unclear = history.answers.filter(({ code }) => code === 'store-unavailable').length;
      return { findings, measured: `${unclear} × 503, accepting again ${Math.round((first ?? 0) - resumed)} ms after it went on` };
    },
  },
];
