import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';

/**
 * Opens a Dockerfile in a server that was just started, asks all kinds of things about it, and ends the server. Gives all that
 * came: answers, what was told and asked unasked, and what was printed beside.
 */
export async function talk(server: ChildProcessWithoutNullStreams, folder: string, text: string): Promise<readonly unknown[]> {
  const came: unknown[] = [];
  server.stderr.on('data', (chunk: Buffer) => came.push(chunk.toString()));
  const ended = new Promise<void>((done) => server.on('close', () => done()));
  const connection = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  connection.onNotification((method, params) => void came.push({ method, params }));
  connection.onRequest((method, params) => {
    came.push({ method, params });
    return null;
  });
  connection.listen();
  const lost = ended.then(() => Promise.reject(new Error(`The server ended: ${JSON.stringify(came)}`)));
  lost.catch(() => undefined);
  const ask = async (method: string, params?: object): Promise<void> =>
    void came.push(await Promise.race([connection.sendRequest(method, params), lost]));
  const root = pathToFileURL(folder).href;
  const textDocument = { uri: `${root}/Dockerfile` };
  await ask('initialize', {
    processId: null,
    rootUri: root,
    workspaceFolders: [{ uri: root, name: 'w' }],
    capabilities: { textDocument: { diagnostic: {} } },
  });
  await connection.sendNotification('initialized', {});
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { ...textDocument, languageId: 'dockerfile', version: 1, text },
  });
  await ask('textDocument/diagnostic', { textDocument });
  await ask('textDocument/hover', { textDocument, position: { line: 0, character: 7 } });
  await ask('workspace/executeCommand', { command: 'breakwater.lint', arguments: [] });
  await ask('shutdown');
  await connection.sendNotification('exit');
  await ended;
  return came;
}
