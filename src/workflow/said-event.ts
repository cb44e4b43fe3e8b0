import type { Json } from '#kernel';

/** An event a workflow says; its id is stable, so that a repeat is a duplicate. */
export interface SaidEvent {
  readonly id: string;
  readonly type: string;
  readonly at: number;
  readonly contact?: string;
  readonly data: { [name: string]: Json };
}
