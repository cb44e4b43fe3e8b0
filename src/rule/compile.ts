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
import type { Finding, ParsedDocument } from '#document';
import { normaliseGuards } from '#guard';
import type { CallAccounts } from './accounts.ts';
import type { CompiledRule } from './compiled-rule.ts';
import { compileBaseline } from './compile-baseline.ts';
import { compiledMeasures, compileMeasure, measureFields } from './compile-measure.ts';
import { compileFiring } from './compile-firing.ts';
import { compileSequence } from './compile-sequence.ts';
import { compileWorkflow, type WorkflowContext } from './compile-workflow.ts';
import { contentHash } from '#kernel';
import { eventCutter } from './cut-event.ts';
import { listenedTypes } from './listened-types.ts';
import type { NormalRule } from './normal-rule.ts';
import { completingTypes } from './normal-sequence.ts';
import { allSteps, type NormalStep } from './normal-step.ts';
import type { RuleTools } from './rule-tools.ts';
import type { Scope } from './scope.ts';
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

/** Each place where a rule listens has a bit in a signal. */
const MOST_LISTENERS = 30;
/** What is read of the events that other rules say of themselves. */
const INHIBITOR_PATHS = [
  ['data', 'rule'],
  ['data', 'key'],
  ['data', 'until'],
];
const GROUP_TYPES = ['string', 'list<string>', 'double', 'bool', 'int', 'list<dyn>', 'list<double>'];

class RuleCompiler {
  private readonly findings: Finding[] = [];
  private readonly faults: Faults = { count: 0 };
  private readonly rule: NormalRule;
  private readonly document: ParsedDocument;
  private readonly context: CompileContext;
  private readonly eventSpace: ExpressionSpace;
  private readonly group: FieldTree;

  constructor(rule: NormalRule, document: ParsedDocument, context: CompileContext) {
    this.rule = rule;
    this.document = document;
    this.context = context;
    this.eventSpace = expressionSpace({ event: eventFields(rule.on) });
    this.group = groupFields(rule);
  }

  compile(): { rule?: IndexedRule; findings: readonly Finding[] } {
    const { rule, group } = this;
    const tools: RuleTools = {
      group,
      condition: (text, pointer, space) => this.expression(text, pointer, pointer.slice(pointer.lastIndexOf('/') + 1), space, ['bool']),
      find: (pointer, at, problem) => this.find(pointer, at, problem),
    };
    const sequence = rule.sequence && compileSequence(rule.sequence, 1, tools);
    // The event that `when` and templates read is the one that completes a match.
    const event = eventFields(rule.sequence ? completingTypes(rule.sequence) : rule.on);
    const match = sequence ? { match: sequence.match } : {};
    const decideFields: FieldTree = { event, measures: measureFields(rule), group, now: 'double', ...match };
    const decideSpace = expressionSpace(decideFields);
    const firing = compileFiring(rule, decideSpace, tools);
    const bySpace = rule.sequence || rule.firing ? expressionSpace({ event: eventFields(listenedTypes(rule)) }) : this.eventSpace;
    const measured = Object.keys(rule.measures).length > 0;
    const where = rule.where === undefined ? undefined : this.expression(rule.where, '/where', 'where', this.eventSpace, ['bool']);
    const by = Object.entries(rule.by).map(([name, text]) => this.expression(text, `/by/${name}`, `by.${name}`, bySpace, GROUP_TYPES));
    const inputs = Object.keys(rule.measures).map((name) => this.measure(name));
    // Without measures nothing has to be gathered first: the event alone decides, so only the event may be asked.
    const gathered = measured || sequence !== undefined;
    const whenSpace = gathered ? decideSpace : this.eventSpace;
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
      fields: decideFields,
      faults: this.faults,
      blame: (step, problems) => this.findAll(step, problems),
    });
    const own = [...(sequence?.listeners ?? []), ...(firing?.listeners ?? [])];
    if (own.length + workflow.waits.length > MOST_LISTENERS) {
      const hint = 'Let another rule do a part of it.';
      const message = `a rule listens in at most ${MOST_LISTENERS} places beside its own "on": steps, waits, what ends or inhibits it`;
      this.find('/rule', 'key', { code: 'many-listeners', message, hint });
    }
    if (sequence && !measured && rule.where !== undefined) {
      const hint = 'Put the condition into the steps.';
      this.find('/where', 'key', {
        code: 'where-unused',
        message: 'a sequence without measures does not ask the rule\'s own "where"',
        hint,
      });
    }
    const measures = compiledMeasures(rule);
    const baseline = compileBaseline(rule, measures, tools);
    if (this.findings.some((one) => one.severity === 'error')) return { findings: this.findings };

    const version = versionOf(rule);
    // The bits of a signal mean what they mean for the listeners they were made with.
    const heard = own.map(({ name, types }) => [name, types]);
    const layout = contentHash([...measures.map((one) => one.definition), ...(heard.length === 0 ? [] : [[rule.sequence ?? 0, heard]])]);
    const explained = when ?? where;
    const reads = [when, explained, ...(sequence?.expressions ?? []), ...(firing?.expressions ?? []), ...workflow.expressions].filter(
      (one) => one !== undefined,
    );
    const said = firing?.plan.inhibited === true ? INHIBITOR_PATHS : [];
    const paths = [...reads.flatMap((one) => one.readings).flatMap(({ path }) => eventPath(path) ?? []), ...said];
    // Whoever asks later why it fired is told whose score it was.
    if (paths.some((path) => path[0] === 'sentiment')) paths.push(['sentiment', 'model']);
    const { faults } = this;
    const explain = conditionExplainer(explained, Object.keys(rule.measures));
    const holds = when?.evaluate;
    const enrichConditions = [where?.evaluate, gathered ? undefined : holds].filter((one) => one !== undefined);
    // Where only a sequence decides, the rule's own events say nothing by themselves.
    const ownTypes = sequence && !measured ? [] : rule.on;
    const compiled: CompiledRule = {
      name: rule.rule,
      version,
      mode: this.context.mode ?? rule.mode,
      summary: rule.summary,
      because: rule.because,
      types: rule.on,
      measures,
      layout,
      ...(sequence ? { sequence: sequence.pattern } : {}),
      ...(firing ? { firing: firing.plan } : {}),
      ...(firing?.resolves ? { resolves: (scope: Scope) => firing.resolves!(scope) === true } : {}),
      ...(baseline ? { baseline } : {}),
      splits: allSteps(rule.workflow).some((step) => step.kind === 'split'),
      // A whole event has its credit, too; a word that only looks like the field costs nothing but time.
      readsCredit: paths.some((path) => path.length === 0) || /\bcredit\b/.test(JSON.stringify(rule)),
      readsSentiment: paths.some((path) => path.length === 0) || /\b(?:sentiment|aspects)\b/.test(JSON.stringify(rule)),
      readsSegments: /\b(?:contact|event)\.segments\b/.test(JSON.stringify(rule)),
      cooldown: rule.cooldown,
      ...(rule.maxGroups === undefined ? {} : { maxGroups: rule.maxGroups }),
      purposes: rule.guards.consent,
      guards: normaliseGuards(rule.guards),
      workflow: workflow.steps,
      pauses: workflow.pauses,
      listeners: ['on', ...own.map((one) => one.name), ...workflow.waits.map((one) => `wait ${one.definition}`)],
      concurrency: rule.concurrency,
      onResolve: rule.onResolve,
      signals: signalMaker({
        rule: rule.rule,
        layout,
        types: ownTypes,
        conditions: enrichConditions,
        groupNames: Object.keys(rule.by),
        groups: by.map((one) => one!.evaluate),
        inputs: inputs as readonly MeasureInput[],
        listeners: [...own, ...workflow.waits],
        // When `when` looks at the event itself, an event that no measure counts may still be the one that fires.
        // And every event of a group keeps its sessions going.
        keepsUncounted: (when?.readings.some((one) => one.path[0] === 'event') ?? false) || measures.some((one) => one.kind === 'session'),
        cut: eventCutter(paths),
        faults,
      }),
      holds: (scope) => holds === undefined || holds(scope) === true,
      explain: (scope) => [sequence?.words, explain(scope)].filter(Boolean).join(' and ') || `every ${rule.on.join(' or ')}`,
      conditions: () => explained?.conjuncts() ?? [],
      errors: faults,
    };
    const tests = [where, gathered ? undefined : when].flatMap((one) => (one ? cheapTests(one.tree) : []));
    return { rule: { compiled, listens: [{ types: ownTypes, tests }, ...own, ...workflow.waits] }, findings: this.findings };
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
    const pointer = `/measures/${name}`;
    return compileMeasure(name, this.rule, {
      blame: (place, at, problem) => this.find(pointer + place, at, problem),
      expression: (place, text, wanted) => this.expression(text, pointer + place, place.slice(1), this.eventSpace, wanted),
    });
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

/** What is read of an event, wherever an expression finds it: as the event itself, as the one that began a run, or as one that a step waited for. */
function eventPath(path: readonly string[]): readonly (readonly string[])[] | undefined {
  if (path[0] === 'event') return [path.slice(1)];
  if (path[0] === 'fire' && path[1] === 'event') return [path.slice(2)];
  if (path[0] === 'match') return [path.slice(2)];
  return path[0] === 'steps' && path[2] === 'event' ? [path.slice(3)] : undefined;
}

function groupFields(rule: NormalRule): FieldTree {
  return Object.fromEntries(Object.keys(rule.by).map((name) => [name, 'string'] as const));
}

/** The rule's version names its content, not where its lines stand in the file. */
function versionOf(rule: NormalRule): string {
  return contentHash({ ...rule, workflow: rule.workflow.map((step) => ({ ...step, pointer: '' })) });
}
