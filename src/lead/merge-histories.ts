import { latestMoments } from '#kernel';
import { faded } from './faded.ts';
import type { LeadHistory, LeadQuestion } from './lead-history.ts';

/** A question that is answered: whether the contact converted, and when that was, or was no longer to be expected. */
export interface AnsweredQuestion {
  readonly question: LeadQuestion;
  readonly converted: boolean;
  readonly at: number;
}

/**
 * Joins what was remembered of a person under another name into a history, as if one contact had heard it all: of two values the newer holds, counts add up, a conversion under either name answers the question, and while one
 * is open no other is asked. Answers the questions that are over by that; `history.asked` is the one that stays open. `halfLife` of counts and `horizon` of questions in milliseconds.
 */
export function mergeHistories(history: LeadHistory, other: LeadHistory, halfLife: number, horizon: number): AnsweredQuestion[] {
  for (const [name, value] of Object.entries(other.values ?? {})) {
    // "__proto__" as a key would change the prototype instead of the values.
    if (name !== '__proto__' && (history.values?.[name]?.[1] ?? -1) < value[1]) (history.values ??= {})[name] = value;
  }
  for (const [type, [count, at]] of Object.entries(other.counts ?? {})) {
    const [here, since] = history.counts?.[type] ?? [0, at];
    const newest = Math.max(at, since);
    (history.counts ??= {})[type] = [faded(here, newest - since, halfLife) + faded(count, newest - at, halfLife), newest];
  }
  for (const at of other.converted ?? []) history.converted = latestMoments(history.converted, at);
  const asked = [history.asked, other.asked].filter((one) => one !== undefined).toSorted((one, two) => one.at - two.at);
  const answered: AnsweredQuestion[] = [];
  delete history.asked;
  for (const question of asked) {
    // What was asked while another question was open would not have been asked of one contact.
    if (history.asked !== undefined || (answered.at(-1)?.at ?? -Infinity) > question.at) continue;
    const end = question.at + horizon;
    const conversion = history.converted?.find((at) => at >= question.at && at <= end);
    if (conversion !== undefined) answered.push({ question, converted: true, at: conversion });
    else if (asked.some((one) => one.at > end)) answered.push({ question, converted: false, at: end });
    else history.asked = question;
  }
  return answered;
}
