/**
 * Plain text as the API answers it.
 */
import { plainAnnotations } from "../../src/notion/canonical.ts";

export const apiText = (content: string) => ({
  type: "text" as const,
  text: { content, link: null },
  annotations: plainAnnotations,
  plain_text: content,
  href: null,
});
