import { describe, expect, it } from 'vitest';
import { englishPosts } from './english-posts.ts';
import { polishPosts } from './polish-posts.ts';
import { storyOf } from './story.ts';

const start = Date.UTC(2026, 2, 2, 8);

describe('storyOf', () => {
  const story = storyOf({ seed: 1, start, events: 3_000 });

  it('gives the same story for the same seed', () => {
    expect(storyOf({ seed: 1, start, events: 3_000 })).toEqual(story);
    expect(storyOf({ seed: 2, start, events: 3_000 }).submissions).not.toEqual(story.submissions);
  });

  it('counts what it sends', () => {
    const sent = story.submissions.reduce((sum, one) => sum + one.events, 0);
    expect(sent).toBe(story.expected.accepted + story.expected.refused);
    expect(story.expected.duplicates / story.expected.accepted).toBeCloseTo(0.09, 2);
    expect(story.submissions.map(({ at }) => at)).toEqual(story.submissions.map(({ at }) => at).sort((a, b) => a - b));
  });

  it('stays inside its length and uses every way in', () => {
    expect(story.submissions[0]!.at).toBeGreaterThanOrEqual(start);
    expect(story.submissions.at(-1)!.at).toBeLessThan(start + story.length);
    expect(new Set(story.submissions.map(({ path, contentType }) => `${path} ${contentType}`)).size).toBe(4);
  });

  it('is told in at least sixty different sentences, more than half of them Polish', () => {
    expect(new Set([...polishPosts, ...englishPosts].map(({ text }) => text)).size).toBeGreaterThanOrEqual(60);
    expect(polishPosts.length).toBeGreaterThan(englishPosts.length);
  });
});
