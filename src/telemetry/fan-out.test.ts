import { expect, test } from 'vitest';
import { fanOut } from './fan-out.ts';
import type { Occurrence } from './occurrence.ts';

const ready: Occurrence = { kind: 'readiness.changed', ready: true };

test('every observer hears everything, in order, even behind one that throws', () => {
  const heard: string[] = [];
  const observe = fanOut(
    () => heard.push('first'),
    () => {
      throw new Error('against the contract');
    },
    (occurrence) => heard.push(occurrence.kind),
  );
  expect(() => observe(ready)).not.toThrow();
  expect(heard).toEqual(['first', 'readiness.changed']);
});

test('nobody listening is fine', () => {
  expect(() => fanOut()(ready)).not.toThrow();
});
