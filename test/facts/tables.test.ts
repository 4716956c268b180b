import { equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { imageTable } from '../../rules/facts/imageTable.ts';
import { phiNameTable } from '../../rules/facts/phiNameTable.ts';
import { portTable } from '../../rules/facts/portTable.ts';
import { registryTable } from '../../rules/facts/registryTable.ts';

test('every fact has a source', () => {
  for (const row of [...imageTable, ...phiNameTable, ...portTable, ...registryTable]) ok(row.source !== '', JSON.stringify(row));
});

test('no fact is there twice', () => {
  const keys = [
    ...registryTable.map(({ prefix, state }) => `${prefix} ${state}`),
    ...phiNameTable.map(({ kind, value, strength }) => `${kind} ${value} ${strength}`),
    ...portTable.map(({ from, to, transport, rule = '', strength, service }) =>
      [from, to, transport, rule, strength, service].join(' '),
    ),
  ];
  equal(new Set(keys).size, keys.length);
});

test('a prefix ends where a part of a name ends, so that no other name begins with it', () => {
  for (const { prefix, state } of registryTable) if (state === 'trusted-default') ok(prefix.endsWith('/'), prefix);
});
