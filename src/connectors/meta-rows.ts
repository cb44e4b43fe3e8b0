import type { OpenedContact } from '#connector';
import { hashedEmail, hashedPhone } from './meta-identifiers.ts';

/** People as rows of a custom audience upload: the schema, a row for each who has anything Meta can match, and how many have nothing. */
export interface MetaRows {
  readonly schema: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly unmatched: number;
}

/** Rows in the order of the people, so that every attempt sends the same bytes. With `externIds` each row also carries the pseudonym as EXTERN_ID, which Meta takes unhashed, and nobody is unmatched. */
export function metaRows(
  people: readonly OpenedContact[],
  options: { readonly externIds: boolean; readonly countryCode?: string },
): MetaRows {
  const rows: string[][] = [];
  for (const person of people) {
    const email = (person.email === undefined ? undefined : hashedEmail(person.email)) ?? '';
    const phone = (person.phone === undefined ? undefined : hashedPhone(person.phone, options.countryCode)) ?? '';
    if (options.externIds) rows.push([person.contact, email, phone]);
    else if (email !== '' || phone !== '') rows.push([email, phone]);
  }
  return {
    schema: options.externIds ? ['EXTERN_ID', 'EMAIL', 'PHONE'] : ['EMAIL', 'PHONE'],
    rows,
    unmatched: people.length - rows.length,
  };
}
