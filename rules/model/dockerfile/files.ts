import type { CopiedFile } from '../nodes.ts';
import { fromImage, insideQuotes } from './images.ts';
import { resolvePath } from './paths.ts';
import { placeOf, type Reading, spanOf, meaningOf } from './reading.ts';

/** Reads `COPY` and `ADD`: one node for each source, here-documents included. */
export function readFiles(reading: Reading): void {
  const { parsed, placed, nodes } = reading;
  const { block } = placed;
  const words = parsed.json ?? parsed.words;
  const from = parsed.flags.find(({ name }) => name === 'from')?.value;
  const stage = from && reading.stages.find(from.text);
  const image = from && parsed.keyword === 'COPY' ? fromImage(reading, from, 'copy') : undefined;
  if (image) nodes.push(image);

  const last = words.at(-1);
  if (!last || words.length < 2) return;
  const destination = resolvePath(meaningOf(reading, last), reading.stage?.workdir);
  const common = {
    kind: 'CopiedFile',
    ...(stage && { fromStage: stage.index }),
    ...(image && { fromImage: image.text }),
    ...placeOf(reading),
  } as const;
  for (const word of words.slice(0, -1)) {
    const heredoc = parsed.json ? undefined : block.heredocs.find(({ start }) => start === word.start);
    if (heredoc) {
      const path = destination === undefined || /[\\/]$/.test(destination) ? `${destination ?? ''}${heredoc.name}` : destination;
      const file: CopiedFile = {
        ...common,
        span: spanOf(reading, word),
        source: path,
        ...(destination !== undefined && { destination: path }),
        by: 'heredoc',
        content: {
          text: block.text.slice(heredoc.body.start, heredoc.body.end),
          span: { start: placed.start + heredoc.body.start, end: placed.start + heredoc.body.end },
        },
      };
      nodes.push(file);
      continue;
    }
    const file: CopiedFile = {
      ...common,
      span: spanOf(reading, parsed.json ? word : insideQuotes(word)),
      source: meaningOf(reading, word),
      ...(destination !== undefined && { destination }),
      by: parsed.keyword === 'ADD' ? 'ADD' : 'COPY',
    };
    nodes.push(file);
  }
}
