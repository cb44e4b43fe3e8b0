// The import law of the house, checked on the syntax trees of all sources. It is our own because dependency-cruiser knows no TypeScript 7 and passes when it sees no module at all.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** Rooms by floor, lowest first: a room imports only from floors below its own. */
const FLOORS = [
  ['kernel'],
  ['event', 'document'],
  ['table', 'guard'],
  ['text', 'lead', 'attribution', 'budget', 'surge', 'experiment'],
  ['action', 'message', 'state', 'contact', 'redis', 'config', 'privacy', 'telemetry'],
  ['expression', 'window', 'sequence'],
  ['segment'],
  ['rule'],
  ['connector', 'describe'],
  ['stream', 'operator', 'workflow', 'schedule'],
  ['outbox', 'connectors', 'poller', 'text-model'],
  ['operators', 'pipeline', 'sandbox', 'pollers'],
  ['pipelines'],
  ['ingest'],
  ['app'],
  ['demo'],
  ['cli'],
  ['main'],
];
const floorOf = new Map(FLOORS.flatMap((rooms, floor) => rooms.map((room) => [room, floor])));
/** Folders beside the product: they may use everything, and nothing may use them. */
const BESIDE = new Set(['testing', 'bench', 'faults']);
const OPERATORS_SEE = new Set(
  'operator message event rule segment workflow action guard contact state text lead attribution budget experiment kernel'.split(' '),
);
const PIPELINES_SEE = new Set([...OPERATORS_SEE, 'operators', 'pipeline']);
const PURE = new Set([
  'kernel',
  'event',
  'table',
  'guard',
  'action',
  'message',
  'lead',
  'attribution',
  'budget',
  'surge',
  'experiment',
  'expression',
  'window',
  'sequence',
  'segment',
  'rule',
  'describe',
  'workflow',
  'operators',
  'pipelines',
]);
/** The one file of a pure room that may read files, because reading rules from a folder is what it is for; everything else there works on texts. */
const MAY_READ_FILES = new Set(['src/rule/rule-folder.ts']);
const OUTSIDE_WORLD =
  /^(node:(fs|net|http|https|http2|tls|dgram|dns|child_process|worker_threads|cluster)(\/|$)|ioredis$|undici$|fastify$|prom-client$|pino$)/;

/**
 * Checks every source of the package at `root` and answers how many modules it saw and what it found, one `file:line reason` each.
 * Seeing no module is a finding: a check that looks at nothing must not pass.
 */
export async function checkImportLaw(root) {
  const { parse } = await import('@babel/parser');
  const doors = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).imports ?? {};
  const files = listSources(root);
  const findings = [];
  const graph = new Map();
  for (const file of files) {
    const source = readFileSync(join(root, file), 'utf8');
    const tree = parse(source, { sourceType: 'module', plugins: ['typescript'] }).program;
    const targets = new Set();
    for (const specifier of specifiersOf(tree)) {
      const target = resolveTo(root, file, specifier, doors);
      const reason = judge(file, specifier, target, doors);
      if (reason !== undefined) findings.push(`${file}:${lineOf(source, specifier)} ${reason}`);
      if (target !== undefined && target !== file) targets.add(target);
      if (target === file) findings.push(`${file}:${lineOf(source, specifier)} imports itself`);
    }
    graph.set(file, targets);
  }
  for (const circle of circles(graph)) findings.push(`${circle[0]}:1 stands in a circle: ${[...circle, circle[0]].join(' → ')}`);
  if (files.length === 0) findings.push(`${root} no module was seen: the check looked in the wrong place`);
  return { modules: files.length, findings };
}

function listSources(root) {
  const files = ['src', 'operators', 'pipelines', 'bench', 'faults']
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => `${folder}/${name.split(sep).join('/')}`),
    );
  // oxlint-disable-next-line typescript/require-array-sort-compare -- file names sort as texts.
  return files.toSorted();
}

/** Every module named in the tree: import, export from, dynamic import and `import('…')` types, type-only ones included. */
function specifiersOf(tree) {
  const found = new Set();
  const walk = (node) => {
    if (node === null || typeof node !== 'object') return;
    if (Array.isArray(node)) {
      node.forEach(walk);
      return;
    }
    if (/^(Import|ExportNamed|ExportAll)Declaration$/.test(node.type) && node.source) found.add(node.source.value);
    const named = node.type === 'TSImportType' ? node.argument : node.callee?.type === 'Import' ? node.arguments[0] : undefined;
    if (typeof named?.value === 'string') found.add(named.value);
    else if (typeof named?.literal?.value === 'string') found.add(named.literal.value);
    Object.values(node).forEach(walk);
  };
  walk(tree.body);
  return found;
}

function roomOf(file) {
  const parts = file.split('/');
  if (parts[0] !== 'src') return parts[0];
  return parts.length === 2 ? parts[1].replace(/\.ts$/, '') : parts[1];
}

/** The file of the package that a specifier leads to; undefined for packages and Node's own modules. */
function resolveTo(root, file, specifier, doors) {
  if (specifier.startsWith('.'))
    return relative(root, resolve(root, dirname(file), specifier))
      .split(sep)
      .join('/');
  if (!specifier.startsWith('#')) return undefined;
  const exact = doors[specifier]?.development;
  const path = exact ?? doors['#*']?.development.replace('*', specifier.slice(1));
  return path?.replace(/^\.\//, '');
}

function judge(file, specifier, target, doors) {
  const from = roomOf(file);
  // A fixture is a part of tests that several of them share.
  const isTest = /\.(test|fixture)\.ts$/.test(file);
  if (target === undefined) {
    if (PURE.has(from) && !isTest && !MAY_READ_FILES.has(file) && OUTSIDE_WORLD.test(specifier)) {
      return `${from} is pure, but imports ${specifier}: ports bring the outside world in`;
    }
    return undefined;
  }
  if (!isTest && !BESIDE.has(from) && target.endsWith('.fixture.ts')) return `imports ${specifier}, which is for tests only`;
  const to = roomOf(target);
  if (from === to) {
    if (specifier.startsWith('#') && !isTest) return `enters its own room by the door ${specifier}: inside, siblings are named ./name.ts`;
    if (from === 'operators' && !isTest && file !== 'operators/index.ts') {
      return `one operator imports another (${specifier}): compose them in a pipeline, or move the shared part to the room that owns the noun`;
    }
    return undefined;
  }
  // A contract that every adapter must keep is a file of its own, so that no test pays for importing all of them.
  if (isTest && to === 'testing') return undefined;
  if (specifier.startsWith('.')) return `enters ${to} by a back door (${specifier}): its door is #${to}`;
  const isSecondDoor = specifier.includes('/');
  if (isSecondDoor && doors[specifier] === undefined) return `enters ${to} by a back door (${specifier}): its door is #${to}`;
  if (isTest || BESIDE.has(from)) return undefined;
  if (BESIDE.has(to)) return `imports ${specifier}, which is for tests only`;
  if (isSecondDoor && from !== 'app') return `enters by ${specifier}, which is for app and tests: depend on the contract #${to}`;
  if (!floorOf.has(from)) return `the room ${from} stands on no floor: give it one in src/cli/import-law.mjs`;
  if (!floorOf.has(to)) return `the room ${to} stands on no floor: give it one in src/cli/import-law.mjs`;
  if (from === 'operators' && !OPERATORS_SEE.has(to)) return `operators must not see ${specifier}`;
  if (from === 'pipelines' && !PIPELINES_SEE.has(to)) return `pipelines must not see ${specifier}`;
  if (floorOf.get(to) >= floorOf.get(from))
    return `imports upward: ${to} (floor ${floorOf.get(to)}) is not below ${from} (floor ${floorOf.get(from)})`;
  return undefined;
}

function lineOf(source, specifier) {
  const at = Math.max(source.indexOf(`'${specifier}'`), source.indexOf(`"${specifier}"`), 0);
  return source.slice(0, at).split('\n').length;
}

/** The strongly connected parts of the graph with more than one file (Tarjan 1972). */
function circles(graph) {
  const order = new Map();
  const low = new Map();
  const stack = [];
  const found = [];
  const visit = (file) => {
    order.set(file, order.size);
    low.set(file, order.get(file));
    stack.push(file);
    for (const target of graph.get(file) ?? []) {
      if (!graph.has(target)) continue;
      if (!order.has(target)) {
        visit(target);
        low.set(file, Math.min(low.get(file), low.get(target)));
      } else if (stack.includes(target)) low.set(file, Math.min(low.get(file), order.get(target)));
    }
    if (low.get(file) !== order.get(file)) return;
    const part = stack.splice(stack.indexOf(file));
    if (part.length > 1) found.push(part);
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return found;
}
