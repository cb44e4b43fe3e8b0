import { type Expression, type ExpressionSpace, type Faults, compileExpression, compileTemplate } from '#expression';
import type { Json } from '#kernel';
import type { CompiledStep } from './compiled-step.ts';
import { compileParameter, type Filling, type PlacedProblem } from './fill-parameter.ts';
import { innerPlans, type PlannedCall, type PlannedStep } from './planned-step.ts';

/** The names that steps may read; inside the `where` of a wait, `event` is the awaited one. */
export interface StepSpaces {
  readonly steps: ExpressionSpace;
  awaited(step: string): ExpressionSpace;
}

/** A problem of a compiled step: `step` is its id, `pointer` leads from its body. */
export type CompileProblem = PlacedProblem & { readonly step: string };

const VALUES = ['double', 'string', 'bool', 'int', 'list<string>', 'list<dyn>', 'list<double>', 'map<string, dyn>'];
const UNITS = ['string', 'double', 'int', 'bool'];

/** Compiles planned steps and those inside them. Every expression is checked against the spaces; what they read is told, so that events keep it. */
export class StepCompiler {
  readonly problems: CompileProblem[] = [];
  readonly expressions: Expression[] = [];
  /** The conditions of waits, by step. */
  readonly wheres = new Map<string, Expression>();
  readonly #spaces: StepSpaces;
  readonly #faults: Faults;

  constructor(spaces: StepSpaces, faults: Faults) {
    this.#spaces = spaces;
    this.#faults = faults;
  }

  compile(source: PlannedStep): CompiledStep {
    const { id } = source;
    const inner = innerPlans(source).flatMap((list) => list.map((one) => this.compile(one)));
    const base = { id, source, inner };
    switch (source.kind) {
      case 'call':
        return { ...base, kind: 'call', connector: source.connector, operation: source.operation, render: this.#call(source) };
      case 'wait':
        return { ...base, kind: 'wait', milliseconds: source.milliseconds };
      case 'parallel':
        return { ...base, kind: 'parallel' };
      case 'emit': {
        const filling = this.#parameter(id, { as: 'nested', from: source.data }, 'data', '/data');
        return { ...base, kind: 'emit', type: source.type, render: (scope) => filling.fill(scope) as { [name: string]: Json } };
      }
      case 'set': {
        const values = Object.entries(source.values).map(
          ([name, text]) => [name, this.#expression(id, text, `/${name}`, name, VALUES)] as const,
        );
        return {
          ...base,
          kind: 'set',
          values: (scope) => Object.fromEntries(values.map(([name, value]) => [name, (value(scope) as Json | undefined) ?? null])),
        };
      }
      case 'stop':
      case 'compensate':
        return { ...base, kind: source.kind, why: this.#text(id, source.why, '', 'why') };
      case 'switch': {
        const conditions = source.cases.map((one, place) => this.#expression(id, one.if, `/${place}/if`, 'if', ['bool']));
        return { ...base, kind: 'switch', choose: (scope) => conditions.findIndex((condition) => condition(scope) === true) };
      }
      case 'split': {
        const by = source.by === undefined ? undefined : this.#expression(id, source.by, '/by', 'by', UNITS);
        return {
          ...base,
          kind: 'split',
          unit(scope) {
            const value = by?.(scope);
            return value === undefined || value === null ? undefined : String(value as string | number | boolean);
          },
        };
      }
      case 'approve':
        return { ...base, kind: 'approve', ask: this.#text(id, source.ask, '/ask', 'ask') };
      case 'wait_for': {
        const { where } = source;
        const holds = where === undefined ? () => true : this.#expression(id, where, '/where', 'where', ['bool'], this.#spaces.awaited(id));
        return { ...base, kind: 'wait_for', matches: (scope) => holds(scope) === true };
      }
      default:
        throw new TypeError(`unknown step ${JSON.stringify(source satisfies never)}`);
    }
  }

  #call({ id, parameters }: PlannedCall): Extract<CompiledStep, { kind: 'call' }>['render'] {
    const fillings = Object.entries(parameters).map(([name, plan]) => ({
      name,
      members: plan.as === 'members',
      filling: this.#parameter(id, plan, name, `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
    }));
    return (scope) => {
      const filled: { [name: string]: Json } = {};
      let members: Set<string> | undefined;
      for (const one of fillings) {
        const value = one.filling.fill(scope);
        if (!one.members) filled[one.name] = value;
        else {
          members ??= new Set();
          for (const member of value as string[]) members.add(member);
        }
      }
      return members === undefined ? { parameters: filled } : { parameters: filled, members: [...members] };
    };
  }

  #parameter(step: string, plan: Parameters<typeof compileParameter>[0], place: string, pointer: string): Filling {
    const compiled = compileParameter(plan, this.#spaces.steps, this.#faults, place);
    if ('filling' in compiled) {
      this.expressions.push(...compiled.filling.expressions);
      return compiled.filling;
    }
    for (const one of compiled.problems) this.problems.push({ ...one, step, pointer: pointer + one.pointer });
    return { expressions: [], fill: () => null };
  }

  #expression(
    step: string,
    text: string,
    pointer: string,
    place: string,
    wanted: readonly string[],
    space: ExpressionSpace = this.#spaces.steps,
  ): (scope: object) => unknown {
    const compiled = compileExpression(text, space, this.#faults, place, wanted);
    if ('expression' in compiled) {
      this.expressions.push(compiled.expression);
      if (place === 'where') this.wheres.set(step, compiled.expression);
      return compiled.expression.evaluate;
    }
    for (const one of compiled.problems) this.problems.push({ ...one, step, pointer });
    return () => undefined;
  }

  #text(step: string, text: string, pointer: string, place: string): (scope: object) => string {
    const compiled = compileTemplate(text, this.#spaces.steps, this.#faults, place);
    if ('template' in compiled) {
      this.expressions.push(...compiled.template.expressions);
      return (scope) => compiled.template.render(scope);
    }
    for (const one of compiled.problems) this.problems.push({ ...one, step, pointer });
    return () => '';
  }
}
