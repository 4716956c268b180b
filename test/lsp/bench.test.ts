import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { compose, dockerfile, manifest, settings, workloadList } from '../../bench/generate.ts';
import { keystrokes } from '../../bench/measure.ts';
import { identify, readDocument } from '../../rules/model/document.ts';
import { applyEdits } from '../../rules/model/text.ts';

const files = [
  { name: 'Dockerfile', text: dockerfile(500), lines: 500, target: 'dockerfile', containers: 1 },
  { name: 'compose.yaml', text: compose(700), lines: 700, target: 'compose', containers: 30 },
  { name: 'workloads.yaml', text: manifest(4000, 40), lines: 4000, target: 'kubernetes', containers: 80 },
  { name: 'list.yaml', text: workloadList(1000), lines: 1000, target: 'kubernetes', containers: 22 },
  { name: 'settings.yaml', text: settings(500), lines: 500, target: 'kubernetes', containers: 0 },
] as const;

suite('what the benchmark types in', () => {
  for (const { name, text, lines, target, containers } of files)
    test(`${name} is as long as it says, whole, and one of ours`, () => {
      assert.equal(text.split('\n').length - 1, lines);
      assert.equal(identify(name, text).target, target);
      const document = readDocument(name, target, text);
      assert.deepEqual(document.problems, []);
      const nodes = document.parts.flatMap(({ part }) => part.nodes);
      assert.equal(nodes.filter(({ kind }) => kind === 'Container').length, containers);
    });

  test('keystrokes are where they are asked for', () => {
    const { text } = files[0];
    const middle = keystrokes(text, 100, [0.4, 0.6]);
    assert.ok(middle.every(({ start }) => start > 0.39 * text.length && start < 0.61 * text.length));
  });

  test('keystrokes leave the text as it was', () => {
    const { text } = files[0];
    const typed = keystrokes(text, 200);
    assert.equal(typed.length, 200);
    assert.equal(
      typed.reduce((now, { start, end, text }) => applyEdits(now, [{ span: { start, end }, text }]), text),
      text,
    );
  });
});
