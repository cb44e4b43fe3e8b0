import type { ScoredEvent } from '#event';
import type { JsonObject } from '#kernel';
import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileSegment } from './compile-segment.ts';
import type { CompiledSegment } from './compiled-segment.ts';
import { isSegmentFile, readSegment } from './read-segment.ts';
import type { SegmentNote } from './segment-note.ts';
import { SegmentSet, type Move } from './segment-set.ts';

const day = 86_400_000;
const start = Date.parse('2026-01-05T10:00:00Z');
const none: ReadonlySet<string> = new Set();

function compiled(text: string): CompiledSegment {
  const { read, findings } = readSegment(text, 's.yaml');
  expect(findings).toEqual([]);
  const { segment, findings: meant } = compileSegment(read!.authored, read!.document, 90 * day);
  expect(meant).toEqual([]);
  return segment!;
}
function mistakes(text: string): string[] {
  const { read, findings } = readSegment(text, 's.yaml');
  const all = read ? compileSegment(read.authored, read.document, 90 * day).findings : findings;
  return all.map(({ line, column, code, suggestion }) => `${line}:${column} ${code}${suggestion === undefined ? '' : ` ${suggestion}`}`);
}
const event = (type: string, at: number, data: JsonObject = {}, more: Partial<ScoredEvent> = {}): ScoredEvent => ({
  id: `${type}${at}`,
  source: 's',
  type,
  time: '',
  at,
  received: at,
  data,
  contact: 'ola',
  ...more,
});
const told = (moves: readonly Move[]): string[] =>
  moves.map(({ segment, entered, because }) => `${entered ? '+' : '-'}${segment} ${because}`);

describe('a segment file', () => {
  it('is told from a rule by its first word', () => {
    expect(isSegmentFile('# żółć\n\n---\nsegment: a\n')).toBe(true);
    expect(isSegmentFile('rule: a\nsegment: b\n')).toBe(false);
    expect(isSegmentFile('')).toBe(false);
  });

  it.each([
    ['segment: Duży\nsummary: s\nwhen: "true"\n', ['1:10 wrong-form']],
    ['segment: a\nsummary: s\n', ['1:1 segment-empty']],
    ['segment: a\nsummary: s\nwhn: "true"\n', ['3:1 unknown-field when']],
    ['segment: a\nsummary: s\nscore: { from: 20, below: 10 }\n', ['3:8 segment-band']],
    [
      'segment: a\nsummary: s\ncounts:\n  ruchy: { on: [page.viewed], within: 91d }\nwhen: contact.counts.ruchy > 1\n',
      ['4:39 segment-window'],
    ],
    [
      'segment: a\nsummary: s\ncounts:\n  ruchy: { on: [page.viewed], within: 7d }\nwhen: contact.counts.ruch > 1\n',
      ['5:22 unknown-field ruchy'],
    ],
    [
      'segment: a\nsummary: s\nattributes:\n  miasto: { on: [crm.updated], is: event.data.ownr }\nwhen: contact.attributes.miasto == "x"\n',
      ['4:47 unknown-field owner'],
    ],
    ['segment: a\nsummary: s\ncounts:\n  m: { on: [segment.entered], within: 1d }\nwhen: contact.counts.m > 1\n', ['4:13 segment-circle']],
    ['segment: a\nsummary: s\nwhen: contact.consents\n', ['3:7 expression-type']],
  ])('with a mistake is told at its place: %j', (text, expected) => {
    expect(mistakes(text)).toEqual(expected);
  });
});

describe('SegmentSet', () => {
  it('judges attributes, counts, consent and a band of the score together, and says why', () => {
    const set = new SegmentSet([
      compiled(
        'segment: krakow\nsummary: s\nattributes:\n  miasto: { on: [crm.updated], is: event.data.owner }\nconsent: [reklama]\nscore: { from: 10 }\nwhen: contact.attributes.miasto == "Kraków"\n',
      ),
      compiled(
        'segment: cichy\nsummary: s\ncounts:\n  zakupy: { on: [product.purchased], within: 30d }\nwhen: contact.counts.zakupy == 0\n',
      ),
    ]);
    const note: SegmentNote = { at: 0 };
    set.take(note, event('crm.updated', start, { owner: 'Kraków' }, { lead: { score: 12, before: 0 } }));
    expect(told(set.judge(note, none, start, 7 * day))).toEqual(['+cichy contact.counts.zakupy 0 == 0']);
    expect(told(set.judge(note, new Set(['reklama']), start + 1, 7 * day))).toEqual([
      '+krakow score 12 and consent to reklama and contact.attributes.miasto Kraków == "Kraków"',
    ]);
    // An older statement that comes late changes nothing.
    set.take(note, event('crm.updated', start - day, { owner: 'Łódź' }));
    set.take(note, event('product.purchased', start + 2));
    expect(told(set.judge(note, new Set(['reklama']), start + 2, 7 * day))).toEqual(['-cichy contact.counts.zakupy 1 == 0']);
    // 12 points fade to 10 in about 1.84 days, and then it is time to look.
    expect(note.due).toBeGreaterThan(start + 1.84 * day);
    expect(note.due).toBeLessThan(start + 1.85 * day);
    expect(set.judge(note, new Set(['reklama']), note.due! - 2, 7 * day)).toEqual([]);
    expect(told(set.judge(note, new Set(['reklama']), note.due!, 7 * day))).toEqual([
      '-krakow score 10 and consent to reklama and contact.attributes.miasto Kraków == "Kraków"',
    ]);
    // A month after the purchase its window is over.
    expect(told(set.judge(note, none, note.due!, 7 * day))).toEqual(['+cichy contact.counts.zakupy 0 == 0']);
    expect(note.due).toBeUndefined();
    expect(note.counts).toEqual({});
  });

  it('lets people out of a segment that is gone, and forgets what no segment asks for', () => {
    const first = new SegmentSet([
      compiled('segment: a\nsummary: s\ncounts:\n  n: { on: [page.viewed], within: 1d }\nwhen: contact.counts.n > 0\n'),
    ]);
    const note: SegmentNote = { at: 0 };
    first.take(note, event('page.viewed', start));
    expect(first.judge(note, none, start, day)).toHaveLength(1);
    const second = new SegmentSet([compiled('segment: b\nsummary: s\nconsent: [x]\n')]);
    expect(told(second.judge(note, none, start + 1, day))).toEqual(['-a there is no such segment any more']);
    expect(note).toEqual({ at: start + 1, counts: {}, in: {} });
  });

  it('is at every moment what a count of the whole history says, whatever order events come in', () => {
    const within = 60_000;
    const pane = within / 60;
    const set = new SegmentSet([
      compiled('segment: three\nsummary: s\ncounts:\n  n: { on: [page.viewed], within: 1m }\nwhen: contact.counts.n >= 3\n'),
      compiled('segment: quiet\nsummary: s\ncounts:\n  n: { on: [page.viewed], within: 1m }\nwhen: contact.counts.n == 0\n'),
    ]);
    const steps = array(record({ after: integer({ min: 0, max: 40_000 }), late: constantFrom(0, 0, 0, 5_000, 70_000) }), {
      minLength: 1,
      maxLength: 40,
    });
    assert(
      property(steps, (history) => {
        let note: SegmentNote = { at: 0 };
        const seen: number[] = [];
        let now = start;
        const settle = (until: number): void => {
          for (let due = note.due; due !== undefined && due <= until; due = note.due) {
            set.judge(note, none, due, day);
            expect(note.due ?? Infinity).toBeGreaterThan(due);
            check(due);
          }
        };
        const check = (at: number): void => {
          const count = seen.filter((one) => (Math.floor(one / pane) + 1) * pane + within > at).length;
          expect([note.in?.['three'] !== undefined, note.in?.['quiet'] !== undefined]).toEqual([count >= 3, count === 0]);
        };
        for (const { after, late } of history) {
          now += after;
          settle(now);
          const said = event('page.viewed', now - late);
          seen.push(said.at);
          set.take(note, said);
          set.judge(note, none, Math.max(note.at, said.at), day);
          check(note.at);
          // What is written and read again is the same.
          note = JSON.parse(JSON.stringify(note)) as SegmentNote;
          expect(Object.values(note.counts ?? {}).every((panes) => panes.length <= 62)).toBe(true);
        }
        settle(now + 3 * within);
        expect(Object.keys(note.in ?? {})).toEqual(['quiet']);
      }),
    );
  });
});
