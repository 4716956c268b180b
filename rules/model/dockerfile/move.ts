import type { Command, CopiedFile, ImageReference, Label, Mount, Setting, Variable, Word } from '../nodes.ts';
import { ShellCommand } from '../shellSource.ts';
import { type Edit, moved } from '../text.ts';

/** What can stand elsewhere and mean the same. A port cannot: it names its siblings. */
export type Movable = Command | CopiedFile | ImageReference | Label | Mount | Variable;

/** The same node so many characters further on. What was worked out when it was read is not worked out again. */
export function movedNode(node: Movable, by: number): Movable {
  const span = moved(node.span, by);
  switch (node.kind) {
    case 'Variable':
    case 'Label':
      return { ...node, span, value: movedSetting(node.value, by) };
    case 'Mount':
      return { ...node, span, readOnly: movedSetting(node.readOnly, by) };
    case 'CopiedFile': {
      const { content } = node;
      return content ? { ...node, span, content: { ...content, span: moved(content.span, by) } } : { ...node, span };
    }
    case 'ImageReference': {
      const { set } = node;
      return set ? { ...node, span, set: (reference) => movedEdit(set(reference), by) } : { ...node, span };
    }
    case 'Command':
      if (node instanceof ShellCommand) return node.moved(by);
      return node.words ? { ...node, span, words: movedWords(node.words, by) } : { ...node, span };
  }
}

function movedWords(words: readonly Word[], by: number): Word[] {
  return words.map(({ span, text, at }) =>
    at ? { span: moved(span, by), text, at: (start, end) => moved(at(start, end), by) } : { span: moved(span, by), text },
  );
}

function movedSetting<T>(setting: Setting<T>, by: number): Setting<T> {
  const { set } = setting;
  const span = moved(setting.span, by);
  return set ? { ...setting, span, set: (value: T) => movedEdit(set(value), by) } : { ...setting, span };
}

function movedEdit({ span, text }: Edit, by: number): Edit {
  return { span: moved(span, by), text };
}
