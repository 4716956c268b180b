import type { Edit, Span } from '../text.ts';
import { parametersOf } from './parameters.ts';
import { isKnown, type Placed, replacing } from './placed.ts';
import { keyOf, type WrittenSetting } from './setting.ts';

/** What else a reader knows of a setting. */
interface More {
  readonly path?: readonly string[] | undefined;
  readonly nameSpan?: Span | undefined;
  readonly apart?: true;
  readonly lead?: string | undefined;
  readonly program?: string | undefined;
  readonly within?: string;
  /** `set` in `More` decides, be it absent; otherwise the text is replaced where it stands. */
  readonly set?: ((value: string) => Edit) | undefined;
  readonly remove?: (() => Edit) | undefined;
}

/** What was found in a node. */
export interface Gathered {
  readonly found: WrittenSetting[];
  readonly open: Set<string>;
}

/** Gathers the settings of one node, and those within their values. */
export class Gathering {
  readonly found: WrittenSetting[];
  /** Keys of settings whose value is not known. */
  readonly open: Set<string>;
  readonly #owner: string;
  readonly #file: string | undefined;

  constructor(owner: string, file?: string, { found, open }: Gathered = { found: [], open: new Set() }) {
    [this.found, this.open, this.#owner, this.#file] = [found, open, owner, file];
  }

  /** The same, for a text that ends in a file of that name. */
  in(file: string): Gathering {
    return new Gathering(this.#owner, file, this);
  }

  /** Adds a setting when its value is known; the parameters in it in any case. */
  add(written: string, value: Placed, via: WrittenSetting['via'], more: More = {}): void {
    const { text } = value;
    const name = written.replace(/^-+/, '');
    const lead = more.lead ?? written.slice(0, written.length - name.length);
    if (name === '') return;
    if (!isKnown(text)) this.open.add(keyOf(name));
    else if (isKnown(name)) {
      const { path, nameSpan, apart, program, within, remove } = more;
      const set = 'set' in more ? more.set : text === '' ? undefined : replacing(value, 0, text.length);
      this.found.push({
        key: keyOf(name),
        name,
        value: text,
        span: text === '' ? (nameSpan ?? value.span) : value.span,
        via,
        owner: this.#owner,
        ...(path && { path }),
        ...(nameSpan && { nameSpan }),
        ...(apart && { apart }),
        ...(lead !== '' && { lead }),
        ...(this.#file !== undefined && { file: this.#file }),
        ...(program !== undefined && { program }),
        ...(within !== undefined && { within }),
        ...(set && { set }),
        ...(remove && { remove }),
      });
    }
    if (via !== 'parameter') this.addParameters(value);
  }

  /** Adds the parameters of the URLs and DSNs in a text. */
  addParameters(text: Placed): void {
    if (text.text.includes('='))
      for (const parameter of parametersOf(text)) this.add(parameter.name, parameter.value, 'parameter', parameter);
  }
}

export const NOTHING: Gathered = { found: [], open: new Set() };
