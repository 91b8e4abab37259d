/**
 * Every number that Notion publishes, once, with its unit and the page that states it.
 */

/** @see https://developers.notion.com/reference/request-limits */
export const limits = {
  /** Blocks in one `children` array, runs in one rich-text array. */
  arrayMax: 100,
  /** Block elements in one request, nested ones counted. */
  blocksPerRequestMax: 1_000,
  /** Bytes of one request body. */
  requestBytesMax: 500_000,
  /** UTF-16 units of `text.content` in one run. */
  textMax: 2_000,
  /** UTF-16 units of any URL. */
  urlMax: 2_000,
  /** UTF-16 units of an equation. */
  equationMax: 1_000,
  /** UTF-16 units of an e-mail address or a phone number. */
  emailMax: 200,
  phoneMax: 200,
  /** Relation targets, people or options in one property write. */
  propertyItemsMax: 100,
  /** Levels of children below the children of one append. @see https://developers.notion.com/reference/patch-block-children */
  nestingMax: 2,
  /** Results of one page of a list. */
  pageSizeMax: 100,
  /** Results of one query or search, over all its pages. */
  queryResultsMax: 10_000,
  /** Items of a relation, people or rollup value inside a page object. */
  inlineReferencesMax: 25,
  /** Requests a minute of one connection: free and plus plans, business and enterprise plans. */
  requestsPerMinute: 180,
  requestsPerMinuteBusiness: 600,
  /** Ms of the window that those are counted in. */
  rateWindowMs: 60_000,
  /** Ms that the server works on one request at most; a write unanswered for longer has its fate decided. */
  serverRequestMaxMs: 60_000,
} as const;

/** How far behind search may be, ms: what it does not show may be there, and what it shows be that old. Reckoned, not promised. */
export const searchLagMs = 10 * 60_000;
