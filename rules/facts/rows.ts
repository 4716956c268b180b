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

/** A vendor that systems send data to. */
export interface ThirdPartyRow extends Sourced {
  readonly vendor: string;
  readonly kind: string;
  /** Host names; `*.` stands for any names below. */
  readonly hosts: readonly string[];
  /** Names of variables that configure it. */
  readonly variables: readonly string[];
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

/** What one provider hands out, and where that is documented. */
export interface TokenRow {
  readonly provider: string;
  readonly source: string;
  /** Lower-case words of which one must lead up to the value, where its shape alone is not distinctive. */
  readonly near?: readonly string[];
  /** `crc32`: the last six digits are the CRC-32 of those between the prefix and them, in base 62. */
  readonly check?: 'crc32';
  /** By shape, what the credential is called. */
  readonly shapes: Readonly<Record<string, string>>;
}

/** What serves remote logins, or a protocol that sends all in clear text. */
export interface ServerRow extends Sourced {
  readonly rule: string;
  readonly service: string;
  /** Packages by package manager. */
  readonly apt: readonly string[];
  readonly apk: readonly string[];
  readonly rpm: readonly string[];
  /** Programs, some with the words that make them serve: `service ssh start`. */
  readonly programs: readonly string[];
  readonly images: readonly string[];
  readonly note?: string;
}

/** Releases of a product (https://endoflife.date, where nothing else is said). */
export interface ReleaseRow {
  readonly product: string;
  readonly images: readonly string[];
  /** Its releases lose support when the next appears. */
  readonly rolling?: true;
  /** Why no tag of the image is maintained any more. */
  readonly retired?: string;
  /** The newest first, parted by blanks: `12:bookworm=2028-06-30`. Without a date no end is announced; `ended` has none. */
  readonly releases: string;
}

/** A setting of a product, and the values with which it switches a safeguard off. */
export interface SwitchRow extends Sourced {
  /** The rule that reports it. */
  readonly rule: string;
  /** Names in the form of `keyOf`; `*_X` is any name that ends so. */
  readonly keys: readonly string[];
  /**
   * What a bad value is: `true` and `false` are the words for a switch, `set` any text, `empty` none; `is:a|b` one of these, `holds:a|b` a text with one of these in it, `token:a|b` a list with one of
   * these among its entries; `match:` a regular expression. Case never counts.
   */
  readonly test: string;
  /** Parts of names by which its product is known: of images, files, programs. Another product's setting it is not. */
  readonly of?: readonly string[];
  /** Parts of names of products to which it means something else. */
  readonly not?: readonly string[];
  /** The name alone says nothing: the product must be known. */
  readonly only?: boolean;
  /** A name many programs use; a word before it must not be another product's. */
  readonly generic?: boolean;
  /** A client's setting, so not that of the server itself. */
  readonly client?: boolean;
  /** Other settings beside it: one of these must have a value, or none may. */
  readonly with?: readonly string[];
  readonly unless?: readonly string[];
  /** How it must be written; otherwise any way counts. */
  readonly via?: readonly string[];
  /** A weaker signal: one step below the rule. */
  readonly lowered?: boolean;
  /** The value that is right in production, when there is one for everybody. */
  readonly good?: string;
  readonly effect: string;
}

/** A login that a product ships with, or that its documentation prints. */
export interface DefaultCredentialRow extends Sourced {
  /** Patterns over repositories, as in the table of images; `*` for any. */
  readonly images: readonly string[];
  readonly product: string;
  /** Variables and flags; `-` for none. */
  readonly variables: readonly string[];
  /** Values that are known, joined by commas; `equal to NAME` for another variable's; `absent`. */
  readonly values: string;
  /** The user, the variable that names it, or `user/password`. */
  readonly user: string;
  /** `set`: the variable has such a value. `unset`: the image falls back to one. */
  readonly when: string;
  /** What it means for the product. */
  readonly effect: string;
}
