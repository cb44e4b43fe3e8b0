import { describe, expect, it } from 'vitest';
import { leadPointsByType } from './lead-points-by-type.ts';
import { pointsEarned } from './points-earned.ts';

const byType = leadPointsByType([
  { on: 'page.viewed', points: 1 },
  { on: 'page.viewed', points: 10, when: { 'data.title': 'Cennik – współpraca' } },
  { on: 'lead.submitted', points: 40, when: { 'data.kind': 'demo', 'data.urgent': true } },
]);

describe('pointsEarned', () => {
  it.each([
    [{ type: 'page.viewed', data: {} }, 1],
    [{ type: 'page.viewed', data: { title: 'Cennik – współpraca' } }, 11],
    [{ type: 'lead.submitted', data: { kind: 'demo', urgent: true } }, 40],
    [{ type: 'lead.submitted', data: { kind: 'demo', urgent: 'true' } }, 0],
    [{ type: 'lead.submitted' }, 0],
    [{ type: 'lead.submitted', data: null }, 0],
  ])('adds the points whose filter %j meets', (event, points) => {
    expect(pointsEarned(event, byType.get(event.type)!)).toBe(points);
  });

  it('knows no points for other types', () => {
    expect(byType.get('ad.clicked')).toBeUndefined();
  });
});
