import { deepEqual, equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readDocument } from '../../rules/model/document.ts';
import { effectsOf } from '../../rules/model/fileEffects.ts';
import { fateOf } from '../../rules/model/fileFlow.ts';
import type { Command, CopiedFile, Stage } from '../../rules/model/nodes.ts';

const nodesOf = (text: string) => readDocument('Dockerfile', 'dockerfile', text).parts[0]!.part.nodes;

/** What a RUN does to files, a line each. */
function effects(run: string, workdir = '/work'): string[] {
  const command = nodesOf(`FROM scratch\nWORKDIR ${workdir}\nRUN ${run}\n`).find(
    (node): node is Command => node.kind === 'Command',
  );
  return effectsOf(command!).map((effect) => {
    if (effect.kind === 'add') return `add ${effect.source} ${effect.path}`;
    if (effect.kind === 'remove') return `remove ${effect.paths.join(' ')}`;
    if (effect.kind === 'load') return `load ${effect.path}`;
    return `${effect.moves ? 'move' : effect.unpacks ? 'unpack' : 'copy'} ${effect.from.join(' ')} ${effect.to}`;
  });
}

suite('what a command does to files', () => {
  test('copies and moves', () => {
    deepEqual(effects('cp a.csv /srv/'), ['copy /work/a.csv /srv/a.csv']);
    deepEqual(effects('cp -r data /srv'), ['copy /work/data /srv']);
    deepEqual(effects('cp a.csv b.csv /srv'), ['copy /work/a.csv /srv/a.csv', 'copy /work/b.csv /srv/b.csv']);
    deepEqual(effects('mv -t /srv a.csv'), ['move /work/a.csv /srv/a.csv']);
    deepEqual(effects('install -m 0644 a.csv /srv/b.csv'), ['copy /work/a.csv /srv/b.csv']);
    deepEqual(effects('cd /import && cat a.csv > b.csv'), ['copy /import/a.csv /import/b.csv']);
  });

  test('archives', () => {
    deepEqual(effects('tar xzf a.tgz -C /srv'), ['unpack /work/a.tgz /srv']);
    deepEqual(effects('tar -czf /out/a.tgz data'), ['copy /work/data /out/a.tgz']);
    deepEqual(effects('unzip -q a.zip -d /srv'), ['unpack /work/a.zip /srv']);
    deepEqual(effects('gunzip a.csv.gz'), ['move /work/a.csv.gz /work/a.csv']);
    deepEqual(effects('gunzip -c a.csv.gz > b.csv'), ['copy /work/a.csv.gz /work/b.csv']);
  });

  test('removals', () => {
    deepEqual(effects('rm -rf data *.csv'), ['remove /work/data /work/*.csv']);
    deepEqual(effects("find /data -name '*.dcm' -delete"), ['remove /data/**/*.dcm']);
    deepEqual(effects('find . -mtime +3 -delete'), []);
    deepEqual(effects('rm -rf "$HOME/x"'), []);
  });

  test('downloads and loads', () => {
    deepEqual(effects('curl -fsSL -o a.csv https://files.example/x.csv'), ['add https://files.example/x.csv /work/a.csv']);
    deepEqual(effects('curl -fsSLO https://files.example/x.csv?sig=1'), ['add https://files.example/x.csv?sig=1 /work/x.csv']);
    deepEqual(effects('curl https://files.example/x.csv'), []);
    deepEqual(effects('wget -P /srv https://files.example/x.csv'), ['add https://files.example/x.csv /srv/x.csv']);
    deepEqual(effects('aws s3 cp s3://records/x.csv .'), ['add s3://records/x.csv /work/x.csv']);
    deepEqual(effects('aws s3 cp x.csv s3://records/'), []);
    deepEqual(effects('psql -d records < a.sql'), ['load /work/a.sql']);
    deepEqual(effects('pg_restore -d records a.dump'), ['load /work/a.dump']);
  });
});

/** What becomes of the first copied file of a Dockerfile. */
function fate(text: string): string {
  const nodes = nodesOf(text);
  const step = nodes.find((node): node is CopiedFile => node.kind === 'CopiedFile')!;
  const stage = nodes.find((node): node is Stage => node.kind === 'dockerfile.Stage' && node.index === step.stage?.index)!;
  const { carried, removed } = fateOf({ stage, step });
  return [...carried.map(({ source }) => `carried by ${source}`), ...(removed ? [`removed by ${removed.by.text}`] : [])].join(
    ', ',
  );
}

suite('what becomes of a file', () => {
  const from = (steps: string, copy: string): string => fate(`FROM a AS b\nWORKDIR /w\n${steps}\nFROM c\n${copy}\n`);

  test('a copy out of the stage brings the file, its folder, a pattern of it, or everything', () => {
    for (const source of ['/w/x.csv', '/w', '/', '/w/*.csv', 'w/'])
      equal(from('COPY x.csv .', `COPY --from=b ${source} /srv/`), `carried by ${source}`);
    for (const source of ['/w/y.csv', '/out', '/w/*.json', '/w/x'])
      equal(from('COPY x.csv .', `COPY --from=b ${source} /srv/`), '');
  });

  test('something below a copied folder is of it', () => {
    equal(from('COPY phi /data/phi', 'COPY --from=b /data/phi/list /srv/'), 'carried by /data/phi/list');
    equal(from('COPY phi /app/', 'COPY --from=b /app/dist /srv/'), '');
  });

  test('it is followed through stages between', () =>
    equal(
      fate(
        'FROM a AS b\nCOPY x.csv /in/\nFROM a AS m\nCOPY --from=b /in /mid\nRUN mv /mid/x.csv /out.csv\nFROM c\nCOPY --from=m /out.csv /\n',
      ),
      'carried by /out.csv',
    ));

  test('a removal counts in a later instruction, and when nothing is left', () => {
    equal(fate('FROM a\nCOPY x.csv /in/\nRUN rm /in/x.csv\n'), 'removed by rm /in/x.csv');
    equal(fate('FROM a\nCOPY x.csv /in/\nRUN cp /in/x.csv /y.csv\nRUN rm /in/x.csv\n'), '');
    equal(fate('FROM a\nCOPY x.csv /in/\nRUN mv /in/x.csv /y.csv\nRUN rm /y.csv\n'), 'removed by rm /y.csv');
    equal(fate('FROM a\nCOPY x.csv /in/\nRUN rm /in/y.csv\n'), '');
    equal(fate('FROM a\nCOPY *.csv /in/\nRUN rm /in/x.csv\n'), '');
  });
});
