import { describe, expect, it } from 'vitest';
import { Message } from './message.ts';

describe('a message', () => {
  it('is live until it is settled', () => {
    const message = new Message('zdarzenie', '1-0', 0);
    expect(message.live).toBe(true);
    message.settle('duplicate');
    expect([message.live, message.fate]).toEqual([false, 'duplicate']);
  });

  it('is settled once: a second time is a bug that says both fates', () => {
    const message = new Message('zdarzenie', '1-0', 7);
    message.settle('late');
    expect(() => message.settle('duplicate')).toThrow('1-0#7 was settled twice (late, then duplicate)');
    expect(() => message.fail({ code: 'operator-failed', reason: 'x', operator: 'y' })).toThrow('failed after it was settled');
  });

  it('keeps its failure', () => {
    const message = new Message('zdarzenie', '1-0', 0);
    message.fail({ code: 'operator-failed', reason: 'nie działa', operator: 'score-lead' });
    expect([message.fate, message.failure?.operator]).toEqual(['dead', 'score-lead']);
  });
});
