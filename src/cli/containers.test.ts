import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Service {
  readonly command?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: readonly string[] | Readonly<Record<string, unknown>>;
}
const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const read = (name: string): string => readFileSync(path(name), 'utf8');
const compose = parse(read('docker-compose.yml')) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};
const services = Object.entries(compose.services);

// No Docker runs here: these tests hold what can be held without it.
describe('the containers', () => {
  it('mount only what exists, and declare every named volume', () => {
    const mounts = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0]!));
    expect(mounts.length).toBeGreaterThan(5);
    expect(mounts.filter((mount) => (mount.startsWith('./') ? !existsSync(path(mount)) : !(mount in compose.volumes)))).toEqual([]);
  });

  it('listen on loopback only, and Redis on no port of the machine', () => {
    const ports = services.flatMap(([, service]) => service.ports ?? []);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    expect(compose.services['redis']?.ports).toBeUndefined();
  });

  it('start services that exist before those that need them', () => {
    const names = services.map(([name]) => name);
    for (const [, { depends_on: needed = [] }] of services) {
      for (const name of Array.isArray(needed) ? (needed as string[]) : Object.keys(needed)) expect(names).toContain(name);
    }
  });

  it('run a Redis that syncs always and never evicts', () => {
    const words = compose.services['redis']!.command!.join(' ');
    expect(words).toContain('--appendonly yes');
    expect(words).toContain('--appendfsync always');
    expect(words).toContain('--maxmemory-policy noeviction');
  });

  it('are built from files that exist, and do not run as root', () => {
    const dockerfile = read('Dockerfile');
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, words]) => words!.split(' '));
    expect(copied.length).toBeGreaterThan(6);
    expect(copied.filter((name) => !existsSync(path(name)))).toEqual([]);
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(/^HEALTHCHECK /m);
  });

  it('agree on the port where Prometheus finds the engine', () => {
    const port = /CROSSCURRENT_PORT=(\d+)/.exec(read('Dockerfile'))![1]!;
    expect(read('prometheus/prometheus.yml')).toContain(`engine:${port}`);
    expect(compose.services['engine']!.ports).toEqual([`127.0.0.1:${port}:${port}`]);
  });

  it('give Grafana its dashboards where its provisioning looks for them', () => {
    const folder = (parse(read('grafana/provisioning/dashboards/crosscurrent.yml')) as { providers: { options: { path: string } }[] })
      .providers[0]!.options.path;
    expect(compose.services['grafana']!.volumes).toContain(`./grafana/dashboards:${folder}:ro`);
  });
});
