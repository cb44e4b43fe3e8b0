import { englishPosts } from './english-posts.ts';
import { polishPosts } from './polish-posts.ts';
import type { Mood, PostTemplate } from './post-template.ts';
import type { Random } from './random.ts';

/** A post as a platform hands it over: the text, and the platform's guess of the language. */
export interface Post {
  readonly text: string;
  readonly language: 'pl' | 'en';
  readonly mood: Mood;
}

const faces: { readonly [mood in Mood]: readonly string[] } = {
  glad: ['😍', '☕❤️', '🙌', '🔥', ':)', '😊👍', '<3', ''],
  cross: ['😡', '🤬', '👎', '🤦', ':(', '😤😤', '💔', ''],
  plain: ['🤔', '☕', '', '', '👀'],
};
const shops = ['Sklep Pod Młynkiem', 'AGD Plus', 'Ziarenko', 'the big mall', 'Kuchnia24'];
const cities = ['Łódź', 'Kraków', 'Gdańsk', 'Wrocław', 'Poznań', 'Warszawa', 'Rzeszów', 'Lublin', 'London', 'Berlin'];
const drinks = ['espresso', 'latte', 'cappuccino', 'flat white', 'americano'];
const marked = 'ąćęłńóśźżĄĆĘŁŃÓŚŹŻ';
const bare = 'acelnoszzACELNOSZZ';

const byMood = (posts: readonly PostTemplate[]) => ({
  glad: posts.filter((one) => one.mood === 'glad'),
  cross: posts.filter((one) => one.mood === 'cross'),
  plain: posts.filter((one) => one.mood === 'plain'),
});
const all = { pl: byMood(polishPosts), en: byMood(englishPosts) };

/** How posts are spread: the share of each mood, the share in Polish. */
export interface PostMix {
  readonly glad: number;
  readonly cross: number;
  readonly polish: number;
}

/** One post, written as people write: a third of the Polish ones without marks on letters, some all in small letters, some louder than need be. */
export function writePost(random: Random, mix: PostMix): Post {
  const roll = random.next();
  const mood: Mood = roll < mix.glad ? 'glad' : roll < mix.glad + mix.cross ? 'cross' : 'plain';
  const language = random.chance(mix.polish) ? 'pl' : 'en';
  let text = fill(random.pick(all[language][mood]), random);
  if (language === 'pl' && random.chance(0.3)) text = withoutMarks(text);
  if (random.chance(0.15)) text = text.toLowerCase();
  if (mood !== 'plain' && random.chance(0.2)) text = `${text.trimEnd()}${random.pick(['!!!', '!', ' !!', '...'])}`;
  return { text: text.trimEnd(), language, mood };
}

function fill({ text, mood }: PostTemplate, random: Random): string {
  return text
    .replaceAll('{n}', () => String(random.between(2, 59)))
    .replaceAll('{shop}', () => random.pick(shops))
    .replaceAll('{city}', () => random.pick(cities))
    .replaceAll('{drink}', () => random.pick(drinks))
    .replaceAll('{face}', () => random.pick(faces[mood]));
}

function withoutMarks(text: string): string {
  let plain = '';
  for (const letter of text) {
    const index = marked.indexOf(letter);
    plain += index < 0 ? letter : bare[index]!;
  }
  return plain;
}
