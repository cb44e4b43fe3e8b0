import { formatDuration } from '#kernel';
import type { NormalRule, NormalStep } from '#rule';

/**
 * A rule as a Mermaid flowchart: events, condition, steps in order; choices and branches part and come together again. Texts are the author's own. Deterministic: the same rule gives the same
 * text, so a diagram can be kept under version control.
 */
export function ruleDiagram(rule: NormalRule): string {
  return new Diagram().of(rule);
}

/** A way into the next node: where it comes from, and what stands on its arrow. */
interface Way {
  readonly from: string;
  readonly label?: string;
}

class Diagram {
  private readonly lines: string[] = [];
  private count = 0;

  of(rule: NormalRule): string {
    const groups = Object.keys(rule.by);
    const each = groups.length === 0 ? '' : `<br/>by ${groups.join(', ')}`;
    let ways = this.node([], `([`, `${rule.on.join('<br/>')}${each}`, `])`);
    if (rule.sequence !== undefined) ways = this.sequence(rule.sequence, ways);
    if (rule.where !== undefined) ways = this.node(ways, '{{', rule.where, '}}');
    const measures = Object.entries(rule.measures).map(([name, { fn, window }]) => `${name}: ${fn} in ${formatDuration(window)}`);
    if (measures.length > 0) ways = this.node(ways, '[/', measures.join('<br/>'), '/]');
    if (rule.when !== undefined) ways = this.node(ways, '{{', rule.when, '}}');
    const { holdFor, maxFires, inhibitedBy = [] } = rule.firing ?? {};
    if (holdFor !== undefined) ways = this.node(ways, '(', `holds for ${formatDuration(holdFor)}`, ')');
    if (inhibitedBy.length > 0) ways = this.node(ways, '>', `not while ${inhibitedBy.join(' or ')} fires`, ']');
    if (maxFires !== undefined) ways = this.node(ways, '>', `at most ${maxFires.n} in ${formatDuration(maxFires.per)}`, ']');
    if (rule.cooldown > 0) ways = this.node(ways, '>', `at most once in ${formatDuration(rule.cooldown)}`, ']');
    this.steps(rule.workflow, ways);
    return `flowchart TD\n${this.lines.map((line) => `  ${line}\n`).join('')}`;
  }

  /** The parts of a sequence, one below the other; of a choice in any order all in one. */
  private sequence({ parts, within, anyOf, cancel }: NonNullable<NormalRule['sequence']>, ways: readonly Way[]): readonly Way[] {
    const told = parts.map((part) => {
      const types = part.on.join(' or ');
      if (part.kind === 'absent') return `no ${types}${part.lasting === undefined ? '' : ` for ${formatDuration(part.lasting)}`}`;
      const times = part.max === 1 ? '' : part.max === undefined ? ` ×${part.min}+` : ` ×${part.min}–${part.max}`;
      return `${part.as}: ${types}${times}`;
    });
    const bound = within === undefined ? [] : [`within ${formatDuration(within)}`];
    const unless = cancel === undefined ? [] : [`unless ${cancel.on.join(' or ')}`];
    if (anyOf !== undefined) return this.node(ways, '[/', [`${anyOf} of`, ...told, ...bound, ...unless].join('<br/>'), '/]');
    return [...told, ...[...bound, ...unless].slice(0, 1)].reduce((open, text) => this.node(open, '[/', text, '/]'), ways);
  }

  private steps(steps: readonly NormalStep[], ways: readonly Way[]): readonly Way[] {
    let open = ways;
    for (const step of steps) open = this.step(step, open);
    return open;
  }

  private step(step: NormalStep, ways: readonly Way[]): readonly Way[] {
    switch (step.kind) {
      case 'call': {
        const action = step.operation ?? (typeof step.parameters['action'] === 'string' ? step.parameters['action'] : '');
        const done = this.node(ways, '[', `${step.id}<br/>${step.connector} ${action}`.trimEnd(), ']');
        if (step.undo === undefined) return done;
        const [undo] = this.node([], '[', `take back: ${step.undo.connector}`, ']') as [Way];
        this.lines.push(`${done[0]!.from} -. undo .-> ${undo.from}`);
        return done;
      }
      case 'wait':
        return this.node(ways, '(', `wait ${formatDuration(step.milliseconds)}`, ')');
      case 'emit':
        return this.node(ways, '[/', step.type, '\\]');
      case 'set':
        return this.node(ways, '[', `set ${Object.keys(step.values).join(', ')}`, ']');
      case 'stop':
      case 'compensate':
        this.node(ways, '((', step.kind === 'stop' ? `stop: ${step.why}` : `take back: ${step.why}`, '))');
        return [];
      case 'switch': {
        const [choice] = this.node(ways, '{', step.id, '}') as [Way];
        const ends = step.cases.flatMap((one) => this.steps(one.do, [{ from: choice.from, label: one.if }]));
        return [...ends, ...this.steps(step.otherwise, [{ from: choice.from, label: 'else' }])];
      }
      case 'parallel': {
        const [fork] = this.node(ways, '[[', `${step.id}: side by side`, ']]') as [Way];
        const ends = step.branches.flatMap((branch) => this.steps(branch, [fork]));
        return ends.length === 0 ? [] : this.node(ends, '[[', 'all done', ']]');
      }
      case 'split': {
        const [choice] = this.node(ways, '{', `experiment ${step.experiment}`, '}') as [Way];
        return step.variants.flatMap(({ name, do: steps }) => this.steps(steps, [{ from: choice.from, label: name }]));
      }
      case 'approve': {
        const [asked] = this.node(ways, '{', `ask: ${step.ask}`, '}') as [Way];
        this.steps(step.refused, [{ from: asked.from, label: 'no' }]);
        this.steps(step.expired, [{ from: asked.from, label: `no answer in ${formatDuration(step.milliseconds)}` }]);
        return [{ from: asked.from, label: 'yes' }];
      }
      case 'wait_for': {
        const [waiting] = this.node(ways, '{', `wait for ${step.on.join(' or ')}`, '}') as [Way];
        // After its timeout a run does the steps of the timeout and goes on with what follows.
        const late = this.steps(step.timeout, [{ from: waiting.from, label: `none in ${formatDuration(step.milliseconds)}` }]);
        return [{ from: waiting.from, label: 'came' }, ...late];
      }
      default:
        throw new TypeError(`unknown step ${JSON.stringify(step satisfies never)}`);
    }
  }

  private node(ways: readonly Way[], opens: string, text: string, closes: string): readonly Way[] {
    const name = `n${this.count++}`;
    this.lines.push(`${name}${opens}"${escape(text)}"${closes}`);
    for (const { from, label } of ways)
      this.lines.push(label === undefined ? `${from} --> ${name}` : `${from} -- "${escape(label)}" --> ${name}`);
    return [{ from: name }];
  }
}

/** Mermaid reads quotes and brackets in texts; it takes them as numbered characters. Line breaks that we made ourselves stay. */
function escape(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .split('<br/>')
    .map((part) =>
      part.replaceAll('#', '#35;').replaceAll('"', '#34;').replaceAll('<', '#60;').replaceAll('>', '#62;').replaceAll('`', '#96;'),
    )
    .join('<br/>');
}
