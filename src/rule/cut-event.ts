import type { ScoredEvent } from '#event';
import type { Json } from '#kernel';

interface PathTree {
  [name: string]: PathTree | true;
}

const ALWAYS = ['id', 'source', 'type', 'at', 'contact'];

/**
 * A function that cuts an event down to the paths that are read later, plus id, source, type, at and contact: what a signal carries to the
 * decide lane. An empty path means the whole event, without its sealed part. Values are shared with the event, not copied.
 */
export function eventCutter(paths: readonly (readonly string[])[]): (event: ScoredEvent) => { readonly [name: string]: Json } {
  const tree: PathTree = {};
  for (const name of ALWAYS) tree[name] = true;
  let whole = false;
  for (const path of paths) {
    whole ||= path.length === 0;
    grow(tree, path);
  }
  if (whole) {
    return (event) => {
      const { sealed: _sealed, ...rest } = event;
      return rest as unknown as { [name: string]: Json };
    };
  }
  const cut = cutter(tree);
  return (event) => cut(event as unknown as { [name: string]: Json });
}

function grow(tree: PathTree, path: readonly string[]): void {
  let node = tree;
  for (const [depth, name] of path.entries()) {
    const next = node[name];
    if (next === true) return;
    if (depth === path.length - 1) node[name] = true;
    else node = node[name] = next ?? {};
  }
}

function cutter(tree: PathTree): (from: { readonly [name: string]: Json }) => { [name: string]: Json } {
  const names = Object.keys(tree);
  const inner = names.map((name) => (tree[name] === true ? undefined : cutter(tree[name] as PathTree)));
  return (from) => {
    const kept: { [name: string]: Json } = {};
    for (let index = 0; index < names.length; index++) {
      const name = names[index]!;
      const value = from[name];
      if (value === undefined || value === null) continue;
      const deeper = inner[index];
      kept[name] = deeper && typeof value === 'object' && !Array.isArray(value) ? deeper(value) : value;
    }
    return kept;
  };
}
