import { checkRules, type CompiledRule, type RuleBundle } from '#rule';

/** The accounts that workflows of tests may call. */
const send = { name: 'send', parameters: {}, open: true };
const accounts = new Map([
  ['crm', { type: 'webhook', operations: [send, { name: 'take_back', parameters: {}, open: true }] }],
  ['slack', { type: 'slack', operations: [{ name: 'post', parameters: { text: { type: 'text' as const, required: true } }, open: true }] }],
]);

/** A rule with the written steps, compiled as the engine compiles it; `head` replaces or adds lines before `workflow`. Throws with the findings when it has mistakes. */
export function workflowOf(steps: string, head = ''): { readonly bundle: RuleBundle; readonly rule: CompiledRule } {
  const indented = steps
    .trim()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
  const usual = ['on: [lead.submitted]', 'by: { who: event.contact }'].filter((line) => !head.includes(line.slice(0, 3)));
  const text = ['rule: journey', 'summary: Prowadzi klienta przez kroki.', 'mode: active', ...usual, head, 'workflow:', indented, ''].join(
    '\n',
  );
  const { bundle, findings } = checkRules([{ path: 'journey.yaml', text }], { accounts });
  if (bundle === undefined) throw new Error(JSON.stringify(findings.filter((one) => one.severity === 'error')));
  return { bundle, rule: bundle.rules.get('journey')! };
}
