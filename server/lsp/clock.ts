/** Milliseconds since the process began. `performance` knows as much, but Node loads a module of some size for it. */
export const elapsed = (): number => process.uptime() * 1000;
