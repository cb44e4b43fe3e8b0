import { compileExpression, expressionSpace, type Closure } from '#expression';
import type { ParsedDocument } from '#document';
import type { ScoredEvent } from '#event';
import type { RuleFile } from './check-rules.ts';
import { normalise } from './normalise.ts';
import { allSteps } from './normal-step.ts';
import { readRuleDocument } from './rule-document.ts';
import type { Scope } from './scope.ts';

/** How often a part of a condition was asked and what it came to. `part` is what stands between the `&&`; line and column are its place in the rule's file. */
export interface CoveredCondition {
  readonly condition: string;
  readonly part: string;
  readonly line: number;
  readonly column: number;
  readonly true: number;
  readonly false: number;
}

/** How many times a step that sends or says something was done. Steps without an effect of their own show in those around them. */
export interface CoveredStep {
  readonly step: string;
  readonly line: number;
  readonly column: number;
  readonly done: number;
}

interface Part {
  readonly condition: string;
  readonly part: string;
  readonly line: number;
  readonly column: number;
  readonly evaluate: Closure;
  true: number;
  false: number;
}

/**
 * ConditionCoverage counts which parts of a rule's conditions were ever true and ever false, and which of its steps were done, while tests ran. A part that was never false could be left out
 * and no test would notice; one that was never true may not be the sentence its author meant. It evaluates the author's text beside the engine, so it changes nothing of what is tested.
 */
export class ConditionCoverage {
  readonly file: string;
  readonly #types: readonly string[];
  readonly #where: readonly Part[];
  readonly #counted: readonly Part[];
  /** `when` of a rule without measures reads the event alone and is asked where events come in. */
  readonly #whenOfEvent: readonly Part[];
  readonly #whenOfGroup: readonly Part[];
  readonly #steps: readonly {
    readonly step: string;
    readonly line: number;
    readonly column: number;
    readonly says?: string;
    done: number;
  }[];

  private constructor(document: ParsedDocument, rule: ReturnType<typeof normalise>) {
    const parts = (text: string | undefined, condition: string, pointer: string): Part[] =>
      text === undefined ? [] : partsOf(text, condition, pointer, document);
    const measures = Object.entries(rule.measures);
    const when = parts(rule.when, 'when', '/when');
    this.file = document.file;
    this.#types = rule.on;
    this.#where = parts(rule.where, 'where', '/where');
    this.#counted = measures.flatMap(([name, one]) => parts(one.where, `measures.${name}.where`, `/measures/${name}/where`));
    this.#whenOfEvent = measures.length === 0 ? when : [];
    this.#whenOfGroup = measures.length === 0 ? [] : when;
    this.#steps = allSteps(rule.workflow)
      .filter(({ kind }) => kind === 'call' || kind === 'emit')
      .map((step) => ({
        step: step.id,
        ...document.locate(step.pointer, 'key'),
        done: 0,
        ...(step.kind === 'emit' ? { says: step.type } : {}),
      }));
  }

  /** The coverage of the rule in a file; undefined when the file has mistakes. */
  static of(file: RuleFile): ConditionCoverage | undefined {
    const { rule } = readRuleDocument(file.text, file.path);
    return rule && new ConditionCoverage(rule.document, normalise(rule.authored));
  }

  /** An event came in; call it for every event, those that the rule does not look at too. */
  sawEvent(event: ScoredEvent): void {
    if (!this.#types.includes(event.type)) return;
    const scope = { event };
    if (!ask(this.#where, scope)) return;
    ask(this.#counted, scope);
    ask(this.#whenOfEvent, scope);
  }

  /** The rule was asked whether it fires. */
  sawScope(scope: Scope): void {
    ask(this.#whenOfGroup, scope);
  }

  /** A step sent something. */
  sawStep(id: string): void {
    for (const one of this.#steps) if (one.step === id) one.done += 1;
  }

  /** An event of this type was said. */
  sawSaid(type: string): void {
    for (const one of this.#steps) if (one.says === type) one.done += 1;
  }

  get conditions(): readonly CoveredCondition[] {
    const all = [...this.#where, ...this.#counted, ...this.#whenOfEvent, ...this.#whenOfGroup];
    return all.map(({ evaluate: _evaluate, ...counted }) => counted);
  }

  get steps(): readonly CoveredStep[] {
    return this.#steps.map(({ step, line, column, done }) => ({ step, line, column, done }));
  }
}

/** Asks every part, also when one before it was false: each is a sentence of its own. Answers whether all hold. */
function ask(parts: readonly Part[], scope: object): boolean {
  let all = true;
  for (const part of parts) {
    if (part.evaluate(scope) === true) part.true += 1;
    else {
      part.false += 1;
      all = false;
    }
  }
  return all;
}

function partsOf(text: string, condition: string, pointer: string, document: ParsedDocument): Part[] {
  const space = expressionSpace({ event: 'dyn', measures: 'dyn', group: 'dyn', now: 'double' });
  const compiled = compileExpression(text, space, { count: 0 }, condition, ['bool', 'dyn']);
  if (!('expression' in compiled)) return [];
  let from = 0;
  return compiled.expression.conjuncts().map((one) => {
    // Parts stand in their order, and two of them may say the same.
    const offset = Math.max(0, text.indexOf(one.text, from));
    from = offset + one.text.length;
    return { condition, part: one.text, ...document.locate(pointer, offset), evaluate: one.evaluate, true: 0, false: 0 };
  });
}
