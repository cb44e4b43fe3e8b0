import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packText, packValues } from './pack.ts';

describe('a pack', () => {
  it('is a JSON array that can be cut into its values again, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), (values) => {
        const texts = values.map((value) => JSON.stringify(value));
        const pack = packText(texts);
        expect(JSON.parse(pack)).toEqual(JSON.parse(`[${texts.join(',')}]`));
        expect(packValues(pack, values.length)).toEqual(texts);
      }),
    );
  });

  it('is not cut when it was written otherwise', () => {
    expect(packValues('[{"a":"żółć"},{"b":2}]', 2)).toBeUndefined();
  });

  it('is not misled by line ends inside texts', () => {
    const texts = [JSON.stringify({ text: 'pierwsza,\ndruga' }), '{}'];
    expect(packValues(packText(texts), 2)).toEqual(texts);
  });
});
