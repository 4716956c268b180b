import { fitsWildcard } from '../../model/wildcard.ts';

export { fitsWildcard };

export const fitsAny = (text: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => fitsWildcard(text, pattern));
