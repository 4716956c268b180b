import type { Option, Options } from '../options.ts';
import { ACTIONS, type CONDITION_KEYS, type CUSTOM_KEYS, PLACES, SECRET_SOURCES } from './readCustom.ts';
import type { EXCEPTION_KEYS } from './readExceptions.ts';
import type { OVERRIDE_KEYS, PHI_KEYS, POLICY_KEYS, TRUSTED_KEYS } from './readLayer.ts';
import { SEVERITIES } from './readRules.ts';
import type { Rule } from '../rule.ts';
import { targets } from '../../model/nodes.ts';
import { safeguards } from '../../safeguards.ts';

type Schema = Readonly<Record<string, unknown>>;
/** A schema for each of the keys that are read, so that a new key does not compile without one. */
type Keys<K extends readonly string[]> = Readonly<Record<K[number], Schema>>;

const text = { type: 'string' };
const texts = { type: 'array', items: text };
const textOrTexts = { anyOf: [text, texts] };
const object = (properties: object, more: object = {}): Schema => ({
  type: 'object',
  additionalProperties: false,
  properties,
  ...more,
});
const about = (description: string, schema: Schema): Schema => ({ description, ...schema });

/** The JSON Schema (draft 7) of `.breakwater.yaml`, for editors. The reader of policies says more, and has the last word. */
export function policySchema(rules: readonly Rule[]): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Breakwater policy',
    description: 'Which rules check this folder and what is below it, how severe they are, and which exceptions are agreed.',
    ...object({
      extends: about(
        'Policies this one builds on: `recommended`, `strict`, a path, or `npm:NAME`. This one wins over them.',
        textOrTexts,
      ),
      profile: about('Which rules are on: `strict` adds those that ask for more.', {
        enum: ['recommended', 'strict'],
        default: 'recommended',
      }),
      trustedImages: about(
        'Where images may come from. The word `default` stands for what is trusted without this list: that of the policy this one extends, or the built-in one.',
        {
          type: 'array',
          items: { anyOf: [text, object(trusted, { required: ['source'] })] },
        },
      ),
      phi: about('What holds patient data here.', object(phi)),
      rules: ruleSettings,
      overrides: about('Other settings of rules for some files, or for parts of files. Later ones win.', {
        type: 'array',
        items: object(overrides, { required: ['rules'] }),
      }),
      exceptions: about('Findings that are allowed, each with a reason.', {
        type: 'array',
        items: object(exceptions, { required: ['reason'], anyOf: [{ required: ['rule'] }, { required: ['rules'] }] }),
      }),
      locked: about('Rules that nothing nearer may lower and no comment may except.', textOrTexts),
      custom: about('Rules of your own.', { type: 'array', items: object(custom, { required: ['id'] }) }),
    } satisfies Keys<typeof POLICY_KEYS>),
    definitions: { rules: settingsOf(rules) },
  };
}

const ruleSettings = { $ref: '#/definitions/rules' };

function settingsOf(rules: readonly Rule[]): Schema {
  const severity = { enum: SEVERITIES };
  const ofRule = ({ title, options = {} }: Rule): Schema => ({
    description: `${title}.`,
    anyOf: [
      severity,
      object({
        severity,
        ...Object.fromEntries(Object.entries(options as Options).map(([name, option]) => [name, ofOption(option)])),
      }),
    ],
  });
  return {
    description: 'How severe a rule is, or a map with `severity` and options of the rule.',
    type: 'object',
    properties: Object.fromEntries(rules.map((rule) => [rule.id, ofRule(rule)])),
    // a team's own rules
    additionalProperties: { anyOf: [severity, object({ severity })] },
  };
}

const ofOption = ({ about: description, initial, schema }: Option<unknown>): Schema => ({
  description,
  default: initial,
  ...schema,
});

const required = { enum: ['required', 'optional'] };
const trusted = {
  source: about('A repository, or a pattern: `registry.example/*` is everything below that path.', text),
  digest: about('Whether its images must be named by digest.', required),
  signature: about('Whether its images must be signed, and so be named by digest.', required),
} satisfies Keys<typeof TRUSTED_KEYS>;

const phi = {
  paths: about('Globs of files and folders.', textOrTexts),
  names: about('Patterns of services, workloads, containers, volumes and images.', textOrTexts),
  namespaces: about('Patterns of namespaces.', textOrTexts),
  labels: about('`key` or `key=value`, each a pattern.', textOrTexts),
} satisfies Keys<typeof PHI_KEYS>;

const selector = {
  kinds: about('Kinds of Kubernetes objects.', textOrTexts),
  namespaces: about('Namespaces of Kubernetes objects.', textOrTexts),
  services: about('Services of compose files.', textOrTexts),
};

const overrides = {
  files: about('Globs of files, relative to the policy.', textOrTexts),
  ...selector,
  stages: about('Stages of Dockerfiles.', textOrTexts),
  rules: ruleSettings,
} satisfies Keys<typeof OVERRIDE_KEYS>;

const exceptions = {
  rule: about('The rule it is for.', textOrTexts),
  rules: about('The rules it is for.', textOrTexts),
  files: about('Globs of files, relative to the policy; all files without them.', textOrTexts),
  resource: about('A pattern of the resource it is for, such as `Deployment/records/api`.', textOrTexts),
  resources: about('Patterns of the resources it is for.', textOrTexts),
  reason: about('Why it is allowed.', text),
  owner: about('Who answers for it.', text),
  until: about('The last day on which it holds: `2027-03-31`.', { ...text, pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
} satisfies Keys<typeof EXCEPTION_KEYS>;

const scalar = { type: ['string', 'number', 'boolean'] };
const scalars = { anyOf: [scalar, { type: 'array', items: scalar }] };
const test = { anyOf: [scalar, object({ matches: about('A regular expression.', text) }, { required: ['matches'] })] };
const oneOrMore = (item: Schema): Schema => ({ anyOf: [item, { type: 'array', items: item }] });

const conditions = object({
  missing: { type: 'boolean' },
  equals: scalar,
  oneOf: scalars,
  noneOf: scalars,
  matches: text,
  notMatches: text,
  above: { type: 'number' },
  below: { type: 'number' },
} satisfies Keys<typeof CONDITION_KEYS>);

const custom = {
  id: about('A few lower-case words with `-` between.', { ...text, pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$', maxLength: 80 }),
  title: about('What is wrong, without a full stop.', text),
  message: about('What a finding says.', text),
  why: about('What it puts at risk.', text),
  remedy: about('What to do.', text),
  action: about('`block` is an error, `warn` a warning, `audit` an information.', { enum: ACTIONS }),
  severity: { enum: SEVERITIES.filter((severity) => severity !== 'off') },
  targets: oneOrMore({ enum: targets }),
  safeguards: about('Safeguards it relates to.', oneOrMore({ enum: Object.keys(safeguards) })),
  files: about('Globs of files that are copied.', textOrTexts),
  ports: about('Ports or ranges of them: `2000-2010/udp`.', oneOrMore({ type: ['string', 'integer'] })),
  images: about('Patterns of images.', textOrTexts),
  variables: oneOrMore({ anyOf: [text, object({ name: test, value: test })] }),
  commands: oneOrMore(test),
  secrets: about('Where secrets must not be taken from.', oneOrMore({ enum: SECRET_SOURCES })),
  path: about('A place in YAML: `spec.template.spec.hostNetwork`.', text),
  in: about('What the path begins at.', { enum: PLACES }),
  ...selector,
  when: about('It is a finding when this holds.', conditions),
  unless: about('It is a finding unless this holds.', conditions),
} satisfies Keys<typeof CUSTOM_KEYS>;
