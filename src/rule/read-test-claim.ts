import type { Json } from '#kernel';
import type { RuleTestClaim } from './rule-test.ts';
import type { AuthoredTests } from './test-schema.ts';

type AuthoredClaim = AuthoredTests['tests'][number]['expect'][number];

/** The claims an expectation may make, of which it makes one. */
export const claimNames = [
  'fired',
  'not_fired',
  'pending',
  'resolved',
  'suppressed',
  'late',
  'duplicates',
  'action',
  'emitted',
  'entered',
  'left',
  'member',
  'not_member',
  'step',
  'run',
] as const satisfies readonly (keyof AuthoredClaim)[];

/** Reads the one claim of an expectation. */
export function readClaim(one: AuthoredClaim): RuleTestClaim {
  if (one.not_fired) return { kind: 'fired', group: groupOf(one.not_fired === true ? {} : one.not_fired.group), because: [], times: 0 };
  if (one.pending) return { kind: 'pending', ...one.pending, group: groupOf(one.pending.group) };
  if (one.resolved) {
    const { group, because = [], times } = one.resolved;
    return { kind: 'resolved', group: groupOf(group), because: [because].flat(), ...(times === undefined ? {} : { times }) };
  }
  if (one.suppressed) return { kind: 'suppressed', ...one.suppressed };
  if (one.late) return { kind: 'suppressed', reason: 'late', ...one.late };
  if (one.duplicates) return { kind: 'duplicates', ...one.duplicates };
  if (one.action) {
    const { contains = [], parameters, ...rest } = one.action;
    return { kind: 'action', ...rest, contains: [contains].flat(), parameters: (parameters ?? {}) as { [name: string]: Json } };
  }
  if (one.emitted) return { kind: 'emitted', ...one.emitted, data: (one.emitted.data ?? {}) as { [name: string]: Json } };
  if (one.entered) return { kind: 'moved', entered: true, ...one.entered };
  if (one.left) return { kind: 'moved', entered: false, ...one.left };
  if (one.member !== undefined) return { kind: 'member', contact: one.member, member: true };
  if (one.not_member !== undefined) return { kind: 'member', contact: one.not_member, member: false };
  if (one.step) return { kind: 'step', ...one.step, group: groupOf(one.step.group) };
  if (one.run) return { kind: 'run', ...one.run, group: groupOf(one.run.group) };
  const { group, because = [], times } = one.fired ?? {};
  return { kind: 'fired', group: groupOf(group), because: [because].flat(), ...(times === undefined ? {} : { times }) };
}

function groupOf(group: { readonly [name: string]: string | number } = {}): { readonly [name: string]: string } {
  return Object.fromEntries(Object.entries(group).map(([name, value]) => [name, String(value)]));
}
