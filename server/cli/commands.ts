/** What the commands do, which is loaded when one was given: their names, options and help are known without it. */
export { rules } from '../../rules/index.ts';
export { makeBaseline } from './baselineCommand.ts';
export { check } from './check.ts';
export { diagnose } from './doctorCommand.ts';
export { listExceptions } from './exceptionsCommand.ts';
export { init } from './initCommand.ts';
export { showPolicy } from './policyCommand.ts';
export { explain, listRules } from './rulesCommand.ts';
export { work } from './threads.ts';
