import { spawn, type ChildProcess } from 'node:child_process';
import { PassThrough } from 'node:stream';
import {
  createConnection,
  createProtocolConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
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
  /** Where it is a process of its own. */
  readonly child?: ChildProcess;
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

/** Our server as an editor starts it: a process of its own, over standard input and output. `before` are arguments for Node. */
export const asProcess = (script: string, before: readonly string[] = []): Promise<Started> =>
  startedAs([...before, script, '--stdio']);

/** A server that is started with these arguments for Node. */
export async function startedAs(args: readonly string[], more: Asking = {}): Promise<Started> {
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const exited = new Promise((resolve) => child.on('exit', resolve));
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  const leave = async (): Promise<void> => {
    await connection.sendNotification('exit');
    await exited;
  };
  return { ...(await initialized(connection, leave, more)), child };
}

function behindStream(start: (connection: Connection) => void): Promise<Started> {
  const [up, down] = [new PassThrough(), new PassThrough()];
  start(createConnection(ProposedFeatures.all, new StreamMessageReader(up), new StreamMessageWriter(down)));
  return initialized(createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up)), async () => {});
}

/** What a client says it can do, and how it answers a server that asks for settings. */
export interface Asking {
  readonly capabilities?: ClientCapabilities;
  readonly settings?: (section: string) => unknown;
}

async function initialized(
  connection: ProtocolConnection,
  leave: () => Promise<void>,
  { capabilities = CAPABILITIES, settings = () => null }: Asking = {},
): Promise<Started> {
  connection.onRequest('workspace/configuration', ({ items }: { items: readonly { section?: string }[] }) =>
    items.map(({ section = '' }) => settings(section)),
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();
  await connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities });
  await connection.sendNotification('initialized', {});
  const stop = async (): Promise<void> => {
    await connection.sendRequest('shutdown');
    await leave();
    connection.dispose();
  };
  return { connection, stop };
}

const CAPABILITIES: ClientCapabilities = {
  textDocument: { diagnostic: {}, codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } } },
};
