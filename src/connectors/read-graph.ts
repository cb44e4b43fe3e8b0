import type { DeliveryReport } from '#action';
import { reportByStatus, type HttpAnswer } from '#connector';

/** Throttled: the app, the user, the page, a custom limit, or one of the Marketing API's use cases. */
const THROTTLED = new Set([4, 17, 32, 613, 80000, 80001, 80002, 80003, 80004, 80005, 80006]);
/** Meta's own trouble, or a block it lifts by itself. */
const PASSING = new Set([1, 2, 341, 368, 5000]);

/** A reply of the Graph API: its JSON when it succeeded, else the report its error code asks for. The status does not tell throttling from a refusal, so the code decides. */
export function readGraph(answer: HttpAnswer): { readonly reply: Record<string, unknown> } | { readonly report: DeliveryReport } {
  if (answer.kind !== 'answered') return { report: reportByStatus(answer) };
  const body = parse(answer.body);
  const error = body?.['error'] as { code?: unknown; message?: unknown; error_subcode?: unknown } | undefined;
  if (typeof error?.code === 'number') {
    const reason = `Meta answered error ${error.code}${typeof error.error_subcode === 'number' ? `/${error.error_subcode}` : ''}`;
    if (!THROTTLED.has(error.code) && !PASSING.has(error.code)) return { report: { kind: 'refused', reason } };
    const { afterMilliseconds } = answer;
    return { report: { kind: 'retryLater', reason, ...(afterMilliseconds === undefined ? {} : { afterMilliseconds }) } };
  }
  const byStatus = reportByStatus(answer);
  if (byStatus.kind !== 'delivered') return { report: byStatus };
  if (!body) return { report: { kind: 'retryLater', reason: 'the answer is not JSON' } };
  return { reply: body };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
