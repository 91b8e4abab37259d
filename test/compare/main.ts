/**
 * `npm run compare`: a one-word edit by this engine and by the usual pipeline, in a table.
 */
import { compare, printed } from "./compare.ts";

const results = await compare();
process.stdout.write(
  "One word of one page is changed, from the saved text to the answer of Notion's API; the page has columns,\n" +
    "colours, comments, a synced block, pages and databases. Left: this engine. Right: notion-to-md, martian,\n" +
    "all blocks deleted, the new ones appended.\n\n" +
    `${printed(results)}\n`,
);
