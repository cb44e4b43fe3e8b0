import type { FastifyInstance } from 'fastify';

/** Remembers the routes of an app as they are registered and says which methods an address takes: what a 405 must tell. Empty when the address is unknown. */
export function trackAllowedMethods(app: FastifyInstance): (url: string) => string[] {
  const routes: { readonly segments: readonly string[]; readonly methods: readonly string[] }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    // The answer to every preflight is no address of its own.
    if (url === '*') return;
    routes.push({ segments: segmentsOf(url), methods: [method].flat() });
  });
  return (url) => {
    const path = segmentsOf(url.split('?', 1)[0]!);
    const fitting = routes.filter(({ segments }) => fits(segments, path));
    return [...new Set(fitting.flatMap((route) => route.methods))];
  };
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function fits(segments: readonly string[], path: readonly string[]): boolean {
  if (segments.at(-1) === '*' ? path.length < segments.length - 1 : path.length !== segments.length) return false;
  return segments.every((segment, index) => segment === '*' || segment.startsWith(':') || segment === path[index]);
}
