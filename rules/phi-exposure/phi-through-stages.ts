import { boolean, strings } from '../engine/options.ts';
import { type PhiArrival, phiArrivals } from '../engine/phiCopies.ts';
import { rule } from '../engine/rule.ts';
import { describeContent } from '../facts/phiContent.ts';
import { fateOf } from '../model/fileFlow.ts';
import type { CopiedFile, Stage } from '../model/nodes.ts';

export default rule({
  id: 'phi-through-stages',
  title: 'Data that may identify patients, copied in an early stage, reaches the shipped image',
  why: `A build stage looks like a place that stays behind, but a copy out of it takes along whatever lies in the folder.
    Everyone who can pull the image can then read the file.`,
  remedy: 'Copy the outcome of the build alone, or remove the data in the stage before anything is copied out of it.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile'],
  safeguards: ['164.312(a)(1)', '164.310(d)(2)(i)'],

  options: {
    words: strings('More words that mark a file as one with patient data.'),
    allow: strings('Globs of files that may be copied.'),
    weak: boolean('Whether a table or an SQL file of no particular name counts.', false, true),
  },

  check: {
    'dockerfile.Stage'(first, context) {
      if (first.index > 0 || first.all.length < 2) return;
      const brought = new Map<CopiedFile, PhiArrival[]>();
      for (const stage of first.all) {
        if (stage.role === 'shipped') continue;
        for (const arrival of phiArrivals(stage, context.options, context))
          for (const copied of fateOf(arrival).carried) brought.set(copied, [...(brought.get(copied) ?? []), arrival]);
      }
      for (const [copied, arrivals] of brought) {
        const [{ copy, source, stage }, ...others] = arrivals.sort((a, b) => RANK[a.copy.severity] - RANK[b.copy.severity]) as [
          PhiArrival,
          ...PhiArrival[],
        ];
        const more = others.length === 0 ? '' : ` and ${others.length} more`;
        const what = copy.content ? `It looks like ${describeContent(copy.content)}` : 'It may hold patient data';
        context.report({
          at: copied,
          message: `\`${source}\`${more}, taken into ${nameOf(stage)}, reaches the image by this copy. ${what}${copy.synthetic ? '; its name says it is synthetic' : ''}.`,
          severity: copy.severity,
          related: arrivals.map((arrival) => ({ span: arrival.span, message: `\`${arrival.source}\` comes in here.` })),
        });
      }
    },
  },
});

const RANK = { error: 0, warning: 1, info: 2 } as const;

const nameOf = ({ alias, index }: Stage): string => (alias === undefined ? `stage ${index}` : `stage \`${alias}\``);
