/**
 * Addresses that a text link can have.
 *
 * Notion refuses what creates blocks with a link to a path, an anchor or a bare word: 400 `validation_error`,
 * "Content creation Failed. Fix the following: \nInvalid URL for link." (as reported for tryfabric/martian, issue 41).
 */

/** Addresses with a scheme, and pages as Notion itself names them in what it answers: `/` and the id. */
export function isLinkAddress(url: string): boolean {
  if (/^\/[0-9a-f]{32}(?![0-9a-z])/i.test(url)) return true;
  // One letter before the colon is a drive.
  return /^[a-z][a-z0-9+.-]+:/i.test(url) && URL.canParse(url);
}
