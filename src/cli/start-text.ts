import type { Deployment } from '#app';
import type { Settings } from '#config';
import { withoutSecret } from '#redis';

/** What a person is told when the engine is ready: where it is, which rules are in force, how to send a first event. */
export function startText({ engine, rulebook, embedded, redisUrl }: Deployment, settings: Settings): string {
  const rules = [...rulebook.current().rules.values()];
  const active = rules.filter(({ mode }) => mode === 'active').length;
  const shadow =
    active === 0 ? 'all in shadow: they decide and log, and send nothing' : `${active} active, ${rules.length - active} in shadow`;
  const source = settings.writeKeys[0]?.source ?? 'default';
  return [
    '',
    `Crosscurrent listens on ${engine.url}`,
    `  Redis    ${embedded ? `embedded, its log in ${settings.dataFolder}` : withoutSecret(redisUrl)}`,
    `  rules    ${rules.length} of ${settings.rulesFolder ?? 'none'} (${shadow})`,
    `  metrics  ${engine.url}/metrics   health ${engine.url}/readyz   API ${engine.url}/openapi.json`,
    '',
    `Send a first event (with the write key of the source "${source}"):`,
    `  curl -u WRITE_KEY: -H 'content-type: application/json' ${engine.url}/v1/events \\`,
    `    -d '{"type":"social.mentioned","data":{"platform":"x","text":"Świetna kawa!"}}'`,
    '',
    'Ctrl-C stops: what is under way is finished first.',
    '',
  ].join('\n');
}
