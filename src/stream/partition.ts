import type { MarketingEvent } from '#event';
import { hash32 } from '#kernel';

/** The partition of an event: that of its contact, so that a person's events stay in order; else of its source and id, so that a repeat meets its first. A campaign's figures stay together. */
export function partitionOf(event: Pick<MarketingEvent, 'contact' | 'source' | 'id'>, partitions: number): number {
  return hash32(event.contact ?? `${event.source}\n${event.id}`) % partitions;
}

/** The decide partition of a rule and group key. */
export function signalPartition(rule: string, key: string, partitions: number): number {
  return hash32(`${rule}|${key}`) % partitions;
}
