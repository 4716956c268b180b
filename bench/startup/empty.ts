import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serveNothing } from '../emptyServer.ts';

/* A server as a process that does nothing: what the start of ours is compared with. */
serveNothing(createConnection(ProposedFeatures.all));
