import {
  type CheapTest,
  type Expression,
  type ExpressionSpace,
  type Faults,
  type FieldTree,
  cheapTests,
  compileExpression,
  conditionExplainer,
  eventFields,
  expressionSpace,
} from '#expression';
import type { CompiledMeasure } from '#window';
import type { Finding, ParsedDocument } from '#document';
import { normaliseGuards } from '#guard';
import type { CallAccounts } from './accounts.ts';
import type { CompiledRule } from './compiled-rule.ts';
import { compileWorkflow, type WorkflowContext } from './compile-workflow.ts';
import { contentHash } from './content-hash.ts';
import { eventCutter } from './cut-event.ts';
import type { NormalRule } from './normal-rule.ts';
import type { NormalStep } from './normal-step.ts';
import { signalMaker, type MeasureInput } from './signal-maker.ts';

/** What compiling needs to know beyond the rule. */
export interface CompileContext {
  readonly accounts: CallAccounts;
  /** Overrides every rule's mode when set. */
  readonly mode?: 'shadow' | 'active';
}

/** A rule that is ready to run, with what a bundle indexes it by. */
export interface IndexedRule {
  readonly compiled: CompiledRule;
  /** Each way in which it listens: event types, and what every event that matches there meets. */
  readonly listens: readonly { readonly types: readonly string[]; readonly tests: readonly CheapTest[] }[];
}

/** Compiles a normalised rule; findings stand at the author's place, and a rule comes back only when none of them is an error. */
export function compileRule(
  rule: NormalRule,
  document: ParsedDocument,
  context: CompileContext,
): { rule?: IndexedRule; findings: readonly Finding[] } {
  return new RuleCompiler(rule, document, context).compile();
}

const GROUP_TYPES = ['string', 'list<string>', 'double', 'bool', 'int', 'list<dyn>', 'list<double>'];
const MEMBER_TYPES = ['string', 'double', 'bool', 'int'];

class RuleCompiler {
  private readonly findings: Finding[] = [];
  private readonly faults: Faults = { count: 0 };
  private readonly rule: NormalRule;
  private readonly document: ParsedDocument;
  private readonly context: CompileContext;
  private readonly eventSpace: ExpressionSpace;
  private readonly decideFields: FieldTree;
  private readonly decideSpace: ExpressionSpace;

  constructor(rule: NormalRule, document: ParsedDocument, context: CompileContext) {
    this.rule = rule;
    this.document = document;
    this.context = context;
    const event = eventFields(rule.on);
    this.eventSpace = expressionSpace({ event });
    this.decideFields = { event, measures: measureFields(rule), group: groupFields(rule), now: 'double' };
    this.decideSpace = expressionSpace(this.decideFields);
  }

  compile(): { rule?: IndexedRule; findings: readonly Finding[] } {
    const { rule } = this;
    const measured = Object.keys(rule.measures).length > 0;
    const where = rule.where === undefined ? undefined : this.expression(rule.where, '/where', 'where', this.eventSpace, ['bool']);
    const by = Object.entries(rule.by).map(([name, text]) =>
      this.expression(text, `/by/${name}`, `by.${name}`, this.eventSpace, GROUP_TYPES),
    );
    const inputs = Object.keys(rule.measures).map((name) => this.measure(name));
    // Without measures nothing has to be gathered first: the event alone decides, so only the event may be asked.
    const whenSpace = measured ? this.decideSpace : this.eventSpace;
    const when = rule.when === undefined ? undefined : this.expression(rule.when, '/when', 'when', whenSpace, ['bool']);
    if (measured && rule.when === undefined) {
      this.find('/measures', 'key', {
        code: 'missing-when',
        message: 'the rule measures something but has no "when"',
        hint: 'Say when it fires, e.g. measures.people >= 25.',
      });
    }
    const workflow = compileWorkflow(rule, {
      accounts: this.context.accounts,
      fields: this.decideFields,
      faults: this.faults,
      blame: (step, problems) => this.findAll(step, problems),
    });
    if (this.findings.some((one) => one.severity === 'error')) return { findings: this.findings };

    const version = versionOf(rule);
    const measures = compiledMeasures(rule);
    const layout = contentHash(measures.map((one) => one.definition));
    const explained = when ?? where;
    const reads = [when, explained, ...workflow.expressions].filter((one) => one !== undefined);
    const paths = reads.flatMap((one) => one.readings).flatMap(({ path }) => eventPath(path) ?? []);
    const { faults } = this;
    const explain = conditionExplainer(explained, Object.keys(rule.measures));
    const holds = when?.evaluate;
    const enrichConditions = [where?.evaluate, measured ? undefined : holds].filter((one) => one !== undefined);
    const compiled: CompiledRule = {
      name: rule.rule,
      version,
      mode: this.context.mode ?? rule.mode,
      summary: rule.summary,
      because: rule.because,
      types: rule.on,
      measures,
      layout,
      cooldown: rule.cooldown,
      purposes: rule.guards.consent,
      guards: normaliseGuards(rule.guards),
      workflow: workflow.steps,
      pauses: workflow.pauses,
      listeners: ['on', ...workflow.waits.map((one) => `wait ${one.definition}`)],
      concurrency: rule.concurrency,
      onResolve: rule.onResolve,
      signals: signalMaker({
        rule: rule.rule,
        layout,
        types: rule.on,
        conditions: enrichConditions,
        groupNames: Object.keys(rule.by),
        groups: by.map((one) => one!.evaluate),
        inputs: inputs as readonly MeasureInput[],
        listeners: workflow.waits,
        // When `when` looks at the event itself, an event that no measure counts may still be the one that fires.
        keepsUncounted: when?.readings.some((one) => one.path[0] === 'event') ?? false,
        cut: eventCutter(paths),
        faults,
      }),
      holds: (scope) => holds === undefined || holds(scope) === true,
      explain: (scope) => explain(scope) || `every ${rule.on.join(' or ')}`,
      conditions: () => explained?.conjuncts() ?? [],
      errors: faults,
    };
    const tests = [where, measured ? undefined : when].flatMap((one) => (one ? cheapTests(one.tree) : []));
    return { rule: { compiled, listens: [{ types: rule.on, tests }, ...workflow.waits] }, findings: this.findings };
  }

  private expression(
    text: string,
    pointer: string,
    place: string,
    space: ExpressionSpace,
    wanted: readonly string[],
  ): Expression | undefined {
    const compiled = compileExpression(text, space, this.faults, place, wanted);
    if ('expression' in compiled) return compiled.expression;
    for (const problem of compiled.problems) this.find(pointer, problem.offset, problem);
    return undefined;
  }

  private measure(name: string): MeasureInput | undefined {
    const measure = this.rule.measures[name]!;
    const pointer = `/measures/${name}`;
    const where =
      measure.where === undefined ? undefined : this.expression(measure.where, `${pointer}/where`, 'where', this.eventSpace, ['bool']);
    if (measure.fn === 'count') {
      if (measure.of !== undefined) {
        this.find(`${pointer}/of`, 'key', {
          code: 'count-of',
          message: 'a count counts events and takes no "of"',
          hint: 'Use where: has(…), or fn: distinct.',
        });
      }
      return { fn: 'count', where: where?.evaluate, of: undefined };
    }
    if (measure.of === undefined) {
      this.find(pointer, 'key', { code: 'missing-of', message: `${measure.fn} needs "of"`, hint: 'Say what, e.g. of: event.data.spend.' });
      return undefined;
    }
    const wanted = measure.fn === 'distinct' ? MEMBER_TYPES : ['double', 'int'];
    const of = this.expression(measure.of, `${pointer}/of`, 'of', this.eventSpace, wanted);
    return of && { fn: measure.fn, where: where?.evaluate, of: of.evaluate };
  }

  private findAll(step: NormalStep, problems: Parameters<WorkflowContext['blame']>[1]): void {
    for (const problem of problems) this.find(step.pointer + problem.pointer, problem.at ?? problem.offset ?? 'key', problem);
  }

  private find(
    pointer: string,
    at: 'key' | 'value' | number,
    problem: { code: string; message: string; suggestion?: string; hint?: string; severity?: 'warning' },
  ): void {
    const { code, message, suggestion, hint, severity = 'error' } = problem;
    this.findings.push({
      file: this.document.file,
      ...this.document.locate(pointer, at),
      severity,
      code,
      message,
      ...(suggestion === undefined ? {} : { suggestion }),
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

function measureFields(rule: NormalRule): FieldTree {
  return Object.fromEntries(
    Object.entries(rule.measures).map(([name, one]): [string, FieldTree] => [
      name,
      one.fn === 'distinct' ? { value: 'double', members: 'list<string>' } : { value: 'double' },
    ]),
  );
}

/** What is read of an event, wherever an expression finds it: as the event itself, as the one that began a run, or as one that a step waited for. */
function eventPath(path: readonly string[]): readonly (readonly string[])[] | undefined {
  if (path[0] === 'event') return [path.slice(1)];
  if (path[0] === 'fire' && path[1] === 'event') return [path.slice(2)];
  return path[0] === 'steps' && path[2] === 'event' ? [path.slice(3)] : undefined;
}

function groupFields(rule: NormalRule): FieldTree {
  return Object.fromEntries(Object.keys(rule.by).map((name) => [name, 'string'] as const));
}

/** The rule's version names its content, not where its lines stand in the file. */
function versionOf(rule: NormalRule): string {
  return contentHash({ ...rule, workflow: rule.workflow.map((step) => ({ ...step, pointer: '' })) });
}

/** A measure's definition leaves its name out: what decides is which events it takes and what of them. */
function compiledMeasures(rule: NormalRule): CompiledMeasure[] {
  return Object.entries(rule.measures).map(([name, { fn, of, where, window, every }]) => {
    const definition = contentHash([fn, of ?? '', where ?? '', window, every, rule.on, rule.where ?? '', Object.entries(rule.by)]);
    return { name, fn, window, pane: every, definition };
  });
}
