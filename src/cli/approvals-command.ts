import { Command } from 'commander';
import { openStore, type Store } from '#app';
import { CrosscurrentError, systemClock } from '#kernel';
import { heldView } from '#outbox';
import { answerRun, runView, type RunView } from '#workflow';
import { settingsOf, type SettingsWords } from './settings-words.ts';
import type { Finish, Terminal } from './terminal.ts';

type Words = SettingsWords & { readonly by?: string; readonly comment?: string; readonly step?: string };

/** `approvals`: shows what workflow runs ask people and which actions wait for a yes, and answers. */
export function approvalsCommand(terminal: Terminal, finish: Finish): Command {
  const command = new Command('approvals').description(
    'Show what workflow runs ask people, and actions that cost so much that they wait for a yes; answer.',
  );
  withSettings(command.command('list', { isDefault: true }))
    .description('List runs and actions that wait for an answer, those that expire soonest first.')
    .addHelpText('after', '\nExamples:\n  crosscurrent approvals\n  crosscurrent approvals list --json\n')
    .action((options: Words) => finish(() => withStore(terminal, options, (store) => list(terminal, store, options))));
  for (const [name, decision, said] of [
    ['approve', 'yes', 'Say yes'],
    ['refuse', 'no', 'Say no'],
  ] as const) {
    withSettings(command.command(name))
      .description(`${said} to what a run asks or to an action: 0 when the answer is on its way, 1 when none is waited for.`)
      .argument('<run>', 'a run or an action, as list names it')
      .requiredOption('--by <who>', 'who decides, e.g. a role or initials; it is kept with the run')
      .option('--comment <text>', 'why')
      .option('--step <step>', 'which question, when a run asks several')
      .addHelpText(
        'after',
        `\nExamples:\n  crosscurrent approvals ${name} RUN --by ak\n  crosscurrent approvals ${name} RUN --by ak --comment "after talking to care"\n`,
      )
      .action((run: string, options: Words) =>
        finish(() =>
          withStore(terminal, options, (store) =>
            run.includes('/') ? answerHeld(terminal, store, run, decision, options) : answer(terminal, store, run, decision, options),
          ),
        ),
      );
  }
  return command;
}

function withSettings(command: Command): Command {
  return command
    .option('--config <file>', 'configuration file')
    .option('--redis <url>', 'Redis to look at')
    .option('--data <folder>', 'data folder')
    .option('--json', 'print one JSON object');
}

async function withStore(terminal: Terminal, options: Words, work: (store: Store) => Promise<number>): Promise<number> {
  const store = await openStore(settingsOf(terminal, options), (line) => terminal.err(`${line}\n`));
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function list(terminal: Terminal, store: Store, { json }: Words): Promise<number> {
  const runs = (await store.runs.waiting(1_000, true)).map(runView);
  const held = (await store.guards.held(1_000)).map(heldView);
  if (json === true) terminal.out(`${JSON.stringify({ runs, held })}\n`);
  else {
    for (const run of runs) for (const line of questionsOf(run)) terminal.out(`${line}\n`);
    for (const { id, rule, connector, operation, until, reason, because } of held)
      terminal.out(`${id}  ${rule}  ${connector}.${operation}  until ${until}\n    ${reason}\n    because ${because}\n`);
    const none = runs.length + held.length === 0;
    terminal.out(
      none ? 'No run asks anything, and no action waits.\n' : 'Answer with: crosscurrent approvals approve|refuse NAME --by WHO\n',
    );
  }
  return 0;
}

function questionsOf({ run, rule, key, waits, because }: RunView): string[] {
  return waits
    .filter((wait) => wait.for === 'answer')
    .map(({ step, until, ask = '' }) => `${run}  ${rule}  ${key}  ${step}  until ${until}\n    ${ask}\n    because ${because}`);
}

/** Answers an action that is held; its name is `partition/id`. */
async function answerHeld(terminal: Terminal, store: Store, id: string, decision: 'yes' | 'no', options: Words): Promise<number> {
  const { by = '', comment = '', json } = options;
  const answered = await store.guards.answer(id, { decision, by: by.slice(0, 100), comment: comment.slice(0, 500), at: systemClock.now() });
  const said = decision === 'yes' ? 'is on its way' : 'was given up';
  if (json === true) terminal.out(`${JSON.stringify({ held: id, answered, decision })}\n`);
  else terminal.out(answered ? `The action ${id} ${said}.\n` : `No action ${id} is held: it was answered, or its time is over.\n`);
  return answered ? 0 : 1;
}

async function answer(terminal: Terminal, store: Store, id: string, decision: 'yes' | 'no', options: Words): Promise<number> {
  const { by = '', comment, step, json } = options;
  const told = (body: object, words: string, code: number): number => {
    terminal.out(json === true ? `${JSON.stringify(body)}\n` : `${words}\n`);
    return code;
  };
  const run = await store.runs.find(id);
  if (run === undefined) return told({ run: id, answered: false }, `There is no run ${id}: it may be over and forgotten.`, 1);
  try {
    const event = answerRun(
      run,
      {
        decision,
        by: by.slice(0, 100),
        via: 'cli',
        ...(comment === undefined ? {} : { comment: comment.slice(0, 500) }),
        ...(step === undefined ? {} : { step }),
      },
      systemClock.now(),
    );
    await store.say(event);
    const asked = typeof event.data['step'] === 'string' ? event.data['step'] : '';
    const later = store.engineUrl === undefined ? ' as soon as an engine runs' : '';
    return told({ run: id, answered: true, step: asked, decision }, `The run hears ${decision} at "${asked}"${later}.`, 0);
  } catch (error) {
    if (!(error instanceof CrosscurrentError) || error.code !== 'not-waiting') throw error;
    return told({ run: id, answered: false, reason: error.message }, error.message, 1);
  }
}
