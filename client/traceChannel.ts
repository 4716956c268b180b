import { EventEmitter, LogLevel, workspace, type Disposable, type LogOutputChannel } from 'vscode';

/**
 * An output channel for the client's trace. The client traces only while the channel's level is Trace, and a user
 * who sets `breakwater.trace.server` expects that to be enough.
 */
export function traceChannel(output: LogOutputChannel): { readonly channel: LogOutputChannel; readonly disposable: Disposable } {
  const changed = new EventEmitter<LogLevel>();
  const level = (): LogLevel => (asked() ? LogLevel.Trace : output.logLevel);
  const channel: LogOutputChannel = Object.create(output, {
    logLevel: { get: level },
    onDidChangeLogLevel: { value: changed.event },
    trace: {
      value: (message: string) => (output.logLevel === LogLevel.Trace ? output.trace(message) : output.info(message)),
    },
  });
  const listeners = [
    changed,
    output.onDidChangeLogLevel(() => changed.fire(level())),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('breakwater.trace')) changed.fire(level());
    }),
  ];
  return { channel, disposable: { dispose: () => listeners.forEach((listener) => void listener.dispose()) } };
}

const asked = (): boolean => workspace.getConfiguration('breakwater').get('trace.server', 'off') !== 'off';
