import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import {
  createConnection,
  createProtocolConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
  type Connection,
  type ProtocolConnection,
} from 'vscode-languageserver/node';
import { check } from '../server/checking.ts';
import { editorOf, greeting } from '../server/lsp/greeting.ts';
import { serveNothing } from './emptyServer.ts';

/** A server that was started, from the editor's side. */
export interface Started {
  readonly connection: ProtocolConnection;
  readonly stop: () => Promise<void>;
}

/** Our server in this process, behind a stream. */
export const inProcess = (): Promise<Started> =>
  behindStream((connection) => {
    connection.onInitialize((params) => {
      const editor = editorOf(params);
      check(connection, editor);
      return greeting(editor, undefined);
    });
    connection.listen();
  });

/** A server that keeps the texts and finds nothing: what the protocol alone costs. */
export const empty = (): Promise<Started> => behindStream(serveNothing);

/** Our server as an editor starts it: a process of its own, over standard input and output. */
export async function asProcess(): Promise<Started> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../server/main.ts'), '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => child.on('exit', resolve));
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  return initialized(connection, async () => {
    await connection.sendNotification('exit');
    await exited;
  });
}

function behindStream(start: (connection: Connection) => void): Promise<Started> {
  const [up, down] = [new PassThrough(), new PassThrough()];
  start(createConnection(ProposedFeatures.all, new StreamMessageReader(up), new StreamMessageWriter(down)));
  return initialized(createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up)), async () => {});
}

async function initialized(connection: ProtocolConnection, leave: () => Promise<void>): Promise<Started> {
  connection.listen();
  const capabilities = { textDocument: { diagnostic: {} } };
  await connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities });
  await connection.sendNotification('initialized', {});
  const stop = async (): Promise<void> => {
    await connection.sendRequest('shutdown');
    await leave();
    connection.dispose();
  };
  return { connection, stop };
}
