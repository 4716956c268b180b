/** Words by which a tag moves. */
export interface MovingTags {
  /** Alone, or as the first or last part. */
  readonly moving: readonly string[];
  /** A variant without a version, when it stands alone. */
  readonly bare: readonly string[];
}

/** Customary words, where nobody says others. */
export const movingTags: MovingTags = {
  moving: `latest, stable, edge, nightly, dev, develop, main, master, trunk, canary, rolling, next, snapshot, unstable,
  testing, test, beta, preview, mainline, lts, current, devel, sid, rawhide, head`.split(/,\s*/),
  bare: ['alpine', 'slim', 'fpm', 'apache', 'management', 'jre', 'jdk'],
};

/** Whether a tag says that it is given to each new version. */
export function tagMoves(tag: string, { moving, bare }: MovingTags = movingTags): boolean {
  const whole = tag.toLowerCase();
  const [first = '', ...rest] = whole.split('-');
  // `fpm-alpine` is two variants and no version
  if (moving.includes(rest.at(-1) ?? first) || [first, ...rest].every((part) => bare.includes(part))) return true;
  return moving.includes(first) && !rest.some((part) => VERSION.test(part));
}

/** What makes a tag stay: `stable-2.14.0`, `nightly-2024-05-17`, `testing-20240513`, `main-5c3dda6b`. */
const VERSION = /^v?\d+\.\d+\.\d+|^(?:19|20)\d\d(?:\d{4})?$|^(?=.*\d)[0-9a-f]{7,40}$/;
