/** Text without any formatting, as the API shapes it. */
import { plainAnnotations } from "../../src/notion/canonical.ts";
import type { RichText } from "../../src/notion/types.ts";

export const plainRun = (content: string): RichText => ({
  type: "text",
  text: { content, link: null },
  annotations: { ...plainAnnotations },
});
