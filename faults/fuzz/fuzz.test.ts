import { describe, expect, it } from 'vitest';
import { seededRandom } from '../rig/random.ts';
import { judgeAnswer } from './judge-answer.ts';
import { mutateRequest } from './mutate-request.ts';
import { breakHead } from './raw-request.ts';
import { seedRequests } from './seeds.ts';

const problem = (status: number, code: string) => ({
  status,
  type: 'application/problem+json',
  body: JSON.stringify({ type: `urn:crosscurrent:error:${code}`, title: 'x', status, code }),
});

describe('the judge of answers', () => {
  it('lets good answers and problems pass', () => {
    expect(judgeAnswer('POST', '/v1/events', { status: 202, type: 'application/json', body: '{}' })).toBeUndefined();
    expect(judgeAnswer('POST', '/v1/events', problem(422, 'validation-failed'))).toBeUndefined();
    expect(judgeAnswer('HEAD', '/v1/events', { status: 405, type: '', body: '' })).toBeUndefined();
    const amplitude = { status: 401, type: 'application/json', body: '{"code":401,"error":"x","problem":"unauthorized"}' };
    expect(judgeAnswer('POST', '/2/httpapi/', amplitude)).toBeUndefined();
    expect(judgeAnswer('POST', '/v1/events', amplitude)).toMatch(/came as application\/json/);
  });

  it.each([
    ['a status that nobody may hear', problem(500, 'internal'), /500 is no status/],
    ['a redirect', { status: 302, type: '', body: '' }, /302 is no status/],
    ['an error that is no JSON', { status: 400, type: 'text/html', body: '<h1>Bad</h1>' }, /without a problem/],
    ['another media type', { ...problem(400, 'bad-request'), type: 'application/json' }, /came as application\/json/],
    ['a code that is not in the table', problem(400, 'bad'), /unknown code bad/],
    ['a problem that speaks of another status', { ...problem(400, 'bad-request'), status: 404 }, /a problem that says 400/],
  ])('flags %s', (_words, answer, expected) => {
    expect(judgeAnswer('POST', '/v1/events', answer)).toMatch(expected);
  });
});

describe('mutations', () => {
  const some = (seed: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 300 }, (_, index) => mutateRequest(seedRequests[index % seedRequests.length]!, seedRequests[0]!, random));
  };

  it('are the same for the same seed, and others for another', () => {
    expect(some(7)).toEqual(some(7));
    expect(some(7)).not.toEqual(some(8));
  });

  it('change nearly every request, and stay within bounds', () => {
    const all = some(3);
    const same = all.filter((one, index) => one === seedRequests[index % seedRequests.length]);
    expect(same.length).toBeLessThan(60);
    for (const { path, body } of all) {
      expect(path.startsWith('/')).toBe(true);
      expect(path.length).toBeLessThanOrEqual(6_000);
      expect(body.length).toBeLessThanOrEqual(200_000);
    }
  });

  it('leave no request line broken by what stands in an address', () => {
    const random = seededRandom(5);
    for (const request of some(11)) expect(/^[\x21-\x7e]+$/.test(request.path), request.path).toBe(true);
    expect(breakHead(seedRequests[0]!, random).length).toBeGreaterThan(seedRequests[0]!.body.length);
  });
});
