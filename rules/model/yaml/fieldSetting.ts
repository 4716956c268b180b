import type { Setting } from '../setting.ts';
import type { Span } from '../text.ts';
import type { Place } from './place.ts';
import { canRemove, removal } from './remove.ts';
import { canWrite, writing } from './write.ts';

/** A setting of a field. Whether it can be written, and how, is worked out when a rule asks: most are never changed. */
export class FieldSetting<T> implements Setting<T> {
  readonly state: Setting<T>['state'];
  declare readonly value?: T;
  readonly span: Span;
  readonly #field: Place;
  readonly #write: ((value: T) => string) | undefined;
  readonly #isWritten: boolean;

  constructor(
    state: Setting<T>['state'],
    value: T | undefined,
    span: Span,
    field: Place,
    write: ((value: T) => string) | undefined,
    isWritten: boolean,
  ) {
    [this.state, this.span, this.#field, this.#write, this.#isWritten] = [state, span, field, write, isWritten];
    if (value !== undefined) this.value = value;
  }

  get set(): Setting<T>['set'] {
    const [field, write] = [this.#field, this.#write];
    return write && canWrite(field) ? (value) => writing(field, write(value))! : undefined;
  }

  get remove(): Setting<T>['remove'] {
    const field = this.#field;
    return this.#isWritten && canRemove(field) ? () => removal(field)! : undefined;
  }
}
