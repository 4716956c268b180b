import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { portsOf, serviceAt, strengthAmong, twinOf } from '../../rules/facts/ports.ts';
import { portTable } from '../../rules/facts/portTable.ts';

const plaintext = (from: number, to = from, transport = 'tcp') =>
  portsOf('plaintext-port', from, to, transport).map((row) => `${serviceAt(row, Math.max(row.from, from))} ${row.strength}`);

test('ports of a rule, in a range too, the strongest first', () => {
  deepEqual(plaintext(21), ['ftp strong']);
  deepEqual(plaintext(20), ['ftp-data strong']);
  deepEqual(plaintext(100, 400), [
    'sunrpc medium',
    'netbios-ssn medium',
    'ldap medium',
    'pop3 context',
    'nntp context',
    'imap2 context',
  ]);
  deepEqual(plaintext(22), []);
});

test('the transport tells protocols apart', () => {
  deepEqual(plaintext(514), ['shell strong']);
  deepEqual(plaintext(514, 514, 'udp'), ['syslog medium']);
  deepEqual(plaintext(21, 21, 'udp'), []);
});

test('the encrypted twin, where there is a service of its own', () => {
  const twin = (port: number, transport = 'tcp') => {
    const [row] = portsOf('plaintext-port', port, port, transport);
    return row && twinOf(row, port);
  };
  deepEqual(twin(20), { port: 989, transport: 'tcp' });
  deepEqual(twin(21), { port: 990, transport: 'tcp' });
  deepEqual(twin(23), { port: 992, transport: 'tcp' });
  deepEqual(twin(389), { port: 636, transport: 'tcp' });
  deepEqual(twin(514, 'udp'), { port: 6514, transport: 'tcp' });
  deepEqual(twin(161, 'udp'), { port: 10161, transport: 'udp' });
  for (const port of [513, 873, 2049, 445, 9418]) equal(twin(port), undefined, String(port));
});

test('words around a port make it more or less', () => {
  const strength = (port: number, words: string, transport = 'tcp') =>
    strengthAmong(portsOf('plaintext-port', port, port, transport)[0]!, port, words.split(' '));
  equal(strength(21, ''), 'strong');
  equal(strength(514, 'shell'), 'strong');
  equal(strength(514, 'central syslog'), 'medium');
  equal(strength(6000, ''), 'strong');
  equal(strength(6006, ''), undefined);
  equal(strength(6001, 'xorg desktop'), 'strong');
  equal(strength(389, ''), 'medium');
  equal(strength(1389, ''), undefined);
  equal(strength(1389, 'bitnami openldap'), 'medium');
  equal(strength(25, 'notifier'), undefined);
  equal(strength(25, 'postfix'), 'context');
  equal(strength(587, 'postfix'), undefined);
});

test('every row is a range of ports with a source', () => {
  for (const { from, to, transport, source } of portTable) {
    ok(from >= 1 && from <= to && to <= 65_535);
    ok(['tcp', 'udp', 'sctp'].includes(transport));
    ok(source !== '');
  }
});
