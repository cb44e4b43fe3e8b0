import { Message } from '#message';
import type { Operator, OperatorContext } from '#operator';
import { firstValueFrom, of } from 'rxjs';

/** Runs one operator over one batch of values and answers its messages in order, settled or live. */
export async function runOperator<T>(
  operator: Operator<T>,
  values: readonly T[],
  context: OperatorContext,
): Promise<readonly Message<T>[]> {
  const batch = values.map((value, index) => new Message(value, '1-0', index));
  return firstValueFrom(of(batch).pipe(operator.through(context)));
}
