import type { DeliveryReport } from '#action';
import type { HttpAnswer } from './http.ts';

/** The report of an answer by its status alone, for platforms whose body says nothing more: 2xx is delivered; 408, 425, 429, 5xx and silence may be tried again; everything else is final. */
export function reportByStatus(answer: HttpAnswer): DeliveryReport {
  if (answer.kind === 'blocked') return { kind: 'refused', reason: answer.reason };
  if (answer.kind === 'unanswered') return { kind: 'retryLater', reason: answer.reason };
  const { status, afterMilliseconds } = answer;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const reason = `the platform answered ${status}`;
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    return { kind: 'retryLater', reason, ...(afterMilliseconds === undefined ? {} : { afterMilliseconds }) };
  }
  return { kind: 'refused', reason };
}
