import type { Finding } from '../checkers/finding.ts';
import { usual, works } from '../rig/roles.ts';
import { doneAt, type Scenario } from '../rig/scenario.ts';

/** What ends or runs short in good order: memory, a platform's patience, a process that is asked to stop. */
export const limits: readonly Scenario[] = [
  {
    name: 'redis-full',
    about: 'Redis has no memory left for four seconds: admission refuses, lanes and delivery go on',
    engines: usual,
    load: { seconds: 10 },
    steps: [
      { at: 2_500, do: 'fill-redis' },
      { at: 4_500, do: 'readyz', expect: 503 },
      { at: 6_500, do: 'raise-redis' },
      { at: 8_500, do: 'readyz', expect: 200 },
    ],
    judge(run) {
      const { history, seen } = run;
      const full = doneAt(run, 'fill-redis');
      const raised = doneAt(run, 'raise-redis');
      const findings: Finding[] = [];
      const during = history.answers.filter(({ at }) => at > full + 500 && at < raised);
      const taken = during.filter(({ status }) => status === 202).length;
      if (taken > 0) findings.push({ check: 'answers (G6)', words: `${taken} events were accepted by a full server` });
      const codes = new Set(during.map(({ code }) => code));
      if (!codes.has('store-full')) findings.push({ check: 'the fault', words: `nobody heard store-full: ${[...codes].join(', ')}` });
      // Second steps wait a second in a timer: those that arrive now were committed by a full server.
      const acted = seen.arrivals.filter(({ at, step }) => step === 'later' && at > full + 500 && at < raised).length;
      if (acted === 0) findings.push({ check: 'lanes under OOM (G6)', words: 'no lane committed while Redis was full' });
      const first = history.answers.find(({ at, status }) => status === 202 && at > raised)?.at;
      if (first === undefined || first - raised > 3_000)
        findings.push({ check: 'recovery', words: 'admission did not come back within 3 s' });
      return {
        findings,
        measured: `${during.length} refused (${[...codes].join(', ')}), ${acted} actions from timers meanwhile, accepting again after ${Math.round((first ?? 0) - raised)} ms`,
      };
    },
  },
  {
    name: 'platform-faults',
    about: 'the platform answers 429 with Retry-After, 503, nothing, breaks before and after it took the action',
    engines: usual,
    load: { seconds: 8 },
    steps: [
      { at: 1_000, do: 'platform', mode: 'reset-after', times: 6 },
      { at: 2_000, do: 'platform', mode: '429', times: 6 },
      { at: 3_000, do: 'platform', mode: '5xx', times: 6 },
      { at: 4_000, do: 'platform', mode: 'hang', times: 3 },
      { at: 5_500, do: 'platform', mode: 'reset', times: 4 },
    ],
    judge({ seen }) {
      const modes = new Set(seen.arrivals.map(({ mode }) => mode));
      const missing = ['reset-after', '429', '5xx', 'hang'].filter((mode) => ![...modes].some((one) => one === mode));
      const times = new Map<string, number>();
      for (const { key } of seen.arrivals) times.set(key, (times.get(key) ?? 0) + 1);
      const again = [...times.values()].filter((count) => count > 1).length;
      const findings =
        missing.length === 0 && again > 0 ? [] : [{ check: 'the fault', words: `${missing.join(', ')} never happened, ${again} repeats` }];
      return { findings, measured: `${seen.arrivals.length} requests for ${times.size} actions, ${again} sent again` };
    },
  },
  {
    name: 'sigterm',
    about: 'SIGTERM under load to a process with every role: it ends with 0 within ten seconds, the other goes on',
    engines: { alpha: { roles: ['admit', 'enrich', 'decide', 'deliver'] }, beta: works },
    load: { seconds: 5 },
    steps: [
      { at: 2_500, do: 'signal', to: 'alpha', signal: 'SIGTERM' },
      { at: 2_500, do: 'await-end', of: 'alpha' },
    ],
    judge({ engines, done, history }) {
      const exit = engines.get('alpha')!.exits[0];
      const [asked = 0] = done;
      const findings: Finding[] = [];
      if (exit?.code !== 0) findings.push({ check: 'exit', words: `it ended with ${exit?.code ?? exit?.signal ?? 'nothing'}` });
      const took = (exit?.at ?? Infinity) - asked;
      if (took > 10_000) findings.push({ check: 'exit', words: `it took ${Math.round(took)} ms` });
      const wrong = history.answers.filter(({ at, status, code }) => at > asked && status === 503 && code !== 'draining').length;
      if (wrong > 0) findings.push({ check: 'answers (G1)', words: `${wrong} senders were told something else than draining` });
      const taken = engines.get('beta')!.said.filter(({ kind, at }) => kind === 'lane.acquired' && at > asked);
      const last = Math.max(asked, ...taken.map(({ at }) => at));
      return {
        findings,
        measured: `ended with 0 after ${Math.round(took)} ms; ${taken.length} lanes handed over within ${Math.round(last - asked)} ms`,
      };
    },
  },
  {
    name: 'sigterm-without-redis',
    about:
      'SIGTERM while Redis is away: the process ends within ten seconds all the same, and what it had not committed is done by the other',
    engines: { alpha: { roles: ['admit', 'enrich', 'decide', 'deliver'] }, beta: works },
    load: { seconds: 3 },
    steps: [
      { at: 2_000, do: 'kill-redis' },
      { at: 2_500, do: 'signal', to: 'alpha', signal: 'SIGTERM' },
      { at: 2_500, do: 'await-end', of: 'alpha' },
      { at: 2_500, do: 'start-redis' },
    ],
    judge(run) {
      const exit = run.engines.get('alpha')!.exits[0];
      const took = (exit?.at ?? Infinity) - doneAt(run, 'signal');
      const findings = took <= 10_000 ? [] : [{ check: 'exit', words: `it took ${Math.round(took)} ms` }];
      return { findings, measured: `ended with ${exit?.code} after ${Math.round(took)} ms` };
    },
  },
  {
    name: 'sigterm-in-a-black-hole',
    about:
      'SIGTERM while nothing passes between the process and Redis, and the platform is silent: it ends within ten seconds all the same',
    engines: { alpha: { roles: ['admit', 'enrich', 'decide', 'deliver'], behindProxy: true, patient: true }, beta: works },
    load: { seconds: 3, acts: 0.5 },
    steps: [
      { at: 1_500, do: 'platform', mode: 'hang', times: 8 },
      { at: 2_000, do: 'black-hole' },
      { at: 2_500, do: 'signal', to: 'alpha', signal: 'SIGTERM' },
      { at: 2_500, do: 'await-end', of: 'alpha' },
      { at: 2_500, do: 'heal' },
    ],
    judge(run) {
      const exit = run.engines.get('alpha')!.exits[0];
      const took = (exit?.at ?? Infinity) - doneAt(run, 'signal');
      const findings = took <= 10_000 ? [] : [{ check: 'exit', words: `it took ${Math.round(took)} ms` }];
      return { findings, measured: `ended with ${exit?.code} after ${Math.round(took)} ms` };
    },
  },
  {
    name: 'sigterm-silent-platform',
    about: 'SIGTERM while the platform does not answer: the process ends within ten seconds and the actions are sent again by the other',
    engines: { alpha: { roles: ['admit', 'enrich', 'decide', 'deliver'], patient: true }, beta: works },
    load: { seconds: 3, acts: 0.5 },
    steps: [
      { at: 1_500, do: 'platform', mode: 'hang', times: 12 },
      { at: 2_500, do: 'signal', to: 'alpha', signal: 'SIGTERM' },
      { at: 2_500, do: 'await-end', of: 'alpha' },
    ],
    judge(run) {
      const exit = run.engines.get('alpha')!.exits[0];
      const took = (exit?.at ?? Infinity) - doneAt(run, 'signal');
      const findings = took <= 10_000 ? [] : [{ check: 'exit', words: `it took ${Math.round(took)} ms` }];
      return { findings, measured: `ended with ${exit?.code} after ${Math.round(took)} ms` };
    },
  },
];
