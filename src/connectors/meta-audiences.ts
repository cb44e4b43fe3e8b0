import type { DeliveryReport } from '#action';
import type { Account } from '#config';
import type { Http } from '#connector';
import { graph } from './graph.ts';

const PAGES = 50;

/**
 * Finds the id of an audience by name: the account's own table, else Meta's list, else a new audience in the account's `adAccount`.
 * It looks before it creates, and calls of this process for the same name wait for one another, so that a repeat finds what the first attempt made.
 */
export class MetaAudiences {
  readonly #http: Http;
  readonly #known = new Map<string, string>();
  readonly #looking = new Map<string, Promise<unknown>>();

  constructor(http: Http) {
    this.#http = http;
  }

  async find(
    account: Account,
    name: string,
    create: boolean,
    key: string,
    signal: AbortSignal,
  ): Promise<{ id: string } | { report: DeliveryReport }> {
    if (/^\d{5,}$/.test(name)) return { id: name };
    const table = account.options['audiences'];
    if (typeof table === 'object' && Object.hasOwn(table, name)) return { id: table[name]! };
    const place = `${account.name}\n${name}`;
    const before = this.#looking.get(place);
    const turn = (async () => {
      await before?.catch(() => {});
      const id = this.#known.get(place);
      if (id !== undefined) return { id };
      const found = await this.#findOrCreate(account, name, create, key, signal);
      if ('id' in found) this.#known.set(place, found.id);
      return found;
    })();
    this.#looking.set(place, turn);
    try {
      return await turn;
    } finally {
      if (this.#looking.get(place) === turn) this.#looking.delete(place);
    }
  }

  async #findOrCreate(
    account: Account,
    name: string,
    create: boolean,
    key: string,
    signal: AbortSignal,
  ): Promise<{ id: string } | { report: DeliveryReport }> {
    const adAccount = account.options['adAccount'];
    if (typeof adAccount !== 'string') {
      const reason = `the account knows no audience "${name}": name it under options.audiences, or set options.adAccount so that it can be created`;
      return { report: { kind: 'refused', reason } };
    }
    const path = `${adAccount.startsWith('act_') ? adAccount : `act_${adAccount}`}/customaudiences`;
    let after: string | undefined;
    for (let page = 0; page < PAGES; page++) {
      const query = { fields: 'id,name', limit: '200', ...(after === undefined ? {} : { after }) };
      const listed = await graph(this.#http, account, { method: 'GET', path, query, key, signal });
      if ('report' in listed) return listed;
      const { data, paging } = listed.reply as {
        data?: { id?: string; name?: string }[];
        paging?: { next?: string; cursors?: { after?: string } };
      };
      const match = data?.find((audience) => audience.name === name);
      if (match?.id !== undefined) return { id: match.id };
      after = paging?.next === undefined ? undefined : paging.cursors?.after;
      if (after === undefined) break;
    }
    // Refusing beats creating a second audience of the same name when the list did not end.
    if (after !== undefined)
      return {
        report: { kind: 'refused', reason: 'the ad account has too many audiences to look through; name it under options.audiences' },
      };
    if (!create) return { report: { kind: 'refused', reason: `there is no audience "${name}"` } };
    const body = { name, subtype: 'CUSTOM', customer_file_source: 'USER_PROVIDED_ONLY', description: 'Made by Crosscurrent.' };
    const made = await graph(this.#http, account, { method: 'POST', path, body, key: `${key}.audience`, signal });
    if ('report' in made) return made;
    const { id } = made.reply;
    return typeof id === 'string' ? { id } : { report: { kind: 'retryLater', reason: 'Meta named no id for the new audience' } };
  }
}
