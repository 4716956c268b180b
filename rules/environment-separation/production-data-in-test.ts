import { strings } from '../engine/options.ts';
import { type Context, rule } from '../engine/rule.ts';
import { judgeSeedName } from '../facts/dumpNames.ts';
import { judgePhiPath } from '../facts/phiPath.ts';
import { environmentAround, environmentOf, type EnvironmentWords, environmentWords } from '../model/environment.ts';
import { effectsOf } from '../model/fileEffects.ts';
import { invocationsOf } from '../model/invocations.ts';
import type { Node } from '../model/nodes.ts';
import type { Span } from '../model/text.ts';
import { wordsOf } from '../model/words.ts';
import type { Field } from '../model/yaml.ts';

export default rule({
  id: 'production-data-in-test',
  title: 'Test or development set-up uses production data',
  why: `More people can reach a set-up for tests, with fewer guards, and its data are copied on without much thought. Records of
    patients stay protected health information wherever they go.`,
  remedy: 'Use made-up data, or data de-identified as 45 CFR 164.514(a)-(b) describes.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.308(a)(4)(i)', '164.312(a)(1)', '164.308(a)(1)(ii)(B)'],

  options: {
    production: strings('Words of names that mean production.', [...environmentWords.production]),
    test: strings('Words of names that mean a set-up for development or tests.', [...environmentWords.test]),
  },

  check: {
    CopiedFile(copied, context) {
      const { source, fromStage } = copied;
      if (fromStage === undefined && isData(source)) judge(copied, copied.span, source, context);
    },

    Mount(mount, context) {
      const { source, type, span } = mount;
      if (source !== undefined && type === 'bind' && isData(source)) judge(mount, span, source, context);
    },

    Command(command, context) {
      for (const effect of effectsOf(command)) {
        const name = effect.kind === 'add' ? effect.source : effect.kind === 'load' ? effect.path : undefined;
        if (name !== undefined) judge(command, effect.span, name, context);
      }
      if (!DUMPS.test(command.text)) return;
      for (const { program, words } of invocationsOf(command)) {
        const named = DUMPS.test(program) ? words.find(({ text }) => isProduction(text, sets(context).production)) : undefined;
        if (named) judge(command, named.span, named.text, context);
      }
    },

    Variable(variable, context) {
      const { value } = variable;
      if (value.state === 'set' && BUCKET.test(value.value!)) judge(variable, value.span, value.value!, context);
    },

    'compose.File'(file, context) {
      for (const kind of ['volumes', 'networks'])
        for (const [key, entry] of file.field.at(kind).entries()) {
          if (!entry.at('external').written || entry.at('external').text === 'false') continue;
          const name = entry.at('name').written ? entry.at('name') : entry.at('external', 'name');
          const text = name.text ?? key;
          judge(file, name.written ? name.textSpan : entry.keySpan, text, context);
        }
      for (const { field } of file.services) {
        const files = field?.at('env_file');
        for (const item of files ? (files.isList ? files.items() : [files]) : []) {
          const path = item.isMap ? item.at('path') : item;
          if (path.text !== undefined && !path.aliased) judge(file, path.textSpan, path.text, context);
        }
      }
    },

    'kubernetes.Manifest'(manifest, context) {
      const { apiVersion, type, field } = manifest;
      const named: Field[] = [];
      if (type === 'PersistentVolumeClaim')
        for (const key of ['dataSource', 'dataSourceRef'])
          named.push(field.at('spec', key, 'namespace'), field.at('spec', key, 'name'));
      if (apiVersion.startsWith('postgresql.cnpg.io/') && type === 'Cluster') {
        named.push(
          field.at('spec', 'bootstrap', 'recovery', 'source'),
          field.at('spec', 'bootstrap', 'recovery', 'backup', 'name'),
        );
        for (const cluster of field.at('spec', 'externalClusters').items())
          named.push(cluster.at('name'), cluster.at('connectionParameters', 'host'));
      }
      const found = named.find(({ text, known }) => text !== undefined && known && isProduction(text, sets(context).production));
      if (found) judge(manifest, found.textSpan, found.text!, context);
      if (apiVersion.startsWith('velero.io/') && type === 'Restore')
        for (const [from, to] of field.at('spec', 'namespaceMapping').entries())
          if (environmentOf([to.text], sets(context)) === 'test' && isProduction(from, sets(context).production))
            tell(to.keySpan, from, context);
    },
  },
});

type Around = Context<{ readonly production: readonly string[]; readonly test: readonly string[] }>;

function judge(node: Node, span: Span, name: string, context: Around): void {
  const words = sets(context);
  if (!isProduction(name, words.production) || environmentHere(node, context, words) !== 'test') return;
  tell(span, name, context);
}

const tell = (span: Span, name: string, { report }: Around): void =>
  report({
    at: { span },
    message: `\`${shown(name)}\` is by its name data of production, in a set-up for development or tests. Made-up or de-identified data (164.514(a)-(b)) would do.`,
  });

/** Without what a URL may carry: a user, a query. */
const shown = (name: string): string => name.replace(/\/\/[^/@\s]*@/, '//').replace(/\?.*/s, '');

/** The stage says it where the file does not: `FROM … AS dev`. */
function environmentHere(node: Node, { nodes, file }: Around, words: EnvironmentWords): ReturnType<typeof environmentAround> {
  const place = node.kind === 'CopiedFile' ? node.stage?.index : undefined;
  const around = environmentAround(node, nodes, file, words);
  if (around !== 'unknown' || place === undefined) return around;
  const stage = nodes.find((other) => other.kind === 'dockerfile.Stage' && other.index === place);
  return stage?.kind === 'dockerfile.Stage' ? environmentOf([stage.alias], words) : around;
}

/** Files that hold data rather than settings: `nginx.prod.conf` is none. */
const isData = (path: string): boolean =>
  BUCKET.test(path) ||
  judgeSeedName(path) !== undefined ||
  judgePhiPath(path) !== undefined ||
  /\.(?:tar|tgz|zip|7z|gz|parquet|ndjson|jsonl|rdb|sqlite3?|db)$|(?:^|\/)(?:dumps?|backups?|snapshots?|exports?)(?:\/|$)|(?:^|\/)\.env\./i.test(
    path,
  );

const BUCKET = /^(?:s3a?|gs|abfss?|oss|wasbs?|azure):\/\//i;
const DUMPS = /\b(?:pg_dump(?:all)?|pg_basebackup|mysqldump|mariadb-dump|mongodump)\b/;

/** What a name says of data that tell nothing of a person any more. */
const DEIDENTIFIED = /anonymi[sz]ed|de-?_?identified|(?:^|[^a-z])deid(?:[^a-z]|$)|scrubbed|sanitized|sanitised|synthetic/i;

/** A word for production, and none that takes it back: `preprod`, `pre-prod`, `non-prod`, `prod-like`. */
function isProduction(name: string, production: ReadonlySet<string>): boolean {
  const words = wordsOf(name);
  return (
    !DEIDENTIFIED.test(name) &&
    words.some(
      (word, at) => production.has(word) && !/^(?:pre|non|no|not)$/.test(words[at - 1] ?? '') && words[at + 1] !== 'like',
    )
  );
}

const known = new WeakMap<object, EnvironmentWords>();

function sets({ options }: Around): EnvironmentWords {
  let words = known.get(options);
  if (!words) known.set(options, (words = { production: new Set(options.production), test: new Set(options.test) }));
  return words;
}
