import type { Json } from '#kernel';
import type { Place } from './place.ts';
import type { SourceRequest } from './source-request.ts';

const LONGEST = 4_096;

/** The value at a place; undefined when it is missing, stands there twice, or is longer than any signature. `body` gives the parsed body, and is asked only when it matters. */
export function readPlace(place: Place, request: SourceRequest, body: () => Json): string | undefined {
  const value = find(place, request, body);
  return value === undefined || value === '' || value.length > LONGEST ? undefined : value;
}

function find(place: Place, { headers, query }: SourceRequest, body: () => Json): string | undefined {
  switch (place.in) {
    case 'header': {
      const value = headers[place.name];
      if (typeof value !== 'string') return undefined;
      return place.pair === undefined ? value : pairOf(value, place.pair);
    }
    case 'query': {
      const all = query.getAll(place.name);
      return all.length === 1 ? all[0] : undefined;
    }
    case 'basic': {
      const match = /^basic ([A-Za-z0-9+/]+={0,2})$/i.exec(headers.authorization ?? '');
      return match === null ? undefined : Buffer.from(match[1]!, 'base64').toString('utf8');
    }
    default: {
      let value: Json | undefined = body();
      for (const name of place.pointer)
        value =
          typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name) ? value[name] : undefined;
      return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
    }
  }
}

/** The value of `name` in `a=1,name=2`; undefined when it stands there twice. */
function pairOf(list: string, name: string): string | undefined {
  const found = list
    .split(',')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`));
  return found.length === 1 ? found[0]!.slice(name.length + 1) : undefined;
}
