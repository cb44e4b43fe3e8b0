/** A brand, product or theme to be recognised in text: `name` is the tag; `words` are its writings (base forms; Polish inflection is tolerated), hashtags with or without #. */
export interface Topic {
  readonly name: string;
  readonly kind: 'brand' | 'product' | 'theme';
  readonly words: readonly string[];
}
