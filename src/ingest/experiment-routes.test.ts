import { judgeExperiment } from '#experiment';
import { expect, it } from 'vitest';
import { testServer } from './server.fixture.ts';

const settings = { bodyLimit: 262_144, writeKeys: [], adminKeys: [{ name: 'marta', key: 'ak-marta' }] };
const record = {
  designs: {
    d1: {
      from: 1,
      last: 2,
      weights: { a: 1, b: 1 },
      over: { a: [200, 20], b: [200, 40] } satisfies { [variant: string]: [number, number] },
      slots: [],
    },
  },
};
const results = judgeExperiment('kolor', [record], { horizon: 1, alpha: 0.05, effect: 0.02 }, 10);

it('shows experiments to those with an admin key', async () => {
  const desk = { list: async () => results, show: async (name: string) => (name === 'kolor' ? results : []) };
  const { app } = await testServer({ experiments: desk, settings });
  const get = async (url: string, key = 'ak-marta') =>
    app.inject({ method: 'GET', url, headers: { host: 'test', authorization: `Bearer ${key}` } });
  expect((await get('/v1/experiments', 'x')).statusCode).toBe(401);
  expect((await get('/v1/experiments')).json()).toEqual({ experiments: JSON.parse(JSON.stringify(results)) as unknown });
  expect((await get('/v1/experiments/kolor')).json()).toMatchObject({
    experiment: 'kolor',
    designs: [
      { control: 'a', variants: [{ variant: 'a' }, { variant: 'b', uplift: { difference: 0.1 } }], ratio: { p: 1, mismatch: false } },
    ],
  });
  const missing = await get('/v1/experiments/nie-ma');
  expect([missing.statusCode, (missing.json() as { code: string }).code]).toEqual([404, 'not-found']);
});
