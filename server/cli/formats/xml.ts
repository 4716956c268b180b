/** A text as XML 1.0 may hold it, in an element or an attribute: marked up, without the characters XML has no way to write. */
export const xml = (text: string): string =>
  text
    // https://www.w3.org/TR/xml/#charsets
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"']|[\t\n\r]/g, (c) => `&#${c.charCodeAt(0)};`);
