import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { productVersion } from '../files/product.ts';
import type { BaselineOptions } from './baselineCommand.ts';
import type { CheckOptions } from './check.ts';
import type { DoctorOptions } from './doctorCommand.ts';
import type { ExceptionsOptions } from './exceptionsCommand.ts';
import { formats, Outputs } from './outputs.ts';
import { printable } from './printable.ts';
import type { RulesOptions } from './rulesCommand.ts';
import { isUsageError, type World } from './world.ts';

/**
 * Runs the command line with its arguments, without `node` and the script, and returns the exit code. What they
 * do is loaded when one of them is asked for, so that help is there at once.
 */
export async function run(args: readonly string[], world: World): Promise<number> {
  let code = 0;
  const program = describeProgram(
    world,
    (result) => {
      code = result;
    },
    args[0],
  );
  try {
    if (args.length === 0) program.outputHelp();
    else if (args[0] === 'complete') await printCompletions(program, args.slice(1));
    else await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!isUsageError(error)) throw error;
    world.stderr.write(`breakwater: ${printable(error.message)}\n`);
    return 2;
  }
}

/** What is said of an argument shows it. */
const lines = (text: string): string => text.replace(/[^\n]+/g, printable);

/** What fits after the words typed so far: what the script of a shell asks for. */
async function printCompletions(program: Command, words: readonly string[]): Promise<void> {
  const { printCompletions } = await import('./completion.ts');
  const { rules } = await import('./commands.ts');
  printCompletions(program, words, rules);
}

/** All commands with their options and help, or the one alone that is `asked` for. `end` is told the exit code of the one that ran. */
export function describeProgram(world: World, end: (code: number) => void, asked = ''): Command {
  const program = new Command('breakwater')
    .description('Finds what may expose ePHI in Dockerfiles, compose files and Kubernetes YAML.')
    .configureOutput({
      writeOut: (text) => void world.stdout.write(text),
      writeErr: (text) => void world.stderr.write(text),
      outputError: (text, write) => write(`breakwater: ${lines(text.replace(/^error: /, ''))}`),
      getOutHelpWidth: () => 80,
      getErrHelpWidth: () => 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({ optionDescription: ({ description }) => description, subcommandTerm: (command) => usageOf(command) })
    .helpCommand('help [command]', 'print this, or what a command takes')
    .exitOverride()
    .helpOption('-h, --help', 'print this')
    .option('-V, --version', 'print the version')
    .on('option:version', () => {
      world.stdout.write(`${productVersion()}\n`);
      throw new CommanderError(0, 'commander.version', '');
    })
    .addHelpText('after', examples('breakwater check', 'breakwater check k8s --format json', 'breakwater check --help'));
  for (const add of Object.hasOwn(COMMANDS, asked) ? [COMMANDS[asked]!] : Object.values(COMMANDS)) add(program, world, end);
  return program;
}

/** By their names, in the order that help lists them in. */
const COMMANDS: Readonly<Record<string, (program: Command, world: World, end: (code: number) => void) => void>> = {
  check: addCheck,
  rules: addRules,
  explain: addExplain,
  exceptions: addExceptions,
  baseline: addBaseline,
  policy: addPolicy,
  init: addInit,
  doctor: addDoctor,
  completion: addCompletion,
  lsp: addLanguageServer,
};

function addCheck(program: Command, world: World, end: (code: number) => void): void {
  const outputs = new Outputs();
  program
    .command('check')
    .summary('check files and folders')
    .description('Checks files, and what is in folders (default: the current one).')
    .argument('[path...]', 'files and folders; - for standard input')
    .addOption(
      new Option('-f, --format <name>', `text (default), ${formats.slice(1).join(', ')}; repeatable`).argParser((name: string) =>
        outputs.addFormat(name),
      ),
    )
    .addOption(
      new Option('-o, --output <file>', 'where the format before it goes, else standard output').argParser((file: string) =>
        outputs.addFile(file),
      ),
    )
    .addOption(new Option('--profile <name>', 'recommended (default) or strict').choices(['recommended', 'strict']))
    .option('--rule <id>', 'run this rule alone, even where it is off; repeatable', repeated, [])
    .option('--policy <file>', 'use this policy, not the nearest .breakwater.yaml')
    .option('--fix', 'apply the fixes that change nothing about what runs')
    .option('--diff', 'print what --fix would change, and write nothing')
    .option('--unsafe', 'with --fix or --diff: the other fixes too')
    .option('--files-from <file>', 'check the paths listed there too; - for standard input')
    .option('--staged', 'of the paths, only files staged in git')
    .option('--since <revision>', 'of the paths, only files that differ from it')
    .option('--exclude <pattern>', 'leave these out, as .gitignore has it; repeatable', repeated, [])
    .option('--shard <i/n>', 'the i-th of n parts of the files')
    .option('--isolated', 'check every file on its own, not with those around it such as .dockerignore')
    .addOption(new Option('--jobs <n>', 'check in so many threads (default: 1)').argParser(threads).default(1))
    .addOption(
      new Option('--fail-on <level>', 'error (default), warning, info or never')
        .choices(['error', 'warning', 'info', 'never'])
        .default('error'),
    )
    .option('--max-warnings <n>', 'end with 1 when there are more warnings', count)
    .option('--compare <file>', 'say what changed since this report in the format json')
    .option('--stdin-filename <name>', 'what to take standard input for')
    .option('-q, --quiet', 'print findings alone: no progress, no summary')
    .option('--no-color', 'no colours; NO_COLOR and FORCE_COLOR work too')
    .addHelpText(
      'after',
      `
Exit code: 0 nothing at or above --fail-on, 1 findings, 2 something not checked
${examples(
  'breakwater check deploy compose.yaml --fail-on warning',
  'breakwater check --format sarif --output breakwater.sarif --format text',
  'helm template chart | breakwater check - --stdin-filename chart.yaml',
)}`,
    )
    .action(async (paths: string[], options: Omit<CheckOptions, 'outputs'>) => {
      const { check } = await import('./commands.ts');
      end(
        await check(
          paths.length > 0 || options.filesFrom !== undefined ? paths : ['.'],
          { ...options, outputs: outputs.all },
          world,
        ),
      );
    });
}

function addRules(program: Command, world: World, end: (code: number) => void): void {
  program
    .command('rules')
    .summary('list the rules')
    .description('Lists the rules, with what each reads and which safeguards it relates to.')
    .addOption(
      new Option('-f, --format <name>', 'text (default), json or markdown').choices(['text', 'json', 'markdown']).default('text'),
    )
    .option('--category <name>', 'only this category, such as secrets')
    .addOption(
      new Option('--target <name>', 'only what reads dockerfile, compose, kubernetes or image').choices([
        'dockerfile',
        'compose',
        'kubernetes',
        'image',
      ]),
    )
    .option('--safeguard <citation>', 'only what relates to it, such as "164.312(e)(1)"', citation)
    .addHelpText('after', examples('breakwater rules --target compose', 'breakwater rules --safeguard 164.312 --format markdown'))
    .action(async (options: RulesOptions) => {
      const { listRules } = await import('./commands.ts');
      world.stdout.write(listRules(options));
      end(0);
    });
}

function addExplain(program: Command, world: World, end: (code: number) => void): void {
  program
    .command('explain')
    .summary('explain a rule')
    .description('Prints the page of a rule: what it finds, what it allows, how to fix it.')
    .argument('<rule>', 'its id, such as root-user')
    .addHelpText('after', examples('breakwater explain root-user'))
    .action(async (id: string) => {
      const { explain } = await import('./commands.ts');
      world.stdout.write(explain(id));
      end(0);
    });
}

function addExceptions(program: Command, world: World, end: (code: number) => void): void {
  program
    .command('exceptions')
    .summary('list the exceptions')
    .description('Lists every exception, in comments and policies, with its reason, owner and day, and what it hides.')
    .argument('[path...]', 'files and folders')
    .addOption(
      new Option('-f, --format <name>', 'text (default), json, markdown or csv')
        .choices(['text', 'json', 'markdown', 'csv'])
        .default('text'),
    )
    .option('--policy <file>', 'use this policy, not the nearest .breakwater.yaml')
    .addHelpText('after', examples('breakwater exceptions', 'breakwater exceptions deploy --format csv > exceptions.csv'))
    .action(async (paths: string[], options: ExceptionsOptions) => {
      const { listExceptions } = await import('./commands.ts');
      end(await listExceptions(paths.length > 0 ? paths : ['.'], options, world));
    });
}

function addBaseline(program: Command, world: World, end: (code: number) => void): void {
  program
    .command('baseline')
    .summary('record what is known')
    .description("Records today's findings in .breakwater-baseline.json, so that new ones alone count.")
    .option('--update', 'take out what was fixed, and add nothing')
    .option('--force', 'record all findings anew, the new ones too')
    .option('--policy <file>', 'use this policy, not the nearest .breakwater.yaml')
    .addHelpText('after', examples('breakwater baseline', 'breakwater baseline --update'))
    .action(async (options: BaselineOptions) => {
      const { makeBaseline } = await import('./commands.ts');
      end(await makeBaseline(options, world));
    });
}

function addPolicy(program: Command, world: World, end: (code: number) => void): void {
  program
    .command('policy')
    .summary('print the policy in force')
    .description('Prints the policy in force for a file (default: the current folder), each line with where it comes from.')
    .argument('[file]', 'a file, whose overrides are applied, or a folder')
    .option('--policy <file>', 'use this policy, not the nearest .breakwater.yaml')
    .addHelpText('after', examples('breakwater policy', 'breakwater policy deploy/api.yaml'))
    .action(async (file: string | undefined, options: { policy?: string }) => {
      const { showPolicy } = await import('./commands.ts');
      end(await showPolicy(file, options, world));
    });
}

function addInit(program: Command, world: World, end: (code: number) => void): void {
  program
    .command('init')
    .summary('write a starter policy')
    .description('Writes a commented .breakwater.yaml from what is found here. It never overwrites one.')
    .addHelpText('after', examples('breakwater init'))
    .action(async () => {
      const { init } = await import('./commands.ts');
      end(await init(world));
    });
}

function addDoctor(program: Command, world: World, end: (code: number) => void): void {
  program
    .command('doctor')
    .summary('say what is in force here')
    .description('Prints the version, the policy found and its layers, which files would be checked, and why others would not.')
    .argument('[path...]', 'files and folders (default: the current one)')
    .addOption(new Option('-f, --format <name>', 'text (default) or json').choices(['text', 'json']).default('text'))
    .option('--policy <file>', 'use this policy, not the nearest .breakwater.yaml')
    .addHelpText('after', examples('breakwater doctor', 'breakwater doctor deploy --format json'))
    .action(async (paths: string[], options: DoctorOptions) => {
      const { diagnose } = await import('./commands.ts');
      end(await diagnose(paths.length > 0 ? paths : ['.'], options, world));
    });
}

function addCompletion(program: Command, _: World, end: (code: number) => void): void {
  program
    .command('completion')
    .summary('print a completion script')
    .description('Prints the script that makes a shell complete commands, options and rules.')
    .addArgument(new Argument('<shell>', 'bash, zsh, fish or powershell').choices(['bash', 'zsh', 'fish', 'powershell']))
    .addHelpText('after', examples('breakwater completion bash >> ~/.bashrc', 'breakwater completion fish | source'))
    .action(async (shell: 'bash' | 'zsh' | 'fish' | 'powershell') => {
      const { printScript } = await import('./completion.ts');
      printScript(shell);
      end(0);
    });
}

function addLanguageServer(program: Command): void {
  program
    .command('lsp')
    .summary('start the language server')
    .description('Starts the language server, for editors. It speaks LSP over standard input and output.')
    .option('--stdio', 'speak over standard input and output (the default)')
    .addHelpText('after', examples('breakwater lsp --stdio'))
    .action(async () => {
      if (!process.argv.includes('--stdio')) process.argv.push('--stdio'); // where vscode-languageserver looks for it
      await import('../main.ts');
    });
}

const repeated = (one: string, others: readonly string[]): string[] => [...others, one];

function count(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('A whole number, such as 0, is needed.');
  return Number(text);
}

function threads(text: string): number {
  const number = count(text);
  if (number < 1 || number > 64) throw new InvalidArgumentError('A number from 1 to 64 is needed.');
  return number;
}

/** `45 CFR 164.312(a)(1)` and the like, without what is the same for all. */
function citation(text: string): string {
  const found = /^(?:45 CFR\s*)?(?:§\s*)?(164\.3\d\d(?:\([a-z0-9]+\))*)$/i.exec(text.trim())?.[1];
  if (found === undefined) throw new InvalidArgumentError('A safeguard looks like 164.312(e)(1).');
  return found;
}

/** `check [path...]`: that a command has options goes without saying. */
const usageOf = (command: Command): string => `${command.name()} ${command.usage().replace(/^\[options\] ?/, '')}`.trim();

function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}\n`).join('')}`.trimEnd();
}
