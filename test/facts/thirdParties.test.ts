import { deepEqual } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { thirdPartiesIn } from '../../rules/facts/thirdParties.ts';
import { readDocument } from '../../rules/model/document.ts';

suite('third parties', () => {
  const named = (environment: string): string[] => {
    const text = `services:\n  api:\n    image: alpine:3.22\n    environment:\n${environment.replace(/^/gm, '      ')}\n`;
    const { parts } = readDocument('compose.yaml', 'compose', text);
    return parts.flatMap(({ part }) =>
      thirdPartiesIn(part).map(({ vendor, span }) => `${vendor} ${text.slice(span.start, span.end)}`),
    );
  };

  test('are known by the host of a URL', () => {
    deepEqual(named('A: https://o1.ingest.sentry.io/2\nB: https://bedrock-runtime.us-east-1.amazonaws.com'), [
      'Sentry o1.ingest.sentry.io',
      'AWS Bedrock bedrock-runtime.us-east-1.amazonaws.com',
    ]);
  });

  test('are known by a variable, whatever its value, unless that is empty', () => {
    deepEqual(named('SENTRY_DSN: ${SENTRY_DSN}\nROLLBAR_ACCESS_TOKEN: ""'), ['Sentry SENTRY_DSN']);
  });

  test('are not what merely looks alike', () => {
    deepEqual(named('A: https://sentry.io.example.org/\nB: https://notsentry.io/\nC: https://bedrock-runtime.amazonaws.com'), []);
  });
});
