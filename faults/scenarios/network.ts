import type { Finding } from '../checkers/finding.ts';
import { admits, usual, works } from '../rig/roles.ts';
import { doneAt, type Scenario } from '../rig/scenario.ts';

const behindProxy = { behindProxy: true };

/** What the network between an engine and Redis may do. */
export const network: readonly Scenario[] = [
  {
    name: 'lost-commit-reply',
    about: 'commits and relays are applied and their replies lost; the owner asks again',
    engines: { admit: admits, alpha: { ...works, ...behindProxy }, beta: { ...works, ...behindProxy } },
    steps: [
      { at: 1_000, do: 'drop-reply', of: 'commit', times: 3 },
      { at: 2_500, do: 'drop-reply', of: 'relay', times: 3 },
      { at: 4_000, do: 'drop-reply', of: 'commit', times: 3 },
    ],
    judge({ engines, dropped }) {
      const said = [...engines.values()].flatMap((engine) => engine.said);
      const already = said.filter(({ kind, result }) => kind === 'batch.committed' && result === 'already').length;
      const relays = said.filter(({ kind }) => kind === 'signals.relayed').length;
      const findings: Finding[] =
        dropped >= 6 && already + relays > 0 ? [] : [{ check: 'the fault', words: `${dropped} replies lost, ${already} found applied` }];
      return { findings, measured: `${dropped} replies lost; asked again, ${already} commits and ${relays} relays had been applied` };
    },
  },
  {
    name: 'lost-append-reply',
    about: 'appends are applied and their replies lost; half of the senders repeat',
    engines: { ...usual, admit: { ...admits, ...behindProxy } },
    steps: [
      { at: 1_000, do: 'drop-reply', of: 'append', times: 2 },
      { at: 2_000, do: 'drop-reply', of: 'append', times: 2 },
      { at: 3_000, do: 'drop-reply', of: 'append', times: 2 },
      { at: 4_000, do: 'drop-reply', of: 'append', times: 2 },
    ],
    judge({ history, dropped }) {
      const unclear = history.answers.filter(({ code }) => code === 'store-unavailable').length;
      const findings =
        dropped >= 4 && unclear > 0 ? [] : [{ check: 'the fault', words: `${dropped} replies lost, ${unclear} senders told` }];
      return { findings, measured: `${dropped} replies lost, ${unclear} answers of 503 store-unavailable` };
    },
  },
  {
    name: 'black-hole',
    about: 'nothing passes between Redis and admission and one worker for six and a half seconds; what was sent arrives late',
    engines: { admit: { ...admits, ...behindProxy }, alpha: { ...works, ...behindProxy }, beta: works },
    load: { seconds: 12 },
    steps: [
      { at: 2_000, do: 'black-hole' },
      { at: 8_000, do: 'readyz', expect: 503 },
      { at: 8_500, do: 'heal' },
      { at: 11_500, do: 'readyz', expect: 200 },
    ],
    judge(run) {
      const { history, engines } = run;
      const holed = doneAt(run, 'black-hole');
      const healed = doneAt(run, 'heal');
      const accepted = history.answers.filter(({ status }) => status === 202).map(({ at }) => at);
      const first = accepted.find((at) => at > healed);
      const findings: Finding[] = [];
      if (accepted.some((at) => at > holed + 200 && at < healed))
        findings.push({ check: 'answers (G1)', words: 'events were accepted over a dead network' });
      if (first === undefined || first - healed > 5_000)
        findings.push({ check: 'recovery', words: 'admission did not come back within 5 s' });
      const lost = engines.get('alpha')!.said.filter(({ kind }) => kind === 'lane.lost').length;
      return {
        findings,
        measured: `accepting again ${Math.round((first ?? 0) - healed)} ms after healing; ${lost} lanes lost to the other worker`,
      };
    },
  },
  {
    name: 'connections-refused',
    about: 'every connection to Redis is broken and refused for a second, twice',
    engines: { admit: { ...admits, ...behindProxy }, alpha: { ...works, ...behindProxy }, beta: { ...works, ...behindProxy } },
    load: { seconds: 8 },
    steps: [
      { at: 1_500, do: 'refuse' },
      { at: 2_500, do: 'heal' },
      { at: 4_500, do: 'refuse' },
      { at: 5_500, do: 'heal' },
    ],
  },
];
