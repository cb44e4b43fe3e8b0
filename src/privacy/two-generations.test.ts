import { expect, it } from 'vitest';
import { TwoGenerations } from './two-generations.ts';

it('keeps what is asked for again and forgets the rest, within its bound', () => {
  const memory = new TwoGenerations(10);
  memory.set('kept', 'yes');
  for (let index = 0; index < 100; index++) {
    memory.set(`other ${index}`, 'x');
    expect(memory.get('kept')).toBe('yes');
  }
  expect(memory.get('other 0')).toBeUndefined();
  expect(memory.get('other 99')).toBe('x');
  const remembered = Array.from({ length: 100 }, (_, index) => memory.get(`other ${index}`)).filter((one) => one !== undefined);
  expect(remembered.length).toBeLessThanOrEqual(20);
});
