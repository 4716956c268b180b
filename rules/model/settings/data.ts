import { UNKNOWN } from '../imageName.ts';
import type { CopiedFile, Variable } from '../nodes.ts';
import { readOptions } from './commands.ts';
import { type Gathered, Gathering, NOTHING } from './gather.ts';
import { inSpan, ofScalar, type Placed, somewhere, verbatim } from './placed.ts';
import { masked } from '../interpolate.ts';
import { readStructure, readText } from './texts.ts';

/** The settings a variable or an inline file holds. */
export function dataSettings(node: Variable | CopiedFile): Gathered {
  return node.kind === 'Variable' ? ofVariable(node) : ofFile(node);
}

function ofFile({ source, destination, content }: CopiedFile): Gathered {
  if (!content) return NOTHING;
  const { text, span, scalar } = content;
  const gathering = new Gathering(source, destination ?? source);
  const placed = (scalar && ofScalar(scalar)) ?? inSpan(text, span);
  const ending = /\.[a-z]+$/i.test(source) ? source : (destination ?? source);
  readText(placed, ending, gathering);
  return gathering;
}

function ofVariable(variable: Variable): Gathered {
  const { name, value, owner, place } = variable;
  if (value.state === 'unset' || variable.from !== undefined) return NOTHING;
  const text = value.value ?? variable.written;
  // most values are a word
  if (value.state === 'set' && !/[=:{\n]/.test(text) && !text.startsWith('-')) {
    const gathering = new Gathering(owner);
    gathering.add(name, somewhere(text, value.span), 'variable', own(variable));
    return gathering;
  }
  const placed = placedValue(variable);
  if (!placed) return NOTHING;
  const isFile = place === 'config-map' || place === 'secret';
  const gathering = new Gathering(owner, isFile && (name.includes('.') || text.includes('\n')) ? name : undefined);
  if (isFile ? readText(placed, name, gathering) : isFileLike(placed, name) && readText(placed, '', gathering)) return gathering;
  if (/application.?json/i.test(name) && placed.text.trimStart().startsWith('{')) {
    readStructure(placed, gathering);
    return gathering;
  }
  gathering.add(name, { ...placed, span: value.span }, 'variable', own(variable));
  if (holdsOptions(name, placed.text)) readOptions(placed, gathering);
  return gathering;
}

const isFileLike = ({ text }: Placed, name: string): boolean =>
  text.includes('\n') && text.slice(text.indexOf('\n')).trim() !== '' && !/(?:KEY|CERT|CERTIFICATE|PEM|SCRIPT)$/i.test(name);

function own({ value: { set, remove: removeValue, span }, form, field, place, span: nameSpan, name }: Variable): object {
  const remove = removeValue && field && place === 'environment' ? () => field.remove() ?? removeValue() : removeValue;
  const isName = nameSpan.end - nameSpan.start === name.length && nameSpan.start !== span.start;
  return { set, remove, ...(isName && (form || nameSpan.end <= span.start) && { nameSpan }) };
}

/** Variables whose value is options of a program: `JAVA_OPTS`, `MONGODB_EXTRA_FLAGS`, `NODE_OPTIONS`, `EXTRA_ARGS`. */
const OPTIONS = /OPTS|OPTIONS|ARGS|FLAGS|PARAM|COMMAND|CMD|JAVA|JVM|EXTRA|CONFIG|CONF$/i;

function holdsOptions(name: string, text: string): boolean {
  return /^\s*["']?--?[A-Za-z]/.test(text) || (/\s-[A-Za-z-]/.test(text) && OPTIONS.test(name));
}

/** The value where it stands; what is not known of it masked. */
function placedValue({ scalar, value, written, form, name }: Variable): Placed | undefined {
  const { state, span } = value;
  const from = form === 'list' ? name.length + 1 : 0;
  if (scalar && (form === undefined || form === 'map' || scalar.literal?.startsWith(`${name}=`))) {
    const { literal = '' } = scalar;
    const isSubstituted = literal.includes('$') && form !== undefined && !literal.includes('\n');
    const isDecoded = state === 'set' && form === undefined && value.value !== scalar.text;
    if (!isSubstituted && !isDecoded) {
      const placed = ofScalar(scalar, from);
      if (placed) return placed;
    }
  }
  if (state === 'set') return value.value === written ? inSpan(value.value, span) : somewhere(value.value!, span);
  const text = masked(written).replace(/\$\{?\w+[^\s}]*\}?/g, (placeholder) => UNKNOWN.repeat(placeholder.length));
  return span.end - span.start === text.length ? verbatim(text, span) : somewhere(text, span);
}
