/** Where a fact is from. `verified` is false for general knowledge that nobody looked up for the table. */
interface Sourced {
  readonly source: string;
  readonly verified: boolean;
}

/** A port or range of ports of one protocol. */
export interface PortRow extends Sourced {
  readonly from: number;
  readonly to: number;
  readonly transport: string;
  readonly service: string;
  /** The rule that reports it; absent on rows that only say "this is the encrypted twin". */
  readonly rule?: string;
  /** `strong` counts wherever it is declared, `medium` only where published, `context` only with the row's hint. */
  readonly strength: string;
  /** The encrypted counterpart: a port number with words, or words alone. */
  readonly twin?: string;
  readonly hint?: string;
}

/** Images of one product. */
export interface ImageRow extends Sourced {
  /** Patterns over repositories, without `docker.io/library/`. */
  readonly images: readonly string[];
  readonly product: string;
  readonly kind: string;
  readonly dataPaths?: string;
  readonly authentication?: string;
  /** The user it ends up as: `root`, `nonroot`, or `drops` when its entrypoint gives up root. */
  readonly user?: string;
}

/** A registry, a namespace in one, or the name of an official image. */
export interface RegistryRow extends Sourced {
  readonly prefix: string;
  readonly state: string;
  readonly successor?: string;
  readonly note?: string;
}

/** A word, folder, extension or content that says how likely something holds health information. */
export interface PhiNameRow extends Sourced {
  readonly kind: string;
  readonly value: string;
  readonly strength: string;
  /** A letter of 45 CFR 164.514(b)(2)(i). */
  readonly identifierClass?: string;
  readonly needs?: string;
}
