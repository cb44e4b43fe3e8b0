import type { Settings } from '#config';

/** The brand, the product and the themes that the story's people speak of. */
export const storyTopics: Settings['topics'] = [
  { name: 'kawomat', kind: 'product', words: ['Kawomat', '#kawomat'] },
  { name: 'zaparzamy', kind: 'brand', words: ['Zaparzamy', '#zaparzamy'] },
  { name: 'support', kind: 'theme', words: ['obsługa', 'infolinia', 'gwarancja', 'reklamacja', 'support', 'refund'] },
  { name: 'price', kind: 'theme', words: ['cena', 'promocja', 'price', 'kosztuje'] },
];
