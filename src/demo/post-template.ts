/** How the author of a post feels. */
export type Mood = 'glad' | 'cross' | 'plain';

/** A post with open places: `{n}` a number, `{shop}` a shop, `{city}` a town, `{drink}` a coffee, `{face}` an emoji that fits the mood. */
export interface PostTemplate {
  readonly mood: Mood;
  readonly text: string;
}

/** Templates of one mood, from their texts. */
export function templates(mood: Mood, texts: readonly string[]): PostTemplate[] {
  return texts.map((text) => ({ mood, text }));
}
