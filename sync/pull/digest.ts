/**
 * When two sights of a page or of a tree say the same.
 */
import { withoutSignature } from "../../src/notion/canonical.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import type { Page } from "../../src/notion/types.ts";

/** Equal for two sights of the same state of an object: signatures of hosted files differ at every read. */
export const digest = (object: Page | readonly BlockTree[]): string =>
  JSON.stringify(object, (key, value: unknown) => {
    if (key === "expiry_time" || key === "request_id") return undefined;
    return key === "url" && typeof value === "string" && value.includes("X-Amz-")
      ? withoutSignature(value)
      : value;
  });
