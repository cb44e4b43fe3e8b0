import { nearest, parseDuration } from '#kernel';
import type { AuthoredGuards } from './guards-schema.ts';
import { isZone } from './is-zone.ts';
import { microsOf } from './money.ts';

/** Something wrong with guards that a schema cannot say; `pointer` leads to it from the guards. */
export interface GuardMistake {
  readonly pointer: string;
  readonly code: 'unknown-zone' | 'missing-field' | 'contradiction' | 'not-allowed' | 'wrong-form';
  readonly message: string;
  readonly hint?: string;
  readonly suggestion?: string;
}

/** No log of what was done is kept for longer than this. */
const LONGEST = 366 * 86_400_000;

/** What is wrong with guards whose shape is right. */
export function guardMistakes(guards: AuthoredGuards): readonly GuardMistake[] {
  const mistakes: GuardMistake[] = [];
  const { spend_cap, frequency_cap, quiet_hours, approve_above } = guards;
  const period = (pointer: string, text: string | undefined): void => {
    const length = text === undefined ? 1 : (parseDuration(text) ?? 0);
    if (length > 0 && length <= LONGEST) return;
    mistakes.push({
      pointer,
      code: 'not-allowed',
      message: `"${text}" is no period a guard can keep`,
      hint: 'Write one between 1ms and 366d.',
    });
  };
  period('/spend_cap/per', spend_cap?.per);
  period('/frequency_cap/per', frequency_cap?.per);
  period('/approve_above/within', approve_above?.within);
  for (const [name, limit] of [
    ['spend_cap', spend_cap],
    ['approve_above', approve_above],
  ] as const) {
    if (limit === undefined || microsOf(limit.amount) !== undefined) continue;
    const message = `${limit.amount} is no amount of money`;
    mistakes.push({ pointer: `/${name}/amount`, code: 'wrong-form', message, hint: 'Write it with at most six decimals.' });
  }
  if (quiet_hours === undefined) return mistakes;
  const { from, to, zone, otherwise } = quiet_hours;
  if (from === to) {
    const message = 'the quiet hours begin and end at the same time';
    mistakes.push({ pointer: '/quiet_hours/to', code: 'contradiction', message, hint: 'Leave them out, or move one end.' });
  }
  if (zone === 'contact' && otherwise === undefined) {
    const hint = 'Write otherwise: Europe/Warsaw, for contacts whose zone is not known.';
    mistakes.push({ pointer: '/quiet_hours', code: 'missing-field', message: 'zone: contact needs "otherwise"', hint });
  }
  if (zone !== 'contact' && otherwise !== undefined) {
    mistakes.push({ pointer: '/quiet_hours/otherwise', code: 'contradiction', message: '"otherwise" means nothing without zone: contact' });
  }
  if (zone !== 'contact') mistakes.push(...zoneMistakes('/quiet_hours/zone', zone));
  if (otherwise !== undefined) mistakes.push(...zoneMistakes('/quiet_hours/otherwise', otherwise));
  return mistakes;
}

function zoneMistakes(pointer: string, zone: string): readonly GuardMistake[] {
  if (isZone(zone)) return [];
  const suggestion = nearest(zone, [...Intl.supportedValuesOf('timeZone'), 'contact']);
  const message = `there is no time zone "${zone}"`;
  return [
    {
      pointer,
      code: 'unknown-zone',
      message,
      hint: 'Write an IANA name such as Europe/Warsaw.',
      ...(suggestion === undefined ? {} : { suggestion }),
    },
  ];
}
