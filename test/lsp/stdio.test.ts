import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type InitializeResult,
} from 'vscode-languageserver/node';

const main = join(import.meta.dirname, '../../server/main.ts');

/** A server in a process of its own, and its exit code to come. */
function start() {
  const child = spawn(process.execPath, [main, '--stdio'], { stdio: ['pipe', 'pipe', 'pipe'] });
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  let errors = '';
  child.stderr.on('data', (data) => (errors += data));
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
  connection.listen();
  return { connection, exited, child, errors: () => errors };
}

suite('the server as a process', () => {
  test('checks a file over standard input and output, and leaves when told', async () => {
    const { connection, exited, errors } = start();
    const capabilities = { textDocument: { diagnostic: {} } };
    const { serverInfo }: InitializeResult = await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities,
    });
    assert.equal(serverInfo?.name, 'Breakwater');
    assert.match(serverInfo?.version ?? '', /^\d+\.\d+\.\d+$/);
    await connection.sendNotification('initialized', {});
    const uri = 'file:///records/Dockerfile';
    const text = 'FROM debian:12\nUSER root\n';
    await connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'dockerfile', version: 1, text },
    });
    const report: { items: { code: string }[] } = await connection.sendRequest('textDocument/diagnostic', {
      textDocument: { uri },
    });
    assert.ok(report.items.some(({ code }) => code === 'root-user'));
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    assert.equal(await exited, 0, errors());
    assert.equal(errors(), '');
  });

  test('loses nothing of what is said before its first answer, and answers in order', async () => {
    const { connection, exited } = start();
    const uri = 'file:///records/Dockerfile';
    const textDocument = { uri, languageId: 'dockerfile', version: 1, text: 'FROM debian:12\n' };
    const change = { range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } }, text: 'USER root\n' };
    const order: string[] = [];
    const asked = async (method: string, params?: object): Promise<{ items?: { code: string }[] }> => {
      const answer: { items?: { code: string }[] } = await connection.sendRequest(method, params);
      order.push(method);
      return answer;
    };
    const answers = [asked('initialize', { processId: null, rootUri: null, capabilities: { textDocument: { diagnostic: {} } } })];
    void connection.sendNotification('initialized', {});
    void connection.sendNotification('textDocument/didOpen', { textDocument });
    void connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [change],
    });
    answers.push(asked('textDocument/diagnostic', { textDocument: { uri } }), asked('shutdown'));
    const [, report] = await Promise.all(answers);
    assert.ok(report?.items?.some(({ code }) => code === 'root-user'));
    assert.deepEqual(order, ['initialize', 'textDocument/diagnostic', 'shutdown']);
    await connection.sendNotification('exit');
    assert.equal(await exited, 0);
  });

  test('is initialized once', async () => {
    const { connection, child, exited } = start();
    const params = { processId: null, rootUri: null, capabilities: {} };
    await connection.sendRequest('initialize', params);
    await assert.rejects(connection.sendRequest('initialize', params), { code: -32600 });
    child.stdin.end();
    await exited;
  });

  test('leaves when told before it was initialized', async () => {
    const { connection, exited } = start();
    await connection.sendNotification('exit');
    assert.equal(await exited, 1);
  });

  test('does not outlive its input', async () => {
    const { connection, child, exited } = start();
    await connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
    child.stdin.end();
    assert.equal(await exited, 1);
  });
});
