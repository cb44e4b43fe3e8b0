import fc from 'fast-check';
import type { MarketingEvent } from '#event';
import { Message } from '#message';
import { describe, expect, it } from 'vitest';
import { orderedSegments } from './segments.ts';

const message = (contact: string | undefined, pipeline: number, index: number): Message<MarketingEvent> =>
  new Message(
    {
      id: String(index),
      source: 's',
      type: String(pipeline),
      time: '',
      at: 0,
      received: 0,
      data: {},
      ...(contact === undefined ? {} : { contact }),
    },
    '1-0',
    index,
  );
const pipelineOf = (event: MarketingEvent): number => Number(event.type);

describe('ordered segments', () => {
  it('keeps a batch whole when no contact is in two pipelines', () => {
    const batch = [message('ola', 0, 0), message('jan', 1, 1), message('ola', 0, 2), message(undefined, 1, 3)];
    expect(orderedSegments(batch, pipelineOf, 2)).toEqual([
      [
        [batch[0], batch[2]],
        [batch[1], batch[3]],
      ],
    ]);
  });

  it('lets only the contact that goes back to an earlier pipeline begin a new segment', () => {
    const batch = [message('ola', 0, 0), message('ola', 1, 1), message('ola', 0, 2), message('jan', 0, 3), message('ola', 1, 4)];
    expect(orderedSegments(batch, pipelineOf, 2)).toEqual([
      [[batch[0], batch[3]], [batch[1]]],
      [[batch[2]], [batch[4]]],
    ]);
  });

  it('loses nothing and keeps every contact in order, whatever the batch', () => {
    const arrivals = fc.array(fc.tuple(fc.option(fc.integer({ min: 0, max: 6 })), fc.integer({ min: 0, max: 2 })), { maxLength: 60 });
    fc.assert(
      fc.property(arrivals, (list) => {
        const batch = list.map(([contact, pipeline], index) => message(contact === null ? undefined : String(contact), pipeline, index));
        const run = orderedSegments(batch, pipelineOf, 3).flat(2);
        expect(run.toSorted((a, b) => a.index - b.index)).toEqual(batch);
        for (const { value } of batch) {
          if (value.contact === undefined) continue;
          const order = run.filter((one) => one.value.contact === value.contact).map((one) => one.index);
          expect(order).toEqual(order.toSorted((a, b) => a - b));
        }
      }),
    );
  });
});
